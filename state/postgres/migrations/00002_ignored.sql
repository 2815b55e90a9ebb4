-- +goose Up

-- Differences that somebody decided to leave as they are for a while. Neither
-- client nor person need be recorded: drift speaks of declared ones, too.
CREATE TABLE ignored (
    hub_id     bigint NOT NULL,           -- 0: of no client
    email      text COLLATE "C" NOT NULL, -- empty: of no person
    digest     text COLLATE "C" NOT NULL, -- of the difference
    until_day  bigint NOT NULL,
    decided_on bigint NOT NULL,
    who        text NOT NULL,
    because    text NOT NULL,
    PRIMARY KEY (hub_id, email, digest)
);
