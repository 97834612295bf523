package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/registers"
)

func urlEscaped(s string) string { return url.QueryEscape(s) }

// GeneralPage is the form of what is said of the site as a whole.
type GeneralPage struct {
	kernel.Chrome
	kernel.Form
	Base, Seen  string
	Authorities []registers.Choice
	Ages        []registers.Choice
	Exemption   bool
	Theirs      []FactLine // what somebody else has saved meanwhile
}

// ServicePage is the form of a connected service.
type ServicePage struct {
	kernel.Chrome
	kernel.Form
	Base, Seen string
	New        bool
	Classes    []registers.Choice
	Safeguards []registers.Choice
	What       TextField
	Theirs     *FactCard
	Gone       bool
}

// CookiePage is the form of a cookie.
type CookiePage struct {
	kernel.Chrome
	kernel.Form
	Base, Seen, Old string
	Units           []registers.Choice
	Services        []registers.Choice
	Third           bool
	What            TextField
	Theirs          *FactCard
	Gone            bool
}

var (
	generalPage = kernel.Declare[GeneralPage]("studio/facts_general.html", "studio")
	servicePage = kernel.Declare[ServicePage]("studio/facts_service.html", "studio")
	cookiePage  = kernel.Declare[CookiePage]("studio/facts_cookie.html", "studio")
)

// GeneralForm shows the form.
func (s *Surface) GeneralForm(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	said := f.Said.General()
	return d.showGeneral(f, http.StatusOK, said, facts.Fingerprint(&said), kernel.Form{}, nil)
}

// SaveGeneral keeps it.
func (s *Surface) SaveGeneral(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	age, _ := strconv.Atoi(r.FormValue("age_limit")) // what is no number is as the country has it
	typed := facts.General{Authority: r.FormValue("authority"), AgeLimit: age, Exemption: r.FormValue("exemption") == "1"}
	err = s.Facts.SaveGeneral(d.ctx, d.p, typed, r.FormValue("seen"))
	theirs, conflict := facts.AsConflict(err)
	form, status, err := r.Formed(err)
	switch {
	case err != nil:
		return err
	case conflict:
		said := theirs.General()
		return d.showGeneral(f, status, typed, facts.Fingerprint(&said), form, d.general(f))
	case len(form.Errors) > 0:
		return d.showGeneral(f, status, typed, r.FormValue("seen"), form, nil)
	}
	return d.backToFacts(nil)
}

func (d *desk) showGeneral(f facts.Desk, status int, said facts.General, seen string, form kernel.Form, theirs []FactLine) error {
	page := GeneralPage{Chrome: d.chrome(d.Loc.T("studio.facts.general_title"), "facts"), Form: form, Base: d.factsPath(), Seen: seen, Exemption: said.Exemption, Theirs: theirs}
	country := d.Loc.Country(f.Country)
	page.Authorities = []registers.Choice{{Words: d.Loc.T("studio.facts.as_country", "Country", country), Chosen: said.Authority == ""}}
	for _, a := range facts.Authorities {
		page.Authorities = append(page.Authorities, registers.Choice{Code: a.Country, Words: d.Loc.Country(a.Country) + ": " + a.In(d.Loc.Lang()), Chosen: said.Authority == a.Country})
	}
	page.Ages = []registers.Choice{{Words: d.Loc.T("studio.facts.as_country_age", "Country", country, "Age", facts.AgeOf(f.Country)), Chosen: said.AgeLimit == 0}}
	for age := facts.MinAge; age <= facts.MaxAge; age++ {
		page.Ages = append(page.Ages, registers.Choice{Code: itoa(age), Words: d.Loc.T("studio.facts.age_years", "Age", age), Chosen: said.AgeLimit == age})
	}
	return generalPage.Render(d.Request, status, page)
}

// ServiceForm shows the form of a connected service.
func (s *Surface) ServiceForm(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	c := facts.Connection{}
	if code := r.Param("code"); code != "" {
		mine := f.Said.Connection(code)
		if mine == nil {
			return errNoFact
		}
		c = *mine
	}
	return d.showService(http.StatusOK, c, facts.Fingerprint(f.Said.Connection(c.Code)), kernel.Form{}, nil)
}

// SaveService keeps it.
func (s *Surface) SaveService(r *kernel.Request) error {
	d, _, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	typed := facts.Connection{Code: r.Param("code"), Name: r.FormValue("name"), Category: facts.Class(r.FormValue("category")),
		Recipient: r.FormValue("recipient"), Country: r.FormValue("country"), Safeguard: r.FormValue("safeguard"), What: d.typedIn("what")}
	err = s.Facts.SaveConnection(d.ctx, d.p, typed, r.FormValue("seen"))
	theirs, conflict := facts.AsConflict(err)
	form, status, err := r.Formed(err)
	switch {
	case err != nil:
		return err
	case conflict:
		return d.showService(status, typed, facts.Fingerprint(theirs.Connection(typed.Code)), form, &theirs)
	case len(form.Errors) > 0:
		return d.showService(status, typed, r.FormValue("seen"), form, nil)
	}
	return d.backToFacts(nil)
}

// typedIn are a field's words in the site's languages.
func (d *desk) typedIn(name string) map[string]string {
	out := map[string]string{}
	for _, l := range d.site.Profile.Languages.List() {
		out[l] = d.FormValue(name + "_" + l)
	}
	return out
}

func (d *desk) showService(status int, c facts.Connection, seen string, form kernel.Form, theirs *facts.Set) error {
	title := d.Loc.T("studio.facts.service_new")
	if c.Code != "" {
		title = c.Name
	}
	form.Values = map[string]string{"name": c.Name, "recipient": c.Recipient, "country": c.Country}
	page := ServicePage{Chrome: d.chrome(title, "facts"), Form: form, Base: d.factsPath(), Seen: seen, New: c.Code == "",
		Classes:    d.choices(codes(facts.Classes), []string{string(c.Category)}, func(code string) string { return facts.Class(code).Key() }),
		Safeguards: d.choices(facts.Safeguards, []string{c.Safeguard}, facts.SafeguardKey)}
	page.What = TextField{Name: "what", Label: d.Loc.T("facts.label.what"), Hint: d.Loc.T("studio.facts.what_hint"), In: d.textIn("what", form, func(l string) string { return c.What[l] })}
	if theirs != nil {
		mine := theirs.Connection(c.Code)
		if page.Gone = mine == nil; !page.Gone {
			page.Theirs = &d.serviceCards(facts.Set{Connections: []facts.Connection{*mine}})[0]
			for _, l := range d.spoken() {
				page.Theirs.Lines = append(page.Theirs.Lines, d.Loc.LanguageName(l)+": "+mine.What[l])
			}
		}
	}
	return servicePage.Render(d.Request, status, page)
}

// RemoveService takes one away.
func (s *Surface) RemoveService(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return d.backToFacts(s.Facts.RemoveConnection(d.ctx, d.p, r.Param("code")))
}

// CookieForm shows the form of a cookie.
func (s *Surface) CookieForm(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	c, name := facts.Cookie{}, r.QueryParam("name")
	if name != "" {
		mine := f.Said.Cookie(name)
		if mine == nil {
			return errNoFact
		}
		c = *mine
	}
	return d.showCookie(f, http.StatusOK, name, c, facts.Fingerprint(f.Said.Cookie(name)), kernel.Form{}, nil)
}

// SaveCookie keeps it.
func (s *Surface) SaveCookie(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	old := r.FormValue("old")
	typed := facts.Cookie{Name: r.FormValue("name"), Third: r.FormValue("third") == "1", Service: r.FormValue("service"), Purpose: d.typedIn("purpose")}
	if unit := r.FormValue("unit"); unit != until {
		typed.Duration = readPeriod(r.FormValue("amount"), unit)
	}
	err = s.Facts.SaveCookie(d.ctx, d.p, old, typed, r.FormValue("seen"))
	theirs, conflict := facts.AsConflict(err)
	form, status, err := r.Formed(err)
	switch {
	case err != nil:
		return err
	case conflict:
		return d.showCookie(f, status, old, typed, facts.Fingerprint(theirs.Cookie(old)), form, &theirs)
	case len(form.Errors) > 0:
		return d.showCookie(f, status, old, typed, r.FormValue("seen"), form, nil)
	}
	return d.backToFacts(nil)
}

func (d *desk) showCookie(f facts.Desk, status int, old string, c facts.Cookie, seen string, form kernel.Form, theirs *facts.Set) error {
	title := d.Loc.T("studio.facts.cookie_new")
	if old != "" {
		title = old
	}
	amount, unit := writePeriod(c.Duration)
	if c.Duration == "" && old != "" {
		unit = until
	}
	form.Values = map[string]string{"name": c.Name, "amount": amount}
	page := CookiePage{Chrome: d.chrome(title, "facts"), Form: form, Base: d.factsPath(), Seen: seen, Old: old, Third: c.Third,
		Units: d.choices(periodUnits, []string{unit}, func(code string) string { return unitKeys[code] })}
	page.Units[slices.Index(periodUnits, until)].Words = d.Loc.T("facts.cookies.session")
	page.Services = []registers.Choice{{Words: d.Loc.T("facts.cookies.site"), Chosen: c.Service == ""}}
	for _, s := range f.Said.Connections {
		page.Services = append(page.Services, registers.Choice{Code: s.Code, Words: s.Name, Chosen: s.Code == c.Service})
	}
	page.What = TextField{Name: "purpose", Label: d.Loc.T("facts.cookies.purpose"), Hint: d.Loc.T("studio.facts.cookie_hint"), In: d.textIn("purpose", form, func(l string) string { return c.Purpose[l] })}
	if theirs != nil {
		mine := theirs.Cookie(old)
		if page.Gone = mine == nil; !page.Gone {
			page.Theirs = &d.cookieCards(facts.Set{Cookies: []facts.Cookie{*mine}, Connections: theirs.Connections})[0]
		}
	}
	return cookiePage.Render(d.Request, status, page)
}

// RemoveCookie takes one away.
func (s *Surface) RemoveCookie(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return d.backToFacts(s.Facts.RemoveCookie(d.ctx, d.p, r.FormValue("name")))
}
