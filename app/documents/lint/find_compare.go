package lint

import (
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
)

// wrongLanguage judges the text as a whole.
func wrongLanguage(d *draft) []Finding {
	if other := d.wholly(); other != "" {
		return []Finding{{Params: errs.Params{"Other": i18n.Tongue(other)}, about: other}}
	}
	return nil
}

func (d *draft) wholly() string {
	if d.tallied {
		return d.foreign
	}
	d.tallied = true
	d.tallies = make([]tally, len(d.parts))
	var whole tally
	for i := range d.parts {
		if p := &d.parts[i]; p.kind != included {
			d.tallies[i].count(prose(p.typed))
			whole.add(d.tallies[i])
		}
	}
	d.foreign = whole.other(d.Language)
	return d.foreign
}

// wrongLanguageInPart finds paragraphs in another language than the text they
// stand in. What stands in a list or a table is judged together where each is
// too short.
func wrongLanguageInPart(d *draft) (found []Finding) {
	if d.wholly() != "" {
		return nil
	}
	for i := 0; i < len(d.parts); {
		p, j := &d.parts[i], i+1
		var group tally
		group.add(d.tallies[i])
		for p.kind != paragraph && j < len(d.parts) && d.parts[j].kind == p.kind {
			group.add(d.tallies[j])
			j++
		}
		before := len(found)
		for k := i; k < j; k++ {
			if other := d.partly(k); other != "" {
				found = append(found, foreign(&d.parts[k], other))
			}
		}
		if other := group.other(d.Language); other != "" && len(found) == before {
			found = append(found, foreign(p, other))
		}
		i = j
	}
	return found
}

func foreign(p *part, other string) Finding {
	f := at(p, 0)
	f.Params = errs.Params{"Other": i18n.Tongue(other)}
	return f
}

// partly judges a part, and each long sentence of one that is mixed.
func (d *draft) partly(i int) string {
	whole := d.tallies[i]
	if other := whole.other(d.Language); other != "" || len(whole.words) < 2*enough {
		return other
	}
	for sentence := range strings.SplitSeq(prose(d.parts[i].typed), ". ") {
		var t tally
		t.count(sentence)
		if other := t.other(d.Language); other != "" {
			return other
		}
	}
	return ""
}

// periodsDiffer compares the times in each section with the same section of
// the other languages. Sections are told by their order; where the texts have
// not as many, they are compared as a whole.
func periodsDiffer(d *draft) []Finding {
	return d.differ(func(language, s string) []term { return periodsIn(language, s) })
}

func datesDiffer(d *draft) []Finding {
	return d.differ(func(_, s string) []term { return datesIn(s) })
}

// section is what stands under a heading, of what somebody typed.
type section struct {
	first *part
	terms []term
}

func (d *draft) sections(read func(language, s string) []term) (all []section) {
	for i := range d.parts {
		p := &d.parts[i]
		for len(all) <= p.section {
			all = append(all, section{first: p})
		}
		if p.kind != included {
			s := &all[p.section]
			s.terms = append(s.terms, read(d.Language, p.filled)...)
		}
	}
	return all
}

func whole(sections []section) []section {
	var all section
	for _, s := range sections {
		if all.first == nil {
			all.first = s.first
		}
		all.terms = append(all.terms, s.terms...)
	}
	return []section{all}
}

func (d *draft) differ(read func(language, s string) []term) (found []Finding) {
	if len(d.others) == 0 || len(d.parts) == 0 {
		return nil
	}
	mine := d.sections(read)
	for _, o := range d.others {
		if len(o.parts) == 0 || o.wholly() != "" {
			continue
		}
		here, there := mine, o.sections(read)
		if len(here) != len(there) {
			here, there = whole(here), whole(there)
		}
		for i := range here {
			only, others := without(here[i].terms, there[i].terms), without(there[i].terms, here[i].terms)
			if len(only) == 0 && single(others) || len(others) == 0 && single(only) {
				continue
			}
			f := Finding{}
			if p := d.holding(here, i, only); p != nil {
				f = at(p, 0)
			}
			f.Params = errs.Params{"Value": nothing(texts(only)), "Other": nothing(texts(others)), "In": i18n.Tongue(o.Language)}
			f.about = strings.Join([]string{texts(only), texts(others), o.Language}, "\x00")
			found = append(found, f)
		}
	}
	return found
}

// holding is the part of a section where the first of the terms stands, or the
// section's first.
func (d *draft) holding(sections []section, i int, terms []term) *part {
	if len(terms) > 0 {
		for k := range d.parts {
			p := &d.parts[k]
			if (len(sections) == 1 || p.section == i) && p.kind != included && strings.Contains(strings.ToLower(p.filled), strings.ToLower(terms[0].text)) {
				return p
			}
		}
	}
	return sections[i].first
}

// without returns the values of a that b has not. How often a text says the
// same is its own matter.
func without(a, b []term) (left []term) {
	seen := map[string]bool{}
	for _, t := range b {
		seen[t.value] = true
	}
	for _, t := range a {
		if !seen[t.value] {
			left = append(left, t)
		}
		seen[t.value] = true
	}
	return left
}

// single are times that may as well be said without a number: monthly, an
// hourly job, once a year.
func single(terms []term) bool {
	for _, t := range terms {
		if !slices.Contains([]string{"1h", "1d", "7d", "1m", "12m"}, t.value) {
			return false
		}
	}
	return true
}

func texts(terms []term) string {
	var all []string
	for _, t := range terms {
		if !slices.Contains(all, t.text) && len(all) < 6 {
			all = append(all, t.text)
		}
	}
	return strings.Join(all, ", ")
}

// nothing is said where one of the texts has none.
func nothing(s string) any {
	if s == "" {
		return i18n.Said{Key: "lint.nothing"}
	}
	return "“" + s + "”"
}
