-- Instants are UTC milliseconds, lengths of time milliseconds unless the name says otherwise,
-- statuses the numbers of fss.bus.v1.TaskStatus; 0 in an instant means "not set".

CREATE TABLE task_group (
  id                BIGINT PRIMARY KEY,
  namespace         TEXT   NOT NULL,
  name              TEXT   NOT NULL,
  app               TEXT   NOT NULL,
  job               TEXT   NOT NULL,
  description       TEXT   NOT NULL,
  trigger_spec      TEXT   NOT NULL, -- JSON, see TriggerText
  calendar          TEXT   NOT NULL, -- name; empty: none
  calendar_spec     TEXT   NOT NULL, -- copy of the calendar, so that booking reads one row
  calendar_version  BIGINT NOT NULL, -- of the copy
  policies          TEXT   NOT NULL, -- JSON, see PolicyText; empty: the defaults
  labels            TEXT   NOT NULL, -- JSON object
  automatic         INT    NOT NULL, -- 1: an enabled group always has a next task
  follows           INT    NOT NULL, -- 1: the end of a task decides when the next is due
  data              TEXT   NOT NULL, -- JSON object
  data_version      BIGINT NOT NULL,
  enabled           INT    NOT NULL,
  version           BIGINT NOT NULL, -- of the definition; guards edits and planning
  declared          INT    NOT NULL, -- 1: from a client's code, not edited by an operator since
  declared_version  BIGINT NOT NULL,
  planned_to        BIGINT NOT NULL, -- last planned occurrence; planning moves it, never back
  next_task_id      BIGINT NOT NULL,
  next_run_at       BIGINT NOT NULL,
  begun             BIGINT NOT NULL DEFAULT 0, -- occurrences of the trigger that have begun
  runs              BIGINT NOT NULL DEFAULT 0,
  successes         BIGINT NOT NULL DEFAULT 0,
  failures          BIGINT NOT NULL DEFAULT 0,
  skipped           BIGINT NOT NULL DEFAULT 0,
  total_duration_us BIGINT NOT NULL DEFAULT 0,
  last_task_id      BIGINT NOT NULL DEFAULT 0,
  last_run_at       BIGINT NOT NULL DEFAULT 0,
  last_status       INT    NOT NULL DEFAULT 0,
  skip_row          BIGINT NOT NULL DEFAULT 0, -- history row that the next skip may join
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL
) WITH (fillfactor = 60); -- every execution changes the row: new versions stay on its page
CREATE UNIQUE INDEX task_group_name ON task_group (namespace, name);
CREATE INDEX task_group_job ON task_group (app, job);
CREATE INDEX task_group_calendar ON task_group (namespace, calendar, calendar_version) WHERE calendar <> '';

-- Labels of groups once more, for the filter.
CREATE TABLE task_group_label (
  label    TEXT   NOT NULL,
  value    TEXT   NOT NULL,
  group_id BIGINT NOT NULL,
  PRIMARY KEY (label, value, group_id)
);
CREATE INDEX task_group_label_group ON task_group_label (group_id);

-- Earlier definitions of groups that were edited: what a stale edit is compared with.
CREATE TABLE task_group_version (
  group_id   BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  definition TEXT   NOT NULL, -- JSON
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, version)
);

-- Live tasks only; a task leaves for task_history in the transaction that ends it.
CREATE TABLE task (
  id             BIGINT PRIMARY KEY,
  group_id       BIGINT NOT NULL,
  occurrence_key TEXT   NOT NULL,
  namespace      TEXT   NOT NULL,
  group_name     TEXT   NOT NULL,
  app            TEXT   NOT NULL,
  job            TEXT   NOT NULL,
  status         INT    NOT NULL,
  wait           INT    NOT NULL DEFAULT 0, -- fss.bus.v1.Wait; only what waits for its time is on the due index
  excused        INT    NOT NULL DEFAULT 0, -- 1: late because it waited, 2: planned late in order to make up
  priority       INT    NOT NULL,
  planned_at     BIGINT NOT NULL,
  due_at         BIGINT NOT NULL,
  attempt        INT    NOT NULL,           -- of the current booking, or of the next one
  tries          INT    NOT NULL,           -- ended attempts that may have started
  policies       TEXT   NOT NULL,           -- as planned with
  lease_ms       BIGINT NOT NULL,
  check_at       BIGINT NOT NULL,           -- when a bound of it is to be looked at; 0: none
  finish_by      BIGINT NOT NULL,
  params         TEXT   NOT NULL DEFAULT '',
  session        TEXT   NOT NULL DEFAULT '',
  client         TEXT   NOT NULL DEFAULT '',
  last_client    TEXT   NOT NULL DEFAULT '', -- of the try before
  booked_at      BIGINT NOT NULL DEFAULT 0,
  progress_at    BIGINT NOT NULL DEFAULT 0,
  progress       INT    NOT NULL DEFAULT 0,
  stop_status    INT    NOT NULL DEFAULT 0, -- how a STOPPING attempt ends
  message        TEXT   NOT NULL DEFAULT '',
  remark         TEXT   NOT NULL DEFAULT ''
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);
CREATE UNIQUE INDEX task_occurrence ON task (group_id, occurrence_key);
CREATE INDEX task_due ON task (due_at, id) WHERE status = 1 AND wait = 0;
CREATE INDEX task_parked ON task (namespace, app, job, priority DESC, due_at) WHERE status = 1 AND wait = 1;
-- Asked at every end, and mostly empty.
CREATE INDEX task_buffered ON task (group_id) WHERE wait = 2;
CREATE INDEX task_booked ON task (session, id) WHERE status IN (2, 3, 4);
CREATE INDEX task_check ON task (check_at) WHERE check_at > 0;

-- Ended tasks; append-only but for a run of equal skips, which is one row that counts.
CREATE TABLE task_history (
  id              BIGINT PRIMARY KEY,
  group_id        BIGINT NOT NULL,
  occurrence_key  TEXT   NOT NULL,
  namespace       TEXT   NOT NULL,
  group_name      TEXT   NOT NULL,
  app             TEXT   NOT NULL,
  job             TEXT   NOT NULL,
  status          INT    NOT NULL,
  planned_at      BIGINT NOT NULL,
  due_at          BIGINT NOT NULL,
  last_planned_at BIGINT NOT NULL,
  occurrences     BIGINT NOT NULL,
  attempt         INT    NOT NULL,
  tries           INT    NOT NULL,
  params          TEXT   NOT NULL,
  session         TEXT   NOT NULL,
  client          TEXT   NOT NULL,
  booked_at       BIGINT NOT NULL,
  started_at      BIGINT NOT NULL,
  ended_at        BIGINT NOT NULL,
  duration_us     BIGINT NOT NULL,
  progress        INT    NOT NULL,
  message         TEXT   NOT NULL,
  remark          TEXT   NOT NULL,
  settled_at      BIGINT NOT NULL -- by the platform's clock; what retention goes by
) WITH (autovacuum_vacuum_scale_factor = 0.1);
CREATE INDEX task_history_group ON task_history (group_id, id);
CREATE INDEX task_history_age ON task_history (settled_at, id);
CREATE INDEX task_history_trouble ON task_history (status, id) WHERE status <> 5;

-- Ended attempts of a task but for the last one, which is the task's own row.
CREATE TABLE task_attempt (
  task_id    BIGINT NOT NULL,
  attempt    INT    NOT NULL,
  status     INT    NOT NULL,
  session    TEXT   NOT NULL,
  client     TEXT   NOT NULL,
  booked_at  BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL,
  message    TEXT   NOT NULL,
  PRIMARY KEY (task_id, attempt)
);

-- Callers' idempotency keys, remembered beyond the task's end.
CREATE TABLE task_key (
  task_id    BIGINT PRIMARY KEY,
  group_id   BIGINT NOT NULL,
  run_key    TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX task_key_name ON task_key (group_id, run_key);
CREATE INDEX task_key_age ON task_key (created_at);

-- What has ended and is not in the roll-up yet: written by the transaction that ended it, taken by the
-- one that adds it up.
CREATE TABLE task_tally (
  id         BIGINT PRIMARY KEY, -- of the first task
  settled_at BIGINT NOT NULL,
  namespace  TEXT   NOT NULL,
  ends       TEXT   NOT NULL -- a line for each, see TallyLine
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 5000);

-- How far the one round is that adds up sheets; without a row there is none, see RollUp.
CREATE TABLE rollup_round (
  id     INT    PRIMARY KEY, -- 1
  round  BIGINT NOT NULL,
  sheets TEXT   NOT NULL, -- their ids
  done   BIGINT NOT NULL  -- rows written; -1: all
);

-- What happened hour by hour; survives the history.
CREATE TABLE task_rollup (
  group_id  BIGINT NOT NULL,
  hour_ms   BIGINT NOT NULL,
  runs      BIGINT NOT NULL,
  successes BIGINT NOT NULL,
  failures  BIGINT NOT NULL,
  skipped   BIGINT NOT NULL,
  durations TEXT   NOT NULL, -- histogram of microseconds, see Histogram
  lateness  TEXT   NOT NULL, -- the same
  PRIMARY KEY (group_id, hour_ms)
) WITH (fillfactor = 70);
CREATE INDEX task_rollup_age ON task_rollup (hour_ms);

-- The same of all groups of a namespace together.
CREATE TABLE namespace_rollup (
  namespace TEXT   NOT NULL,
  hour_ms   BIGINT NOT NULL,
  runs      BIGINT NOT NULL,
  successes BIGINT NOT NULL,
  failures  BIGINT NOT NULL,
  skipped   BIGINT NOT NULL,
  durations TEXT   NOT NULL,
  lateness  TEXT   NOT NULL,
  PRIMARY KEY (namespace, hour_ms)
) WITH (fillfactor = 70);
CREATE INDEX namespace_rollup_age ON namespace_rollup (hour_ms);

-- On which days the groups that refer to it may be due.
CREATE TABLE calendar (
  id         BIGINT PRIMARY KEY,
  namespace  TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  spec       TEXT   NOT NULL, -- JSON, see CalendarText
  version    BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_name ON calendar (namespace, name);

-- Namespaces that are or were paused.
CREATE TABLE namespace_pause (
  namespace  TEXT   PRIMARY KEY,
  paused     INT    NOT NULL,
  reason     TEXT   NOT NULL,
  changed_at BIGINT NOT NULL
);
