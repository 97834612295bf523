package db_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // hundreds of statements are refused here
	os.Exit(pgtest.Main(m))
}

// base is a migrated database.
type base struct {
	*db.DB
	dsn string
	// raw is a way to it with no code of ours between: on Postgres as the
	// superuser, who owns the tables, on SQLite with foreign keys on.
	raw *sql.DB
}

// each runs a test on a fresh database of each kind.
func each(t *testing.T, test func(t *testing.T, b base)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteBase(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgresBase(t)) })
}

func sqliteBase(t *testing.T) base {
	t.Helper()
	path := apptest.SQLite(t)
	return base{open(t, path), path, plain(t, "sqlite", rawSQLite(path))}
}

func rawSQLite(path string) string {
	return "file:" + path + "?_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)&_pragma=busy_timeout(10000)&_txlock=immediate"
}

func postgresBase(t *testing.T) base {
	t.Helper()
	dsn := apptest.Postgres(t)
	return base{open(t, dsn), dsn, plain(t, "pgx", asRole(t, dsn, pgtest.Superuser))}
}

// asRole is the address of the same Postgres database for another role.
func asRole(t *testing.T, dsn, role string) string {
	t.Helper()
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return pgtest.Cluster(t).DSN(conf.Database, role)
}

func open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// plain opens a database with database/sql alone.
func plain(t *testing.T, driver, dsn string) *sql.DB {
	t.Helper()
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

// in runs fn in a transaction for a tenant.
func (b base) in(t testing.TB, id tenants.ID, fn func(ctx context.Context, conn *gorm.DB) error) {
	t.Helper()
	err := b.Tx(tenants.With(context.Background(), id), func(ctx context.Context) error { return fn(ctx, db.Conn(ctx)) })
	if err != nil {
		t.Fatal(err)
	}
}

// tenant adds a tenant with no rows of its own.
func (b base) tenant(t testing.TB) tenants.ID {
	t.Helper()
	id := tenants.NewID()
	b.in(t, tenants.ID{}, func(_ context.Context, conn *gorm.DB) error {
		return conn.Create(&tenantdb.Tenant{ID: id, Kind: tenantdb.Site, Key: id.String(), State: tenantdb.Active, CreatedAt: apptest.Start}).Error
	})
	return id
}

// furnished adds a tenant that has a row in every table.
func (b base) furnished(t *testing.T) tenants.ID {
	t.Helper()
	id := b.tenant(t)
	b.in(t, id, func(ctx context.Context, _ *gorm.DB) error {
		for _, m := range models {
			if err := m.add(ctx); err != nil {
				return fmt.Errorf("%s: %w", m.table, err)
			}
		}
		return nil
	})
	return id
}
