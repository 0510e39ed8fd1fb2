-- Who may act as a client. Only the hash is kept: the token itself is shown once and never stored.
CREATE TABLE client_token (
  token_hash TEXT   NOT NULL PRIMARY KEY, -- hex SHA-256 of the token
  namespace  TEXT   NOT NULL,             -- empty: every namespace
  note       TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);

-- The session key: ids of sessions are made with it, so nobody can forge one.
CREATE TABLE platform_key (
  id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  key_hex    TEXT    NOT NULL CHECK (length(key_hex) = 64),
  created_at BIGINT  NOT NULL
);
