-- +goose Up

-- Owners invite: whoever bears the link joins the site, as the account that is theirs.

CREATE TABLE invitations (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    site_id    uuid NOT NULL REFERENCES tenants (id),
    role       text NOT NULL CHECK (role IN ('owner', 'editor', 'auditor')),
    email      text NOT NULL,
    token_hash text NOT NULL,
    invited_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, invited_by) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX invitations_site ON invitations (tenant_id, site_id);
CREATE INDEX invitations_account ON invitations (tenant_id, invited_by);

GRANT SELECT, INSERT, DELETE ON invitations TO pactdesk_app;

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON invitations USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY operator_reads ON invitations AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)));
CREATE POLICY operator_updates ON invitations AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)));
CREATE POLICY operator_deletes ON invitations AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)));
CREATE POLICY operator_inserts ON invitations AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)));
