-- +goose Up

-- Watching a version land: how often somebody met the page that asks, so that the site sees who gets stuck at it.
-- Kept for 90 days after the last time, and no longer than the account.
CREATE TABLE meetings (
    tenant_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    account_id TEXT NOT NULL,
    version_id TEXT NOT NULL,
    language   TEXT NOT NULL,
    times      INTEGER NOT NULL CHECK (times > 0),
    first_at   TIMESTAMP NOT NULL,
    last_at    TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, version_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id)
);
CREATE INDEX meetings_due ON meetings (tenant_id, last_at);

-- The lists go from customers to what each of them answered.
CREATE INDEX acceptances_account ON acceptances (tenant_id, account_id, version_id);
