-- What cities said. All of it can be pulled again: a damaged file is thrown away.

-- Where this window stands in each city's view; saved with the rows that it covers.
CREATE TABLE cursor (
  area           TEXT    PRIMARY KEY,
  log_id         TEXT,                                          -- NULL before the first page
  seq            INTEGER NOT NULL DEFAULT 0 CHECK (seq >= 0),   -- last line applied
  h              TEXT    NOT NULL CHECK (length (h) = 64),      -- its hash; zeros before line 1
  snapshot_after TEXT,                                          -- a snapshot goes on after this case id
  as_of_seq      INTEGER NOT NULL DEFAULT 0,                    -- while it runs: where the feed goes on
  as_of_h        TEXT,
  records        INTEGER NOT NULL DEFAULT 0 CHECK (records >= 0), -- rows of this area in search
  changed_us     INTEGER NOT NULL,
  CHECK (log_id IS NOT NULL OR seq = 0)
) STRICT;

-- Wide: the entry as it came. Read one at a time.
CREATE TABLE record (
  rid   INTEGER PRIMARY KEY,
  area  TEXT    NOT NULL,                                       -- the city whose record it is
  id    TEXT    NOT NULL,
  kind  TEXT    NOT NULL,                                       -- "case"; others are kept for a newer client
  ver   INTEGER NOT NULL,                                       -- only a higher one replaces it
  vid   TEXT    NOT NULL,
  gone  INTEGER NOT NULL CHECK (gone IN (0, 1)),                -- deleted at the city; remembered for its ver
  words TEXT    NOT NULL,                                       -- what the full text knows of it
  entry TEXT    NOT NULL,                                       -- JSON
  UNIQUE (area, id, kind)
) STRICT;

-- Narrow: what is searched and shown in lists, apart from the bodies.
CREATE TABLE search (
  rid        INTEGER PRIMARY KEY,                               -- of record
  area       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  ver        INTEGER NOT NULL,
  vid        TEXT    NOT NULL,
  number     TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  closed     INTEGER NOT NULL CHECK (closed IN (0, 1)),
  home       TEXT    NOT NULL,
  owner      TEXT    NOT NULL,                                  -- the area that must act
  name       TEXT    NOT NULL,                                  -- the person's, width folded
  id_no      TEXT    NOT NULL,                                  -- upper case, width folded
  pinyin     TEXT    NOT NULL,                                  -- usual reading: "ouyangxiu"
  initials   TEXT    NOT NULL,                                  -- "oyx"
  due        TEXT    NOT NULL,                                  -- YYYY-MM-DD; 9999-12-31 without a date
  changed_us INTEGER NOT NULL                                   -- city time of the version
) STRICT;
CREATE INDEX search_id_no ON search (id_no);
CREATE INDEX search_name ON search (name);
CREATE INDEX search_pinyin ON search (pinyin);
CREATE INDEX search_initials ON search (initials);
CREATE INDEX search_number ON search (number);
-- One character matches tens of thousands: its order must come from the index.
CREATE INDEX search_first ON search (substr (name, 1, 1), changed_us);
CREATE INDEX search_due ON search (closed, owner, due);
CREATE INDEX search_changed ON search (closed, changed_us);
CREATE INDEX search_item ON search (item, closed, changed_us);

-- Further readings of a name (单, 曾, 解 …), rare.
CREATE TABLE search_alias (
  key TEXT    NOT NULL,                                         -- pinyin or initials
  rid INTEGER NOT NULL,
  PRIMARY KEY (key, rid)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_alias_rid ON search_alias (rid);

-- Words of names, matters, forms and threads; the text itself is record.words, with which an old
-- version is taken out again.
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = '', columnsize = 0, tokenize = 'tb_han'
);

-- Answers to queries, for the time without the city.
CREATE TABLE answer (
  area   TEXT    NOT NULL,
  key    TEXT    NOT NULL,                                      -- hash of query and criteria
  answer TEXT    NOT NULL,                                      -- JSON
  at_us  INTEGER NOT NULL,                                      -- when the city gave it
  PRIMARY KEY (area, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_at ON answer (at_us);
