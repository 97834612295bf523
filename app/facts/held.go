package facts

import (
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/datamap"
)

// heldPurposes are those of the data map's that a site's customers and
// visitors are told of. The others are about those who work on the site.
var heldPurposes = []datamap.Purpose{datamap.Accounts, datamap.Evidence, datamap.Abuse}

// held are the purposes that follow from what the app itself holds on a site.
func held(m datamap.Map) (all []Purpose) {
	for _, purpose := range heldPurposes {
		p := Purpose{Code: string(purpose), Held: true, Reach: Everyone, Basis: Basis(purpose.Basis(false)), Period: AtOnce, From: string(datamap.AccountDeleted)}
		add := func(s datamap.Subject, c datamap.Category, r datamap.Retention, how datamap.Erasure) {
			if c.Personal() && c != datamap.Pseudonym && !slices.Contains(p.Categories, string(c)) {
				p.Categories = append(p.Categories, string(c))
			}
			if !slices.Contains(p.Subjects, string(s)) {
				p.Subjects = append(p.Subjects, string(s))
			}
			if how == datamap.Sealed || purpose == datamap.Abuse { // the longest that it is kept about a person
				p.Period, p.From = r.Period, string(r.From)
			}
		}
		for _, t := range m.Tables {
			if s := t.OnSite; s == datamap.Customer || s == datamap.Visitor {
				for _, c := range t.Columns {
					if c = t.Whole(c, false); c.Purpose == purpose && (c.Category.Personal() || c.Identifies) {
						add(s, c.Category, c.Retention, c.Erasure)
					}
				}
			}
		}
		for _, e := range m.Elsewhere {
			if e.Purpose == purpose && e.Place == datamap.Memory {
				add(e.Subject, e.Category, e.Retention, "")
			}
		}
		all = append(all, p)
	}
	return all
}

// heldCookies are those that the app itself sets.
func heldCookies(m datamap.Map) (all []Cookie) {
	for _, e := range m.Elsewhere {
		if e.Place == datamap.Cookie {
			all = append(all, Cookie{Name: strings.Join(e.Called, " / "), Held: true, Code: e.Name, Duration: e.Retention.Period})
		}
	}
	return all
}
