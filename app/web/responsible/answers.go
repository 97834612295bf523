// Package responsible is how pages show who answers for what and the records
// of processing. The site, the studio and the console each say the same facts
// in their own words around it: templates/partials/responsible.html.
package responsible

import (
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Answers are who answers for what, as a page shows it.
type Answers struct {
	Controllers, Processors []Party
	ContactPoint, Essence   string
	Own, Subprocessors      []Recipient
	Activities              Table // the controller's
	PlatformsOwn            Table // what the platform does on its own account
	PlatformName            string
	Ask                     string
}

// Party is an organisation with its label and what it does.
type Party struct {
	*i18n.Localizer
	sites.Party
	Label, Does string
}

// Recipient is an entry of a register.
type Recipient struct{ Name, Service, Country, Contact string }

// Table is activities in words.
type Table struct {
	*i18n.Localizer
	Lines []processing.Line
}

// NewAnswers says who answers for what in a language.
func NewAnswers(loc *i18n.Localizer, a processing.Answers) Answers {
	out := Answers{ContactPoint: a.ContactPoint, Essence: a.Essence, PlatformName: a.Platform.LegalName, Ask: a.Ask(),
		Activities:   Table{loc, processing.Lines(loc, a.Activities)},
		PlatformsOwn: Table{loc, processing.Lines(loc, a.PlatformsOwn)},
		Own:          recipients(loc, a.Own), Subprocessors: recipients(loc, a.Subprocessors)}
	for _, c := range a.Controllers {
		out.Controllers = append(out.Controllers, Party{Localizer: loc, Party: c, Label: processing.ControllerLabel(loc, len(a.Controllers))})
	}
	for i, p := range a.Processors {
		out.Processors = append(out.Processors, Party{Localizer: loc, Party: p, Label: processing.ProcessorLabel(loc, i),
			Does: processing.ProcessorDoes(loc, a.Roles, i)})
	}
	return out
}

func recipients(loc *i18n.Localizer, list []processing.Recipient) (all []Recipient) {
	for _, r := range list {
		all = append(all, Recipient{Name: r.Name, Service: r.ServiceName(loc), Country: loc.Country(r.Country), Contact: r.Contact})
	}
	return all
}
