package io.fss.registry;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {
  @TempDir Path folder;
  private RegistryFixture registry;

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void the_first_token_is_announced_once_and_only_its_hash_is_stored() throws Exception {
    // given
    registry = new RegistryFixture(folder).start();
    String line = registry.announced.get(0);
    String token = line.substring(line.lastIndexOf(' ') + 1);

    // when
    registry.stop().start();

    // then
    assertThat(registry.announced).containsExactly(line);
    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(authenticate(token).getValid()).isTrue();
    assertThat(authenticate(token).getNamespace()).isEmpty();
    assertThat(everythingOnDisk()).contains(hash(token)).doesNotContain(token);
  }

  @Test
  void a_token_from_the_settings_is_stored_as_a_hash_and_none_is_made() throws Exception {
    // given
    String token = "a-token-that-somebody-chose";
    registry = new RegistryFixture(folder).with(RegistryFixture.options(10, token)).start();

    // when
    registry.stop().start();

    // then
    assertThat(registry.announced).isEmpty();
    assertThat(authenticate(token).getValid()).isTrue();
    assertThat(everythingOnDisk()).contains(hash(token)).doesNotContain(token);
  }

  @Test
  void an_unknown_token_is_not_valid() throws Exception {
    // given
    registry = new RegistryFixture(folder).start();

    // when
    AuthenticateReply reply = authenticate("a-token-that-somebody-guessed");

    // then
    assertThat(reply.getValid()).isFalse();
  }

  private AuthenticateReply authenticate(String token) throws NoSuchAlgorithmException {
    return await(
        registry.bus.request(
            Channels.REGISTRY_AUTHENTICATE,
            AuthenticateRequest.newBuilder().setTokenHash(hash(token)).build()));
  }

  private static String hash(String token) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  private String everythingOnDisk() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
