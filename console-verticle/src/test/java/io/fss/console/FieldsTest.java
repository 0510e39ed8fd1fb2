package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
  @Test
  void whatever_a_text_holds_it_is_read_back_as_it_was() {
    StringBuilder all = new StringBuilder("\"\\/\uD83D\uDE00\u2028\u007f");
    for (char each = 0; each < 0x250; each++) {
      all.append(each);
    }
    String text = all.toString();

    JsonText written =
        Fields.object(
            fields ->
                fields
                    .text("text", text)
                    .texts("texts", Map.of(text, text))
                    .list("list", List.of(text, "", "plain")));

    assertThat(new JsonObject(written.toString()))
        .isEqualTo(
            new JsonObject()
                .put("text", text)
                .put("texts", new JsonObject().put(text, text))
                .put("list", new JsonArray().add(text).add("").add("plain")));
    assertThat(written.toBuffer().toJsonObject()).isEqualTo(new JsonObject(written.toString()));
  }

  @Test
  void what_is_not_set_is_left_out_and_what_is_always_there_stays() {
    JsonText written =
        Fields.object(
            fields ->
                fields
                    .text("a", "")
                    .id("b", 0)
                    .instant("c", 0)
                    .number("d", 0)
                    .millis("e", 0)
                    .flag("f", false)
                    .always("g", "")
                    .always("h", 0)
                    .always("i", false)
                    .nothing("j")
                    .list("k", List.of())
                    .json("l", "")
                    .always("m", 0.5));

    assertThat(written.toString())
        .isEqualTo("{\"g\":\"\",\"h\":0,\"i\":false,\"j\":null,\"k\":[],\"l\":{},\"m\":0.5}");
  }
}
