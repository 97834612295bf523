package studio

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// zone is where the site's clock is.
func (d *desk) zone() *time.Location {
	zone, err := time.LoadLocation(d.site.Profile.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// OrganisationPage edits the party behind the site.
type OrganisationPage struct {
	kernel.Chrome
	kernel.Form
	Revision int
	Since    time.Time
	Saved    bool
	ReadOnly bool
}

var organisationPage = kernel.Declare[OrganisationPage]("studio/organisation.html", "studio")

// OrganisationForm shows who is behind the site.
func (s *Surface) OrganisationForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	p := d.site.Party
	return s.showOrganisation(d, http.StatusOK, kernel.Form{Values: map[string]string{"legal_name": p.LegalName,
		"registration_number": p.RegistrationNumber, "address": p.Address, "country": p.Country, "email": p.Email, "dpo": p.DPO}})
}

func (s *Surface) showOrganisation(d *desk, status int, form kernel.Form) error {
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	return organisationPage.Render(d.Request, status, OrganisationPage{Chrome: d.chrome(d.Loc.T("studio.organisation.title"), "organisation"),
		Form: form, Revision: d.site.Party.Revision, Since: d.site.Party.CreatedAt.In(d.zone()), Saved: d.QueryParam("saved") == "1",
		ReadOnly: !d.may(principal.EditSettings)})
}

// Organisation saves who is behind the site, as a new revision.
func (s *Surface) Organisation(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	err = s.Sites.SetParty(d.ctx, d.p, sites.Party{LegalName: r.FormValue("legal_name"), RegistrationNumber: r.FormValue("registration_number"),
		Address: r.FormValue("address"), Country: r.FormValue("country"), Email: r.FormValue("email"), DPO: r.FormValue("dpo"), Reason: sites.Reason(r.FormValue("reason"))})
	form, status, err := r.Formed(err, "legal_name", "registration_number", "address", "country", "email", "dpo")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showOrganisation(d, status, form)
	}
	return r.SeeOther(d.base() + "/settings/organisation?saved=1")
}

// SettingsPage edits the site's name, colour, languages and rules.
type SettingsPage struct {
	kernel.Chrome
	kernel.Form
	Agrees           bool // the privacy document is accepted, not acknowledged
	DocumentRequired bool
	Saved            bool
	ReadOnly         bool
	Suggested        []kernel.LanguageLink // languages that the interface speaks
}

var settingsPage = kernel.Declare[SettingsPage]("studio/settings.html", "studio")

// SettingsForm shows the settings.
func (s *Surface) SettingsForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	p := d.site.Profile
	return s.showSettings(d, http.StatusOK, kernel.Form{Values: map[string]string{"name": p.Name, "accent": p.Accent,
		"languages": strings.Join(p.Languages.List(), ", "), "time_zone": p.TimeZone}})
}

func (s *Surface) showSettings(d *desk, status int, form kernel.Form) error {
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	page := SettingsPage{Chrome: d.chrome(d.Loc.T("studio.settings.title"), "settings"), Form: form, Saved: d.QueryParam("saved") == "1",
		DocumentRequired: d.site.Profile.DocumentRequired, ReadOnly: !d.may(principal.EditSettings)}
	if doc := documents.BySlug(d.site.Documents, documents.PrivacySlug); doc != nil {
		page.Agrees = doc.Act == documents.Agree
	}
	for _, code := range d.Bundle.Languages() {
		page.Suggested = append(page.Suggested, kernel.LanguageLink{Code: code, Name: d.Loc.LanguageName(code)})
	}
	return settingsPage.Render(d.Request, status, page)
}

// Settings saves them.
func (s *Surface) Settings(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	languages := strings.FieldsFunc(r.FormValue("languages"), func(c rune) bool { return c == ',' || c == ' ' })
	err = s.DB.Tx(d.ctx, func(ctx context.Context) error {
		if err := s.Sites.SetProfile(ctx, d.p, sites.Profile{Name: r.FormValue("name"), Accent: r.FormValue("accent"),
			Languages: sites.Languages(strings.Join(languages, ",")), TimeZone: r.FormValue("time_zone")}); err != nil {
			return err
		}
		act := documents.Acknowledge
		if r.FormValue("act") == string(documents.Agree) {
			act = documents.Agree
		}
		return s.Documents.SetAct(ctx, d.p, documents.PrivacySlug, act)
	})
	form, status, err := r.Formed(err, "name", "accent", "languages", "time_zone")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showSettings(d, status, form)
	}
	return r.SeeOther(d.base() + "/settings/site?saved=1")
}
