-- +goose Up

-- The state itself: one row from the beginning, so that there is something to
-- lock. Serial 0 is nothing recorded yet.
CREATE TABLE agency (
    id           bigint PRIMARY KEY CHECK (id = 1),
    lineage      text NOT NULL,
    serial       bigint NOT NULL,
    hash         text NOT NULL,   -- of the latest revision
    content_hash text NOT NULL,
    grants       bigint NOT NULL, -- how many are recorded
    name         text NOT NULL,
    hub_id       bigint NOT NULL,
    catalogue    text NOT NULL
);
COMMENT ON TABLE agency IS 'accredit state';
INSERT INTO agency VALUES (1, '', 0, '', '', 0, '', 0, '');

-- Lists and maps are JSON, empty ones the empty text.
CREATE TABLE people (
    id            bigint PRIMARY KEY,
    email         text COLLATE "C" NOT NULL UNIQUE,
    address       text NOT NULL,
    kind          text NOT NULL,
    name          text NOT NULL,
    status        text NOT NULL,
    roles         text NOT NULL,
    former_emails text NOT NULL,
    labels        text NOT NULL
);

CREATE TABLE permission_sets (
    name       text COLLATE "C" PRIMARY KEY,
    unknown    bigint NOT NULL,
    levels     text NOT NULL, -- permission, level, permission, level
    definition text NOT NULL
);

-- What grants give. Rows are never changed or deleted: history names them.
CREATE TABLE rights (
    id             bigint PRIMARY KEY,
    serial         bigint NOT NULL, -- revision that brought it
    permission_set text NOT NULL,
    unknown        bigint NOT NULL,
    levels         text NOT NULL
);
CREATE INDEX rights_by_serial ON rights (serial);

CREATE TABLE clients (
    hub_id                bigint PRIMARY KEY,
    address               text NOT NULL,
    name                  text NOT NULL,
    domain                text NOT NULL,
    account_type          text NOT NULL,
    mode                  text NOT NULL,
    super_admins          text NOT NULL,
    declared_super_admins text NOT NULL,
    applied               bigint NOT NULL,
    managed_mrr           double precision NOT NULL,
    labels                text NOT NULL,
    links                 text NOT NULL,
    last_activity         text NOT NULL,
    ends_on               text NOT NULL
);

-- Where grants were asked for: the block, and what many blocks share. With
-- one access block a grant there are as many origins as grants, so they are
-- numbered within their client.
CREATE TABLE intents (
    id         bigint PRIMARY KEY,
    team       text NOT NULL,
    definition text NOT NULL,
    wish       text NOT NULL,
    observed   bigint NOT NULL
);

-- Origins, grants and those who are gone name a client without a foreign key:
-- the server would check a million rows one by one, which costs several times
-- what writing them does. Reading finds a row that names what is not there,
-- and state check says so.
CREATE TABLE origins (
    hub_id    bigint NOT NULL,
    id        bigint NOT NULL,
    block     text NOT NULL,
    intent_id bigint NOT NULL,
    PRIMARY KEY (hub_id, id)
);

-- Dates are days, 0001-01-01 being 1 and 0 none.
CREATE TABLE grants (
    hub_id      bigint NOT NULL,
    person_id   bigint NOT NULL,
    rights_id   bigint NOT NULL,
    status      bigint NOT NULL, -- 0 active, 1 deactivated
    seat        bigint NOT NULL, -- 0 unknown, 1 partner
    unlinked    bigint NOT NULL,
    starts      bigint NOT NULL,
    expires     bigint NOT NULL,
    recorded_on bigint NOT NULL,
    origin_id   bigint NOT NULL, -- in the client; 0: none
    details     text NOT NULL,
    PRIMARY KEY (hub_id, person_id)
);

CREATE TABLE gone (
    hub_id    bigint NOT NULL,
    person_id bigint NOT NULL,
    gone_on   bigint NOT NULL,
    origin_id bigint NOT NULL,
    PRIMARY KEY (hub_id, person_id)
);

-- at has a fixed width, so that texts compare as times do.
CREATE TABLE revisions (
    serial        bigint PRIMARY KEY,
    at            text COLLATE "C" NOT NULL,
    kind          text NOT NULL,
    who           text NOT NULL,
    command       text NOT NULL,
    reason        text NOT NULL,
    config_digest text NOT NULL,
    git_commit    text NOT NULL,
    catalogue     text NOT NULL,
    overrides     text NOT NULL,
    skipped       text NOT NULL,
    removals      bigint NOT NULL,
    grants        bigint NOT NULL,
    apply_id      text COLLATE "C" NOT NULL UNIQUE,
    content_hash  text NOT NULL,
    parent        text NOT NULL,
    hash          text NOT NULL
);
CREATE INDEX revisions_by_time ON revisions (at);

-- What a revision changed. The grants of one client are one row: a million
-- rows of history would cost more than the grants themselves.
CREATE TABLE changes (
    serial   bigint NOT NULL,
    seq      bigint NOT NULL,
    kind     text NOT NULL,   -- agency, set, person, client, grants
    hub_id   bigint NOT NULL, -- 0: of no client
    subject  text NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (serial, seq)
);
CREATE INDEX changes_by_client ON changes (hub_id, serial) WHERE hub_id <> 0;

-- Finds the history of a person, under every address they had.
CREATE TABLE changed_people (
    email  text COLLATE "C" NOT NULL,
    serial bigint NOT NULL,
    PRIMARY KEY (email, serial)
);

-- Notes of runs that apply, for whoever waits for one. A note says nothing
-- about the lock: it counts while the run that left it has the state row.
-- Unlogged, since nobody holds anything after a crash, and without a flush.
CREATE UNLOGGED TABLE holders (
    token   text COLLATE "C" PRIMARY KEY,
    who     text NOT NULL,
    host    text NOT NULL,
    pid     bigint NOT NULL,
    command text NOT NULL,
    since   timestamptz NOT NULL
);
