-- +goose Up

-- More information documents than the first: what each was made as and is called, whether it stands in the footer, and
-- whether it is still the site's; the addresses that documents had before; and which edition of the platform's texts a
-- text follows.

ALTER TABLE documents ADD COLUMN kind text NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN names text;
ALTER TABLE documents ADD COLUMN unlisted boolean NOT NULL DEFAULT false;
ALTER TABLE documents ADD COLUMN retired_at timestamptz;
ALTER TABLE documents ADD COLUMN removed_at timestamptz;

CREATE TABLE slugs (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    slug        text NOT NULL,
    document_id uuid NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id)
);

CREATE TABLE adoptions (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    document_id uuid NOT NULL,
    language    text NOT NULL,
    name        text NOT NULL,
    edition     int NOT NULL,
    source      text NOT NULL,
    adopted_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, document_id, language),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id)
);

GRANT SELECT, INSERT, DELETE ON slugs, adoptions TO pactdesk_app;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['slugs', 'adoptions']
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
