-- +goose Up

-- Who is controller and who processor, agreed and written down: arrangements, sub-processors with their notices and
-- objections, support access with its log, and the records of processing as they stood.

ALTER TABLE site_status ADD COLUMN closed_at timestamptz;

-- Why a revision of a party was made: a new organisation is not bound by what the one before it accepted.
ALTER TABLE parties ADD COLUMN reason text NOT NULL DEFAULT 'mended' CHECK (reason IN ('mended', 'renamed', 'transferred'));

-- The party that published, and everybody's roles as they then were.
ALTER TABLE versions RENAME COLUMN controller_id TO party_id;
ALTER TABLE versions ADD COLUMN roles text NOT NULL DEFAULT '';

-- The same person may sign again for another organisation.
DROP INDEX acceptances_once;
CREATE UNIQUE INDEX acceptances_once
    ON acceptances (tenant_id, account_id, version_id, coalesce(represents, account_id), coalesce(party_revision, 0))
    WHERE outcome = 'accepted';

CREATE TABLE arrangements (
    tenant_id           uuid NOT NULL REFERENCES tenants (id),
    id                  uuid NOT NULL,
    revision            int NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('sole', 'joint', 'agency')),
    legal_name          text NOT NULL,
    registration_number text NOT NULL,
    address             text NOT NULL,
    country             text NOT NULL,
    email               text NOT NULL,
    dpo                 text NOT NULL,
    essence             text NOT NULL,
    contact_point       text NOT NULL,
    authorised          boolean NOT NULL,
    created_at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, revision)
);

CREATE TABLE subprocessors (
    tenant_id           uuid NOT NULL REFERENCES tenants (id),
    id                  uuid NOT NULL,
    name                text NOT NULL,
    registration_number text NOT NULL,
    address             text NOT NULL,
    country             text NOT NULL,
    contact             text NOT NULL,
    service             text NOT NULL,
    note                text NOT NULL,
    categories          text NOT NULL,
    locations           text NOT NULL,
    safeguard           text NOT NULL,
    replaces            uuid,
    window_days         int NOT NULL,
    announced_at        timestamptz NOT NULL,
    ended_at            timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, replaces) REFERENCES subprocessors (tenant_id, id)
);

-- These stand on the platform's tenant, as memberships do, and their site can read them. party_since is the first
-- revision of the site's party that is of the legal entity concerned: another entity starts anew.

CREATE TABLE notices (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    subprocessor_id uuid NOT NULL,
    site_id         uuid NOT NULL REFERENCES tenants (id),
    party_since     int NOT NULL,
    account_id      uuid NOT NULL,
    method          text NOT NULL CHECK (method IN ('studio', 'mail')),
    language        text NOT NULL,
    wording         text NOT NULL,
    wording_hash    text NOT NULL,
    shown_at        timestamptz NOT NULL,
    closes_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subprocessor_id, site_id, party_since),
    FOREIGN KEY (tenant_id, subprocessor_id) REFERENCES subprocessors (tenant_id, id)
);
CREATE INDEX notices_site ON notices (tenant_id, site_id);

CREATE TABLE objections (
    tenant_id       uuid NOT NULL,
    id              uuid NOT NULL,
    subprocessor_id uuid NOT NULL,
    site_id         uuid NOT NULL REFERENCES tenants (id),
    party_since     int NOT NULL,
    account_id      uuid NOT NULL,
    reason          text NOT NULL,
    at              timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, subprocessor_id, site_id, party_since),
    FOREIGN KEY (tenant_id, subprocessor_id) REFERENCES subprocessors (tenant_id, id)
);
CREATE INDEX objections_site ON objections (tenant_id, site_id);

CREATE TABLE objection_replies (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    objection_id uuid NOT NULL,
    site_id      uuid NOT NULL REFERENCES tenants (id),
    account_id   uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('answered', 'agreed')),
    body         text NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, objection_id) REFERENCES objections (tenant_id, id)
);
CREATE INDEX objection_replies_objection ON objection_replies (tenant_id, objection_id);

CREATE TABLE grants (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    site_id      uuid NOT NULL REFERENCES tenants (id),
    kind         text NOT NULL CHECK (kind IN ('owner', 'emergency')),
    operator_id  uuid,
    reason       text NOT NULL,
    hours        int NOT NULL CHECK (hours > 0),
    may_write    boolean NOT NULL,
    requested_by uuid NOT NULL,
    requested_at timestamptz NOT NULL,
    approved_by  uuid,
    approved_at  timestamptz,
    ends_at      timestamptz,
    revoked_by   uuid,
    revoked_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (approved_at IS NULL) = (ends_at IS NULL)),
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL)),
    -- An emergency is one operator's, with another's approval: to look only, and for a short while.
    CHECK (kind <> 'emergency' OR operator_id = requested_by AND (approved_by IS NULL OR approved_by <> requested_by)
        AND NOT may_write AND hours <= 4)
);
CREATE INDEX grants_site ON grants (tenant_id, site_id);

CREATE TABLE looks (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    seq         int NOT NULL,
    at          timestamptz NOT NULL,
    operator_id uuid NOT NULL,
    grant_id    uuid NOT NULL,
    method      text NOT NULL,
    path        text NOT NULL,
    previous    text NOT NULL,
    hash        text NOT NULL,
    key_id      text NOT NULL,
    signature   text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, seq)
);

CREATE TABLE processing_records (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('controller', 'processor')),
    revision   int NOT NULL,
    content    text NOT NULL,
    hash       text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, kind, revision)
);

GRANT SELECT, INSERT ON arrangements, subprocessors, notices, objections, objection_replies, grants, looks, processing_records TO pactdesk_app;
GRANT UPDATE (ended_at) ON subprocessors TO pactdesk_app;
GRANT UPDATE (hours, may_write, approved_by, approved_at, ends_at, revoked_by, revoked_at) ON grants TO pactdesk_app;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['arrangements', 'subprocessors', 'notices', 'objections', 'objection_replies', 'grants', 'looks',
        'processing_records']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['notices', 'objections', 'objection_replies', 'grants']
    LOOP
        EXECUTE format('CREATE POLICY site_reads ON %I FOR SELECT USING (site_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['arrangements', 'notices', 'objections', 'objection_replies', 'looks', 'processing_records']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    END LOOP;
END $$;
-- +goose StatementEnd

CREATE TRIGGER ended_once BEFORE UPDATE ON subprocessors FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL OR (to_jsonb(OLD) - 'ended_at') IS DISTINCT FROM (to_jsonb(NEW) - 'ended_at'))
    EXECUTE FUNCTION refuse_change();

-- A grant is approved once, for what was asked or for less, and revoked once; nothing else of it changes.
CREATE TRIGGER decided_once BEFORE UPDATE ON grants FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL
        OR (OLD.approved_at IS NOT NULL AND (OLD.approved_by, OLD.approved_at, OLD.ends_at) IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.ends_at))
        OR ((OLD.approved_at IS NOT NULL OR NEW.approved_at IS NULL) AND (OLD.hours, OLD.may_write) IS DISTINCT FROM (NEW.hours, NEW.may_write))
        OR NEW.hours > OLD.hours
        OR (NEW.may_write AND NOT OLD.may_write)
        OR (to_jsonb(OLD) - 'hours' - 'may_write' - 'approved_by' - 'approved_at' - 'ends_at' - 'revoked_by' - 'revoked_at')
            IS DISTINCT FROM (to_jsonb(NEW) - 'hours' - 'may_write' - 'approved_by' - 'approved_at' - 'ends_at' - 'revoked_by' - 'revoked_at'))
    EXECUTE FUNCTION refuse_change();

-- An operator's transaction says so (app.operator_id, app.at). It sees the platform's rows, and a site's only under a
-- grant that holds at that time. For everybody else the setting is empty. The tenant is the transaction's, so this is
-- asked once a statement, not once a row.
-- +goose StatementBegin
CREATE FUNCTION operator_may(writing boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('app.operator_id', true), '') IS NULL
        OR EXISTS (SELECT 1 FROM public.tenants t
            WHERE t.id = nullif(current_setting('app.tenant_id', true), '')::uuid AND t.kind = 'platform')
        OR EXISTS (SELECT 1 FROM public.grants g
            WHERE g.site_id = nullif(current_setting('app.tenant_id', true), '')::uuid
                AND (g.operator_id IS NULL OR g.operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
                AND g.approved_at <= nullif(current_setting('app.at', true), '')::timestamptz
                AND g.ends_at > nullif(current_setting('app.at', true), '')::timestamptz
                AND g.revoked_at IS NULL
                AND (g.may_write OR NOT writing))
$$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION operator_may(boolean) FROM public;
GRANT EXECUTE ON FUNCTION operator_may(boolean) TO pactdesk_app;

-- Who approves is checked here too: an owner of the site or, in an emergency, an operator; no operator's transaction
-- approves what is an owner's to grant.
-- +goose StatementBegin
CREATE FUNCTION check_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_by IS NULL OR TG_OP = 'UPDATE' AND OLD.approved_by IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.kind = 'owner' AND nullif(current_setting('app.operator_id', true), '') IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM public.memberships m WHERE m.tenant_id = NEW.tenant_id AND m.account_id = NEW.approved_by
            AND (NEW.kind = 'owner' AND m.site_id = NEW.site_id AND m.role = 'owner'
                OR NEW.kind = 'emergency' AND m.site_id = NEW.tenant_id AND m.role = 'operator')) THEN
        RAISE EXCEPTION 'this is not theirs to approve';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER approved_rightly BEFORE INSERT OR UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION check_approval();

-- RESTRICTIVE: beside the tenant's policy, never instead of it. What tells the owner (history, looks) can always be
-- written; grants are what is asked, and cannot ask themselves.
-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['profiles', 'parties', 'accounts', 'sessions', 'password_links', 'memberships', 'documents', 'drafts',
        'versions', 'texts', 'acceptances', 'identities', 'erasures', 'history', 'arrangements', 'subprocessors', 'notices',
        'objections', 'objection_replies', 'looks', 'processing_records']
    LOOP
        EXECUTE format('CREATE POLICY operator_reads ON %I AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)))', t);
        EXECUTE format('CREATE POLICY operator_updates ON %I AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)))', t);
        EXECUTE format('CREATE POLICY operator_deletes ON %I AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)))', t);
        IF t NOT IN ('history', 'looks') THEN
            EXECUTE format('CREATE POLICY operator_inserts ON %I AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)))', t);
        END IF;
    END LOOP;
END $$;
-- +goose StatementEnd
