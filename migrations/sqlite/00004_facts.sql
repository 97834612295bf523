-- +goose Up

-- What a site says about its processing: one row a tenant. Published versions keep the facts that they were made of.

CREATE TABLE facts (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    content    TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id)
);
