-- Policies, calendars, labels, bounds of time, roll-ups.

ALTER TABLE task_group ADD COLUMN calendar TEXT NOT NULL DEFAULT '';         -- name; empty: none
ALTER TABLE task_group ADD COLUMN calendar_spec TEXT NOT NULL DEFAULT '';    -- copy of the calendar
ALTER TABLE task_group ADD COLUMN calendar_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task_group ADD COLUMN policies TEXT NOT NULL DEFAULT '';         -- JSON, see PolicyText
ALTER TABLE task_group ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';         -- JSON object
ALTER TABLE task_group ADD COLUMN begun BIGINT NOT NULL DEFAULT 0;           -- occurrences of the trigger
UPDATE task_group SET begun = runs,
  policies = json_object('maxTries', max_tries, 'retryDelayMs', retry_delay_ms, 'leaseMs', lease_ms);
ALTER TABLE task_group DROP COLUMN max_tries;
ALTER TABLE task_group DROP COLUMN retry_delay_ms;
ALTER TABLE task_group DROP COLUMN lease_ms;
CREATE INDEX task_group_job ON task_group (app, job);
CREATE INDEX task_group_calendar ON task_group (namespace, calendar, calendar_version) WHERE calendar <> '';

DROP INDEX task_due;
DROP INDEX task_parked;
DROP INDEX task_booked;
-- fss.bus.v1.Wait; only what waits for its time is on the due index.
ALTER TABLE task RENAME COLUMN parked TO wait;
-- 1: late because it waited, 2: planned late in order to make up.
ALTER TABLE task ADD COLUMN excused INT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN priority INT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN policies TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN check_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN finish_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN last_client TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN progress_at BIGINT NOT NULL DEFAULT 0;
-- How a STOPPING attempt ends.
ALTER TABLE task ADD COLUMN stop_status INT NOT NULL DEFAULT 0;
UPDATE task SET policies =
  json_object('maxTries', max_tries, 'retryDelayMs', retry_delay_ms, 'leaseMs', lease_ms);
ALTER TABLE task DROP COLUMN max_tries;
ALTER TABLE task DROP COLUMN retry_delay_ms;
CREATE INDEX task_due ON task (due_at, id) WHERE status = 1 AND wait = 0;
CREATE INDEX task_parked ON task (namespace, app, job, priority DESC, due_at) WHERE status = 1 AND wait = 1;
-- Asked at every end, and mostly empty.
CREATE INDEX task_buffered ON task (group_id) WHERE wait = 2;
CREATE INDEX task_booked ON task (session, id) WHERE status IN (2, 3, 4);
CREATE INDEX task_check ON task (check_at) WHERE check_at > 0;

ALTER TABLE task_history ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
UPDATE task_history SET due_at = planned_at;
DROP INDEX task_history_age;
CREATE INDEX task_history_age ON task_history (settled_at, id);
CREATE INDEX task_history_trouble ON task_history (status, id) WHERE status <> 5;

CREATE UNIQUE INDEX task_key_task ON task_key (task_id);

-- Labels of groups once more, for the filter.
CREATE TABLE task_group_label (
  label    TEXT   NOT NULL,
  value    TEXT   NOT NULL,
  group_id BIGINT NOT NULL,
  PRIMARY KEY (label, value, group_id)
);
CREATE INDEX task_group_label_group ON task_group_label (group_id);

-- Earlier definitions of groups that were edited.
CREATE TABLE task_group_version (
  group_id   BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  definition TEXT   NOT NULL, -- JSON
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, version)
);

-- What has ended and is not in the roll-up yet: written by the transaction that ended it, taken by the
-- one that adds it up.
CREATE TABLE task_tally (
  id         BIGINT PRIMARY KEY NOT NULL, -- of the first task
  settled_at BIGINT NOT NULL,
  namespace  TEXT   NOT NULL,
  ends       TEXT   NOT NULL -- a line for each, see TallyLine
);

-- What has ended before there were roll-ups.
INSERT INTO task_tally (id, settled_at, namespace, ends)
SELECT id, settled_at, namespace,
  group_id || ',' || status || ',' || (tries > 0) || ',' || occurrences
    || ',' || CASE WHEN started_at > 0 AND tries > 0 THEN duration_us ELSE -1 END
    || ',' || CASE WHEN started_at > 0 AND tries = 1
      THEN max(0, started_at - planned_at) * 1000 ELSE -1 END || ';'
FROM task_history;

-- How far the one round is that adds up sheets; without a row there is none, see RollUp.
CREATE TABLE rollup_round (
  id     INT    PRIMARY KEY NOT NULL, -- 1
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
);
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
);
CREATE INDEX namespace_rollup_age ON namespace_rollup (hour_ms);

-- On which days the groups that refer to it may be due.
CREATE TABLE calendar (
  id         BIGINT PRIMARY KEY NOT NULL,
  namespace  TEXT   NOT NULL,
  name       TEXT   NOT NULL,
  spec       TEXT   NOT NULL, -- JSON, see CalendarText
  version    BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX calendar_name ON calendar (namespace, name);

-- Namespaces that are or were paused.
CREATE TABLE namespace_pause (
  namespace  TEXT   PRIMARY KEY NOT NULL,
  paused     INT    NOT NULL,
  reason     TEXT   NOT NULL,
  changed_at BIGINT NOT NULL
);

