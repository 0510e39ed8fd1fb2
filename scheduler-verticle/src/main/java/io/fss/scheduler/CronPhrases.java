package io.fss.scheduler;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.regex.Pattern;

/** The phrases that descriptions of cron expressions are made of, in one language. */
final class CronPhrases {
  private static final Control NO_FALLBACK =
      Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
  private static final Pattern BORDER =
      Pattern.compile("(?<=\\p{IsHan})(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=\\p{IsHan})");

  private final ResourceBundle texts;

  private CronPhrases(ResourceBundle texts) {
    this.texts = texts;
  }

  /** The phrases in a language; in English when it is not spoken here. */
  static CronPhrases in(Locale locale) {
    return new CronPhrases(ResourceBundle.getBundle("io.fss.scheduler.cron", locale, NO_FALLBACK));
  }

  String say(String key, Object... words) {
    return texts.getString(key).formatted(words);
  }

  /** One of a row of names, counted from 0. */
  String name(String key, int index) {
    return texts.getString(key).split("[|]")[index];
  }

  /** Words one after the other, the last with an "and". */
  String list(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(texts.getString("list.comma"), words.subList(0, last))
            + texts.getString("list.and")
            + words.get(last);
  }

  /** A sentence as it is printed: with a capital, and with a space between Chinese and figures. */
  static String print(String sentence) {
    String spaced = BORDER.matcher(sentence).replaceAll(" ");
    return spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
  }
}
