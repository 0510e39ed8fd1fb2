package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a server before it is used. */
class ServerCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.0.36",
        "8.4.2-log",
        "9.1.0",
        "10.6.0-MariaDB",
        "5.5.5-10.11.6-MariaDB-1:10.11.6+maria~ubu2204",
        "11.4.5-MariaDB",
        "12.0.1-MariaDB"
      })
  void supported_versions_of_mysql_and_mariadb_are_accepted(String version) {
    assertThatCode(() -> MysqlSettings.checkVersion(version)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.7.44-log", "10.5.23-MariaDB", "5.5.5-10.3.39-MariaDB", "unknown"})
  void old_versions_of_mysql_and_mariadb_are_refused_by_name(String version) {
    assertThatThrownBy(() -> MysqlSettings.checkVersion(version))
        .hasMessageContaining(
            version + " is too old, MySQL 8.0 or MariaDB 10.6 or newer is needed");
  }

  @Test
  void an_old_postgresql_is_refused_by_name() {
    Map<String, String> settings = postgresql();
    settings.put("server_version", "13.14");
    settings.put("server_version_num", "130014");

    assertThatThrownBy(() -> PgSettings.check(settings))
        .hasMessage("PostgreSQL 13.14 is too old, 14 or newer is needed");
  }

  @Test
  void postgresql_settings_that_lose_commits_are_named() {
    Map<String, String> safe = postgresql();
    Map<String, String> unsafe = postgresql();
    unsafe.put("fsync", "off");
    unsafe.put("synchronous_commit", "off");
    unsafe.put("full_page_writes", "off");
    Map<String, String> replicated = postgresql();
    replicated.put("synchronous_commit", "remote_apply");

    assertThat(PgSettings.check(safe)).isEmpty();
    assertThat(PgSettings.check(replicated)).isEmpty();
    assertThat(PgSettings.check(unsafe))
        .hasSize(3)
        .allMatch(danger -> danger.contains(" is off: a crash of the server may lose"));
  }

  private static Map<String, String> postgresql() {
    return new HashMap<>(
        Map.of(
            "server_version", "16.4",
            "server_version_num", "160004",
            "fsync", "on",
            "full_page_writes", "on",
            "synchronous_commit", "on"));
  }

  @Test
  void mysql_settings_that_lose_commits_are_named() {
    Map<String, String> safe = mysql();
    Map<String, String> withoutBinlog = mysql();
    withoutBinlog.put("log_bin", "OFF");
    withoutBinlog.put("sync_binlog", "0");
    Map<String, String> unsafe = mysql();
    unsafe.put("innodb_flush_log_at_trx_commit", "2");
    unsafe.put("sync_binlog", "1000");
    unsafe.put("innodb_doublewrite", "OFF");

    assertThat(MysqlSettings.dangers(safe)).isEmpty();
    assertThat(MysqlSettings.dangers(withoutBinlog)).isEmpty();
    assertThat(MysqlSettings.dangers(unsafe))
        .satisfiesExactly(
            danger -> assertThat(danger).startsWith("innodb_flush_log_at_trx_commit is 2, not 1"),
            danger -> assertThat(danger).startsWith("sync_binlog is 1000, not 1"),
            danger -> assertThat(danger).startsWith("innodb_doublewrite is OFF"));
  }

  private static Map<String, String> mysql() {
    return new HashMap<>(
        Map.of(
            "innodb_flush_log_at_trx_commit", "1",
            "log_bin", "ON",
            "sync_binlog", "1",
            "innodb_doublewrite", "ON"));
  }
}
