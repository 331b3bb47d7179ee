-- Break-glass reading: who ended it, what was read by it, and who was told.

-- Nobody where its time was up.
ALTER TABLE break_glass ADD COLUMN ended_by TEXT REFERENCES principal (id);
-- When it ended, or was withdrawn before anybody decided.
ALTER TABLE break_glass ADD COLUMN ended_at BIGINT;
-- Until now who ended a reading stood where who granted it belongs, which the log tells.
UPDATE break_glass SET ended_by = decided_by, ended_at = until_at WHERE state = 'ended';

-- What somebody read by a request: written before it was shown. The log has a leaf of each too.
CREATE TABLE break_glass_use (
    break_glass TEXT NOT NULL REFERENCES break_glass (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('listed', 'opened', 'downloaded')),
    mailbox TEXT NOT NULL REFERENCES mailbox (id),
    -- The message; none for a list.
    uid BIGINT,
    -- The file's number in the message; none for the message itself.
    file BIGINT,
    PRIMARY KEY (break_glass, number)
);

-- The request that a message is about.
ALTER TABLE delivery ADD COLUMN break_glass TEXT REFERENCES break_glass (id);
CREATE INDEX delivery_break_glass ON delivery (break_glass);
