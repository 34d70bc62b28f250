-- Every read of personal data: who, from where, what for. Criteria only as a keyed hash. Rows
-- are chained, so that none can be taken out unnoticed.
CREATE TABLE reads (
  n        INTEGER PRIMARY KEY,   -- 1, 2, 3 … without holes
  h        TEXT    NOT NULL,
  at       TEXT    NOT NULL,
  operator TEXT    NOT NULL,
  device   TEXT    NOT NULL,
  purpose  TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  criteria TEXT    NOT NULL,
  request  TEXT    NOT NULL,
  n_rows   INTEGER NOT NULL
) STRICT;

CREATE TRIGGER reads_stay BEFORE DELETE ON reads
BEGIN SELECT RAISE(ABORT, 'rows of the read audit stay'); END;
CREATE TRIGGER reads_are_frozen BEFORE UPDATE ON reads
BEGIN SELECT RAISE(ABORT, 'rows of the read audit stay as they are'); END;
