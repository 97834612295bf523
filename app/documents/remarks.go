package documents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/lint"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Checking is how texts are checked before they are published.
type Checking struct {
	// Leads reports whether a path of a site is one of the program's pages.
	Leads func(path string) bool
	// Unchecked lets texts be published with whatever is wrong with them: for
	// tests, whose texts are a line long.
	Unchecked bool
}

// Leaving is what a publisher leaves as it is.
type Leaving struct {
	// Warned are hashes of the warnings that the publisher was shown, by
	// language (Preview.Warnings).
	Warned map[string]string
	// AllWarnings are those that there are, and Force the errors as well: for
	// the shell, and for what is published by itself.
	AllWarnings, Force bool
}

// Remark is something wrong with a text, in one place.
type Remark struct {
	lint.Finding
	Language string
	Left     *Snooze // somebody has put it aside for a while; nil: it stands
}

// Stands reports whether it is an error, or a warning, that nobody has put
// aside.
func (r Remark) Stands(severity lint.Severity) bool { return r.Left == nil && r.Severity == severity }

// Said is what is wrong, in a sentence.
func (r Remark) Said() i18n.Said { return i18n.Said{Key: r.Message, Params: r.Params} }

// Tally counts the remarks that stand.
type Tally struct{ Errors, Warnings, Left int }

// Count counts remarks.
func Count(remarks []Remark) (t Tally) {
	for _, r := range remarks {
		switch {
		case r.Left != nil:
			t.Left++
		case r.Severity == lint.Error:
			t.Errors++
		default:
			t.Warnings++
		}
	}
	return t
}

// Proofread tells what is wrong with a text in a language as it stands in an
// editor, beside the document's other languages as they are.
func (s *Service) Proofread(ctx context.Context, p principal.Principal, slug, language string, text Source) (remarks []Remark, err error) {
	site, err := s.may(ctx, p, principal.ReadDocuments)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		record, err := s.sites.LoadUnscoped(ctx, site)
		if err != nil {
			return err
		}
		texts, err := s.latest(ctx, &doc)
		if err != nil {
			return err
		}
		texts[language] = text
		c, err := s.checker(ctx, &doc, s.around(record), texts)
		if err != nil {
			return err
		}
		remarks, err = c.check(ctx, language)
		return err
	})
	return remarks, err
}

// ProofreadAll counts what is wrong with each language of each document, by slug
// and language: with its draft, or else with what is published.
func (s *Service) ProofreadAll(ctx context.Context, p principal.Principal) (tallies map[string]map[string]Tally, err error) {
	site, err := s.may(ctx, p, principal.ReadDocuments)
	if err != nil {
		return nil, err
	}
	tallies = map[string]map[string]Tally{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		docs, err := Catalogue(ctx)
		if err != nil {
			return err
		}
		record, err := s.sites.LoadUnscoped(ctx, site)
		if err != nil {
			return err
		}
		around := s.around(record)
		around.docs = docs
		for i := range docs {
			if docs[i].Retired() {
				continue
			}
			texts, err := s.latest(ctx, &docs[i])
			if err != nil {
				return err
			}
			c, err := s.checker(ctx, &docs[i], around, texts)
			if err != nil {
				return err
			}
			tallies[docs[i].Slug] = map[string]Tally{}
			for language := range texts {
				remarks, err := c.check(ctx, language)
				if err != nil {
					return err
				}
				tallies[docs[i].Slug][language] = Count(remarks)
			}
		}
		return nil
	})
	return tallies, err
}

// latest are a document's texts as somebody would go on with them: the drafts,
// and what is published in the other languages.
func (s *Service) latest(ctx context.Context, doc *Document) (map[string]Source, error) {
	texts := map[string]Source{}
	if v := s.base(doc); v != nil {
		published, err := textsOf(ctx, v.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range published {
			texts[t.Language] = Source{Title: t.Title, Source: t.Source}
		}
	}
	drafts, err := draftsOf(ctx, doc.ID)
	for _, d := range drafts {
		texts[d.Language] = Source{Title: d.Title, Source: d.Source}
	}
	return texts, err
}

// around is what the texts of a tenant have in common.
type around struct {
	record sites.Record
	docs   []Document
	filled map[string]Fillings // by language, once they have been asked for
}

func (s *Service) around(record sites.Record) *around {
	return &around{record: record, filled: map[string]Fillings{}}
}

// checker checks the texts of a document beside each other.
type checker struct {
	*around
	s     *Service
	doc   *Document
	texts map[string]Source
	order []string // the languages, the site's own first
	left  []Snooze
}

func (s *Service) checker(ctx context.Context, doc *Document, a *around, texts map[string]Source) (c *checker, err error) {
	c = &checker{around: a, s: s, doc: doc, texts: texts}
	for _, l := range a.record.Profile.Languages.List() {
		if _, ok := texts[l]; ok {
			c.order = append(c.order, l)
		}
	}
	for _, l := range slices.Sorted(maps.Keys(texts)) {
		if !slices.Contains(c.order, l) {
			c.order = append(c.order, l)
		}
	}
	if a.docs == nil {
		if a.docs, err = Catalogue(ctx); err != nil {
			return nil, err
		}
	}
	c.left, err = snoozesOf(ctx, doc.ID, s.clock.Now())
	return c, err
}

func (c *checker) fillings(ctx context.Context, language string) (f Fillings, err error) {
	f, ok := c.filled[language]
	if !ok {
		f, err = c.s.fillings(ctx, c.record, language)
		c.filled[language] = f
	}
	return f, err
}

// check runs the rules on one of the texts.
func (c *checker) check(ctx context.Context, language string) ([]Remark, error) {
	in, err := c.input(ctx, language)
	if err != nil {
		return nil, err
	}
	var remarks []Remark
	for _, f := range lint.Run(in) {
		r := Remark{Finding: f, Language: language}
		if !f.Firm {
			r.Left = c.putAside(language, f)
		}
		remarks = append(remarks, r)
	}
	return remarks, nil
}

// input is all that is known around a text.
func (c *checker) input(ctx context.Context, language string) (in lint.Input, err error) {
	f, err := c.fillings(ctx, language)
	if err != nil {
		return in, err
	}
	text := c.texts[language]
	source := markdown.Normalise(text.Source)
	in = lint.Input{Language: language, Title: text.Title, Source: source, Values: f.Values, Blocks: f.blocks(source), Facts: f.Facts,
		Privacy: c.doc.Slug == PrivacySlug, Agreed: c.doc.Act == Agree, Knows: c.knows}
	if in.FactsNewer, err = c.factsNewer(ctx, f.Facts, language); err != nil {
		return in, err
	}
	for _, party := range c.record.Roles.Controllers {
		in.DPO = in.DPO || party.DPO != ""
	}
	for _, h := range c.record.Hosts {
		in.Hosts = append(in.Hosts, h.Name)
	}
	for _, l := range c.order {
		if l != language {
			in.Others = append(in.Others, lint.Text{Language: l, Source: markdown.Normalise(c.texts[l].Source)})
		}
	}
	return in, nil
}

// factsNewer reports whether a published text says other facts than those of
// now.
func (c *checker) factsNewer(ctx context.Context, now facts.Set, language string) (bool, error) {
	v := c.s.base(c.doc)
	if v == nil || v.Text(language) == nil {
		return false, nil
	}
	text, err := textByID(ctx, v.Text(language).ID)
	if err != nil || !saysFacts(text.Source) {
		return false, err
	}
	was, err := factsOf(ctx, v.ID)
	return !was.IsZero() && len(facts.Compare(was, now)) > 0, err
}

// knows reports whether a path on the site leads anywhere.
func (c *checker) knows(p string) bool {
	if dir, file := path.Split(p); dir == "/cldoc/" {
		slug, ok := strings.CutSuffix(file, ".htm")
		return ok && slices.ContainsFunc(c.docs, func(d Document) bool { return d.Slug == slug || slices.Contains(d.Formerly, slug) })
	}
	return c.s.Leads == nil || c.s.Leads(p)
}

func (c *checker) putAside(language string, f lint.Finding) *Snooze {
	for i := range c.left {
		if l := &c.left[i]; l.Language == language && l.Rule == f.Code && l.Place == f.Place {
			return l
		}
	}
	return nil
}

// judge runs the rules on the languages of a publication, beside those that
// are carried over. Errors stand in its way; all that is found is kept in
// in.remarks.
func (s *Service) judge(ctx context.Context, doc *Document, around *around, in Publication, texts map[string]Text) (wrong errs.List, err error) {
	if s.Unchecked {
		return nil, nil
	}
	sources := map[string]Source{}
	for l, t := range texts {
		sources[l] = Source{Title: t.Title, Source: t.Source}
	}
	c, err := s.checker(ctx, doc, around, sources)
	if err != nil {
		return nil, err
	}
	for _, language := range in.Languages {
		remarks, err := c.check(ctx, language)
		if err != nil {
			return nil, err
		}
		for _, r := range remarks {
			if r.Code == "facts_newer" || r.Code == "blank" || r.Code == "title" { // publishing mends the first, and render has told the others
				continue
			}
			in.remarks[language] = append(in.remarks[language], r)
			if r.Stands(lint.Error) && !in.Force {
				wrong = append(wrong, r.problem(doc.Slug))
			}
		}
	}
	return wrong, nil
}

// problem is the remark as what stands in the way of publishing.
func (r Remark) problem(slug string) *errs.Error {
	params := errs.Params{"Language": r.Language, "Document": slug, "What": r.Said(), "Line": r.Line, "Excerpt": "“" + r.Excerpt + "”"}
	e := errs.New(errs.Invalid, "lint.whole", params)
	if r.Line > 0 {
		e = errs.New(errs.Invalid, "lint.at", params)
	}
	e.Field = "text_" + r.Language
	return e
}

// Warnings are a language's remarks that the publisher is asked about, and a
// hash of them: who says that it may be published all the same has seen these.
func (v Preview) Warnings(language string) (list []Remark, hash string) {
	var b strings.Builder
	for _, r := range v.Remarks[language] {
		if r.Stands(lint.Warning) {
			list = append(list, r)
			b.WriteString(r.Code + r.Place + "\n")
		}
	}
	if list == nil {
		return nil, ""
	}
	sum := sha256.Sum256([]byte(b.String()))
	return list, hex.EncodeToString(sum[:8])
}

// shown refuses a publication whose warnings the publisher has not been shown.
func (in *Publication) shown(v Preview) error {
	if in.Force || in.AllWarnings {
		return nil
	}
	for _, language := range in.Languages {
		if _, hash := v.Warnings(language); hash != in.Warned[language] {
			return errs.InvalidField("warned", "lint.error.warned", nil)
		}
	}
	return nil
}

// Mend does what a remark offers to do with a text: it puts in a block, or
// other words in the place of those. Where there is nothing to put, or the
// text has changed, it is returned as it was.
func (r Remark) Mend(source string) string {
	if r.Put == "" {
		return source
	}
	if r.Was == "" {
		return strings.TrimRight(source, "\n") + "\n\n" + r.Put + "\n"
	}
	lines := strings.Split(source, "\n")
	for i := max(r.Line-1, 0); i < len(lines); i++ {
		if strings.Contains(lines[i], r.Was) {
			lines[i] = strings.Replace(lines[i], r.Was, r.Put, 1)
			break
		}
	}
	return strings.Join(lines, "\n")
}
