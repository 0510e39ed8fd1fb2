package io.fss.deploy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes spans as a collector would, and remembers them. */
final class OtlpReceiver {
  // Field numbers of opentelemetry/proto/trace/v1/trace.proto, which are for ever.
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int TRACE_ID = 1;
  private static final int SPAN_ID = 2;
  private static final int PARENT_ID = 4;
  private static final int NAME = 5;
  private static final int START = 7;
  private static final int END = 8;
  private static final int LINKS = 13;
  private static final int STATUS = 15;
  private static final int STATUS_CODE = 3;
  private static final int ERROR = 2;

  private final List<Told> spans = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  /** A span as it came. */
  record Told(
      String trace,
      String id,
      String parent,
      String name,
      long start,
      long end,
      List<String> links,
      boolean failed) {}

  OtlpReceiver(Vertx vertx) {
    server = vertx.createHttpServer().requestHandler(this::take);
    io.fss.kernel.Await.await(server.listen(0, "127.0.0.1"));
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  List<Told> spans() {
    return List.copyOf(spans);
  }

  /** What came in the header {@code x-key}. */
  List<String> keys() {
    return List.copyOf(keys);
  }

  private void take(HttpServerRequest request) {
    boolean zipped = "gzip".equals(request.getHeader("content-encoding"));
    keys.add(String.valueOf(request.getHeader("x-key")));
    request
        .body()
        .onSuccess(
            body -> {
              boolean understood =
                  request.path().equals("/v1/traces") && read(body.getBytes(), zipped);
              request.response().setStatusCode(understood ? 200 : 400).end();
            });
  }

  private boolean read(byte[] body, boolean zipped) {
    try {
      byte[] plain =
          zipped
              ? new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes()
              : body;
      for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(plain), RESOURCE_SPANS)) {
        for (UnknownFieldSet scope : messages(resource, SCOPE_SPANS)) {
          for (UnknownFieldSet span : messages(scope, SPANS)) {
            spans.add(told(span));
          }
        }
      }
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static Told told(UnknownFieldSet span) throws InvalidProtocolBufferException {
    List<String> links = new ArrayList<>();
    for (UnknownFieldSet link : messages(span, LINKS)) {
      links.add(hex(link, TRACE_ID));
    }
    boolean failed = false;
    for (UnknownFieldSet status : messages(span, STATUS)) {
      failed = status.getField(STATUS_CODE).getVarintList().contains((long) ERROR);
    }
    return new Told(
        hex(span, TRACE_ID),
        hex(span, SPAN_ID),
        hex(span, PARENT_ID),
        span.getField(NAME).getLengthDelimitedList().get(0).toStringUtf8(),
        span.getField(START).getFixed64List().get(0),
        span.getField(END).getFixed64List().get(0),
        links,
        failed);
  }

  private static String hex(UnknownFieldSet message, int field) {
    List<ByteString> values = message.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? "" : HexFormat.of().formatHex(values.get(0).toByteArray());
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }
}
