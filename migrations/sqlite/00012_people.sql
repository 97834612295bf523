-- +goose Up

-- Owners invite: whoever bears the link joins the site, as the account that is theirs.

CREATE TABLE invitations (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    site_id    TEXT NOT NULL REFERENCES tenants (id),
    role       TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'auditor')),
    email      TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, invited_by) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX invitations_site ON invitations (tenant_id, site_id);
CREATE INDEX invitations_account ON invitations (tenant_id, invited_by);
