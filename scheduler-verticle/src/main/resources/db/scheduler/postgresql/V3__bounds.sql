-- What a deed on all tasks of a group has still to do: the rest of it is done page by page.
CREATE TABLE task_halt (
  id       BIGINT PRIMARY KEY,
  group_id BIGINT NOT NULL,
  reason   TEXT   NOT NULL,
  running  INT    NOT NULL, -- 1: what is with a client shall stop, too
  live     INT    NOT NULL, -- 1: only what takes the place of an occurrence
  seen     TEXT   NOT NULL, -- occurrence key up to which it is done
  last_id  BIGINT NOT NULL  -- newest task that is meant
);

-- Refusals of a task one after the other are one row: the numbers of the first and of the last of them.
ALTER TABLE task_attempt ADD COLUMN last_attempt INT NOT NULL DEFAULT 0;
UPDATE task_attempt SET last_attempt = attempt;

-- History of one client, and of a span of planned time.
CREATE INDEX task_history_client ON task_history (client, id);
CREATE INDEX task_history_planned ON task_history (planned_at, id);

-- Groups of an hour, one after the other, and versions by their age: what retention goes by.
DROP INDEX task_rollup_age;
CREATE INDEX task_rollup_age ON task_rollup (hour_ms, group_id);
CREATE INDEX task_group_version_age ON task_group_version (changed_at);

-- Read page by page.
DROP INDEX task_check;
CREATE INDEX task_check ON task (check_at, id) WHERE check_at > 0;
