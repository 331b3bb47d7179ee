-- Alerts, and who is told of them.

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    -- What is wrong where: of one cause one alert stands.
    cause TEXT NOT NULL,
    instance TEXT NOT NULL REFERENCES instance (id),
    check_id TEXT,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    affected TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    -- How often the cause was met.
    seen BIGINT NOT NULL,
    status TEXT NOT NULL,
    -- When the cause was gone, or somebody said so; what comes after is another alert.
    ended_at BIGINT
);
CREATE UNIQUE INDEX alert_standing ON alert (cause) WHERE ended_at IS NULL;
CREATE INDEX alert_seen ON alert (last_seen);
CREATE INDEX alert_instance ON alert (instance);

-- What became of an alert, and who said so; nobody where it was found out.
CREATE TABLE alert_change (
    alert TEXT NOT NULL REFERENCES alert (id),
    number BIGINT NOT NULL,
    status TEXT NOT NULL,
    why TEXT NOT NULL,
    changed_by TEXT REFERENCES principal (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (alert, number)
);

-- Failures of checks that flipped lately: another reading has to agree before there is an alert.
CREATE TABLE alert_awaited (
    instance TEXT NOT NULL REFERENCES instance (id),
    check_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (instance, check_id)
);

CREATE TABLE notification_target (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    settings TEXT NOT NULL,
    secret TEXT,
    -- Which kinds of alerts go there, as JSON; all where none is named.
    kinds TEXT NOT NULL,
    severity_min TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES principal (id),
    removed_at BIGINT
);
CREATE UNIQUE INDEX notification_target_name ON notification_target (folded) WHERE removed_at IS NULL;

-- One message to one target, written in the transaction that made it necessary; its id is the same in each try.
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    target TEXT NOT NULL REFERENCES notification_target (id),
    -- None for a test.
    alert TEXT REFERENCES alert (id),
    what TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    -- When it was sent or given up; until then, when it is tried next.
    at BIGINT NOT NULL
);
CREATE INDEX delivery_target ON delivery (target, created_at);
CREATE INDEX delivery_alert ON delivery (alert);
