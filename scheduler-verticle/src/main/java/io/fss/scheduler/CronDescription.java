package io.fss.scheduler;

import java.util.Locale;

/** Says in a sentence when a cron expression fires. */
final class CronDescription {
  private CronDescription() {}

  /**
   * A sentence such as "At 09:00 every day", without full stop and time zone.
   *
   * @param locale its language decides: Chinese, or English for every other
   * @throws IllegalArgumentException with the rule that the expression breaks
   */
  static String of(String expression, Locale locale) {
    CronText text = CronText.parse(expression);
    CronPhrases phrases = CronPhrases.in(locale);
    CronTimePhrase time = new CronTimePhrase(text, phrases);
    String date = new CronDatePhrase(text, phrases).say(time.needsDate());
    return CronPhrases.print(
        date.isEmpty() ? time.say() : phrases.say("sentence", time.say(), date));
  }
}
