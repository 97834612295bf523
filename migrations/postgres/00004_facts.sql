-- +goose Up

-- What a site says about its processing: one row a tenant. Published versions keep the facts that they were made of.

CREATE TABLE facts (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    content    text NOT NULL,
    revision   int NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id)
);

GRANT SELECT, INSERT, UPDATE ON facts TO pactdesk_app;

ALTER TABLE facts ENABLE ROW LEVEL SECURITY;
ALTER TABLE facts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON facts USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY operator_reads ON facts AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)));
CREATE POLICY operator_updates ON facts AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)));
CREATE POLICY operator_deletes ON facts AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)));
CREATE POLICY operator_inserts ON facts AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)));
