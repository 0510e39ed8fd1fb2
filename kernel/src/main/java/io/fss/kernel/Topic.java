package io.fss.kernel;

import com.google.protobuf.Message;

/**
 * One address of the event bus that is published to; every subscriber gets every message.
 *
 * @param address the address
 * @param message an instance of the message's type
 */
public record Topic<M extends Message>(String address, M message) {}
