// Package site is what a visitor and a customer meet on a tenant's own host:
// the documents, registration, signing in, the gate, and their own account.
// The platform's host has the same pages, for the owners of sites.
package site

import (
	"net/http"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/rights"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// Surface holds the services that the pages need.
type Surface struct {
	Accounts   *accounts.Service
	Documents  *documents.Service
	Acceptance *acceptance.Service
	Rights     *rights.Service
	Sites      *sites.Service
	Processing *processing.Service
	Consent    *consent.Service
	Facts      *facts.Service
}

// HomePage is a site's front page.
type HomePage struct {
	kernel.Chrome
	SignedInAs string
	Register   bool
	Studio     bool // on the platform: leads to the studio
}

var homePage = kernel.Declare[HomePage]("site/home.html", "site")

// Home is the front page.
func (s *Surface) Home(r *kernel.Request) error {
	c := r.Chrome(r.Site.Profile.Name)
	r.RunServices(&c, r.Consent())
	return homePage.Render(r, http.StatusOK, HomePage{Chrome: c, SignedInAs: c.SignedIn, Register: !r.IsPlatform(), Studio: r.IsPlatform()})
}

// ContactPage says who answers for the site and how to reach them.
type ContactPage struct {
	kernel.Chrome
}

var contactPage = kernel.Declare[ContactPage]("site/contact.html", "site")

// Contact says who answers for the site.
func (s *Surface) Contact(r *kernel.Request) error {
	c := r.Chrome(r.Loc.T("contact.title"))
	r.RunServices(&c, r.Consent())
	return contactPage.Render(r, http.StatusOK, ContactPage{Chrome: c})
}

// zone is where the site's clocks are: a date on a page is the day it is there.
func zone(r *kernel.Request) *time.Location {
	loc, err := time.LoadLocation(r.Site.Profile.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// SetLanguage is the one place that remembers a language.
func (s *Surface) SetLanguage(r *kernel.Request) error {
	if code, ok := i18n.Valid(r.FormValue("lang")); ok {
		r.SetCookie(&http.Cookie{Name: kernel.LanguageCookie, Value: code, Path: "/", MaxAge: int(kernel.LanguageLife / time.Second), HttpOnly: true,
			Secure: r.Config.Scheme == "https", SameSite: http.SameSiteLaxMode})
	}
	return r.SeeOther(kernel.BackFromSwitch(r.FormValue("return")))
}

func (s *Surface) signIn(r *kernel.Request, token string) {
	r.SetCookie(&http.Cookie{Name: r.SessionCookie(), Value: token, Path: "/", MaxAge: int(accounts.SessionLife / time.Second),
		HttpOnly: true, Secure: r.Config.Scheme == "https", SameSite: http.SameSiteLaxMode})
}

func (s *Surface) forgetSession(r *kernel.Request) {
	r.SetCookie(&http.Cookie{Name: r.SessionCookie(), Path: "/", MaxAge: -1, HttpOnly: true,
		Secure: r.Config.Scheme == "https", SameSite: http.SameSiteLaxMode})
}

// readingMinutes is how long a text takes at 220 words a minute.
func readingMinutes(html string) int {
	words := 0
	inWord := false
	for _, c := range markdown.Text(html) {
		space := c == ' ' || c == '\n' || c == '\t'
		if !space && !inWord {
			words++
		}
		inWord = !space
	}
	return max(1, (words+110)/220)
}
