-- +goose Up

-- What applying a plan does in a client (empty: record), and the begins of
-- later days that were approved (JSON).
ALTER TABLE clients ADD COLUMN execution TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN begins TEXT NOT NULL DEFAULT '';

-- The part of a run in one client, as a document that says all of it. At most
-- one of a client is open. The client need not be recorded any more.
CREATE TABLE run_parts (
    run      INTEGER NOT NULL,
    hub_id   INTEGER NOT NULL,
    is_open  INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (run, hub_id)
) STRICT, WITHOUT ROWID;

-- When a client was last compared as a whole with its account. It is no part
-- of history: nothing that is recorded follows from it.
CREATE TABLE compared (
    hub_id INTEGER PRIMARY KEY REFERENCES clients,
    at     TEXT NOT NULL
) STRICT;

-- The guardrails of the configuration that was last applied, so that one that
-- lacks what they protect is judged by them, and a saved plan that nobody
-- compares with a configuration. JSON; empty: the usual ones.
ALTER TABLE agency ADD COLUMN guardrails TEXT NOT NULL DEFAULT '';

-- Whom they protect: "yes", else empty.
ALTER TABLE people ADD COLUMN protected TEXT NOT NULL DEFAULT '';

-- The keys whose signatures of a saved plan were demanded and found. JSON.
ALTER TABLE revisions ADD COLUMN signers TEXT NOT NULL DEFAULT '';

PRAGMA user_version = 4;
