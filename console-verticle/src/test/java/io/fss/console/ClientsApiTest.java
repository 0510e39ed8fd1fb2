package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.SdkInfo;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsApiTest {
  private static final long JAN_1 = 1_767_225_600_000L;

  @TempDir Path folder;
  private RunningConsole console;

  @BeforeEach
  void start() {
    console = RunningConsole.start(folder);
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void a_client_is_shown_without_the_secret_of_its_endpoint() {
    view(
        client("s1")
            .setMode(Mode.MODE_DIRECT)
            .setEndpoint(
                Endpoint.newBuilder().setHost("10.0.0.1").setPort(7000).setSecret("top-secret"))
            .setCapacity(8)
            .addJobs(JobDeclaration.newBuilder().setName("report").setVersion("3"))
            .putLabels("zone", "a")
            .setSdk(SdkInfo.newBuilder().setName("fss").setVersion("2").setLanguage("java"))
            .setRegisteredAtMs(JAN_1)
            .setCpuLoad(0.5)
            .setMemoryUsedBytes(1024));

    Reply reply = console.get("/api/v1/clients");

    assertThat(reply.text()).doesNotContain("secret");
    assertThat(reply.json().getJsonArray("items").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"session":"s1","namespace":"default","app":"shop","client":"c-s1","mode":"direct",
                 "endpoint":{"host":"10.0.0.1","port":7000},"capacity":8,"running":0,
                 "jobs":[{"name":"report","version":"3"}],"labels":{"zone":"a"},
                 "sdk":{"name":"fss","version":"2","language":"java"},"online":true,
                 "registeredAt":"2026-01-01T00:00:00.000Z","cpuLoad":0.5,"memoryUsedBytes":1024}
                """));
  }

  @Test
  void clients_are_filtered_and_come_page_by_page() {
    view(
        client("s3"),
        client("s1"),
        client("s2").setOnline(false),
        client("s4").setApp("other"),
        client("s5"));

    JsonObject first = console.get("/api/v1/clients?app=shop&online=true&limit=2").json();
    JsonObject second =
        console
            .get("/api/v1/clients?app=shop&online=true&limit=2&after=" + first.getString("next"))
            .json();

    assertThat(sessions(first)).isEqualTo("s1s3");
    assertThat(sessions(second)).isEqualTo("s5");
    assertThat(second.getString("next")).isNull();
  }

  private static String sessions(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("session"))
        .reduce("", String::concat);
  }

  private void view(ClientInfo.Builder... clients) {
    ClientView.Builder view = ClientView.newBuilder();
    for (ClientInfo.Builder client : clients) {
      view.addClients(client);
    }
    console.parts.answer(Channels.REGISTRY_VIEW, view.build());
  }

  private static ClientInfo.Builder client(String session) {
    return ClientInfo.newBuilder()
        .setSession(session)
        .setNamespace("default")
        .setApp("shop")
        .setClient("c-" + session)
        .setMode(Mode.MODE_STREAM)
        .setCpuLoad(-1)
        .setOnline(true);
  }
}
