-- Operators of one city and their sessions, apart from the city's history: a restore of that
-- leaves who may sign in as it is.

CREATE TABLE operators (
  id             TEXT    PRIMARY KEY,  -- what is typed at sign-in
  name           TEXT    NOT NULL,
  hall           TEXT    NOT NULL,
  roles          INTEGER NOT NULL,     -- bits: 1 << TbRole
  secret         TEXT    NOT NULL,     -- Argon2id string
  disabled       INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  failures       INTEGER NOT NULL DEFAULT 0,  -- wrong secrets in a row, counted before each look
  lockouts       INTEGER NOT NULL DEFAULT 0,  -- how often in a row: each doubles the time
  locked_until_s INTEGER NOT NULL DEFAULT 0   -- Unix seconds
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token     TEXT    PRIMARY KEY,  -- "jti" of the token
  family    TEXT    NOT NULL,     -- all tokens that grew from one sign-in
  operator  TEXT    NOT NULL REFERENCES operators (id),
  device    TEXT    NOT NULL,
  expires_s INTEGER NOT NULL,
  refreshed INTEGER NOT NULL DEFAULT 0 CHECK (refreshed IN (0, 1)),
  revoked   INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_family ON sessions (family);
CREATE INDEX sessions_by_expiry ON sessions (expires_s);
