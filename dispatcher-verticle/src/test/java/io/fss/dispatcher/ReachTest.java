package io.fss.dispatcher;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachTest {
  private final List<RegisterCommand> registered = new CopyOnWriteArrayList<>();
  private DispatcherFixture fss = new DispatcherFixture();

  @AfterEach
  void close() {
    fss.close();
  }

  private static DispatcherOptions allowing(String networks, String denied) {
    DispatcherOptions known = DispatcherFixture.OPTIONS;
    return new DispatcherOptions(
        known.host(),
        known.port(),
        known.maxMessageBytes(),
        known.connectTimeout(),
        known.answerTimeout(),
        known.streams(),
        new DialBackOptions(networks, denied, true),
        known.tls(),
        known.rates());
  }

  private void restart(DispatcherOptions options) {
    fss.close();
    fss = new DispatcherFixture(options);
  }

  private TestWorker worker() {
    return new TestWorker(
        fss.vertx,
        DispatchContract::accept,
        cancel -> Future.succeededFuture(CancelReply.getDefaultInstance()));
  }

  private RegisterReply register(Mode mode, Endpoint endpoint) {
    fss.serve(
        Channels.REGISTRY_REGISTER,
        command -> {
          registered.add(command);
          return Future.succeededFuture(RegisterReply.newBuilder().setSession("s1").build());
        });
    DispatcherFixture.Answer<RegisterReply> answer =
        fss.call(
            PlatformGrpcClient.Register,
            RegisterRequest.newBuilder().setMode(mode).setEndpoint(endpoint).build());
    assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    return answer.reply();
  }

  private Mode registeredMode() {
    return registered.get(0).getRequest().getMode();
  }

  @Test
  void a_client_that_can_be_called_is_registered_so() {
    TestWorker worker = worker();

    RegisterReply reply = register(Mode.MODE_AUTO, worker.endpoint(TestWorker.SECRET));

    assertThat(reply.getMode()).isEqualTo(Mode.MODE_DIRECT);
    assertThat(reply.getUnreachable()).isEmpty();
    assertThat(registeredMode()).isEqualTo(Mode.MODE_DIRECT);
    assertThat(worker.cancelled).containsExactly(CancelRequest.getDefaultInstance());
    assertThat(worker.executed).isEmpty();
  }

  @Test
  void a_client_that_does_not_listen_is_registered_for_a_stream_and_told_why() {
    TestWorker worker = worker();
    worker.stop();

    RegisterReply reply = register(Mode.MODE_AUTO, worker.endpoint(TestWorker.SECRET));

    assertThat(reply.getMode()).isEqualTo(Mode.MODE_STREAM);
    assertThat(reply.getUnreachable()).contains("refused");
    assertThat(registeredMode()).isEqualTo(Mode.MODE_STREAM);
  }

  @Test
  void somebody_else_at_the_address_is_not_the_client() {
    TestWorker worker = worker();

    RegisterReply reply = register(Mode.MODE_AUTO, worker.endpoint("a-secret-of-another"));

    assertThat(reply.getMode()).isEqualTo(Mode.MODE_STREAM);
    assertThat(reply.getUnreachable()).contains("UNAUTHENTICATED");
  }

  @Test
  void an_endpoint_that_never_answers_holds_the_registration_up_for_a_moment_only() {
    TestWorker worker =
        new TestWorker(
            fss.vertx, DispatchContract::accept, cancel -> Promise.<CancelReply>promise().future());

    RegisterReply reply = register(Mode.MODE_AUTO, worker.endpoint(TestWorker.SECRET));

    assertThat(reply.getMode()).isEqualTo(Mode.MODE_STREAM);
    assertThat(reply.getUnreachable()).contains("did not answer");
  }

  @Test
  void a_client_that_wants_to_be_called_is_registered_so_and_told_that_it_cannot_be() {
    TestWorker worker = worker();
    worker.stop();

    RegisterReply reply = register(Mode.MODE_DIRECT, worker.endpoint(TestWorker.SECRET));

    assertThat(reply.getMode()).isEqualTo(Mode.MODE_DIRECT);
    assertThat(reply.getUnreachable()).isNotEmpty();
  }

  @Test
  void nobody_is_called_for_a_caller_who_is_not_known() {
    TestWorker worker = worker();

    fss.call(
        PlatformGrpcClient.Register,
        RegisterRequest.newBuilder()
            .setMode(Mode.MODE_AUTO)
            .setEndpoint(worker.endpoint(TestWorker.SECRET))
            .build(),
        "Bearer guessed");

    assertThat(worker.connections).isEmpty();
  }

  @Test
  void an_endpoint_outside_of_the_allowed_networks_is_not_called() {
    for (DispatcherOptions options :
        List.of(allowing("10.0.0.0/8", ""), allowing("0.0.0.0/0, ::/0", "127.0.0.0/8, ::1"))) {
      restart(options);
      TestWorker worker = worker();
      Endpoint literal = worker.endpoint(TestWorker.SECRET);

      for (String host : List.of("127.0.0.1", "localhost", "::ffff:127.0.0.1", "0.0.0.0")) {
        Endpoint endpoint = literal.toBuilder().setHost(host).build();

        RegisterReply reply = register(Mode.MODE_AUTO, endpoint);

        assertThat(reply.getMode()).as(host).isEqualTo(Mode.MODE_STREAM);
        assertThat(reply.getUnreachable())
            .isEqualTo("host %s is outside of dispatcher.dial-back.networks".formatted(host));
        assertThat(dispatch(endpoint).getNotSent()).isTrue();
      }
      assertThat(worker.connections).isEmpty();
    }
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
  void a_name_is_called_where_it_leads_to_an_allowed_address() {
    TestWorker worker = worker();
    Endpoint named = worker.endpoint(TestWorker.SECRET).toBuilder().setHost("localhost").build();

    assertThat(register(Mode.MODE_AUTO, named).getMode()).isEqualTo(Mode.MODE_DIRECT);
    assertThat(dispatch(named).getNotSent()).isFalse();
  }

  @Test
  void an_ipv6_address_has_the_brackets_that_the_authority_of_a_call_needs() {
    Destinations destinations = new Destinations(fss.vertx, DispatcherFixture.OPTIONS.dialBack());
    Endpoint endpoint = Endpoint.newBuilder().setHost("2001:db8::7").setPort(7).build();

    SocketAddress address = await(destinations.of(endpoint));

    assertThat(address.host()).isEqualTo("[2001:db8:0:0:0:0:0:7]");
    assertThat(address.port()).isEqualTo(7);
  }

  @Test
  void an_ipv4_address_in_the_form_of_ipv6_is_called_as_what_it_is() {
    TestWorker worker = worker();
    Endpoint mapped =
        worker.endpoint(TestWorker.SECRET).toBuilder().setHost("::ffff:127.0.0.1").build();

    assertThat(register(Mode.MODE_AUTO, mapped).getMode()).isEqualTo(Mode.MODE_DIRECT);
    assertThat(dispatch(mapped).getNotSent()).isFalse();
  }

  @Test
  void what_the_registry_will_refuse_is_not_called() {
    RegisterReply reply = register(Mode.MODE_AUTO, Endpoint.getDefaultInstance());

    // The registry, here played, names the fields.
    assertThat(reply.getUnreachable()).isEmpty();
    assertThat(registeredMode()).isEqualTo(Mode.MODE_DIRECT);
  }
}
