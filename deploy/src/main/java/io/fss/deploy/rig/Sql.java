package io.fss.deploy.rig;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection of the driver to the database of a run: its counters, and what the platform keeps.
 */
public final class Sql implements AutoCloseable {
  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  public static Sql open(String url, String user, String password) {
    try {
      return new Sql(DriverManager.getConnection(url, user, password));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  public void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** The number in the first row's column. */
  public double number(String sql, int column) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getDouble(column);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** One row of an answer. */
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Every row of an answer. */
  public <T> List<T> rows(String sql, RowReader<T> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Reads rows of text, calls, rows, milliseconds and milliseconds of planning. */
  public List<StatementCost> statements(String sql) {
    return rows(
        sql,
        row ->
            new StatementCost(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getDouble(4),
                row.getDouble(5)));
  }

  private static RunFailure failure(SQLException e) {
    return new RunFailure("the database does not answer: " + e.getMessage(), e);
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
