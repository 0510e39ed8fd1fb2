package io.fss.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.fss.proto.v1.RegisterRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Guards the wire: programs that were built against an older release must go on working. What is
 * committed in {@code fss-v1-contract.txt} may grow, but must not change.
 */
class PublicContractTest {
  private static final Path COMMITTED = Path.of("src/test/resources/fss-v1-contract.txt");
  private static final String REFRESH =
      "after an addition run './mvnw test -pl proto -Dtest=PublicContractTest"
          + " -Dfss.contract.refresh=true' and commit "
          + COMMITTED;

  private static Map<String, String> compiled() {
    return ContractText.of(RegisterRequest.getDescriptor().getFile());
  }

  private static Map<String, String> committed() throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : Files.readAllLines(COMMITTED)) {
      if (!line.startsWith("#")) {
        String[] parts = line.split(" = ", 2);
        lines.put(parts[0], parts[1]);
      }
    }
    return lines;
  }

  /** What is gone or another thing than it was. */
  private static List<String> broken(Map<String, String> before, Map<String, String> now) {
    return before.entrySet().stream()
        .filter(line -> !line.getValue().equals(now.get(line.getKey())))
        .map(
            line ->
                "%s was '%s' and is %s"
                    .formatted(
                        line.getKey(),
                        line.getValue(),
                        now.containsKey(line.getKey())
                            ? "'" + now.get(line.getKey()) + "'"
                            : "gone"))
        .toList();
  }

  private static void refresh(Map<String, String> now) throws IOException {
    String text =
        now.entrySet().stream()
            .map(line -> line.getKey() + " = " + line.getValue())
            .collect(
                Collectors.joining(
                    "\n",
                    "# The public contract fss.v1 on the wire; written by PublicContractTest.\n",
                    "\n"));
    Files.createDirectories(COMMITTED.getParent());
    Files.writeString(COMMITTED, text);
  }

  @Test
  void what_was_published_stays_as_it_was_and_what_is_new_is_committed() throws IOException {
    Map<String, String> now = compiled();
    if (Boolean.getBoolean("fss.contract.refresh")) {
      assertThat(Files.exists(COMMITTED) ? broken(committed(), now) : List.of())
          .as("a refresh adds to the contract; it hides no break of it")
          .isEmpty();
      refresh(now);
    }

    Map<String, String> before = committed();

    assertThat(broken(before, now)).as("published parts of fss.v1 that changed").isEmpty();
    assertThat(now.keySet()).as(REFRESH).isEqualTo(before.keySet());
  }

  @Test
  void a_field_that_is_removed_renumbered_or_retyped_is_noticed() throws Exception {
    Map<String, String> before =
        ContractText.of(file("name", 1, FieldDescriptorProto.Type.TYPE_STRING));

    assertThat(
            broken(before, ContractText.of(file("name", 1, FieldDescriptorProto.Type.TYPE_STRING))))
        .isEmpty();
    assertThat(
            broken(
                before, ContractText.of(file("label", 1, FieldDescriptorProto.Type.TYPE_STRING))))
        .containsExactly("field x.M.name was '1 string' and is gone");
    assertThat(
            broken(before, ContractText.of(file("name", 2, FieldDescriptorProto.Type.TYPE_STRING))))
        .containsExactly("field x.M.name was '1 string' and is '2 string'");
    assertThat(
            broken(before, ContractText.of(file("name", 1, FieldDescriptorProto.Type.TYPE_INT64))))
        .containsExactly("field x.M.name was '1 string' and is '1 int64'");
  }

  private static FileDescriptor file(String field, int number, FieldDescriptorProto.Type type)
      throws Exception {
    return FileDescriptor.buildFrom(
        FileDescriptorProto.newBuilder()
            .setName("x.proto")
            .setPackage("x")
            .setSyntax("proto3")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("M")
                    .addField(
                        FieldDescriptorProto.newBuilder()
                            .setName(field)
                            .setNumber(number)
                            .setType(type)
                            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)))
            .build(),
        new FileDescriptor[0]);
  }

  @Test
  void the_service_and_its_streams_are_part_of_the_contract() {
    assertThat(compiled())
        .containsEntry(
            "rpc fss.v1.Platform.Commands", "stream fss.v1.CommandAnswer -> stream fss.v1.Command")
        .containsEntry("rpc fss.v1.Worker.Execute", "fss.v1.ExecuteRequest -> fss.v1.ExecuteReply")
        .containsEntry("field fss.v1.RegisterRequest.labels", "9 map<string, string>")
        .containsEntry("enum fss.v1.ExecuteAnswer.Answer.DUPLICATE", "7")
        .containsEntry("field fss.v1.Trigger.cron", "1 optional fss.v1.CronTrigger oneof kind");
  }
}
