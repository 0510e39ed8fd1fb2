CREATE TABLE letter (
  id     BIGINT PRIMARY KEY NOT NULL,
  box    BIGINT NOT NULL DEFAULT 0,
  name   TEXT   NOT NULL,
  state  INT    NOT NULL DEFAULT 0,
  weight BIGINT,
  text   TEXT
);
CREATE UNIQUE INDEX letter_name ON letter (box, name);
