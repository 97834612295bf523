package documents

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
)

// What a version asks is not asked before the program itself has fetched each
// of its texts at its public address, as anybody does, and found it to be what
// was published: nobody is to be held to a text that a proxy, a cache or a
// broken page keeps from them. The version is public at once.

// Path is where the public finds the text of a document that is in force.
func Path(slug string) string { return "/cldoc/" + slug + ".htm" }

// VersionPath is where it finds a version, for ever.
func VersionPath(slug string, seq int) string {
	return "/cldoc/" + slug + "/" + strconv.Itoa(seq) + ".htm"
}

// see takes in what was seen of a version, in the order of time.
func (v *Version) see(checks []Check) {
	if !v.MustCheck {
		return
	}
	var all time.Time
	missing := false
	for _, l := range v.Languages() {
		last, first := -1, time.Time{}
		for i, c := range checks {
			if c.Language != l {
				continue
			}
			last = i
			if c.Outcome == OK && first.IsZero() {
				first = c.At
			}
		}
		if last >= 0 {
			v.Checks = append(v.Checks, checks[last])
		}
		missing = missing || first.IsZero()
		if first.After(all) {
			all = first
		}
	}
	if !missing && len(v.Texts) > 0 {
		v.VerifiedAt = &all
	}
}

// Unverified are the versions that ask nothing, or tell nothing, yet because
// their texts have not been seen to be public: those from the one that is
// required on.
func (d *Document) Unverified(at time.Time) (all []*Version) {
	if d.Retired() {
		return nil
	}
	required := d.Required(at)
	for i := range d.Versions {
		v := &d.Versions[i]
		if d.standing(v, at) && !v.verified(at) && (required == nil || v.Seq > required.Seq) {
			all = append(all, v)
		}
	}
	return all
}

// Check looks at a version at its public addresses, now and for as long as the
// service has patience, and returns it with what was seen.
func (s *Service) Check(ctx context.Context, p principal.Principal, slug string, seq int) (v Version, err error) {
	if _, err := s.may(ctx, p, principal.PublishDocuments); err != nil {
		return v, err
	}
	var doc Document
	var record sites.Record
	read := func(ctx context.Context) (err error) {
		doc, record, err = s.known(ctx, slug)
		return err
	}
	if err := s.db.View(ctx, read); err != nil {
		return v, err
	}
	found := doc.Version(seq)
	if found == nil {
		return v, errs.New(errs.NotFound, "error.not_found", nil)
	}
	if err := s.check(ctx, record, &doc, found); err != nil {
		return v, err
	}
	if err := s.db.View(ctx, read); err != nil {
		return v, err
	}
	return *doc.Version(seq), nil
}

func (s *Service) known(ctx context.Context, slug string) (doc Document, record sites.Record, err error) {
	if doc, err = bySlug(ctx, slug); err != nil {
		return doc, record, err
	}
	record, err = s.record(ctx)
	return doc, record, err
}

// CheckDue looks at every version of the context's tenant that waits for it,
// and reports whether some still do. It is a job's.
func (s *Service) CheckDue(ctx context.Context, p principal.Principal) (waiting bool, err error) {
	if !p.Trusted() {
		return false, errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	var docs []Document
	var record sites.Record
	if err := s.db.View(ctx, func(ctx context.Context) (err error) {
		if docs, err = Catalogue(ctx); err != nil {
			return err
		}
		record, err = s.record(ctx)
		return err
	}); err != nil || s.Fetch == nil {
		return false, err
	}
	for i := range docs {
		for _, v := range docs[i].Unverified(s.clock.Now()) {
			if err := s.check(ctx, record, &docs[i], v); err != nil {
				return true, err
			}
			waiting = waiting || v.VerifiedAt == nil
		}
	}
	return waiting, nil
}

// check fetches a version's texts and records what it saw.
func (s *Service) check(ctx context.Context, record sites.Record, doc *Document, v *Version) error {
	if s.Fetch == nil || v.verified(s.clock.Now()) {
		return nil
	}
	patience, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	seen := make([]Check, len(v.Texts))
	for {
		again := false
		for i := range v.Texts {
			if seen[i].Outcome != OK {
				seen[i] = s.look(ctx, record.Primary(), s.pathOf(doc, v), &v.Texts[i])
				again = again || seen[i].Outcome != OK
			}
		}
		if !again || patience.Err() != nil {
			return s.note(ctx, v, seen)
		}
		select { // what was published may not have come to every process yet
		case <-patience.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// pathOf is where a version is looked for: where everybody finds it, if it is
// in force.
func (s *Service) pathOf(doc *Document, v *Version) string {
	if in := doc.InForce(s.clock.Now()); in != nil && in.ID == v.ID {
		return Path(doc.Slug)
	}
	return VersionPath(doc.Slug, v.Seq)
}

func (s *Service) look(ctx context.Context, host, path string, t *Text) Check {
	c := Check{VersionID: t.VersionID, Language: t.Language, Outcome: Unreachable}
	page, err := s.Fetch(ctx, host, path+"?"+url.Values{"lang": {t.Language}}.Encode())
	if err != nil {
		return c
	}
	c.Outcome = Mismatch
	if shown, ok := TextOf(page); ok {
		if c.Hash = shown.Sum(); c.Hash == t.Hash {
			c.Outcome = OK
		}
	}
	return c
}

// note keeps what was seen, where it is not what was seen the last time. What
// turns a version into one that asks something changes the tenant.
func (s *Service) note(ctx context.Context, v *Version, seen []Check) error {
	return s.db.Tx(db.ByProgram(ctx), func(ctx context.Context) error {
		known, err := checksOf(ctx, v.ID)
		if err != nil {
			return err
		}
		was := Version{MustCheck: true, Texts: v.Texts}
		if was.see(known); was.VerifiedAt != nil { // by another process, meanwhile
			v.VerifiedAt = was.VerifiedAt
			return nil
		}
		for i := range seen {
			seen[i].ID, seen[i].At = uuid.Must(uuid.NewV7()), s.clock.Now()
		}
		will := Version{MustCheck: true, Texts: v.Texts}
		if will.see(append(slices.Clone(known), seen...)); will.VerifiedAt != nil {
			if err := sites.Bump(ctx, s.clock.Now()); err != nil {
				return err
			}
		}
		now := s.clock.Now()
		for i := range seen {
			c := seen[i]
			if slices.ContainsFunc(was.Checks, func(k Check) bool { return k.Language == c.Language && k.Outcome == c.Outcome && k.Hash == c.Hash }) {
				continue
			}
			c.At = now
			if err := insert(ctx, &c); err != nil {
				return err
			}
			known = append(known, c)
		}
		v.VerifiedAt, v.Checks = nil, nil
		v.see(known)
		return nil
	})
}

// TextOf reads the text out of a document's page as anybody sees it: its
// first heading, and what stands in the element that holds the text.
func TextOf(page string) (t Text, ok bool) {
	var title, law strings.Builder
	inTitle, titled, depth := false, false, 0
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return t, false
		}
		raw := string(z.Raw()) // before Token, which may rewrite it
		token := z.Token()
		if depth > 0 {
			switch {
			case kind == html.StartTagToken && token.DataAtom == atom.Article:
				depth++
			case kind == html.EndTagToken && token.DataAtom == atom.Article:
				depth--
			}
			if depth == 0 {
				body := strings.TrimSuffix(strings.TrimPrefix(law.String(), "\n"), "\n")
				return Text{Title: title.String(), HTML: body}, titled
			}
			law.WriteString(raw)
			continue
		}
		switch {
		case kind == html.StartTagToken && token.DataAtom == atom.Article && isLaw(token):
			depth = 1
		case kind == html.StartTagToken && token.DataAtom == atom.H1 && !titled:
			inTitle, titled = true, true
		case kind == html.EndTagToken && token.DataAtom == atom.H1:
			inTitle = false
		case kind == html.TextToken && inTitle:
			title.WriteString(token.Data)
		}
	}
}

// isLaw: the class that a document's page gives its text, and nothing else.
func isLaw(t html.Token) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "class" && a.Val == "law" })
}
