// Package appearance owns how a site looks: its colours, letters, corners,
// logo, icon and footer. What was chosen is values from lists and colours that
// have been judged, never code; app/web/kernel/theme makes a stylesheet of
// them.
package appearance

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/appearance/colour"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Service is the one way to sites' looks.
type Service struct {
	db    *db.DB
	clock *clock.Clock
}

// New makes the service.
func New(d *db.DB, c *clock.Clock) *Service { return &Service{db: d, clock: c} }

// Clean tidies what was typed and tells what is wrong with it, but for
// contrast, which can only be judged once all else is right.
func (t *Theme) Clean(languages []string) (wrong errs.List) {
	for _, field := range []struct {
		name  string
		value *string
	}{{"paper", &t.Style.Paper}, {"ink", &t.Style.Ink}, {"accent", &t.Style.Accent}} {
		c, ok := colour.Parse(*field.value)
		if !ok {
			wrong = append(wrong, errs.InvalidField(field.name, "look.error.colour", nil))
			continue
		}
		*field.value = c.Hex()
	}
	s := t.Style
	for _, choice := range []struct {
		name string
		ok   bool
	}{
		{"button", slices.Contains(Buttons, s.Button)}, {"type", slices.Contains(Types, s.Type)}, {"size", slices.Contains(Sizes, s.Size)},
		{"corner", slices.Contains(Corners, s.Corner)}, {"scheme", slices.Contains(Schemes, s.Scheme)}, {"header", slices.Contains(Headers, t.Header)},
	} {
		if !choice.ok {
			wrong = append(wrong, errs.InvalidField(choice.name, "look.error.choice", nil))
		}
	}
	footers := map[string]Footer{}
	for _, language := range languages { // no others: a language that the site no longer has goes
		f := t.Footer[language]
		wrong = append(wrong, f.clean(language)...)
		if !f.Empty() {
			footers[language] = f
		}
	}
	t.Footer = footers
	return wrong
}

// Set changes how the context's tenant looks. What could not be read by
// everybody is refused; Style.Check tells what would do instead.
func (s *Service) Set(ctx context.Context, p principal.Principal, t Theme) error {
	return s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		if err := sites.Bump(ctx, now); err != nil { // first: it locks the tenant's row
			return err
		}
		profile, err := sites.CurrentProfile(ctx)
		if err != nil {
			return err
		}
		wrong := t.Clean(profile.Languages.List())
		if len(wrong) > 0 {
			return wrong
		}
		for _, f := range t.Style.Check() {
			wrong = append(wrong, f.Err())
		}
		look := Look{Theme: t}
		if err := look.describe(ctx); err != nil {
			return err
		}
		for _, kind := range Kinds {
			if _, ok := look.Picture(kind); !ok && *t.Picture(kind) != "" {
				wrong = append(wrong, errs.InvalidField(string(kind), "look.error.image_gone", nil))
			}
		}
		if len(wrong) > 0 {
			return wrong
		}
		t.UpdatedAt = now
		if err := writeTheme(ctx, t); err != nil {
			return err
		}
		if err := sites.SetAccent(ctx, t.Style.Accent); err != nil {
			return err
		}
		if err := s.sweep(ctx, t, now); err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.LookChanged, nil)
	})
}

// AddImage takes a picture in. It is shown nowhere before a theme that names
// it is saved.
func (s *Service) AddImage(ctx context.Context, p principal.Principal, kind Kind, up Upload) (image Image, err error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return image, err
	}
	if err := p.Require(id, principal.EditSettings); err != nil {
		return image, err
	}
	if !slices.Contains(Kinds, kind) {
		return image, errs.New(errs.NotFound, "error.not_found", nil)
	}
	if image, err = drawn(kind, up); err != nil {
		return image, err
	}
	err = s.edit(ctx, p, func(ctx context.Context, now time.Time) error {
		old, err := loadImage(ctx, image.Hash)
		if err == nil {
			image = old
			return nil
		} else if !db.IsNotFound(err) {
			return err
		}
		image.ID, image.CreatedAt = uuid.Must(uuid.NewV7()), now
		if err := addImage(ctx, &image); err != nil {
			return err
		}
		look, err := Load(ctx, sites.DefaultAccent)
		if err != nil {
			return err
		}
		return s.sweep(ctx, look.Theme, now)
	})
	if db.IsDuplicate(err) { // sent twice at once
		return s.Image(ctx, image.Hash)
	}
	return image, err
}

// edit runs an authorised change in a transaction.
func (s *Service) edit(ctx context.Context, p principal.Principal, fn func(context.Context, time.Time) error) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(id, principal.EditSettings); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error { return fn(ctx, s.clock.Now()) })
}

// How long a picture that no theme names waits for one, and how many may: who
// tries looks out sends some that come to nothing.
const (
	imageWaits = 24 * time.Hour
	maxWaiting = 12
)

// sweep deletes the pictures that nothing names any more.
func (s *Service) sweep(ctx context.Context, t Theme, now time.Time) error {
	all, err := listImages(ctx)
	if err != nil {
		return err
	}
	waiting := 0
	for _, image := range all {
		if image.Hash == t.Logo || image.Hash == t.LogoDark || image.Hash == t.Icon {
			continue
		}
		if waiting++; waiting <= maxWaiting && now.Sub(image.CreatedAt) < imageWaits {
			continue
		}
		if err := deleteImage(ctx, image.ID); err != nil {
			return err
		}
	}
	return nil
}

// Open returns how the context's tenant looks now, for who works on it.
func (s *Service) Open(ctx context.Context, p principal.Principal) (l Look, err error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return l, err
	}
	if err := p.Require(id, principal.ReadDocuments); err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		profile, err := sites.CurrentProfile(ctx)
		if err != nil {
			return err
		}
		l, err = Load(ctx, profile.Accent)
		return err
	})
	return l, err
}

// Try is a look that is not saved: a theme, with what there is of the pictures
// that it names.
func (s *Service) Try(ctx context.Context, p principal.Principal, t Theme) (l Look, err error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return l, err
	}
	if err := p.Require(id, principal.ReadDocuments); err != nil {
		return l, err
	}
	l.Theme = t
	return l, s.db.View(ctx, l.describe)
}

// Image returns a picture of the context's tenant. It is public there, as what
// a page shows is.
func (s *Service) Image(ctx context.Context, hash string) (image Image, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		image, err = loadImage(ctx, hash)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		return err
	})
	return image, err
}
