-- Who may act as a client. Only the hash is kept: the token itself is shown once and never stored.
CREATE TABLE client_token (
  token_hash VARCHAR(64)  NOT NULL PRIMARY KEY, -- hex SHA-256 of the token
  namespace  VARCHAR(128) NOT NULL,             -- empty: every namespace
  note       VARCHAR(512) NOT NULL,
  created_at BIGINT       NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The session key: ids of sessions are made with it, so nobody can forge one.
CREATE TABLE platform_key (
  id         INT         NOT NULL PRIMARY KEY CHECK (id = 1),
  key_hex    VARCHAR(64) NOT NULL CHECK (char_length(key_hex) = 64),
  created_at BIGINT      NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
