package io.fss.console;

import io.fss.kernel.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a group in a header. */
final class EntityTag {
  private static final Pattern TAG = Pattern.compile("\"?([0-9]{1,18})\"?");

  private EntityTag() {}

  /** The version that If-Match names; rejected when it is missing or not one of ours. */
  static long version(String ifMatch) {
    if (ifMatch.isEmpty()) {
      throw new Rejection(
          Problem.unconditional(
              "a change needs the header If-Match with the ETag of the version it was made on"));
    }
    Matcher tag = TAG.matcher(ifMatch);
    if (!tag.matches()) {
      throw Refusal.invalid("If-Match", ifMatch, "must be the ETag of a read, such as \"3\"");
    }
    return Long.parseLong(tag.group(1));
  }
}
