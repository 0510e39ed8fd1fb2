package io.fss.kernel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/**
 * A batch as JSON: an array of rows, each an object of its values under the keys c0, c1 and so on.
 * A null is left out: what MySQL makes of a JSON null has changed, what it makes of nothing has
 * not.
 */
final class BatchJson {
  private static final JsonFactory JSON = new JsonFactory();

  private static final String[] KEYS =
      IntStream.range(0, 100).mapToObj(i -> "c" + i).toArray(String[]::new);

  private BatchJson() {}

  /** The key of a column's values. */
  static String key(int column) {
    return KEYS[column];
  }

  static String of(Batch batch) {
    StringWriter text = new StringWriter(64 * batch.size());
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Object[] row : batch.rows()) {
        json.writeStartObject();
        for (int i = 0; i < row.length; i++) {
          if (row[i] != null) {
            json.writeFieldName(key(i));
            write(json, row[i]);
          }
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      json.writeString((String) value);
    }
  }
}
