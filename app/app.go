// Package app is the composition root: it builds every service once, in the
// order in which they rest on each other, and starts and closes what runs.
//
// The rooms: errs, clock, principal, db, i18n and ledger know no feature;
// sites, accounts, documents, acceptance, snapshot and rights each own a noun
// and its tables; web shows them to people and cli to the shell. arch_test.go
// holds who may import whom.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/consent/scan"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/keys"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/rights"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web"
	"github.com/pactdesk/pactdesk/app/web/console"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/site"
	"github.com/pactdesk/pactdesk/app/web/studio"
	"github.com/pactdesk/pactdesk/locales"
	"github.com/pactdesk/pactdesk/tenants"
)

// App is the whole program, built.
type App struct {
	Config     config.Config
	Clock      *clock.Clock
	DB         *db.DB
	Bundle     *i18n.Bundle
	DataMap    datamap.Map
	Sites      *sites.Service
	Accounts   *accounts.Service
	Documents  *documents.Service
	Facts      *facts.Service
	Acceptance *acceptance.Service
	Access     *access.Service
	Rights     *rights.Service
	Processing *processing.Service
	Consent    *consent.Service
	Appearance *appearance.Service
	Snapshots  *snapshot.Store
	Kernel     *kernel.Kernel
	Handler    http.Handler

	// Scanner visits sites in a browser: see Scan. Nil: none is installed.
	Scanner  func(context.Context, scan.Visit) (scan.Result, error)
	scanning sync.Mutex

	stop    context.CancelFunc // of what runs beside requests
	running sync.WaitGroup
}

// DataMap is what every part declares of the data it holds about people.
func DataMap() datamap.Map {
	return datamap.New(kernel.Elsewhere, sites.DataMap, accounts.DataMap, documents.DataMap, acceptance.DataMap, ledger.DataMap,
		processing.DataMap, consent.DataMap, access.DataMap, facts.DataMap, appearance.DataMap, db.DataMap)
}

// New builds the program on a migrated database. Nothing runs yet: that is
// enough for a command that does one thing.
func New(ctx context.Context, cfg config.Config, c *clock.Clock) (a *App, err error) {
	d, err := db.Open(cfg.Database)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = d.Close()
		}
	}()
	a = &App{Config: cfg, Clock: c, DB: d, DataMap: DataMap()}
	if err := a.checkSchema(ctx); err != nil {
		return nil, err
	}
	if a.Bundle, err = i18n.Load(locales.FS); err != nil {
		return nil, err
	}
	secrets, err := a.presentationKeys()
	if err != nil {
		return nil, err
	}
	a.Sites = sites.New(a.DB, c)
	a.Accounts = accounts.New(a.DB, c)
	a.Documents = documents.New(a.DB, c, a.Sites)
	a.Sites.RolesChanged = func(ctx context.Context, p principal.Principal, before sites.Record) error {
		return a.Documents.AnnounceRoles(ctx, p, before, a.Bundle)
	}
	a.Acceptance = acceptance.New(a.DB, c, secrets, a.Accounts, a.Sites)
	a.Access = access.New(a.DB, c, secrets)
	a.Processing = processing.New(a.DB, c, a.Sites, a.Bundle, a.DataMap)
	a.Processing.AcceptedDPA = a.acceptedDPA
	a.Documents.Blocks, a.Sites.Changed = a.Processing.Blocks, a.Processing.Keep
	library, err := facts.LoadLibrary()
	if err != nil {
		return nil, err
	}
	a.Facts = facts.New(a.DB, c, a.Sites, a.DataMap, library)
	a.Facts.Processors, a.Facts.Changed, a.Processing.Facts = a.Processing.ForFacts, a.Processing.Keep, a.Facts.Current
	a.Facts.Removing = a.letPurposeGo
	a.Documents.Facts, a.Documents.Bundle = a.Facts.Current, a.Bundle
	a.Rights = rights.New(a.DB, c, a.Sites, a.Accounts, a.Documents, a.Acceptance, a.DataMap)
	a.Appearance = appearance.New(a.DB, c)
	a.Consent = consent.New(a.DB, c, a.Facts, a.Bundle)
	a.Consent.Register = a.engage
	a.Snapshots = snapshot.New(a.DB, a.Sites)
	a.Kernel = &kernel.Kernel{Config: cfg, Clock: c, Bundle: a.Bundle, Snapshots: a.Snapshots, Acceptance: a.Acceptance, Access: a.Access,
		Appearance: a.Appearance, Ping: a.DB.Ping}
	if err := a.Kernel.Init(); err != nil {
		return nil, err
	}
	if scan.Installed() != "" {
		a.Scanner = scan.Run
	}
	visitors := &site.Surface{Accounts: a.Accounts, Documents: a.Documents, Acceptance: a.Acceptance, Rights: a.Rights, Sites: a.Sites, Processing: a.Processing,
		Consent: a.Consent, Facts: a.Facts}
	a.Handler = web.Routes(a.Kernel, visitors,
		&studio.Surface{Accounts: a.Accounts, Documents: a.Documents, Acceptance: a.Acceptance, Sites: a.Sites, Rights: a.Rights,
			Support: a.Access, Processing: a.Processing, Facts: a.Facts, Appearance: a.Appearance, Consent: a.Consent, ShowPage: visitors.ShowPage,
			ShowGate: visitors.ShowGate, DB: a.DB, Scan: a.scanNow, CanScan: func() bool { return a.Scanner != nil }},
		&console.Surface{Sites: a.Sites, Acceptance: a.Acceptance, Accounts: a.Accounts, Support: a.Access, Processing: a.Processing})
	a.Documents.Leads = a.Kernel.Leads
	return a, nil
}

// acceptedDPA is processing's hook: see there. A version that has been withdrawn
// since was agreed to all the same: what its annex names was not taken back.
func (a *App) acceptedDPA(ctx context.Context, site tenants.ID) (publishedAt time.Time, ok bool, err error) {
	record, err := a.Sites.LoadUnscoped(ctx, site)
	if err != nil {
		return publishedAt, false, err
	}
	v, err := a.Acceptance.DPAUnscoped(ctx, record)
	if err != nil || v == nil {
		return publishedAt, false, err
	}
	return v.PublishedAt, true, nil
}

func (a *App) checkSchema(ctx context.Context) error {
	have, want, err := a.DB.SchemaVersion(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the database is not migrated (run `pactdesk migrate`): %w", err)
	case have < want:
		return fmt.Errorf("the database is on step %d of %d: run `pactdesk migrate`", have, want)
	case have > want:
		return db.ErrNewer
	}
	if err := a.DB.CheckRole(ctx); err != nil {
		return err
	}
	if err := a.DB.CheckSetConfig(ctx); err != nil {
		slog.Warn("a wall is lower than it could be", "err", err)
	}
	return nil
}

// presentationKeys: the embedded database has its keys beside it; with
// Postgres, where several processes must share them, they must be given.
func (a *App) presentationKeys() (*keys.Keys, error) {
	if a.Config.Keys == "" {
		return nil, errors.New("no presentation keys: give --keys FILE (see README)")
	}
	if a.DB.Dialect == db.Postgres {
		return keys.Load(a.Config.Keys)
	}
	return keys.Ensure(a.Config.Keys)
}

const eraseEvery = time.Hour

// Start loads what is held in memory and starts what runs beside requests.
func (a *App) Start(ctx context.Context) error {
	kernel.Warm()
	ctx, a.stop = context.WithCancel(context.WithoutCancel(ctx))
	a.startChecking(ctx)
	if err := a.Snapshots.Start(ctx); err != nil {
		return err
	}
	a.running.Go(func() {
		tick := time.NewTicker(eraseEvery)
		defer tick.Stop()
		for {
			if _, err := a.Acceptance.EraseDueUnscoped(ctx, principal.Principal{Kind: principal.Job}); err != nil && ctx.Err() == nil {
				slog.Error("erasing identities whose time is up", "err", err)
			}
			if _, err := a.Consent.EraseDueUnscoped(ctx, principal.Principal{Kind: principal.Job}); err != nil && ctx.Err() == nil {
				slog.Error("erasing consents whose time is up", "err", err)
			}
			if err := a.Processing.KeepAllUnscoped(ctx, principal.Principal{Kind: principal.Job}); err != nil && ctx.Err() == nil {
				slog.Error("keeping the records of processing", "err", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	return nil
}

// Close stops what runs and closes the database.
func (a *App) Close() error {
	if a.stop != nil {
		a.stop()
		a.running.Wait()
	}
	a.Snapshots.Close()
	return a.DB.Close()
}

// Serve answers on a listener until ctx ends; requests under way are finished.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{Handler: a.Handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return srv.Shutdown(grace)
}
