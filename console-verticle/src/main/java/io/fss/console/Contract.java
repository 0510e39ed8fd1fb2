package io.fss.console;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The OpenAPI file the router is built from.
 *
 * @param text the file as it is served
 * @param tree the file as a tree
 * @param model the file as the router understands it
 */
record Contract(Buffer text, JsonObject tree, OpenAPIContract model) {
  private static final String FILE = "openapi/fss-v1.yaml";
  // The library knows a fixed list of media types; to it, a problem is JSON and YAML is text.
  private static final Map<String, String> MEDIA_TYPES =
      Map.of("application/problem+json", "application/json", "application/yaml", "text/plain");

  // Marks a list whose items are checked one by one, by whoever answers the operation.
  private static final String EACH = "x-fss-each";

  static Future<Contract> load(Vertx vertx) {
    return vertx.fileSystem().readFile(FILE).compose(text -> parse(vertx, text));
  }

  private static Future<Contract> parse(Vertx vertx, Buffer text) {
    Future<JsonObject> parsed =
        vertx.executeBlocking(() -> tree(text.toString(StandardCharsets.UTF_8)), false);
    return parsed.compose(
        tree ->
            OpenAPIContract.from(vertx, renamed(tree))
                .map(model -> new Contract(text, tree, model)));
  }

  private static JsonObject tree(String yaml) {
    Map<String, Object> map = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return new JsonObject(new JsonObject(map).encode());
  }

  private static JsonObject renamed(JsonObject tree) {
    JsonObject copy = new JsonObject();
    tree.forEach(
        entry ->
            copy.put(
                MEDIA_TYPES.getOrDefault(entry.getKey(), entry.getKey()),
                renamedValue(entry.getValue())));
    if (Boolean.TRUE.equals(copy.remove(EACH))) {
      copy.remove("items");
    }
    return copy;
  }

  private static Object renamedValue(Object value) {
    if (value instanceof JsonObject object) {
      return renamed(object);
    }
    if (value instanceof JsonArray array) {
      JsonArray copy = new JsonArray();
      array.forEach(item -> copy.add(renamedValue(item)));
      return copy;
    }
    return value;
  }

  /** Whether the contract says that an operation needs no token. */
  boolean open(HttpMethod method, String path) {
    Operation operation = model.findOperation(path, method);
    return operation != null && operation.getSecurityRequirements().isEmpty();
  }

  /** The methods a path answers to, as the header Allow has them. */
  String methods(String path) {
    Path found = model.findPath(path);
    return found == null
        ? ""
        : found.getOperations().stream()
            .map(operation -> operation.getHttpMethod().name())
            .sorted()
            .collect(Collectors.joining(", "));
  }

  /** A schema of the contract for inputs that come by the thousand. */
  Shape shape(String schema) {
    return new Shapes(tree).named(schema);
  }
}
