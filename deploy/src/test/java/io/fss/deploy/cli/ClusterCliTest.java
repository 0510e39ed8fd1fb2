package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterCliTest extends CliFixture {
  private static final String NODE =
      "{'node':'node-1','host':'a','roles':['scheduler','log'],'version':'2.0.0',"
          + "'startedAt':'2026-01-02T03:04:05Z','state':'up','heardMsAgo':7,'members':1,"
          + "'schedulers':1,'shards':251,'latenessMs':12,'problems':[%s]}";

  @Test
  void a_healthy_cluster_is_one_line_for_each_process() {
    api.on(
        "GET /cluster",
        200,
        "{'healthy':true,'problems':[],'nodes':[%s]}".formatted(NODE.formatted("")));

    assertThat(fss("cluster", "status")).isZero();

    assertThat(lines().get(1))
        .matches("a +scheduler log +2.0.0 +2026-01-02T03:04:05Z +up +1 +251 +12 +node-1");
    assertThat(lines()).endsWith("Healthy.");
  }

  @Test
  void what_is_wrong_is_named_and_told_by_the_exit_code() {
    api.on(
        "GET /cluster",
        200,
        "{'healthy':false,'problems':['no process has the role console'],'nodes':[%s]}"
            .formatted(NODE.formatted("'the database does not work: refused'")));

    assertThat(fss("cluster", "status")).isEqualTo(4);

    assertThat(lines())
        .endsWith(
            "Not healthy:",
            "  no process has the role console",
            "  node-1 (a): the database does not work: refused");
  }
}
