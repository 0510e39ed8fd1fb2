-- Which clients a task may go to, see Selector; empty: any that has its job. What waits for a client is
-- found by it.
ALTER TABLE task ADD COLUMN selector VARCHAR(255) NOT NULL DEFAULT '';
DROP INDEX task_parked ON task;
CREATE INDEX task_parked ON task (wait, namespace, app, job, selector, due_at);
