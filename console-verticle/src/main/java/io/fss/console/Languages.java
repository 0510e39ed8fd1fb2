package io.fss.console;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which language a caller wants to read. */
final class Languages {
  private static final String ENGLISH = "en";
  private static final Set<String> SPOKEN = Set.of(ENGLISH, "zh");

  private Languages() {}

  /**
   * The first language of an Accept-Language header that the platform speaks, as a BCP 47 tag;
   * English when there is none or the header cannot be read.
   */
  static String preferred(String acceptLanguage) {
    if (acceptLanguage.isEmpty()) {
      return ENGLISH;
    }
    try {
      List<Locale.LanguageRange> ranges = Locale.LanguageRange.parse(acceptLanguage);
      return ranges.stream()
          .filter(range -> range.getWeight() > 0)
          .sorted(Comparator.comparing(Locale.LanguageRange::getWeight).reversed())
          .map(range -> Locale.forLanguageTag(range.getRange()))
          .filter(locale -> SPOKEN.contains(locale.getLanguage()))
          .map(Locale::toLanguageTag)
          .findFirst()
          .orElse(ENGLISH);
    } catch (IllegalArgumentException e) {
      return ENGLISH;
    }
  }
}
