package site

import (
	"html/template"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// OfferedDocument is one document on a page that asks for an act.
type OfferedDocument struct {
	acceptance.OfferItem
	Field   string // of its box
	Href    string
	HTML    template.HTML
	Dir     string
	Minutes int
}

// RegisterPage is where a visitor becomes a customer.
type RegisterPage struct {
	kernel.Chrome
	kernel.Form
	Token     string
	Return    string
	Documents []OfferedDocument
	Closed    bool // the site takes no customers yet
	Zone      *time.Location
}

var registerPage = kernel.Declare[RegisterPage]("site/register.html", "site")

// RegisterForm shows the registration.
func (s *Surface) RegisterForm(r *kernel.Request) error {
	if r.IsPlatform() {
		return echo.ErrNotFound // owners are invited
	}
	if r.Session != nil {
		return r.SeeOther("/account")
	}
	return s.showRegister(r, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showRegister(r *kernel.Request, status int, form kernel.Form) error {
	now := r.Clock.Now()
	offer, err := s.Acceptance.Present(r.Site.Tenant.ID, acceptance.Pending(r.Site.Documents, acceptance.Subject{}, now),
		acceptance.Subject{}, acceptance.Registration, r.Loc, r.Languages...)
	if err != nil {
		return err
	}
	page := RegisterPage{Chrome: r.Chrome(r.Loc.T("register.title")), Form: form, Token: offer.Token, Return: r.ReturnTo(),
		Zone: zone(r)}
	if err := s.Acceptance.TakesCustomers(r.Ctx()); errs.Is(err, errs.Conflict) {
		page.Closed = true
	} else if err != nil {
		return err
	}
	if page.Documents, err = s.offered(r, offer); err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return registerPage.Render(r, status, page)
}

func (s *Surface) offered(r *kernel.Request, offer acceptance.Offer) (docs []OfferedDocument, err error) {
	for _, item := range offer.Items {
		full, err := s.Documents.Text(r.Ctx(), item.Text.ID)
		if err != nil {
			return nil, err
		}
		docs = append(docs, OfferedDocument{OfferItem: item, Field: fieldOf(item.Document.ID), HTML: kernel.HTML(full.HTML),
			Href: withLanguage(versionPath(item.Document.Slug, item.Shown.Seq), full.Language), Dir: i18n.Dir(full.Language), Minutes: readingMinutes(full.HTML)})
	}
	return docs, nil
}

// Register makes a customer.
func (s *Surface) Register(r *kernel.Request) error {
	if r.IsPlatform() {
		return echo.ErrNotFound
	}
	token, err := s.tryRegister(r)
	changed := errs.Is(err, errs.Conflict)
	form, status, err := r.Formed(err, "name", "email")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		if changed { // by a publication: the page must show what is published now
			if r.Site, err = r.Snapshots.Latest(r.Request().Context(), r.Site.Tenant.ID); err != nil {
				return err
			}
		}
		return s.showRegister(r, status, form)
	}
	if old := r.SessionToken(); old != "" { // a second person in the same browser
		if err := s.Accounts.SignOut(r.Ctx(), old); err != nil {
			return err
		}
	}
	s.signIn(r, token)
	return r.SeeOther(r.ReturnTo())
}

func (s *Surface) tryRegister(r *kernel.Request) (token string, err error) {
	if err := r.AllowAddress(kernel.LimitRegister); err != nil {
		return "", err
	}
	if err := r.Allow(kernel.LimitRegisterAccount, r.FormValue("email")); err != nil {
		return "", err
	}
	answer := s.answer(r)
	answer.Outcome = acceptance.Accepted
	return s.Acceptance.Register(r.Ctx(), accounts.NewAccount{Name: r.FormValue("name"), Email: r.FormValue("email"),
		Password: r.FormValue("password")}, answer)
}
