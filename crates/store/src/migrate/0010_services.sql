-- By which of its connector's methods an instance signs in, where it has several; how often its service's log is
-- asked, where that was set; the certificate of a key that we made for it, as JSON. None of them is a secret.
ALTER TABLE instance ADD COLUMN method TEXT;
ALTER TABLE instance ADD COLUMN poll_every_s BIGINT;
ALTER TABLE instance ADD COLUMN certificate TEXT;

-- Whether a change was found in the service's own log, instead of being told of by an event.
ALTER TABLE event ADD COLUMN from_log BIGINT NOT NULL DEFAULT 0;
UPDATE event SET from_log = 1 WHERE name LIKE 'operation_log%';

-- When the log is asked next, and why that is later than the instance wants it, where it is.
ALTER TABLE poll ADD COLUMN next_at BIGINT;
ALTER TABLE poll ADD COLUMN slowed TEXT;

-- When the service last said what is left, or was last tried although nothing was: for services that count the last
-- 24 hours, of which no moment is known at which there is more.
ALTER TABLE call_quota ADD COLUMN told_at BIGINT;
