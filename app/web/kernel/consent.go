package kernel

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
)

// Consent is what a request's browser has chosen about cookies.
type Consent struct {
	consent.Live
	Choice consent.Choice
	Chosen bool // on this host, once; it may have lapsed
	GPC    bool // the browser sends Global Privacy Control
	Class  consent.Class
}

// Consent reads it. Another tenant's choice is on another host: the cookie is
// this host's alone.
func (r *Request) Consent() Consent {
	if r.Preview != nil { // a page to look at is nobody's
		return Consent{}
	}
	now := r.Clock.Now()
	c := Consent{Live: consent.LiveAt(r.Site.Connected, r.Site.Documents, r.Site.Roles, now), GPC: r.Request().Header.Get("Sec-GPC") == "1"}
	if len(c.Services) == 0 {
		return c
	}
	if cookie, err := r.Request().Cookie(r.ConsentCookie()); err == nil {
		c.Choice, c.Chosen = consent.Read(cookie.Value)
	}
	c.Class = consent.ClassOf(c.Live, c.Choice, c.Chosen, c.GPC, now)
	return c
}

// ConsentCookie is the name of the cookie that keeps a choice: bound to the
// host wherever the connection is encrypted.
func (k *Kernel) ConsentCookie() string {
	if k.Config.Scheme == "https" {
		return "__Host-consent"
	}
	return "consent"
}

// KeepChoice lets the browser keep a choice, as long as it holds.
func (r *Request) KeepChoice(c consent.Choice) {
	now := r.Clock.Now()
	r.SetCookie(&http.Cookie{Name: r.ConsentCookie(), Value: c.String(), Path: "/", MaxAge: int(c.Until(now).Sub(now) / time.Second), HttpOnly: true,
		Secure: r.Config.Scheme == "https", SameSite: http.SameSiteLaxMode})
}

// NoticePage is the notice that asks: the same for everybody who reads this
// language, since its very bytes are what somebody consents to.
type NoticePage struct {
	*i18n.Localizer
	Version string
	Classes []NoticeClass
	// Answers is who is responsible, in a sentence.
	Answers string
}

// NoticeClass is what one box allows.
type NoticeClass struct {
	Class      facts.Class
	Services   string // their names
	Recipients string
}

var noticePage = Declare[NoticePage]("site/notice.html", "")

// notice is that of what a site runs, in the page's language.
func (r *Request) notice(live consent.Live) *NoticePage {
	page := &NoticePage{Localizer: r.Loc, Version: live.Notice, Answers: r.responsible()}
	for _, class := range live.Classes() {
		c := NoticeClass{Class: class}
		var services, recipients []string
		for _, s := range live.Services {
			if s.Preset.Class == class {
				services = append(services, s.Preset.Name)
				if to := s.Preset.Recipient.Name; !slices.Contains(recipients, to) {
					recipients = append(recipients, to)
				}
			}
		}
		c.Services, c.Recipients = r.Loc.List(services), r.Loc.List(recipients)
		page.Classes = append(page.Classes, c)
	}
	return page
}

// ShowNotice puts the notice of all that a site has connected on a page, for
// who wants to see it.
func (r *Request) ShowNotice(c *Chrome) {
	if all := consent.AllOf(r.Site.Connected, r.Site.Roles); len(all.Services) > 0 {
		c.CookieNotice = r.notice(all)
	}
}

// NoticeBytes are the very bytes of the notice as a page has it.
func (r *Request) NoticeBytes(live consent.Live) (string, error) {
	b, err := noticePage.execute(*r.notice(live))
	return string(b), err
}

// RunServices adds to a public page what was allowed, and lets the response
// load it. It is for pages without anything about a person: what such a page
// is called goes to the services.
func (r *Request) RunServices(c *Chrome, given Consent) {
	c.Tags = r.Assets.tags(given.Live, given.Class)
	r.AllowHosts(given)
}

// AllowHosts lets a response load what was allowed, and nothing else.
func (r *Request) AllowHosts(given Consent) {
	var script, connect, image, frame []string
	for _, s := range given.Services {
		if p := s.Preset; given.Class.Loads(p.Class) {
			script, connect = append(script, p.Script...), append(connect, p.Connect...)
			image, frame = append(image, p.Image...), append(frame, p.Frame...)
		}
	}
	if len(script) == 0 {
		return
	}
	policy := strings.NewReplacer("script-src 'self'", sources("script-src 'self'", script), "img-src 'self'", sources("img-src 'self'", image),
		"connect-src 'self'", sources("connect-src 'self'", connect)).Replace(csp)
	if len(frame) > 0 {
		policy += sources("; frame-src", frame)
	}
	r.Response().Header().Set("Content-Security-Policy", policy)
}

func sources(directive string, hosts []string) string {
	slices.Sort(hosts)
	for _, h := range slices.Compact(hosts) {
		directive += " " + h
	}
	return directive
}
