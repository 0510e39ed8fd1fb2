-- What tasks said. One row holds many lines: a row per line would be twenty times the size.
-- A cursor is the id of a chunk. Ids are given before the commit: with several writers a lower id
-- could become visible after a higher one, and a reader would miss it. There is one writer.
CREATE TABLE log_chunk (
  id             BIGINT  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id        BIGINT  NOT NULL,
  attempt        INTEGER NOT NULL,
  first_sequence BIGINT  NOT NULL, -- number of the first line within the attempt
  last_sequence  BIGINT  NOT NULL,
  received_at    BIGINT  NOT NULL, -- epoch ms, by the platform's clock
  min_time       BIGINT  NOT NULL, -- earliest said_at_ms of the lines
  max_level      INTEGER NOT NULL, -- highest level of the lines, so that filters can skip the chunk
  lines          BYTEA   NOT NULL, -- fss.v1.LogBatch
  CONSTRAINT log_chunk_sequence UNIQUE (task_id, attempt, first_sequence)
);

CREATE INDEX log_chunk_task ON log_chunk (task_id, id);
CREATE INDEX log_chunk_received ON log_chunk (received_at);
