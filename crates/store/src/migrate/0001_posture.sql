-- Ids are TEXT, times BIGINT milliseconds since 1970 in UTC, booleans BIGINT 0 or 1, JSON TEXT.
-- A table of intervals has one open row per thing, whose closed_at is null; nothing is overwritten.

-- Rows that a transaction takes to be alone with what they name.
CREATE TABLE guard (name TEXT PRIMARY KEY);

CREATE TABLE installation (
    only_one BIGINT PRIMARY KEY CHECK (only_one = 1),
    id TEXT NOT NULL,
    origin TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- A known text sealed under the master key: tells whether a key file belongs to this database.
    key_check BLOB NOT NULL,
    signing_key TEXT
);

CREATE TABLE vault_secret (
    id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL
);

-- Apart from what they open, so that a destroyed key is soon out of free pages and logs.
CREATE TABLE vault_key (
    secret TEXT PRIMARY KEY REFERENCES vault_secret (id),
    wrapped BLOB NOT NULL
);

CREATE TABLE principal (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    password_hash TEXT,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE UNIQUE INDEX principal_name ON principal (folded) WHERE removed_at IS NULL;

CREATE TABLE setup_link (
    only_one BIGINT PRIMARY KEY CHECK (only_one = 1),
    hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    principal TEXT NOT NULL REFERENCES principal (id),
    kind TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX session_principal ON session (principal);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE sign_in_attempt (
    key TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    blocked_until BIGINT
);

CREATE TABLE instance (
    id TEXT PRIMARY KEY,
    connector TEXT NOT NULL,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    account_id TEXT NOT NULL,
    credentials TEXT NOT NULL,
    event_secret TEXT,
    first_event_at BIGINT,
    last_event_at BIGINT,
    terms_version TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES principal (id),
    deleted_at BIGINT,
    -- The number and the recorded time of the last set that was committed.
    commits BIGINT NOT NULL DEFAULT 0,
    committed_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX instance_name ON instance (folded) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX instance_account ON instance (connector, account_id) WHERE deleted_at IS NULL;

CREATE TABLE event (
    id TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES instance (id),
    name TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    operator TEXT,
    old_value TEXT,
    new_value TEXT,
    digest TEXT NOT NULL,
    -- The signal sets that it touches, as JSON.
    sets TEXT NOT NULL,
    run TEXT
);
CREATE UNIQUE INDEX event_digest ON event (instance, digest);
CREATE INDEX event_received ON event (instance, received_at);
CREATE INDEX event_run ON event (run);

CREATE TABLE run (
    id TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES instance (id),
    -- 1, 2, 3, … within the instance: the order in which they began, whatever the clock said.
    number BIGINT NOT NULL,
    trigger_kind TEXT NOT NULL,
    requested_by TEXT REFERENCES principal (id),
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    state TEXT NOT NULL,
    sets TEXT NOT NULL
);
CREATE UNIQUE INDEX run_number ON run (instance, number);

CREATE TABLE signal_content (
    hash TEXT PRIMARY KEY,
    -- What the body is: document, table or absent.
    presence TEXT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE set_commit (
    instance TEXT NOT NULL REFERENCES instance (id),
    number BIGINT NOT NULL,
    set_name TEXT NOT NULL,
    run TEXT NOT NULL REFERENCES run (id),
    read_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (instance, number)
);
CREATE INDEX set_commit_set ON set_commit (instance, set_name, number);

CREATE TABLE reading (
    instance TEXT NOT NULL,
    number BIGINT NOT NULL,
    signal TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    content TEXT NOT NULL REFERENCES signal_content (hash),
    PRIMARY KEY (instance, number, signal),
    FOREIGN KEY (instance, number) REFERENCES set_commit (instance, number)
);
CREATE INDEX reading_latest ON reading (instance, signal, recorded_at, number);

CREATE TABLE outcome (
    id TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES instance (id),
    check_id TEXT NOT NULL,
    -- 1, 2, 3, … within (instance, check).
    number BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    body TEXT NOT NULL,
    -- The run that led to it; none where time alone did.
    run TEXT,
    observed_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    closed_at BIGINT,
    CHECK (closed_at IS NULL OR closed_at >= recorded_at)
);
CREATE UNIQUE INDEX outcome_open ON outcome (instance, check_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX outcome_number ON outcome (instance, check_id, number);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    dedupe_key TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'dead')),
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    fence BIGINT NOT NULL DEFAULT 0,
    owner TEXT,
    lease_until BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
-- One that was begun and put back may have done a part of its work: equal work that is asked for since is
-- another job.
CREATE UNIQUE INDEX job_waiting ON job (kind, dedupe_key) WHERE state = 'waiting' AND attempts = 0;
CREATE INDEX job_key ON job (kind, dedupe_key);
CREATE UNIQUE INDEX job_running ON job (lane) WHERE state = 'running';
CREATE INDEX job_due ON job (due, id) WHERE state = 'waiting';

-- Leases that are not jobs: who may number the ledger's leaves.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    fence BIGINT NOT NULL,
    lease_until BIGINT NOT NULL
);

CREATE TABLE outbox_end (
    only_one BIGINT PRIMARY KEY CHECK (only_one = 1),
    seq BIGINT NOT NULL
);
INSERT INTO outbox_end (only_one, seq) VALUES (1, 0);

CREATE TABLE outbox (
    seq BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE ledger_leaf (
    id TEXT PRIMARY KEY,
    seq BIGINT,
    body BLOB NOT NULL,
    leaf_hash BLOB NOT NULL
);
-- Two indexes that share no row: what is not numbered yet is found in its order, however much there is of it.
CREATE UNIQUE INDEX ledger_sequenced ON ledger_leaf (seq) WHERE seq IS NOT NULL;
CREATE INDEX ledger_unsequenced ON ledger_leaf (id) WHERE seq IS NULL;

-- What commitments open to. Erasable: verifying works without it.
CREATE TABLE ledger_opening (
    leaf TEXT NOT NULL REFERENCES ledger_leaf (id),
    name TEXT NOT NULL,
    salt BLOB NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (leaf, name)
);

CREATE TABLE ledger_checkpoint (
    size BIGINT PRIMARY KEY,
    root BLOB NOT NULL,
    frontier BLOB NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE TABLE assessment_group (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE assessment (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    group_id TEXT NOT NULL REFERENCES assessment_group (id),
    regulation TEXT NOT NULL,
    covers TEXT NOT NULL,
    services TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES principal (id),
    deleted_at BIGINT
);
CREATE UNIQUE INDEX assessment_name ON assessment (folded) WHERE deleted_at IS NULL;

CREATE TABLE assessment_instance (
    assessment TEXT NOT NULL REFERENCES assessment (id),
    instance TEXT NOT NULL REFERENCES instance (id),
    number BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    removed_at BIGINT,
    PRIMARY KEY (assessment, instance, number),
    CHECK (removed_at IS NULL OR removed_at >= added_at)
);
CREATE UNIQUE INDEX assessment_instance_open ON assessment_instance (assessment, instance)
    WHERE removed_at IS NULL;

CREATE TABLE status (
    id TEXT PRIMARY KEY,
    -- Null: the whole organisation.
    group_id TEXT REFERENCES assessment_group (id),
    action TEXT NOT NULL,
    number BIGINT NOT NULL,
    implementation TEXT NOT NULL,
    implementation_date BIGINT,
    test TEXT NOT NULL,
    test_date BIGINT,
    notes TEXT NOT NULL,
    set_by TEXT NOT NULL REFERENCES principal (id),
    recorded_at BIGINT NOT NULL,
    closed_at BIGINT,
    CHECK (closed_at IS NULL OR closed_at >= recorded_at)
);
CREATE UNIQUE INDEX status_open ON status (COALESCE(group_id, ''), action) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX status_number ON status (COALESCE(group_id, ''), action, number);
