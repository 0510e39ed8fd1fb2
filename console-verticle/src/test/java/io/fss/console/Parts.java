package io.fss.console;

import static io.fss.kernel.Await.await;

import com.google.protobuf.Message;
import io.fss.kernel.Bus;
import io.fss.kernel.Channel;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.Topic;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarList;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.Done;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupCreateReply;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.NamespaceInfo;
import io.fss.proto.bus.v1.NamespaceList;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.RollupReply;
import io.fss.proto.bus.v1.RuleLiftReply;
import io.fss.proto.bus.v1.RuleList;
import io.fss.proto.bus.v1.SilenceReply;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskList;
import io.fss.proto.bus.v1.TokenCreateReply;
import io.fss.proto.bus.v1.TokenList;
import io.fss.proto.bus.v1.TokenRevokeReply;
import io.fss.proto.v1.CancelReply;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Registry, scheduler and log as a test wants them; remembers what they were asked. */
final class Parts {
  private final Map<String, Function<Message, Future<? extends Message>>> answers =
      new ConcurrentHashMap<>();
  private final Map<String, Message> asked = new ConcurrentHashMap<>();
  private final Map<String, Bus.Service> services = new HashMap<>();
  private final Bus bus;

  Parts(Bus bus) {
    this.bus = bus;
    forget();
    serve(Channels.GROUP_LIST);
    serve(Channels.GROUP_CREATE);
    serve(Channels.GROUP_UPDATE);
    serve(Channels.GROUP_CONTROL);
    serve(Channels.GROUP_PREVIEW);
    serve(Channels.GROUP_ROLLUP);
    serve(Channels.TASK_CONTROL);
    serve(Channels.CALENDAR_PUT);
    serve(Channels.CALENDAR_DELETE);
    serve(Channels.CALENDAR_LIST);
    serve(Channels.NAMESPACE_PAUSE);
    serve(Channels.NAMESPACE_LIST);
    serve(Channels.TASK_LIST);
    serve(Channels.LOG_READ);
    serve(Channels.REGISTRY_VIEW);
    serve(Channels.REGISTRY_SILENCE);
    serve(Channels.REGISTRY_RULE);
    serve(Channels.REGISTRY_LIFT);
    serve(Channels.REGISTRY_RULES);
    serve(Channels.REGISTRY_TOKEN);
    serve(Channels.REGISTRY_TOKENS);
    serve(Channels.REGISTRY_REVOKE);
    serve(Channels.TASK_CANCEL);
  }

  /** Every part answers with nothing again. */
  <M extends Message> void publish(Topic<M> topic, M message) {
    bus.publish(topic, message);
  }

  void forget() {
    asked.clear();
    answer(Channels.GROUP_LIST, GroupList.getDefaultInstance());
    answer(Channels.GROUP_CREATE, GroupCreateReply.getDefaultInstance());
    answer(Channels.GROUP_UPDATE, GroupInfo.getDefaultInstance());
    answer(Channels.GROUP_CONTROL, GroupControlReply.getDefaultInstance());
    answer(Channels.GROUP_PREVIEW, PreviewReply.getDefaultInstance());
    answer(Channels.GROUP_ROLLUP, RollupReply.getDefaultInstance());
    answer(Channels.TASK_CONTROL, TaskControlReply.getDefaultInstance());
    answer(Channels.CALENDAR_PUT, CalendarInfo.getDefaultInstance());
    answer(Channels.CALENDAR_DELETE, Done.getDefaultInstance());
    answer(Channels.CALENDAR_LIST, CalendarList.getDefaultInstance());
    answer(Channels.NAMESPACE_PAUSE, NamespaceInfo.getDefaultInstance());
    answer(Channels.NAMESPACE_LIST, NamespaceList.getDefaultInstance());
    answer(Channels.TASK_LIST, TaskList.getDefaultInstance());
    answer(Channels.LOG_READ, LogPage.getDefaultInstance());
    answer(Channels.REGISTRY_VIEW, ClientView.getDefaultInstance());
    answer(Channels.REGISTRY_SILENCE, SilenceReply.getDefaultInstance());
    answer(Channels.REGISTRY_RULE, ClientRule.getDefaultInstance());
    answer(Channels.REGISTRY_LIFT, RuleLiftReply.getDefaultInstance());
    answer(Channels.REGISTRY_RULES, RuleList.getDefaultInstance());
    answer(Channels.REGISTRY_TOKEN, TokenCreateReply.getDefaultInstance());
    answer(Channels.REGISTRY_TOKENS, TokenList.getDefaultInstance());
    answer(Channels.REGISTRY_REVOKE, TokenRevokeReply.getDefaultInstance());
    answer(Channels.TASK_CANCEL, CancelReply.getDefaultInstance());
  }

  <Q extends Message, R extends Message> void answer(Channel<Q, R> channel, R reply) {
    answers.put(channel.address(), asking -> Future.succeededFuture(reply));
  }

  <Q extends Message, R extends Message> void refuse(Channel<Q, R> channel, Refusal refusal) {
    answers.put(channel.address(), asking -> Future.failedFuture(refusal));
  }

  /** What the channel was asked last. */
  <Q extends Message, R extends Message> Q asked(Channel<Q, R> channel) {
    @SuppressWarnings("unchecked") // kept under the channel it came by
    Q request = (Q) asked.get(channel.address());
    return request;
  }

  <Q extends Message, R extends Message> void serve(Channel<Q, R> channel) {
    Bus.Service service = bus.serve(channel, request -> take(channel, request));
    await(service.ready());
    services.put(channel.address(), service);
  }

  void silence(Channel<?, ?> channel) {
    await(services.remove(channel.address()).close());
  }

  @SuppressWarnings("unchecked") // kept under the channel it answers
  private <Q extends Message, R extends Message> Future<R> take(Channel<Q, R> channel, Q request) {
    asked.put(channel.address(), request);
    return (Future<R>) answers.get(channel.address()).apply(request);
  }
}
