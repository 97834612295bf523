-- +goose Up

-- The document studio: what a site says about its processing is frozen with each version, a version can concern some
-- customers only, and a text knows what it was translated from.

ALTER TABLE documents ADD COLUMN audience text NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN translated_from text NOT NULL DEFAULT '';
ALTER TABLE texts ADD COLUMN translated_from text NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN facts text NOT NULL DEFAULT '{}';
ALTER TABLE versions ADD COLUMN concerns text NOT NULL DEFAULT '{}';
ALTER TABLE versions ADD COLUMN confirmed text NOT NULL DEFAULT '';
