-- A state of six revisions, as schema version 4 has it.
PRAGMA application_id = 1633903474;
PRAGMA user_version = 4;
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
, guardrails TEXT NOT NULL DEFAULT '') STRICT;
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
, user_id TEXT NOT NULL DEFAULT '', protected TEXT NOT NULL DEFAULT '') STRICT;
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
, execution TEXT NOT NULL DEFAULT '', begins TEXT NOT NULL DEFAULT '') STRICT;
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
, signers TEXT NOT NULL DEFAULT '') STRICT;
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
CREATE TABLE run_parts (
    run      INTEGER NOT NULL,
    hub_id   INTEGER NOT NULL,
    is_open  INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run, hub_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE compared (
    hub_id INTEGER PRIMARY KEY REFERENCES clients,
    at     TEXT NOT NULL
) STRICT;
INSERT INTO agency (id, lineage, serial, hash, content_hash, grants, name, hub_id, catalogue, guardrails) VALUES (1, 'b03d28cc-85d5-414a-86da-1783dffc4340', 6, 'sha256:e83aedafda92dd55557c30507b395c9797e7c51cfe2a699002c1a9dc048f2e25', 'sha256sum:6908bc0c18bcd7197ea6a83436d2c00014db5c9870711eec9988c88884b09626', 2, 'Northwind Growth', 1000001, '2026.11', '{"max_removals":"12","min_partner_admins":2,"max_super_admins":1}');
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
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (2, 2, 'grants', 7, '', '1 3:add 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 70:{"reason":"SOW-1","told":"2026-11-21T09:00:00Z ann@northwind.example"} 1 21:ben@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (3, 1, 'grants', 7, '', '1 6:record 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 2 70:{"reason":"SOW-1","told":"2026-11-21T09:00:00Z ann@northwind.example"} 18:{"reason":"SOW-1"} 1 21:ben@northwind.example 1 1 2 0 0 0 0 740100 740000 1 1 1 2 0 0 0 0 740200 740000 1 2 0 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (3, 2, 'run', 7, '1', '{"after":{"run":1,"hub_id":7,"plan":"p","serial":0,"at":"2026-11-21T09:00:00.000000000Z","by":"w","subset_rule":"strict","partners":0,"supers":0,"active":0,"steps":[{"run":1,"seq":1,"mark":"3fa9","action":"add","effect":"none","cause":"","email":"cat@northwind.example","actor":"ann@northwind.example","state":"open"}]}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (4, 1, 'grants', 7, '', '1 6:remove 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 18:{"reason":"SOW-1"} 1 21:ben@northwind.example 1 1 2 0 0 0 0 740200 740000 1 1 0 740050 0 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (4, 2, 'run', 7, '1', '{"before":{"run":1,"hub_id":7,"plan":"p","serial":0,"at":"2026-11-21T09:00:00.000000000Z","by":"w","subset_rule":"strict","partners":0,"supers":0,"active":0,"steps":[{"run":1,"seq":1,"mark":"3fa9","action":"add","effect":"none","cause":"","email":"cat@northwind.example","actor":"ann@northwind.example","state":"open"}]},"after":{"run":1,"hub_id":7,"plan":"p","serial":0,"at":"2026-11-21T09:00:00.000000000Z","by":"w","subset_rule":"strict","partners":0,"supers":0,"active":0,"steps":[{"run":1,"seq":1,"mark":"3fa9","action":"add","effect":"none","cause":"","email":"cat@northwind.example","actor":"ann@northwind.example","state":"failed","events":[{"at":"2026-11-21T09:00:00.000000000Z","kind":"failed","by":"ann@northwind.example","because":"no seat"}]}]}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 1, 'agency', 0, '', '{"before":{"name":"Northwind Growth","hub_id":1000001,"catalogue":"2026.11"},"after":{"name":"Northwind Growth","hub_id":1000001,"catalogue":"2026.11","guardrails":{"max_removals":"12","min_partner_admins":2,"max_super_admins":1}}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 2, 'person', 0, 'cat@northwind.example', '{"after":{"email":"cat@northwind.example","status":"active","protected":"yes"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 3, 'grants', 7, '', '1 3:add 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 70:{"reason":"SOW-1","told":"2026-11-21T09:00:00Z ann@northwind.example"} 1 21:ben@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 1 740050 1 ');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 4, 'ignored', 7, 'ben@northwind.example', '{"after":{"hub_id":7,"email":"ben@northwind.example","digest":"sha256:a","until":"2027-04-29","on":"2027-01-19","who":"w","because":"sha256:a"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 5, 'ignored', 7, 'ben@northwind.example', '{"after":{"hub_id":7,"email":"ben@northwind.example","digest":"sha256:b","until":"2027-04-29","on":"2027-01-20","who":"w","because":"sha256:b"}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (5, 6, 'run', 7, '2', '{"after":{"run":2,"hub_id":7,"plan":"p","serial":0,"at":"2026-11-21T09:00:00.000000000Z","by":"w","subset_rule":"strict","partners":0,"supers":0,"active":0,"steps":[{"run":2,"seq":1,"mark":"3fa9","action":"add","effect":"none","cause":"","email":"cat@northwind.example","actor":"ann@northwind.example","state":"open"}]}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (6, 1, 'client', 7, '', '{"before":{"hub_id":7,"name":"Acme","mode":"enforce"},"after":{"hub_id":7,"name":"Acme","mode":"enforce","execution":"run","begins":[{"email":"cat@northwind.example","starts":"2027-11-15","digest":"d"}]}}');
INSERT INTO changes (serial, seq, kind, hub_id, subject, document) VALUES (6, 2, 'grants', 7, '', '2 3:add 4:none 0: 0: 0: 6:remove 4:none 0: 0: 0: 1 11:team.growth 1:d 1:w 0 1 22:client.acme.access.pod 1 1 70:{"reason":"SOW-1","told":"2026-11-21T09:00:00Z ann@northwind.example"} 2 21:cat@northwind.example 1 0 1 2 0 0 0 0 740100 740000 1 1 0 0 21:cat@northwind.example 2 1 2 0 0 0 0 740100 740000 1 1 0 740060 0 ');
INSERT INTO clients (hub_id, address, name, domain, account_type, mode, super_admins, declared_super_admins, applied, managed_mrr, labels, links, last_activity, ends_on, execution, begins) VALUES (7, '', 'Acme', '', '', 'enforce', '', '', 0, 0, '', '', '', '', 'run', '[{"email":"cat@northwind.example","starts":"2027-11-15","digest":"d"}]');
INSERT INTO compared (hub_id, at) VALUES (7, '2026-11-21T09:00:00.000000000Z');
INSERT INTO gone (hub_id, person_id, gone_on, origin_id) VALUES (7, 3, 740060, 1);
INSERT INTO grants (hub_id, person_id, rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details) VALUES (7, 1, 1, 0, 0, 0, 0, 0, 740000, 0, '');
INSERT INTO grants (hub_id, person_id, rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details) VALUES (7, 2, 2, 0, 0, 0, 0, 740100, 740000, 1, '{"reason":"SOW-1","told":"2026-11-21T09:00:00Z ann@northwind.example"}');
INSERT INTO ignored (hub_id, email, digest, until_day, decided_on, who, because) VALUES (7, 'ben@northwind.example', 'sha256:a', 740100, 740000, 'w', 'sha256:a');
INSERT INTO ignored (hub_id, email, digest, until_day, decided_on, who, because) VALUES (7, 'ben@northwind.example', 'sha256:b', 740100, 740001, 'w', 'sha256:b');
INSERT INTO intents (id, team, definition, wish, observed) VALUES (1, 'team.growth', 'd', 'w', 0);
INSERT INTO origins (hub_id, id, block, intent_id) VALUES (7, 1, 'client.acme.access.pod', 1);
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels, user_id, protected) VALUES (1, 'ann@northwind.example', '', '', '', 'active', '', '', '', '', '');
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels, user_id, protected) VALUES (2, 'ben@northwind.example', '', '', '', 'active', '', '', '', '', '');
INSERT INTO people (id, email, address, kind, name, status, roles, former_emails, labels, user_id, protected) VALUES (3, 'cat@northwind.example', '', '', '', 'active', '', '', '', '', 'yes');
INSERT INTO permission_sets (name, unknown, levels, definition) VALUES ('reader', 0, '["crm.contacts.view","all"]', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash, signers) VALUES (1, '2026-12-01T01:27:06.915228370Z', 'apply', 'w0', 'accredit apply', 'r0', '', '', '2026.11', '', '', 0, 1, 'e2110589-fec7-4cc0-bad9-c875a4ecad36', 'sha256sum:32ffba66f316c4f1e7e70b5816482ffcdfd7f0eaf089bd7e143033e38a08913f', '', 'sha256:e5f7a2f0a1c127fb8bef3fbce5859451ebc7975bd2336224ad721ccb2bb62c55', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash, signers) VALUES (2, '2026-12-01T01:27:06.919615966Z', 'apply', 'w1', 'accredit apply', 'r1', '', '', '2026.11', '', '', 0, 2, '74177ae2-17c0-4035-9a61-12c1d151f34b', 'sha256sum:08af63e0eb8b8203437892a11064bf41098446a0e29a522183c49560386948bb', 'sha256:e5f7a2f0a1c127fb8bef3fbce5859451ebc7975bd2336224ad721ccb2bb62c55', 'sha256:5db2adf94469dcbfb73ae026c5ca10e916831671d8cb7548d4ff95582105ae5e', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash, signers) VALUES (3, '2026-12-01T01:27:06.924485163Z', 'apply', 'w2', 'accredit apply', 'r2', '', '', '2026.11', '', '', 0, 2, '1942c962-a763-4d0e-a2b9-35dd9703fbc2', 'sha256sum:8a8b9030b3eb4e8ca5e10299f432f2abda786f0139b3578590defdbd8a67f0a6', 'sha256:5db2adf94469dcbfb73ae026c5ca10e916831671d8cb7548d4ff95582105ae5e', 'sha256:737f3f95f203ea017fd784659b4619003cd1439a2b1d9a9115eb216d2c4fa058', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash, signers) VALUES (4, '2026-12-01T01:27:06.929451666Z', 'apply', 'w3', 'accredit apply', 'r3', '', '', '2026.11', '["protected"]', '[9]', 1, 1, 'c5022692-15ba-4326-a7e3-44c07c5fd088', 'sha256sum:f7e43b38231dbed8929daa924419855e49c1c81ccb27dbff6b776548d90bed8a', 'sha256:737f3f95f203ea017fd784659b4619003cd1439a2b1d9a9115eb216d2c4fa058', 'sha256:9304ea3b19899a8a9b1af9e9f0f6b46dccd42e6e832a7ff96957c5551e3178ec', '');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash, signers) VALUES (5, '2026-12-01T01:27:06.934451383Z', 'apply', 'w4', 'accredit apply', 'r4', '', '', '2026.11', '', '', 0, 2, 'aba782c0-a2c1-4da4-b6d7-201b67fe3d81', 'sha256sum:ad68395e625522fe9c454b91eeb9579d725bd9bf41658253d6f8c06c84fbb726', 'sha256:9304ea3b19899a8a9b1af9e9f0f6b46dccd42e6e832a7ff96957c5551e3178ec', 'sha256:b05f319a7952f61e1cddedad343ab3bbd16b04b682d336f3b299ce9a1208bf98', '["bob","maria"]');
INSERT INTO revisions (serial, at, kind, who, command, reason, config_digest, git_commit, catalogue, overrides, skipped, removals, grants, apply_id, content_hash, parent, hash, signers) VALUES (6, '2026-12-01T01:27:06.939695587Z', 'apply', 'w5', 'accredit apply', 'r5', '', '', '2026.11', '', '', 0, 2, 'c25feee2-870f-4eb5-bf54-2999fedb8b1d', 'sha256sum:6908bc0c18bcd7197ea6a83436d2c00014db5c9870711eec9988c88884b09626', 'sha256:b05f319a7952f61e1cddedad343ab3bbd16b04b682d336f3b299ce9a1208bf98', 'sha256:e83aedafda92dd55557c30507b395c9797e7c51cfe2a699002c1a9dc048f2e25', '');
INSERT INTO rights (id, serial, permission_set, unknown, levels) VALUES (1, 1, 'partner_admin', 0, '');
INSERT INTO rights (id, serial, permission_set, unknown, levels) VALUES (2, 2, 'reader', 0, '["crm.contacts.view","all"]');
INSERT INTO run_parts (run, hub_id, is_open, document) VALUES (1, 7, 0, '{"run":1,"hub_id":7,"plan":"p","serial":0,"at":"2026-11-21T09:00:00.000000000Z","by":"w","subset_rule":"strict","partners":0,"supers":0,"active":0,"steps":[{"run":1,"seq":1,"mark":"3fa9","action":"add","effect":"none","cause":"","email":"cat@northwind.example","actor":"ann@northwind.example","state":"failed","events":[{"at":"2026-11-21T09:00:00.000000000Z","kind":"failed","by":"ann@northwind.example","because":"no seat"}]}]}');
INSERT INTO run_parts (run, hub_id, is_open, document) VALUES (2, 7, 1, '{"run":2,"hub_id":7,"plan":"p","serial":0,"at":"2026-11-21T09:00:00.000000000Z","by":"w","subset_rule":"strict","partners":0,"supers":0,"active":0,"steps":[{"run":2,"seq":1,"mark":"3fa9","action":"add","effect":"none","cause":"","email":"cat@northwind.example","actor":"ann@northwind.example","state":"open"}]}');
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (2, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, 1);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (4, 1);
