-- Role groups, API tokens, second factors.

-- A role group has one role or more; who is in it has all of them. There is one for each role from the
-- beginning, called like it.
CREATE TABLE role_group (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    description TEXT NOT NULL,
    -- A JSON list of roles.
    roles TEXT NOT NULL,
    -- Null for those that were always there.
    created_at BIGINT,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX role_group_name ON role_group (folded) WHERE deleted_at IS NULL;

INSERT INTO role_group (id, name, folded, description, roles) VALUES
    ('global_administrator', 'Global Administrator', 'global administrator',
     'May do everything.', '["global_administrator"]'),
    ('data_connector_admin', 'Data Connector Admin', 'data connector admin',
     'Sets up connectors and handles alerts.', '["data_connector_admin"]'),
    ('compliance_manager_administration', 'Compliance Manager Administration', 'compliance manager administration',
     'Manages assessments, parameters and alerts; edits and tests actions.', '["compliance_manager_administration"]'),
    ('compliance_manager_contribution', 'Compliance Manager Contribution', 'compliance manager contribution',
     'Manages assessments and edits actions.', '["compliance_manager_contribution"]'),
    ('compliance_manager_assessor', 'Compliance Manager Assessor', 'compliance manager assessor',
     'Tests actions.', '["compliance_manager_assessor"]'),
    ('compliance_manager_reader', 'Compliance Manager Reader', 'compliance manager reader',
     'Reads, changes nothing.', '["compliance_manager_reader"]');

ALTER TABLE principal ADD COLUMN role_group TEXT REFERENCES role_group (id);
UPDATE principal SET role_group = role;
ALTER TABLE principal DROP COLUMN role;
CREATE INDEX principal_role_group ON principal (role_group);

CREATE TABLE api_token (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    principal TEXT NOT NULL REFERENCES principal (id),
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    -- A JSON list of use-cases.
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE UNIQUE INDEX api_token_name ON api_token (principal, folded);

CREATE TABLE second_factor (
    principal TEXT PRIMARY KEY REFERENCES principal (id),
    -- In the vault.
    secret TEXT NOT NULL,
    -- Null until a first code has shown that the secret arrived.
    confirmed_at BIGINT,
    -- The step of the last code that was taken: each is taken once.
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    principal TEXT NOT NULL REFERENCES principal (id),
    hash TEXT NOT NULL,
    PRIMARY KEY (principal, hash)
);

-- The one-time link by which somebody at the machine gets in again.
CREATE TABLE recovery_link (
    only_one BIGINT PRIMARY KEY CHECK (only_one = 1),
    hash TEXT NOT NULL,
    -- Whose password it sets; nobody of that name yet: who is made.
    name TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
