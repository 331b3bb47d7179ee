-- Calls to services, counted per account and class, shared by all nodes.
CREATE TABLE call_quota (
    connector TEXT NOT NULL,
    account TEXT NOT NULL,
    class TEXT NOT NULL,
    -- The UTC day that the counts are of, in days since 1970.
    day BIGINT NOT NULL,
    -- Calls that were permitted on that day.
    used BIGINT NOT NULL,
    -- The day's limit as the service said last, and what is left of it, less what was permitted since.
    told_limit BIGINT,
    told_remaining BIGINT,
    -- Calls per second, as the service said, or as was found out by being refused.
    per_second BIGINT,
    -- When the next calls may begin, by the database's clock.
    next_slot BIGINT NOT NULL,
    -- Until when the service refuses calls of this class, by its own word.
    blocked_until BIGINT,
    PRIMARY KEY (connector, account, class)
);

-- How far an instance's log of changes was asked, where its service tells of none by itself.
CREATE TABLE poll (
    instance TEXT PRIMARY KEY REFERENCES instance (id),
    -- Everything up to this moment was asked for.
    read_until BIGINT NOT NULL,
    polled_at BIGINT NOT NULL,
    -- Why the log cannot be asked, as JSON; null while it can.
    absence TEXT
);
