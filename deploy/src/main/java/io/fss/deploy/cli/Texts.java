package io.fss.deploy.cli;

import java.text.MessageFormat;
import java.util.ResourceBundle;

/** What the command line says to people, in their language. */
final class Texts {
  static final String BUNDLE = "io.fss.deploy.cli.Messages";

  private Texts() {}

  static String of(String key, Object... arguments) {
    return MessageFormat.format(ResourceBundle.getBundle(BUNDLE).getString(key), arguments);
  }
}
