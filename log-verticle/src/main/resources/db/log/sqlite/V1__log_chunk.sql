-- What tasks said. One row holds many lines: a row per line would be twenty times the size.
-- AUTOINCREMENT: a cursor is the id of a chunk, so ids must not come back after a deletion.
CREATE TABLE log_chunk (
  id             INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  task_id        BIGINT  NOT NULL,
  attempt        INTEGER NOT NULL,
  first_sequence BIGINT  NOT NULL, -- number of the first line within the attempt
  last_sequence  BIGINT  NOT NULL,
  received_at    BIGINT  NOT NULL, -- epoch ms, by the platform's clock
  min_time       BIGINT  NOT NULL, -- earliest said_at_ms of the lines
  max_level      INTEGER NOT NULL, -- highest level of the lines, so that filters can skip the chunk
  lines          BLOB    NOT NULL, -- fss.v1.LogBatch
  UNIQUE (task_id, attempt, first_sequence)
);

CREATE INDEX log_chunk_task ON log_chunk (task_id, id);
CREATE INDEX log_chunk_received ON log_chunk (received_at);
