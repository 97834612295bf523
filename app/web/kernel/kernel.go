// Package kernel is what every page has in common: how a request finds its
// tenant, its language and its session, what stands between it and a handler,
// and how a page or an error is written. The surfaces (site, studio, console)
// are built on it; app/web wires them to their routes.
package kernel

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Kernel holds what requests share.
type Kernel struct {
	Config     config.Config
	Clock      *clock.Clock
	Bundle     *i18n.Bundle
	Snapshots  *snapshot.Store
	Acceptance *acceptance.Service
	Access     *access.Service
	Appearance *appearance.Service
	Ping       func(context.Context) error // whether the database answers

	Assets *Assets
	Cache  *Cache
	limits *limits
	cross  *http.CrossOriginProtection
	echo   *echo.Echo
}

// Init readies a kernel whose exported fields are set.
func (k *Kernel) Init() error {
	assets, err := loadAssets()
	if err != nil {
		return err
	}
	k.Assets = assets
	k.Cache = newCache(cacheBytes)
	k.limits = newLimits(k.Clock, k.Config.NoRateLimit)
	k.cross = http.NewCrossOriginProtection()
	k.echo = echo.New()
	k.echo.HideBanner, k.echo.HidePort = true, true
	k.echo.HTTPErrorHandler = k.routeError
	return nil
}

// Request is one request on its way: what is known of it grows step by step.
type Request struct {
	echo.Context
	*Kernel
	ID        string
	Site      *snapshot.Site // the tenant of the host
	Languages []string       // what the reader asks for, best first
	Loc       *i18n.Localizer
	Session   *acceptance.Session // nil: nobody is signed in
	// Worked is the site whose studio the request is in, if the person has any
	// part in it.
	Worked *snapshot.Site
	// Support is the grant under which an operator is in that studio.
	Support *access.Grant
	// Files are what was sent with a form, on the routes that take any.
	Files map[string]appearance.Upload
	// Preview is set where a page is shown with a look that is not saved.
	Preview *Preview
	// Represented is the site whose organisation the person may sign for here.
	Represented *snapshot.Site
}

// Ctx is the request's context with its tenant.
func (r *Request) Ctx() context.Context {
	return tenants.With(r.Request().Context(), r.Site.Tenant.ID)
}

// For is the request's context with another tenant, for the studio, where an
// account of the platform works on a site. Who is a member of the site works
// as one there, also if they are an operator of the platform.
func (r *Request) For(tenant tenants.ID) context.Context {
	ctx := tenants.With(r.Request().Context(), tenant)
	if r.Session == nil || tenant == r.Site.Tenant.ID {
		return ctx
	}
	_, has := r.Session.Principal.Roles[tenant]
	if _, granted := r.Session.Grants[tenant]; has && !granted {
		return db.ByProgram(ctx)
	}
	return ctx
}

// IsPlatform reports whether the request is on the platform's own host.
func (r *Request) IsPlatform() bool { return r.Site.Tenant.Kind == tenantdb.Platform }

// Origin is the public origin of the request's tenant: built from its record,
// never from the request.
func (r *Request) Origin() string { return r.Config.Origin(r.Site.Primary()) }

// SeeOther sends the browser to a path on this host.
func (r *Request) SeeOther(path string) error { return r.Redirect(http.StatusSeeOther, path) }

// Handler answers a request that has passed its route's checks.
type Handler func(r *Request) error

// Handler returns the whole as one http.Handler.
func (k *Kernel) Handler() http.Handler { return http.HandlerFunc(k.serve) }

// serve takes a request from the listener to its route:
// recover, request id -> /healthz on any host -> tenant -> route.
func (k *Kernel) serve(w http.ResponseWriter, req *http.Request) {
	id := newRequestID()
	defer k.recover(w, req, id)
	head := w.Header()
	head["X-Request-Id"] = []string{id}
	if req.URL.Path == "/healthz" {
		k.healthz(w, req)
		return
	}
	k.secure(head)
	came := arrived{id: id, body: req.Body}
	if req.Body != http.NoBody {
		req.Body = http.MaxBytesReader(w, req.Body, maxBody)
	}
	site, ok := k.resolve(w, req)
	if !ok {
		return
	}
	came.site = site
	ctx := context.WithValue(req.Context(), arrivedKey{}, came)
	k.echo.ServeHTTP(w, req.WithContext(ctx))
}

// arrived is what serve found out, for the route's wrapper.
type arrived struct {
	id   string
	site *snapshot.Site
	body io.ReadCloser // before it was bounded, for the routes that take files
}

type arrivedKey struct{}

func (k *Kernel) healthz(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := k.Ping(req.Context()); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("the database does not answer\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

// csp lets a page load its own host's files and nothing else. No inline
// script or style exists, so no nonce or hash does either.
const csp = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Headers that every response has: made once, and shared by all.
var (
	headerCSP      = []string{csp}
	headerNosniff  = []string{"nosniff"}
	headerReferrer = []string{"same-origin"}
	headerOpener   = []string{"same-origin"}
	headerHSTS     = []string{"max-age=31536000"}
)

func (k *Kernel) secure(h http.Header) {
	h["Content-Security-Policy"] = headerCSP
	h["X-Content-Type-Options"] = headerNosniff
	h["Referrer-Policy"] = headerReferrer
	h["Cross-Origin-Opener-Policy"] = headerOpener
	if k.Config.Scheme == "https" {
		h["Strict-Transport-Security"] = headerHSTS
	}
}

// trusted reports whether the connection comes from a proxy whose forwarded
// headers are believed.
func (k *Kernel) trusted(req *http.Request) bool {
	addr, err := netip.ParseAddrPort(req.RemoteAddr)
	return err == nil && k.trustedAddr(addr.Addr())
}

func (k *Kernel) trustedAddr(addr netip.Addr) bool {
	return slices.ContainsFunc(k.Config.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}
