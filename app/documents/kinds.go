package documents

import (
	"slices"
	"time"

	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Kind is what a document was made as: it decides what text a draft starts
// from. The zero Kind is a document that every tenant of its sort begins with.
type Kind string

// The kinds that can be added, which are also the names of their texts.
const (
	Terms         Kind = "terms"         // of purchase
	Licence       Kind = "licence"       // terms of using images
	Imprint       Kind = "imprint"       // who provides the service
	Accessibility Kind = "accessibility" // an accessibility statement
	About         Kind = "about"
	Blank         Kind = "blank" // the owner's own
)

// Kinds are all of them, in the order in which they are offered.
var Kinds = []Kind{Terms, Licence, Imprint, Accessibility, About, Blank}

// Act is what a document of the kind asks, unless its owner chooses otherwise.
func (k Kind) Act() Act {
	if k == Terms || k == Licence {
		return Agree
	}
	return Inform
}

// ImprintWanted reports whether the law of a country wants an imprint that can
// be found from every page (Germany's DDG § 5, Austria's ECG § 5, Switzerland's
// UWG Art. 3, and those that follow them).
func ImprintWanted(country string) bool {
	return slices.Contains([]string{"DE", "AT", "CH", "LI", "LU"}, country)
}

// BuiltIn reports whether every tenant of its sort has the document: it cannot
// be taken away, and its address never changes.
func (d *Document) BuiltIn() bool { return d.Kind == "" }

// Retired reports whether its owner has taken it out of use.
func (d *Document) Retired() bool { return d.RetiredAt != nil }

// InFooter reports whether pages link to the document. One that every site has
// is linked to before it has a text: its address then tells what is known.
func (d *Document) InFooter(at time.Time) bool {
	return !d.Unlisted && !d.Retired() && (d.BuiltIn() || d.InForce(at) != nil)
}

// Acts are what the document may ask.
func (d *Document) Acts() []Act {
	switch {
	case d.Slug == PrivacySlug:
		return []Act{Acknowledge, Agree}
	case d.BuiltIn():
		return []Act{Agree}
	}
	return []Act{Agree, Acknowledge, Inform}
}

// Name is what its owner calls the document in the nearest of some languages;
// empty where it has no name of its own.
func (d *Document) Name(languages ...string) string {
	available := make([]string, 0, len(d.Names))
	for l, name := range d.Names {
		if name != "" {
			available = append(available, l)
		}
	}
	slices.Sort(available)
	if len(available) == 0 {
		return ""
	}
	return d.Names[i18n.Match(available, available[0], languages...)]
}

// Called is what the document is called in the nearest of some languages: the
// title of its text, or else its name.
func (d *Document) Called(at time.Time, languages ...string) string {
	v := d.InForce(at)
	if v == nil {
		v = d.Latest()
	}
	if v != nil {
		return v.Best(languages...).Title
	}
	return d.Name(languages...)
}

// template is the name of the platform's text that the document starts from,
// or empty.
func (d *Document) template(kind tenantdb.Kind) string {
	switch {
	case d.Kind == Blank:
		return ""
	case !d.BuiltIn():
		return string(d.Kind)
	case d.Slug == PrivacySlug && kind == tenantdb.Site:
		return "privacy"
	case d.Slug == PrivacySlug:
		return "platform-privacy"
	}
	return d.Slug
}

// anchor is what the ids inside the document's texts begin with: its first
// address, so that a link to a heading holds when the address changes.
func (d *Document) anchor() string {
	if len(d.Formerly) > 0 {
		return d.Formerly[0]
	}
	return d.Slug
}
