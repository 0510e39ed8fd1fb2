-- Which clients a task may go to, see Selector; empty: any that has its job. What waits for a client is
-- found by it.
ALTER TABLE task ADD COLUMN selector TEXT NOT NULL DEFAULT '';
DROP INDEX task_parked;
CREATE INDEX task_parked ON task (namespace, app, job, selector, priority DESC, due_at) WHERE wait = 1;
