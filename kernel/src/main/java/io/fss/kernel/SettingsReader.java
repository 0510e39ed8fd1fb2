package io.fss.kernel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads the settings: the commented reference file gives every key and its default, the user's file
 * goes over it, the environment over both. A key the reference does not have is refused.
 */
public final class SettingsReader {
  private static final String PREFIX = "FSS_";
  // Secrets come into containers as files.
  private static final String FROM_FILE = "_FILE";
  // The command line and the client SDK read variables of their own.
  private static final List<String> OTHERS = List.of("FSS_CLI_", "FSS_CLIENT_");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  private final Map<String, Object> defaults;

  /**
   * Reads the reference, which gives every key and its default.
   *
   * @param reference class path resource of the reference file
   */
  public SettingsReader(String reference) {
    try (InputStream in = SettingsReader.class.getClassLoader().getResourceAsStream(reference)) {
      this.defaults =
          flat(
              parse(
                  new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8),
                  reference));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the settings of one process.
   *
   * @param file the user's YAML file, or null for none
   * @param environment variables; {@code FSS_DB_URL} sets {@code db.url}; those that do not start
   *     with {@code FSS_} are ignored, and so are those of the command line and the client SDK;
   *     {@code FSS_DB_PASSWORD_FILE} names a file that holds what {@code FSS_DB_PASSWORD} would
   * @param type record whose components are the sections of the file
   * @throws IllegalArgumentException naming the key, the value and the rule
   */
  public <T> T read(Path file, Map<String, String> environment, Class<T> type) {
    Map<String, Object> values = new LinkedHashMap<>(defaults);
    if (file != null) {
      overlay(values, flat(parse(text(file), file.toString())), "in " + file);
    }
    environment(values, environment);
    return bind(values, type);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "settings file %s cannot be read: %s".formatted(file, e), e);
    }
  }

  private void environment(Map<String, Object> values, Map<String, String> environment) {
    Map<String, String> keys = new TreeMap<>();
    defaults.keySet().forEach(key -> keys.put(variable(key), key));
    environment.forEach(
        (name, value) -> {
          if (!name.startsWith(PREFIX) || OTHERS.stream().anyMatch(name::startsWith)) {
            return;
          }
          String key = keys.get(name);
          String text = value;
          if (key == null && name.endsWith(FROM_FILE)) {
            key = keys.get(name.substring(0, name.length() - FROM_FILE.length()));
            text = key == null ? value : contents(name, value, environment);
          }
          if (key == null) {
            throw new IllegalArgumentException(
                "environment variable %s is not a setting; did you mean %s?"
                    .formatted(name, nearest(name, keys.keySet())));
          }
          // A text, such as a token of digits, is what it is; the rest is read as in the file.
          values.put(key, defaults.get(key) instanceof String ? text : scalar(text));
        });
  }

  /** What the file holds, without the end of its line. */
  private static String contents(String name, String file, Map<String, String> environment) {
    String plain = name.substring(0, name.length() - FROM_FILE.length());
    if (environment.containsKey(plain)) {
      throw new IllegalArgumentException(
          "environment variables %s and %s must not both be set".formatted(plain, name));
    }
    try {
      return Files.readString(Path.of(file)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "environment variable %s '%s' must name a file that can be read: %s"
              .formatted(name, file, e),
          e);
    }
  }

  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private void overlay(Map<String, Object> values, Map<String, Object> over, String where) {
    over.forEach(
        (key, value) -> {
          if (!defaults.containsKey(key)) {
            throw new IllegalArgumentException(
                "setting '%s' %s is not known; did you mean '%s'?"
                    .formatted(key, where, nearest(key, defaults.keySet())));
          }
          values.put(key, value);
        });
  }

  private static Map<String, Object> parse(String yaml, String name) {
    try {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
      if (tree == null) {
        return Map.of();
      }
      if (tree instanceof Map<?, ?> map) {
        return strings(map);
      }
      throw new IllegalArgumentException(name + " must be a YAML map of settings");
    } catch (YAMLException e) {
      throw new IllegalArgumentException("%s is not YAML: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static Object scalar(String value) {
    try {
      return new Yaml(new SafeConstructor(new LoaderOptions())).load(value);
    } catch (YAMLException e) {
      // Not YAML, such as a token that starts with a special character: it is what it is.
      return value;
    }
  }

  private static Map<String, Object> strings(Map<?, ?> map) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put(String.valueOf(key), value));
    return result;
  }

  private static Map<String, Object> flat(Map<String, Object> tree) {
    Map<String, Object> result = new LinkedHashMap<>();
    flatten("", tree, result);
    return result;
  }

  private static void flatten(String path, Map<String, Object> tree, Map<String, Object> into) {
    tree.forEach(
        (key, value) -> {
          String full = path.isEmpty() ? key : path + "." + key;
          if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            flatten(full, strings(map), into);
          } else {
            into.put(full, value);
          }
        });
  }

  @SuppressWarnings("unchecked") // made below, of maps alone
  private static Map<String, Object> tree(Map<String, Object> flat) {
    Map<String, Object> root = new LinkedHashMap<>();
    flat.forEach(
        (key, value) -> {
          String[] path = key.split("\\.", -1);
          Map<String, Object> at = root;
          for (int i = 0; i < path.length - 1; i++) {
            at =
                (Map<String, Object>)
                    at.computeIfAbsent(path[i], k -> new LinkedHashMap<String, Object>());
          }
          at.put(path[path.length - 1], value);
        });
    return root;
  }

  private static <T> T bind(Map<String, Object> values, Class<T> type) {
    ObjectMapper mapper =
        JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build()
            .setPropertyNamingStrategy(
                com.fasterxml.jackson.databind.PropertyNamingStrategies.KEBAB_CASE)
            .registerModule(new SimpleModule().addDeserializer(Duration.class, new Durations()));
    try {
      return mapper.convertValue(tree(values), type);
    } catch (IllegalArgumentException e) {
      throw readable(e, values);
    }
  }

  private static IllegalArgumentException readable(
      IllegalArgumentException failure, Map<String, Object> values) {
    if (!(failure.getCause() instanceof JsonMappingException mapping)) {
      return failure;
    }
    Throwable root = mapping;
    while (root instanceof JsonMappingException && root.getCause() != null) {
      root = root.getCause();
    }
    if (!(root instanceof JsonMappingException)) {
      // A record that checked itself: its message names the key, the value and the rule.
      return new IllegalArgumentException(root.getMessage(), failure);
    }
    String key =
        mapping.getPath().stream()
            .map(JsonMappingException.Reference::getFieldName)
            .reduce((a, b) -> a + "." + b)
            .orElse("?");
    Class<?> type = mapping instanceof InvalidFormatException bad ? bad.getTargetType() : null;
    return new IllegalArgumentException(
        type != null && type.isEnum()
            ? "%s '%s' must be one of %s".formatted(key, values.get(key), words(type))
            : "setting %s '%s' is not valid: %s"
                .formatted(key, values.get(key), mapping.getOriginalMessage()),
        failure);
  }

  private static String words(Class<?> type) {
    return Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
  }

  private static String nearest(String word, Iterable<String> known) {
    List<String> all = new java.util.ArrayList<>();
    known.forEach(all::add);
    return all.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElse("");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        corner = above;
      }
    }
    return row[b.length()];
  }

  /** "250ms", "10s", "5m", "2h", "7d". */
  private static final class Durations extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    Durations() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      Matcher m = DURATION.matcher(text);
      if (!m.matches()) {
        throw JsonMappingException.from(
            parser, "must be a whole number followed by ms, s, m, h or d, such as 10s");
      }
      long n = Long.parseLong(m.group(1));
      return switch (m.group(2)) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        default -> Duration.ofDays(n);
      };
    }
  }
}
