-- A state of six revisions, as schema version 1 has it.
PRAGMA application_id = 1633903474;
PRAGMA user_version = 1;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
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
CREATE TABLE changed_people (
    email  TEXT NOT NULL,
    serial INTEGER NOT NULL,
    PRIMARY KEY (email, serial)
) STRICT, WITHOUT ROWID;
INSERT INTO agency (id, lineage, serial, hash, content_hash, grants, name, hub_id, catalogue) VALUES (1, '4fbdd0cf-8294-4ba5-a9a8-49c22f5125c8', 6, 'sha256:64eec718f8d16838604603c80f22dd268060497753da6223e41b797dbd786bb0', 'sha256sum:cb1ed24eaa691b7bd327138de58fb3b5957b2beab89a9192dda0676b336cad4c', 2, 'Northwind Growth', 1000001, '2026.11');
INSERT INTO changed_people (email, serial) VALUES ('ann@northwind.example', 1);
INSERT INTO changed_people (email, serial) VALUES ('ben@northwind.example', 1);
INSERT INTO changed_people (email, serial) VALUES ('ben@northwind.example', 2);
INSERT INTO changed_people (email, serial) VALUES ('ben@northwind.example', 3);
INSERT INTO changed_people (email, serial) VALUES ('ben@northwind.example', 4);
INSERT INTO changed_people (email, serial) VALUES ('ben@northwind.example', 5);
INSERT INTO changed_people (email, serial) VALUES ('cat@northwind.example', 5);
INSERT INTO changed_people (email, serial) VALUES ('cat@northwind.example', 6);
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (1, 1, 'agency', 0, '', '{"after":{"name":"Northwind Growth","hub_id":1000001,"catalogue":"2026.11"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (1, 2, 'person', 0, 'ann@northwind.example', '{"after":{"email":"ann@northwind.example","status":"active"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (1, 3, 'person', 0, 'ben@northwind.example', '{"after":{"email":"ben@northwind.example","status":"active"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (1, 4, 'client', 7, '', '{"after":{"hub_id":7,"name":"Acme","mode":"enforce"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (1, 5, 'grants', 7, '', '1 5:adopt 7:expands 0: 0: 0: 0 0 0 1 21:ann@northwind.example 1 0 1 1 0 0 0 0 0 740000 0 0 0 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (2, 1, 'set', 0, 'reader', '{"after":{"name":"reader","levels":["crm.contacts.view","all"]}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (2, 2, 'grants', 7, '', '1 3:add 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 1 21:ben@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (3, 1, 'grants', 7, '', '1 6:record 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 1 21:ben@northwind.example 1 1 2 0 0 0 0 740100 740000 1 1 1 2 0 0 0 0 740200 740000 1 1 0 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (4, 1, 'grants', 7, '', '1 6:remove 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 1 21:ben@northwind.example 1 1 2 0 0 0 0 740200 740000 1 1 0 740050 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 1, 'person', 0, 'cat@northwind.example', '{"after":{"email":"cat@northwind.example","status":"active"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 2, 'grants', 7, '', '1 3:add 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 1 21:ben@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 1 740050 1 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (6, 1, 'grants', 7, '', '2 3:add 4:none 0: 0: 0: 6:remove 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 2 21:cat@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 0 21:cat@northwind.example 2 1 2 0 0 0 0 740100 740000 1 1 0 740060 0 ');
INSERT INTO clients (hub_id, address, name, domain, account_type, mode, super_admins, declared_super_admins, applied, managed_mrr, labels, links, last_activity, ends_on) VALUES (7, '', 'Acme', '', '', 'enforce', '', '', 0, 0, '', '', '', '');
INSERT INTO gone (hub_id, person_id, gone_on, origin_id) VALUES (7, 3, 740060, 1);
INSERT INTO grants (hub_id, person_id, rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details) VALUES (7, 1, 1, 0, 0, 0, 0, 0, 740000, 0, '');
INSERT INTO grants (hub_id, person_id, rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details) VALUES (7, 2, 2, 0, 0, 0, 0, 740100, 740000, 1, '{"reason":"SOW-1"}');
INSERT INTO intents (id, team, definition, wish, observed) VALUES (1, 'team.growth', 'd', 'w', 0);
INSERT INTO origins (hub_id, id, block, intent_id) VALUES (7, 1, 'client.acme.access.pod', 1);
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels) VALUES (1, 'ann@northwind.example', '', '', '', 'active', '', '', '');
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels) VALUES (2, 'ben@northwind.example', '', '', '', 'active', '', '', '');
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels) VALUES (3, 'cat@northwind.example', '', '', '', 'active', '', '', '');
INSERT INTO permission_sets (name, unknown, levels, definition) VALUES ('reader', 0, '["crm.contacts.view","all"]', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (1, '2026-11-22T03:53:53.578950621Z', 'apply', 'w0', 'accredit apply', 'r0', '', '', '2026.11', '', '', 0, 1, '542d8db0-635d-4bd5-b879-8ec470048bb4', 'sha256sum:32ffba66f316c4f1e7e70b5816482ffcdfd7f0eaf089bd7e143033e38a08913f', '', 'sha256:ba5204256176ef95fada384fa684596bcc7ed41f1e4118f3e88bf0302575e6ca');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (2, '2026-11-22T03:53:53.586379932Z', 'apply', 'w1', 'accredit apply', 'r1', '', '', '2026.11', '', '', 0, 2, '017c9447-0bc5-4bc1-8f8b-31e73eea5588', 'sha256sum:ff406a105f1aa9c29a3e2c36e0a35cbcc2da4dc8aa88a5eafbfa9e8766b83fc8', 'sha256:ba5204256176ef95fada384fa684596bcc7ed41f1e4118f3e88bf0302575e6ca', 'sha256:86bce1e7c127ed241bebe0a3779108c79cf2b93ebe5815edacbe7acedc4f3278');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (3, '2026-11-22T03:53:53.597208853Z', 'apply', 'w2', 'accredit apply', 'r2', '', '', '2026.11', '', '', 0, 2, '37c36bea-b774-476d-8cb1-74d9c7bf9865', 'sha256sum:ffbe3b9fe15e66dce7e97298fb9e9e0cf4806e798f0d7af221b9e9ed78312a8c', 'sha256:86bce1e7c127ed241bebe0a3779108c79cf2b93ebe5815edacbe7acedc4f3278', 'sha256:c5381af3e6c611fda4e6f1d7f48aa20b2c24caabb8d3a71c8fd682c6e2efb20e');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (4, '2026-11-22T03:53:53.604519190Z', 'apply', 'w3', 'accredit apply', 'r3', '', '', '2026.11', '["protected"]', '[9]', 1, 1, '8ddd7b61-2be7-4f37-bab9-b0016287ed96', 'sha256sum:f7e43b38231dbed8929daa924419855e49c1c81ccb27dbff6b776548d90bed8a', 'sha256:c5381af3e6c611fda4e6f1d7f48aa20b2c24caabb8d3a71c8fd682c6e2efb20e', 'sha256:c986ea2fea2a83e7074a1236896521fa08cfb6f1a42f28b1a9f191208f40d0f1');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (5, '2026-11-22T03:53:53.608813845Z', 'apply', 'w4', 'accredit apply', 'r4', '', '', '2026.11', '', '', 0, 2, 'e7908b60-f738-4e39-b74e-c7f8f023ab9f', 'sha256sum:c27c1bad93b56680bd408dfa159b850e49dfbcf6fde63f43633a042e39dfcee0', 'sha256:c986ea2fea2a83e7074a1236896521fa08cfb6f1a42f28b1a9f191208f40d0f1', 'sha256:340933056e801349699a0c17e1464c416a8d2cbcedc0b0a5598e7acb2d92ce2d');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (6, '2026-11-22T03:53:53.616506664Z', 'apply', 'w5', 'accredit apply', 'r5', '', '', '2026.11', '', '', 0, 2, '35c3a5df-a0ca-4bd9-a598-6341e078d463', 'sha256sum:cb1ed24eaa691b7bd327138de58fb3b5957b2beab89a9192dda0676b336cad4c', 'sha256:340933056e801349699a0c17e1464c416a8d2cbcedc0b0a5598e7acb2d92ce2d', 'sha256:64eec718f8d16838604603c80f22dd268060497753da6223e41b797dbd786bb0');
INSERT INTO rights (id, serial, permission_set, unknown, levels) VALUES (1, 1, 'partner_admin', 0, '');
INSERT INTO rights (id, serial, permission_set, unknown, levels) VALUES (2, 2, 'reader', 0, '["crm.contacts.view","all"]');
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, 1);
