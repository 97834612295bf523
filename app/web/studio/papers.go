package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// DocumentName is what a document of the site worked on is called.
func (d *desk) DocumentName(slug string) string {
	doc := documents.BySlug(d.site.Documents, slug)
	if doc == nil || doc.BuiltIn() {
		return d.Request.DocumentName(slug)
	}
	return d.called(doc)
}

func (d *desk) called(doc *documents.Document) string {
	if name := doc.Called(d.Clock.Now(), d.Loc.Lang()); name != "" {
		return name
	}
	return doc.Slug
}

// PapersPart is what the list shows beside the documents.
type PapersPart struct {
	NewHref  string        // empty: the reader may not
	Did      string        // what has just been done, as a sentence
	Wanted   *Warning      // a document that the country's law wants
	Retired  []RetiredLine // documents out of use
	MaySet   bool
	Improved []ImprovedLine // texts of the platform's that there is more to take from
}

// RetiredLine is a document out of use.
type RetiredLine struct{ Name, Since, VersionsHref, SettingsHref string }

// PaperRow is a document on the list, beyond what it says and to whom.
type PaperRow struct {
	Asks         string // what it asks, where nothing else on the row says so
	Apart        string // for whom, and where, if not for all and in the footer
	SettingsHref string
	MoveHref     string
	First, Last  bool
	Optional     bool // the site has added it: it is nobody's fault that it lacks a text
}

func (page *DocumentsPage) retired(d *desk, doc *documents.Document) {
	base := d.documentsPath() + "/" + doc.Slug
	page.Retired = append(page.Retired, RetiredLine{Name: d.DocumentName(doc.Slug), Since: d.Loc.Date(doc.RetiredAt.In(d.zone())),
		VersionsHref: base + "/versions", SettingsHref: base + "/settings"})
}

// papers fills in the list's own part.
func (s *Surface) papers(d *desk, docs []documents.Document, page *DocumentsPage) error {
	page.MaySet = d.may(principal.EditSettings)
	if page.MaySet {
		page.NewHref = d.documentsPath() + "/new"
	}
	page.Did = d.did(docs)
	found, err := s.Documents.Improvements(d.ctx, d.p)
	if err != nil {
		return err
	}
	page.Improved = d.improved(docs, found)
	for i := range page.Documents {
		row := &page.Documents[i]
		doc := documents.BySlug(docs, row.Slug)
		base := d.documentsPath() + "/" + doc.Slug
		row.PaperRow = PaperRow{Apart: d.apart(doc), SettingsHref: base + "/settings", MoveHref: base + "/move", First: i == 0,
			Last: i == len(page.Documents)-1, Optional: !doc.BuiltIn()}
		if row.Required == nil {
			row.Asks = d.Loc.T("papers.asks." + string(doc.Act))
		}
	}
	if country := d.site.Party.Country; documents.ImprintWanted(country) && page.MaySet && d.site.Tenant.Kind == tenantdb.Site && !has(docs, documents.Imprint) {
		page.Wanted = &Warning{Message: d.Loc.T("papers.imprint.wanted", "Country", d.Loc.Country(country)),
			Href: page.NewHref + "?kind=" + string(documents.Imprint), Mend: d.Loc.T("papers.imprint.make")}
	}
	return nil
}

// has reports whether a document of a kind is in use.
func has(docs []documents.Document, kind documents.Kind) bool {
	return slices.ContainsFunc(docs, func(doc documents.Document) bool { return doc.Kind == kind && !doc.Retired() })
}

// apart says for whom a document is, and whether it is in the footer, where
// that is not as of most.
func (d *desk) apart(doc *documents.Document) string {
	var says []string
	if doc.Act != documents.Inform && doc.Audience != "" {
		says = append(says, d.Loc.T("papers.asks.some"))
	}
	if doc.Unlisted {
		says = append(says, d.Loc.T("papers.asks.unlisted"))
	}
	return strings.Join(says, " ")
}

// did says what has just been done, where the address tells.
func (d *desk) did(docs []documents.Document) string {
	for _, done := range []string{"moved", "retired", "restored", "removed"} {
		slug := d.QueryParam(done)
		if slug == "" {
			continue
		}
		if done == "removed" {
			return d.Loc.T("papers.did.removed")
		}
		if doc := documents.BySlug(docs, slug); doc != nil {
			return d.Loc.T("papers.did."+done, "Document", d.DocumentName(doc.Slug))
		}
	}
	return ""
}

// MoveDocument moves a document up or down the footer.
func (s *Surface) MoveDocument(r *kernel.Request) error {
	return s.onPaper(r, "moved", func(d *desk, slug string) error {
		return s.Documents.Move(d.ctx, d.p, slug, r.FormValue("to") == "up")
	})
}

// RetireDocument takes a document out of use.
func (s *Surface) RetireDocument(r *kernel.Request) error {
	return s.onPaper(r, "retired", func(d *desk, slug string) error { return s.Documents.Retire(d.ctx, d.p, slug) })
}

// RestoreDocument takes it into use again.
func (s *Surface) RestoreDocument(r *kernel.Request) error {
	return s.onPaper(r, "restored", func(d *desk, slug string) error { return s.Documents.Restore(d.ctx, d.p, slug) })
}

// RemoveDocument takes away one that was never published.
func (s *Surface) RemoveDocument(r *kernel.Request) error {
	return s.onPaper(r, "removed", func(d *desk, slug string) error { return s.Documents.Remove(d.ctx, d.p, slug) })
}

// onPaper does something to a document and goes back to the list.
func (s *Surface) onPaper(r *kernel.Request, done string, do func(d *desk, slug string) error) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := do(d, r.Param("slug")); err != nil {
		return err
	}
	back := d.documentsPath() + "?" + done + "=" + r.Param("slug")
	if done == "moved" { // so that the next press is where this one was
		back += "#" + r.Param("slug")
	}
	return r.SeeOther(back)
}

// NewDocumentPage offers the kinds.
type NewDocumentPage struct {
	kernel.Chrome
	Kinds []KindCard
}

// KindCard is a kind of document to make.
type KindCard struct {
	Name, What, Asks, Href, Note string
	Wanted                       bool
}

var newDocumentPage = kernel.Declare[NewDocumentPage]("studio/papers_new.html", "studio")

// NewDocument offers the kinds of documents, or asks about one of a kind.
func (s *Surface) NewDocument(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.EditSettings); err != nil {
		return err
	}
	if kind := documents.Kind(r.QueryParam("kind")); slices.Contains(documents.Kinds, kind) {
		return s.showPaper(d, http.StatusOK, d.blankForm(kind), &documents.Document{Kind: kind, Act: kind.Act()}, "", nil)
	}
	page := NewDocumentPage{Chrome: d.chrome(r.Loc.T("papers.new"), "documents")}
	for _, kind := range documents.Kinds {
		card := KindCard{Name: r.Loc.T("papers.kind." + string(kind)), What: r.Loc.T("papers.kind." + string(kind) + ".what"),
			Asks: r.Loc.T("papers.asks." + string(kind.Act())), Href: d.documentsPath() + "/new?kind=" + string(kind)}
		switch country := d.site.Party.Country; {
		case kind != documents.Blank && has(d.site.Documents, kind):
			card.Note = r.Loc.T("papers.kind.have")
		case kind == documents.Imprint && documents.ImprintWanted(country):
			card.Note, card.Wanted = r.Loc.T("papers.imprint.wanted", "Country", r.Loc.Country(country)), true
		}
		page.Kinds = append(page.Kinds, card)
	}
	return newDocumentPage.Render(r, http.StatusOK, page)
}

// blankForm is what a new document of a kind is called at first.
func (d *desk) blankForm(kind documents.Kind) kernel.Form {
	form := kernel.Form{Values: map[string]string{}}
	for _, l := range d.site.Profile.Languages.List() {
		form.Values["name_"+l] = documents.StarterTitle(string(kind), l)
	}
	return form
}

// AddDocument makes a new document, and leads to its text.
func (s *Surface) AddDocument(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	kind := documents.Kind(r.FormValue("kind"))
	in, err := d.paperSettings()
	if err != nil {
		return err
	}
	doc, err := s.Documents.Add(d.ctx, d.p, kind, in)
	form, status, err := r.Formed(err, d.paperFields()...)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showPaper(d, status, form, &documents.Document{Kind: kind, Act: in.Act, Audience: strings.Join(in.Audience, ","), Unlisted: in.Unlisted, Binds: in.Binds}, "", nil)
	}
	return r.SeeOther(d.textPath(doc.Slug, d.site.Profile.Languages.Source()))
}

// ImprovedLine is a document whose texts the platform has improved since they
// were taken over.
type ImprovedLine struct {
	Message string
	Texts   []kernel.FooterLink // by language
}
