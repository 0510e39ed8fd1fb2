package io.fss.kernel;

import com.google.protobuf.Message;
import io.fss.proto.bus.v1.AnswerBatch;
import io.fss.proto.bus.v1.AttachCommand;
import io.fss.proto.bus.v1.AttachReply;
import io.fss.proto.bus.v1.AuthenticateReply;
import io.fss.proto.bus.v1.AuthenticateRequest;
import io.fss.proto.bus.v1.CalendarDeleteRequest;
import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarList;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.CancelBatch;
import io.fss.proto.bus.v1.ClientRule;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.bus.v1.DeclareReply;
import io.fss.proto.bus.v1.DeclareRequest;
import io.fss.proto.bus.v1.DispatchBatch;
import io.fss.proto.bus.v1.DispatchReply;
import io.fss.proto.bus.v1.Done;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupCreateReply;
import io.fss.proto.bus.v1.GroupCreateRequest;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupList;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.HeartbeatBatchReply;
import io.fss.proto.bus.v1.LogAppend;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.bus.v1.NamespaceInfo;
import io.fss.proto.bus.v1.NamespaceList;
import io.fss.proto.bus.v1.NamespaceListRequest;
import io.fss.proto.bus.v1.NamespacePauseRequest;
import io.fss.proto.bus.v1.NodeHere;
import io.fss.proto.bus.v1.PreviewReply;
import io.fss.proto.bus.v1.PreviewRequest;
import io.fss.proto.bus.v1.QuestionBatch;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.bus.v1.RegistryStored;
import io.fss.proto.bus.v1.ReportBatch;
import io.fss.proto.bus.v1.RollupReply;
import io.fss.proto.bus.v1.RollupRequest;
import io.fss.proto.bus.v1.RuleLiftReply;
import io.fss.proto.bus.v1.RuleLiftRequest;
import io.fss.proto.bus.v1.RuleList;
import io.fss.proto.bus.v1.RuleListRequest;
import io.fss.proto.bus.v1.RulePutRequest;
import io.fss.proto.bus.v1.SchedulerHere;
import io.fss.proto.bus.v1.SilenceReply;
import io.fss.proto.bus.v1.SilenceRequest;
import io.fss.proto.bus.v1.StreamReplaced;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.bus.v1.TaskList;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TasksChanged;
import io.fss.proto.bus.v1.TokenCreateReply;
import io.fss.proto.bus.v1.TokenCreateRequest;
import io.fss.proto.bus.v1.TokenList;
import io.fss.proto.bus.v1.TokenListRequest;
import io.fss.proto.bus.v1.TokenRevokeReply;
import io.fss.proto.bus.v1.TokenRevokeRequest;
import io.fss.proto.bus.v1.ViewRequest;
import io.fss.proto.v1.AppendLogsReply;
import io.fss.proto.v1.CancelReply;
import io.fss.proto.v1.DeregisterReply;
import io.fss.proto.v1.DeregisterRequest;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.ReportReply;
import java.time.Duration;
import java.util.List;

/** Every address of the system: read this file to learn who may talk to whom. */
public final class Channels {
  private static final Duration QUICK = Duration.ofSeconds(2);
  private static final Duration STORED = Duration.ofSeconds(5);

  // ---- served by the registry

  /** The dispatcher hands on a client's registration. */
  public static final Channel<RegisterCommand, RegisterReply> REGISTRY_REGISTER =
      new Channel<>(
          "registry.register",
          RegisterCommand.getDefaultInstance(),
          RegisterReply.getDefaultInstance(),
          STORED);

  /** The dispatcher hands on heartbeats; a reply to one promises that its counter is stored. */
  public static final Channel<HeartbeatBatch, HeartbeatBatchReply> REGISTRY_HEARTBEAT =
      new Channel<>(
          "registry.heartbeat",
          HeartbeatBatch.getDefaultInstance(),
          HeartbeatBatchReply.getDefaultInstance(),
          QUICK);

  /** The dispatcher hands on a goodbye. */
  public static final Channel<DeregisterRequest, DeregisterReply> REGISTRY_DEREGISTER =
      new Channel<>(
          "registry.deregister",
          DeregisterRequest.getDefaultInstance(),
          DeregisterReply.getDefaultInstance(),
          QUICK);

  /** The dispatcher asks whether a client token is valid. */
  public static final Channel<AuthenticateRequest, AuthenticateReply> REGISTRY_AUTHENTICATE =
      new Channel<>(
          "registry.authenticate",
          AuthenticateRequest.getDefaultInstance(),
          AuthenticateReply.getDefaultInstance(),
          QUICK);

  /** Scheduler and console fetch the whole view, at the start and after a gap. */
  public static final Channel<ViewRequest, ClientView> REGISTRY_VIEW =
      new Channel<>(
          "registry.view",
          ViewRequest.getDefaultInstance(),
          ClientView.getDefaultInstance(),
          QUICK);

  /** The scheduler asks how long sessions were seen to be silent, before it gives an attempt up. */
  public static final Channel<SilenceRequest, SilenceReply> REGISTRY_SILENCE =
      new Channel<>(
          "registry.silence",
          SilenceRequest.getDefaultInstance(),
          SilenceReply.getDefaultInstance(),
          QUICK);

  /** The dispatcher says whether it holds the command stream of a session. */
  public static final Channel<AttachCommand, AttachReply> REGISTRY_ATTACH =
      new Channel<>(
          "registry.attach",
          AttachCommand.getDefaultInstance(),
          AttachReply.getDefaultInstance(),
          QUICK);

  /** The registry tells everybody what changed since the version before. */
  public static final Topic<ClientsChanged> REGISTRY_CHANGED =
      new Topic<>("registry.changed", ClientsChanged.getDefaultInstance());

  /** The scheduler's questions and cancels for the next heartbeats of some sessions. */
  public static final Topic<QuestionBatch> REGISTRY_ASK =
      new Topic<>("registry.ask", QuestionBatch.getDefaultInstance());

  /** The console states what an operator wants of a client. */
  public static final Channel<RulePutRequest, ClientRule> REGISTRY_RULE =
      new Channel<>(
          "registry.rule",
          RulePutRequest.getDefaultInstance(),
          ClientRule.getDefaultInstance(),
          STORED);

  /** The console takes such rules back. */
  public static final Channel<RuleLiftRequest, RuleLiftReply> REGISTRY_LIFT =
      new Channel<>(
          "registry.lift",
          RuleLiftRequest.getDefaultInstance(),
          RuleLiftReply.getDefaultInstance(),
          STORED);

  /** The console reads them. */
  public static final Channel<RuleListRequest, RuleList> REGISTRY_RULES =
      new Channel<>(
          "registry.rules",
          RuleListRequest.getDefaultInstance(),
          RuleList.getDefaultInstance(),
          STORED);

  /** The console makes a client token. */
  public static final Channel<TokenCreateRequest, TokenCreateReply> REGISTRY_TOKEN =
      new Channel<>(
          "registry.token",
          TokenCreateRequest.getDefaultInstance(),
          TokenCreateReply.getDefaultInstance(),
          STORED);

  /** The console reads what is known of client tokens. */
  public static final Channel<TokenListRequest, TokenList> REGISTRY_TOKENS =
      new Channel<>(
          "registry.tokens",
          TokenListRequest.getDefaultInstance(),
          TokenList.getDefaultInstance(),
          STORED);

  /** The console revokes a client token. */
  public static final Channel<TokenRevokeRequest, TokenRevokeReply> REGISTRY_REVOKE =
      new Channel<>(
          "registry.revoke",
          TokenRevokeRequest.getDefaultInstance(),
          TokenRevokeReply.getDefaultInstance(),
          STORED);

  /** A registry changed its tables; the others read them again. */
  public static final Topic<RegistryStored> REGISTRY_STORED =
      new Topic<>("registry.stored", RegistryStored.getDefaultInstance());

  // ---- served by the dispatcher

  /** The scheduler sends booked attempts to the client; at one node where that holds the stream. */
  public static final Channel<DispatchBatch, DispatchReply> TASK_DISPATCH =
      new Channel<>(
          "task.dispatch",
          DispatchBatch.getDefaultInstance(),
          DispatchReply.getDefaultInstance(),
          QUICK);

  /** A dispatcher got a newer command stream of a session; who holds the older one ends it. */
  public static final Topic<StreamReplaced> STREAM_REPLACED =
      new Topic<>("stream.replaced", StreamReplaced.getDefaultInstance());

  /** The scheduler asks a client to stop attempts. */
  public static final Channel<CancelBatch, CancelReply> TASK_CANCEL =
      new Channel<>(
          "task.cancel", CancelBatch.getDefaultInstance(), CancelReply.getDefaultInstance(), QUICK);

  // ---- served by the scheduler

  /** A batch of reports a dispatcher took over; the reply promises that they are committed. */
  public static final Channel<ReportBatch, ReportReply> TASK_REPORT =
      new Channel<>(
          "task.report",
          ReportBatch.getDefaultInstance(),
          ReportReply.getDefaultInstance(),
          STORED);

  /** The registry hands on what a client said of attempts in doubt. */
  public static final Channel<AnswerBatch, Done> TASK_ANSWER =
      new Channel<>(
          "task.answer", AnswerBatch.getDefaultInstance(), Done.getDefaultInstance(), STORED);

  /** A scheduler tells the others that it is there; shards go to those that are. */
  public static final Topic<SchedulerHere> SCHEDULER_HERE =
      new Topic<>("scheduler.here", SchedulerHere.getDefaultInstance());

  /** Tasks that moved on; whoever shows them may listen. */
  public static final Topic<TasksChanged> TASK_CHANGED =
      new Topic<>("task.changed", TasksChanged.getDefaultInstance());

  /** The console creates task groups in bulk. */
  public static final Channel<GroupCreateRequest, GroupCreateReply> GROUP_CREATE =
      new Channel<>(
          "group.create",
          GroupCreateRequest.getDefaultInstance(),
          GroupCreateReply.getDefaultInstance(),
          STORED);

  /** The dispatcher hands on the task groups that a client's code declares. */
  public static final Channel<DeclareRequest, DeclareReply> GROUP_DECLARE =
      new Channel<>(
          "group.declare",
          DeclareRequest.getDefaultInstance(),
          DeclareReply.getDefaultInstance(),
          STORED);

  /** The console replaces a definition. */
  public static final Channel<GroupUpdateRequest, GroupInfo> GROUP_UPDATE =
      new Channel<>(
          "group.update",
          GroupUpdateRequest.getDefaultInstance(),
          GroupInfo.getDefaultInstance(),
          STORED);

  /** The console enables, disables, runs or deletes a group. */
  public static final Channel<GroupControlRequest, GroupControlReply> GROUP_CONTROL =
      new Channel<>(
          "group.control",
          GroupControlRequest.getDefaultInstance(),
          GroupControlReply.getDefaultInstance(),
          STORED);

  /** The console reads groups. */
  public static final Channel<GroupListRequest, GroupList> GROUP_LIST =
      new Channel<>(
          "group.list",
          GroupListRequest.getDefaultInstance(),
          GroupList.getDefaultInstance(),
          STORED);

  /** The console reads tasks. */
  public static final Channel<TaskListRequest, TaskList> TASK_LIST =
      new Channel<>(
          "task.list", TaskListRequest.getDefaultInstance(), TaskList.getDefaultInstance(), STORED);

  /** The console cancels one task, or runs an ended one again. */
  public static final Channel<TaskControlRequest, TaskControlReply> TASK_CONTROL =
      new Channel<>(
          "task.control",
          TaskControlRequest.getDefaultInstance(),
          TaskControlReply.getDefaultInstance(),
          STORED);

  /** The console asks when a trigger would be due. */
  public static final Channel<PreviewRequest, PreviewReply> GROUP_PREVIEW =
      new Channel<>(
          "group.preview",
          PreviewRequest.getDefaultInstance(),
          PreviewReply.getDefaultInstance(),
          STORED);

  /** The console reads what happened hour by hour. */
  public static final Channel<RollupRequest, RollupReply> GROUP_ROLLUP =
      new Channel<>(
          "group.rollup",
          RollupRequest.getDefaultInstance(),
          RollupReply.getDefaultInstance(),
          STORED);

  /** The console creates or replaces a calendar. */
  public static final Channel<CalendarPutRequest, CalendarInfo> CALENDAR_PUT =
      new Channel<>(
          "calendar.put",
          CalendarPutRequest.getDefaultInstance(),
          CalendarInfo.getDefaultInstance(),
          STORED);

  /** The console deletes a calendar. */
  public static final Channel<CalendarDeleteRequest, Done> CALENDAR_DELETE =
      new Channel<>(
          "calendar.delete",
          CalendarDeleteRequest.getDefaultInstance(),
          Done.getDefaultInstance(),
          STORED);

  /** The console reads calendars. */
  public static final Channel<CalendarListRequest, CalendarList> CALENDAR_LIST =
      new Channel<>(
          "calendar.list",
          CalendarListRequest.getDefaultInstance(),
          CalendarList.getDefaultInstance(),
          STORED);

  /** The console pauses or resumes a namespace. */
  public static final Channel<NamespacePauseRequest, NamespaceInfo> NAMESPACE_PAUSE =
      new Channel<>(
          "namespace.pause",
          NamespacePauseRequest.getDefaultInstance(),
          NamespaceInfo.getDefaultInstance(),
          STORED);

  /** A namespace was paused or resumed; every scheduler may act on it at once. */
  public static final Topic<NamespaceInfo> NAMESPACE_CHANGED =
      new Topic<>("namespace.changed", NamespaceInfo.getDefaultInstance());

  /** The console reads namespaces. */
  public static final Channel<NamespaceListRequest, NamespaceList> NAMESPACE_LIST =
      new Channel<>(
          "namespace.list",
          NamespaceListRequest.getDefaultInstance(),
          NamespaceList.getDefaultInstance(),
          STORED);

  // ---- served by the log verticle

  /** The dispatcher hands on log lines; the reply promises that they are committed. */
  public static final Channel<LogAppend, AppendLogsReply> LOG_APPEND =
      new Channel<>(
          "log.append",
          LogAppend.getDefaultInstance(),
          AppendLogsReply.getDefaultInstance(),
          STORED);

  /** The console reads the lines of a task. */
  public static final Channel<LogReadRequest, LogPage> LOG_READ =
      new Channel<>(
          "log.read", LogReadRequest.getDefaultInstance(), LogPage.getDefaultInstance(), STORED);

  /** A process tells every few seconds how it is; consoles show it. */
  public static final Topic<NodeHere> NODE_HERE =
      new Topic<>("node.here", NodeHere.getDefaultInstance());

  private Channels() {}

  /** An instance of every type that travels over the bus. */
  static List<Message> messages() {
    return List.of(
        RegisterCommand.getDefaultInstance(),
        RegisterReply.getDefaultInstance(),
        HeartbeatBatch.getDefaultInstance(),
        HeartbeatBatchReply.getDefaultInstance(),
        DeregisterRequest.getDefaultInstance(),
        DeregisterReply.getDefaultInstance(),
        AuthenticateRequest.getDefaultInstance(),
        AuthenticateReply.getDefaultInstance(),
        AttachCommand.getDefaultInstance(),
        AttachReply.getDefaultInstance(),
        StreamReplaced.getDefaultInstance(),
        ViewRequest.getDefaultInstance(),
        ClientView.getDefaultInstance(),
        SilenceRequest.getDefaultInstance(),
        SilenceReply.getDefaultInstance(),
        ClientsChanged.getDefaultInstance(),
        QuestionBatch.getDefaultInstance(),
        RulePutRequest.getDefaultInstance(),
        ClientRule.getDefaultInstance(),
        RuleLiftRequest.getDefaultInstance(),
        RuleLiftReply.getDefaultInstance(),
        RuleListRequest.getDefaultInstance(),
        RuleList.getDefaultInstance(),
        TokenCreateRequest.getDefaultInstance(),
        TokenCreateReply.getDefaultInstance(),
        TokenListRequest.getDefaultInstance(),
        TokenList.getDefaultInstance(),
        TokenRevokeRequest.getDefaultInstance(),
        TokenRevokeReply.getDefaultInstance(),
        RegistryStored.getDefaultInstance(),
        DispatchBatch.getDefaultInstance(),
        DispatchReply.getDefaultInstance(),
        CancelBatch.getDefaultInstance(),
        CancelReply.getDefaultInstance(),
        ReportBatch.getDefaultInstance(),
        ReportReply.getDefaultInstance(),
        AnswerBatch.getDefaultInstance(),
        Done.getDefaultInstance(),
        NodeHere.getDefaultInstance(),
        SchedulerHere.getDefaultInstance(),
        TasksChanged.getDefaultInstance(),
        GroupCreateRequest.getDefaultInstance(),
        GroupCreateReply.getDefaultInstance(),
        DeclareRequest.getDefaultInstance(),
        DeclareReply.getDefaultInstance(),
        GroupUpdateRequest.getDefaultInstance(),
        GroupInfo.getDefaultInstance(),
        GroupControlRequest.getDefaultInstance(),
        GroupControlReply.getDefaultInstance(),
        GroupListRequest.getDefaultInstance(),
        GroupList.getDefaultInstance(),
        TaskListRequest.getDefaultInstance(),
        TaskList.getDefaultInstance(),
        TaskControlRequest.getDefaultInstance(),
        TaskControlReply.getDefaultInstance(),
        PreviewRequest.getDefaultInstance(),
        PreviewReply.getDefaultInstance(),
        RollupRequest.getDefaultInstance(),
        RollupReply.getDefaultInstance(),
        CalendarPutRequest.getDefaultInstance(),
        CalendarInfo.getDefaultInstance(),
        CalendarDeleteRequest.getDefaultInstance(),
        CalendarListRequest.getDefaultInstance(),
        CalendarList.getDefaultInstance(),
        NamespacePauseRequest.getDefaultInstance(),
        NamespaceInfo.getDefaultInstance(),
        NamespaceListRequest.getDefaultInstance(),
        NamespaceList.getDefaultInstance(),
        LogAppend.getDefaultInstance(),
        AppendLogsReply.getDefaultInstance(),
        LogReadRequest.getDefaultInstance(),
        LogPage.getDefaultInstance());
  }
}
