-- What operators want of clients, until they take it back.
CREATE TABLE client_rule (
  namespace  VARCHAR(128) NOT NULL,
  app        VARCHAR(128) NOT NULL,
  client     VARCHAR(128) NOT NULL,
  session    VARCHAR(64)  NOT NULL, -- empty: whichever process has the client's name
  deed       VARCHAR(16)  NOT NULL, -- PAUSE, DRAIN, KICK_AFTER, KICK_NOW
  reason     VARCHAR(512) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (namespace, app, client, session)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- UTC milliseconds from which on the token does not count any more; 0: never.
ALTER TABLE client_token ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
