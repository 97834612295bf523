package kernel

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/returnto"
	"github.com/pactdesk/pactdesk/templates"
)

// Page is a template together with the struct that it shows.
type Page[T any] struct{ *Declared }

// Declared is a page as tests see it: each is checked against its struct and
// must be executed at least once in a run.
type Declared struct {
	Name     string
	Layout   string
	Data     reflect.Type
	Template func() *template.Template
	Executed atomic.Bool
}

// DeclaredPages lists every page of the program.
var DeclaredPages []*Declared

// Declare names a page's file (below templates/) and the layout around it
// ("site", "studio", or none). It is parsed when first used; Warm parses all.
func Declare[T any](file, layout string) Page[T] {
	d := &Declared{Name: file, Layout: layout, Data: reflect.TypeFor[T]()}
	d.Template = sync.OnceValue(func() *template.Template { return parse(file, layout) })
	DeclaredPages = append(DeclaredPages, d)
	return Page[T]{d}
}

func parse(file, layout string) *template.Template {
	t := template.New("root") // a name that no file has: New would empty what is there
	files, err := fs.Glob(templates.FS, "partials/*.html")
	if err != nil {
		panic(err)
	}
	files = append([]string{file}, files...)
	if layout != "" {
		files = append([]string{"layouts/" + layout + ".html"}, files...)
	}
	for _, f := range files {
		b, err := fs.ReadFile(templates.FS, f)
		if err != nil {
			panic(fmt.Sprintf("template %s: %v", f, err))
		}
		template.Must(t.New(f).Parse(string(b)))
	}
	if root := t.Lookup(files[0]); root != nil {
		return root
	}
	panic(fmt.Sprintf("template %s is empty", files[0]))
}

// Warm parses every page, so that a broken template is found at the start.
func Warm() {
	for _, p := range DeclaredPages {
		p.Template()
	}
}

func (p Page[T]) execute(data T) ([]byte, error) {
	var buf bytes.Buffer
	p.Executed.Store(true)
	if err := p.Template().Execute(&buf, data); err != nil {
		return nil, fmt.Errorf("template %s: %w", p.Name, err)
	}
	return buf.Bytes(), nil
}

// Render writes the page, whole or not at all.
func (p Page[T]) Render(r *Request, status int, data T) error {
	body, err := p.execute(data)
	if err != nil {
		return err
	}
	if r.Response().Header().Get("Cache-Control") == "" {
		r.Response().Header().Set("Cache-Control", "no-store")
	}
	return r.HTMLBlob(status, body)
}

// Bytes renders the page for the cache.
func (p Page[T]) Bytes(data T) ([]byte, error) { return p.execute(data) }

// HTML is the one place where text becomes markup: it takes a published text
// or a preview, which markdown.Render has sanitised, and nothing else.
func HTML(sanitised string) template.HTML {
	return template.HTML(sanitised)
}

// InlineCSS is our own stylesheet inside a page.
type InlineCSS = template.CSS

// Chrome is what stands around every page.
type Chrome struct {
	*i18n.Localizer
	Title      string
	SiteName   string
	Home       string
	Stylesheet string
	Theme      string // the site's own colours
	Icon       string
	Look       LookChrome
	Script     string
	Inert      bool // a page to look at, in which nothing can be done
	// The studio's own, beside those of every page.
	StudioStylesheet, StudioScript string

	Switch   []LanguageLink
	Path     string // of this page, for the language switch to come back to
	Footer   []FooterLink
	SignedIn string // the person's name; empty: nobody, or a page that is the same for everybody
	Roles    sites.Roles
	// Responsible is the sentence that says who is.
	Responsible  string
	Platform     bool
	CookieNotice *NoticePage // asks about cookies; nil: there is nothing to ask
	Tags         []Tag       // of services that the visitor has allowed
	Studio       *StudioChrome
}

// StudioChrome is what the studio's frame shows besides.
type StudioChrome struct {
	SiteKey, SiteName, SiteOrigin string
	Section                       string // documents, settings, overview, history
	Operator                      bool
	PlatformKey                   string // where an operator finds the platform's own documents
	IsPlatform                    bool
	OnAccess, OnAgreements        bool // the person may read who has looked in, and what was signed
	OnCustomers                   bool
	Support                       *SupportBanner
	NoticeWaits                   bool   // the owner has not been shown a change of the sub-processors
	Emergency                     string // what owners are told of emergency access; empty: nothing
}

// SupportBanner tells an operator under a grant where they are.
type SupportBanner struct {
	Site, Reason, Until string
	MayWrite            bool
	End                 string // where the button that ends it posts to
}

// LanguageLink is a language in the switch.
type LanguageLink struct {
	Code, Name string
	Current    bool
}

// FooterLink leads to one of the site's documents.
type FooterLink struct{ Title, Href string }

// Chrome builds the frame for a person's page.
func (r *Request) Chrome(title string) Chrome {
	c := r.PublicChrome(title)
	if r.Session != nil {
		c.SignedIn = r.Session.Name
	}
	return c
}

// PublicChrome builds a frame that is the same for everybody who reads this
// language.
func (r *Request) PublicChrome(title string) Chrome {
	profile := r.Site.Profile
	c := Chrome{Localizer: r.Loc, Title: title, SiteName: profile.Name, Home: "/", Stylesheet: r.Assets.Href("site.css"),
		Look: r.look(), Icon: r.Assets.iconHref(r.Site.Look.Style, profile.Name), Script: r.Assets.Href("site.js"),
		StudioStylesheet: r.Assets.Href("studio.css"), StudioScript: r.Assets.Href("studio.js"), Path: r.pathWithoutLanguage(), Platform: r.IsPlatform(),
		Roles: r.Site.Roles, Responsible: r.responsible()}
	if c.Inert = r.Preview != nil; c.Inert {
		c.Theme = r.Preview.Stylesheet
	} else {
		c.Theme = r.Assets.ThemeHref(r.Site.Look.Style)
	}
	for _, code := range profile.Languages.List() {
		c.Switch = append(c.Switch, LanguageLink{Code: code, Name: r.Loc.LanguageName(code), Current: code == r.PageLanguage()})
	}
	for i := range r.Site.Documents {
		d := &r.Site.Documents[i]
		if !d.InFooter(r.Clock.Now()) {
			continue
		}
		link := FooterLink{Href: DocumentPath(d.Slug)}
		if v := d.InForce(r.Clock.Now()); v != nil {
			link.Title = v.Best(r.PageLanguage()).Title
		} else {
			link.Title = r.DocumentName(d.Slug)
		}
		c.Footer = append(c.Footer, link)
	}
	if given := r.Consent(); given.Class == consent.Undecided {
		c.CookieNotice = r.notice(given.Live)
	}
	return c
}

func (r *Request) responsible() string {
	names := r.Loc.List(r.Site.Roles.Names())
	if r.Site.Roles.Kind == sites.Joint {
		return r.Loc.T("roles.responsible.joint", "Names", names, "Site", r.Site.Profile.Name)
	}
	return r.Loc.T("roles.responsible.one", "Name", names, "Site", r.Site.Profile.Name)
}

// PageLanguage is the site's language that the page is in; where the
// interface has no such language, Loc is its nearest.
func (r *Request) PageLanguage() string {
	l := r.Site.Profile.Languages
	return i18n.Match(l.List(), l.Source(), r.Languages...)
}

// DocumentName is what we call a document that has no text yet.
func (r *Request) DocumentName(slug string) string {
	switch slug {
	case documents.PrivacySlug:
		return r.Loc.T("document.name.privacy")
	case documents.AgreementSlug:
		return r.Loc.T("document.name.user_agreement")
	case documents.DPASlug:
		return r.Loc.T("document.name.dpa")
	}
	if doc := documents.BySlug(r.Site.Documents, slug); doc != nil {
		if name := doc.Called(r.Clock.Now(), r.Loc.Lang()); name != "" {
			return name
		}
	}
	return slug
}

func (r *Request) pathWithoutLanguage() string {
	req := r.Request()
	u := url.URL{Path: req.URL.Path}
	q := req.URL.Query()
	q.Del("lang")
	if back := req.PostFormValue("return"); back != "" && req.Method == http.MethodPost {
		q.Set("return", back) // a form that came back with errors stands on the same path
	}
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// Form is what a form shows again after an error: everything is still there
// but its ticks and passwords.
type Form struct {
	Values map[string]string
	Errors []FieldError
}

// FieldError is a message beside a field, summed up at the top.
type FieldError struct{ Field, Message string }

// Value returns what was typed in a field.
func (f Form) Value(name string) string { return f.Values[name] }

// Error returns the message that belongs to a field.
func (f Form) Error(name string) string {
	for _, e := range f.Errors {
		if e.Field == name {
			return e.Message
		}
	}
	return ""
}

// At lets the errors of a field stand at another id, on a page that has the same
// form several times.
func (f *Form) At(field, id string) {
	for i := range f.Errors {
		if f.Errors[i].Field == field {
			f.Errors[i].Field = id
		}
	}
}

// Formed turns a service's error into a form's, in the reader's language.
// What is not the reader's to mend is passed on as err.
func (r *Request) Formed(err error, fields ...string) (form Form, status int, rest error) {
	form.Values = map[string]string{}
	for _, f := range fields {
		form.Values[f] = r.FormValue(f)
	}
	if err == nil {
		return form, http.StatusOK, nil
	}
	all := errs.All(err)
	if len(all) == 0 || all[0].Kind == errs.NotFound || all[0].Kind == errs.Forbidden || all[0].Kind == errs.Unavailable {
		return form, 0, err
	}
	for _, e := range all {
		form.Errors = append(form.Errors, FieldError{Field: e.Field, Message: r.Loc.Message(e.Key, e.Params)})
	}
	return form, statuses[all[0].Kind], nil
}

// ReturnTo is where the reader was going, as the form or the address says.
func (r *Request) ReturnTo() string {
	if r.Request().Method == http.MethodPost {
		return returnto.Clean(r.FormValue("return"))
	}
	return returnto.Clean(r.QueryParam("return"))
}

// BackFromSwitch is the page that the language switch was on: any path of
// this host, the gate and the sign-in page too.
func BackFromSwitch(path string) string { return returnto.Local(path) }
