// Package documents owns what a tenant publishes: its information documents,
// their drafts, and the versions that were published, each frozen in every
// language it has. Whether a version is in force, required or overtaken is
// never stored: states.go derives it from times.
//
// A draft becomes a version in Publish; nothing else makes one, and nothing
// changes it afterwards but Withdraw.
package documents

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// The documents that every tenant of a kind starts with.
const (
	PrivacySlug   = "cookies-privacy-policies"
	AgreementSlug = "user-agreement"
	DPASlug       = "data-processing-agreement"
)

// Service is the one way to documents.
type Service struct {
	db    *db.DB
	clock *clock.Clock
	sites *sites.Service

	changes *compare.Cache

	// Blocks makes the tables and lists that a text includes by name, from the
	// data map and the registers, in the context's transaction.
	Blocks func(ctx context.Context, record sites.Record, language string) (map[string]string, error)
	Checking

	// Facts are what the context's tenant says about its processing, and Bundle
	// has the words for them: texts include them as blocks too.
	Facts  func(ctx context.Context) (facts.Set, error)
	Bundle *i18n.Bundle

	// Fetch gets the page that anybody is shown at an address of a host; nil:
	// this process checks nothing of what it publishes. Patience is how long it
	// waits for the right one.
	Fetch    func(ctx context.Context, host, path string) (page string, err error)
	Patience time.Duration
	// Unseen says that what is published now belongs to a past in which nobody
	// could have looked at it: the history that a demo is furnished with.
	Unseen bool
	// Published hears, once it is committed, that a tenant has published.
	Published func(id tenants.ID)
}

// New makes the service.
func New(d *db.DB, c *clock.Clock, s *sites.Service) *Service {
	return &Service{db: d, clock: c, sites: s, changes: compare.NewCache(differences)}
}

// Furnish gives a new tenant the documents it starts with, unfilled. It runs
// in the transaction that makes the tenant.
func (s *Service) Furnish(ctx context.Context, kind tenantdb.Kind) error {
	now := s.clock.Now()
	docs := []Document{{Slug: PrivacySlug, Binds: BindsPerson, Act: Acknowledge}}
	if kind == tenantdb.Platform {
		docs = []Document{
			{Slug: AgreementSlug, Binds: BindsOrganisation, Act: Agree},
			{Slug: DPASlug, Binds: BindsOrganisation, Act: Agree},
			docs[0],
		}
	}
	for i, d := range docs {
		d.ID, d.Position, d.CreatedAt = uuid.Must(uuid.NewV7()), i+1, now
		if err := insert(ctx, &d); err != nil {
			return err
		}
	}
	return nil
}

// List returns the context's tenant's documents and, by document and
// language, which drafts there are.
func (s *Service) List(ctx context.Context, p principal.Principal) (docs []Document, drafts map[uuid.UUID]map[string]Draft, err error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return nil, nil, err
	}
	drafts = map[uuid.UUID]map[string]Draft{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		if docs, err = Catalogue(ctx); err != nil {
			return err
		}
		all, err := allDrafts(ctx)
		for _, d := range all {
			if drafts[d.DocumentID] == nil {
				drafts[d.DocumentID] = map[string]Draft{}
			}
			drafts[d.DocumentID][d.Language] = d
		}
		return err
	})
	return docs, drafts, err
}

func (s *Service) may(ctx context.Context, p principal.Principal, action principal.Action) (tenants.ID, error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return id, err
	}
	err = p.Require(id, action)
	if err != nil && action == principal.PublishDocuments && p.May(id, principal.PublishIfLet) {
		return id, s.letPublish(ctx, id)
	}
	return id, err
}

// Text returns a published text whole, and fails where it is not the one that
// was published: its hash is verified each time it is read.
func (s *Service) Text(ctx context.Context, id uuid.UUID) (t Text, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		t, err = textByID(ctx, id)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		return err
	})
	if err == nil && t.Sum() != t.Hash {
		return Text{}, fmt.Errorf("documents: text %s does not match its hash", t.ID)
	}
	return t, err
}

// Responsible tells who answered for the context's tenant's data, in which
// role, when a version was published.
func (s *Service) Responsible(ctx context.Context, v *Version) (sites.Roles, error) {
	if len(v.Roles.Controllers) > 0 {
		return v.Roles, nil
	}
	// From before roles were kept: there was one arrangement.
	party, err := s.sites.PartyByID(ctx, v.PartyID)
	processor := v.Processor
	if processor.ID == party.ID {
		processor.TenantID = party.TenantID // which is not in the column: the platform's own
	}
	return sites.RolesOf(party, sites.Arrangement{Kind: sites.Sole}, processor), err
}

// Open returns what to edit in a language: the draft, or what a new draft
// starts from (Lock is then 0): the latest published text, or a starter text.
func (s *Service) Open(ctx context.Context, p principal.Principal, slug, language string) (doc Document, draft Draft, err error) {
	site, err := s.may(ctx, p, principal.ReadDocuments)
	if err != nil {
		return doc, draft, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		if doc, err = bySlug(ctx, slug); err != nil {
			return err
		}
		draft, err = draftFor(ctx, doc.ID, language)
		if !db.IsNotFound(err) {
			return err
		}
		draft = Draft{DocumentID: doc.ID, Language: language}
		if text := s.base(&doc).textIn(language); text != nil {
			full, err := textByID(ctx, text.ID)
			draft.Title, draft.Source, draft.TranslatedFrom = full.Title, full.Source, full.TranslatedFrom
			return err
		}
		record, err := s.sites.LoadUnscoped(ctx, site)
		draft.Title, draft.Source = doc.Starter(record.Tenant.Kind, language)
		return err
	})
	return doc, draft, err
}

// base is the version that an edit starts from: the latest that stands.
func (s *Service) base(d *Document) *Version {
	now := s.clock.Now()
	for i := len(d.Versions) - 1; i >= 0; i-- {
		if v := &d.Versions[i]; d.standing(v, now) {
			return v
		}
	}
	return nil
}

func (v *Version) textIn(language string) *Text {
	if v == nil {
		return nil
	}
	return v.Text(language)
}

func bySlug(ctx context.Context, slug string) (Document, error) {
	docs, err := Catalogue(ctx)
	if err != nil {
		return Document{}, err
	}
	if d := BySlug(docs, slug); d != nil {
		return *d, nil
	}
	return Document{}, errs.New(errs.NotFound, "error.not_found", nil)
}

// ConflictError is a save onto a draft that somebody else saved meanwhile. It
// carries theirs, so that a page can show both.
type ConflictError struct{ Theirs Draft }

func (e *ConflictError) Error() string { return "documents: the draft was saved by somebody else" }

// Unwrap makes it an errs.Conflict for those who only tell it.
func (e *ConflictError) Unwrap() error {
	return errs.New(errs.Conflict, "document.error.conflict", nil)
}

// SaveDraft keeps a draft. It refuses only what could not be kept as it is:
// an unfinished text is what drafts are for. lock is the one that was read
// with the text that is being replaced.
func (s *Service) SaveDraft(ctx context.Context, p principal.Principal, slug, language, title, source string, lock int) (draft Draft, err error) {
	if _, err := s.may(ctx, p, principal.EditDocuments); err != nil {
		return draft, err
	}
	language, ok := i18n.Valid(language)
	if !ok {
		return draft, errs.New(errs.NotFound, "error.not_found", nil)
	}
	title, err = cleanTitle(title)
	if err != nil {
		return draft, err
	}
	source = markdown.Normalise(source)
	if _, err := markdown.Render(source, ""); err != nil && !errs.HasKey(err, "markdown.empty") {
		return draft, err
	}
	save := func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		_, err = draftFor(ctx, doc.ID, language)
		first := db.IsNotFound(err)
		if draft, err = s.store(ctx, doc.ID, language, title, source, lock); err == nil && first {
			err = s.adopt(ctx, &doc, draft)
		}
		return err
	}
	if err = s.db.Tx(ctx, save); db.IsDuplicate(err) {
		err = s.db.Tx(ctx, save) // somebody else made the first draft at the same moment
	}
	return draft, err
}

func (s *Service) store(ctx context.Context, doc uuid.UUID, language, title, source string, lock int) (Draft, error) {
	now := s.clock.Now()
	current, err := draftFor(ctx, doc, language)
	if db.IsNotFound(err) {
		if lock > 0 { // it was published or discarded meanwhile
			theirs, err := s.published(ctx, doc, language)
			if err != nil {
				return Draft{}, err
			}
			return Draft{}, &ConflictError{Theirs: theirs}
		}
		d, err := s.published(ctx, doc, language) // what it follows stays said
		if err != nil {
			return d, err
		}
		d.ID, d.Title, d.Source, d.Lock, d.UpdatedAt = uuid.Must(uuid.NewV7()), title, source, 1, now
		return d, insert(ctx, &d)
	} else if err != nil {
		return Draft{}, err
	}
	if current.Title == title && current.Source == source {
		return current, nil
	}
	next := current
	next.Title, next.Source, next.Lock, next.UpdatedAt = title, source, lock, now
	saved, err := updateDraft(ctx, next)
	if err != nil {
		return Draft{}, err
	}
	if !saved {
		return Draft{}, &ConflictError{Theirs: current}
	}
	next.Lock++
	return next, nil
}

// published returns the latest published text as what a draft starts from.
func (s *Service) published(ctx context.Context, doc uuid.UUID, language string) (Draft, error) {
	d := Draft{DocumentID: doc, Language: language}
	docs, err := Catalogue(ctx)
	if err != nil {
		return d, err
	}
	for i := range docs {
		if docs[i].ID != doc {
			continue
		}
		if text := s.base(&docs[i]).textIn(language); text != nil {
			full, err := textByID(ctx, text.ID)
			d.Title, d.Source, d.TranslatedFrom = full.Title, full.Source, full.TranslatedFrom
			return d, err
		}
	}
	return d, nil
}

// DiscardDraft forgets a draft; the published text is what is edited next.
func (s *Service) DiscardDraft(ctx context.Context, p principal.Principal, slug, language string) error {
	if _, err := s.may(ctx, p, principal.EditDocuments); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		return deleteDraft(ctx, doc.ID, language)
	})
}

const maxTitle = 160

func cleanTitle(title string) (string, error) {
	title, ok := plain.Line(title, maxTitle)
	if !ok {
		return "", errs.InvalidField("title", "document.error.title", errs.Params{"Max": maxTitle})
	}
	return title, nil
}

// SetAct chooses what the next version of a document asks: a site may have
// its privacy document accepted instead of acknowledged.
func (s *Service) SetAct(ctx context.Context, p principal.Principal, slug string, act Act) error {
	if _, err := s.may(ctx, p, principal.EditSettings); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil || doc.Act == act {
			return err
		}
		if !slices.Contains(doc.Acts(), act) {
			return errs.InvalidField("act", "document.error.act", nil)
		}
		return setAct(ctx, doc.ID, act)
	})
}

// AsConflict returns the other draft where err is a ConflictError.
func AsConflict(err error) (Draft, bool) {
	if c, ok := errors.AsType[*ConflictError](err); ok {
		return c.Theirs, true
	}
	return Draft{}, false
}
