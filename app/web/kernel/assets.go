package kernel

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web/kernel/theme"
	"github.com/pactdesk/pactdesk/templates"
)

// Assets are our stylesheets and scripts, and each site's theme, under names
// that hold their hash: they can be kept for ever. Every site serves them on
// its own host.
type Assets struct {
	hrefs          map[string]string // file name -> address
	bodies         map[string]*Body  // address -> body
	generated      sync.Map          // address -> *Body: themes and icons
	generatedCount atomic.Int64
	themes         sync.Map          // appearance.Style -> address of its stylesheet
	studioThemes   sync.Map          // the same for the studio
	sheets         map[string]string // stylesheets by file name, for pages that stand alone
}

// loadAssets compresses them once for the process: they are part of it.
var loadAssets = sync.OnceValues(newAssets)

// maxGenerated bounds how many themes and icons are kept.
const maxGenerated = 20_000

func newAssets() (*Assets, error) {
	a := &Assets{hrefs: map[string]string{}, bodies: map[string]*Body{}, sheets: map[string]string{}}
	files, err := readAssets()
	if err != nil {
		return nil, err
	}
	for name, b := range files {
		ext := path.Ext(name)
		if ext == ".css" {
			a.sheets[name] = string(b)
		}
		contentType := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[ext]
		if contentType == "" {
			return nil, fmt.Errorf("assets: %s has no known type", name)
		}
		href := "/assets/" + strings.TrimSuffix(name, ext) + "." + short(b) + ext
		a.hrefs[name], a.bodies[href] = href, NewBody(contentType, b)
	}
	return a, nil
}

// readAssets reads the files by the name that they are served under. What
// stands in a file for itself (studio-facts.css) is served as a part of the
// whole that its name begins with (studio.css), behind it.
func readAssets() (map[string][]byte, error) {
	names, err := fs.Glob(templates.FS, "assets/*")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, f := range slices.SortedFunc(slices.Values(names), wholesFirst) {
		b, err := fs.ReadFile(templates.FS, f)
		if err != nil {
			return nil, err
		}
		name := path.Base(f)
		if whole, _, isPart := strings.Cut(name, "-"); isPart {
			name = whole + path.Ext(f)
		}
		files[name] = append(files[name], b...)
	}
	return files, nil
}

func wholesFirst(a, b string) int {
	if x, y := strings.Contains(a, "-"), strings.Contains(b, "-"); x != y {
		if y {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

func short(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Href is the address of a file.
func (a *Assets) Href(name string) string { return a.hrefs[name] }

// ThemeHref is the address of the stylesheet with a site's look.
func (a *Assets) ThemeHref(s appearance.Style) string {
	return a.ofStyle(&a.themes, s, func() string {
		return a.made("theme", ".css", "text/css; charset=utf-8", theme.Stylesheet(s))
	})
}

// StudioThemeHref is the address of the one with which the studio has its
// platform's colour.
func (a *Assets) StudioThemeHref(accent string) string {
	return a.ofStyle(&a.studioThemes, appearance.Style{Accent: accent}, func() string {
		return a.made("theme", ".css", "text/css; charset=utf-8", theme.Studio(accent))
	})
}

// ofStyle remembers addresses by what they are made of: colours are reckoned
// once for a look, not for every page.
func (a *Assets) ofStyle(known *sync.Map, s appearance.Style, made func() string) string {
	if href, ok := known.Load(s); ok {
		if _, ok := a.generated.Load(href); ok {
			return href.(string)
		}
	}
	href := made()
	known.Store(s, href)
	return href
}

// iconHref is the address of the icon of a site that has no picture for it.
func (a *Assets) iconHref(s appearance.Style, name string) string {
	return a.made("icon", ".svg", "image/svg+xml", theme.Icon(s, name))
}

// made keeps a file that is generated for a site and returns its address,
// which holds its hash: sites that look alike share it, and who asks for one
// learns nothing about anybody.
func (a *Assets) made(name, ext, contentType string, content []byte) string {
	href := "/assets/" + name + "." + short(content) + ext
	if _, ok := a.generated.Load(href); !ok {
		if a.generatedCount.Add(1) > maxGenerated { // they are made again when they are asked for
			a.generated.Clear()
			a.themes.Clear()
			a.studioThemes.Clear()
			a.generatedCount.Store(1)
		}
		a.generated.Store(href, NewBody(contentType, content))
	}
	return href
}

// inline is a stylesheet of ours for a page that stands alone: on a host that
// is nobody's, or in a file that somebody keeps.
func (a *Assets) inline(name string) InlineCSS { return InlineCSS(a.sheets[name]) }

// aloneCSP lets such a page have that stylesheet, and load nothing.
func (a *Assets) aloneCSP(name string) string {
	sum := sha256.Sum256([]byte(a.sheets[name]))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; frame-ancestors 'none'"
}

// Alone returns a stylesheet for a page that has it inside, and lets the
// response's page have it.
func (r *Request) Alone(name string) InlineCSS {
	r.Response().Header().Set("Content-Security-Policy", r.Assets.aloneCSP(name))
	return r.Assets.inline(name)
}

var forever = NewPolicy("public, max-age=31536000, immutable", "Accept-Encoding")

// ServeAsset answers /assets/…
func ServeAsset(r *Request) error {
	p := r.Request().URL.Path
	if body := r.Assets.bodies[p]; body != nil {
		body.Serve(r.Response(), r.Request(), forever)
		return nil
	}
	if hash, ok := pictureOf(p); ok {
		return r.servePicture(hash)
	}
	// A link may be followed in another process than the one that wrote it.
	r.Assets.ofSite(r.Site)
	live := r.Consent().Live
	for _, class := range []consent.Class{consent.Statistics, consent.Marketing, consent.Both} {
		r.Assets.tags(live, class)
	}
	if body, ok := r.Assets.generated.Load(p); ok {
		body.(*Body).Serve(r.Response(), r.Request(), forever)
		return nil
	}
	return echo.NewHTTPError(http.StatusNotFound)
}

// ofSite makes what is generated for a site.
func (a *Assets) ofSite(s *snapshot.Site) {
	a.ThemeHref(s.Look.Style)
	a.StudioThemeHref(s.Look.Style.Accent)
	a.iconHref(s.Look.Style, s.Profile.Name)
}
