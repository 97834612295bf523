package documents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents/follow"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Improvement is what the platform has changed in a text since a document took
// it over, and what is left to decide about it.
type Improvement struct {
	Document Document
	Language string
	Edition  int // the latest
	Hunks    []follow.Hunk
	Draft    Draft // the text that it would be taken into: the draft, or what one starts from
	// Seen says which texts the hunks are between, so that a choice is about
	// what was shown.
	Seen string

	adopted Adoption
	next    string
}

// Improvements lists the texts of the context's tenant that have something to
// decide about, by document.
func (s *Service) Improvements(ctx context.Context, p principal.Principal) (found map[uuid.UUID][]string, err error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return nil, err
	}
	found = map[uuid.UUID][]string{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		docs, err := Catalogue(ctx)
		if err != nil {
			return err
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		for i := range docs {
			for _, language := range followed(&docs[i], record.Tenant.Kind, record.Profile.Languages.List()) {
				is, err := s.improvement(ctx, &docs[i], record.Tenant.Kind, language)
				if err != nil {
					return err
				}
				if len(is.Hunks) > 0 {
					found[docs[i].ID] = append(found[docs[i].ID], language)
				}
			}
		}
		return nil
	})
	return found, err
}

// followed are the languages in which there is more than one edition.
func followed(doc *Document, kind tenantdb.Kind, languages []string) []string {
	name := doc.template(kind)
	if doc.Retired() || name == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(languages), func(l string) bool { return latestEdition(name, l) < 2 })
}

// Improvement is what there is to decide about one text.
func (s *Service) Improvement(ctx context.Context, p principal.Principal, slug, language string) (is Improvement, err error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return is, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		is, err = s.improvementOf(ctx, slug, language)
		return err
	})
	return is, err
}

func (s *Service) improvementOf(ctx context.Context, slug, language string) (is Improvement, err error) {
	doc, err := bySlug(ctx, slug)
	if err != nil {
		return is, err
	}
	record, err := s.record(ctx)
	if err != nil {
		return is, err
	}
	if code, ok := i18n.Valid(language); !ok || code != language {
		return is, errs.New(errs.NotFound, "error.not_found", nil)
	}
	return s.improvement(ctx, &doc, record.Tenant.Kind, language)
}

func (s *Service) improvement(ctx context.Context, doc *Document, kind tenantdb.Kind, language string) (is Improvement, err error) {
	name := doc.template(kind)
	is = Improvement{Document: *doc, Language: language, Edition: latestEdition(name, language)}
	is.next = markdown.Normalise(starterText(name, is.Edition, language))
	is.Draft, err = draftFor(ctx, doc.ID, language)
	if db.IsNotFound(err) {
		is.Draft, err = Draft{DocumentID: doc.ID, Language: language}, nil
		if text := s.base(doc).textIn(language); text != nil {
			full, failed := textByID(ctx, text.ID)
			is.Draft.Title, is.Draft.Source, err = full.Title, full.Source, failed
		}
	}
	if err != nil || is.Draft.Source == "" { // nothing is written: it would start from the latest
		return is, err
	}
	rows, err := adoptionsOf(ctx, doc.ID)
	if err != nil {
		return is, err
	}
	i := slices.IndexFunc(rows, func(a Adoption) bool { return a.Language == language && a.Name == name })
	if i >= 0 {
		is.adopted = rows[i]
	} else {
		is.adopted = s.begunAs(doc, name, language, is.Draft.Source)
	}
	if is.adopted.Edition == 0 || is.adopted.Edition >= is.Edition {
		return is, nil
	}
	is.Hunks = follow.Hunks(is.adopted.Source, is.next, is.Draft.Source)
	sum := sha256.Sum256([]byte(is.adopted.Source + "\x00" + is.next + "\x00" + is.Draft.Source))
	is.Seen = hex.EncodeToString(sum[:16]) + "." + strconv.Itoa(is.Draft.Lock)
	return is, nil
}

// begunAs finds the edition that a text began as: the one it has most
// paragraphs of, if that is most of them. Edition 0: its author's own words.
func (s *Service) begunAs(doc *Document, name, language, source string) (a Adoption) {
	best := 0
	for edition := 1; edition <= latestEdition(name, language); edition++ {
		text := markdown.Normalise(starterText(name, edition, language))
		same, all, mine := follow.Matches(text, source)
		if same < best || 2*same < min(all, mine) || same < 3 && same < all {
			continue
		}
		best = same // of two that fit alike, the later: nothing is asked twice
		a = Adoption{DocumentID: doc.ID, Language: language, Name: name, Edition: edition, Source: text, AdoptedAt: s.clock.Now()}
	}
	return a
}

// adopt notes which edition a draft began as, when it is first saved in a
// language that has no published text.
func (s *Service) adopt(ctx context.Context, doc *Document, d Draft) error {
	if s.base(doc).textIn(d.Language) != nil {
		return nil
	}
	record, err := s.record(ctx)
	if err != nil {
		return err
	}
	a := s.begunAs(doc, doc.template(record.Tenant.Kind), d.Language, d.Source)
	if a.Edition == 0 {
		return forgetAdoption(ctx, doc.ID, d.Language)
	}
	return keepAdoption(ctx, a)
}

// Decision is what an author says to an improvement.
type Decision struct {
	Slug, Language string
	Seen           string          // of the improvement that was shown
	Choices        []follow.Choice // one for each of its hunks
	Mark           string          // the line to put between mine and what is put beside it
}

// DecideImprovement carries out an author's choices: what is taken goes into the draft,
// and all that was decided is remembered. Nothing is published by it.
func (s *Service) DecideImprovement(ctx context.Context, p principal.Principal, in Decision) (is Improvement, err error) {
	if _, err := s.may(ctx, p, principal.EditDocuments); err != nil {
		return is, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if is, err = s.improvementOf(ctx, in.Slug, in.Language); err != nil {
			return err
		}
		if in.Seen != is.Seen || len(in.Choices) != len(is.Hunks) || len(is.Hunks) == 0 {
			return errs.New(errs.Conflict, "papers.error.improvement", nil)
		}
		taken := 0
		for _, c := range in.Choices {
			if c == follow.Take || c == follow.Replace {
				taken++
			}
		}
		decided, mine := follow.Apply(is.adopted.Source, is.next, is.Draft.Source, in.Mark, in.Choices)
		if mine != is.Draft.Source {
			if _, err := markdown.Render(mine, ""); err != nil {
				return err
			}
			if is.Draft, err = s.store(ctx, is.Document.ID, in.Language, is.Draft.Title, mine, is.Draft.Lock); err != nil {
				return err
			}
		}
		a := is.adopted
		a.Source, a.AdoptedAt = decided, s.clock.Now()
		if decided == is.next {
			a.Edition = is.Edition
		}
		if err := keepAdoption(ctx, a); err != nil {
			return err
		}
		if taken == 0 {
			return nil
		}
		return ledger.Record(ctx, p, s.clock.Now(), ledger.TemplateTaken,
			ledger.Details{"Document": is.Document.Slug, "Languages": in.Language, "Count": taken})
	})
	if _, conflict := errors.AsType[*ConflictError](err); conflict || db.IsDuplicate(err) {
		err = errs.New(errs.Conflict, "papers.error.improvement", nil)
	}
	return is, err
}
