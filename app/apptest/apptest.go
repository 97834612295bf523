// Package apptest boots the whole app on a database of its own for a test: on
// SQLite always, and on Postgres where its programs are found (CI makes sure
// that they are). A World has the platform, two sites with nothing published
// whose owners have accepted a first data processing agreement, and a clock
// that stands still.
//
//	apptest.Each(t, func(t *testing.T, w *apptest.World) {
//		anna := w.Browser("alfa")
//		anna.Get("/register").Want(t, 200)
//	})
package apptest

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Password is every test account's.
const Password = "correct horse battery staple"

// Start is where a World's clock stands at first.
var Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Shell acts for the operator's command line.
var Shell = principal.Principal{Kind: principal.Shell}

// Job acts for the program itself.
var Job = principal.Principal{Kind: principal.Job}

// World is the app in a test.
type World struct {
	*app.App
	Server   *httptest.Server
	Platform tenants.ID
	Sites    map[string]tenants.ID // by key: alfa, beta
	t        testing.TB
	raw      *plainly
}

// Each runs a test on each database.
func Each(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	EachWith(t, func(*config.Config) {}, test)
}

// EachWith is Each with a configuration of its own.
func EachWith(t *testing.T, change func(*config.Config), test func(t *testing.T, w *World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, NewWorld(t, furnishedSQLite(t), change)) })
	t.Run("postgres", func(t *testing.T) { test(t, NewWorld(t, furnishedPostgres(t), change)) })
}

// SQLite returns the path of a migrated database.
func SQLite(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pactdesk.db")
	if err := os.WriteFile(path, sqliteTemplate(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sqliteTemplate is a migrated database as bytes: copying is faster than
// migrating for every test.
var sqliteTemplate = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "pactdesk-template-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := db.Migrate(context.Background(), path, ""); err != nil {
		panic(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return b
})

// AppUser is the role that the app logs in with on test databases.
const AppUser = "pactdesk_test"

const postgresTemplate = "pactdesk_template"

var postgresOnce sync.Once

// Postgres returns the address of a migrated database, for the app's role. It
// skips the test where there is no Postgres.
func Postgres(t testing.TB) string {
	t.Helper()
	server := pgtest.Cluster(t)
	postgresOnce.Do(func() {
		server.Exec(t, "postgres", "DROP DATABASE IF EXISTS "+postgresTemplate)
		server.Exec(t, "postgres", "CREATE DATABASE "+postgresTemplate)
		if err := db.Migrate(context.Background(), server.DSN(postgresTemplate, AppUser), server.DSN(postgresTemplate, pgtest.Superuser)); err != nil {
			t.Fatal(err)
		}
	})
	return server.DSN(server.CreateDatabase(t, postgresTemplate), AppUser)
}

// PostgresOwner is the address of the same database as dsn, for the role that
// owns its tables.
func PostgresOwner(t testing.TB, dsn string) string {
	t.Helper()
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return pgtest.Cluster(t).DSN(conf.Database, pgtest.Superuser)
}

// NewWorld boots the app on a migrated database and makes its tenants, unless
// they are there.
func NewWorld(t testing.TB, dsn string, change func(*config.Config)) *World {
	t.Helper()
	w := open(t, dsn, change)
	w.furnish()
	w.serve()
	return w
}

func open(t testing.TB, dsn string, change func(*config.Config)) *World {
	t.Helper()
	w := newWorld(t)
	cfg := config.Config{Database: dsn, Keys: filepath.Join(t.TempDir(), "keys"), Scheme: "http", NoRateLimit: true,
		Addr: w.Server.Listener.Addr().String(), Port: port(w.Server.Listener.Addr())}
	change(&cfg)
	MakeKeys(t, cfg.Keys)
	var err error
	if w.App, err = app.New(context.Background(), cfg, clock.Fixed(Start)); err != nil {
		t.Fatal(err)
	}
	w.Documents.Unchecked = true
	w.Scanner = scanned
	// What is published is looked at in the process, and at once.
	w.Documents.Fetch, w.Documents.Published = w.FetchHere, w.CheckHere
	return w
}

// Serve boots an app that somebody else has furnished.
func Serve(t testing.TB, cfg config.Config, furnished func(context.Context, config.Config) (*app.App, error)) *World {
	t.Helper()
	w := newWorld(t)
	cfg.Addr, cfg.Port = w.Server.Listener.Addr().String(), port(w.Server.Listener.Addr())
	var err error
	if w.App, err = furnished(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	w.serve()
	return w
}

func newWorld(t testing.TB) *World {
	return &World{t: t, Sites: map[string]tenants.ID{}, Server: httptest.NewUnstartedServer(nil), raw: &plainly{t: t}}
}

func (w *World) serve() {
	w.t.Helper()
	if err := w.Start(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	w.Server.Config.Handler = w.Handler
	w.Server.Start()
	w.t.Cleanup(func() {
		w.Server.Close()
		if err := w.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

// Make makes a tenant at KEY.localhost (and www.KEY.localhost) with a member
// of a role, owner@KEY.example.
func (w *World) Make(kind tenantdb.Kind, key string, role principal.Role, languages ...string) tenants.ID {
	w.t.Helper()
	ctx := context.Background()
	in := sites.NewSite{Key: key, Hosts: []string{key + ".localhost", "www." + key + ".localhost"}, Name: "Site " + key, Languages: languages,
		Party: sites.Party{LegalName: key + " AB", RegistrationNumber: "559000-0001", Address: "Gatan 1, Luleå", Country: "SE", Email: "privacy@" + key + ".example"}}
	id, err := w.App.Sites.Create(ctx, Shell, kind, in, func(ctx context.Context, id tenants.ID) error {
		if err := w.Documents.Furnish(ctx, kind); err != nil {
			return err
		}
		return w.member(ctx, id, role, "owner@"+key+".example")
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// Member adds an account of the platform that may act on a site.
func (w *World) Member(site tenants.ID, role principal.Role, email string) {
	w.t.Helper()
	if err := w.DB.Tx(context.Background(), func(ctx context.Context) error { return w.member(ctx, site, role, email) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *World) member(ctx context.Context, site tenants.ID, role principal.Role, email string) error {
	platform, err := w.App.Sites.PlatformUnscoped(ctx)
	if err != nil {
		return err
	}
	return w.DB.As(ctx, platform.ID, func(ctx context.Context) error {
		a, link, err := w.Accounts.AddMember(ctx, Shell, site, role, "Person "+email, email)
		if err != nil || link == "" {
			return err
		}
		return usePassword(ctx, a.ID)
	})
}

// On is a context of a tenant.
func (w *World) On(id tenants.ID) context.Context { return tenants.With(context.Background(), id) }

// Publish publishes a document's texts, by language, now.
func (w *World) Publish(site tenants.ID, slug string, weight documents.Weight, texts map[string]string) documents.Version {
	w.t.Helper()
	return w.PublishAt(site, slug, weight, time.Time{}, texts)
}

// PublishAt publishes a document's texts to take effect at a time. What pages
// show has followed when it returns.
func (w *World) PublishAt(site tenants.ID, slug string, weight documents.Weight, at time.Time, texts map[string]string) documents.Version {
	w.t.Helper()
	in := documents.Publication{Slug: slug, Weight: weight, EnforcedAt: at, Texts: map[string]documents.Source{}, Overtake: true}
	for language, text := range texts {
		in.Languages = append(in.Languages, language)
		in.Texts[language] = documents.Source{Title: "Policy " + language, Source: text}
	}
	v, err := w.Documents.Publish(w.On(site), Shell, in)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Follow()
	return v
}

// Follow waits until what is in memory is what is in the database.
func (w *World) Follow() {
	w.t.Helper()
	if err := w.Snapshots.Refresh(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}
