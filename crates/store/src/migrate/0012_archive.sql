-- Archive connectors: what was captured, what became of it, for whom, and where it is.
-- Days are whole days of UTC since 1970.

CREATE TABLE archive_instance (
    id TEXT PRIMARY KEY,
    connector TEXT NOT NULL,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    account_id TEXT NOT NULL,
    credentials TEXT NOT NULL,
    method TEXT,
    certificate TEXT,
    -- What is archived, for whom mailboxes exist, how often it is asked: JSON.
    settings TEXT NOT NULL,
    terms_version TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES principal (id),
    paused_at BIGINT,
    deleted_at BIGINT,
    -- How the last asking went: when it succeeded last, and since when and why it fails.
    asked_at BIGINT,
    failing_since BIGINT,
    failure TEXT,
    -- Why nothing more is captured for now, though the source could be asked: the disk is full.
    stalled_since BIGINT,
    stalled TEXT
);
CREATE UNIQUE INDEX archive_instance_name ON archive_instance (folded) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX archive_instance_account ON archive_instance (connector, account_id) WHERE deleted_at IS NULL;

-- How far each stream was read. It moves in the transaction that keeps what was read.
CREATE TABLE archive_position (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    stream TEXT NOT NULL,
    position TEXT,
    -- When the stream was at its end last.
    done_at BIGINT,
    -- Why it gives nothing: the service's words and the right that is missing, as JSON.
    absent TEXT,
    PRIMARY KEY (instance, stream)
);

CREATE TABLE archive_person (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    email TEXT,
    username TEXT,
    active BIGINT NOT NULL,
    kind TEXT,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (instance, user_id)
);
CREATE INDEX archive_person_name ON archive_person (instance, folded, user_id);

-- Who had an address at the source. A second holder is confirmed by a person before mail goes there.
CREATE TABLE archive_address (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    address TEXT NOT NULL,
    user_id TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    confirmed_by TEXT REFERENCES principal (id),
    PRIMARY KEY (instance, address, user_id)
);

-- A group as it was seen last, and before its members changed last: JSON.
CREATE TABLE archive_group (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    group_id TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    earlier TEXT,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (instance, group_id)
);

CREATE TABLE archive_item (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_day BIGINT NOT NULL,
    -- The latest revision; none of what was left out.
    latest TEXT,
    -- Why it was left out, by whose choice.
    left_out TEXT,
    PRIMARY KEY (instance, item)
);
CREATE INDEX archive_item_day ON archive_item (instance, created_day, kind, item);

CREATE TABLE revision (
    id TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    item TEXT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    deletions BIGINT NOT NULL,
    -- When it happened at the source.
    at BIGINT NOT NULL,
    captured_at BIGINT NOT NULL,
    day BIGINT NOT NULL,
    key TEXT NOT NULL,
    content TEXT NOT NULL,
    -- fetching (files are missing), captured, staged, done (every participant was tried).
    state TEXT NOT NULL,
    blob TEXT,
    -- Of the RFC 5322 form, in bytes.
    size BIGINT,
    staged_at BIGINT,
    leaf TEXT
);
CREATE UNIQUE INDEX revision_key ON revision (instance, key);
CREATE INDEX revision_item ON revision (instance, item);
CREATE INDEX revision_state ON revision (instance, state, id) WHERE state <> 'done';
CREATE INDEX revision_day ON revision (instance, day);

-- What was captured, sealed, until it is staged. A table of its own, so that its bytes are soon gone.
CREATE TABLE revision_payload (
    revision TEXT PRIMARY KEY REFERENCES revision (id),
    sealed BLOB NOT NULL,
    wrapped BLOB NOT NULL
);

CREATE TABLE archive_file (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    file TEXT NOT NULL,
    -- wanted, stored, gone.
    state TEXT NOT NULL,
    -- Its attachment without its name: JSON.
    attachment TEXT NOT NULL,
    blob TEXT,
    sha256 TEXT,
    size BIGINT,
    reason TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    -- The sha256 of bytes that did not have the checksum that the source says.
    doubted TEXT,
    -- What its first bytes say it is, where that is an image.
    image TEXT,
    PRIMARY KEY (instance, file)
);
CREATE INDEX archive_file_wanted ON archive_file (instance, next_at) WHERE state = 'wanted';

CREATE TABLE revision_file (
    revision TEXT NOT NULL REFERENCES revision (id),
    instance TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (revision, file)
);
CREATE INDEX revision_file_file ON revision_file (instance, file);

CREATE TABLE mailbox (
    id TEXT PRIMARY KEY,
    -- As compared: lower case.
    address TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- custodian (somebody entered it), domain (its address is one of the organisation's).
    origin TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    uid_validity BIGINT NOT NULL,
    uid_next BIGINT NOT NULL DEFAULT 1,
    messages BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE archive_delivery (
    revision TEXT NOT NULL REFERENCES revision (id),
    user_id TEXT NOT NULL,
    instance TEXT NOT NULL,
    -- Why the revision is theirs, and whether that is certain.
    roles TEXT NOT NULL,
    certain BIGINT NOT NULL,
    -- waiting, imported, partial, skipped, failed, quarantined.
    state TEXT NOT NULL,
    code TEXT,
    reason TEXT,
    mailbox TEXT REFERENCES mailbox (id),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    -- The day of its line: when it became available, or was tried last.
    day BIGINT NOT NULL,
    PRIMARY KEY (revision, user_id)
);
CREATE INDEX archive_delivery_open ON archive_delivery (instance, state, next_at)
    WHERE state IN ('waiting', 'quarantined', 'failed');
CREATE INDEX archive_delivery_day ON archive_delivery (instance, day, state);

-- How a delivery stood at the end of an earlier day on which it was tried.
CREATE TABLE archive_delivery_past (
    revision TEXT NOT NULL REFERENCES revision (id),
    user_id TEXT NOT NULL,
    instance TEXT NOT NULL,
    day BIGINT NOT NULL,
    state TEXT NOT NULL,
    code TEXT,
    reason TEXT,
    mailbox TEXT,
    PRIMARY KEY (revision, user_id, day)
);
CREATE INDEX archive_delivery_past_day ON archive_delivery_past (instance, day, state);

CREATE TABLE mailbox_message (
    mailbox TEXT NOT NULL REFERENCES mailbox (id),
    uid BIGINT NOT NULL,
    revision TEXT NOT NULL REFERENCES revision (id),
    folder TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    delivered_at BIGINT NOT NULL,
    PRIMARY KEY (mailbox, uid)
);
CREATE UNIQUE INDEX mailbox_message_revision ON mailbox_message (mailbox, revision);
CREATE INDEX mailbox_message_at ON mailbox_message (mailbox, at, uid);
CREATE INDEX mailbox_message_of ON mailbox_message (revision);

CREATE TABLE mapping_rule (
    id TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    -- As typed, and the user id that it was resolved to.
    external TEXT NOT NULL,
    folded TEXT NOT NULL,
    user_id TEXT,
    mailbox TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    -- active, waiting (for a second person), refused.
    state TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by TEXT NOT NULL REFERENCES principal (id),
    set_at BIGINT NOT NULL,
    decided_by TEXT REFERENCES principal (id),
    decided_at BIGINT
);
CREATE INDEX mapping_rule_folded ON mapping_rule (instance, folded);
CREATE INDEX mapping_rule_user ON mapping_rule (instance, user_id) WHERE user_id IS NOT NULL;

-- What is not in the archive as it was at the source, and why.
CREATE TABLE archive_gap (
    id TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    day BIGINT NOT NULL,
    item TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    found_at BIGINT NOT NULL
);
CREATE INDEX archive_gap_day ON archive_gap (instance, day);
CREATE UNIQUE INDEX archive_gap_once ON archive_gap (instance, item, code, detail);

-- Counted at the source against what was captured, per day of creation and kind.
CREATE TABLE reconciliation (
    instance TEXT NOT NULL REFERENCES archive_instance (id),
    day BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- None where the source does not count these.
    at_source BIGINT,
    captured BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    -- Ids that the source has and that were not captured, as far as they are listed: JSON.
    missing TEXT NOT NULL,
    missing_count BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    PRIMARY KEY (instance, day, kind)
);

CREATE TABLE break_glass (
    id TEXT PRIMARY KEY,
    asked_by TEXT NOT NULL REFERENCES principal (id),
    asked_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    -- The mailboxes that may be read: JSON.
    mailboxes TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    decided_by TEXT REFERENCES principal (id),
    decided_at BIGINT,
    -- asked, approved, refused, ended.
    state TEXT NOT NULL,
    until_at BIGINT
);
CREATE INDEX break_glass_open ON break_glass (state, asked_by);

-- Which mailboxes a group's archive roles reach: JSON ids; null is all of them.
ALTER TABLE role_group ADD COLUMN mailboxes TEXT;

INSERT INTO role_group (id, name, folded, description, roles) VALUES
    ('ediscovery_manager', 'eDiscovery Manager', 'ediscovery manager',
     'Reads, searches and exports what is archived.', '["ediscovery_manager"]'),
    ('records_management', 'Records Management', 'records management',
     'Reads what is archived and sees its logs and proofs.', '["records_management"]'),
    ('reviewer', 'Reviewer', 'reviewer',
     'Reads what is archived.', '["reviewer"]'),
    ('archive_auditor', 'Archive Auditor', 'archive auditor',
     'Sees logs and proofs of the archive, and no content.', '["archive_auditor"]');
