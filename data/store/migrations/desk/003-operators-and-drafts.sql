-- People who sign in here, and what they have begun.

CREATE TABLE operator (
  id               TEXT    PRIMARY KEY,
  name             TEXT    NOT NULL,
  roles            TEXT    NOT NULL, -- array of names, as the city said
  area             TEXT    NOT NULL,                            -- the city that vouches
  hall             TEXT    NOT NULL DEFAULT '',
  grant_text       TEXT,                                        -- goes into commands; NULL: revoked
  verifier         TEXT,                                        -- Argon2id; NULL: no sign-in without the city
  offline_until_us INTEGER NOT NULL DEFAULT 0,                  -- the verifier is worth nothing after it
  failures         INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0), -- counted before each look
  locked_until_us  INTEGER NOT NULL DEFAULT 0,
  seen_us          INTEGER NOT NULL                             -- last sign-in
) STRICT;

-- Keys of drafts, wrapped with the operator's secret.
CREATE TABLE seal (
  operator TEXT PRIMARY KEY,
  salt     BLOB NOT NULL CHECK (length (salt) = 16),            -- of Argon2id
  nonce    BLOB NOT NULL CHECK (length (nonce) = 24),
  wrapped  BLOB NOT NULL                                        -- secretbox of the 32-byte key
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  id         TEXT    PRIMARY KEY CHECK (length (id) = 36),
  operator   TEXT    NOT NULL,
  sealed     BLOB    NOT NULL,                                  -- nonce ‖ secretbox of the JSON
  changed_us INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_operator ON draft (operator, changed_us);

-- Every change of a field since the draft was saved whole.
CREATE TABLE keystroke (
  n      INTEGER PRIMARY KEY AUTOINCREMENT,                     -- order of typing
  draft  TEXT    NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  sealed BLOB    NOT NULL                                       -- nonce ‖ secretbox of {field, value}
) STRICT;
CREATE INDEX keystroke_draft ON keystroke (draft, n);
