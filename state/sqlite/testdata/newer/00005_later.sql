-- +goose Up
ALTER TABLE agency ADD COLUMN later TEXT NOT NULL DEFAULT '';
PRAGMA user_version = 5;
