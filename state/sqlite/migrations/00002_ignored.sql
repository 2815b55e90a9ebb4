-- +goose Up

-- Differences that somebody decided to leave as they are for a while. Neither
-- client nor person need be recorded: drift speaks of declared ones, too.
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

PRAGMA user_version = 2;
