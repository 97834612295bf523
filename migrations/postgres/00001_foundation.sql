-- +goose Up

-- Control tables: which tenant a hostname belongs to, and what changed. No customer's data.

CREATE TABLE tenants (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('platform', 'site')),
    key        text NOT NULL UNIQUE,
    state      text NOT NULL CHECK (state IN ('active', 'suspended')),
    revision   bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tenants_one_platform ON tenants (kind) WHERE kind = 'platform';

CREATE TABLE hostnames (
    name       text PRIMARY KEY,
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    is_primary boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX hostnames_one_primary ON hostnames (tenant_id) WHERE is_primary;

CREATE TABLE tenant_changes (
    seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    revision  bigint NOT NULL,
    at        timestamptz NOT NULL
);

CREATE TABLE site_status (
    tenant_id         uuid PRIMARY KEY REFERENCES tenants (id),
    name              text NOT NULL,
    languages         text NOT NULL,
    published_languages text NOT NULL,
    latest_version    int NOT NULL,
    updated_at        timestamptz NOT NULL
);

GRANT SELECT, INSERT ON tenants, hostnames, tenant_changes, site_status TO pactdesk_app;
GRANT UPDATE (state, revision) ON tenants TO pactdesk_app;
GRANT UPDATE (is_primary) ON hostnames TO pactdesk_app;
GRANT DELETE ON hostnames TO pactdesk_app;
GRANT UPDATE ON site_status TO pactdesk_app;

-- Each tenant's own tables. Keys lead with tenant_id; so do foreign keys, or a row could point into another tenant.

CREATE TABLE profiles (
    tenant_id         uuid NOT NULL REFERENCES tenants (id),
    id                uuid NOT NULL,
    name              text NOT NULL,
    accent            text NOT NULL,
    languages         text NOT NULL,
    time_zone         text NOT NULL,
    document_required boolean NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX profiles_one ON profiles (tenant_id);

CREATE TABLE parties (
    tenant_id           uuid NOT NULL REFERENCES tenants (id),
    id                  uuid NOT NULL,
    revision            int NOT NULL,
    legal_name          text NOT NULL,
    registration_number text NOT NULL,
    address             text NOT NULL,
    country             text NOT NULL,
    email               text NOT NULL,
    dpo                 text NOT NULL,
    created_at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, revision)
);

CREATE TABLE accounts (
    tenant_id         uuid NOT NULL REFERENCES tenants (id),
    id                uuid NOT NULL,
    email             text NOT NULL,
    email_key         text NOT NULL,
    name              text NOT NULL,
    password_hash     text NOT NULL,
    email_verified_at timestamptz,
    created_at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email_key)
);

CREATE TABLE sessions (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_account ON sessions (tenant_id, account_id);

CREATE TABLE password_links (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE memberships (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    site_id    uuid NOT NULL REFERENCES tenants (id),
    account_id uuid NOT NULL,
    role       text NOT NULL CHECK (role IN ('owner', 'editor', 'auditor', 'operator')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, site_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX memberships_site ON memberships (site_id);

CREATE TABLE documents (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    slug       text NOT NULL,
    binds      text NOT NULL CHECK (binds IN ('person', 'organisation')),
    act        text NOT NULL CHECK (act IN ('acknowledge', 'agree', 'inform')),
    position   int NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);

CREATE TABLE drafts (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    document_id uuid NOT NULL,
    language    text NOT NULL,
    title       text NOT NULL,
    source      text NOT NULL,
    lock        int NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, document_id, language),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id)
);

CREATE TABLE versions (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    document_id     uuid NOT NULL,
    seq             int NOT NULL,
    weight          text NOT NULL CHECK (weight IN ('correction', 'announcement', 'new')),
    act             text NOT NULL,
    source_language text NOT NULL,
    controller_id   uuid NOT NULL,
    processor       text NOT NULL,
    published_at    timestamptz NOT NULL,
    enforced_at     timestamptz NOT NULL,
    withdrawn_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, document_id, seq),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    FOREIGN KEY (tenant_id, controller_id) REFERENCES parties (tenant_id, id)
);

CREATE TABLE texts (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    version_id uuid NOT NULL,
    language   text NOT NULL,
    title      text NOT NULL,
    summary    text NOT NULL,
    source     text NOT NULL,
    html       text NOT NULL,
    hash       text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, version_id, language),
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id)
);

-- Evidence. An acceptance names people by random ids only; who they were stands beside it, where it can be erased.

CREATE TABLE acceptances (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    account_id      uuid NOT NULL,
    represents      uuid,
    party_revision  int,
    document_id     uuid NOT NULL,
    version_id      uuid NOT NULL,
    text_id         uuid NOT NULL,
    language        text NOT NULL,
    text_hash       text NOT NULL,
    wording         text NOT NULL,
    wording_hash    text NOT NULL,
    act             text NOT NULL CHECK (act IN ('acknowledge', 'agree')),
    outcome         text NOT NULL CHECK (outcome IN ('accepted', 'declined')),
    method          text NOT NULL CHECK (method IN ('registration', 'gate', 'ahead')),
    email_verified  boolean NOT NULL,
    presentation_id uuid NOT NULL,
    key_id          text NOT NULL,
    presented_at    timestamptz NOT NULL,
    at              timestamptz NOT NULL,
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
    tenant_id     uuid NOT NULL,
    id            uuid NOT NULL,
    acceptance_id uuid NOT NULL,
    account_id    uuid NOT NULL,
    name          text NOT NULL,
    email         text NOT NULL,
    job_title     text NOT NULL,
    sealed_at     timestamptz,
    erase_at      timestamptz CHECK (erase_at >= sealed_at + interval '26256 hours'), -- 3 * 365 - 1 days, whatever the time zone
    CHECK ((sealed_at IS NULL) = (erase_at IS NULL)),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, acceptance_id),
    FOREIGN KEY (tenant_id, acceptance_id) REFERENCES acceptances (tenant_id, id)
);
CREATE INDEX identities_due ON identities (tenant_id, erase_at) WHERE erase_at IS NOT NULL;
CREATE INDEX identities_account ON identities (tenant_id, account_id);

CREATE TABLE erasures (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id        uuid NOT NULL,
    cutoff    timestamptz NOT NULL,
    erased    int NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE history (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    at         timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id   uuid,
    event      text NOT NULL,
    details    text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

GRANT SELECT, INSERT ON profiles, parties, accounts, sessions, password_links, memberships, documents, drafts,
    versions, texts, acceptances, identities, erasures, history TO pactdesk_app;
GRANT UPDATE ON profiles, accounts, drafts, documents TO pactdesk_app;
GRANT DELETE ON accounts, sessions, password_links, memberships, drafts TO pactdesk_app;
GRANT UPDATE (withdrawn_at) ON versions TO pactdesk_app;
GRANT UPDATE (sealed_at, erase_at) ON identities TO pactdesk_app;

-- The fourth wall. FORCE holds for the tables' owner too; no setting means no rows.

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['profiles', 'parties', 'accounts', 'sessions', 'password_links', 'memberships', 'documents',
        'drafts', 'versions', 'texts', 'acceptances', 'identities', 'erasures', 'history']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
    END LOOP;
END $$;
-- +goose StatementEnd

-- Who may act on a site is the platform's to write and the site's to read.
CREATE POLICY site_reads ON memberships FOR SELECT
    USING (site_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- Append-only, for the owner of the tables as for the app.

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON parties FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON texts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON acceptances FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON erasures FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON parties FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON texts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON acceptances FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON identities FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON erasures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A version changes once: when it is withdrawn.
CREATE TRIGGER withdrawn_once BEFORE UPDATE ON versions FOR EACH ROW
    WHEN (OLD.withdrawn_at IS NOT NULL
        OR (to_jsonb(OLD) - 'withdrawn_at') IS DISTINCT FROM (to_jsonb(NEW) - 'withdrawn_at'))
    EXECUTE FUNCTION refuse_change();

-- An identity changes once: when it is sealed. It goes when its time is up, after the erasure was logged.
CREATE TRIGGER sealed_once BEFORE UPDATE ON identities FOR EACH ROW
    WHEN (OLD.sealed_at IS NOT NULL
        OR (to_jsonb(OLD) - 'sealed_at' - 'erase_at') IS DISTINCT FROM (to_jsonb(NEW) - 'sealed_at' - 'erase_at'))
    EXECUTE FUNCTION refuse_change();
-- +goose StatementBegin
CREATE FUNCTION refuse_early_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.erase_at IS NULL OR NOT EXISTS (
        SELECT 1 FROM erasures e WHERE e.tenant_id = OLD.tenant_id AND e.cutoff >= OLD.erase_at) THEN
        RAISE EXCEPTION 'identities are erased when their time is up, by the logged routine';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER erased_late BEFORE DELETE ON identities FOR EACH ROW EXECUTE FUNCTION refuse_early_erasure();

-- The one routine that erases: the app may call it, and may not delete by itself.
-- +goose StatementBegin
CREATE FUNCTION erase_identities(erasure uuid, due timestamptz) RETURNS int
-- pg_temp last: or the app could put tables of its own before these.
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    n int;
BEGIN
    IF due > clock_timestamp() + interval '1 minute' THEN
        RAISE EXCEPTION 'an erasure cannot be due in the future';
    END IF;
    PERFORM 1 FROM public.tenants WHERE id = tenant FOR UPDATE;  -- one erasure at a time
    SELECT count(*) INTO n FROM public.identities WHERE tenant_id = tenant AND erase_at <= due;
    IF n > 0 THEN
        INSERT INTO public.erasures (tenant_id, id, cutoff, erased) VALUES (tenant, erasure, due, n);
        DELETE FROM public.identities WHERE tenant_id = tenant AND erase_at <= due;
    END IF;
    RETURN n;
END $$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION erase_identities(uuid, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION erase_identities(uuid, timestamptz) TO pactdesk_app;

-- The app makes no tables and no functions (before version 15 everybody could).
REVOKE CREATE ON SCHEMA public FROM public;

-- Injected SQL must not be able to choose its tenant.
REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM public;

-- Every process hears of a change as it commits.
-- +goose StatementBegin
CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tenant_changes', '');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER announce AFTER INSERT ON tenant_changes FOR EACH STATEMENT EXECUTE FUNCTION announce_change();
