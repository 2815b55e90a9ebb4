-- +goose Up

-- The state itself: one row, made by the first revision.
CREATE TABLE agency (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    lineage      TEXT NOT NULL,
    serial       INTEGER NOT NULL,
    hash         TEXT NOT NULL,    -- of the latest revision
    content_hash TEXT NOT NULL,
    grants       INTEGER NOT NULL, -- how many are recorded
    name         TEXT NOT NULL,
    hub_id       INTEGER NOT NULL,
    catalogue    TEXT NOT NULL
) STRICT;

-- Lists and maps are JSON, empty ones the empty text.
CREATE TABLE people (
    id            INTEGER PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE,
    address       TEXT NOT NULL,
    kind          TEXT NOT NULL,
    name          TEXT NOT NULL,
    status        TEXT NOT NULL,
    roles         TEXT NOT NULL,
    former_emails TEXT NOT NULL,
    labels        TEXT NOT NULL
) STRICT;

CREATE TABLE permission_sets (
    name       TEXT PRIMARY KEY,
    unknown    INTEGER NOT NULL,
    levels     TEXT NOT NULL, -- permission, level, permission, level
    definition TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What grants give. Rows are never changed or deleted: history names them.
CREATE TABLE rights (
    id             INTEGER PRIMARY KEY,
    serial         INTEGER NOT NULL, -- revision that brought it
    permission_set TEXT NOT NULL,
    unknown        INTEGER NOT NULL,
    levels         TEXT NOT NULL
) STRICT;
CREATE INDEX rights_by_serial ON rights (serial);

CREATE TABLE clients (
    hub_id                INTEGER PRIMARY KEY,
    address               TEXT NOT NULL,
    name                  TEXT NOT NULL,
    domain                TEXT NOT NULL,
    account_type          TEXT NOT NULL,
    mode                  TEXT NOT NULL,
    super_admins          TEXT NOT NULL,
    declared_super_admins TEXT NOT NULL,
    applied               INTEGER NOT NULL,
    managed_mrr           REAL NOT NULL,
    labels                TEXT NOT NULL,
    links                 TEXT NOT NULL,
    last_activity         TEXT NOT NULL,
    ends_on               TEXT NOT NULL
) STRICT;

-- Where grants were asked for: the block, and what many blocks share. With
-- one access block a grant there are as many origins as grants, so they are
-- numbered within their client.
CREATE TABLE intents (
    id         INTEGER PRIMARY KEY,
    team       TEXT NOT NULL,
    definition TEXT NOT NULL,
    wish       TEXT NOT NULL,
    observed   INTEGER NOT NULL
) STRICT;
CREATE TABLE origins (
    hub_id    INTEGER NOT NULL REFERENCES clients,
    id        INTEGER NOT NULL,
    block     TEXT NOT NULL,
    intent_id INTEGER NOT NULL,
    PRIMARY KEY (hub_id, id)
) STRICT, WITHOUT ROWID;

-- Dates are days, 0001-01-01 being 1 and 0 none. There is no index by person
-- and so no foreign key to people, which would need one to delete a person;
-- reading and checking compare the two.
CREATE TABLE grants (
    hub_id      INTEGER NOT NULL REFERENCES clients,
    person_id   INTEGER NOT NULL,
    rights_id   INTEGER NOT NULL,
    status      INTEGER NOT NULL, -- 0 active, 1 deactivated
    seat        INTEGER NOT NULL, -- 0 unknown, 1 partner
    unlinked    INTEGER NOT NULL,
    starts      INTEGER NOT NULL,
    expires     INTEGER NOT NULL,
    recorded_on INTEGER NOT NULL,
    origin_id   INTEGER NOT NULL, -- in the client; 0: none
    details     TEXT NOT NULL,
    PRIMARY KEY (hub_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE gone (
    hub_id    INTEGER NOT NULL REFERENCES clients,
    person_id INTEGER NOT NULL,
    gone_on   INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    PRIMARY KEY (hub_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE revisions (
    serial        INTEGER PRIMARY KEY,
    at            TEXT NOT NULL,
    kind          TEXT NOT NULL,
    who           TEXT NOT NULL,
    command       TEXT NOT NULL,
    reason        TEXT NOT NULL,
    config_digest TEXT NOT NULL,
    git_commit    TEXT NOT NULL,
    catalogue     TEXT NOT NULL,
    overrides     TEXT NOT NULL,
    skipped       TEXT NOT NULL,
    removals      INTEGER NOT NULL,
    grants        INTEGER NOT NULL,
    apply_id      TEXT NOT NULL UNIQUE,
    content_hash  TEXT NOT NULL,
    parent        TEXT NOT NULL,
    hash          TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_by_time ON revisions (at);

-- What a revision changed. The grants of one client are one row: a million
-- rows of history would cost more than the grants themselves.
CREATE TABLE changes (
    serial   INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    kind     TEXT NOT NULL,    -- agency, set, person, client, grants
    hub_id   INTEGER NOT NULL, -- 0: of no client
    subject  TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (serial, seq)
) STRICT;
CREATE INDEX changes_by_client ON changes (hub_id, serial) WHERE hub_id <> 0;

-- Finds the history of a person, under every address they had.
CREATE TABLE changed_people (
    email  TEXT NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (email, serial)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
