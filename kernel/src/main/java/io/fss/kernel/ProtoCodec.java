package io.fss.kernel;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Carries one protobuf type over the bus; within a process the immutable message goes as it is. */
final class ProtoCodec<M extends Message> implements MessageCodec<M, M> {
  private final M type;

  ProtoCodec(M type) {
    this.type = type;
  }

  @Override
  public void encodeToWire(Buffer buffer, M message) {
    byte[] bytes = message.toByteArray();
    buffer.appendInt(bytes.length).appendBytes(bytes);
  }

  @Override
  @SuppressWarnings("unchecked") // the parser of M makes M
  public M decodeFromWire(int position, Buffer buffer) {
    int length = buffer.getInt(position);
    try {
      return (M)
          type.getParserForType().parseFrom(buffer.getBytes(position + 4, position + 4 + length));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a " + name() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public M transform(M message) {
    return message;
  }

  @Override
  public String name() {
    return type.getDescriptorForType().getFullName();
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
