package kernel

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/returnto"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Access is who may pass to a route's handler.
type Access int

// The four kinds of route.
const (
	// Always: everybody, on a suspended site too: documents, contact, signing
	// in and out, a customer's rights.
	Always Access = iota
	// Open: everybody, while the site is in use.
	Open
	// Personal: whoever is signed in, gated or not, on a suspended site too:
	// the exits.
	Personal
	// Gated: whoever is signed in and owes nothing, while the site is in use.
	Gated
)

// Router registers routes for one kind of host. A route that is not on this
// page's list does not exist: there is no default handler.
type Router struct {
	k    *Kernel
	only tenantdb.Kind // empty: any
}

// Routes returns a router for every tenant's host, or only for those of a
// kind.
func (k *Kernel) Routes(only tenantdb.Kind) *Router { return &Router{k: k, only: only} }

// Get adds a route for GET and HEAD.
func (rt *Router) Get(access Access, path string, h Handler) {
	rt.k.echo.GET(path, rt.wrap(access, h))
	rt.k.echo.HEAD(path, rt.wrap(access, h))
}

// Post adds a route for POST.
func (rt *Router) Post(access Access, path string, h Handler) {
	rt.k.echo.POST(path, rt.wrap(access, h))
}

// RouteList names every route, for tests that must know them all.
func (k *Kernel) RouteList() []*echo.Route { return k.echo.Routes() }

// wrap is the order of trust: language -> session -> cross-site check ->
// suspended? -> signed in? -> gate -> the access log -> handler.
func (rt *Router) wrap(access Access, h Handler) echo.HandlerFunc {
	return rt.wrapReading(access, h, (*Request).readForm)
}

// wrapReading is the same with another way to read what is posted.
func (rt *Router) wrapReading(access Access, h Handler, read func(*Request, Access) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		came, ok := req.Context().Value(arrivedKey{}).(arrived)
		if !ok || rt.only != "" && came.site.Tenant.Kind != rt.only {
			return echo.ErrNotFound
		}
		r := &Request{Context: c, Kernel: rt.k, ID: came.id, Site: came.site}
		r.chooseLanguage()
		if err := rt.pass(r, access); err != nil {
			if errors.Is(err, errAnswered) {
				return nil
			}
			return r.Fail(err)
		}
		if err := read(r, access); err != nil {
			return r.Fail(err)
		}
		if err := h(r); err != nil {
			return r.Fail(err)
		}
		return nil
	}
}

// How much a post may hold: anybody's, and one of somebody who is signed in,
// who may be sending a whole text (1 MB, three times that when encoded; more is
// told so where it can be kept on the page).
const (
	maxForm = 64 << 10
	maxBody = 8 << 20
)

// readForm reads a post whole before anything is done about it. What cannot be
// read is refused: it is not to be taken for a form with nothing in it.
func (r *Request) readForm(access Access) error {
	req := r.Request()
	if req.Method != http.MethodPost {
		return nil
	}
	if access == Always || access == Open {
		req.Body = http.MaxBytesReader(r.Response(), req.Body, maxForm)
	}
	if _, err := r.FormParams(); err != nil {
		return badBody(err)
	}
	return nil
}

// errAnswered says that a step has answered the request itself.
var errAnswered = errors.New("answered")

func (rt *Router) pass(r *Request, access Access) error {
	if access == Personal || access == Gated {
		// What is about a person is never kept by anybody.
		r.Response().Header().Set("Cache-Control", "no-store")
	}
	if err := r.openSession(); err != nil {
		return err
	}
	if err := rt.k.cross.Check(r.Request()); err != nil {
		return errs.New(errs.Forbidden, "error.cross_site", nil).Because(err)
	}
	if (access == Open || access == Gated) && r.Site.Tenant.State == tenantdb.Suspended {
		return r.suspended()
	}
	if access == Always || access == Open {
		return nil
	}
	if r.Session == nil {
		return r.askToSignIn()
	}
	if err := r.findSite(); err != nil {
		return err
	}
	if access == Gated {
		if err := r.gate(); err != nil {
			return err
		}
	}
	return r.logLook()
}

// LanguageCookie remembers a choice on this host. Only the switch sets it.
const LanguageCookie = "language"

// LanguageLife is how long it does.
const LanguageLife = 365 * 24 * time.Hour

// chooseLanguage: the address, then the choice made here, then the browser.
func (r *Request) chooseLanguage() {
	req := r.Request()
	if req.URL.RawQuery != "" {
		if q := r.QueryParam("lang"); q != "" {
			r.Languages = append(r.Languages, q)
		}
	}
	if c, err := req.Cookie(LanguageCookie); err == nil {
		r.Languages = append(r.Languages, c.Value)
	}
	r.Languages = append(r.Languages, i18n.ParseAcceptLanguage(req.Header.Get("Accept-Language"))...)
	for i, l := range r.Languages {
		if code, ok := i18n.Valid(l); ok {
			r.Languages[i] = code
		}
	}
	ours := r.Site.Profile.Languages
	r.Loc = r.Bundle.Localizer(i18n.Match(ours.List(), ours.Source(), r.Languages...))
}

// SessionCookie is the name of the cookie that signs a browser in: bound to
// the host wherever the connection is encrypted.
func (k *Kernel) SessionCookie() string {
	if k.Config.Scheme == "https" {
		return "__Host-session"
	}
	return "session"
}

// SessionToken is what the browser says it is signed in with; empty: nothing.
func (r *Request) SessionToken() string {
	if c, err := r.Cookie(r.SessionCookie()); err == nil {
		return c.Value
	}
	return ""
}

// openSession reads the session, if the browser says it has one, and sees to
// it that the snapshot is no older than the tenant is.
func (r *Request) openSession() error {
	token := r.SessionToken()
	if token == "" {
		return nil
	}
	var err error
	if r.Session, err = r.Acceptance.Session(r.Ctx(), token); err != nil || r.Session == nil {
		return err
	}
	if p := r.Session.Principal; r.IsPlatform() && p.May(r.Site.Tenant.ID, principal.Operate) {
		r.SetRequest(r.Request().WithContext(db.ByOperator(r.Request().Context(), p.Account, r.Clock.Now())))
	}
	r.Site, err = r.Snapshots.AtLeast(r.Request().Context(), r.Site.Tenant.ID, r.Session.Revision)
	return err
}

// Subject is whose acts count on this request. In the studio of a site that
// the person may sign for, that site's organisation is one with them.
func (r *Request) Subject() acceptance.Subject {
	if r.Represented == nil {
		return r.Session.Subject(nil)
	}
	return r.Session.Subject(&r.Represented.Record)
}

// gate lets through who owes nothing. It has no exceptions: a route that must
// stay open while gated is not Gated.
func (r *Request) gate() error {
	owed := acceptance.Pending(r.Site.Documents, r.Subject(), r.Clock.Now())
	if len(owed) == 0 {
		return nil
	}
	if r.IsMachine() {
		return r.problemOwed(owed)
	}
	target := r.AcceptPath(r.comeBack())
	r.Response().Header().Set("Cache-Control", "no-store")
	if err := r.SeeOther(target); err != nil {
		return err
	}
	return errAnswered
}

// AcceptPath is the gate's page, which then leads to a path.
func (r *Request) AcceptPath(back string) string {
	q := url.Values{"return": {back}}
	if r.Represented != nil {
		q.Set("for", r.Represented.Tenant.Key)
	}
	return "/accept?" + q.Encode()
}

// comeBack is where a request that was stopped was going. A post is not done
// and not repeated: the browser comes back to the page of its form.
func (r *Request) comeBack() string {
	req := r.Request()
	if req.Method == http.MethodGet || req.Method == http.MethodHead {
		return returnto.Clean(req.URL.RequestURI())
	}
	return returnto.FromReferer(req.Referer(), r.Config.Scheme, r.Config.PublicHost(r.Site.Primary()))
}

func (r *Request) askToSignIn() error {
	if r.IsMachine() {
		return errs.New(errs.Forbidden, "error.sign_in", nil)
	}
	back := r.comeBack()
	if asked := r.QueryParam("return"); asked != "" && r.Path() == "/accept" { // the gate's own page: on to where it leads
		back = returnto.Clean(asked)
	}
	if err := r.SeeOther("/login?" + url.Values{"return": {back}}.Encode()); err != nil {
		return err
	}
	return errAnswered
}

// IsMachine reports whether the client would rather have JSON than a page.
func (r *Request) IsMachine() bool {
	req := r.Request()
	accept := req.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "text/html") ||
		strings.HasPrefix(req.Header.Get("Content-Type"), "application/json")
}
