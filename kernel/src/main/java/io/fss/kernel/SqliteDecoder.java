package io.fss.kernel;

import io.vertx.core.buffer.Buffer;
import io.vertx.jdbcclient.spi.JDBCColumnDescriptorProvider;
import io.vertx.jdbcclient.spi.JDBCDecoderImpl;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Takes SQLite's values as they are. The general decoder asks for the type of every single cell,
 * which SQLite works out anew each time: a quarter of the platform's CPU under load. Found by the
 * JDBC client as a service; public for that reason alone.
 */
public final class SqliteDecoder extends JDBCDecoderImpl {
  @Override
  public Object parse(ResultSet rows, int column, JDBCColumnDescriptorProvider types)
      throws SQLException {
    Object value = rows.getObject(column);
    return value instanceof byte[] bytes ? Buffer.buffer(bytes) : value;
  }
}
