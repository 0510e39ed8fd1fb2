-- How many live tasks a group has: where it is one, nobody need look who stands before it.
ALTER TABLE task_group ADD COLUMN tasks INT NOT NULL DEFAULT 0;
UPDATE task_group SET tasks = (SELECT COUNT(*) FROM task t WHERE t.group_id = task_group.id);

-- No index knows a status, a session or a client: so a booking changes no index.
DROP INDEX task_booked ON task;
DROP INDEX task_due ON task;
DROP INDEX task_parked ON task;
CREATE INDEX task_due ON task (wait, due_at, id);
CREATE INDEX task_parked ON task (wait, namespace, app, job, due_at);
