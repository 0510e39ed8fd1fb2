package io.fss.kernel;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How a connection to PostgreSQL is made, and what the server must be set to. */
record PgSettings(DatabaseUrl.Server place, DatabaseOptions options) {
  private static final int OLDEST = 140_000;
  private static final int PIPELINE = 64;
  private static final int PREPARED = 256;

  PgConnectOptions connect() {
    PgConnectOptions connect =
        new PgConnectOptions()
            .setHost(place.host())
            .setPort(place.port())
            .setDatabase(place.database())
            .setUser(place.user())
            .setPassword(place.password())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(PREPARED)
            .setPreparedStatementCacheSqlFilter(any -> true)
            .setPipeliningLimit(PIPELINE)
            .setSslMode(SslMode.valueOf(place.tls().name()));
    connect.addProperty("application_name", "fss");
    ClientSSLOptions tls = new ClientSSLOptions();
    switch (place.tls()) {
      case VERIFY_FULL -> tls.setHostnameVerificationAlgorithm("HTTPS");
      case VERIFY_CA -> tls.setHostnameVerificationAlgorithm("");
      default -> tls.setHostnameVerificationAlgorithm("").setTrustAll(true);
    }
    if (!place.certificate().isEmpty()) {
      tls.setTrustAll(false)
          .setTrustOptions(new PemTrustOptions().addCertPath(place.certificate()));
    }
    return connect.setSslOptions(tls);
  }

  /**
   * A session ends what hangs, and soon what stands still between two statements: a frozen process
   * holds rows that others wait for. Plans take the batch first and look its rows up by index: a
   * table that was empty when a plan was made may be large when it is used. A transaction says that
   * it writes; a statement outside of one, because its BEGIN was cancelled, then cannot.
   */
  String session(DatabaseServer.Use use) {
    long limit = options.transactionLimit().toMillis();
    StringBuilder sql =
        new StringBuilder(
            "SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d; SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = on; SET jit = off; SET enable_seqscan = off; SET timezone = 'UTC'"
                .formatted(limit - limit / 10, limit / 2, limit / DatabaseServer.IDLE_SHARE));
    if (use == DatabaseServer.Use.TRANSACTIONS) {
      sql.append(
          "; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off");
      // The plan of a batch is always the same, so it need not be made for each.
      sql.append("; SET plan_cache_mode = force_generic_plan");
    }
    if (!place.schema().isEmpty()) {
      sql.append("; SET search_path = ").append(place.schema());
    }
    return sql.toString();
  }

  /**
   * Refuses what is too old, by its name.
   *
   * @return what of the server's settings loses committed data, as sentences
   */
  static List<String> check(Map<String, String> settings) {
    if (Integer.parseInt(settings.get("server_version_num")) < OLDEST) {
      throw new IllegalStateException(
          "PostgreSQL %s is too old, 14 or newer is needed"
              .formatted(settings.get("server_version")));
    }
    List<String> dangers = new ArrayList<>();
    for (String name : List.of("fsync", "full_page_writes", "synchronous_commit")) {
      if (settings.get(name).equals("off")) {
        dangers.add("%s is off: a crash of the server may lose what was committed".formatted(name));
      }
    }
    return dangers;
  }

  /** The way for the migrations. */
  DataSource migrations() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {place.host()});
    source.setPortNumbers(new int[] {place.port()});
    source.setDatabaseName(place.database());
    source.setUser(place.user());
    source.setPassword(place.password());
    source.setApplicationName("fss");
    source.setConnectTimeout((int) Math.max(1, options.connectLimit().toSeconds()));
    source.setOptions("-c lock_timeout=60000");
    source.setSslMode(place.tls().word());
    if (!place.certificate().isEmpty()) {
      source.setSslRootCert(place.certificate());
    }
    if (!place.schema().isEmpty()) {
      source.setCurrentSchema(place.schema());
    }
    return source;
  }
}
