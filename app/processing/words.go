package processing

import (
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/i18n"
)

// Words is an entry of a register in the reader's language.
type Words struct {
	Name, RegistrationNumber, Address, Contact string
	Service, Categories, Locations, Safeguard  string
}

// Say puts an entry's codes into words.
func (e Subprocessor) Say(loc *i18n.Localizer) Words {
	w := Words{Name: e.Name, RegistrationNumber: e.RegistrationNumber, Address: e.Address + ", " + loc.Country(e.Country), Contact: e.Contact,
		Service: loc.T("processor.service." + e.Service), Safeguard: loc.T("processor.safeguard." + e.Safeguard)}
	switch {
	case e.Service == other:
		w.Service = e.Note
	case e.Note != "":
		w.Service += ": " + e.Note
	}
	var categories, locations []string
	for _, c := range e.CategoryList() {
		categories = append(categories, loc.T("datamap.category."+c))
	}
	for _, c := range e.LocationList() {
		locations = append(locations, loc.Country(c))
	}
	w.Categories, w.Locations = strings.Join(categories, "; "), strings.Join(locations, ", ")
	return w
}

// ContactHref leads to a contact: an e-mail or a web address.
func (e Subprocessor) ContactHref() string {
	if strings.Contains(e.Contact, "://") {
		return e.Contact
	}
	return "mailto:" + e.Contact
}

// Wording is a notice as an owner is shown it, part by part; all of it is the
// proof.
type Wording struct {
	Lead  string
	Facts []Fact
	Close string
}

// Fact is a line of a notice.
type Fact struct{ Label, Value string }

// String is the notice whole.
func (w Wording) String() string {
	lines := []string{w.Lead}
	for _, f := range w.Facts {
		lines = append(lines, f.Label+": "+f.Value)
	}
	return strings.Join(append(lines, w.Close), "\n")
}

// wording says that an entry was announced, or is to be: old is the one that
// it replaces, or nil.
func wording(loc *i18n.Localizer, platform string, e Subprocessor, old *Subprocessor, announced time.Time) Wording {
	w := e.Say(loc)
	n := Wording{Lead: loc.T("notice.adds", "Platform", platform, "Name", e.Name),
		Close: loc.T("notice.window", "Count", e.WindowDays)}
	if old != nil {
		n.Lead = loc.T("notice.replaces", "Platform", platform, "Name", e.Name, "Old", old.Name)
	}
	for _, f := range []Fact{
		{loc.T("processor.name"), w.Name}, {loc.T("party.registration_number"), w.RegistrationNumber}, {loc.T("party.address"), w.Address},
		{loc.T("processor.contact"), w.Contact}, {loc.T("processor.what_for"), w.Service}, {loc.T("processor.data"), w.Categories},
		{loc.T("processor.where"), w.Locations}, {loc.T("processor.protection"), w.Safeguard},
		{loc.T("processor.announced"), loc.Date(announced.UTC())},
	} {
		if f.Value != "" {
			n.Facts = append(n.Facts, f)
		}
	}
	return n
}
