-- What work queues ask for: two facts of an open case, and orders that come from an index.

-- Papers that are not here: missing, or promised for later.
ALTER TABLE search ADD COLUMN missing INTEGER NOT NULL DEFAULT 0 CHECK (missing IN (0, 1));
-- Collected by its owner, was with another area, came back.
ALTER TABLE search ADD COLUMN returned INTEGER NOT NULL DEFAULT 0 CHECK (returned IN (0, 1));

UPDATE search SET
  missing = EXISTS (
    SELECT 1 FROM record r, json_each (r.entry, '$.body.materials') m
    WHERE r.rid = search.rid
      AND json_extract (m.value, '$.state') IN ('missing', 'promised')),
  returned = EXISTS (
    SELECT 1 FROM record r
    WHERE r.rid = search.rid
      AND json_extract (r.entry, '$.body.origin') = search.owner
      AND json_extract (r.entry, '$.body.sender') <> search.owner)
WHERE closed = 0;

CREATE INDEX search_open ON search (due, rid, owner) WHERE closed = 0;
CREATE INDEX search_missing ON search (due, rid) WHERE closed = 0 AND missing = 1;
CREATE INDEX search_returned ON search (owner, due, rid) WHERE closed = 0 AND returned = 1;
