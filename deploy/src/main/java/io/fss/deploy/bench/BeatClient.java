package io.fss.deploy.bench;

import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.PlatformGrpcClient;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.fss.proto.v1.SdkInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.ServiceMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * As many sessions as it is told, each with a heartbeat every interval that the platform wants; no
 * session does anything else. It is told by lines on its input and answers by lines: {@code
 * measure}, {@code results}; it ends with its input.
 */
public final class BeatClient {
  private static final int PER_CONNECTION = 10;
  private static final int REGISTERING = 50;
  private static final int REGISTERED_WITHIN_S = 120;
  private static final int LOOPS = 2;
  private static final long LONGEST_US = TimeUnit.SECONDS.toMicros(30);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final SocketAddress edge;
  private final String token;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentHistogram answerUs = new ConcurrentHistogram(LONGEST_US, 3);

  private BeatClient(String address, String token) {
    int colon = address.lastIndexOf(':');
    this.edge =
        SocketAddress.inetSocketAddress(
            Integer.parseInt(address.substring(colon + 1)), address.substring(0, colon));
    this.token = token;
  }

  /** Runs until the input ends; the argument is the number of sessions. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new BeatClient(System.getenv("FSS_CLIENT_ADDRESS"), System.getenv("FSS_CLIENT_TOKEN"))
        .run(Integer.parseInt(args[0]));
    System.exit(0);
  }

  private void run(int sessions) throws IOException, InterruptedException {
    register(sessions);
    out.println(Dialogue.MARK + Dialogue.READY);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(Dialogue.MARK + answer(line));
      }
    }
  }

  private void register(int sessions) throws InterruptedException {
    Semaphore open = new Semaphore(REGISTERING);
    List<GrpcClient> connections = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      if (i % PER_CONNECTION == 0) {
        connections.add(connection());
      }
      open.acquire();
      GrpcClient over = connections.get(connections.size() - 1);
      long offset = i;
      call(over, PlatformGrpcClient.Register, registration(i))
          .onComplete(
              reply -> {
                begin(over, reply, offset, sessions);
                open.release();
              },
              this::stop);
    }
    if (!open.tryAcquire(REGISTERING, REGISTERED_WITHIN_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not all sessions were registered: " + failures.peek());
    }
  }

  private void stop(Throwable failure) {
    failures.add(failure);
    // The slot stays taken: the registration of the others does not finish, and says why.
  }

  private GrpcClient connection() {
    return GrpcClient.client(
        vertx,
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false));
  }

  private static RegisterRequest registration(int number) {
    return RegisterRequest.newBuilder()
        .setApp(BenchClient.APP)
        .setClient("beat-" + number)
        .setIncarnation(UUID.randomUUID().toString())
        .setMode(Mode.MODE_STREAM)
        .setCapacity(10)
        .addJobs(JobDeclaration.newBuilder().setName(BenchClient.JOB))
        .setSdk(SdkInfo.newBuilder().setName("benchmark").setLanguage("java"))
        .build();
  }

  /** Spread over the interval, as clients that started at different times are. */
  private void begin(GrpcClient over, RegisterReply reply, long number, int sessions) {
    long interval = reply.getHeartbeatIntervalMs();
    AtomicLong counter = new AtomicLong();
    vertx.setTimer(
        1 + number * interval / sessions,
        first -> {
          beat(over, reply.getSession(), counter);
          vertx.setPeriodic(interval, tick -> beat(over, reply.getSession(), counter));
        });
  }

  private void beat(GrpcClient over, String session, AtomicLong counter) {
    HeartbeatRequest request =
        HeartbeatRequest.newBuilder()
            .setSession(session)
            .setCounter(counter.incrementAndGet())
            .build();
    long begun = System.nanoTime();
    sent.incrementAndGet();
    call(over, PlatformGrpcClient.Heartbeat, request)
        .onComplete(
            (HeartbeatReply reply) -> {
              answerUs.recordValue(Math.min(LONGEST_US, (System.nanoTime() - begun) / 1_000));
              acknowledged.incrementAndGet();
            },
            failure -> failed.incrementAndGet());
  }

  private <Q, R> Future<R> call(GrpcClient over, ServiceMethod<R, Q> method, Q request) {
    return over.request(edge, method)
        .compose(
            call -> {
              call.headers().set("authorization", "Bearer " + token);
              return call.send(request).compose(response -> response.last());
            });
  }

  private String answer(String question) {
    if (question.equals("measure")) {
      sent.set(0);
      acknowledged.set(0);
      failed.set(0);
      answerUs.reset();
      return "ok";
    }
    return new JsonObject()
        .put("sent", sent.get())
        .put("acknowledged", acknowledged.get())
        .put("failed", failed.get())
        .put("p50", answerUs.getValueAtPercentile(50) / 1_000.0)
        .put("p99", answerUs.getValueAtPercentile(99) / 1_000.0)
        .put("max", answerUs.getMaxValue() / 1_000.0)
        .encode();
  }
}
