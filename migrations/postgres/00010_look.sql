-- +goose Up

-- How a site looks: one row a tenant, which names its pictures by their hash. The colour stays where it was, in profiles.

CREATE TABLE themes (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    paper      text NOT NULL,
    ink        text NOT NULL,
    button     text NOT NULL,
    type       text NOT NULL,
    size       text NOT NULL,
    corner     text NOT NULL,
    scheme     text NOT NULL,
    header     text NOT NULL,
    footer     text NOT NULL,
    logo       text NOT NULL,
    logo_dark  text NOT NULL,
    icon       text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id)
);

CREATE TABLE images (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    hash       text NOT NULL,
    width      int NOT NULL,
    height     int NOT NULL,
    luminance  double precision NOT NULL,
    content    bytea NOT NULL CHECK (octet_length(content) <= 1048576),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash)
);

GRANT SELECT, INSERT, UPDATE ON themes TO pactdesk_app;
GRANT SELECT, INSERT, DELETE ON images TO pactdesk_app;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['themes', 'images']
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
