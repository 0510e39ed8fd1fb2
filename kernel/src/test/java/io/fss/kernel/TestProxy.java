package io.fss.kernel;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between a client and its server, and may keep the answers back or cut the way. */
public final class TestProxy {
  private final NetServer server;
  private final NetClient client;
  private final String host;
  private final int port;
  private final Queue<NetSocket> ends = new ConcurrentLinkedQueue<>();
  private final Queue<NetSocket> answering = new ConcurrentLinkedQueue<>();
  private volatile boolean holding;

  private TestProxy(Vertx vertx, String host, int port) {
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.host = host;
    this.port = port;
  }

  static TestProxy to(Vertx vertx, String url) {
    DatabaseUrl.Server target = (DatabaseUrl.Server) DatabaseUrl.parse(url);
    return to(vertx, target.host(), target.port());
  }

  /** A proxy on a port of its own. */
  public static TestProxy to(Vertx vertx, String host, int port) {
    TestProxy proxy = new TestProxy(vertx, host, port);
    Await.await(proxy.server.connectHandler(proxy::pass).listen(0, "127.0.0.1"));
    return proxy;
  }

  /** The way through this proxy. */
  String url(String url) {
    return url.replace(":" + port + "/", ":" + server.actualPort() + "/");
  }

  /** Where it listens, at 127.0.0.1. */
  public int port() {
    return server.actualPort();
  }

  private void pass(NetSocket caller) {
    caller.pause();
    client
        .connect(port, host)
        .onSuccess(
            called -> {
              ends.add(caller);
              ends.add(called);
              answering.add(called);
              if (holding) {
                called.pause();
              }
              caller.handler(called::write).closeHandler(gone -> called.close());
              called.handler(caller::write).closeHandler(gone -> caller.close());
              caller.resume();
            })
        .onFailure(failure -> caller.close());
  }

  /** Requests still go through; answers do not. */
  public void holdAnswers() {
    holding = true;
    answering.forEach(NetSocket::pause);
  }

  public void letAnswersGo() {
    holding = false;
    answering.forEach(NetSocket::resume);
  }

  /** Cuts every connection, with what was kept back; new ones are let through. */
  public void cut() {
    holding = false;
    NetSocket end;
    while ((end = ends.poll()) != null) {
      end.close();
    }
    answering.clear();
  }
}
