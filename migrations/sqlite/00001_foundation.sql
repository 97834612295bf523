-- +goose Up

-- Control tables: which tenant a hostname belongs to, and what changed. No customer's data.

CREATE TABLE tenants (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('platform', 'site')),
    key        TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    revision   INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX tenants_one_platform ON tenants (kind) WHERE kind = 'platform';

CREATE TABLE hostnames (
    name       TEXT PRIMARY KEY,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    is_primary BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX hostnames_one_primary ON hostnames (tenant_id) WHERE is_primary;

CREATE TABLE tenant_changes (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    revision  INTEGER NOT NULL,
    at        TIMESTAMP NOT NULL
);

CREATE TABLE site_status (
    tenant_id         TEXT PRIMARY KEY REFERENCES tenants (id),
    name              TEXT NOT NULL,
    languages         TEXT NOT NULL,
    published_languages TEXT NOT NULL,
    latest_version    INTEGER NOT NULL,
    updated_at        TIMESTAMP NOT NULL
);

-- Each tenant's own tables. Keys lead with tenant_id; so do foreign keys, or a row could point into another tenant.

CREATE TABLE profiles (
    tenant_id         TEXT NOT NULL REFERENCES tenants (id),
    id                TEXT NOT NULL,
    name              TEXT NOT NULL,
    accent            TEXT NOT NULL,
    languages         TEXT NOT NULL,
    time_zone         TEXT NOT NULL,
    document_required BOOLEAN NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX profiles_one ON profiles (tenant_id);

CREATE TABLE parties (
    tenant_id           TEXT NOT NULL REFERENCES tenants (id),
    id                  TEXT NOT NULL,
    revision            INTEGER NOT NULL,
    legal_name          TEXT NOT NULL,
    registration_number TEXT NOT NULL,
    address             TEXT NOT NULL,
    country             TEXT NOT NULL,
    email               TEXT NOT NULL,
    dpo                 TEXT NOT NULL,
    created_at          TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, revision)
);

CREATE TABLE accounts (
    tenant_id         TEXT NOT NULL REFERENCES tenants (id),
    id                TEXT NOT NULL,
    email             TEXT NOT NULL,
    email_key         TEXT NOT NULL,
    name              TEXT NOT NULL,
    password_hash     TEXT NOT NULL,
    email_verified_at TIMESTAMP,
    created_at        TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email_key)
);

CREATE TABLE sessions (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    account_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_account ON sessions (tenant_id, account_id);

CREATE TABLE password_links (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    account_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE memberships (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    site_id    TEXT NOT NULL REFERENCES tenants (id),
    account_id TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'auditor', 'operator')),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, site_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX memberships_site ON memberships (site_id);

CREATE TABLE documents (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    slug       TEXT NOT NULL,
    binds      TEXT NOT NULL CHECK (binds IN ('person', 'organisation')),
    act        TEXT NOT NULL CHECK (act IN ('acknowledge', 'agree', 'inform')),
    position   INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE drafts (
    tenant_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    document_id TEXT NOT NULL,
    language    TEXT NOT NULL,
    title       TEXT NOT NULL,
    source      TEXT NOT NULL,
    lock        INTEGER NOT NULL,
    updated_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, document_id, language),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id)
);

CREATE TABLE versions (
    tenant_id       TEXT NOT NULL,
    id              TEXT NOT NULL,
    document_id     TEXT NOT NULL,
    seq             INTEGER NOT NULL,
    weight          TEXT NOT NULL CHECK (weight IN ('correction', 'announcement', 'new')),
    act             TEXT NOT NULL,
    source_language TEXT NOT NULL,
    controller_id   TEXT NOT NULL,
    processor       TEXT NOT NULL,
    published_at    TIMESTAMP NOT NULL,
    enforced_at     TIMESTAMP NOT NULL,
    withdrawn_at    TIMESTAMP,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, document_id, seq),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    FOREIGN KEY (tenant_id, controller_id) REFERENCES parties (tenant_id, id)
);

CREATE TABLE texts (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    version_id TEXT NOT NULL,
    language   TEXT NOT NULL,
    title      TEXT NOT NULL,
    summary    TEXT NOT NULL,
    source     TEXT NOT NULL,
    html       TEXT NOT NULL,
    hash       TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, version_id, language),
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id)
);

-- Evidence. An acceptance names people by random ids only; who they were stands beside it, where it can be erased.

CREATE TABLE acceptances (
    tenant_id       TEXT NOT NULL,
    id              TEXT NOT NULL,
    account_id      TEXT NOT NULL,
    represents      TEXT,
    party_revision  INTEGER,
    document_id     TEXT NOT NULL,
    version_id      TEXT NOT NULL,
    text_id         TEXT NOT NULL,
    language        TEXT NOT NULL,
    text_hash       TEXT NOT NULL,
    wording         TEXT NOT NULL,
    wording_hash    TEXT NOT NULL,
    act             TEXT NOT NULL CHECK (act IN ('acknowledge', 'agree')),
    outcome         TEXT NOT NULL CHECK (outcome IN ('accepted', 'declined')),
    method          TEXT NOT NULL CHECK (method IN ('registration', 'gate', 'ahead')),
    email_verified  BOOLEAN NOT NULL,
    presentation_id TEXT NOT NULL,
    key_id          TEXT NOT NULL,
    presented_at    TIMESTAMP NOT NULL,
    at              TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, presentation_id, account_id, version_id, outcome),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id),
    FOREIGN KEY (tenant_id, text_id) REFERENCES texts (tenant_id, id)
);
CREATE UNIQUE INDEX acceptances_once ON acceptances (tenant_id, account_id, version_id, coalesce(represents, account_id))
    WHERE outcome = 'accepted';
CREATE INDEX acceptances_represents ON acceptances (tenant_id, represents) WHERE represents IS NOT NULL;

CREATE TABLE identities (
    tenant_id     TEXT NOT NULL,
    id            TEXT NOT NULL,
    acceptance_id TEXT NOT NULL,
    account_id    TEXT NOT NULL,
    name          TEXT NOT NULL,
    email         TEXT NOT NULL,
    job_title     TEXT NOT NULL,
    sealed_at     TIMESTAMP,
    erase_at      TIMESTAMP CHECK (erase_at IS NULL OR julianday(erase_at) >= julianday(sealed_at) + 3 * 365 - 1),
    CHECK ((sealed_at IS NULL) = (erase_at IS NULL)),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, acceptance_id),
    FOREIGN KEY (tenant_id, acceptance_id) REFERENCES acceptances (tenant_id, id)
);
CREATE INDEX identities_due ON identities (tenant_id, erase_at) WHERE erase_at IS NOT NULL;
CREATE INDEX identities_account ON identities (tenant_id, account_id);

CREATE TABLE erasures (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id        TEXT NOT NULL,
    cutoff    TIMESTAMP NOT NULL,
    erased    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE history (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    at         TIMESTAMP NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id   TEXT,
    event      TEXT NOT NULL,
    details    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Append-only. (Row-level security and privileges have no counterpart here: one file, one operator.)

-- +goose StatementBegin
CREATE TRIGGER parties_no_update BEFORE UPDATE ON parties
BEGIN
    SELECT RAISE(ABORT, 'parties is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER parties_no_delete BEFORE DELETE ON parties
BEGIN
    SELECT RAISE(ABORT, 'parties is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER texts_no_update BEFORE UPDATE ON texts
BEGIN
    SELECT RAISE(ABORT, 'texts is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER texts_no_delete BEFORE DELETE ON texts
BEGIN
    SELECT RAISE(ABORT, 'texts is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER acceptances_no_update BEFORE UPDATE ON acceptances
BEGIN
    SELECT RAISE(ABORT, 'acceptances is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER acceptances_no_delete BEFORE DELETE ON acceptances
BEGIN
    SELECT RAISE(ABORT, 'acceptances is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures
BEGIN
    SELECT RAISE(ABORT, 'erasures is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures
BEGIN
    SELECT RAISE(ABORT, 'erasures is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER history_no_update BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER history_no_delete BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions
BEGIN
    SELECT RAISE(ABORT, 'versions is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents
BEGIN
    SELECT RAISE(ABORT, 'documents is append-only');
END;
-- +goose StatementEnd

-- A version changes once: when it is withdrawn.
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
        OR OLD.controller_id IS NOT NEW.controller_id
        OR OLD.processor IS NOT NEW.processor
        OR OLD.published_at IS NOT NEW.published_at
        OR OLD.enforced_at IS NOT NEW.enforced_at
BEGIN
    SELECT RAISE(ABORT, 'versions is append-only');
END;
-- +goose StatementEnd

-- An identity changes once: when it is sealed. It goes when its time is up, after the erasure was logged.
-- +goose StatementBegin
CREATE TRIGGER identities_sealed_once BEFORE UPDATE ON identities
    WHEN OLD.sealed_at IS NOT NULL
        OR OLD.tenant_id IS NOT NEW.tenant_id
        OR OLD.id IS NOT NEW.id
        OR OLD.acceptance_id IS NOT NEW.acceptance_id
        OR OLD.account_id IS NOT NEW.account_id
        OR OLD.name IS NOT NEW.name
        OR OLD.email IS NOT NEW.email
        OR OLD.job_title IS NOT NEW.job_title
BEGIN
    SELECT RAISE(ABORT, 'identities is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER identities_erased_late BEFORE DELETE ON identities
    WHEN OLD.erase_at IS NULL OR NOT EXISTS (
        SELECT 1 FROM erasures e WHERE e.tenant_id = OLD.tenant_id AND e.cutoff >= OLD.erase_at)
BEGIN
    SELECT RAISE(ABORT, 'identities are erased when their time is up, by the logged routine');
END;
-- +goose StatementEnd
