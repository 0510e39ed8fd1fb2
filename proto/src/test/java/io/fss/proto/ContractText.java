package io.fss.proto;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a contract is on the wire, as text: one line per field ({@code message.field = number
 * label type}), enum value and method, sorted.
 */
final class ContractText {
  private final Map<String, String> lines = new TreeMap<>();

  private ContractText() {}

  /** The name of each thing and what must not change about it. */
  static Map<String, String> of(FileDescriptor file) {
    ContractText text = new ContractText();
    file.getMessageTypes().forEach(text::message);
    file.getEnumTypes().forEach(text::enumeration);
    file.getServices().forEach(text::service);
    return text.lines;
  }

  private void message(Descriptor message) {
    // An empty message has no field that could tell of it.
    lines.put("message " + message.getFullName(), "message");
    for (FieldDescriptor field : message.getFields()) {
      lines.put("field " + field.getFullName(), field.getNumber() + " " + type(field));
    }
    message.getEnumTypes().forEach(this::enumeration);
    message.getNestedTypes().stream()
        .filter(nested -> !nested.getOptions().getMapEntry())
        .forEach(this::message);
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<%s, %s>"
          .formatted(plain(entry.findFieldByName("key")), plain(entry.findFieldByName("value")));
    }
    String label = field.isRepeated() ? "repeated " : field.hasPresence() ? "optional " : "";
    String oneof =
        field.getRealContainingOneof() == null
            ? ""
            : " oneof " + field.getRealContainingOneof().getName();
    return label + plain(field) + oneof;
  }

  private static String plain(FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private void enumeration(EnumDescriptor type) {
    type.getValues()
        .forEach(
            value ->
                lines.put(
                    "enum " + type.getFullName() + "." + value.getName(),
                    String.valueOf(value.getNumber())));
  }

  private void service(ServiceDescriptor service) {
    for (MethodDescriptor method : service.getMethods()) {
      lines.put(
          "rpc " + method.getFullName(),
          "%s%s -> %s%s"
              .formatted(
                  method.isClientStreaming() ? "stream " : "",
                  method.getInputType().getFullName(),
                  method.isServerStreaming() ? "stream " : "",
                  method.getOutputType().getFullName()));
    }
  }
}
