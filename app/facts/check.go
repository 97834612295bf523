package facts

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/plain"
)

// texts are a purpose's words by the name of their field, each with how long
// it may be.
var texts = []struct {
	name string
	of   func(*Words) *string
	most int
}{
	{"name", func(w *Words) *string { return &w.Name }, 120},
	{"why", func(w *Words) *string { return &w.Why }, 1000},
	{"data", func(w *Words) *string { return &w.Data }, 600},
	{"interest", func(w *Words) *string { return &w.Interest }, 600},
	{"period_words", func(w *Words) *string { return &w.Period }, 600},
	{"recipients_words", func(w *Words) *string { return &w.Recipients }, 600},
	{"more", func(w *Words) *string { return &w.More }, 1500},
}

// TextNames are the names of a purpose's words, as a form has them.
func TextNames() (names []string) {
	for _, t := range texts {
		names = append(names, t.name)
	}
	return names
}

// Text is one of a purpose's words, by its name.
func (w *Words) Text(name string) *string {
	for _, t := range texts {
		if t.name == name {
			return t.of(w)
		}
	}
	return new(string)
}

// clean cleans a purpose and tells what is wrong with it. What is only
// missing is none of that: it stays a blank, which keeps a text from being
// published.
func (p *Purpose) clean() (wrong errs.List) {
	p.Held, p.Left = false, 0
	words := map[string]Words{}
	for _, l := range slices.Sorted(maps.Keys(p.Words)) {
		w := p.Words[l]
		for _, t := range texts {
			cleaned, ok := plain.Line(*t.of(&w), t.most)
			if *t.of(&w) = cleaned; !ok {
				wrong = append(wrong, errs.InvalidField(t.name+"_"+l, "facts.error.text", errs.Params{"Max": t.most}))
			}
		}
		if code, ok := i18n.Valid(l); ok && w != (Words{}) {
			words[code] = w
		}
	}
	p.Words = words
	if !some(*p, func(w Words) string { return w.Name }) {
		field := "name"
		if all := slices.Sorted(maps.Keys(p.Words)); len(all) > 0 {
			field += "_" + all[0]
		}
		wrong = append(wrong, errs.InvalidField(field, "facts.error.name", nil))
	}
	if !slices.Contains(Bases, p.Basis) {
		wrong = append(wrong, errs.InvalidField("basis", "facts.error.basis", nil))
	}
	if p.Reach != Everyone && p.Reach != Marked {
		p.Reach = Everyone
	}
	for _, f := range []struct {
		chosen *[]string
		known  []string
	}{{&p.Categories, Categories}, {&p.Subjects, Subjects}, {&p.Sources, Sources}, {&p.Recipients, Recipients}} {
		*f.chosen = inOrder(*f.chosen, f.known)
	}
	return append(wrong, p.checkLimits()...)
}

func (p *Purpose) checkLimits() (wrong errs.List) {
	switch {
	case p.Period == "":
		p.From = ""
	case i18n.ValidPeriod(p.Period) != nil:
		wrong = append(wrong, errs.InvalidField("amount", "facts.error.period", nil))
	case !slices.Contains(Events, p.From):
		wrong = append(wrong, errs.InvalidField("from", "facts.error.from", nil))
	}
	for i := range p.Transfers {
		t := &p.Transfers[i]
		t.Country = strings.ToUpper(strings.TrimSpace(t.Country))
		if !isCountry(t.Country) || withinEEA(t.Country) {
			wrong = append(wrong, errs.InvalidField("transfers", "facts.error.transfer_country", errs.Params{"Country": t.Country}))
		} else if !slices.Contains(Safeguards, t.Safeguard) {
			wrong = append(wrong, errs.InvalidField("transfers", "facts.error.safeguard", nil))
		} else if t.Safeguard == "dpf" && t.Country != "US" {
			wrong = append(wrong, errs.InvalidField("transfers", "processor.error.dpf", nil))
		}
	}
	return wrong
}

// inOrder are the codes that were chosen and are known, in their own order.
func inOrder(chosen, known []string) (out []string) {
	for _, c := range known {
		if slices.Contains(chosen, c) {
			out = append(out, c)
		}
	}
	return out
}

func isCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.IsCountry()
}

func (c *Connection) clean() (wrong errs.List) {
	refuse := func(field, key string, params errs.Params) {
		wrong = append(wrong, errs.InvalidField(field, key, params))
	}
	for _, f := range []struct {
		name string
		text *string
	}{{"name", &c.Name}, {"recipient", &c.Recipient}} {
		cleaned, ok := plain.Line(*f.text, 120)
		if *f.text = cleaned; !ok || cleaned == "" {
			refuse(f.name, "facts.error."+f.name, errs.Params{"Max": 120})
		}
	}
	if !slices.Contains(Classes, c.Category) {
		refuse("category", "facts.error.category", nil)
	}
	c.Country = strings.ToUpper(strings.TrimSpace(c.Country))
	switch {
	case !isCountry(c.Country):
		refuse("country", "processor.error.country", nil)
	case withinEEA(c.Country):
		c.Safeguard = ""
	case !slices.Contains(Safeguards, c.Safeguard):
		refuse("safeguard", "facts.error.safeguard", nil)
	case c.Safeguard == "dpf" && c.Country != "US":
		refuse("safeguard", "processor.error.dpf", nil)
	}
	c.What, wrong = cleanWords(c.What, "what", wrong)
	return wrong
}

// cleanWords cleans one text in some languages.
func cleanWords(typed map[string]string, field string, wrong errs.List) (map[string]string, errs.List) {
	out := map[string]string{}
	for _, l := range slices.Sorted(maps.Keys(typed)) {
		cleaned, ok := plain.Line(typed[l], 300)
		if !ok {
			wrong = append(wrong, errs.InvalidField(field+"_"+l, "facts.error.text", errs.Params{"Max": 300}))
		}
		if code, valid := i18n.Valid(l); valid {
			out[code] = cleaned
		}
	}
	return out, wrong
}

// A cookie's name as RFC 6265 has it, and a star where services make names up.
var cookieName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_~-]{1,100}$")

func (c *Cookie) clean(set Set, held []Cookie) (wrong errs.List) {
	c.Held, c.Code, c.Name = false, "", strings.TrimSpace(c.Name)
	own := slices.ContainsFunc(held, func(h Cookie) bool { return slices.Contains(strings.Split(h.Name, " / "), c.Name) })
	switch {
	case !cookieName.MatchString(c.Name):
		wrong = append(wrong, errs.InvalidField("name", "facts.error.cookie_name", nil))
	case own:
		wrong = append(wrong, errs.InvalidField("name", "facts.error.cookie_taken", errs.Params{"Name": c.Name}))
	}
	if c.Duration != "" && i18n.ValidPeriod(c.Duration) != nil {
		wrong = append(wrong, errs.InvalidField("amount", "facts.error.period", nil))
	}
	if c.Service != "" && set.Connection(c.Service) == nil {
		wrong = append(wrong, errs.InvalidField("service", "facts.error.service", nil))
	}
	c.Purpose, wrong = cleanWords(c.Purpose, "purpose", wrong)
	return wrong
}

func (g General) check() (wrong errs.List) {
	if g.Authority != "" && AuthorityOf(g.Authority) == nil {
		wrong = append(wrong, errs.InvalidField("authority", "facts.error.authority", nil))
	}
	if g.AgeLimit != 0 && (g.AgeLimit < MinAge || g.AgeLimit > MaxAge) {
		wrong = append(wrong, errs.InvalidField("age_limit", "facts.error.age", errs.Params{"Min": MinAge, "Max": MaxAge}))
	}
	return wrong
}

func isHeld(code string) bool { return slices.Contains(heldPurposes, datamap.Purpose(code)) }

// slug makes a code of a name: letters, digits and hyphens.
func slug(name string) string {
	plainer := strings.NewReplacer("å", "a", "ä", "a", "æ", "a", "ö", "o", "ø", "o", "é", "e", "ü", "u")
	var b strings.Builder
	for _, r := range plainer.Replace(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 30 {
			break
		}
	}
	if code := strings.Trim(b.String(), "-"); code != "" {
		return code
	}
	return "purpose"
}
