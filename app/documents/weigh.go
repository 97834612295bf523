package documents

import (
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/sites"
)

// ControllerChanged is the code of a change of who is responsible, beside
// those of facts.
const ControllerChanged = "controller"

// Change is something of substance in which a version differs from the one
// before: what it is of and, where it is of one, the code of a purpose.
type Change struct{ Kind, Purpose string }

// Code is how a version keeps that its publisher was shown the change.
func (c Change) Code() string {
	if c.Purpose == "" {
		return c.Kind
	}
	return c.Kind + ":" + c.Purpose
}

// changes are what changes for those whose data it is, whatever the texts say:
// what its publisher is asked about before it is called a correction. Nothing
// is known of what was published before there were facts.
func changes(before, v *Version, roles sites.Roles) (all []Change) {
	if before == nil {
		return nil
	}
	if !v.Roles.Same(roles) {
		all = append(all, Change{Kind: ControllerChanged})
	}
	if before.Facts.IsZero() {
		return all
	}
	for _, d := range facts.Compare(before.Facts, v.Facts) {
		if d.Weighty() {
			all = append(all, Change{d.Kind, d.Purpose})
		}
	}
	return all
}

func codes(changes []Change) (all []string) {
	for _, c := range changes {
		all = append(all, c.Code())
	}
	return all
}

// confirm keeps what the publisher of a correction was shown and said to be
// none for the customer, or refuses it where they were not.
func (in *Publication) confirm(v *Version, changes []Change) error {
	if in.again != nil {
		if v.Weight == in.again.Weight {
			v.Confirmed = in.again.Confirmed
		}
		return nil
	}
	if v.Weight != Correction || len(changes) == 0 {
		return nil
	}
	all := codes(changes)
	for _, code := range all {
		if !slices.Contains(in.Confirmed, code) {
			return errs.InvalidField("confirmed", "document.error.confirm", nil)
		}
	}
	v.Confirmed = strings.Join(all, ",")
	return nil
}

// Purposes are the codes of those whose customers the document is for; none:
// it is for everybody.
func (d *Document) Purposes() []string {
	return strings.FieldsFunc(d.Audience, func(c rune) bool { return c == ',' || c == ' ' })
}

// limits reports whether a publication asks some customers only.
func (in *Publication) limits() bool { return len(in.Purposes) > 0 || in.Meaning }

// checkConcerns tells what is wrong with whom a publication is to ask. An
// organisation is asked as a whole.
func (in *Publication) checkConcerns(d *Document) (wrong errs.List) {
	if in.limits() && (in.Weight != NewVersion || d.Binds == BindsOrganisation || len(in.Purposes) > 0 && in.Meaning) {
		wrong = append(wrong, errs.InvalidField("asks", "document.error.concerns", nil))
	}
	for _, p := range in.Purposes {
		if all := d.Purposes(); len(all) > 0 && !slices.Contains(all, p) {
			wrong = append(wrong, errs.InvalidField("asks", "document.error.concerns", nil))
		}
	}
	return wrong
}

// asked are the purposes whose customers a publication asks; none: everybody.
// They are those whom the document is for or, of them, those that were chosen.
func (in *Publication) asked(d *Document) []string {
	switch {
	case in.Weight != NewVersion || d.Binds == BindsOrganisation:
		return nil
	case len(in.Purposes) > 0:
		return in.Purposes
	}
	return d.Purposes()
}

// concern fills in whom a version asks: also, where a correction changed what a
// text means, that they were shown that text.
func (in *Publication) concern(d *Document, before, v *Version, at time.Time) error {
	if in.again != nil && v.Weight == in.again.Weight {
		v.Concerns = in.again.Concerns
		return nil
	}
	if v.Concerns.Purposes = in.asked(d); !in.Meaning {
		return nil
	}
	for _, l := range in.Languages {
		if before.textIn(l) != nil && before.Text(l).Hash != v.Text(l).Hash {
			v.Concerns.Texts = append(v.Concerns.Texts, d.shown(before, l, at)...)
		}
	}
	if len(v.Concerns.Texts) == 0 {
		return errs.InvalidField("asks", "document.error.meaning", nil)
	}
	return nil
}

// shown are the texts in a language that people may hold to when a version is
// in force: its own, and those that it was corrected or announced from, back
// to the last that asked everybody.
func (d *Document) shown(v *Version, language string, at time.Time) (hashes []string) {
	first := 0
	if everybody := d.RequiredOf(Whom{}, at); everybody != nil {
		first = everybody.Seq
	}
	for i := range d.Versions {
		u := &d.Versions[i]
		if u.Seq < first || u.Seq > v.Seq || !d.standing(u, at) {
			continue
		}
		if t := u.Text(language); t != nil && !slices.Contains(hashes, t.Hash) {
			hashes = append(hashes, t.Hash)
		}
	}
	return hashes
}

// Corrected are the languages whose text a version changes, where others that
// were published stay as they are: only then a change of meaning can ask those
// alone who were shown it.
func (p *Preview) Corrected(languages []string) (changed []string) {
	if p.Before == nil {
		return nil
	}
	kept := false
	for _, l := range p.Before.Languages() {
		after := p.Version.Text(l)
		switch {
		case !slices.Contains(languages, l) || after == nil || after.Hash == p.Before.Text(l).Hash:
			kept = true
		default:
			changed = append(changed, l)
		}
	}
	if !kept {
		return nil
	}
	return changed
}

// made returns the version that this very wish has made already, or nil.
func (in *Publication) made(doc *Document) *Version {
	v := doc.Version(in.Next)
	if v == nil || v.Weight != in.Weight || in.Meaning != (len(v.Concerns.Texts) > 0) || !slices.Equal(v.Concerns.Purposes, in.asked(doc)) {
		return nil
	}
	for _, l := range in.Languages {
		if t := v.Text(l); t == nil || t.Hash != in.Seen[l] {
			return nil
		}
	}
	return v
}
