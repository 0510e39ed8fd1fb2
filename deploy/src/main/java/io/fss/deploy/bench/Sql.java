package io.fss.deploy.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A connection of the driver to the database server of a run, for its counters. */
final class Sql implements AutoCloseable {
  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  static Sql open(String url, String user, String password) {
    try {
      return new Sql(DriverManager.getConnection(url, user, password));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** The number in the first row's column. */
  double number(String sql, int column) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getDouble(column);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Reads rows of text, calls, rows, milliseconds and milliseconds of planning. */
  List<StatementCost> statements(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<StatementCost> result = new ArrayList<>();
      while (rows.next()) {
        result.add(
            new StatementCost(
                rows.getString(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getDouble(4),
                rows.getDouble(5)));
      }
      return result;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static BenchFailure failure(SQLException e) {
    return new BenchFailure("the database does not answer: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }
}
