package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanguagesTest {
  @Test
  void the_first_language_that_is_spoken_counts() {
    assertThat(Languages.preferred("zh-CN,zh;q=0.9,en;q=0.8")).isEqualTo("zh-CN");
    assertThat(Languages.preferred("fr-FR, en-GB;q=0.3, zh;q=0.7")).isEqualTo("zh");
    assertThat(Languages.preferred("en-US,zh-CN;q=0.9")).isEqualTo("en-US");
  }

  @Test
  void english_is_spoken_where_nothing_else_is_understood() {
    assertThat(Languages.preferred("")).isEqualTo("en");
    assertThat(Languages.preferred("*")).isEqualTo("en");
    assertThat(Languages.preferred("fr")).isEqualTo("en");
    assertThat(Languages.preferred("zh;q=0")).isEqualTo("en");
    assertThat(Languages.preferred(";;;=")).isEqualTo("en");
  }
}
