package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestCertificate;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.PlatformGrpcClient;
import io.vertx.core.Future;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.grpc.client.GrpcClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
  private TestCertificate platform;
  private TestCertificate client;
  private TestCertificate stranger;
  private DispatcherFixture fss;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    platform = TestCertificate.make(Files.createDirectory(folder.resolve("platform")));
    client = TestCertificate.make(Files.createDirectory(folder.resolve("client")));
    stranger = TestCertificate.make(Files.createDirectory(folder.resolve("stranger")));
    fss =
        new DispatcherFixture(
            options(
                new TlsOptions(
                    platform.certificate().toString(),
                    platform.key().toString(),
                    client.certificate().toString())));
    fss.heartbeats(
        beat -> Future.succeededFuture(HeartbeatReply.newBuilder().setCounter(7).build()));
  }

  @AfterAll
  void close() {
    fss.close();
  }

  private static DispatcherOptions options(TlsOptions tls) {
    DispatcherOptions known = DispatcherFixture.OPTIONS;
    return new DispatcherOptions(
        known.host(),
        known.port(),
        known.maxMessageBytes(),
        known.connectTimeout(),
        known.answerTimeout(),
        known.streams(),
        known.dialBack(),
        tls,
        known.rates());
  }

  private static PemKeyCertOptions own(TestCertificate certificate) {
    return new PemKeyCertOptions()
        .addCertPath(certificate.certificate().toString())
        .addKeyPath(certificate.key().toString());
  }

  private static PemTrustOptions trust(TestCertificate authority) {
    return new PemTrustOptions().addCertPath(authority.certificate().toString());
  }

  private static HttpClientOptions secure(TestCertificate authority) {
    return new HttpClientOptions()
        .setProtocolVersion(HttpVersion.HTTP_2)
        .setSsl(true)
        .setUseAlpn(true)
        .setTrustOptions(trust(authority));
  }

  private Future<HeartbeatReply> beat(HttpClientOptions transport) {
    GrpcClient grpc = GrpcClient.client(fss.vertx, transport);
    return grpc.request(fss.edge(), PlatformGrpcClient.Heartbeat)
        .compose(
            request -> {
              request.headers().set("authorization", "Bearer " + DispatcherFixture.TOKEN);
              return request.send(HeartbeatRequest.getDefaultInstance());
            })
        .compose(response -> response.last());
  }

  private static HttpServerOptions endpoint(TestCertificate certificate) {
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(own(certificate));
  }

  private TestWorker worker(HttpServerOptions options) {
    return new TestWorker(
        fss.vertx,
        options,
        DispatchContract::accept,
        cancel -> Future.succeededFuture(CancelReply.getDefaultInstance()));
  }

  private DispatchReply dispatch(Endpoint endpoint) {
    return await(
        fss.bus.request(
            Channels.TASK_DISPATCH,
            DispatchBatch.newBuilder()
                .setMode(Mode.MODE_DIRECT)
                .setEndpoint(endpoint)
                .setRequest(DispatchContract.REQUEST)
                .build()));
  }

  @Test
  void a_client_with_a_certificate_of_the_authorities_is_served() {
    assertThat(await(beat(secure(platform).setKeyCertOptions(own(client)))).getCounter())
        .isEqualTo(7);
  }

  @Test
  void a_client_without_one_or_with_one_of_others_is_turned_away() {
    assertThat(failure(beat(secure(platform)))).isNotNull();
    assertThat(failure(beat(secure(platform).setKeyCertOptions(own(stranger))))).isNotNull();
  }

  @Test
  void a_client_that_speaks_plain_text_is_turned_away() {
    assertThat(
            failure(
                beat(
                    new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false))))
        .isNotNull();
  }

  @Test
  void a_client_that_trusts_others_does_not_talk_to_this_edge() {
    assertThat(failure(beat(secure(stranger).setKeyCertOptions(own(client))))).isNotNull();
  }

  @Test
  void an_endpoint_with_tls_that_asks_for_the_platforms_certificate_is_called() {
    TestWorker worker =
        worker(
            endpoint(client).setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trust(platform)));

    DispatchReply reply = dispatch(worker.endpoint(TestWorker.SECRET));

    assertThat(reply.getMessage()).isEmpty();
    assertThat(worker.executed).containsExactly(DispatchContract.REQUEST);
  }

  @Test
  void an_endpoint_whose_certificate_comes_from_others_does_not_get_the_secret() {
    TestWorker worker = worker(endpoint(stranger));

    DispatchReply reply = dispatch(worker.endpoint(TestWorker.SECRET));

    assertThat(reply.getNotSent()).isTrue();
    assertThat(worker.executed).isEmpty();
  }

  @Test
  void an_endpoint_whose_certificate_names_another_host_does_not_get_the_secret() {
    TestWorker worker = worker(endpoint(client));
    Endpoint named = worker.endpoint(TestWorker.SECRET).toBuilder().setHost("localhost").build();

    assertThat(dispatch(named).getNotSent()).isTrue();
    assertThat(worker.executed).isEmpty();
  }
}
