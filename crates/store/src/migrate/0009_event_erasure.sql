-- When the operator and what is said of people were erased from an event, and whether it may have such data still.
ALTER TABLE event ADD COLUMN erased_at BIGINT;
ALTER TABLE event ADD COLUMN erasable BIGINT NOT NULL DEFAULT 1;
CREATE INDEX event_erasable ON event (received_at) WHERE erasable = 1;
-- Openings are erased by their name when they are old enough; a leaf's id begins with its time.
CREATE INDEX ledger_opening_name ON ledger_opening (name, leaf);
