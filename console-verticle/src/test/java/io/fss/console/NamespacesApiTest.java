package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.NamespaceInfo;
import io.fss.proto.bus.v1.NamespaceList;
import io.fss.proto.bus.v1.NamespacePauseRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesApiTest {
  private static final NamespaceInfo PAUSED =
      NamespaceInfo.newBuilder()
          .setNamespace("shop")
          .setPaused(true)
          .setReason("stocktaking")
          .setChangedAtMs(1_767_225_600_000L)
          .setGroups(12)
          .build();

  @TempDir static Path folder;
  private static RunningConsole console;

  @BeforeAll
  static void start() {
    console = RunningConsole.start(folder);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void namespaces_are_listed_with_their_state() {
    console.parts.answer(
        Channels.NAMESPACE_LIST,
        NamespaceList.newBuilder()
            .addNamespaces(NamespaceInfo.newBuilder().setNamespace("default"))
            .addNamespaces(PAUSED)
            .build());

    assertThat(console.get("/api/v1/namespaces").json())
        .isEqualTo(
            new JsonObject(
                """
                {"items":[{"namespace":"default","paused":false,"groups":0},
                          {"namespace":"shop","paused":true,"reason":"stocktaking",
                           "changedAt":"2026-01-01T00:00:00.000Z","groups":12}],
                 "next":null}
                """));
  }

  @Test
  void a_namespace_is_paused_with_a_reason_and_resumed() {
    console.parts.answer(Channels.NAMESPACE_PAUSE, PAUSED);

    Reply paused = console.post("/api/v1/namespaces/shop/pause", "{\"reason\":\"stocktaking\"}");

    assertThat(paused.status()).isEqualTo(200);
    assertThat(paused.json().getBoolean("paused")).isTrue();
    assertThat(console.parts.asked(Channels.NAMESPACE_PAUSE))
        .isEqualTo(
            NamespacePauseRequest.newBuilder()
                .setNamespace("shop")
                .setPaused(true)
                .setReason("stocktaking")
                .build());

    assertThat(console.post("/api/v1/namespaces/shop/resume").status()).isEqualTo(200);
    assertThat(console.parts.asked(Channels.NAMESPACE_PAUSE))
        .isEqualTo(NamespacePauseRequest.newBuilder().setNamespace("shop").build());
  }

  @Test
  void a_namespace_that_cannot_be_one_is_400() {
    assertThat(console.post("/api/v1/namespaces/Shop/pause").violations())
        .containsExactly("namespace|Shop|must match ^[a-z0-9._-]{1,64}$");
  }
}
