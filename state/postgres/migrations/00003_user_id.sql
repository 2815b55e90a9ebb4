-- +goose Up

-- HubSpot's id of the user, kept once an observation told it: an address can
-- be changed there, the id cannot. Empty: nobody has seen it.
ALTER TABLE people ADD COLUMN user_id text NOT NULL DEFAULT '';
