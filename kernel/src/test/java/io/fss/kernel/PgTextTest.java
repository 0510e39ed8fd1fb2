package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PgTextTest {
  private final PgText text = new PgText();

  @Test
  void parameters_are_numbered_from_one() {
    assertThat(text.numbered("SELECT a FROM t WHERE b = ? AND c IN (?, ?)"))
        .isEqualTo("SELECT a FROM t WHERE b = $1 AND c IN ($2, $3)");
  }

  @Test
  void a_question_mark_in_quotes_is_none() {
    assertThat(
            text.numbered("SELECT '?', 'it''s ?', \"odd?\" FROM t WHERE a = ? AND b = '' OR c = ?"))
        .isEqualTo("SELECT '?', 'it''s ?', \"odd?\" FROM t WHERE a = $1 AND b = '' OR c = $2");
  }

  @Test
  void the_same_text_is_numbered_once() {
    String first = text.numbered("SELECT ?");

    assertThat(text.numbered("SELECT ?")).isSameAs(first);
  }

  @Test
  void texts_without_end_do_not_fill_the_memory() {
    for (int i = 0; i < 5_000; i++) {
      assertThat(text.numbered("SELECT ? AS n" + i)).isEqualTo("SELECT $1 AS n" + i);
    }

    assertThat(text.kept()).isLessThanOrEqualTo(1_000);
  }
}
