-- +goose Up

-- How a site looks: one row a tenant, which names its pictures by their hash. The colour stays where it was, in profiles.

CREATE TABLE themes (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    paper      TEXT NOT NULL,
    ink        TEXT NOT NULL,
    button     TEXT NOT NULL,
    type       TEXT NOT NULL,
    size       TEXT NOT NULL,
    corner     TEXT NOT NULL,
    scheme     TEXT NOT NULL,
    header     TEXT NOT NULL,
    footer     TEXT NOT NULL,
    logo       TEXT NOT NULL,
    logo_dark  TEXT NOT NULL,
    icon       TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id)
);

CREATE TABLE images (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    id         TEXT NOT NULL,
    hash       TEXT NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    luminance  DOUBLE PRECISION NOT NULL,
    content    BLOB NOT NULL CHECK (length(content) <= 1048576),
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash)
);
