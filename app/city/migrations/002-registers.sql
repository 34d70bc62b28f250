-- What the city's registers say about people; filled by imports, read by queries only.

CREATE TABLE persons (
  id_type       TEXT NOT NULL,
  id_no         TEXT NOT NULL,
  name          TEXT NOT NULL,
  sex           TEXT NOT NULL,
  birth         TEXT NOT NULL,
  mobile        TEXT,
  hukou_region  TEXT,
  hukou_address TEXT,
  live_region   TEXT,
  live_address  TEXT,
  area          TEXT NOT NULL,
  PRIMARY KEY (id_no, id_type)
) STRICT, WITHOUT ROWID;
CREATE INDEX persons_by_name ON persons (name, birth);

CREATE TABLE insurance (
  id_no       TEXT    NOT NULL,
  scheme      TEXT    NOT NULL,
  area        TEXT    NOT NULL,
  "from"      TEXT    NOT NULL,   -- YYYY-MM
  "to"        TEXT,               -- NULL: goes on
  months      INTEGER NOT NULL,
  account_fen INTEGER NOT NULL,
  status      TEXT    NOT NULL,
  personal_no TEXT    NOT NULL,
  PRIMARY KEY (id_no, scheme, area, "from")
) STRICT, WITHOUT ROWID;

CREATE TABLE benefits (
  id_no       TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  area        TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  since       TEXT    NOT NULL,
  monthly_fen INTEGER NOT NULL,
  PRIMARY KEY (id_no, kind, area, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE archives (
  id_no      TEXT    NOT NULL,
  archive_no TEXT    NOT NULL,
  area       TEXT    NOT NULL,
  keeper     TEXT    NOT NULL,
  status     TEXT    NOT NULL,
  since      TEXT    NOT NULL,
  restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
  PRIMARY KEY (archive_no, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX archives_by_person ON archives (id_no);

CREATE TABLE certificates (
  id_no   TEXT NOT NULL,
  cert_no TEXT NOT NULL,
  area    TEXT NOT NULL,
  issued  TEXT NOT NULL,
  status  TEXT NOT NULL,
  PRIMARY KEY (cert_no, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX certificates_by_person ON certificates (id_no);
