package apptest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// furnish makes the tenants that a World begins with, or finds them in a
// database that has them.
func (w *World) furnish() {
	w.t.Helper()
	ctx := context.Background()
	platform, err := w.App.Sites.PlatformUnscoped(ctx)
	if err == nil {
		w.Platform = platform.ID
		for _, key := range []string{"alfa", "beta"} {
			site, err := w.App.Sites.ByKeyUnscoped(ctx, key)
			if err != nil {
				w.t.Fatal(err)
			}
			w.Sites[key] = site.ID
		}
		return
	}
	if !errs.Is(err, errs.NotFound) {
		w.t.Fatal(err)
	}
	w.Platform = w.Make(tenantdb.Platform, "platform", principal.Operator, "en", "sv", "nb")
	w.Sites["alfa"] = w.Make(tenantdb.Site, "alfa", principal.Owner, "sv", "en")
	w.Sites["beta"] = w.Make(tenantdb.Site, "beta", principal.Owner, "sv", "en")
	w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, map[string]string{"en": "## The first agreement\n\nWe process on your instructions."})
	for _, key := range []string{"alfa", "beta"} {
		w.Sign(key)
	}
}

// Most tests begin with the same tenants, so these are made once a process
// and copied: the clock stands at the same instant in all.

// furnishOn furnishes a database and leaves it.
func furnishOn(t testing.TB, dsn string) {
	t.Helper()
	w := open(t, dsn, func(*config.Config) {})
	w.furnish()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

var sqliteWorld struct {
	once sync.Once
	file []byte
}

func furnishedSQLite(t testing.TB) string {
	t.Helper()
	sqliteWorld.once.Do(func() {
		path := SQLite(t)
		furnishOn(t, path)
		var err error
		if sqliteWorld.file, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	})
	path := filepath.Join(t.TempDir(), "pactdesk.db")
	if err := os.WriteFile(path, sqliteWorld.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const postgresWorld = "pactdesk_world"

var postgresWorldOnce sync.Once

func furnishedPostgres(t testing.TB) string {
	t.Helper()
	server := pgtest.Cluster(t)
	postgresWorldOnce.Do(func() {
		Postgres(t) // the migrated template
		server.Exec(t, "postgres", "DROP DATABASE IF EXISTS "+postgresWorld)
		server.Exec(t, "postgres", "CREATE DATABASE "+postgresWorld+" TEMPLATE "+postgresTemplate)
		furnishOn(t, server.DSN(postgresWorld, AppUser))
	})
	return server.DSN(server.CreateDatabase(t, postgresWorld), AppUser)
}
