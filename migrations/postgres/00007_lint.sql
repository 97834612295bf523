-- +goose Up

-- What is wrong with a text, and was put aside for a while by somebody who was told what it risks.

CREATE TABLE snoozes (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    document_id uuid NOT NULL,
    language    text NOT NULL,
    rule        text NOT NULL,
    place       text NOT NULL,
    account_id  uuid NOT NULL,
    risk        text NOT NULL,
    at          timestamptz NOT NULL,
    until       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id),
    CHECK (until > at)
);
CREATE INDEX snoozes_document ON snoozes (tenant_id, document_id, until);

GRANT SELECT, INSERT ON snoozes TO pactdesk_app;

ALTER TABLE snoozes ENABLE ROW LEVEL SECURITY;
ALTER TABLE snoozes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON snoozes USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY operator_reads ON snoozes AS RESTRICTIVE FOR SELECT USING ((SELECT operator_may(false)));
CREATE POLICY operator_updates ON snoozes AS RESTRICTIVE FOR UPDATE USING ((SELECT operator_may(true)));
CREATE POLICY operator_deletes ON snoozes AS RESTRICTIVE FOR DELETE USING ((SELECT operator_may(true)));
CREATE POLICY operator_inserts ON snoozes AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT operator_may(true)));

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON snoozes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON snoozes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
