package io.fss.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * What goes back to the caller.
 *
 * @param status HTTP status
 * @param headers content type included
 * @param body may be empty
 */
record Answer(int status, Map<String, String> headers, Buffer body) {
  private static final String JSON = "application/json";

  static Answer json(int status, JsonText body) {
    return new Answer(status, Map.of("Content-Type", JSON), body.toBuffer());
  }

  static Answer json(int status, JsonText body, String header, String value) {
    return new Answer(status, Map.of("Content-Type", JSON, header, value), body.toBuffer());
  }

  static Answer ok(JsonText body) {
    return json(200, body);
  }

  static Answer text(String contentType, Buffer body) {
    return new Answer(200, Map.of("Content-Type", contentType), body);
  }

  static Answer empty() {
    return new Answer(204, Map.of(), Buffer.buffer());
  }

  void send(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      // It took longer than a request may, or the caller has gone.
      return;
    }
    response.setStatusCode(status);
    headers.forEach(response::putHeader);
    if (status == 204) {
      response.end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end(body);
    }
  }
}
