-- Numbers of the processes, which make their ids unique. A number without a row, or with one that
-- is leased no longer, is free.
CREATE TABLE node_number (
  number      INT          PRIMARY KEY,
  node        VARCHAR(128) NOT NULL,
  leased_till BIGINT       NOT NULL -- by the database's clock
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
