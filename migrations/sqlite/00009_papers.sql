-- +goose Up

-- More information documents than the first: what each was made as and is called, whether it stands in the footer, and
-- whether it is still the site's; the addresses that documents had before; and which edition of the platform's texts a
-- text follows.

ALTER TABLE documents ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN names TEXT;
ALTER TABLE documents ADD COLUMN unlisted BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE documents ADD COLUMN retired_at TIMESTAMP;
ALTER TABLE documents ADD COLUMN removed_at TIMESTAMP;

CREATE TABLE slugs (
    tenant_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    slug        TEXT NOT NULL,
    document_id TEXT NOT NULL,
    created_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id)
);

CREATE TABLE adoptions (
    tenant_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    document_id TEXT NOT NULL,
    language    TEXT NOT NULL,
    name        TEXT NOT NULL,
    edition     INTEGER NOT NULL,
    source      TEXT NOT NULL,
    adopted_at  TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, document_id, language),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id)
);
