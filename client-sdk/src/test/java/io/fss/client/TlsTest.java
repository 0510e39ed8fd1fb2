package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Command;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.ExecuteReply;
import io.fss.proto.v1.WorkerGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest extends ClientFixture {
  private static TestCertificate platformOwn;
  private static TestCertificate clientOwn;
  private final FakePlatform secure = platform;
  private int securePort;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    platformOwn = TestCertificate.make(Files.createDirectory(folder.resolve("platform")));
    clientOwn = TestCertificate.make(Files.createDirectory(folder.resolve("client")));
  }

  @BeforeEach
  void secure_the_platform() {
    Await.await(platform.close());
    securePort =
        Await.await(
            secure.listen(
                vertx,
                0,
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(own(platformOwn))
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(trust(clientOwn))));
  }

  private static PemKeyCertOptions own(TestCertificate certificate) {
    return new PemKeyCertOptions()
        .addCertPath(certificate.certificate().toString())
        .addKeyPath(certificate.key().toString());
  }

  private static PemTrustOptions trust(TestCertificate authority) {
    return new PemTrustOptions().addCertPath(authority.certificate().toString());
  }

  private FssClient client(Mode mode, TlsOptions tls) {
    return client(options().withAddress("127.0.0.1:" + securePort).withMode(mode).withTls(tls))
        .job("mail", task -> Future.succeededFuture("done"));
  }

  private static TlsOptions both() {
    return TlsOptions.trusting(platformOwn.certificate())
        .withCertificate(clientOwn.certificate(), clientOwn.key());
  }

  private ExecuteReply call(Endpoint endpoint, HttpClientOptions transport) {
    GrpcClient caller = GrpcClient.client(vertx, transport.setProtocolVersion(HttpVersion.HTTP_2));
    return Await.await(
        caller
            .request(
                SocketAddress.inetSocketAddress(endpoint.getPort(), endpoint.getHost()),
                WorkerGrpcClient.Execute)
            .compose(
                request -> {
                  request.headers().set("authorization", "Bearer " + endpoint.getSecret());
                  return request.send(request(execution(1, "mail")).build());
                })
            .compose(response -> response.last()));
  }

  private static HttpClientOptions encrypted(TestCertificate authority) {
    return new HttpClientOptions().setSsl(true).setUseAlpn(true).setTrustOptions(trust(authority));
  }

  @Test
  void stream_reports_and_heartbeats_go_over_mutual_tls() {
    start(client(Mode.STREAM, both()));

    Command.Builder command = Command.newBuilder().setExecute(request(execution(1, "mail")));
    assertThat(Await.await(secure.commands.send(command)).getExecute().getAnswers(0).getAnswer())
        .isEqualTo(ACCEPTED);
    Await.until("report", () -> secure.ends(1).size() == 1);
  }

  @Test
  void endpoint_of_a_client_with_a_certificate_speaks_tls_with_the_platform_alone() {
    start(client(Mode.DIRECT, both()));
    Endpoint endpoint = secure.registrations.get(0).getEndpoint();

    assertThat(endpoint.getTls()).isTrue();
    assertThat(
            call(endpoint, encrypted(clientOwn).setKeyCertOptions(own(platformOwn)))
                .getAnswers(0)
                .getAnswer())
        .isEqualTo(ACCEPTED);
    assertThat(Await.failure(caught(() -> call(endpoint, encrypted(clientOwn))))).isNotNull();
  }

  private Future<Object> caught(Runnable call) {
    return vertx.executeBlocking(
        () -> {
          call.run();
          return null;
        });
  }

  @Test
  void client_does_not_talk_to_a_platform_whose_certificate_comes_from_others() {
    Future<Void> started =
        client(Mode.STREAM, TlsOptions.trusting(clientOwn.certificate())).start();

    // It goes on trying: the platform may get another certificate.
    assertThat(Await.failure(started.timeout(600, TimeUnit.MILLISECONDS)))
        .isInstanceOf(TimeoutException.class);
    assertThat(secure.registrations).isEmpty();
  }

  @Test
  void files_and_switches_that_do_not_fit_are_refused_by_name() {
    assertThat(refusal(Map.of("FSS_CLIENT_TLS_TRUST", "/no/such.pem")))
        .isEqualTo("client.tls.trust '/no/such.pem' must be a file that can be read");
    assertThat(refusal(Map.of("FSS_CLIENT_TLS_CERTIFICATE", clientOwn.certificate().toString())))
        .isEqualTo("client.tls.key '' must come with a certificate");
    assertThat(refusal(Map.of("FSS_CLIENT_TLS", "yes")))
        .isEqualTo("FSS_CLIENT_TLS 'yes' must be true or false");
    assertThat(refusal(Map.of("FSS_CLIENT_MODE", "push")))
        .isEqualTo("FSS_CLIENT_MODE 'push' must be auto, direct or stream");
  }

  @Test
  void environment_says_mode_and_tls() {
    ClientOptions options =
        new Environment(
                Map.of(
                    "FSS_CLIENT_MODE", "stream",
                    "FSS_CLIENT_TLS_TRUST", platformOwn.certificate().toString(),
                    "FSS_CLIENT_ADVERTISED_HOST", "2001:db8::7",
                    "FSS_CLIENT_ADVERTISED_PORT", "9000"))
            .options("shop");

    assertThat(options.mode()).isEqualTo(Mode.STREAM);
    assertThat(options.tls()).isEqualTo(TlsOptions.trusting(platformOwn.certificate()));
    assertThat(options.listen().reachableHost()).isEqualTo("2001:db8::7");
    assertThat(options.listen().reachablePort(1234)).isEqualTo(9000);
    assertThat(new Environment(Map.of("FSS_CLIENT_TLS", "true")).options("shop").tls())
        .isEqualTo(TlsOptions.ON);
  }

  private static String refusal(Map<String, String> environment) {
    try {
      new Environment(environment).options("shop");
    } catch (IllegalArgumentException refused) {
      return refused.getMessage();
    }
    throw new AssertionError("accepted " + environment);
  }
}
