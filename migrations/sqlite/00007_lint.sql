-- +goose Up

-- What is wrong with a text, and was put aside for a while by somebody who was told what it risks.

CREATE TABLE snoozes (
    tenant_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    document_id TEXT NOT NULL,
    language    TEXT NOT NULL,
    rule        TEXT NOT NULL,
    place       TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    risk        TEXT NOT NULL,
    at          TIMESTAMP NOT NULL,
    until       TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    CHECK (until > at)
);
CREATE INDEX snoozes_document ON snoozes (tenant_id, document_id, until);

-- +goose StatementBegin
CREATE TRIGGER snoozes_no_update BEFORE UPDATE ON snoozes
BEGIN
    SELECT RAISE(ABORT, 'snoozes is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snoozes_no_delete BEFORE DELETE ON snoozes
BEGIN
    SELECT RAISE(ABORT, 'snoozes is append-only');
END;
-- +goose StatementEnd
