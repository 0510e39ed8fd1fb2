-- Instants are UTC milliseconds, lengths of time milliseconds unless the name says otherwise,
-- statuses the numbers of fss.bus.v1.TaskStatus; 0 in an instant means "not set".

CREATE TABLE task_group (
  id                BIGINT PRIMARY KEY NOT NULL,
  namespace         TEXT   NOT NULL,
  name              TEXT   NOT NULL,
  app               TEXT   NOT NULL,
  job               TEXT   NOT NULL,
  description       TEXT   NOT NULL,
  trigger_spec      TEXT   NOT NULL, -- JSON, see TriggerText
  automatic         INT    NOT NULL, -- 1: an enabled group always has a next task
  follows           INT    NOT NULL, -- 1: the end of a task decides when the next is due
  data              TEXT   NOT NULL, -- JSON object
  data_version      BIGINT NOT NULL,
  max_tries         INT    NOT NULL,
  retry_delay_ms    BIGINT NOT NULL,
  lease_ms          BIGINT NOT NULL,
  enabled           INT    NOT NULL,
  version           BIGINT NOT NULL, -- of the definition; guards edits and planning
  declared          INT    NOT NULL, -- 1: from a client's code, not edited by an operator since
  declared_version  BIGINT NOT NULL,
  planned_to        BIGINT NOT NULL, -- last planned occurrence; planning moves it, never back
  next_task_id      BIGINT NOT NULL,
  next_run_at       BIGINT NOT NULL,
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
);
CREATE UNIQUE INDEX task_group_name ON task_group (namespace, name);

-- Live tasks only; a task leaves for task_history in the transaction that ends it.
CREATE TABLE task (
  id             BIGINT PRIMARY KEY NOT NULL,
  group_id       BIGINT NOT NULL,
  occurrence_key TEXT   NOT NULL,
  namespace      TEXT   NOT NULL,
  group_name     TEXT   NOT NULL,
  app            TEXT   NOT NULL,
  job            TEXT   NOT NULL,
  status         INT    NOT NULL,
  parked         INT    NOT NULL DEFAULT 0, -- 1: waits for a client, off the due index
  planned_at     BIGINT NOT NULL,
  due_at         BIGINT NOT NULL,
  attempt        INT    NOT NULL,           -- of the current booking, or of the next one
  tries          INT    NOT NULL,           -- ended attempts that may have started
  max_tries      INT    NOT NULL,
  retry_delay_ms BIGINT NOT NULL,
  lease_ms       BIGINT NOT NULL,
  params         TEXT   NOT NULL DEFAULT '',
  session        TEXT   NOT NULL DEFAULT '',
  client         TEXT   NOT NULL DEFAULT '',
  booked_at      BIGINT NOT NULL DEFAULT 0,
  progress       INT    NOT NULL DEFAULT 0,
  message        TEXT   NOT NULL DEFAULT '',
  remark         TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX task_occurrence ON task (group_id, occurrence_key);
CREATE INDEX task_due ON task (due_at, id) WHERE status = 1 AND parked = 0;
CREATE INDEX task_parked ON task (namespace, app, job, due_at) WHERE status = 1 AND parked = 1;
CREATE INDEX task_booked ON task (session, booked_at) WHERE status IN (2, 3, 4);

-- Ended tasks; append-only but for a run of equal skips, which is one row that counts.
CREATE TABLE task_history (
  id              BIGINT PRIMARY KEY NOT NULL,
  group_id        BIGINT NOT NULL,
  occurrence_key  TEXT   NOT NULL,
  namespace       TEXT   NOT NULL,
  group_name      TEXT   NOT NULL,
  app             TEXT   NOT NULL,
  job             TEXT   NOT NULL,
  status          INT    NOT NULL,
  planned_at      BIGINT NOT NULL,
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
);
CREATE INDEX task_history_group ON task_history (group_id, id);
CREATE INDEX task_history_age ON task_history (settled_at);

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
  group_id   BIGINT NOT NULL,
  run_key    TEXT   NOT NULL,
  task_id    BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, run_key)
);
CREATE INDEX task_key_age ON task_key (created_at);
