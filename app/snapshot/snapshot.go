// Package snapshot holds in memory what every request needs: which tenant a
// hostname means, and each tenant's record and documents at its latest
// revision. Hostnames are all loaded at the start, so that a host nobody owns
// costs no database work; a tenant's own data is loaded when first asked for.
//
// A snapshot is never changed: a change in the database makes a new one. What
// is only shown follows within a second, by the change feed; what is gated is
// exact, because the session's statement brings the tenant's revision along
// (AtLeast).
package snapshot

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Site is a tenant at one revision. It is shared and must not be changed.
type Site struct {
	sites.Record
	Documents []documents.Document
	Look      appearance.Look
	Connected []consent.Connected // services; consent.LiveAt tells which of them run
}

// Host is what a hostname resolves to.
type Host struct {
	Tenant  tenants.ID
	Primary bool
}

// Store is the memory.
type Store struct {
	db    *db.DB
	sites *sites.Service

	mu     sync.RWMutex
	hosts  map[string]Host
	loaded map[tenants.ID]*slot
	// platform is known once a tenant is loaded: before, there is nothing that
	// could hold the platform's party.
	platform atomic.Pointer[tenants.ID]

	feed sync.Mutex
	last int64          // the highest sequence number read from the change feed
	seen map[int64]bool // those within the overlap below it
	stop func()
	done chan struct{}

	// Heard is told which tenant has changed; nil: nobody is.
	Heard func(id tenants.ID)
}

// slot holds one tenant's snapshot; its lock makes one load at a time.
type slot struct {
	mu    sync.Mutex
	site  atomic.Pointer[Site]
	heard atomic.Int64 // the latest revision that the feed told of
}

// New makes an empty store; Start fills it.
func New(d *db.DB, s *sites.Service) *Store {
	return &Store{db: d, sites: s, hosts: map[string]Host{}, loaded: map[tenants.ID]*slot{}}
}

// Start loads all hostnames and follows the change feed until Close.
func (s *Store) Start(ctx context.Context) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		s.db.Watch(ctx, func() {
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				slog.Error("following changes", "err", err)
			}
		})
	}()
	return nil
}

// Close stops following.
func (s *Store) Close() {
	if s.stop != nil {
		s.stop()
		<-s.done
	}
}

// ByHost returns what a normalised hostname means.
func (s *Store) ByHost(name string) (Host, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	h, ok := s.hosts[name]
	return h, ok
}

// Site returns the latest snapshot of a tenant that is known here.
func (s *Store) Site(ctx context.Context, id tenants.ID) (*Site, error) {
	return s.AtLeast(ctx, id, 0)
}

// AtLeast returns a snapshot that is no older than a revision.
func (s *Store) AtLeast(ctx context.Context, id tenants.ID, revision int64) (*Site, error) {
	sl := s.slot(id)
	revision = max(revision, sl.heard.Load()) // one that was being loaded meanwhile may be older
	if site := sl.site.Load(); site != nil && site.Tenant.Revision >= revision {
		return site, nil
	}
	sl.mu.Lock()
	defer sl.mu.Unlock()
	if site := sl.site.Load(); site != nil && site.Tenant.Revision >= revision {
		return site, nil
	}
	site, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	sl.site.Store(site)
	return site, nil
}

func (s *Store) slot(id tenants.ID) *slot {
	s.mu.RLock()
	sl := s.loaded[id]
	s.mu.RUnlock()
	if sl != nil {
		return sl
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.loaded[id] == nil {
		if len(s.loaded) >= maxLoaded { // what is still in use is loaded again
			s.loaded = map[tenants.ID]*slot{}
		}
		s.loaded[id] = &slot{}
	}
	return s.loaded[id]
}

// maxLoaded bounds how many tenants are held at once.
const maxLoaded = 20_000

// load reads a tenant. Its revision is read first: a change that commits
// meanwhile makes the snapshot look older than it is, never newer.
func (s *Store) load(ctx context.Context, id tenants.ID) (*Site, error) {
	site := &Site{}
	err := s.db.View(tenants.With(db.ByProgram(ctx), id), func(ctx context.Context) (err error) {
		if site.Record, err = s.sites.LoadUnscoped(ctx, id); err != nil {
			return err
		}
		platform := tenants.ID(site.Platform.TenantID)
		s.platform.Store(&platform)
		if site.Documents, err = documents.Catalogue(ctx); err != nil {
			return err
		}
		if site.Look, err = appearance.Load(ctx, site.Profile.Accent); err != nil {
			return err
		}
		site.Connected, err = consent.Load(ctx, site.Documents)
		return err
	})
	return site, err
}

// overlap is how far back the feed is read again: commits may become visible
// in another order than their numbers were given.
const overlap = 200

// Refresh takes in what has changed since the last time.
func (s *Store) Refresh(ctx context.Context) error {
	s.feed.Lock()
	defer s.feed.Unlock()
	var changes []tenantdb.Change
	var hosts []tenantdb.Hostname
	var news []tenantdb.Change // read for the first time
	first := s.seen == nil
	err := s.db.View(ctx, func(ctx context.Context) (err error) {
		if first {
			if changes, err = sites.LastChangesUnscoped(ctx, overlap); err != nil {
				return err
			}
			hosts, err = sites.HostnamesUnscoped(ctx)
			return err
		}
		if changes, err = sites.ChangesUnscoped(ctx, s.last-overlap); err != nil {
			return err
		}
		for _, c := range changes {
			if s.seen[c.Seq] {
				continue
			}
			news = append(news, c)
			more, err := sites.HostnamesOfUnscoped(ctx, c.TenantID)
			if err != nil {
				return err
			}
			hosts = append(hosts, more...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.seen = make(map[int64]bool, len(changes))
	for _, c := range changes {
		s.seen[c.Seq] = true
		s.last = max(s.last, c.Seq)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.takeHosts(hosts, news)
	for _, c := range news {
		s.hear(c)
		if s.Heard != nil && !first {
			s.Heard(c.TenantID)
		}
	}
	return nil
}

// takeHosts replaces the hostnames of the tenants that changed.
func (s *Store) takeHosts(hosts []tenantdb.Hostname, news []tenantdb.Change) {
	changed := map[tenants.ID]bool{}
	for _, c := range news {
		changed[c.TenantID] = true
	}
	if len(changed) > 0 {
		maps.DeleteFunc(s.hosts, func(_ string, h Host) bool { return changed[h.Tenant] })
	}
	for _, h := range hosts {
		s.hosts[h.Name] = Host{Tenant: h.TenantID, Primary: h.Primary}
	}
}

// hear takes note of a change, so that an older snapshot is loaded anew. The
// platform's party is in every site's snapshot, so a change there drops them
// all.
func (s *Store) hear(c tenantdb.Change) {
	if platform := s.platform.Load(); platform != nil && c.TenantID == *platform {
		s.loaded = map[tenants.ID]*slot{}
		return
	}
	sl := s.loaded[c.TenantID]
	if sl == nil {
		return
	}
	sl.heard.Store(max(sl.heard.Load(), c.Revision))
}

// Latest reads a tenant anew: for a page that must show what was published
// this very moment.
func (s *Store) Latest(ctx context.Context, id tenants.ID) (*Site, error) {
	sl := s.slot(id)
	sl.mu.Lock()
	defer sl.mu.Unlock()
	site, err := s.load(ctx, id)
	if err == nil {
		sl.site.Store(site)
	}
	return site, err
}
