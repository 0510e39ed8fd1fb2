-- How many live tasks a group has: where it is one, nobody need look who stands before it.
ALTER TABLE task_group ADD COLUMN tasks INT NOT NULL DEFAULT 0;
UPDATE task_group SET tasks = (SELECT COUNT(*) FROM task t WHERE t.group_id = task_group.id);

-- No index knows a status, a session or a client: so a booking changes no index, and its new version of
-- the row stays on the page of the old one.
DROP INDEX task_booked;
DROP INDEX task_due;
DROP INDEX task_parked;
CREATE INDEX task_due ON task (due_at, id) WHERE wait = 0;
CREATE INDEX task_parked ON task (namespace, app, job, priority DESC, due_at) WHERE wait = 1;
ALTER TABLE task SET (fillfactor = 50);
