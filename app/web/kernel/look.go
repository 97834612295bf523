package kernel

import (
	"net/http"
	"regexp"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/appearance/colour"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web/kernel/theme"
	"github.com/pactdesk/pactdesk/tenants"
)

// LookChrome is what a site's own look adds to the frame of its pages, besides
// its stylesheet.
type LookChrome struct {
	Scheme  string // the schemes that the page has, for what browsers draw themselves
	Colours []ThemeColour
	Logo    *LogoView
	Name    bool // the name stands in the header
	Touch   string
	Lines   []string // of the footer
	Links   []FooterLink
}

// ThemeColour is what a browser paints its own frame with.
type ThemeColour struct{ Media, Colour string }

// LogoView is a site's logo: for dark pages there may be another, or a light
// plate below the same one.
type LogoView struct {
	Src, Dark     string
	Width, Height int
	Plate         bool
}

// Preview says that a page is shown with a look that is not saved.
type Preview struct {
	Stylesheet string                   // where that look's is
	Picture    func(hash string) string // where its pictures are
}

// look is the frame's part that is the site's own.
func (r *Request) look() LookChrome {
	l := r.Site.Look
	c := LookChrome{Name: true}
	day, night := l.Style.Day().Paper.Hex(), l.Style.Night().Paper.Hex()
	switch l.Style.Scheme {
	case appearance.Light:
		c.Scheme, c.Colours = "light", []ThemeColour{{"", day}}
	case appearance.Dark:
		c.Scheme, c.Colours = "dark", []ThemeColour{{"", night}}
	default:
		c.Scheme = "light dark"
		c.Colours = []ThemeColour{{"(prefers-color-scheme: light)", day}, {"(prefers-color-scheme: dark)", night}}
	}
	if l.Header != appearance.NameOnly {
		c.Logo = r.logo(l)
		c.Name = c.Logo == nil || l.Header == appearance.Both
	}
	if icon, ok := l.Picture(appearance.Icon); ok {
		c.Touch = r.pictureHref("icon", icon.Hash)
	}
	f := l.Footer[r.PageLanguage()]
	c.Lines = f.Lines()
	for _, link := range f.Links {
		c.Links = append(c.Links, FooterLink{Title: link.Label, Href: link.Href})
	}
	return c
}

// logo is how a look's logo is shown; nil: it has none.
func (r *Request) logo(l appearance.Look) *LogoView {
	logo, ok := l.Picture(appearance.Logo)
	dark, hasDark := l.Picture(appearance.LogoDark)
	if !ok && !hasDark {
		return nil
	}
	if !ok || l.Style.Scheme == appearance.Dark && hasDark {
		logo, hasDark = dark, false
	}
	v := &LogoView{Src: r.pictureHref("logo", logo.Hash), Width: logo.Width, Height: logo.Height}
	if hasDark && l.Style.Scheme == appearance.Follow {
		v.Dark = r.pictureHref("logo", dark.Hash)
	}
	v.Plate = v.Dark == "" && l.Style.Scheme != appearance.Light && drowns(logo, l.Style.Night().Paper)
	return v
}

// drowns reports whether most of a logo would not stand out from a paper.
func drowns(logo appearance.Image, paper colour.Colour) bool {
	a, b := logo.Luminance+0.05, paper.Luminance()+0.05
	return max(a, b)/min(a, b) < appearance.ForShape
}

func (r *Request) pictureHref(kind, hash string) string {
	if r.Preview != nil {
		return r.Preview.Picture(hash)
	}
	return "/assets/" + kind + "." + hash + ".png"
}

var picturePath = regexp.MustCompile(`^/assets/(?:logo|icon)\.([A-Za-z0-9_-]{24})\.png$`)

// pictureOf reads the hash out of a picture's address.
func pictureOf(path string) (hash string, ok bool) {
	m := picturePath.FindStringSubmatch(path)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// servePicture answers with a picture of the host's own tenant: that of another
// is not there, whoever knows its hash.
func (r *Request) servePicture(hash string) error {
	body, err := r.PictureOf(r.Site.Tenant.ID, hash)
	if err != nil {
		return err
	}
	body.Serve(r.Response(), r.Request(), forever)
	return nil
}

// PictureOf returns a tenant's picture, from memory where it is there.
func (r *Request) PictureOf(tenant tenants.ID, hash string) (*Body, error) {
	key := CacheKey{Tenant: tenant, Page: "picture " + hash}
	if body := r.Cache.Get(key); body != nil {
		return body, nil
	}
	image, err := r.Appearance.Image(r.For(tenant), hash)
	if err != nil {
		return nil, err
	}
	body := newPlainBody("image/png", image.Content)
	r.Cache.Put(key, body)
	return body, nil
}

// ShowPicture answers with a picture of the site that is worked on, for who
// tries a look out.
func (r *Request) ShowPicture(tenant tenants.ID, hash string) error {
	if _, ok := pictureOf("/assets/logo." + hash + ".png"); !ok {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	body, err := r.PictureOf(tenant, hash)
	if err != nil {
		return err
	}
	body.Serve(r.Response(), r.Request(), NewPolicy("private, max-age=3600", ""))
	return nil
}

// Framed lets a page be shown inside one of our own, and do nothing there.
func (r *Request) Framed() {
	r.Response().Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'")
}

// Frames lets a page show others of our own inside it.
func (r *Request) Frames() {
	r.Response().Header().Set("Content-Security-Policy", csp+"; frame-src 'self'")
}

// As is the request for one of a site's own pages, as a visitor would meet it
// in one of its languages, from within its studio.
func (r *Request) As(site *snapshot.Site, language string, p *Preview) *Request {
	r.SetRequest(r.Request().WithContext(r.For(site.Tenant.ID)))
	return &Request{Context: r.Context, Kernel: r.Kernel, ID: r.ID, Site: site, Languages: []string{language},
		Loc: r.Bundle.Localizer(language), Preview: p}
}

// Stylesheet is the one of a look that is not saved.
func Stylesheet(s appearance.Style) []byte { return theme.Stylesheet(s) }

// CSS answers with a stylesheet that is made for one look at a page.
func (r *Request) CSS(sheet []byte) error {
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.Blob(http.StatusOK, "text/css; charset=utf-8", sheet)
}
