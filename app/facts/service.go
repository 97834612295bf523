package facts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Service is the one way to a site's facts.
type Service struct {
	db      *db.DB
	clock   *clock.Clock
	sites   *sites.Service
	datamap datamap.Map

	// Library are the purposes that come ready to adopt.
	Library Library
	// Processors reads the context's site's own register, in its transaction.
	Processors func(ctx context.Context) ([]Processor, error)
	// Changed is told, at the end of the transaction, that the context's
	// site's facts are not what they were.
	Changed func(ctx context.Context) error
	// Removing is told, in the transaction, that a purpose goes: it refuses, or
	// lets go of what leads to it.
	Removing func(ctx context.Context, p principal.Principal, code string) error
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service, m datamap.Map, l Library) *Service {
	return &Service{db: d, clock: c, sites: s, datamap: m, Library: l}
}

// Current are the context's tenant's facts as they are now: what its owner has
// said, filled in from the record. They are told to everybody. On the
// platform's own tenant there are none: the data map says all.
func (s *Service) Current(ctx context.Context) (set Set, err error) {
	desk, err := s.desk(ctx)
	return desk.Current, err
}

// Desk is what the owner works on.
type Desk struct {
	Said         Set // by the owner
	Current      Set // filled in
	Country      string
	Offered      []Purpose // ready to adopt
	Improvements []Improvement
}

// Desk opens the context's site's facts to who may read its documents.
func (s *Service) Desk(ctx context.Context, p principal.Principal) (Desk, error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return Desk{}, err
	}
	if err := p.Require(id, principal.ReadDocuments); err != nil {
		return Desk{}, err
	}
	d, err := s.desk(ctx)
	if err != nil || d.Country != "" {
		return d, err
	}
	return d, errs.New(errs.NotFound, "error.not_found", nil) // the platform's
}

func (s *Service) desk(ctx context.Context) (d Desk, err error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return d, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		record, err := s.sites.LoadUnscoped(ctx, id)
		if err != nil || record.Tenant.Kind == tenantdb.Platform {
			return err
		}
		said, err := load(ctx)
		if err != nil {
			return err
		}
		var register []Processor
		if s.Processors != nil {
			if register, err = s.Processors(ctx); err != nil {
				return err
			}
		}
		d = Desk{Said: said.Content, Country: record.Controller().Country, Current: Resolve(said.Content, record, s.datamap, register)}
		if d.Country == "" {
			d.Country = "ZZ" // not told yet
		}
		s.offer(&d)
		return nil
	})
	return d, err
}

// offer adds what the library has for a site.
func (s *Service) offer(d *Desk) {
	for _, r := range s.Library.Offered() {
		if !slices.ContainsFunc(d.Said.Purposes, func(p Purpose) bool { return p.Ready == r.Code }) {
			d.Offered = append(d.Offered, r.In(d.Country))
		}
	}
	for _, p := range d.Said.Purposes {
		if i := s.Library.Improvement(p, d.Country); i != nil && len(i.Fields) > 0 {
			d.Improvements = append(d.Improvements, *i)
		}
	}
}

// Improvement is the one that waits for a purpose, or nil.
func (d Desk) Improvement(code string) *Improvement {
	return find(d.Improvements, func(i Improvement) bool { return i.Code == code })
}

// ConflictError is a change of something that somebody else has changed since
// it was read. It carries the facts as they now are, so that a page can show
// both.
type ConflictError struct{ Theirs Set }

func (e *ConflictError) Error() string { return "facts: somebody else has changed it" }

// Unwrap makes it an errs.Conflict for those who only tell it.
func (e *ConflictError) Unwrap() error { return errs.New(errs.Conflict, "facts.error.conflict", nil) }

// AsConflict returns the facts as they are where err is a ConflictError.
func AsConflict(err error) (Set, bool) {
	if c, ok := errors.AsType[*ConflictError](err); ok {
		return c.Theirs, true
	}
	return Set{}, false
}

// Fingerprint tells one state of a part of the facts from another: a form
// carries that of what it was filled with. That of nothing is empty.
func Fingerprint[T any](part *T) string {
	if part == nil {
		return ""
	}
	b, err := json.Marshal(part)
	if err != nil {
		return err.Error()
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// edit runs a change of the context's site's facts: authorised, in a
// transaction, counted, and in the history where fn names an event.
func (s *Service) edit(ctx context.Context, p principal.Principal, fn func(set *Set, country string) (ledger.Event, ledger.Details, error)) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(id, principal.EditDocuments); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		// First: it locks the tenant's row, so that two changes stand in one
		// order, and so do a change and a publication.
		if err := sites.Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		desk, err := s.desk(ctx)
		if err != nil {
			return err
		}
		if desk.Country == "" {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		return s.change(ctx, p, desk, fn)
	})
}

func (s *Service) change(ctx context.Context, p principal.Principal, desk Desk, fn func(*Set, string) (ledger.Event, ledger.Details, error)) error {
	said, err := load(ctx)
	if err != nil {
		return err
	}
	before := Fingerprint(&said.Content)
	event, details, err := fn(&said.Content, desk.Country)
	if err != nil || Fingerprint(&said.Content) == before {
		return err
	}
	now := s.clock.Now().UTC().Truncate(time.Microsecond)
	said.Revision, said.UpdatedAt = said.Revision+1, now
	if err := keep(ctx, said); err != nil {
		return err
	}
	if err := ledger.Record(ctx, p, now, event, details); err != nil {
		return err
	}
	if s.Changed == nil {
		return nil
	}
	return s.Changed(ctx)
}
