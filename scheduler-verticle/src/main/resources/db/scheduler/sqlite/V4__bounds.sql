-- What a deed on all tasks of a group has still to do: the rest of it is done page by page.
CREATE TABLE task_halt (
  id       BIGINT PRIMARY KEY NOT NULL,
  group_id BIGINT NOT NULL,
  reason   TEXT   NOT NULL,
  running  INT    NOT NULL, -- 1: what is with a client shall stop, too
  live     INT    NOT NULL, -- 1: only what takes the place of an occurrence
  seen     TEXT   NOT NULL, -- occurrence key up to which it is done
  last_id  BIGINT NOT NULL  -- newest task that is meant
);
