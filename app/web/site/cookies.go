package site

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/returnto"
)

// CookiesPage tells of every cookie, and is where a choice is seen and changed.
type CookiesPage struct {
	kernel.Chrome
	Asks    bool   // the site runs something that needs consent
	Version string // of the notice that the form answers
	State   string // what has been chosen, in a sentence
	Until   string
	Signal  bool // the browser sends Global Privacy Control, and that holds
	Classes []CookieClass
	Record  bool // a consent can be seen
	Changed bool // what was asked has changed meanwhile
	Saved   bool
	Policy  string // where the privacy document is
}

// CookieClass are the cookies of a class.
type CookieClass struct {
	Class    facts.Class
	Optional bool
	Allowed  bool
	Services []CookieService
	Cookies  []CookieRow
}

// CookieService is a service of a class.
type CookieService struct{ Name, Recipient, Country, Safeguard string }

// CookieRow is a cookie as people are told of it: by name, whose it is, what
// for and how long (CJEU C-673/17).
type CookieRow struct{ Name, Host, Purpose, Duration, Party, Recipient string }

var cookiesPage = kernel.Declare[CookiesPage]("site/cookies.html", "site")

// Cookies is the cookie page.
func (s *Surface) Cookies(r *kernel.Request) error { return s.showCookies(r, http.StatusOK, false) }

func (s *Surface) showCookies(r *kernel.Request, status int, changed bool) error {
	given := r.Consent()
	set, err := s.Facts.Current(r.Ctx())
	if err != nil {
		return err
	}
	page := CookiesPage{Chrome: r.Chrome(r.Loc.T("consent.page.title")), Asks: len(given.Services) > 0, Version: given.Notice,
		Changed: changed, Saved: r.QueryParam("saved") == "1", Policy: kernel.DocumentPath(documents.PrivacySlug)}
	page.CookieNotice = nil // its own form asks
	page.say(r, given)
	for _, class := range append([]facts.Class{facts.Necessary}, given.Classes()...) {
		page.Classes = append(page.Classes, cookieClass(r, given, class, set))
	}
	return cookiesPage.Render(r, status, page)
}

// say puts the choice into words.
func (p *CookiesPage) say(r *kernel.Request, given kernel.Consent) {
	now := r.Clock.Now()
	switch answered := given.Chosen && given.Class != consent.Undecided; {
	case !p.Asks:
	case given.GPC && !answered:
		p.Signal, p.State = true, r.Loc.T("consent.state.gpc")
	case given.Class == consent.Undecided:
		p.State = r.Loc.T("consent.state.undecided")
	case given.Choice.Refused():
		p.State = r.Loc.T("consent.state.refused")
	default:
		var names []string
		for _, c := range given.Choice.Allowed {
			names = append(names, r.Loc.T("consent.class."+string(c)))
		}
		p.State, p.Record = r.Loc.T("consent.state.allowed", "Classes", r.Loc.List(names)), true
	}
	if p.Asks && given.Chosen && given.Class != consent.Undecided {
		p.Until = r.Loc.T("consent.state.until", "Chosen", r.Loc.Date(given.Choice.Day), "Until", r.Loc.Date(given.Choice.Until(now)))
	}
}

func cookieClass(r *kernel.Request, given kernel.Consent, class facts.Class, set facts.Set) CookieClass {
	c := CookieClass{Class: class, Optional: class != facts.Necessary, Allowed: given.Class.Loads(class)}
	own := r.Loc.List(r.Site.Roles.Names())
	if class == facts.Necessary {
		for _, cookie := range set.Cookies {
			if cookie.Service == "" {
				c.Cookies = append(c.Cookies, CookieRow{Name: cookie.Name, Host: r.Site.Primary(), Purpose: cookiePurpose(r, cookie),
					Duration: duration(r, cookie.Duration), Party: r.Loc.T("consent.party.first"), Recipient: own})
			}
		}
	}
	for _, s := range given.Services {
		if s.Preset.Class != class {
			continue
		}
		to := s.Preset.Recipient
		c.Services = append(c.Services, CookieService{Name: s.Preset.Name, Recipient: to.Name, Country: r.Loc.Country(to.Country),
			Safeguard: r.Loc.T(facts.SafeguardKey(to.Safeguard))})
		for _, cookie := range s.Preset.Cookies {
			row := CookieRow{Name: cookie.Name, Host: cookie.Host, Purpose: r.Loc.T("consent.cookie." + cookie.Purpose),
				Duration: duration(r, cookie.Lasts(s.Limited)), Party: r.Loc.T("consent.party.third"), Recipient: to.Name}
			if row.Host == "" {
				row.Host, row.Party = r.Site.Primary(), r.Loc.T("consent.party.first")
			}
			c.Cookies = append(c.Cookies, row)
		}
	}
	return c
}

func cookiePurpose(r *kernel.Request, c facts.Cookie) string {
	if c.Held {
		return r.Loc.T("datamap.elsewhere." + c.Code)
	}
	return c.Purpose[r.Loc.Lang()]
}

func duration(r *kernel.Request, period string) string {
	if period == "" {
		return r.Loc.T("consent.session")
	}
	return r.Loc.Period(period)
}

// Choose keeps a choice, from the notice or from the cookie page. Nothing but
// the buttons chooses.
func (s *Surface) Choose(r *kernel.Request) error {
	if err := r.AllowAddress(kernel.LimitConsent); err != nil {
		return err
	}
	given := r.Consent()
	params, err := r.FormParams()
	if err != nil {
		return err
	}
	var allowed []facts.Class
	switch r.FormValue("choice") {
	case "necessary":
	case "all":
		allowed = consent.Optional
	case "chosen":
		for _, class := range params["allow"] {
			allowed = append(allowed, facts.Class(class))
		}
	default:
		return errs.New(errs.Invalid, "error.bad_request", nil)
	}
	shown := consent.Shown{Version: r.FormValue("notice"), Language: r.Loc.Lang(), Method: consent.OnNotice, GPC: given.GPC}
	back := returnto.Here(r.Request().Referer(), r.Config.Scheme, r.Config.PublicHost(r.Site.Primary()))
	if r.FormValue("on") == "settings" {
		shown.Method, back = consent.OnSettings, "/cookies?saved=1"
	}
	if shown.HTML, err = r.NoticeBytes(given.Live); err != nil {
		return err
	}
	var before *consent.Choice
	if given.Chosen {
		before = &given.Choice
	}
	c, err := s.Consent.Choose(r.Ctx(), allowed, given.Live, shown, before)
	if errs.Is(err, errs.Conflict) {
		return s.showCookies(r, http.StatusConflict, true)
	} else if err != nil {
		return err
	}
	s.forget(r, given, c)
	r.KeepChoice(c)
	return r.SeeOther(back)
}

// forget deletes the cookies of the services that a choice does not allow: at
// this host and its parent domains, on every path that the browser may have
// them at. Cookies of the services' own hosts only they can delete.
func (s *Surface) forget(r *kernel.Request, given kernel.Consent, c consent.Choice) {
	host := r.Site.Primary()
	domains := []string{""}
	for labels := strings.Split(host, "."); len(labels) > 1; labels = labels[1:] {
		domains = append(domains, strings.Join(labels, "."))
	}
	for _, cookie := range r.Cookies() {
		ours := slices.ContainsFunc(given.Services, func(s consent.Running) bool {
			return !c.Allows(s.Preset.Class) && slices.ContainsFunc(s.Preset.Cookies, func(p consent.Cookie) bool { return p.Host == "" && p.Matches(cookie.Name) })
		})
		if !ours {
			continue
		}
		for _, domain := range domains {
			for _, path := range paths(r) {
				r.SetCookie(&http.Cookie{Name: cookie.Name, Path: path, Domain: domain, MaxAge: -1})
			}
		}
	}
}

// paths are those that a cookie may stand at which the browser has sent: the
// root, and the folders of the page that the choice was made on.
func paths(r *kernel.Request) []string {
	all := []string{"/"}
	from := returnto.Here(r.Request().Referer(), r.Config.Scheme, r.Config.PublicHost(r.Site.Primary()))
	from, _, _ = strings.Cut(from, "?")
	for i, c := range from {
		if c == '/' && i > 0 {
			all = append(all, from[:i], from[:i+1])
		}
	}
	return slices.Compact(all[:min(len(all), 9)])
}

// ConsentRecord is what a visitor's browser keeps the id of, to be seen and
// kept: GDPR Art. 15.
func (s *Surface) ConsentRecord(r *kernel.Request) error {
	given := r.Consent()
	if given.Choice.Refused() {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	c, n, err := s.Consent.Record(r.Ctx(), given.Choice.ID)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(consent.Exported(c, n), "", "  ")
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	r.Response().Header().Set("Content-Disposition", `attachment; filename="cookie-consent.json"`)
	return r.Blob(http.StatusOK, "application/json; charset=utf-8", append(b, '\n'))
}
