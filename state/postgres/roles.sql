-- Roles for a team: whoever plans reads, whoever applies writes, and nobody
-- but the owner changes history. Run it as the owner of the schema, after the
-- first apply has made the tables; names may be others. Then give the roles
-- to the people and pipelines that log in: GRANT accredit_planner TO ci_plan;

CREATE ROLE accredit_planner NOLOGIN;
CREATE ROLE accredit_applier NOLOGIN;
GRANT USAGE ON SCHEMA accredit TO accredit_planner, accredit_applier;

-- Everybody reads everything: what is recorded, history, and who holds it.
GRANT SELECT ON ALL TABLES IN SCHEMA accredit TO accredit_planner, accredit_applier;

-- What is recorded now changes.
GRANT INSERT, UPDATE, DELETE ON accredit.agency, accredit.people, accredit.permission_sets,
    accredit.clients, accredit.origins, accredit.grants, accredit.gone,
    accredit.ignored, accredit.run_parts, accredit.compared TO accredit_applier;

-- History, and what it names, only grows.
GRANT INSERT ON accredit.revisions, accredit.changes, accredit.changed_people,
    accredit.rights, accredit.intents TO accredit_applier;

-- Notes of who applies come and go.
GRANT INSERT, DELETE ON accredit.holders TO accredit_applier;

-- Tables that a later version of accredit makes are granted here again, by
-- hand: none is writable by default.
ALTER DEFAULT PRIVILEGES IN SCHEMA accredit GRANT SELECT ON TABLES TO accredit_planner, accredit_applier;
