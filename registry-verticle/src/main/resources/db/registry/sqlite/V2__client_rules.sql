-- What operators want of clients, until they take it back.
CREATE TABLE client_rule (
  namespace  TEXT   NOT NULL,
  app        TEXT   NOT NULL,
  client     TEXT   NOT NULL,
  session    TEXT   NOT NULL, -- empty: whichever process has the client's name
  deed       TEXT   NOT NULL, -- PAUSE, DRAIN, KICK_AFTER, KICK_NOW
  reason     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (namespace, app, client, session)
);

-- UTC milliseconds from which on the token does not count any more; 0: never.
ALTER TABLE client_token ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
