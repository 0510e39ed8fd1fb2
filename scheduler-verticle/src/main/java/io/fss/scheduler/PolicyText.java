package io.fss.scheduler;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import io.fss.proto.v1.Policies;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Policies as they are stored: a JSON object of what differs from {@link PolicyDefaults#BUILT_IN},
 * or an empty text. The keys are the names of the contract. A setting that changes defaults counts
 * when a group is defined and never changes what is stored.
 */
final class PolicyText {
  private static final PolicyDefaults DEFAULTS = PolicyDefaults.BUILT_IN;
  private static final Policies ALL_DEFAULT = DEFAULTS.fill(Policies.getDefaultInstance());
  private static final List<FieldDescriptor> FIELDS = Policies.getDescriptor().getFields();
  private static final int KEPT = 1_000;
  private static final Recent<String, Policies> RECENT = new Recent<>(KEPT, PolicyText::read);

  private PolicyText() {}

  static String encode(Policies policies) {
    Policies full = DEFAULTS.fill(policies);
    if (full.equals(ALL_DEFAULT)) {
      return "";
    }
    JsonObject json = new JsonObject();
    for (FieldDescriptor field : FIELDS) {
      if (!DEFAULTS.fill(full.toBuilder().clearField(field).build()).equals(full)) {
        json.put(field.getJsonName(), json(field, full.getField(field)));
      }
    }
    return json.encode();
  }

  private static Object json(FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      return new JsonArray(((List<?>) value).stream().map(PolicyText::json).toList());
    }
    return json(value);
  }

  private static Object json(Object value) {
    return value instanceof EnumValueDescriptor one ? one.getName() : value;
  }

  /** Reads stored policies; what the text does not say is filled in. */
  static Policies decode(String text) {
    return text.isEmpty() ? ALL_DEFAULT : RECENT.of(text);
  }

  private static Policies read(String text) {
    JsonObject json = new JsonObject(text);
    Policies.Builder policies = Policies.newBuilder();
    for (FieldDescriptor field : FIELDS) {
      Object value = json.getValue(field.getJsonName());
      if (value instanceof JsonArray list) {
        list.forEach(one -> policies.addRepeatedField(field, proto(field, one)));
      } else if (value != null) {
        policies.setField(field, proto(field, value));
      }
    }
    return DEFAULTS.fill(policies.build());
  }

  private static Object proto(FieldDescriptor field, Object value) {
    if (field.getJavaType() == JavaType.ENUM) {
      return constant(field.getEnumType(), (String) value);
    }
    if (value instanceof Number number) {
      return field.getJavaType() == JavaType.INT
          ? (Object) number.intValue()
          : (Object) number.longValue();
    }
    return value;
  }

  private static EnumValueDescriptor constant(EnumDescriptor type, String name) {
    EnumValueDescriptor found = type.findValueByName(name);
    if (found == null) {
      throw new IllegalStateException(
          "stored policy of unknown %s: %s".formatted(type.getName(), name));
    }
    return found;
  }
}
