-- The one token of the HTTP API: made at the first start, only what verifying needs is kept.
CREATE TABLE api_token (
  name       VARCHAR(64) NOT NULL PRIMARY KEY,
  -- hex SHA-256 of the token
  hash       VARCHAR(64) NOT NULL,
  -- UTC epoch ms
  created_at BIGINT      NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
