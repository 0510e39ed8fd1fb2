package io.fss.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/**
 * Who a client is and how it reaches the platform.
 *
 * @param app application the jobs belong to, 1-128 characters of [A-Za-z0-9._-]
 * @param namespace namespace of the client, 1-64 characters of [a-z0-9._-]
 * @param name stable name of this copy of the program, 1-128 characters of [A-Za-z0-9._:-]
 * @param addresses the platform's addresses as {@code host:port}, tried in turn, 1-16
 * @param token client token, sent as {@code authorization: Bearer}; empty sends none
 * @param mode how commands reach the client
 * @param tls TLS between client and platform
 * @param capacity attempts that may run at one time, 1-10000; the size of the blocking jobs' pool
 * @param listen where the client listens for commands
 * @param labels free-form labels for routing and display, at most 32
 * @param heartbeat heartbeat interval as long as the platform names none, 100 ms or more
 * @param drain how long {@link FssClient#close()} waits for running attempts
 * @param logLines log lines kept until the platform acknowledged them, 100-1000000; at the bound
 *     the oldest TRACE and DEBUG lines go first, then the newest; what went is counted in the log
 * @param logCapture whether what a job logs through SLF4J becomes part of its task's log
 * @param logCaptureLevel least level of what is captured so; the program's own settings come first
 */
public record ClientOptions(
    String app,
    String namespace,
    String name,
    List<String> addresses,
    String token,
    Mode mode,
    TlsOptions tls,
    int capacity,
    ListenOptions listen,
    Map<String, String> labels,
    Duration heartbeat,
    Duration drain,
    int logLines,
    boolean logCapture,
    Level logCaptureLevel) {
  static final int MAX_CAPACITY = 10_000;

  /** Defaults for an app: platform at 127.0.0.1:7090, capacity 64, a local endpoint. */
  public ClientOptions(String app) {
    this(
        app,
        "default",
        ClientName.ofProcess(),
        List.of("127.0.0.1:7090"),
        "",
        Mode.AUTO,
        TlsOptions.OFF,
        64,
        ListenOptions.LOCAL,
        Map.of(),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        10_000,
        true,
        Level.TRACE);
  }

  /** Checks every field. */
  public ClientOptions {
    Rules.matches("client.app", app, Rules.NAME);
    Rules.matches("client.namespace", namespace, Rules.NAMESPACE);
    Rules.matches("client.name", name, Rules.CLIENT);
    addresses = List.copyOf(addresses);
    Rules.range("client.addresses.size", addresses.size(), 1, 16);
    addresses.forEach(Address::parse);
    Objects.requireNonNull(token, "client.token");
    Objects.requireNonNull(mode, "client.mode");
    Objects.requireNonNull(tls, "client.tls");
    Rules.range("client.capacity", capacity, 1, MAX_CAPACITY);
    Objects.requireNonNull(listen, "client.listen");
    labels = Map.copyOf(labels);
    Rules.range("client.labels.size", labels.size(), 0, 32);
    Rules.atLeast("client.heartbeat", heartbeat, Duration.ofMillis(100));
    Rules.atLeast("client.drain", drain, Duration.ZERO);
    Rules.range("client.logLines", logLines, 100, 1_000_000);
    Objects.requireNonNull(logCaptureLevel, "client.logCaptureLevel");
  }

  /**
   * Defaults for an app, changed by FSS_CLIENT_ADDRESS (several with commas), FSS_CLIENT_TOKEN or
   * the file FSS_CLIENT_TOKEN_FILE, FSS_CLIENT_NAME, FSS_CLIENT_HOST, FSS_CLIENT_PORT,
   * FSS_CLIENT_ADVERTISED_HOST, FSS_CLIENT_ADVERTISED_PORT, FSS_CLIENT_NAMESPACE,
   * FSS_CLIENT_CAPACITY, FSS_CLIENT_MODE, and for TLS FSS_CLIENT_TLS (true), FSS_CLIENT_TLS_TRUST,
   * FSS_CLIENT_TLS_CERTIFICATE and FSS_CLIENT_TLS_KEY.
   */
  public static ClientOptions fromEnvironment(String app) {
    return new Environment(System.getenv()).options(app);
  }

  /** The same in another namespace. */
  public ClientOptions withNamespace(String to) {
    return with(draft -> draft.namespace = to);
  }

  /** The same under another client name. */
  public ClientOptions withName(String to) {
    return with(draft -> draft.name = to);
  }

  /** The same with a platform at {@code host:port}. */
  public ClientOptions withAddress(String to) {
    return withAddresses(List.of(to));
  }

  /** The same with a platform at several addresses, tried in turn. */
  public ClientOptions withAddresses(List<String> to) {
    return with(draft -> draft.addresses = to);
  }

  /** The same with another client token. */
  public ClientOptions withToken(String to) {
    return with(draft -> draft.token = to);
  }

  /** The same with commands on another way. */
  public ClientOptions withMode(Mode to) {
    return with(draft -> draft.mode = to);
  }

  /** The same with TLS. */
  public ClientOptions withTls(TlsOptions to) {
    return with(draft -> draft.tls = to);
  }

  /** The same with another capacity. */
  public ClientOptions withCapacity(int to) {
    return with(draft -> draft.capacity = to);
  }

  /** The same listening elsewhere. */
  public ClientOptions withListen(ListenOptions to) {
    return with(draft -> draft.listen = to);
  }

  /** The same with other labels. */
  public ClientOptions withLabels(Map<String, String> to) {
    return with(draft -> draft.labels = to);
  }

  /** The same with another heartbeat interval for as long as the platform names none. */
  public ClientOptions withHeartbeat(Duration to) {
    return with(draft -> draft.heartbeat = to);
  }

  /** The same with another drain time. */
  public ClientOptions withDrain(Duration to) {
    return with(draft -> draft.drain = to);
  }

  /** The same with another bound of kept log lines. */
  public ClientOptions withLogLines(int to) {
    return with(draft -> draft.logLines = to);
  }

  /** The same with or without what jobs log through SLF4J in the logs of their tasks. */
  public ClientOptions withLogCapture(boolean to) {
    return with(draft -> draft.logCapture = to);
  }

  /** The same with nothing below a level captured of what jobs log through SLF4J. */
  public ClientOptions withLogCaptureLevel(Level to) {
    return with(draft -> draft.logCaptureLevel = to);
  }

  private ClientOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.made();
  }

  /** Options of which one is about to be another. */
  private static final class Draft {
    private String app;
    private String namespace;
    private String name;
    private List<String> addresses;
    private String token;
    private Mode mode;
    private TlsOptions tls;
    private int capacity;
    private ListenOptions listen;
    private Map<String, String> labels;
    private Duration heartbeat;
    private Duration drain;
    private int logLines;
    private boolean logCapture;
    private Level logCaptureLevel;

    private Draft(ClientOptions of) {
      app = of.app;
      namespace = of.namespace;
      name = of.name;
      addresses = of.addresses;
      token = of.token;
      mode = of.mode;
      tls = of.tls;
      capacity = of.capacity;
      listen = of.listen;
      labels = of.labels;
      heartbeat = of.heartbeat;
      drain = of.drain;
      logLines = of.logLines;
      logCapture = of.logCapture;
      logCaptureLevel = of.logCaptureLevel;
    }

    private ClientOptions made() {
      return new ClientOptions(
          app,
          namespace,
          name,
          addresses,
          token,
          mode,
          tls,
          capacity,
          listen,
          labels,
          heartbeat,
          drain,
          logLines,
          logCapture,
          logCaptureLevel);
    }
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "ClientOptions[%s/%s as %s at %s, capacity %d, listening on %s]"
        .formatted(namespace, app, name, addresses, capacity, listen);
  }
}
