-- Values of parameters that instances set for themselves, as intervals; one open row per parameter of a check on
-- an instance. until_at is the first moment at which the value no longer counts.
CREATE TABLE parameter (
    instance TEXT NOT NULL REFERENCES instance (id),
    check_id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- 1, 2, 3, … within (instance, check, name).
    number BIGINT NOT NULL,
    value TEXT NOT NULL,
    why TEXT NOT NULL,
    until_at BIGINT,
    set_by TEXT NOT NULL REFERENCES principal (id),
    recorded_at BIGINT NOT NULL,
    closed_at BIGINT,
    -- Who closed it: by setting another value, or the default.
    closed_by TEXT REFERENCES principal (id),
    PRIMARY KEY (instance, check_id, name, number),
    CHECK (closed_at IS NULL OR closed_at >= recorded_at)
);
CREATE UNIQUE INDEX parameter_open ON parameter (instance, check_id, name) WHERE closed_at IS NULL;
CREATE INDEX parameter_check ON parameter (check_id, recorded_at);

-- Files of checks that count or counted, by the hash of their bytes.
CREATE TABLE pack_text (
    hash TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

-- Counts up with every change of what is accepted, so that every node sees that something did.
CREATE TABLE pack_generation (
    only_one BIGINT PRIMARY KEY CHECK (only_one = 1),
    number BIGINT NOT NULL
);
INSERT INTO pack_generation (only_one, number) VALUES (1, 0);

-- Which version of which check counts, as intervals; one open row per check's file.
CREATE TABLE pack_check (
    check_id TEXT NOT NULL,
    -- The generation that began with it.
    generation BIGINT NOT NULL,
    hash TEXT NOT NULL REFERENCES pack_text (hash),
    path TEXT NOT NULL,
    accepted_at BIGINT NOT NULL,
    -- None for what came with the installation.
    accepted_by TEXT REFERENCES principal (id),
    closed_at BIGINT,
    PRIMARY KEY (check_id, generation),
    CHECK (closed_at IS NULL OR closed_at >= accepted_at)
);
CREATE UNIQUE INDEX pack_check_open ON pack_check (check_id) WHERE closed_at IS NULL;

-- What somebody put off: this file of a check, or its removal.
CREATE TABLE pack_deferral (
    check_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    -- None: that the file is gone.
    hash TEXT,
    why TEXT NOT NULL,
    deferred_by TEXT NOT NULL REFERENCES principal (id),
    deferred_at BIGINT NOT NULL,
    PRIMARY KEY (check_id, number)
);
