package site

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// DocumentPage is one version of a document in one language.
type DocumentPage struct {
	kernel.Chrome
	Slug           string
	Version        *documents.Version
	Text           documents.Text
	TextDir        string
	HTML           template.HTML
	Contents       []markdown.Heading
	Minutes        int
	OtherLanguage  string      // the text's language, where it is not the page's
	Roles          sites.Roles // as they were when it was published: not the chrome's
	Canonical      string
	Alternates     []Alternate
	Default        string // hreflang x-default
	Older          []VersionLink
	Oldest         []VersionLink // those below, where there are many
	Upcoming       []VersionLink
	Current        string // address of the version in force, where this is another
	NotYet         bool   // its time has not come
	WithdrawnSince *time.Time
	Zone           *time.Location
}

// Alternate is the same document in another language.
type Alternate struct{ Language, Name, Href string }

// VersionLink leads to another version.
type VersionLink struct {
	Seq       int
	From      time.Time
	Href      string
	Withdrawn bool
}

var documentPage = kernel.Declare[DocumentPage]("site/document.html", "site")

// documentVary: what a document's response depends on besides its address.
const documentVary = "Accept-Language, Accept-Encoding, Cookie"

// documentPolicy: whoever keeps a copy asks whether it still holds.
var documentPolicy = kernel.NewPolicy("private, no-cache", documentVary)

// Document serves /cldoc/{slug}.htm: the text in force.
func (s *Surface) Document(r *kernel.Request) error {
	slug, ok := strings.CutSuffix(r.Param("file"), ".htm")
	doc := documents.BySlug(r.Site.Documents, slug)
	if !ok || doc == nil {
		return echo.ErrNotFound
	}
	if doc.Slug != slug {
		return moved(r, kernel.DocumentPath(doc.Slug))
	}
	now := r.Clock.Now()
	v := doc.InForce(now)
	switch {
	case v != nil:
		return s.serve(r, doc, v, now, kernel.DocumentPath(slug))
	case doc.Retired(): // its text is still what people acted on
		return s.serve(r, doc, doc.Latest(), now, versionPath(slug, doc.Latest().Seq))
	case !doc.BuiltIn() && doc.Latest() == nil: // nobody but its author knows of it
		return echo.ErrNotFound
	}
	return s.unpublished(r, doc)
}

// moved leads on from an address that a document had before, for good.
func moved(r *kernel.Request, path string) error {
	if query := r.Request().URL.RawQuery; query != "" {
		path += "?" + query
	}
	r.Response().Header().Set("Cache-Control", "no-cache") // or a document that is named back would send browsers round
	return r.Redirect(http.StatusPermanentRedirect, path)
}

// OlderDocument serves /cldoc/{slug}/{version}.htm: any version that was ever
// published, for ever.
func (s *Surface) OlderDocument(r *kernel.Request) error {
	number, ok := strings.CutSuffix(r.Param("file"), ".htm")
	seq, err := strconv.Atoi(number)
	doc := documents.BySlug(r.Site.Documents, r.Param("slug"))
	if !ok || err != nil || doc == nil || doc.Version(seq) == nil || strconv.Itoa(seq) != number {
		return echo.ErrNotFound
	}
	if doc.Slug != r.Param("slug") {
		return moved(r, versionPath(doc.Slug, seq))
	}
	return s.serve(r, doc, doc.Version(seq), r.Clock.Now(), versionPath(doc.Slug, seq))
}

func versionPath(slug string, seq int) string {
	return "/cldoc/" + slug + "/" + strconv.Itoa(seq) + ".htm"
}

// serve answers from memory; the page is made when it is first asked for, and
// made anew when the tenant has changed or a version's time has come.
func (s *Surface) serve(r *kernel.Request, doc *documents.Document, v *documents.Version, now time.Time, path string) error {
	text, given := v.Best(r.Languages...), r.Consent()
	r.AllowHosts(given)
	key := kernel.CacheKey{Tenant: r.Site.Tenant.ID, Revision: r.Site.Tenant.Revision, Page: path, Language: text.Language, Frame: r.PageLanguage(), Consent: given.Class, Notice: given.Notice}
	for i := range r.Site.Documents { // the footer names every document
		if next := r.Site.Documents[i].Changes(now); !next.IsZero() && (key.Until == 0 || next.UnixMicro() < key.Until) {
			key.Until = next.UnixMicro()
		}
	}
	body := r.Cache.Get(key)
	if body == nil {
		page, err := s.makePage(r, doc, v, text, now, path)
		if err != nil {
			return err
		}
		plain, err := documentPage.Bytes(page)
		if err != nil {
			return err
		}
		body = kernel.NewBody("text/html; charset=utf-8", plain)
		r.Cache.Put(key, body)
	}
	r.Response().Header()["Content-Language"] = []string{text.Language}
	body.Serve(r.Response(), r.Request(), documentPolicy)
	return nil
}

func (s *Surface) makePage(r *kernel.Request, doc *documents.Document, v *documents.Version, text *documents.Text, now time.Time, path string) (DocumentPage, error) {
	full, err := s.Documents.Text(r.Ctx(), text.ID)
	if err != nil {
		return DocumentPage{}, err
	}
	roles, err := s.Documents.Responsible(r.Ctx(), v)
	if err != nil {
		return DocumentPage{}, err
	}
	chrome := r.PublicChrome(full.Title)
	r.RunServices(&chrome, r.Consent())
	chrome.Path = path // not the address that happened to be asked first
	page := DocumentPage{Chrome: chrome, Slug: doc.Slug, Version: v, Text: full, TextDir: i18n.Dir(full.Language),
		HTML: kernel.HTML(full.HTML), Contents: contents(full.HTML), Minutes: readingMinutes(full.HTML), Roles: roles,
		Canonical: r.Origin() + withLanguage(path, full.Language), Default: r.Origin() + path,
		NotYet: v.EnforcedAt.After(now), Zone: zone(r)}
	if v.Withdrawn(now) {
		page.WithdrawnSince = v.WithdrawnAt
	}
	if full.Language != r.PageLanguage() {
		page.OtherLanguage = r.Loc.LanguageName(full.Language)
	}
	for _, l := range v.Languages() {
		page.Alternates = append(page.Alternates, Alternate{Language: l, Name: r.Loc.LanguageName(l), Href: r.Origin() + withLanguage(path, l)})
	}
	inForce, upcoming := doc.InForce(now), doc.Upcoming(now)
	if inForce != nil && inForce.ID != v.ID {
		page.Current = withLanguage(kernel.DocumentPath(doc.Slug), full.Language)
	}
	for i := len(doc.Versions) - 1; i >= 0; i-- {
		other := &doc.Versions[i]
		link := VersionLink{Seq: other.Seq, From: other.EnforcedAt, Href: versionPath(doc.Slug, other.Seq), Withdrawn: other.Withdrawn(now)}
		switch {
		case other.ID == v.ID || inForce != nil && other.ID == inForce.ID:
		case slices.Contains(upcoming, other): // one that was overtaken never takes effect
			page.Upcoming = append(page.Upcoming, link)
		default:
			page.Older = append(page.Older, link)
		}
	}
	if len(page.Older) > olderShown+2 { // not worth unfolding for less
		page.Older, page.Oldest = page.Older[:olderShown], page.Older[olderShown:]
	}
	return page, nil
}

// olderShown is how many older versions a page lists openly.
const olderShown = 5

func withLanguage(path, language string) string {
	return path + "?" + url.Values{"lang": {language}}.Encode()
}

// contents lists a text's headings of the first level.
func contents(html string) []markdown.Heading {
	var first []markdown.Heading
	for _, h := range markdown.Contents(html) {
		if h.Level == 2 {
			first = append(first, h)
		}
	}
	if len(first) < 3 {
		return nil
	}
	return first
}

// UnpublishedPage is the address of a document that has no text: what is
// known from the record all the same.
type UnpublishedPage struct {
	kernel.Chrome
	Name string
}

var unpublishedPage = kernel.Declare[UnpublishedPage]("site/unpublished.html", "site")

func (s *Surface) unpublished(r *kernel.Request, doc *documents.Document) error {
	name := r.DocumentName(doc.Slug)
	r.Response().Header().Set("Vary", documentVary)
	return unpublishedPage.Render(r, http.StatusNotFound, UnpublishedPage{Chrome: r.PublicChrome(name), Name: name})
}
