package io.fss.kernel;

import com.google.protobuf.Message;
import java.time.Duration;

/**
 * One address of the event bus that answers requests.
 *
 * @param address the address; a single node is reached at {@code address + "@" + node}
 * @param request an instance of the request's type
 * @param reply an instance of the reply's type
 * @param timeout how long a requester waits for the reply
 */
public record Channel<Q extends Message, R extends Message>(
    String address, Q request, R reply, Duration timeout) {

  String at(String node) {
    return address + "@" + node;
  }
}
