package io.fss.examples;

/** The parameters of a run, {@code {"to": "...", "subject": "..."}}. */
record Mail(String to, String subject) {
  Mail {
    if (to == null || !to.contains("@")) {
      throw new IllegalArgumentException("mail.to '%s' must be an address".formatted(to));
    }
  }
}
