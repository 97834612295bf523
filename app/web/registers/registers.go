// Package registers is what the surfaces share to show a register of those who
// process personal data, and to write an entry of one: the site, the studio
// and the console each have such a page.
package registers

import (
	"strconv"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// Row is an entry in the reader's words.
type Row struct {
	processing.Words
	ID, ContactHref string
	Since           string
	State           string // words about how it stands; empty: as it should
}

// RowOf puts an entry into words; since when it applies is the caller's to say.
func RowOf(loc *i18n.Localizer, e processing.Subprocessor, since time.Time, zone *time.Location) Row {
	return Row{Words: e.Say(loc), ID: e.ID.String(), ContactHref: e.ContactHref(), Since: loc.Date(since.In(zone))}
}

// Choice is something that can be chosen in a form.
type Choice struct {
	Code, Words string
	Chosen      bool
}

// Entry is the form of an entry.
type Entry struct {
	kernel.Form
	Services, Categories, Safeguards []Choice
	Window                           bool // sites may object: the platform's register
}

var fields = []string{"name", "registration_number", "address", "country", "contact", "service", "note", "locations", "safeguard", "window_days"}

// Read takes an entry from a posted form.
func Read(r *kernel.Request) processing.Subprocessor {
	days, _ := strconv.Atoi(strings.TrimSpace(r.FormValue("window_days"))) // what is no number is told to be too few
	return processing.Subprocessor{Name: r.FormValue("name"), RegistrationNumber: r.FormValue("registration_number"),
		Address: r.FormValue("address"), Country: r.FormValue("country"), Contact: r.FormValue("contact"), Service: r.FormValue("service"),
		Note: r.FormValue("note"), Categories: strings.Join(r.Request().PostForm["categories"], ","), Locations: r.FormValue("locations"),
		Safeguard: r.FormValue("safeguard"), WindowDays: days}
}

// Again is the form as it was typed, with what is wrong with it. What is not
// the reader's to mend is passed on.
func Again(r *kernel.Request, err error, window bool) (Entry, int, error) {
	form, status, err := r.Formed(err, fields...)
	return fill(r.Loc, form, r.Request().PostForm["categories"], window), status, err
}

// Fresh is the form of a new entry, or, from what is to be replaced, filled in
// with what it says.
func Fresh(r *kernel.Request, from *processing.Subprocessor, window bool) Entry {
	e := processing.Subprocessor{WindowDays: processing.WindowDays}
	if from != nil {
		e = *from
	}
	days := ""
	if e.WindowDays > 0 {
		days = strconv.Itoa(e.WindowDays)
	}
	form := kernel.Form{Values: map[string]string{"name": e.Name, "registration_number": e.RegistrationNumber, "address": e.Address,
		"country": e.Country, "contact": e.Contact, "service": e.Service, "note": e.Note,
		"locations": strings.Join(e.LocationList(), ", "), "safeguard": e.Safeguard, "window_days": days}}
	return fill(r.Loc, form, e.CategoryList(), window)
}

func fill(loc *i18n.Localizer, form kernel.Form, categories []string, window bool) Entry {
	e := Entry{Form: form, Window: window}
	for _, s := range processing.Services {
		e.Services = append(e.Services, Choice{s, loc.T("processor.service." + s), s == form.Value("service")})
	}
	for _, s := range processing.Safeguards {
		e.Safeguards = append(e.Safeguards, Choice{s, loc.T("processor.safeguard." + s), s == form.Value("safeguard")})
	}
	chosen := map[string]bool{}
	for _, c := range categories {
		chosen[c] = true
	}
	for _, c := range processing.Categories {
		e.Categories = append(e.Categories, Choice{string(c), loc.T("datamap.category." + string(c)), chosen[string(c)]})
	}
	return e
}
