package studio

import (
	"slices"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
)

// purposeName is what a purpose is called for the reader: in their language,
// in the site's, or as it happens to have a name at all.
func (d *desk) purposeName(set facts.Set, code string) string {
	p := set.Purpose(code)
	switch {
	case p == nil:
		return code
	case p.Held:
		return d.Loc.T(datamap.Purpose(code).Key())
	}
	for _, l := range append([]string{d.Loc.Lang(), d.site.Profile.Languages.Source()}, p.Languages()...) {
		if name := p.Words[l].Name; name != "" {
			return name
		}
	}
	return code
}

func (d *desk) purposeNames(set facts.Set, codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = d.purposeName(set, code)
	}
	slices.Sort(names)
	return d.Loc.List(names)
}

// whomItAsks tells whom a version asks, where that is not everybody.
func (d *desk) whomItAsks(v *documents.Version) string {
	switch c := v.Concerns; {
	case len(c.Texts) > 0:
		return d.Loc.T("studio.concerns.texts")
	case len(c.Purposes) > 0:
		return d.Loc.T("studio.concerns.purposes", "Purposes", d.purposeNames(v.Facts, c.Purposes))
	}
	return ""
}

// changeWords says what changes of substance there are; before holds the words
// for purposes that are gone.
func (d *desk) changeWords(before, after facts.Set, changes []documents.Change) (all []string) {
	for _, c := range changes {
		if c.Kind == documents.ControllerChanged {
			all = append(all, d.Loc.T("studio.publish.controller_changed"))
			continue
		}
		name := d.Loc.T("facts.difference.all")
		if c.Purpose != "" {
			set := after
			if set.Purpose(c.Purpose) == nil {
				set = before
			}
			name = d.purposeName(set, c.Purpose)
		}
		all = append(all, d.Loc.T(facts.Difference{Kind: c.Kind}.Key(), "Name", name))
	}
	return all
}
