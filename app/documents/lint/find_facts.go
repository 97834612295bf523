package lint

import (
	"strings"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
)

// purpose is a finding about one.
func (d *draft) purpose(p facts.Purpose) Finding {
	name := p.Words[d.Language].Name
	for _, w := range p.Words {
		if name == "" || p.Words[d.Language].Name == "" && w.Name != "" && w.Name < name {
			name = w.Name
		}
	}
	if name == "" {
		name = p.Code
	}
	return Finding{Params: errs.Params{"Purpose": name}, about: p.Code}
}

func purposesWithoutBasis(d *draft) (found []Finding) {
	for _, p := range d.own() {
		if p.Basis == "" {
			found = append(found, d.purpose(p))
		}
	}
	return found
}

func purposesWithoutPeriod(d *draft) (found []Finding) {
	for _, p := range d.own() {
		if p.Period == "" && p.From == "" && p.Words[d.Language].Period == "" {
			found = append(found, d.purpose(p))
		}
	}
	return found
}

// purposesWithoutWords finds what is said of a purpose in another language and
// not in this one, and what must be said in each.
func purposesWithoutWords(d *draft) (found []Finding) {
	for _, p := range d.own() {
		here := p.Words[d.Language]
		missing := here.Name == "" || here.Why == "" || p.Basis == facts.LegitimateInterest && here.Interest == ""
		for _, w := range p.Words {
			missing = missing || w.Data != "" && here.Data == "" || w.Interest != "" && here.Interest == "" || w.Period != "" && here.Period == "" ||
				w.Recipients != "" && here.Recipients == "" || w.More != "" && here.More == ""
		}
		if missing {
			found = append(found, d.purpose(p))
		}
	}
	return found
}

func factsNewer(d *draft) []Finding {
	if !d.FactsNewer {
		return nil
	}
	return []Finding{{}}
}

// periodsUnknown finds, in a section that is about one of the purposes, a time
// that is none of the facts'.
func periodsUnknown(d *draft) (found []Finding) {
	about := map[string]facts.Purpose{}
	known := map[string]bool{}
	for _, p := range d.Facts.Purposes {
		if name := strings.ToLower(strings.TrimSpace(p.Words[d.Language].Name)); name != "" && p.Period != "" {
			about[name] = p
		}
		if v, ok := isoPeriod(p.Period); ok {
			known[v] = true
		}
		for _, t := range periodsIn(d.Language, p.Words[d.Language].Period) {
			known[t.value] = true
		}
	}
	if len(about) == 0 {
		return nil
	}
	var current *facts.Purpose
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind == heading {
			current = nil
			if of, ok := about[strings.ToLower(plainText(p.filled))]; ok {
				current = &of
			}
			continue
		}
		if current == nil || p.kind == included {
			continue
		}
		for _, t := range periodsIn(d.Language, p.filled) {
			if known[t.value] {
				continue
			}
			f := at(p, 0)
			f.Params = errs.Params{"Value": t.text, "Purpose": current.Words[d.Language].Name}
			f.about += t.value
			found = append(found, f)
			break
		}
	}
	return found
}
