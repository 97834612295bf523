-- +goose Up

-- What visitors choose about cookies, and the services that a site has connected.

CREATE TABLE services (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    code       text NOT NULL,
    account    text NOT NULL,
    limited    boolean NOT NULL,
    elsewhere  text NOT NULL,
    settled_at timestamptz,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX services_one ON services (tenant_id, code) WHERE ended_at IS NULL;

-- A notice as it was shown, byte for byte.
CREATE TABLE consent_notices (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    hash       text NOT NULL,
    version    text NOT NULL,
    language   text NOT NULL,
    html       text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash)
);

-- Evidence of what was allowed. The id is random and the browser's; there is no network address.
CREATE TABLE consents (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    allowed     text NOT NULL,
    services    text NOT NULL,
    notice      text NOT NULL,
    notice_hash text NOT NULL,
    language    text NOT NULL,
    method      text NOT NULL CHECK (method IN ('notice', 'settings')),
    previous    uuid,
    at          timestamptz NOT NULL,
    erase_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, notice_hash) REFERENCES consent_notices (tenant_id, hash)
);
CREATE INDEX consents_due ON consents (tenant_id, erase_at);

-- How many chose what, in a week.
CREATE TABLE consent_counts (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    id        uuid NOT NULL,
    week      timestamptz NOT NULL,
    language  text NOT NULL,
    chosen    text NOT NULL,
    gpc       boolean NOT NULL,
    count     int NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, week, language, chosen, gpc)
);

GRANT SELECT, INSERT ON services, consent_notices, consents, consent_counts TO pactdesk_app;
GRANT UPDATE (elsewhere, settled_at, ended_at) ON services TO pactdesk_app;
GRANT UPDATE (count) ON consent_counts TO pactdesk_app;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['services', 'consent_notices', 'consents', 'consent_counts']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
        EXECUTE format('CREATE POLICY operator_reads ON %I AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)))', t);
        EXECUTE format('CREATE POLICY operator_updates ON %I AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)))', t);
        EXECUTE format('CREATE POLICY operator_deletes ON %I AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)))', t);
        EXECUTE format('CREATE POLICY operator_inserts ON %I AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)))', t);
        EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['consent_notices', 'consents']
    LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['services', 'consent_notices', 'consent_counts']
    LOOP
        EXECUTE format('CREATE TRIGGER no_delete BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    END LOOP;
END $$;
-- +goose StatementEnd

CREATE TRIGGER ended_once BEFORE UPDATE ON services FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL
        OR (to_jsonb(OLD) - 'ended_at' - 'elsewhere' - 'settled_at') IS DISTINCT FROM (to_jsonb(NEW) - 'ended_at' - 'elsewhere' - 'settled_at'))
    EXECUTE FUNCTION refuse_change();

-- A consent goes when its time is up, after the erasure was logged; by the one routine that may.
CREATE TRIGGER erased_late BEFORE DELETE ON consents FOR EACH ROW EXECUTE FUNCTION refuse_early_erasure();
-- +goose StatementBegin
CREATE FUNCTION erase_consents(erasure uuid, due timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    n int;
BEGIN
    IF due > clock_timestamp() + interval '1 minute' THEN
        RAISE EXCEPTION 'an erasure cannot be due in the future';
    END IF;
    PERFORM 1 FROM public.tenants WHERE id = tenant FOR UPDATE;  -- one erasure at a time
    SELECT count(*) INTO n FROM public.consents WHERE tenant_id = tenant AND erase_at <= due;
    IF n > 0 THEN
        INSERT INTO public.erasures (tenant_id, id, cutoff, erased) VALUES (tenant, erasure, due, n);
        DELETE FROM public.consents WHERE tenant_id = tenant AND erase_at <= due;
    END IF;
    RETURN n;
END $$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION erase_consents(uuid, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION erase_consents(uuid, timestamptz) TO pactdesk_app;
