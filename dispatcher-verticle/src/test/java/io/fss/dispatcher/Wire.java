package io.fss.dispatcher;

import static io.fss.kernel.Await.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between two ends that may stop to carry anything, without telling either. */
final class Wire {
  private final NetServer server;
  private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();

  Wire(Vertx vertx, SocketAddress to) {
    server =
        await(
            vertx
                .createNetServer()
                .connectHandler(
                    near -> {
                      near.pause();
                      vertx
                          .createNetClient()
                          .connect(to)
                          .onSuccess(far -> join(near, far))
                          .onFailure(gone -> near.close());
                    })
                .listen(0, "127.0.0.1"));
  }

  private void join(NetSocket near, NetSocket far) {
    sockets.add(near);
    sockets.add(far);
    near.handler(far::write);
    far.handler(near::write);
    near.closeHandler(closed -> far.close());
    far.closeHandler(closed -> near.close());
    near.resume();
  }

  SocketAddress address() {
    return SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1");
  }

  /** From now on nothing arrives, either way, and nobody learns of it. */
  void freeze() {
    for (NetSocket socket : sockets) {
      socket.closeHandler(closed -> {});
      socket.handler(lost -> {});
    }
  }
}
