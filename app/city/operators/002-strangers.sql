-- Names that nobody has, tried at sign-in: they are locked exactly as operators are, so that no
-- lockout tells which names exist. Kept for two days after the last attempt.

CREATE TABLE strangers (
  id             TEXT    PRIMARY KEY,  -- keyed hash: people type secrets where names belong
  failures       INTEGER NOT NULL,
  lockouts       INTEGER NOT NULL,
  locked_until_s INTEGER NOT NULL,
  tried_s        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX strangers_by_time ON strangers (tried_s);
