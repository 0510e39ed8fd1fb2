package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtoCodecTest {

  @Test
  void every_message_of_the_bus_arrives_over_the_wire_as_it_was_sent() {
    for (Message type : Channels.messages()) {
      Message sent = filled(type.newBuilderForType(), 3);

      assertThat(overTheWire(type, sent)).isEqualTo(sent);
      assertThat(overTheWire(type, type)).isEqualTo(type);
    }
  }

  @Test
  void every_channel_and_topic_has_codecs_for_what_it_carries() throws Exception {
    List<Message> carried = new ArrayList<>();
    for (var field : Channels.class.getDeclaredFields()) {
      if (!Modifier.isPublic(field.getModifiers())) {
        continue;
      }
      if (field.get(null) instanceof Channel<?, ?> channel) {
        carried.add(channel.request());
        carried.add(channel.reply());
      } else if (field.get(null) instanceof Topic<?> topic) {
        carried.add(topic.message());
      }
    }

    assertThat(carried).isNotEmpty();
    assertThat(Channels.messages()).containsAll(carried).doesNotHaveDuplicates();
  }

  @Test
  void what_is_no_such_message_is_told_by_its_name() {
    ProtoCodec<AuthenticateRequest> codec =
        new ProtoCodec<>(AuthenticateRequest.getDefaultInstance());
    Buffer wire = Buffer.buffer().appendInt(2).appendBytes(new byte[] {(byte) 0x0a, 5});

    assertThatThrownBy(() -> codec.decodeFromWire(0, wire))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a fss.bus.v1.AuthenticateRequest: ");
  }

  @SuppressWarnings("unchecked") // the codec of a type takes and makes that type
  private static Message overTheWire(Message type, Message sent) {
    ProtoCodec<Message> codec = new ProtoCodec<>(type);
    Buffer wire = Buffer.buffer("before it");
    int position = wire.length();
    codec.encodeToWire(wire, sent);
    wire.appendString("after it");
    return codec.decodeFromWire(position, wire);
  }

  /** A message whose every field says something, down to some depth. */
  private static Message filled(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        if (depth > 0) {
          Message inner = filled(builder.newBuilderForField(field), depth - 1);
          set(builder, field, inner);
        }
      } else {
        set(builder, field, value(field));
      }
    }
    return builder.build();
  }

  private static void set(Message.Builder builder, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      builder.addRepeatedField(field, value);
    } else {
      builder.setField(field, value);
    }
  }

  private static Object value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> -field.getNumber();
      case LONG -> Long.MAX_VALUE - field.getNumber();
      case FLOAT -> 0.5f;
      case DOUBLE -> 0.25;
      case BOOLEAN -> true;
      case STRING -> field.getName() + " 'äöü' 日本";
      case BYTE_STRING -> ByteString.copyFromUtf8(field.getName());
      case ENUM -> field.getEnumType().getValues().get(1);
      case MESSAGE -> throw new IllegalStateException(field.getFullName());
    };
  }
}
