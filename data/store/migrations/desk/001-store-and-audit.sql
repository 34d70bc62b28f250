-- What this file is, and the record of who did what.

CREATE TABLE store (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  sandbox    INTEGER NOT NULL UNIQUE CHECK (sandbox IN (0, 1)), -- 1: practice data; never changes
  created_us INTEGER NOT NULL,                                  -- µs since 1970
  clock_us   INTEGER NOT NULL   -- highest wall time ever seen: turning the clock back extends nothing
) STRICT;

CREATE TRIGGER store_never_changes_sides BEFORE UPDATE OF sandbox ON store
WHEN NEW.sandbox <> OLD.sandbox
BEGIN
  SELECT RAISE (ABORT, 'practice and real data do not mix');
END;
CREATE TRIGGER store_clock_never_goes_back BEFORE UPDATE OF clock_us ON store
WHEN NEW.clock_us < OLD.clock_us
BEGIN
  SELECT RAISE (ABORT, 'the clock never goes back');
END;

-- A hash chain: h = BLAKE2b-256 (h before ‖ n ‖ JSON array of the other columns).
CREATE TABLE audit (
  n        INTEGER PRIMARY KEY,                                 -- 1, 2, 3 … without holes
  at_us    INTEGER NOT NULL,                                    -- wall time, µs since 1970
  operator TEXT,                                                -- NULL: the program itself
  verb     TEXT    NOT NULL,                                    -- "outbox.accepted", "session.in"
  subject  TEXT,                                                -- command, case, operator …
  area     TEXT,                                                -- slug; NULL: no city concerned
  detail   TEXT,              -- without personal data
  h        TEXT    NOT NULL CHECK (length (h) = 64)
) STRICT;

CREATE TABLE audit_head (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  first_n INTEGER NOT NULL,                                     -- oldest row that is kept
  first_h TEXT    NOT NULL CHECK (length (first_h) = 64),       -- hash before that row
  n       INTEGER NOT NULL,                                     -- newest row; 0: none yet
  h       TEXT    NOT NULL CHECK (length (h) = 64),             -- its hash
  CHECK (n >= first_n - 1)
) STRICT;
INSERT INTO audit_head
VALUES (1, 1, '0000000000000000000000000000000000000000000000000000000000000000', 0,
        '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TRIGGER audit_has_no_holes BEFORE INSERT ON audit
WHEN NEW.n <> (SELECT n FROM audit_head) + 1
BEGIN
  SELECT RAISE (ABORT, 'audit rows are numbered without holes');
END;
CREATE TRIGGER audit_moves_the_head AFTER INSERT ON audit
BEGIN
  UPDATE audit_head SET n = NEW.n, h = NEW.h;
END;
CREATE TRIGGER audit_is_never_edited BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE (ABORT, 'audit rows are never edited');
END;
-- Retention moves first_n on before it deletes.
CREATE TRIGGER audit_goes_from_its_beginning_only BEFORE DELETE ON audit
WHEN OLD.n >= (SELECT first_n FROM audit_head)
BEGIN
  SELECT RAISE (ABORT, 'audit rows are kept');
END;

-- Signed heads of the cities' logs: this window is a witness.
CREATE TABLE witness (
  id     INTEGER PRIMARY KEY,                                   -- order of arrival
  area   TEXT    NOT NULL,
  log_id TEXT    NOT NULL,
  seq    INTEGER NOT NULL,                                      -- number of the head in that log
  head   TEXT    NOT NULL,            -- {log_id, seq, h, time, signature}
  at_us  INTEGER NOT NULL,
  UNIQUE (area, log_id, seq)
) STRICT;
