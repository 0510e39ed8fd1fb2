package io.fss.console;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.GroupInfo;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of something in a header.
 *
 * @param version of the definition
 * @param dataVersion of the data; 0 means that it is not known, or that there is none
 */
record EntityTag(long version, long dataVersion) {
  private static final Pattern TAG = Pattern.compile("\"?([0-9]{1,18})(?:-([0-9]{1,18}))?\"?");

  static EntityTag of(GroupInfo group) {
    return new EntityTag(group.getVersion(), group.getDataVersion());
  }

  static EntityTag of(CalendarInfo calendar) {
    return new EntityTag(calendar.getVersion(), 0);
  }

  /** What If-Match names; rejected when it is missing or not one of ours. */
  static EntityTag required(String ifMatch) {
    if (ifMatch.isEmpty()) {
      throw new Rejection(
          Problem.unconditional(
              "a change needs the header If-Match with the ETag of the version it was made on"));
    }
    return parse(ifMatch);
  }

  /** What If-Match names; refused when it is not one of ours. */
  static EntityTag parse(String ifMatch) {
    Matcher tag = TAG.matcher(ifMatch);
    if (!tag.matches()) {
      throw Refusal.invalid("If-Match", ifMatch, "must be the ETag of a read, such as \"3\"");
    }
    String data = tag.group(2);
    return new EntityTag(Long.parseLong(tag.group(1)), data == null ? 0 : Long.parseLong(data));
  }

  /** The header's value, quotes included. */
  @Override
  public String toString() {
    return dataVersion == 0 ? "\"" + version + "\"" : "\"" + version + "-" + dataVersion + "\"";
  }
}
