-- Instants are UTC milliseconds, lengths of time milliseconds unless the name says otherwise,
-- statuses the numbers of fss.bus.v1.TaskStatus; 0 in an instant means "not set".

CREATE TABLE task_group (
  id                BIGINT PRIMARY KEY,
  namespace         VARCHAR(64)    NOT NULL,
  name              VARCHAR(128)   NOT NULL,
  app               VARCHAR(128)   NOT NULL,
  job               VARCHAR(128)   NOT NULL,
  description       MEDIUMTEXT   NOT NULL,
  trigger_spec      MEDIUMTEXT   NOT NULL, -- JSON, see TriggerText
  calendar          VARCHAR(128)   NOT NULL, -- name; empty: none
  calendar_spec     MEDIUMTEXT   NOT NULL, -- copy of the calendar, so that booking reads one row
  calendar_version  BIGINT NOT NULL, -- of the copy
  policies          MEDIUMTEXT   NOT NULL, -- JSON, see PolicyText; empty: the defaults
  labels            MEDIUMTEXT   NOT NULL, -- JSON object
  automatic         INT    NOT NULL, -- 1: an enabled group always has a next task
  follows           INT    NOT NULL, -- 1: the end of a task decides when the next is due
  data              MEDIUMTEXT   NOT NULL, -- JSON object
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
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX task_group_name ON task_group (namespace, name);
CREATE INDEX task_group_job ON task_group (app, job);
CREATE INDEX task_group_calendar ON task_group (namespace, calendar, calendar_version);

-- Labels of groups once more, for the filter.
CREATE TABLE task_group_label (
  label    VARCHAR(128)   NOT NULL,
  value    VARCHAR(255)   NOT NULL,
  group_id BIGINT NOT NULL,
  PRIMARY KEY (label, value, group_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX task_group_label_group ON task_group_label (group_id);

-- Earlier definitions of groups that were edited: what a stale edit is compared with.
CREATE TABLE task_group_version (
  group_id   BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  definition MEDIUMTEXT   NOT NULL, -- JSON
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Live tasks only; a task leaves for task_history in the transaction that ends it.
CREATE TABLE task (
  id             BIGINT PRIMARY KEY,
  group_id       BIGINT NOT NULL,
  occurrence_key VARCHAR(255)   NOT NULL,
  namespace      VARCHAR(64)    NOT NULL,
  group_name     VARCHAR(128)   NOT NULL,
  app            VARCHAR(128)   NOT NULL,
  job            VARCHAR(128)   NOT NULL,
  status         INT    NOT NULL,
  wait           INT    NOT NULL DEFAULT 0, -- fss.bus.v1.Wait
  excused        INT    NOT NULL DEFAULT 0, -- 1: late because it waited, 2: planned late in order to make up
  priority       INT    NOT NULL,
  planned_at     BIGINT NOT NULL,
  due_at         BIGINT NOT NULL,
  attempt        INT    NOT NULL,           -- of the current booking, or of the next one
  tries          INT    NOT NULL,           -- ended attempts that may have started
  policies       MEDIUMTEXT   NOT NULL,           -- as planned with
  lease_ms       BIGINT NOT NULL,
  check_at       BIGINT NOT NULL,           -- when a bound of it is to be looked at; 0: none
  finish_by      BIGINT NOT NULL,
  params         MEDIUMTEXT   NOT NULL,
  session        VARCHAR(128)   NOT NULL DEFAULT '',
  client         VARCHAR(128)   NOT NULL DEFAULT '',
  last_client    VARCHAR(128)   NOT NULL DEFAULT '', -- of the try before
  booked_at      BIGINT NOT NULL DEFAULT 0,
  progress_at    BIGINT NOT NULL DEFAULT 0,
  progress       INT    NOT NULL DEFAULT 0,
  stop_status    INT    NOT NULL DEFAULT 0, -- how a STOPPING attempt ends
  message        MEDIUMTEXT   NOT NULL,
  remark         MEDIUMTEXT   NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX task_occurrence ON task (group_id, occurrence_key);
CREATE INDEX task_due ON task (status, wait, due_at, id);
CREATE INDEX task_parked ON task (status, wait, namespace, app, job, due_at);
CREATE INDEX task_booked ON task (session, id);
CREATE INDEX task_check ON task (check_at);

-- Ended tasks; append-only but for a run of equal skips, which is one row that counts.
CREATE TABLE task_history (
  id              BIGINT PRIMARY KEY,
  group_id        BIGINT NOT NULL,
  occurrence_key  VARCHAR(255)   NOT NULL,
  namespace       VARCHAR(64)    NOT NULL,
  group_name      VARCHAR(128)   NOT NULL,
  app             VARCHAR(128)   NOT NULL,
  job             VARCHAR(128)   NOT NULL,
  status          INT    NOT NULL,
  planned_at      BIGINT NOT NULL,
  due_at          BIGINT NOT NULL,
  last_planned_at BIGINT NOT NULL,
  occurrences     BIGINT NOT NULL,
  attempt         INT    NOT NULL,
  tries           INT    NOT NULL,
  params          MEDIUMTEXT   NOT NULL,
  session         VARCHAR(128)   NOT NULL,
  client          VARCHAR(128)   NOT NULL,
  booked_at       BIGINT NOT NULL,
  started_at      BIGINT NOT NULL,
  ended_at        BIGINT NOT NULL,
  duration_us     BIGINT NOT NULL,
  progress        INT    NOT NULL,
  message         MEDIUMTEXT   NOT NULL,
  remark          MEDIUMTEXT   NOT NULL,
  settled_at      BIGINT NOT NULL -- by the platform's clock; what retention goes by
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX task_history_group ON task_history (group_id, id);
CREATE INDEX task_history_age ON task_history (settled_at, id);
CREATE INDEX task_history_trouble ON task_history (status, id);

-- Ended attempts of a task but for the last one, which is the task's own row.
CREATE TABLE task_attempt (
  task_id    BIGINT NOT NULL,
  attempt    INT    NOT NULL,
  status     INT    NOT NULL,
  session    VARCHAR(128)   NOT NULL,
  client     VARCHAR(128)   NOT NULL,
  booked_at  BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL,
  message    MEDIUMTEXT   NOT NULL,
  PRIMARY KEY (task_id, attempt)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Callers' idempotency keys, remembered beyond the task's end.
CREATE TABLE task_key (
  task_id    BIGINT PRIMARY KEY,
  group_id   BIGINT NOT NULL,
  run_key    VARCHAR(255)   NOT NULL,
  created_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX task_key_name ON task_key (group_id, run_key);
CREATE INDEX task_key_age ON task_key (created_at);

-- What has ended and is not in the roll-up yet: written by the transaction that ended it, taken by the
-- one that adds it up.
CREATE TABLE task_tally (
  id         BIGINT PRIMARY KEY, -- of the first task
  settled_at BIGINT NOT NULL,
  namespace  VARCHAR(64)   NOT NULL,
  ends       MEDIUMTEXT   NOT NULL -- a line for each, see TallyLine
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far the one round is that adds up sheets; without a row there is none, see RollUp.
CREATE TABLE rollup_round (
  id     INT    PRIMARY KEY, -- 1
  round  BIGINT NOT NULL,
  sheets MEDIUMTEXT   NOT NULL, -- their ids
  done   BIGINT NOT NULL  -- rows written; -1: all
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What happened hour by hour; survives the history.
CREATE TABLE task_rollup (
  group_id  BIGINT NOT NULL,
  hour_ms   BIGINT NOT NULL,
  runs      BIGINT NOT NULL,
  successes BIGINT NOT NULL,
  failures  BIGINT NOT NULL,
  skipped   BIGINT NOT NULL,
  durations MEDIUMTEXT   NOT NULL, -- histogram of microseconds, see Histogram
  lateness  MEDIUMTEXT   NOT NULL, -- the same
  PRIMARY KEY (group_id, hour_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX task_rollup_age ON task_rollup (hour_ms);

-- The same of all groups of a namespace together.
CREATE TABLE namespace_rollup (
  namespace VARCHAR(64)   NOT NULL,
  hour_ms   BIGINT NOT NULL,
  runs      BIGINT NOT NULL,
  successes BIGINT NOT NULL,
  failures  BIGINT NOT NULL,
  skipped   BIGINT NOT NULL,
  durations MEDIUMTEXT   NOT NULL,
  lateness  MEDIUMTEXT   NOT NULL,
  PRIMARY KEY (namespace, hour_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX namespace_rollup_age ON namespace_rollup (hour_ms);

-- On which days the groups that refer to it may be due.
CREATE TABLE calendar (
  id         BIGINT PRIMARY KEY,
  namespace  VARCHAR(64)    NOT NULL,
  name       VARCHAR(128)   NOT NULL,
  spec       MEDIUMTEXT   NOT NULL, -- JSON, see CalendarText
  version    BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE UNIQUE INDEX calendar_name ON calendar (namespace, name);

-- Namespaces that are or were paused.
CREATE TABLE namespace_pause (
  namespace  VARCHAR(64)    PRIMARY KEY,
  paused     INT    NOT NULL,
  reason     MEDIUMTEXT   NOT NULL,
  changed_at BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
