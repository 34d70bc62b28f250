-- Work that people have finished, until its city has it for good (protocol.md §10).
-- Rows are never deleted; they leave the open states by the city's outcome or a person's decision.

CREATE TABLE lane (
  lane        TEXT    PRIMARY KEY,                              -- given by the city at enrolment
  area        TEXT    NOT NULL,                                 -- slug of the city
  sandbox     INTEGER NOT NULL REFERENCES store (sandbox),      -- I19
  current     INTEGER NOT NULL CHECK (current IN (0, 1)),       -- one current lane a city
  device      TEXT    NOT NULL,                                 -- whom the city believes we are
  log_id      TEXT,                                             -- NULL before the first contact
  last_lseq   INTEGER NOT NULL DEFAULT 0 CHECK (last_lseq >= 0), -- last one assigned
  durable_seq INTEGER NOT NULL DEFAULT 0 CHECK (durable_seq >= 0), -- safe off the city's machine
  state       TEXT    NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'stopped')),
  alarm       TEXT,                                             -- why it is stopped
  enrolled_us INTEGER NOT NULL,
  UNIQUE (lane, sandbox),
  CHECK ((state = 'stopped') = (alarm IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX lane_current ON lane (area) WHERE current = 1;

CREATE TRIGGER lane_lseq_never_goes_back BEFORE UPDATE OF last_lseq ON lane
WHEN NEW.last_lseq < OLD.last_lseq
BEGIN
  SELECT RAISE (ABORT, 'lseq never goes back');
END;

CREATE TABLE outbox (
  position    INTEGER PRIMARY KEY,                              -- order of acceptance, all lanes
  id          TEXT    NOT NULL UNIQUE CHECK (length (id) = 36), -- the command's UUID
  area        TEXT    NOT NULL,
  lane        TEXT    NOT NULL,
  sandbox     INTEGER NOT NULL,
  lseq        INTEGER NOT NULL CHECK (lseq >= 1),
  kind        TEXT    NOT NULL,                                 -- of what a person did, also when cancelled
  case_id     TEXT    NOT NULL,
  item        TEXT    NOT NULL,                                 -- id of the matter
  operator    TEXT    NOT NULL,                                 -- the author
  subject     TEXT    NOT NULL DEFAULT '',                      -- the person's name, for lists
  number      TEXT,                                             -- of the case, as people read it
  resolves    TEXT,                                             -- the dead command it carries again
  follows     TEXT,                                             -- base {"after": …}
  base_entry  TEXT    NOT NULL, -- what the author saw; JSON null: nothing
  bytes       TEXT,                                             -- canonical JSON, exactly what is sent
  fp          TEXT    NOT NULL CHECK (length (fp) = 64),        -- SHA-256 of bytes
  row_hash    TEXT    NOT NULL CHECK (length (row_hash) = 64),  -- over the columns that never change
  original    TEXT,                                             -- bytes before a noop took their place
  state       TEXT    NOT NULL CHECK (state IN ('queued', 'sent', 'applied', 'conflict', 'refused',
                                                'superseded', 'cancelled', 'archived')),
  attempts    INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- committed before the first byte leaves
  log_id      TEXT,                                             -- history of the outcome
  seq         INTEGER,                                          -- number in the city's log
  ver         INTEGER,                                          -- version that it made
  vid         TEXT,                                             -- that version's identity
  reason      TEXT,                                             -- of a refusal
  problem     TEXT,              -- of a refusal, verbatim
  told_by     TEXT    CHECK (told_by IN ('answer', 'feed', 'both')), -- who said so
  decided_by  TEXT,                                             -- the command that took its place
  accepted_us INTEGER NOT NULL,
  sent_us     INTEGER,                                          -- the last attempt
  settled_us  INTEGER,                                          -- NULL: outcome not known; on the wire again
  audit_n     INTEGER NOT NULL,                                 -- audit row about the last change of state
  UNIQUE (lane, lseq),                                          -- I5
  FOREIGN KEY (lane, sandbox) REFERENCES lane (lane, sandbox),  -- I19
  CHECK ((bytes IS NULL) = (state = 'archived')),
  CHECK (settled_us IS NULL OR attempts > 0),                   -- I11
  CHECK (state NOT IN ('sent') OR attempts > 0),
  CHECK (state NOT IN ('queued', 'sent') OR settled_us IS NULL),
  CHECK (state NOT IN ('applied', 'conflict', 'refused', 'archived') OR settled_us IS NOT NULL),
  CHECK (state NOT IN ('applied', 'archived') OR (log_id IS NOT NULL AND seq IS NOT NULL)),
  CHECK (state <> 'refused' OR reason IS NOT NULL),
  CHECK (state <> 'cancelled' OR original IS NOT NULL)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (lane, lseq) WHERE settled_us IS NULL;
CREATE INDEX outbox_case ON outbox (case_id, position);
CREATE INDEX outbox_area ON outbox (area, position);
CREATE INDEX outbox_state ON outbox (state, position);
CREATE INDEX outbox_operator ON outbox (operator, position);
CREATE INDEX outbox_subject ON outbox (subject);
CREATE INDEX outbox_number ON outbox (number);
CREATE INDEX outbox_durable ON outbox (area, seq) WHERE state = 'applied';

-- I5: without gaps, in the lane as well as in the outbox.
CREATE TRIGGER outbox_lseq_is_the_next BEFORE INSERT ON outbox
WHEN NEW.lseq IS NOT (SELECT last_lseq + 1 FROM lane
                       WHERE lane = NEW.lane AND area = NEW.area AND current = 1)
BEGIN
  SELECT RAISE (ABORT, 'lseq has no gaps');
END;
CREATE TRIGGER outbox_raises_the_lane AFTER INSERT ON outbox
BEGIN
  UPDATE lane SET last_lseq = NEW.lseq WHERE lane = NEW.lane;
END;

-- I1: nothing leaves.
CREATE TRIGGER outbox_rows_stay BEFORE DELETE ON outbox
BEGIN
  SELECT RAISE (ABORT, 'outbox rows are never deleted');
END;

-- I5: frozen at acceptance. A noop may take the place of what no city has seen; what is durable
-- elsewhere may be emptied.
CREATE TRIGGER outbox_is_frozen
BEFORE UPDATE OF id, area, lane, sandbox, lseq, kind, case_id, item, operator, resolves, follows,
                 bytes, fp, row_hash, base_entry, accepted_us ON outbox
WHEN NOT (NEW.id = OLD.id AND NEW.area = OLD.area AND NEW.lane = OLD.lane
          AND NEW.sandbox = OLD.sandbox AND NEW.lseq = OLD.lseq AND NEW.kind = OLD.kind
          AND NEW.case_id = OLD.case_id AND NEW.item = OLD.item AND NEW.operator = OLD.operator
          AND NEW.resolves IS OLD.resolves AND NEW.follows IS OLD.follows
          AND NEW.accepted_us = OLD.accepted_us)
  OR (NOT (NEW.bytes IS OLD.bytes AND NEW.fp = OLD.fp AND NEW.row_hash = OLD.row_hash
           AND NEW.base_entry = OLD.base_entry)
      AND NOT (NEW.state = 'archived' AND NEW.bytes IS NULL AND NEW.fp = OLD.fp
               AND NEW.row_hash = OLD.row_hash)
      AND NOT (NEW.state = 'cancelled' AND OLD.state = 'queued' AND OLD.attempts = 0
               AND NEW.original = OLD.bytes AND NEW.base_entry = OLD.base_entry)
      AND NOT (NEW.state = 'superseded' AND OLD.state = 'superseded' AND OLD.original IS NULL
               AND NEW.original = OLD.bytes AND NEW.settled_us IS NULL
               AND NEW.base_entry = OLD.base_entry))
BEGIN
  SELECT RAISE (ABORT, 'an accepted command never changes');
END;

-- The arrows of protocol.md §10; T6 leads back to queued.
CREATE TRIGGER outbox_follows_its_arrows BEFORE UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state AND (OLD.state || ' ' || NEW.state) NOT IN (
  'queued sent', 'queued cancelled', 'queued applied', 'queued conflict', 'queued refused',
  'sent applied', 'sent conflict', 'sent refused', 'sent queued',
  'applied queued', 'conflict queued', 'refused queued',
  'conflict superseded', 'refused superseded', 'applied archived')
BEGIN
  SELECT RAISE (ABORT, 'no such change of state');
END;
-- I11: an attempt is counted when it is made, and never uncounted.
CREATE TRIGGER outbox_counts_attempts BEFORE UPDATE OF state, attempts ON outbox
WHEN NEW.attempts < OLD.attempts
  OR (OLD.state = 'queued' AND NEW.state = 'sent' AND NEW.attempts = OLD.attempts)
BEGIN
  SELECT RAISE (ABORT, 'an attempt is counted before its bytes leave');
END;
-- I12.
CREATE TRIGGER outbox_cancels_only_what_was_never_sent BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'cancelled' AND OLD.state <> 'cancelled' AND OLD.attempts > 0
BEGIN
  SELECT RAISE (ABORT, 'it was sent: it cannot be taken back');
END;
-- I18: the audit row about this very change stands before it.
CREATE TRIGGER outbox_insert_is_audited BEFORE INSERT ON outbox
WHEN NOT EXISTS (SELECT 1 FROM audit
                 WHERE n = NEW.audit_n AND subject = NEW.id
                   AND verb IN ('outbox.accepted', 'outbox.salvaged'))
BEGIN
  SELECT RAISE (ABORT, 'acceptance without an audit row');
END;
CREATE TRIGGER outbox_change_is_audited BEFORE UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state
  AND (NEW.audit_n <= OLD.audit_n
       OR NOT EXISTS (SELECT 1 FROM audit
                      WHERE n = NEW.audit_n AND subject = NEW.id
                        AND verb = 'outbox.' || NEW.state))
BEGIN
  SELECT RAISE (ABORT, 'change of state without an audit row');
END;

-- Base, mine and theirs of a command that found another version than its author had seen (I4).
CREATE TABLE conflict (
  command    TEXT    NOT NULL REFERENCES outbox (id),
  round      INTEGER NOT NULL,                                  -- 1, 2 … when offered again to another history
  area       TEXT    NOT NULL,
  case_id    TEXT    NOT NULL,
  log_id     TEXT    NOT NULL,
  base       TEXT    NOT NULL,        -- entry the author saw
  mine       TEXT    NOT NULL,        -- the command
  theirs     TEXT    NOT NULL,      -- entry that is current
  since      TEXT    NOT NULL,       -- what happened in between
  at_us      INTEGER NOT NULL,
  decided_us INTEGER,                                           -- NULL: needs a decision
  PRIMARY KEY (command, round)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER conflict_rows_stay BEFORE DELETE ON conflict
BEGIN
  SELECT RAISE (ABORT, 'conflicts are never deleted');
END;
CREATE TRIGGER outbox_conflict_has_its_versions BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'conflict' AND OLD.state <> 'conflict'
  AND NOT EXISTS (SELECT 1 FROM conflict WHERE command = NEW.id AND decided_us IS NULL)
BEGIN
  SELECT RAISE (ABORT, 'a conflict without base, mine and theirs');
END;

-- Kept by triggers so that the lights never count rows.
CREATE TABLE outbox_count (
  area  TEXT    NOT NULL,
  state TEXT    NOT NULL,                                       -- a state, or 'waiting': outcome not known
  n     INTEGER NOT NULL CHECK (n >= 0),
  PRIMARY KEY (area, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outbox_counts_new AFTER INSERT ON outbox
BEGIN
  INSERT INTO outbox_count VALUES (NEW.area, NEW.state, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
  INSERT INTO outbox_count VALUES (NEW.area, 'waiting', NEW.settled_us IS NULL)
    ON CONFLICT DO UPDATE SET n = n + (NEW.settled_us IS NULL);
END;
CREATE TRIGGER outbox_counts_changes AFTER UPDATE OF state, settled_us ON outbox
WHEN NEW.state <> OLD.state OR (NEW.settled_us IS NULL) <> (OLD.settled_us IS NULL)
BEGIN
  INSERT INTO outbox_count VALUES (NEW.area, NEW.state, 0) ON CONFLICT DO NOTHING;
  UPDATE outbox_count SET n = n - 1 WHERE area = OLD.area AND state = OLD.state;
  UPDATE outbox_count SET n = n + 1 WHERE area = NEW.area AND state = NEW.state;
  UPDATE outbox_count
  SET n = n + (NEW.settled_us IS NULL) - (OLD.settled_us IS NULL)
  WHERE area = NEW.area AND state = 'waiting';
END;

-- Serials of case numbers (protocol.md §7): they only grow.
CREATE TABLE number (
  area    TEXT    NOT NULL,                                     -- the collecting area: this window's
  window  INTEGER NOT NULL CHECK (window BETWEEN 1 AND 99),     -- unique in the area
  serial  INTEGER NOT NULL CHECK (serial BETWEEN 0 AND 99999999), -- last one given
  current INTEGER NOT NULL CHECK (current IN (0, 1)),           -- one window at a time
  PRIMARY KEY (area, window)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX number_current ON number (current) WHERE current = 1;
CREATE TRIGGER number_only_grows BEFORE UPDATE OF serial ON number
WHEN NEW.serial < OLD.serial
BEGIN
  SELECT RAISE (ABORT, 'serials only grow');
END;
CREATE TRIGGER number_rows_stay BEFORE DELETE ON number
BEGIN
  SELECT RAISE (ABORT, 'serials are kept for ever');
END;
