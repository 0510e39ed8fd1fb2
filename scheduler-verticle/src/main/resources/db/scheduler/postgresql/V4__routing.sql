-- Which clients a task may go to, see Selector; empty: any that has its job. What waits for a client is
-- found by it.
ALTER TABLE task ADD COLUMN selector TEXT NOT NULL DEFAULT '';
DROP INDEX task_parked;
CREATE INDEX task_parked ON task (namespace, app, job, selector, priority DESC, due_at) WHERE wait = 1;

-- A task that was split and its parts.
ALTER TABLE task ADD COLUMN parent BIGINT NOT NULL DEFAULT 0; -- the task it is a part of
ALTER TABLE task ADD COLUMN children INT NOT NULL DEFAULT 0; -- how many parts it has; of a shard, how many there are
ALTER TABLE task ADD COLUMN open_children INT NOT NULL DEFAULT 0; -- parts that have not ended
ALTER TABLE task ADD COLUMN bad_children INT NOT NULL DEFAULT 0; -- parts that have ended, but for a success
ALTER TABLE task_history ADD COLUMN parent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task_history ADD COLUMN children INT NOT NULL DEFAULT 0;
