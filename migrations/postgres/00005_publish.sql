-- +goose Up

-- Whom a version concerns, and whether the public was seen to be shown what was published.

-- Which customers' data one of the site's purposes touches, as its owner says.
CREATE TABLE marks (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    purpose    text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, purpose),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX marks_purpose ON marks (tenant_id, purpose);

-- What the program saw when it fetched a published text at its public address.
CREATE TABLE checks (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    version_id uuid NOT NULL,
    language   text NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('ok', 'mismatch', 'unreachable')),
    hash       text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id)
);
CREATE INDEX checks_version ON checks (tenant_id, version_id);

-- Whether a version must be seen to be public before it is required of anybody. Those from before nobody looked at, and
-- they hold as they did.
ALTER TABLE versions ADD COLUMN must_check boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT ON marks, checks TO pactdesk_app;
GRANT DELETE ON marks TO pactdesk_app;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['marks', 'checks']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', t);
        EXECUTE format('CREATE POLICY operator_reads ON %I AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)))', t);
        EXECUTE format('CREATE POLICY operator_updates ON %I AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)))', t);
        EXECUTE format('CREATE POLICY operator_deletes ON %I AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)))', t);
        EXECUTE format('CREATE POLICY operator_inserts ON %I AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)))', t);
    END LOOP;
END $$;
-- +goose StatementEnd

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON checks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON checks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
