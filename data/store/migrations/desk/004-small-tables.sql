-- Settings, prints, attachments.

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,                                       -- no personal data, no secrets
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE print (
  case_id      TEXT    NOT NULL,
  document     TEXT    NOT NULL,                                -- id of the layout
  copy         INTEGER NOT NULL CHECK (copy >= 1),              -- 1 is the original
  operator     TEXT    NOT NULL,
  at_us        INTEGER NOT NULL,                                -- before it went to the printer
  confirmed_us INTEGER,                                         -- staff saw it come out
  PRIMARY KEY (case_id, document, copy)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
  area       TEXT    NOT NULL,                                  -- the city it goes to
  sha256     TEXT    NOT NULL CHECK (length (sha256) = 64),
  size       INTEGER NOT NULL CHECK (size >= 0),                -- bytes
  sent       INTEGER NOT NULL DEFAULT 0 CHECK (sent BETWEEN 0 AND size), -- that the city has
  media_type TEXT    NOT NULL,
  at_us      INTEGER NOT NULL,
  PRIMARY KEY (area, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_waiting ON blob (area, at_us) WHERE sent < size;
