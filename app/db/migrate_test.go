package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
)

// owner is the address by which a test's database is migrated.
func (b base) owner(t *testing.T) string {
	t.Helper()
	if b.Dialect == db.SQLite {
		return ""
	}
	return asRole(t, b.dsn, pgtest.Superuser)
}

// schema is all that the database says of its schema, and what its migrations
// table holds.
func (b base) schema(t *testing.T) string {
	t.Helper()
	query := "SELECT type || name || coalesce(sql, '') FROM sqlite_schema UNION ALL SELECT 'step ' || version_id || id || tstamp FROM schema_migrations ORDER BY 1"
	if b.Dialect == db.Postgres {
		query = `SELECT 'column ' || table_name || column_name || data_type FROM information_schema.columns WHERE table_schema = 'public'
			UNION ALL SELECT 'grant ' || grantee || table_name || privilege_type FROM information_schema.role_table_grants WHERE table_schema = 'public'
			UNION ALL SELECT 'trigger ' || event_object_table || trigger_name || event_manipulation FROM information_schema.triggers
			UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT 'policy ' || tablename || policyname || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies
			UNION ALL SELECT 'step ' || version_id || id || tstamp FROM schema_migrations ORDER BY 1`
	}
	var line string
	var all strings.Builder
	b.rows(t, query, func() { fmt.Fprintln(&all, line) }, &line)
	return all.String()
}

func TestMigrateAgain(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.furnished(t)
		before := b.schema(t)
		if err := db.Migrate(t.Context(), b.dsn, b.owner(t)); err != nil {
			t.Fatal(err)
		}
		if after := b.schema(t); after != before {
			t.Errorf("a second migration turns\n%s\ninto\n%s", before, after)
		}
		if len(b.names(t, us)) == 0 {
			t.Error("a second migration lost rows")
		}
	})
}

// TestNoDowngrade: a program that is older than the database touches nothing
// and does not start.
func TestNoDowngrade(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		fake := "INSERT INTO schema_migrations (version_id, is_applied) VALUES (99999, true)"
		if _, err := b.raw.ExecContext(t.Context(), fake); err != nil {
			t.Fatal(err)
		}
		before := b.schema(t)
		if err := db.Migrate(t.Context(), b.dsn, b.owner(t)); !errors.Is(err, db.ErrNewer) {
			t.Errorf("migrating a newer database gets %v", err)
		}
		if after := b.schema(t); after != before {
			t.Errorf("migrating a newer database turned\n%s\ninto\n%s", before, after)
		}
		if _, err := start(t, b.dsn); !errors.Is(err, db.ErrNewer) {
			t.Errorf("starting on a newer database gets %v", err)
		}
	})
}

// start builds the program on a database.
func start(t *testing.T, dsn string) (*app.App, error) {
	t.Helper()
	keys := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(keys, []byte(strings.Repeat("A", 44)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), config.Config{Database: dsn, Keys: keys, Scheme: "http"}, clock.Fixed(apptest.Start))
	if err == nil {
		t.Cleanup(func() { a.DB.Close() })
	}
	return a, err
}

// TestNotMigrated: the program does not start on an empty database, and says
// what to do.
func TestNotMigrated(t *testing.T) {
	server := pgtest.Cluster(t)
	apptest.Postgres(t) // makes the role
	for _, dsn := range []string{filepath.Join(t.TempDir(), "empty.db"), server.DSN(server.CreateDatabase(t, ""), apptest.AppUser)} {
		if _, err := start(t, dsn); err == nil || !strings.Contains(err.Error(), "pactdesk migrate") {
			t.Errorf("on an empty database: %v", err)
		}
	}
}

// TestMigrateAtOnce: several processes that are started together.
func TestMigrateAtOnce(t *testing.T) {
	const n = 4
	server := pgtest.Cluster(t)
	apptest.Postgres(t) // makes the role
	name := server.CreateDatabase(t, "")
	for _, dsns := range [][2]string{
		{filepath.Join(t.TempDir(), "new.db"), ""},
		{server.DSN(name, apptest.AppUser), server.DSN(name, pgtest.Superuser)},
	} {
		failed := make(chan error, n)
		for range n {
			go func() { failed <- db.Migrate(context.Background(), dsns[0], dsns[1]) }()
		}
		for range n {
			if err := <-failed; err != nil {
				t.Errorf("one of %d migrations at once of %s: %v", n, db.DialectOf(dsns[0]), err)
			}
		}
		if _, err := start(t, dsns[0]); err != nil {
			t.Error(err)
		}
	}
}

// TestRoles: the program refuses to run as a role that row-level security does
// not bind, or that could make itself one.
func TestRoles(t *testing.T) {
	b := postgresBase(t)
	if err := b.CheckRole(t.Context()); err != nil {
		t.Error("the app's role is refused: ", err)
	}
	if err := sqliteBase(t).CheckRole(t.Context()); err != nil {
		t.Error("SQLite's role is refused: ", err)
	}
	server := pgtest.Cluster(t)
	if _, err := start(t, b.dsn); err != nil {
		t.Error(err)
	}
	for name, attributes := range map[string]string{
		"a superuser":                 "SUPERUSER",
		"a role that bypasses":        "BYPASSRLS IN ROLE " + db.AppRole,
		"a role that makes roles":     "CREATEROLE IN ROLE " + db.AppRole,
		"a stranger":                  "",
		"a member of the owner":       "IN ROLE " + db.AppRole + ", " + pgtest.Superuser,
		"a member of one who may":     "IN ROLE " + db.AppRole + ", pactdesk_check_other",
		"a member that inherits none": "NOINHERIT IN ROLE " + db.AppRole + ", pactdesk_check_other",
	} {
		const role, other = "pactdesk_check", "pactdesk_check_other"
		drop := "DROP ROLE IF EXISTS " + role + ", " + other
		server.Exec(t, "postgres", drop+"; CREATE ROLE "+other+" BYPASSRLS; CREATE ROLE "+role+" LOGIN "+attributes)
		d := open(t, asRole(t, b.dsn, role))
		if err := d.CheckRole(t.Context()); err == nil {
			t.Errorf("%s may run the program", name)
		}
		if _, err := start(t, asRole(t, b.dsn, role)); err == nil {
			t.Errorf("with %s the program starts", name)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		server.Exec(t, "postgres", drop)
	}
	if owned := ownedBase(t); owned.CheckRole(t.Context()) != nil || open(t, asRole(t, owned.dsn, tableOwner)).CheckRole(t.Context()) == nil {
		t.Error("the app's role is not told from the owner of the tables")
	}
}

// TestSetConfig: a superuser's migration takes the function away by which SQL
// in a condition could choose its tenant; where the owner is not one, the
// program says so.
func TestSetConfig(t *testing.T) {
	if err := postgresBase(t).CheckSetConfig(t.Context()); err != nil {
		t.Error(err)
	}
	owned := ownedBase(t)
	if err := owned.CheckSetConfig(t.Context()); err == nil {
		t.Error("nothing is said of set_config, which an owner cannot take away")
	}
}

// TestOddPaths: an SQLite file is where its path says, whatever is in it.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "a%20b.db", "who?.db", "no#1.db", "räksmörgås.db", "a&mode=memory.db"} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := db.Migrate(t.Context(), path, ""); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if head, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(head, []byte("SQLite format 3")) {
			t.Errorf("%s: %v", name, err)
		}
		d := open(t, path)
		if have, want, err := d.SchemaVersion(t.Context()); err != nil || have != want {
			t.Errorf("%s is on step %d of %d: %v", name, have, want, err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestOnlyTheOwnerReads: the file holds people's names and addresses.
func TestOnlyTheOwnerReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	if err := db.Migrate(t.Context(), path, ""); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the database file has the mode %v: %v", info.Mode(), err)
	}
}
