package io.fss.scheduler;

import com.google.protobuf.Message;

/** Messages in a trace: on one line, and not too long. */
final class SimText {
  private static final int LONGEST = 400;

  private SimText() {}

  static String of(Object body) {
    if (!(body instanceof Message message)) {
      return String.valueOf(body);
    }
    String text = message.toString().replaceAll("\\s+", " ");
    return message.getDescriptorForType().getName()
        + " "
        + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
  }
}
