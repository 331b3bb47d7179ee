-- One file of the blob store. The file is durable before its row is made: a file without a row is an orphan.
CREATE TABLE segment (
    id TEXT PRIMARY KEY,
    bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When its file was removed, since everything in it had been destroyed.
    removed_at BIGINT
);

-- One sealed thing and where it lies. The row outlives what it names.
CREATE TABLE blob (
    id TEXT PRIMARY KEY,
    segment TEXT NOT NULL REFERENCES segment (id),
    -- Of its record within the segment.
    place BIGINT NOT NULL,
    sealed_bytes BIGINT NOT NULL,
    plain_bytes BIGINT NOT NULL,
    -- SHA-256 of what is sealed; forgotten when it is destroyed, since it would confirm a guess.
    sha256 TEXT,
    created_at BIGINT NOT NULL,
    destroyed_at BIGINT
);
CREATE INDEX blob_sha256 ON blob (sha256) WHERE destroyed_at IS NULL;
CREATE INDEX blob_live ON blob (segment) WHERE destroyed_at IS NULL;

-- Apart from all else, so that a destroyed key is soon out of free pages and logs.
CREATE TABLE blob_key (
    blob TEXT PRIMARY KEY REFERENCES blob (id),
    wrapped BLOB NOT NULL
);

-- Who needs a blob, and as what. While there is one it is not destroyed.
CREATE TABLE blob_ref (
    owner TEXT NOT NULL,
    blob TEXT NOT NULL REFERENCES blob (id),
    what TEXT NOT NULL,
    PRIMARY KEY (owner, blob, what)
);
CREATE INDEX blob_ref_blob ON blob_ref (blob);
