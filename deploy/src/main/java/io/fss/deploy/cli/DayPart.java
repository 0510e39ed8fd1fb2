package io.fss.deploy.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A part of the day.
 *
 * @param from local time, such as 09:00
 * @param to local time, such as 17:30:15
 */
record DayPart(String from, String to) {
  /** Reads {@code 09:00-17:30}; whether these are times, the platform says. */
  static final class Reader implements ITypeConverter<DayPart> {
    @Override
    public DayPart convert(String text) {
      String[] ends = text.split("-", -1);
      if (ends.length != 2) {
        throw new TypeConversionException(Texts.of("error.part", text));
      }
      return new DayPart(ends[0], ends[1]);
    }
  }
}
