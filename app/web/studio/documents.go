package studio

import (
	"net/http"
	"slices"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// Warning is something that keeps the site from being complete, with the
// place that mends it. It stands until it is mended.
type Warning struct{ Message, Href, Mend string }

// warnings tells what a site lacks.
func (d *desk) warnings() (warnings []Warning) {
	now := d.Clock.Now()
	warnings = d.held()
	for i := range d.site.Documents {
		doc := &d.site.Documents[i]
		if doc.Retired() || !doc.BuiltIn() && doc.InForce(now) == nil {
			continue // nothing makes a site have it
		}
		name := d.DocumentName(doc.Slug)
		if doc.InForce(now) == nil {
			warnings = append(warnings, Warning{Message: d.Loc.T("studio.warning.unpublished", "Document", name),
				Href: d.textPath(doc.Slug, d.site.Profile.Languages.Source()), Mend: d.Loc.T("studio.warning.fill_in")})
			continue
		}
		for _, l := range d.missing(doc) {
			warnings = append(warnings, Warning{Message: d.Loc.T("studio.warning.language", "Document", name, "Language", d.Loc.LanguageHere(l)),
				Href: d.textPath(doc.Slug, l), Mend: d.Loc.T("studio.warning.write")})
		}
	}
	return warnings
}

func (d *desk) textPath(slug, language string) string {
	return d.documentsPath() + "/" + slug + "/text/" + language
}

// DocumentsPage is Settings / Appearance / Information documents.
type DocumentsPage struct {
	kernel.Chrome
	Warnings []Warning
	// FactsChanged says that they have, since the version in force; nil: no.
	FactsChanged *Warning
	Documents    []DocumentRow
	Zone         string
	Published    string // what has just been published, as a sentence
	PapersPart
}

// DocumentRow is one document with its languages at the right.
type DocumentRow struct {
	Name         string
	Slug         string
	InForce      *documents.Version
	Since        string // when that began
	Upcoming     []Upcoming
	Customers    int
	Acted        int // stand on what is required, or later
	Required     *documents.Version
	Languages    []LanguageState
	HasDraft     bool
	PublishHref  string
	VersionsHref string
	PublicHref   string
	MayPublish   bool
	PaperRow
	Review     *ReviewNote
	ReviewHref string // for who sends for review; empty: nobody here
}

// Upcoming is a version whose time will come.
type Upcoming struct {
	Seq  int
	From string
}

var documentsPage = kernel.Declare[DocumentsPage]("studio/documents.html", "studio")

// ListDocuments lists the site's documents.
func (s *Surface) ListDocuments(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	docs, drafts, err := s.Documents.List(d.ctx, d.p)
	if err != nil {
		return err
	}
	standings, err := s.Documents.Reviews(d.ctx, d.p)
	if err != nil {
		return err
	}
	tallies, err := s.Documents.ProofreadAll(d.ctx, d.p)
	if err != nil {
		return err
	}
	page := DocumentsPage{Chrome: d.chrome(r.Loc.T("studio.documents.title"), "documents")}
	page.Zone, page.Published = d.site.Profile.TimeZone, d.published(docs)
	page.Warnings = d.warnings()
	if page.FactsChanged, err = s.factsChanged(d); err != nil {
		return err
	}
	for i := range docs {
		if docs[i].Retired() {
			page.retired(d, &docs[i])
			continue
		}
		row, err := s.row(d, &docs[i], drafts[docs[i].ID])
		if err != nil {
			return err
		}
		if row.Review = s.reviewNote(d, row.Slug, standings[docs[i].ID]); row.Review == nil && d.sends() && row.HasDraft {
			row.ReviewHref = d.reviewPath(row.Slug)
		}
		d.checked(row.Languages, tallies[row.Slug])
		page.Documents = append(page.Documents, row)
	}
	if err := s.papers(d, docs, &page); err != nil {
		return err
	}
	return documentsPage.Render(r, http.StatusOK, page)
}

// published says what has just been published, where the address tells.
func (d *desk) published(docs []documents.Document) string {
	doc := documents.BySlug(docs, d.QueryParam("published"))
	if doc == nil || doc.Latest() == nil {
		return ""
	}
	v := doc.Latest()
	key := map[[2]bool]string{{false, false}: "studio.documents.published", {true, false}: "studio.documents.published_ahead",
		{false, true}: "studio.documents.published_checked", {true, true}: "studio.documents.published_ahead_checked",
	}[[2]bool{v.EnforcedAt.After(d.Clock.Now()), v.VerifiedAt != nil}]
	return d.Loc.T(key, "Document", d.DocumentName(doc.Slug), "Version", v.Seq, "When", d.Loc.DateTime(v.EnforcedAt, d.zone()))
}

func (s *Surface) row(d *desk, doc *documents.Document, drafts map[string]documents.Draft) (DocumentRow, error) {
	now := d.Clock.Now()
	row := DocumentRow{Name: d.DocumentName(doc.Slug), Slug: doc.Slug, InForce: doc.InForce(now),
		Required: doc.Required(now), HasDraft: len(drafts) > 0, PublishHref: d.documentsPath() + "/" + doc.Slug + "/publish",
		VersionsHref: d.documentsPath() + "/" + doc.Slug + "/versions", MayPublish: d.may(principal.PublishDocuments),
		PublicHref: d.Config.Origin(d.site.Primary()) + kernel.DocumentPath(doc.Slug)}
	var err error
	if row.Languages, err = s.languageStates(d, doc, drafts, ""); err != nil {
		return row, err
	}
	if row.InForce != nil {
		row.Since = d.Loc.Date(row.InForce.EnforcedAt.In(d.zone()))
	}
	for _, v := range doc.Upcoming(now) {
		row.Upcoming = append(row.Upcoming, Upcoming{Seq: v.Seq, From: d.Loc.DateTime(v.EnforcedAt, d.zone())})
	}
	st, err := s.Acceptance.Standings(d.ctx, d.p, doc)
	if err != nil {
		return row, err
	}
	row.Customers, row.Acted = st.Asked, st.Acted
	return row, nil
}

// VersionsPage lists what was published, with who stands on it.
type VersionsPage struct {
	kernel.Chrome
	Name      string
	Slug      string
	Versions  []VersionRow
	Customers int
	Gated     bool // the organisation owes the platform something: only exits work
	VersionsPart
}

// VersionRow is one version.
type VersionRow struct {
	*documents.Version
	WeightName   string
	State        string // in_force, upcoming, overtaken, withdrawn, replaced
	Languages    string
	From         string
	Published    string
	Customers    int // whose latest accepted version it is
	Href         string
	WithdrawHref string // empty: it cannot be withdrawn
	VersionRowPart
	Asks  string // whom it asks, where that is not everybody
	Check *PublicCheck
}

var versionsPage = kernel.Declare[VersionsPage]("studio/versions.html", "studio")

// Versions shows a document's versions. It is open to a gated owner, who can
// withdraw what is published.
func (s *Surface) Versions(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	docs, _, err := s.Documents.List(d.ctx, d.p)
	if err != nil {
		return err
	}
	doc := documents.BySlug(docs, r.Param("slug"))
	if doc == nil {
		return notFound()
	}
	st, err := s.Acceptance.Standings(d.ctx, d.p, doc)
	if err != nil {
		return err
	}
	page := VersionsPage{Chrome: d.chrome(d.DocumentName(doc.Slug), "documents"), Name: d.DocumentName(doc.Slug), Slug: doc.Slug,
		Customers: st.Customers, Gated: len(acceptance.Pending(r.Site.Documents, r.Subject(), r.Clock.Now())) > 0}
	for _, v := range slices.Backward(page.page(d, doc)) {
		page.Versions = append(page.Versions, s.versionRow(d, doc, doc.Version(v.Seq), st))
	}
	return versionsPage.Render(r, http.StatusOK, page)
}

func (s *Surface) versionRow(d *desk, doc *documents.Document, v *documents.Version, st acceptance.Standings) VersionRow {
	now := d.Clock.Now()
	row := VersionRow{Version: v, WeightName: d.weightName(v.Weight), State: versionState(doc, v, now), Languages: d.languageNames(v.Languages()),
		From: d.Loc.DateTime(v.EnforcedAt, d.zone()), Published: d.Loc.DateTime(v.PublishedAt, d.zone()), Customers: st.BySeq[v.Seq],
		Href: d.Config.Origin(d.site.Primary()) + "/cldoc/" + doc.Slug + "/" + itoa(v.Seq) + ".htm", VersionRowPart: d.versionPart(doc, v)}
	row.Check, row.Asks = d.publicCheck(doc, v), d.whomItAsks(v)
	if !v.Withdrawn(now) && d.may(principal.PublishDocuments) {
		row.WithdrawHref = d.documentsPath() + "/" + doc.Slug + "/versions/" + itoa(v.Seq) + "/withdraw"
	}
	return row
}

func versionState(doc *documents.Document, v *documents.Version, now time.Time) string {
	if v.Withdrawn(now) {
		return "withdrawn"
	}
	if in := doc.InForce(now); in != nil && in.ID == v.ID {
		return "in_force"
	}
	for _, u := range doc.Upcoming(now) {
		if u.ID == v.ID {
			return "upcoming"
		}
	}
	if v.EnforcedAt.After(now) {
		return "overtaken"
	}
	return "replaced"
}

// Withdraw takes a version back.
func (s *Surface) Withdraw(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := s.Documents.Withdraw(d.ctx, d.p, r.Param("slug"), atoi(r.Param("seq"))); err != nil {
		return err
	}
	return r.SeeOther(d.documentsPath() + "/" + r.Param("slug") + "/versions")
}
