-- The log, what eight areas see of it, the windows' lanes, and the newest version of each case.

CREATE TABLE settings (
  key  TEXT PRIMARY KEY,   -- log_id, durable_seq, notices, audit_key …
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for the log (−1) and one a view (number of the area). Raised by the last statements of
-- each transaction, so numbers have no holes.
CREATE TABLE chains (
  chain  INTEGER PRIMARY KEY,
  head   INTEGER NOT NULL,
  lowest INTEGER NOT NULL,   -- lowest number that is kept
  h      TEXT    NOT NULL,   -- link of head
  base   TEXT    NOT NULL    -- link before lowest
) STRICT;

INSERT INTO chains (chain, head, lowest, h, base)
SELECT value, 0, 1, printf('%064d', 0), printf('%064d', 0)
  FROM json_each('[-1,0,1,2,3,4,5,6,7]');

CREATE TABLE lanes (
  key      INTEGER PRIMARY KEY,
  id       TEXT    NOT NULL UNIQUE,
  device   TEXT    NOT NULL,   -- certificate that made it: nobody else may send on it
  area     INTEGER NOT NULL CHECK (area BETWEEN 0 AND 7),
  window   TEXT    NOT NULL,
  last     INTEGER NOT NULL DEFAULT 0   -- highest lseq ever answered; never pruned
) STRICT;
CREATE INDEX lanes_by_device ON lanes (device, key);

-- Answers, byte for byte, at least 400 days.
CREATE TABLE outcomes (
  lane    INTEGER NOT NULL REFERENCES lanes (key),
  lseq    INTEGER NOT NULL,
  fp      TEXT    NOT NULL,   -- SHA-256 of the canonical command
  outcome TEXT    NOT NULL,
  at_s    INTEGER NOT NULL,
  PRIMARY KEY (lane, lseq)
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
  seq     INTEGER PRIMARY KEY,   -- 1, 2, 3 … without holes
  h       TEXT    NOT NULL,
  command TEXT    UNIQUE,        -- a command is applied once, in whichever lane
  lane    INTEGER REFERENCES lanes (key),
  lseq    INTEGER,
  case_id TEXT    NOT NULL,
  ver     INTEGER NOT NULL,
  vid     TEXT    NOT NULL,
  entry   TEXT    NOT NULL,      -- serialised once, sent verbatim ever after
  UNIQUE (case_id, ver),
  UNIQUE (lane, lseq)
) STRICT;

CREATE TABLE lines (
  area INTEGER NOT NULL,
  n    INTEGER NOT NULL,         -- 1, 2, 3 … without holes in each area
  h    TEXT    NOT NULL,
  seq  INTEGER NOT NULL REFERENCES log (seq),
  PRIMARY KEY (area, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
  id        TEXT    PRIMARY KEY,
  number    TEXT    NOT NULL UNIQUE,
  item      TEXT    NOT NULL,
  id_no     TEXT,
  twin      TEXT,                -- hash of person, item and the values that make two cases one
  is_closed INTEGER NOT NULL,
  areas     INTEGER NOT NULL,    -- bits
  ver       INTEGER NOT NULL,
  vid       TEXT    NOT NULL,
  seq       INTEGER NOT NULL REFERENCES log (seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_person ON cases (id_no, seq) WHERE id_no IS NOT NULL;
CREATE INDEX cases_by_twin ON cases (twin) WHERE twin IS NOT NULL AND is_closed = 0;

-- Which cases an area's snapshot holds.
CREATE TABLE involved (
  area    INTEGER NOT NULL,
  case_id TEXT    NOT NULL,
  PRIMARY KEY (area, case_id)
) STRICT, WITHOUT ROWID;
