-- +goose Up

-- What visitors choose about cookies, and the services that a site has connected.

CREATE TABLE services (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    code       TEXT NOT NULL,
    account    TEXT NOT NULL,
    limited    BOOLEAN NOT NULL,
    elsewhere  TEXT NOT NULL,
    settled_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    ended_at   TIMESTAMP,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX services_one ON services (tenant_id, code) WHERE ended_at IS NULL;

-- A notice as it was shown, byte for byte.
CREATE TABLE consent_notices (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    hash       TEXT NOT NULL,
    version    TEXT NOT NULL,
    language   TEXT NOT NULL,
    html       TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash)
);

-- Evidence of what was allowed. The id is random and the browser's; there is no network address.
CREATE TABLE consents (
    tenant_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    allowed     TEXT NOT NULL,
    services    TEXT NOT NULL,
    notice      TEXT NOT NULL,
    notice_hash TEXT NOT NULL,
    language    TEXT NOT NULL,
    method      TEXT NOT NULL CHECK (method IN ('notice', 'settings')),
    previous    TEXT,
    at          TIMESTAMP NOT NULL,
    erase_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, notice_hash) REFERENCES consent_notices (tenant_id, hash)
);
CREATE INDEX consents_due ON consents (tenant_id, erase_at);

-- How many chose what, in a week.
CREATE TABLE consent_counts (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id        TEXT NOT NULL,
    week      TIMESTAMP NOT NULL,
    language  TEXT NOT NULL,
    chosen    TEXT NOT NULL,
    gpc       BOOLEAN NOT NULL,
    count     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, week, language, chosen, gpc)
);

-- +goose StatementBegin
CREATE TRIGGER consent_notices_no_update BEFORE UPDATE ON consent_notices
BEGIN
    SELECT RAISE(ABORT, 'consent_notices is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents
BEGIN
    SELECT RAISE(ABORT, 'consents is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER services_no_delete BEFORE DELETE ON services
BEGIN
    SELECT RAISE(ABORT, 'services is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consent_notices_no_delete BEFORE DELETE ON consent_notices
BEGIN
    SELECT RAISE(ABORT, 'consent_notices is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER consent_counts_no_delete BEFORE DELETE ON consent_counts
BEGIN
    SELECT RAISE(ABORT, 'consent_counts is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER services_ended_once BEFORE UPDATE ON services
    WHEN OLD.ended_at IS NOT NULL
        OR OLD.tenant_id IS NOT NEW.tenant_id
        OR OLD.id IS NOT NEW.id
        OR OLD.code IS NOT NEW.code
        OR OLD.account IS NOT NEW.account
        OR OLD.limited IS NOT NEW.limited
        OR OLD.created_at IS NOT NEW.created_at
BEGIN
    SELECT RAISE(ABORT, 'services is append-only');
END;
-- +goose StatementEnd

-- A consent goes when its time is up, after the erasure was logged.
-- +goose StatementBegin
CREATE TRIGGER consents_erased_late BEFORE DELETE ON consents
    WHEN NOT EXISTS (SELECT 1 FROM erasures e WHERE e.tenant_id = OLD.tenant_id AND e.cutoff >= OLD.erase_at)
BEGIN
    SELECT RAISE(ABORT, 'consents are erased when their time is up, by the logged routine');
END;
-- +goose StatementEnd
