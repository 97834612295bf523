package consent

import (
	"slices"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Running is a connected service that visitors can allow.
type Running struct {
	Connected
	Preset *Preset
}

// Live is what a site runs at a time, and asks consent for.
type Live struct {
	Services []Running // in the order of Presets
	Notice   string    // the version of the notice
}

// Has reports whether a class is among them.
func (l Live) Has(class facts.Class) bool {
	return slices.ContainsFunc(l.Services, func(s Running) bool { return s.Preset.Class == class })
}

// Classes are those among them that somebody can allow.
func (l Live) Classes() []facts.Class { return classes(l.Services) }

// LiveAt is what a site runs: each connected service that the privacy document
// in force tells of. So nothing runs that nobody was told about, and connecting
// takes effect when the document's new version does.
func LiveAt(connections []Connected, docs []documents.Document, roles sites.Roles, now time.Time) (l Live) {
	doc := documents.BySlug(docs, documents.PrivacySlug)
	if doc == nil || len(connections) == 0 {
		return l
	}
	v := doc.InForce(now)
	if v == nil {
		return l
	}
	told := slices.DeleteFunc(slices.Clone(connections), func(c Connected) bool { return !slices.Contains(c.Told, v.ID) })
	return AllOf(told, roles)
}

// AllOf is what a site would run if all its connections did: what a notice
// asks, or will ask.
func AllOf(connections []Connected, roles sites.Roles) (l Live) {
	for i := range Presets {
		for _, c := range connections {
			if c.Code == Presets[i].Code {
				l.Services = append(l.Services, Running{c, &Presets[i]})
			}
		}
	}
	if len(l.Services) > 0 {
		l.Notice = version(l.Services, roles)
	}
	return l
}
