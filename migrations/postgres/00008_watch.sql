-- +goose Up

-- Watching a version land: how often somebody met the page that asks, so that the site sees who gets stuck at it.
-- Kept for 90 days after the last time, and no longer than the account.
CREATE TABLE meetings (
    tenant_id  uuid NOT NULL,
    id         uuid NOT NULL,
    account_id uuid NOT NULL,
    version_id uuid NOT NULL,
    language   text NOT NULL,
    times      int NOT NULL CHECK (times > 0),
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, account_id, version_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, version_id) REFERENCES versions (tenant_id, id)
);
CREATE INDEX meetings_due ON meetings (tenant_id, last_at);

-- The lists go from customers to what each of them answered.
CREATE INDEX acceptances_account ON acceptances (tenant_id, account_id, version_id);

GRANT SELECT, INSERT, DELETE ON meetings TO pactdesk_app;
GRANT UPDATE (language, times, last_at) ON meetings TO pactdesk_app;

ALTER TABLE meetings ENABLE ROW LEVEL SECURITY;
ALTER TABLE meetings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON meetings USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY operator_reads ON meetings AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)));
CREATE POLICY operator_updates ON meetings AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)));
CREATE POLICY operator_deletes ON meetings AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)));
CREATE POLICY operator_inserts ON meetings AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)));
