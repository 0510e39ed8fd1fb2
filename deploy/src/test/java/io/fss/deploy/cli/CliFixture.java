package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A command line in English that talks to a fake API. */
@Timeout(60)
abstract class CliFixture {
  static final String GROUP =
      """
      {'id':'7','namespace':'default','name':'nightly','app':'shop','job':'report','enabled':true,
       'version':3,'trigger':{'type':'cron','expression':'0 0 3 * * ?','zone':'UTC'},
       'nextRunAt':'2026-01-01T03:00:00.000Z','lastStatus':'SUCCEEDED'}
      """;

  final FakeApi api = new FakeApi();
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  private final Locale locale = Locale.getDefault();

  @BeforeEach
  void speakEnglish() {
    Locale.setDefault(Locale.ENGLISH);
  }

  @AfterEach
  void stop() {
    Locale.setDefault(locale);
    api.close();
  }

  int fss(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", api.url(), "--token", FakeApi.TOKEN));
    return bare(all.toArray(String[]::new));
  }

  int bare(String... arguments) {
    return FssCommand.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  List<String> lines() {
    return out.toString().lines().toList();
  }

  /** The body of the last request, which must have been this one. */
  JsonObject sent(String request) {
    String last = api.requests.get(api.requests.size() - 1);
    if (!last.startsWith(request + " ")) {
      throw new AssertionError("the last request was " + last);
    }
    return new JsonObject(last.substring(request.length() + 1));
  }

  static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  static String page(String item, String next) {
    return "{'items':[%s],'next':%s}".formatted(item, next);
  }
}
