-- +goose Up

-- The guardrails of the configuration that was last applied, so that one that
-- lacks what they protect is judged by them, and a saved plan that nobody
-- compares with a configuration. JSON; empty: the usual ones.
ALTER TABLE agency ADD COLUMN guardrails text NOT NULL DEFAULT '';

-- Whom they protect: "yes", else empty.
ALTER TABLE people ADD COLUMN protected text NOT NULL DEFAULT '';

-- The keys whose signatures of a saved plan were demanded and found. JSON.
ALTER TABLE revisions ADD COLUMN signers text NOT NULL DEFAULT '';
