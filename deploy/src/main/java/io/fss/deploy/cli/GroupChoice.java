package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One group, named by its id or, within a namespace, by its name. */
final class GroupChoice {
  @Parameters(index = "0", paramLabel = "GROUP", descriptionKey = "GROUP")
  private String group;

  @Option(names = "--namespace", paramLabel = "NAMESPACE", defaultValue = "default")
  private String namespace;

  /** The group's path in the API. */
  String path(ApiClient api) {
    return "/groups/" + id(api, group, namespace);
  }

  String named() {
    return group;
  }

  /** The id of a group that is named by its id or its name. */
  static String id(ApiClient api, String group, String namespace) {
    if (group.chars().allMatch(Character::isDigit)) {
      return group;
    }
    Query query = new Query("/groups").with("namespace", namespace).with("name", group);
    List<JsonObject> found = Json.objects(api.get(query), "items");
    if (found.isEmpty()) {
      throw ApiFailure.refused(List.of(Texts.of("error.group", group, namespace)));
    }
    return found.get(0).getString("id");
  }
}
