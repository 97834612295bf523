package kernel

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/web/kernel/theme"
	"github.com/pactdesk/pactdesk/templates"
)

// Assets are our stylesheets and scripts, and each site's theme, under names
// that hold their hash: they can be kept for ever. Every site serves them on
// its own host.
type Assets struct {
	hrefs  map[string]string // file name -> address
	bodies map[string]*Body  // address -> body
	themes sync.Map          // address -> *Body
	plain  string            // the stylesheet of a page without a site
}

func newAssets() (*Assets, error) {
	a := &Assets{hrefs: map[string]string{}, bodies: map[string]*Body{}}
	files, err := fs.Glob(templates.FS, "assets/*")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		b, err := fs.ReadFile(templates.FS, f)
		if err != nil {
			return nil, err
		}
		name, ext := path.Base(f), path.Ext(f)
		if name == "plain.css" {
			a.plain = string(b)
		}
		contentType := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}[ext]
		if contentType == "" {
			return nil, fmt.Errorf("assets: %s has no known type", f)
		}
		href := "/assets/" + strings.TrimSuffix(name, ext) + "." + short(b) + ext
		a.hrefs[name], a.bodies[href] = href, NewBody(contentType, b)
	}
	return a, nil
}

func short(b []byte) string {
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Href is the address of a file.
func (a *Assets) Href(name string) string { return a.hrefs[name] }

// ThemeHref is the address of the stylesheet with a site's colours.
func (a *Assets) ThemeHref(accent string) string {
	return "/assets/theme." + strings.TrimPrefix(accent, "#") + ".css"
}

func (a *Assets) inline() InlineCSS { return InlineCSS(a.plain) } //nolint:gosec // our own file

func (a *Assets) inlineHash() string {
	sum := sha256.Sum256([]byte(a.plain))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

var forever = NewPolicy("public, max-age=31536000, immutable", "Accept-Encoding")

// ServeAsset answers /assets/…
func ServeAsset(r *Request) error {
	p := r.Request().URL.Path
	if body := r.Assets.bodies[p]; body != nil {
		body.Serve(r.Response(), r.Request(), forever)
		return nil
	}
	if p != r.Assets.ThemeHref(r.Site.Profile.Accent) {
		return echo.NewHTTPError(http.StatusNotFound)
	}
	body, ok := r.Assets.themes.Load(p)
	if !ok {
		body, _ = r.Assets.themes.LoadOrStore(p, NewBody("text/css; charset=utf-8", theme.Stylesheet(r.Site.Profile.Accent)))
	}
	body.(*Body).Serve(r.Response(), r.Request(), forever)
	return nil
}
