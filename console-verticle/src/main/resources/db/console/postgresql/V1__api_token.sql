-- The one token of the HTTP API: made at the first start, only what verifying needs is kept.
CREATE TABLE api_token (
  name       TEXT   NOT NULL PRIMARY KEY,
  -- hex SHA-256 of the token
  hash       TEXT   NOT NULL,
  -- UTC epoch ms
  created_at BIGINT NOT NULL
);
