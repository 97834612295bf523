package documents

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Settings are what is chosen about a document beside its texts.
type Settings struct {
	Names    map[string]string // by language; a language that is not in it keeps its name
	Slug     string            // empty: as it is, or made of its name
	Act      Act
	Audience []string // codes of purposes; none: everybody
	Unlisted bool
	// Binds is for a new document: on the platform also its customers'
	// organisations; on a site always the person.
	Binds Binds
	// Seen is the fingerprint of the settings that were changed: others that
	// somebody saved meanwhile are not written over. Empty: whatever there is.
	Seen string
}

// Fingerprint tells one state of a document's settings from another.
func (d *Document) Fingerprint() string {
	return facts.Fingerprint(&[]any{d.Slug, d.Names, d.Act, d.Audience, d.Unlisted})
}

// SettingsConflictError is a save onto settings that somebody else saved
// meanwhile. It carries theirs, so that a page can show both.
type SettingsConflictError struct{ Theirs Document }

func (e *SettingsConflictError) Error() string { return "documents: somebody else saved the settings" }

// Unwrap makes it an errs.Conflict for those who only tell it.
func (e *SettingsConflictError) Unwrap() error {
	return errs.New(errs.Conflict, "papers.error.conflict", nil)
}

// AsSettingsConflict returns the document as it is where err is a
// SettingsConflictError.
func AsSettingsConflict(err error) (*Document, bool) {
	if c, ok := errors.AsType[*SettingsConflictError](err); ok {
		return &c.Theirs, true
	}
	return nil, false
}

const maxDocuments = 40

// Add makes a new document, without a text: it begins with a draft.
func (s *Service) Add(ctx context.Context, p principal.Principal, kind Kind, in Settings) (doc Document, err error) {
	if _, err := s.may(ctx, p, principal.EditSettings); err != nil {
		return doc, err
	}
	if !slices.Contains(Kinds, kind) {
		return doc, errs.New(errs.NotFound, "error.not_found", nil)
	}
	err = s.change(ctx, func(ctx context.Context, now time.Time) error {
		docs, err := Catalogue(ctx)
		if err != nil {
			return err
		}
		if len(docs) >= maxDocuments {
			return errs.New(errs.Invalid, "papers.error.many", errs.Params{"Max": maxDocuments})
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		doc = Document{ID: uuid.Must(uuid.NewV7()), Kind: kind, Binds: BindsPerson, CreatedAt: now}
		if in.Binds == BindsOrganisation && record.Tenant.Kind == tenantdb.Platform {
			doc.Binds = BindsOrganisation
		}
		if err := in.apply(&doc, docs, record.Profile.Languages.Source()); err != nil {
			return err
		}
		for _, other := range docs {
			doc.Position = max(doc.Position, other.Position)
		}
		doc.Position++
		if err := insert(ctx, &doc); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.DocumentAdded, ledger.Details{"Document": doc.Slug})
	})
	return doc, err
}

// Configure changes a document's settings. Another address leaves the one
// before behind, which leads to it.
func (s *Service) Configure(ctx context.Context, p principal.Principal, slug string, in Settings) (doc Document, err error) {
	if _, err := s.may(ctx, p, principal.EditSettings); err != nil {
		return doc, err
	}
	err = s.change(ctx, func(ctx context.Context, now time.Time) error {
		docs, err := Catalogue(ctx)
		if err != nil {
			return err
		}
		found := BySlug(docs, slug)
		if found == nil {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		doc = *found
		if err := in.apply(&doc, docs, record.Profile.Languages.Source()); err != nil {
			return err
		}
		if is := found.Fingerprint(); in.Seen != "" && in.Seen != is {
			if doc.Fingerprint() == is { // the button, twice
				return nil
			}
			return &SettingsConflictError{Theirs: *found}
		}
		if err := updateDocument(ctx, &doc); err != nil {
			return err
		}
		if doc.Slug == found.Slug {
			return ledger.Record(ctx, p, now, ledger.DocumentChanged, ledger.Details{"Document": doc.Slug})
		}
		if !slices.Contains(doc.Formerly, found.Slug) {
			if err := insert(ctx, &Slug{ID: uuid.Must(uuid.NewV7()), Slug: found.Slug, DocumentID: doc.ID, CreatedAt: now}); err != nil {
				return err
			}
		}
		return ledger.Record(ctx, p, now, ledger.DocumentRenamed, ledger.Details{"Document": doc.Slug, "Before": found.Slug, "Now": doc.Slug})
	})
	return doc, err
}

// record is the context's tenant's own.
func (s *Service) record(ctx context.Context) (sites.Record, error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return sites.Record{}, err
	}
	return s.sites.LoadUnscoped(ctx, id)
}

// change runs fn in a transaction that holds the tenant, so that no address is
// given twice and pages follow.
func (s *Service) change(ctx context.Context, fn func(ctx context.Context, now time.Time) error) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		now := s.clock.Now()
		if err := sites.Bump(ctx, now); err != nil {
			return err
		}
		return fn(ctx, now)
	})
}

// apply puts settings on a document among the tenant's others, or tells all
// that is wrong with them.
func (in Settings) apply(doc *Document, docs []Document, source string) error {
	var wrong errs.List
	names := map[string]string{}
	maps.Copy(names, doc.Names)
	for l, typed := range in.Names {
		code, ok := i18n.Valid(l)
		name, err := cleanTitle(typed)
		if !ok || err != nil {
			wrong = append(wrong, errs.InvalidField("name_"+l, "document.error.title", errs.Params{"Max": maxTitle}))
			continue
		}
		names[code] = name
	}
	doc.Names = names
	if !doc.BuiltIn() && doc.Name(source) == "" && len(wrong) == 0 {
		wrong = append(wrong, errs.InvalidField("name_"+source, "papers.error.name", nil))
	}
	if !slices.Contains(doc.Acts(), in.Act) {
		wrong = append(wrong, errs.InvalidField("act", "document.error.act", nil))
	}
	doc.Act, doc.Unlisted = in.Act, in.Unlisted && !doc.BuiltIn()
	if !doc.BuiltIn() {
		doc.Audience = strings.Join(audience(in.Audience), ",")
	}
	wrong = append(wrong, in.address(doc, docs, source)...)
	return wrong.OrNil()
}

// audience are well-formed codes, each once.
func audience(codes []string) (out []string) {
	for _, c := range codes {
		if c != "" && !strings.ContainsAny(c, ", ") && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// address judges the slug that is wished for, or makes one of the name.
func (in Settings) address(doc *Document, docs []Document, source string) errs.List {
	wish := strings.TrimSpace(in.Slug)
	if doc.BuiltIn() || wish == "" && doc.Slug != "" || wish == doc.Slug && wish != "" {
		return nil
	}
	if wish == "" {
		doc.Slug = freeSlug(Slugify(doc.Name(source)), docs)
		return nil
	}
	if !validSlug(wish) {
		return errs.List{errs.InvalidField("slug", "papers.error.slug", errs.Params{"Max": maxAddress})}
	}
	if taken := BySlug(docs, wish); taken != nil && taken.ID != doc.ID {
		return errs.List{errs.InvalidField("slug", "papers.error.slug_taken", nil)}
	}
	doc.Slug = wish
	return nil
}

const maxAddress = 60

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	notSlug  = regexp.MustCompile(`[^a-z0-9]+`)
	// What does not come apart into a letter and a mark.
	spelled = strings.NewReplacer("ø", "o", "æ", "ae", "ß", "ss", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "œ", "oe")
)

// reserved are addresses in the studio beside the documents' own.
var reserved = []string{"new"}

func validSlug(slug string) bool {
	return len(slug) <= maxAddress && slugForm.MatchString(slug) && !slices.Contains(reserved, slug)
}

// Slugify makes an address of a name: Köpvillkor is kopvillkor.
func Slugify(name string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(spelled.Replace(strings.ToLower(name))))
	slug := strings.Trim(notSlug.ReplaceAllString(plain, "-"), "-")
	if len(slug) > maxAddress-5 {
		slug = strings.Trim(slug[:maxAddress-5], "-")
	}
	if !validSlug(slug) {
		return "document"
	}
	return slug
}

// freeSlug is a slug that no document has or had.
func freeSlug(slug string, docs []Document) string {
	free := slug
	for n := 2; BySlug(docs, free) != nil; n++ {
		free = slug + "-" + itoa(n)
	}
	return free
}
