-- What tasks said. One row holds many lines: a row per line would be twenty times the size.
-- A cursor is the id of a chunk. Ids are given before the commit: with several writers a lower id
-- could become visible after a higher one, and a reader would miss it. There is one writer.
CREATE TABLE log_chunk (
  id             BIGINT   NOT NULL AUTO_INCREMENT PRIMARY KEY,
  task_id        BIGINT   NOT NULL,
  attempt        INT      NOT NULL,
  first_sequence BIGINT   NOT NULL, -- number of the first line within the attempt
  last_sequence  BIGINT   NOT NULL,
  received_at    BIGINT   NOT NULL, -- epoch ms, by the platform's clock
  min_time       BIGINT   NOT NULL, -- earliest said_at_ms of the lines
  max_level      INT      NOT NULL, -- highest level of the lines, so that filters can skip the chunk
  `lines`        LONGBLOB NOT NULL, -- fss.v1.LogBatch
  UNIQUE KEY log_chunk_sequence (task_id, attempt, first_sequence),
  KEY log_chunk_task (task_id, id),
  KEY log_chunk_received (received_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
