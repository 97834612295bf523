-- +goose Up

-- Others help: a site says who publishes, and drafts are sent for review.

ALTER TABLE profiles ADD COLUMN editors_publish boolean NOT NULL DEFAULT false;

CREATE TABLE reviews (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    document_id uuid NOT NULL,
    asked_by    uuid NOT NULL,
    asked_at    timestamptz NOT NULL,
    note        text NOT NULL,
    sent        text NOT NULL,
    outcome     text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'approved', 'returned', 'withdrawn', 'published')),
    decided_by  uuid,
    decided_at  timestamptz,
    seen        text NOT NULL DEFAULT '[]',
    comment     text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    CHECK ((outcome = '') = (decided_at IS NULL))
);
-- One of a document waits at a time, so that there is one decision.
CREATE UNIQUE INDEX reviews_open ON reviews (tenant_id, document_id) WHERE outcome = '';
CREATE INDEX reviews_document ON reviews (tenant_id, document_id, asked_at);

-- The history is read by document.
CREATE INDEX history_at ON history (tenant_id, at, id);

GRANT SELECT, INSERT ON reviews TO pactdesk_app;
GRANT UPDATE (outcome, decided_by, decided_at, seen, comment) ON reviews TO pactdesk_app;

ALTER TABLE reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE reviews FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reviews USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY operator_reads ON reviews AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)));
CREATE POLICY operator_updates ON reviews AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)));
CREATE POLICY operator_deletes ON reviews AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)));
CREATE POLICY operator_inserts ON reviews AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)));

CREATE TRIGGER no_delete BEFORE DELETE ON reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decided_once BEFORE UPDATE ON reviews FOR EACH ROW
    WHEN (OLD.outcome <> ''
        OR (to_jsonb(OLD) - 'outcome' - 'decided_by' - 'decided_at' - 'seen' - 'comment')
            IS DISTINCT FROM (to_jsonb(NEW) - 'outcome' - 'decided_by' - 'decided_at' - 'seen' - 'comment'))
    EXECUTE FUNCTION refuse_change();
