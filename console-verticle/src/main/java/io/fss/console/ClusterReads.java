package io.fss.console;

import io.fss.console.Nodes.Node;
import io.fss.kernel.Clock;
import io.fss.proto.bus.v1.NodeHere;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Shows the processes of the platform and what is wrong with them. */
record ClusterReads(Nodes nodes, Clock clock) {

  Map<String, Responder> responders() {
    return Map.of("readCluster", this::read);
  }

  private Future<Answer> read(Call call) {
    List<Node> all = nodes.all();
    List<String> problems = nodes.problems(all);
    boolean healthy =
        problems.isEmpty() && all.stream().allMatch(node -> node.here().getProblemsCount() == 0);
    return Future.succeededFuture(
        Answer.ok(
            Fields.object(
                fields ->
                    fields
                        .always("healthy", healthy)
                        .list("problems", problems)
                        .list("nodes", all, this::write))));
  }

  private void write(Node node, Fields fields) {
    NodeHere here = node.here();
    fields
        .always("node", here.getNode())
        .always("host", here.getHost())
        .list("roles", here.getRolesList())
        .always("version", here.getVersion())
        .instant("startedAt", here.getStartedAtMs())
        .always("state", state(node))
        .always("heardMsAgo", node.silence(clock).toMillis())
        .always("members", here.getMembers());
    if (here.getRolesList().contains("scheduler")) {
      fields
          .always("schedulers", here.getSchedulers())
          .always("shards", here.getShards())
          .always("latenessMs", here.getLatenessMs());
    }
    fields.list("problems", here.getProblemsList());
  }

  private String state(Node node) {
    if (node.isSilent(clock)) {
      return "silent";
    }
    return node.here().getDraining() ? "draining" : "up";
  }
}
