-- Set-ups of connectors that somebody began and has not finished.
CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    connector TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The version of the terms that were accepted; null before that.
    terms_version TEXT,
    -- What was typed, sealed whole; which fields it has is known without opening it.
    credentials TEXT REFERENCES vault_secret (id),
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES principal (id),
    updated_at BIGINT NOT NULL
);
