package studio

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// versionsPerPage is how many versions stand on a page, the latest first.
const versionsPerPage = 20

// VersionsPart is what the page of versions has beyond the versions.
type VersionsPart struct {
	Did         string // what has just been done, as a sentence
	Newer       string // addresses of the pages before and after
	Older       string
	CompareHref string // empty: there are no two
	Choices     []int  // all sequence numbers, the latest first
	Before, Now int    // what is compared unless something else is chosen
}

// page cuts a document's versions to those of the page that is asked for.
func (part *VersionsPart) page(d *desk, doc *documents.Document) []documents.Version {
	base := d.documentsPath() + "/" + doc.Slug + "/versions"
	part.Did = d.reverted(doc)
	last := len(doc.Versions)
	if n := last; n > 1 {
		part.CompareHref, part.Before, part.Now = base+"/compare", doc.Versions[n-2].Seq, doc.Versions[n-1].Seq
		for _, v := range slices.Backward(doc.Versions) {
			part.Choices = append(part.Choices, v.Seq)
		}
	}
	if before := atoi(d.QueryParam("before")); before > 0 {
		last = 0
		for last < len(doc.Versions) && doc.Versions[last].Seq < before {
			last++
		}
	}
	first := max(0, last-versionsPerPage)
	if first > 0 {
		part.Older = base + "?before=" + itoa(doc.Versions[first].Seq)
	}
	if newer := min(last+versionsPerPage, len(doc.Versions)); last < len(doc.Versions) {
		if part.Newer = base; newer < len(doc.Versions) {
			part.Newer += "?before=" + itoa(doc.Versions[newer].Seq)
		}
	}
	return doc.Versions[first:last]
}

// reverted says what came of going back to an older text, where the address
// tells.
func (d *desk) reverted(doc *documents.Document) string {
	v := doc.Version(atoi(d.QueryParam("reverted")))
	if v == nil {
		return ""
	}
	var says []string
	for _, outcome := range []string{"made", "kept", "same"} {
		codes := slices.DeleteFunc(strings.Split(d.QueryParam(outcome), ","), func(code string) bool { return v.Text(code) == nil })
		if len(codes) > 0 {
			says = append(says, d.Loc.T("papers.revert."+outcome, "Version", v.Seq, "Languages", d.languageNames(codes)))
		}
	}
	return strings.Join(says, " ")
}

// Revert makes an older version's texts drafts.
func (s *Surface) Revert(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	done, err := s.Documents.Revert(d.ctx, d.p, r.Param("slug"), atoi(r.Param("seq")))
	if err != nil {
		return err
	}
	said := url.Values{"reverted": {r.Param("seq")}}
	for outcome, codes := range map[string][]string{"made": done.Made, "kept": done.Kept, "same": done.Same} {
		if len(codes) > 0 {
			said.Set(outcome, strings.Join(codes, ","))
		}
	}
	return r.SeeOther(d.documentsPath() + "/" + r.Param("slug") + "/versions?" + said.Encode())
}

// VersionRowPart is what can be done with one version.
type VersionRowPart struct {
	RevertHref string // empty: it cannot be
	Files      []VersionFile
}

// VersionFile is one language of a version, to keep.
type VersionFile struct{ Code, Language, HTML, Markdown string }

func (d *desk) versionPart(doc *documents.Document, v *documents.Version) (part VersionRowPart) {
	base := d.documentsPath() + "/" + doc.Slug + "/versions/" + itoa(v.Seq)
	if in := doc.InForce(d.Clock.Now()); d.may(principal.EditDocuments) && (in == nil || in.ID != v.ID) {
		part.RevertHref = base + "/revert"
	}
	for _, l := range v.Languages() {
		part.Files = append(part.Files, VersionFile{Code: l, Language: d.Loc.LanguageName(l), HTML: base + "/" + l + ".html", Markdown: base + "/" + l + ".md"})
	}
	return part
}

// ComparePage tells two versions apart in one language.
type ComparePage struct {
	kernel.Chrome
	Name      string
	Slug      string
	Choices   []int
	From, To  *documents.Version
	Languages []LanguageState
	Code      string
	Changes   []compare.Change
	Note      string // why it is another language than was asked for, or none
	None      bool   // they have no language in common
	FromSays  string
	ToSays    string
}

var comparePage = kernel.Declare[ComparePage]("studio/papers_compare.html", "studio")

// CompareVersions compares any two versions. It is open to a gated owner.
func (s *Surface) CompareVersions(r *kernel.Request) error {
	d, doc, err := s.versioned(r)
	if err != nil {
		return err
	}
	page := ComparePage{Chrome: d.chrome(r.Loc.T("papers.compare.title", "Document", d.DocumentName(doc.Slug)), "documents"),
		Name: d.DocumentName(doc.Slug), Slug: doc.Slug, From: doc.Version(atoi(r.QueryParam("from"))), To: doc.Version(atoi(r.QueryParam("to")))}
	if page.From == nil || page.To == nil {
		return notFound()
	}
	for _, v := range slices.Backward(doc.Versions) {
		page.Choices = append(page.Choices, v.Seq)
	}
	page.FromSays, page.ToSays = d.versionSays(page.From), d.versionSays(page.To)
	both := slices.DeleteFunc(page.To.Languages(), func(l string) bool { return page.From.Text(l) == nil })
	if len(both) == 0 {
		page.None = true
		return comparePage.Render(r, http.StatusOK, page)
	}
	asked, ok := i18n.Valid(r.QueryParam("in"))
	if !ok { // the page may speak another language than the texts: then it says which
		asked, _ = i18n.Valid(r.QueryParam("lang"))
	}
	source := page.To.SourceLanguage
	if !slices.Contains(both, source) {
		source = both[0]
	}
	page.Code = i18n.Match(both, source, append([]string{asked}, source, r.Loc.Lang())...)
	if asked != "" && page.Code != asked {
		page.Note = r.Loc.T("papers.compare.other", "Asked", r.Loc.LanguageHere(asked), "Shown", r.Loc.LanguageHere(page.Code))
	}
	for _, l := range both {
		href := d.documentsPath() + "/" + doc.Slug + "/versions/compare?" + url.Values{"from": {itoa(page.From.Seq)}, "to": {itoa(page.To.Seq)}, "in": {l}}.Encode()
		page.Languages = append(page.Languages, LanguageState{Code: l, Name: d.Loc.LanguageName(l), Href: href, Current: l == page.Code})
	}
	if page.Changes, err = s.Documents.Difference(d.ctx, *page.From.Text(page.Code), *page.To.Text(page.Code)); err != nil {
		return err
	}
	return comparePage.Render(r, http.StatusOK, page)
}

// versioned opens the document of a page that reads what was published.
func (s *Surface) versioned(r *kernel.Request) (*desk, *documents.Document, error) {
	d, err := s.open(r)
	if err != nil {
		return nil, nil, err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return nil, nil, err
	}
	doc := documents.BySlug(d.site.Documents, r.Param("slug"))
	if doc == nil {
		return nil, nil, notFound()
	}
	return d, doc, nil
}

// versionSays names a version with the day it began.
func (d *desk) versionSays(v *documents.Version) string {
	return d.Loc.T("papers.version_says", "Version", v.Seq, "Date", d.Loc.Date(v.EnforcedAt.In(d.zone())))
}

// VersionFilePage is a text as it was published, to keep or to print: it
// stands alone.
type VersionFilePage struct {
	*i18n.Localizer
	Stylesheet kernel.InlineCSS
	Site       string
	Address    string
	Version    *documents.Version
	Text       documents.Text
	HTML       template.HTML
	Dir        string
	Roles      sites.Roles
	Zone       *time.Location
	Made       time.Time
}

var versionFilePage = kernel.Declare[VersionFilePage]("studio/papers_file.html", "")

// VersionFile sends one language of a version as a file: as it was read, in
// HTML, or as it was typed, in Markdown.
func (s *Surface) VersionFile(r *kernel.Request) error {
	d, doc, err := s.versioned(r)
	if err != nil {
		return err
	}
	language, kind, _ := strings.Cut(r.Param("file"), ".")
	v := doc.Version(atoi(r.Param("seq")))
	if v == nil || v.Text(language) == nil || kind != "html" && kind != "md" {
		return notFound()
	}
	text, err := s.Documents.Text(d.ctx, v.Text(language).ID)
	if err != nil {
		return err
	}
	address := d.Config.Origin(d.site.Primary()) + "/cldoc/" + doc.Slug + "/" + itoa(v.Seq) + ".htm?lang=" + language
	name := d.site.Tenant.Key + "-" + doc.Slug + "-v" + itoa(v.Seq) + "-" + language + "." + kind
	r.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if kind == "md" {
		return r.Blob(http.StatusOK, "text/markdown; charset=utf-8", []byte(frontMatter(v, &text, address)+text.Source+"\n"))
	}
	roles, err := s.Documents.Responsible(d.ctx, v)
	if err != nil {
		return err
	}
	return versionFilePage.Render(r, http.StatusOK, VersionFilePage{Localizer: r.Loc, Stylesheet: r.Alone("paper.css"), Site: d.site.Profile.Name,
		Address: address, Version: v, Text: text, HTML: kernel.HTML(text.HTML), Dir: i18n.Dir(text.Language), Roles: roles, Zone: d.zone(), Made: r.Clock.Now()})
}

// frontMatter is what stands above a source that is taken out: what it is, when
// it held, and the hash of what was published of it.
func frontMatter(v *documents.Version, text *documents.Text, address string) string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%s: %s\n", name, value) }
	b.WriteString("---\n")
	line("title", fmt.Sprintf("%q", text.Title))
	line("address", address)
	line("version", itoa(v.Seq))
	line("language", text.Language)
	line("published", v.PublishedAt.UTC().Format(time.RFC3339Nano))
	line("enforced", v.EnforcedAt.UTC().Format(time.RFC3339Nano))
	if v.WithdrawnAt != nil {
		line("withdrawn", v.WithdrawnAt.UTC().Format(time.RFC3339Nano))
	}
	line("sha256", text.Hash)
	b.WriteString("---\n\n")
	return b.String()
}
