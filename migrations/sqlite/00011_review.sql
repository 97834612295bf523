-- +goose Up

-- Others help: a site says who publishes, and drafts are sent for review.

ALTER TABLE profiles ADD COLUMN editors_publish BOOLEAN NOT NULL DEFAULT 0;

CREATE TABLE reviews (
    tenant_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    document_id TEXT NOT NULL,
    asked_by    TEXT NOT NULL,
    asked_at    TIMESTAMP NOT NULL,
    note        TEXT NOT NULL,
    sent        TEXT NOT NULL,
    outcome     TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'approved', 'returned', 'withdrawn', 'published')),
    decided_by  TEXT,
    decided_at  TIMESTAMP,
    seen        TEXT NOT NULL DEFAULT '[]',
    comment     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    CHECK ((outcome = '') = (decided_at IS NULL))
);
-- One of a document waits at a time, so that there is one decision.
CREATE UNIQUE INDEX reviews_open ON reviews (tenant_id, document_id) WHERE outcome = '';
CREATE INDEX reviews_document ON reviews (tenant_id, document_id, asked_at);

-- The history is read by document.
CREATE INDEX history_at ON history (tenant_id, at, id);

-- +goose StatementBegin
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
BEGIN
    SELECT RAISE(ABORT, 'reviews is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reviews_decided_once BEFORE UPDATE ON reviews
    WHEN OLD.outcome <> ''
        OR OLD.tenant_id IS NOT NEW.tenant_id
        OR OLD.id IS NOT NEW.id
        OR OLD.document_id IS NOT NEW.document_id
        OR OLD.asked_by IS NOT NEW.asked_by
        OR OLD.asked_at IS NOT NEW.asked_at
        OR OLD.note IS NOT NEW.note
        OR OLD.sent IS NOT NEW.sent
BEGIN
    SELECT RAISE(ABORT, 'reviews is append-only');
END;
-- +goose StatementEnd
