-- +goose Up

-- The document studio: what a site says about its processing is frozen with each version, a version can concern some
-- customers only, and a text knows what it was translated from.

DROP TRIGGER versions_withdrawn_once;
ALTER TABLE documents ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN translated_from TEXT NOT NULL DEFAULT '';
ALTER TABLE texts ADD COLUMN translated_from TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';
ALTER TABLE versions ADD COLUMN concerns TEXT NOT NULL DEFAULT '{}';
ALTER TABLE versions ADD COLUMN confirmed TEXT NOT NULL DEFAULT '';
-- +goose StatementBegin
CREATE TRIGGER versions_withdrawn_once BEFORE UPDATE ON versions
    WHEN OLD.withdrawn_at IS NOT NULL
        OR OLD.tenant_id IS NOT NEW.tenant_id
        OR OLD.id IS NOT NEW.id
        OR OLD.document_id IS NOT NEW.document_id
        OR OLD.seq IS NOT NEW.seq
        OR OLD.weight IS NOT NEW.weight
        OR OLD.act IS NOT NEW.act
        OR OLD.source_language IS NOT NEW.source_language
        OR OLD.party_id IS NOT NEW.party_id
        OR OLD.processor IS NOT NEW.processor
        OR OLD.roles IS NOT NEW.roles
        OR OLD.facts IS NOT NEW.facts
        OR OLD.concerns IS NOT NEW.concerns
        OR OLD.confirmed IS NOT NEW.confirmed
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.enforced_at IS NOT NEW.enforced_at
BEGIN
    SELECT RAISE(ABORT, 'versions is append-only');
END;
-- +goose StatementEnd
