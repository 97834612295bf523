package studio

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
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
	Told     bool // customers have been told who is responsible now
	Site     bool // not the platform: others may be responsible with it
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
		Told: d.QueryParam("told") == "1", Site: d.site.Tenant.Kind == tenantdb.Site, ReadOnly: !d.may(principal.EditOrganisation)})
}

// Organisation saves who is behind the site, as a new revision.
func (s *Surface) Organisation(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	err = s.Sites.SetParty(d.ctx, d.p, sites.Party{LegalName: r.FormValue("legal_name"), RegistrationNumber: r.FormValue("registration_number"),
		Address: r.FormValue("address"), Country: r.FormValue("country"), Email: r.FormValue("email"), DPO: r.FormValue("dpo"), Reason: sites.Reason(r.FormValue("reason"))})
	form, status, err := r.Formed(err, "legal_name", "registration_number", "address", "country", "email", "dpo", "reason")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showOrganisation(d, status, form)
	}
	return r.SeeOther(d.base() + "/settings/organisation" + s.outcome(d))
}

// outcome is what the page says after a change: whether customers were told.
func (s *Surface) outcome(d *desk) string {
	after, err := d.Snapshots.Latest(d.Request.Request().Context(), d.site.Tenant.ID)
	if err == nil && !after.Roles.Same(d.site.Roles) && published(after.Documents, d.Clock.Now()) && d.FormValue("reason") != string(sites.Mended) {
		return "?saved=1&told=1"
	}
	return "?saved=1"
}

func published(docs []documents.Document, now time.Time) bool {
	return slices.ContainsFunc(docs, func(doc documents.Document) bool { return doc.InForce(now) != nil })
}

// ResponsibilityPage says who is controller of what the site holds.
type ResponsibilityPage struct {
	kernel.Chrome
	kernel.Form
	Party    sites.Party // the site's organisation
	Platform sites.Party
	Kind     sites.ArrangementKind
	Saved    bool
	Told     bool
	ReadOnly bool
}

var responsibilityPage = kernel.Declare[ResponsibilityPage]("studio/responsibility.html", "studio")

var arrangementFields = []string{"kind", "other_legal_name", "other_registration_number", "other_address", "other_country", "other_email",
	"other_dpo", "essence", "contact_point"}

// ResponsibilityForm shows who is responsible for the site.
func (s *Surface) ResponsibilityForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	a := d.site.Arrangement
	return s.showResponsibility(d, http.StatusOK, kernel.Form{Values: map[string]string{"kind": string(a.Kind), "other_legal_name": a.LegalName,
		"other_registration_number": a.RegistrationNumber, "other_address": a.Address, "other_country": a.Country, "other_email": a.Email,
		"other_dpo": a.DPO, "essence": a.Essence, "contact_point": a.ContactPoint}})
}

func (s *Surface) showResponsibility(d *desk, status int, form kernel.Form) error {
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	if d.site.Tenant.Kind != tenantdb.Site {
		return notFound()
	}
	return responsibilityPage.Render(d.Request, status, ResponsibilityPage{Chrome: d.chrome(d.Loc.T("studio.responsibility.title"), "organisation"),
		Form: form, Party: d.site.Party, Platform: d.site.Platform, Kind: sites.ArrangementKind(form.Value("kind")), Saved: d.QueryParam("saved") == "1",
		Told: d.QueryParam("told") == "1", ReadOnly: !d.may(principal.EditOrganisation)})
}

// Responsibility saves who is responsible, as a new revision.
func (s *Surface) Responsibility(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	v := r.FormValue
	err = s.Sites.SetArrangement(d.ctx, d.p, sites.Arrangement{Kind: sites.ArrangementKind(v("kind")), LegalName: v("other_legal_name"),
		RegistrationNumber: v("other_registration_number"), Address: v("other_address"), Country: v("other_country"), Email: v("other_email"),
		DPO: v("other_dpo"), Essence: v("essence"), ContactPoint: v("contact_point"), Authorised: v("authorised") == "yes"})
	form, status, err := r.Formed(err, arrangementFields...)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		for i, e := range form.Errors { // the other party's fields stand beside none of its own
			if _, ok := form.Values["other_"+e.Field]; ok {
				form.Errors[i].Field = "other_" + e.Field
			}
		}
		return s.showResponsibility(d, status, form)
	}
	return r.SeeOther(d.base() + "/settings/responsibility" + s.outcome(d))
}

// SettingsPage edits the site's name, colour, languages and rules.
type SettingsPage struct {
	kernel.Chrome
	kernel.Form
	Agrees           bool // the privacy document is accepted, not acknowledged
	DocumentRequired bool
	Saved            bool
	ReadOnly         bool
	EditorsPublish   bool
	SaysWho          bool                  // the person says who publishes
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
		DocumentRequired: d.site.Profile.DocumentRequired, ReadOnly: !d.may(principal.EditSettings),
		EditorsPublish: d.site.Profile.EditorsPublish, SaysWho: d.p.May(d.site.Tenant.ID, principal.PublishDocuments)}
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
