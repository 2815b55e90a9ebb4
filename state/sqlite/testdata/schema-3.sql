-- A state of six revisions, as schema version 3 has it.
PRAGMA application_id = 1633903474;
PRAGMA user_version = 3;
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
, user_id TEXT NOT NULL DEFAULT '') STRICT;
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
CREATE TABLE ignored (
    hub_id     INTEGER NOT NULL, -- 0: of no client
    email      TEXT NOT NULL,    -- empty: of no person
    digest     TEXT NOT NULL,    -- of the difference
    until_day  INTEGER NOT NULL,
    decided_on INTEGER NOT NULL,
    who        TEXT NOT NULL,
    because    TEXT NOT NULL,
    PRIMARY KEY (hub_id, email, digest)
) STRICT, WITHOUT ROWID;
INSERT INTO agency (id, lineage, serial, hash, content_hash, grants, name, hub_id, catalogue) VALUES (1, '34c4a655-ecba-4d35-8021-e4bb7fe2abe7', 6, 'sha256:27832b54d02c341e2df6542297d5ba572a0ef1bdb525213b346279e1aba98536', 'sha256sum:f4f8b3640ced31d19f5bbf6f22e60b29bb8fe16a5c9b000e00996342dde9d120', 2, 'Northwind Growth', 1000001, '2026.11');
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
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 3, 'ignored', 7, 'ben@northwind.example', '{"after":{"hub_id":7,"email":"ben@northwind.example","digest":"sha256:a","until":"2027-04-29","on":"2027-01-19","who":"w","because":"sha256:a"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 4, 'ignored', 7, 'ben@northwind.example', '{"after":{"hub_id":7,"email":"ben@northwind.example","digest":"sha256:b","until":"2027-04-29","on":"2027-01-20","who":"w","because":"sha256:b"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (6, 1, 'grants', 7, '', '2 3:add 4:none 0: 0: 0: 6:remove 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 2 21:cat@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 0 21:cat@northwind.example 2 1 2 0 0 0 0 740100 740000 1 1 0 740060 0 ');
INSERT INTO clients (hub_id, address, name, domain, account_type, mode, super_admins, declared_super_admins, applied, managed_mrr, labels, links, last_activity, ends_on) VALUES (7, '', 'Acme', '', '', 'enforce', '', '', 0, 0, '', '', '', '');
INSERT INTO gone (hub_id, person_id, gone_on, origin_id) VALUES (7, 3, 740060, 1);
INSERT INTO grants (hub_id, person_id, rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details) VALUES (7, 1, 1, 0, 0, 0, 0, 0, 740000, 0, '');
INSERT INTO grants (hub_id, person_id, rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details) VALUES (7, 2, 2, 0, 0, 0, 0, 740100, 740000, 1, '{"reason":"SOW-1"}');
INSERT INTO ignored (hub_id, email, digest, until_day, decided_on, who, because) VALUES (7, 'ben@northwind.example', 'sha256:a', 740100, 740000, 'w', 'sha256:a');
INSERT INTO ignored (hub_id, email, digest, until_day, decided_on, who, because) VALUES (7, 'ben@northwind.example', 'sha256:b', 740100, 740001, 'w', 'sha256:b');
INSERT INTO intents (id, team, definition, wish, observed) VALUES (1, 'team.growth', 'd', 'w', 0);
INSERT INTO origins (hub_id, id, block, intent_id) VALUES (7, 1, 'client.acme.access.pod', 1);
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels, user_id) VALUES (1, 'ann@northwind.example', '', '', '', 'active', '', '', '', '');
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels, user_id) VALUES (2, 'ben@northwind.example', '', '', '', 'active', '', '', '', '');
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels, user_id) VALUES (3, 'cat@northwind.example', '', '', '', 'active', '', '', '', '');
INSERT INTO permission_sets (name, unknown, levels, definition) VALUES ('reader', 0, '["crm.contacts.view","all"]', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (1, '2026-11-30T21:28:18.864249537Z', 'apply', 'w0', 'accredit apply', 'r0', '', '', '2026.11', '', '', 0, 1, '20b847d6-a529-4de0-9803-3e4756ca4e2d', 'sha256sum:32ffba66f316c4f1e7e70b5816482ffcdfd7f0eaf089bd7e143033e38a08913f', '', 'sha256:1b573b83197bb0f394a42325088bf13239194eef67211ac612627c0baf7f64e7');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (2, '2026-11-30T21:28:18.887548171Z', 'apply', 'w1', 'accredit apply', 'r1', '', '', '2026.11', '', '', 0, 2, 'da8a80a0-3857-40c4-8698-311f02edb45d', 'sha256sum:ff406a105f1aa9c29a3e2c36e0a35cbcc2da4dc8aa88a5eafbfa9e8766b83fc8', 'sha256:1b573b83197bb0f394a42325088bf13239194eef67211ac612627c0baf7f64e7', 'sha256:40e771f4008682574efd0290a2b7401001bc455f232fdf76fcc59178a5437073');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (3, '2026-11-30T21:28:18.919352693Z', 'apply', 'w2', 'accredit apply', 'r2', '', '', '2026.11', '', '', 0, 2, 'c2ca7e3f-0241-4515-8f2b-03ce7334cb91', 'sha256sum:ffbe3b9fe15e66dce7e97298fb9e9e0cf4806e798f0d7af221b9e9ed78312a8c', 'sha256:40e771f4008682574efd0290a2b7401001bc455f232fdf76fcc59178a5437073', 'sha256:5025b89213715048e2053266c066af581b0029529b3fa9421eb63ab16760ef33');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (4, '2026-11-30T21:28:18.972573511Z', 'apply', 'w3', 'accredit apply', 'r3', '', '', '2026.11', '["protected"]', '[9]', 1, 1, '6ee6ea82-78c9-4968-8d29-6a0340f3d106', 'sha256sum:f7e43b38231dbed8929daa924419855e49c1c81ccb27dbff6b776548d90bed8a', 'sha256:5025b89213715048e2053266c066af581b0029529b3fa9421eb63ab16760ef33', 'sha256:39dd89c6d8e10636f5ec78abe54ca5eb70df597017df482c4ff1a379eef1426b');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (5, '2026-11-30T21:28:19.020503516Z', 'apply', 'w4', 'accredit apply', 'r4', '', '', '2026.11', '', '', 0, 2, '327a320e-93de-40c4-8116-ac4e67de1d85', 'sha256sum:eb56fdc2f5387dd6897439dd52f1dd816ef37277a1e7aebe85320005e35cf3b4', 'sha256:39dd89c6d8e10636f5ec78abe54ca5eb70df597017df482c4ff1a379eef1426b', 'sha256:187a9d42274c9d8ff4f22850c984589b1993706188b59891003b5608a1a329fc');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash) VALUES (6, '2026-11-30T21:28:19.068270789Z', 'apply', 'w5', 'accredit apply', 'r5', '', '', '2026.11', '', '', 0, 2, '0e1a3275-d109-4358-bfb8-48c2baa4ff11', 'sha256sum:f4f8b3640ced31d19f5bbf6f22e60b29bb8fe16a5c9b000e00996342dde9d120', 'sha256:187a9d42274c9d8ff4f22850c984589b1993706188b59891003b5608a1a329fc', 'sha256:27832b54d02c341e2df6542297d5ba572a0ef1bdb525213b346279e1aba98536');
INSERT INTO rights (id, serial, permission_set, unknown, levels) VALUES (1, 1, 'partner_admin', 0, '');
INSERT INTO rights (id, serial, permission_set, unknown, levels) VALUES (2, 2, 'reader', 0, '["crm.contacts.view","all"]');
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, 1);
