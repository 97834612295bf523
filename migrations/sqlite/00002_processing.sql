-- +goose Up

-- Who is controller and who processor, agreed and written down: arrangements, sub-processors with their notices and
-- objections, support access with its log, and the records of processing as they stood.

ALTER TABLE site_status ADD COLUMN closed_at TIMESTAMP;

-- Why a revision of a party was made: a new organisation is not bound by what the one before it accepted.
ALTER TABLE parties ADD COLUMN reason TEXT NOT NULL DEFAULT 'mended' CHECK (reason IN ('mended', 'renamed', 'transferred'));

-- The party that published, and everybody's roles as they then were.
DROP TRIGGER versions_withdrawn_once;
ALTER TABLE versions RENAME COLUMN controller_id TO party_id;
ALTER TABLE versions ADD COLUMN roles TEXT NOT NULL DEFAULT '';
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
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.enforced_at IS NOT NEW.enforced_at
BEGIN
    SELECT RAISE(ABORT, 'versions is append-only');
END;
-- +goose StatementEnd

-- The same person may sign again for another organisation.
DROP INDEX acceptances_once;
CREATE UNIQUE INDEX acceptances_once
    ON acceptances (tenant_id, account_id, version_id, coalesce(represents, account_id), coalesce(party_revision, 0))
    WHERE outcome = 'accepted';

CREATE TABLE arrangements (
    tenant_id           TEXT NOT NULL REFERENCES tenants (id),
    id                  TEXT NOT NULL,
    revision            INTEGER NOT NULL,
    kind                TEXT NOT NULL CHECK (kind IN ('sole', 'joint', 'agency')),
    legal_name          TEXT NOT NULL,
    registration_number TEXT NOT NULL,
    address             TEXT NOT NULL,
    country             TEXT NOT NULL,
    email               TEXT NOT NULL,
    dpo                 TEXT NOT NULL,
    essence             TEXT NOT NULL,
    contact_point       TEXT NOT NULL,
    authorised          BOOLEAN NOT NULL,
    created_at          TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, revision)
);

CREATE TABLE subprocessors (
    tenant_id           TEXT NOT NULL REFERENCES tenants (id),
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    registration_number TEXT NOT NULL,
    address             TEXT NOT NULL,
    country             TEXT NOT NULL,
    contact             TEXT NOT NULL,
    service             TEXT NOT NULL,
    note                TEXT NOT NULL,
    categories          TEXT NOT NULL,
    locations           TEXT NOT NULL,
    safeguard           TEXT NOT NULL,
    replaces            TEXT,
    window_days         INTEGER NOT NULL,
    announced_at        TIMESTAMP NOT NULL,
    ended_at            TIMESTAMP,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, replaces) REFERENCES subprocessors (tenant_id, id)
);

-- These stand on the platform's tenant, as memberships do, and their site can read them. party_since is the first
-- revision of the site's party that is of the legal entity concerned: another entity starts anew.

CREATE TABLE notices (
    tenant_id       TEXT NOT NULL,
    id              TEXT NOT NULL,
    subprocessor_id TEXT NOT NULL,
    site_id         TEXT NOT NULL REFERENCES tenants (id),
    party_since     INTEGER NOT NULL,
    account_id      TEXT NOT NULL,
    method          TEXT NOT NULL CHECK (method IN ('studio', 'mail')),
    language        TEXT NOT NULL,
    wording         TEXT NOT NULL,
    wording_hash    TEXT NOT NULL,
    shown_at        TIMESTAMP NOT NULL,
    closes_at       TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subprocessor_id, site_id, party_since),
    FOREIGN KEY (tenant_id, subprocessor_id) REFERENCES subprocessors (tenant_id, id)
);
CREATE INDEX notices_site ON notices (tenant_id, site_id);

CREATE TABLE objections (
    tenant_id       TEXT NOT NULL,
    id              TEXT NOT NULL,
    subprocessor_id TEXT NOT NULL,
    site_id         TEXT NOT NULL REFERENCES tenants (id),
    party_since     INTEGER NOT NULL,
    account_id      TEXT NOT NULL,
    reason          TEXT NOT NULL,
    at              TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subprocessor_id, site_id, party_since),
    FOREIGN KEY (tenant_id, subprocessor_id) REFERENCES subprocessors (tenant_id, id)
);
CREATE INDEX objections_site ON objections (tenant_id, site_id);

CREATE TABLE objection_replies (
    tenant_id    TEXT NOT NULL,
    id           TEXT NOT NULL,
    objection_id TEXT NOT NULL,
    site_id      TEXT NOT NULL REFERENCES tenants (id),
    account_id   TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('answered', 'agreed')),
    body         TEXT NOT NULL,
    at           TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, objection_id) REFERENCES objections (tenant_id, id)
);
CREATE INDEX objection_replies_objection ON objection_replies (tenant_id, objection_id);

CREATE TABLE grants (
    tenant_id    TEXT NOT NULL,
    id           TEXT NOT NULL,
    site_id      TEXT NOT NULL REFERENCES tenants (id),
    kind         TEXT NOT NULL CHECK (kind IN ('owner', 'emergency')),
    operator_id  TEXT,
    reason       TEXT NOT NULL,
    hours        INTEGER NOT NULL CHECK (hours > 0),
    may_write    BOOLEAN NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMP NOT NULL,
    approved_by  TEXT,
    approved_at  TIMESTAMP,
    ends_at      TIMESTAMP,
    revoked_by   TEXT,
    revoked_at   TIMESTAMP,
    PRIMARY KEY (tenant_id, id),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (approved_at IS NULL) = (ends_at IS NULL)),
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL)),
    -- An emergency is one operator's, with another's approval: to look only, and for a short while.
    CHECK (kind <> 'emergency' OR operator_id = requested_by AND (approved_by IS NULL OR approved_by <> requested_by)
        AND NOT may_write AND hours <= 4)
);
CREATE INDEX grants_site ON grants (tenant_id, site_id);

CREATE TABLE looks (
    tenant_id   TEXT NOT NULL REFERENCES tenants (id),
    id          TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    at          TIMESTAMP NOT NULL,
    operator_id TEXT NOT NULL,
    grant_id    TEXT NOT NULL,
    method      TEXT NOT NULL,
    path        TEXT NOT NULL,
    previous    TEXT NOT NULL,
    hash        TEXT NOT NULL,
    key_id      TEXT NOT NULL,
    signature   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, seq)
);

CREATE TABLE processing_records (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('controller', 'processor')),
    revision   INTEGER NOT NULL,
    content    TEXT NOT NULL,
    hash       TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, kind, revision)
);

-- Append-only. (Row-level security has no counterpart here: the app alone asks whether an operator has a grant.)

-- +goose StatementBegin
CREATE TRIGGER arrangements_no_update BEFORE UPDATE ON arrangements
BEGIN
    SELECT RAISE(ABORT, 'arrangements is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER notices_no_update BEFORE UPDATE ON notices
BEGIN
    SELECT RAISE(ABORT, 'notices is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objections_no_update BEFORE UPDATE ON objections
BEGIN
    SELECT RAISE(ABORT, 'objections is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objection_replies_no_update BEFORE UPDATE ON objection_replies
BEGIN
    SELECT RAISE(ABORT, 'objection_replies is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER looks_no_update BEFORE UPDATE ON looks
BEGIN
    SELECT RAISE(ABORT, 'looks is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER processing_records_no_update BEFORE UPDATE ON processing_records
BEGIN
    SELECT RAISE(ABORT, 'processing_records is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER arrangements_no_delete BEFORE DELETE ON arrangements
BEGIN
    SELECT RAISE(ABORT, 'arrangements is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER subprocessors_no_delete BEFORE DELETE ON subprocessors
BEGIN
    SELECT RAISE(ABORT, 'subprocessors is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER notices_no_delete BEFORE DELETE ON notices
BEGIN
    SELECT RAISE(ABORT, 'notices is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objections_no_delete BEFORE DELETE ON objections
BEGIN
    SELECT RAISE(ABORT, 'objections is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER objection_replies_no_delete BEFORE DELETE ON objection_replies
BEGIN
    SELECT RAISE(ABORT, 'objection_replies is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER grants_no_delete BEFORE DELETE ON grants
BEGIN
    SELECT RAISE(ABORT, 'grants is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER looks_no_delete BEFORE DELETE ON looks
BEGIN
    SELECT RAISE(ABORT, 'looks is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER processing_records_no_delete BEFORE DELETE ON processing_records
BEGIN
    SELECT RAISE(ABORT, 'processing_records is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER subprocessors_ended_once BEFORE UPDATE ON subprocessors
    WHEN OLD.ended_at IS NOT NULL
        OR OLD.tenant_id IS NOT NEW.tenant_id
        OR OLD.id IS NOT NEW.id
        OR OLD.name IS NOT NEW.name
        OR OLD.registration_number IS NOT NEW.registration_number
        OR OLD.address IS NOT NEW.address
        OR OLD.country IS NOT NEW.country
        OR OLD.contact IS NOT NEW.contact
        OR OLD.service IS NOT NEW.service
        OR OLD.note IS NOT NEW.note
        OR OLD.categories IS NOT NEW.categories
        OR OLD.locations IS NOT NEW.locations
        OR OLD.safeguard IS NOT NEW.safeguard
        OR OLD.replaces IS NOT NEW.replaces
        OR OLD.window_days IS NOT NEW.window_days
        OR OLD.announced_at IS NOT NEW.announced_at
BEGIN
    SELECT RAISE(ABORT, 'subprocessors is append-only');
END;
-- +goose StatementEnd

-- A grant is approved once, for what was asked or for less, and revoked once; nothing else of it changes.
-- +goose StatementBegin
CREATE TRIGGER grants_decided_once BEFORE UPDATE ON grants
    WHEN OLD.revoked_at IS NOT NULL
        OR OLD.approved_at IS NOT NULL AND (OLD.approved_by IS NOT NEW.approved_by OR OLD.approved_at IS NOT NEW.approved_at OR OLD.ends_at IS NOT NEW.ends_at)
        OR (OLD.approved_at IS NOT NULL OR NEW.approved_at IS NULL) AND (OLD.hours IS NOT NEW.hours OR OLD.may_write IS NOT NEW.may_write)
        OR NEW.hours > OLD.hours
        OR NEW.may_write > OLD.may_write
        OR OLD.tenant_id IS NOT NEW.tenant_id
        OR OLD.id IS NOT NEW.id
        OR OLD.site_id IS NOT NEW.site_id
        OR OLD.kind IS NOT NEW.kind
        OR OLD.operator_id IS NOT NEW.operator_id
        OR OLD.reason IS NOT NEW.reason
        OR OLD.requested_by IS NOT NEW.requested_by
        OR OLD.requested_at IS NOT NEW.requested_at
BEGIN
    SELECT RAISE(ABORT, 'grants is append-only');
END;
-- +goose StatementEnd
