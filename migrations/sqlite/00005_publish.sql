-- +goose Up

-- Whom a version concerns, and whether the public was seen to be shown what was published.

-- Which customers' data one of the site's purposes touches, as its owner says.
CREATE TABLE marks (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    account_id TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, purpose),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX marks_purpose ON marks (tenant_id, purpose);

-- What the program saw when it fetched a published text at its public address.
CREATE TABLE checks (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    version_id TEXT NOT NULL,
    language   TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('ok', 'mismatch', 'unreachable')),
    hash       TEXT NOT NULL,
    at         TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id)
);
CREATE INDEX checks_version ON checks (tenant_id, version_id);
-- +goose StatementBegin
CREATE TRIGGER checks_no_update BEFORE UPDATE ON checks
BEGIN
    SELECT RAISE(ABORT, 'checks is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER checks_no_delete BEFORE DELETE ON checks
BEGIN
    SELECT RAISE(ABORT, 'checks is append-only');
END;
-- +goose StatementEnd

-- Whether a version must be seen to be public before it is required of anybody. Those from before nobody looked at, and
-- they hold as they did.
DROP TRIGGER versions_withdrawn_once;
ALTER TABLE versions ADD COLUMN must_check BOOLEAN NOT NULL DEFAULT FALSE;
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
        OR OLD.must_check IS NOT NEW.must_check
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.enforced_at IS NOT NEW.enforced_at
BEGIN
    SELECT RAISE(ABORT, 'versions is append-only');
END;
-- +goose StatementEnd
