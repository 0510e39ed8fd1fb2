-- What a deed on all tasks of a group has still to do: the rest of it is done page by page.
CREATE TABLE task_halt (
  id       BIGINT PRIMARY KEY,
  group_id BIGINT NOT NULL,
  reason   VARCHAR(2000) NOT NULL,
  running  INT    NOT NULL, -- 1: what is with a client shall stop, too
  live     INT    NOT NULL, -- 1: only what takes the place of an occurrence
  seen     VARCHAR(255) NOT NULL, -- occurrence key up to which it is done
  last_id  BIGINT NOT NULL  -- newest task that is meant
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
