package studio

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/registers"
)

// PurposePage is the form of a purpose.
type PurposePage struct {
	kernel.Chrome
	kernel.Form
	Base, Seen  string
	New         bool
	Texts       map[string]TextField
	Bases       []registers.Choice
	Categories  []registers.Choice
	Subjects    []registers.Choice
	Sources     []registers.Choice
	Events      []registers.Choice
	Units       []registers.Choice
	Recipients  []registers.Choice
	Processors  []registers.Choice
	Reaches     []registers.Choice
	Transfers   []TransferRow
	Theirs      []FieldPair // what somebody else has saved meanwhile
	Gone        bool        // what is edited has been removed meanwhile
	Register    string
	CountryHint string
}

// TextField is one text in each of the site's languages, side by side.
type TextField struct {
	Name, Label, Hint string
	Long, Optional    bool
	In                []TextIn
}

// TextIn is the text in a language.
type TextIn struct {
	ID, Code, Language, Dir, Value, Mistake string
	Only                                    bool // the site has one language
}

// TransferRow is a country with what protects the data there.
type TransferRow struct {
	Country    string
	Safeguards []registers.Choice
	Number     int
}

// FieldPair is a field as one has it and as another does.
type FieldPair struct {
	Name, Label         string
	Was, Mine, Now      []string
	Ticked, MineDiffers bool
}

var purposePage = kernel.Declare[PurposePage]("studio/facts_purpose.html", "studio")

// PurposeForm shows the form of a new purpose, or of one that there is.
func (s *Surface) PurposeForm(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	p := facts.Purpose{Reach: facts.Everyone}
	code := r.Param("code")
	if code != "" {
		mine := f.Said.Purpose(code)
		if mine == nil {
			return errNoFact
		}
		p = *mine
	}
	return s.showPurpose(d, f, http.StatusOK, p, facts.Fingerprint(f.Said.Purpose(code)), kernel.Form{}, nil)
}

// SavePurpose keeps what was typed.
func (s *Surface) SavePurpose(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.EditDocuments)
	if err != nil {
		return err
	}
	typed := d.readPurpose()
	_, err = s.Facts.SavePurpose(d.ctx, d.p, typed, r.FormValue("seen"))
	theirs, conflict := facts.AsConflict(err)
	form, status, err := r.Formed(err)
	switch {
	case err != nil:
		return err
	case conflict:
		return s.showPurpose(d, f, status, typed, facts.Fingerprint(theirs.Purpose(typed.Code)), form, &theirs)
	case len(form.Errors) > 0:
		return s.showPurpose(d, f, status, typed, r.FormValue("seen"), form, nil)
	}
	return d.backToFacts(nil)
}

// readPurpose takes a purpose from the posted form.
func (d *desk) readPurpose() facts.Purpose {
	form := d.Request.Request().PostForm
	p := facts.Purpose{Code: d.Param("code"), Reach: facts.Reach(form.Get("reach")), Basis: facts.Basis(form.Get("basis")),
		Categories: form["categories"], Subjects: form["subjects"], Sources: form["sources"], Recipients: form["recipients"],
		Processors: form["processors"], From: form.Get("from"), Words: map[string]facts.Words{}}
	p.Period = readPeriod(form.Get("amount"), form.Get("unit"))
	for _, l := range d.site.Profile.Languages.List() {
		var w facts.Words
		for _, name := range facts.TextNames() {
			*w.Text(name) = form.Get(name + "_" + l)
		}
		p.Words[l] = w
	}
	for i, country := range form["transfer_country"] {
		safeguard := ""
		if i < len(form["transfer_safeguard"]) {
			safeguard = form["transfer_safeguard"][i]
		}
		if strings.TrimSpace(country) != "" {
			p.Transfers = append(p.Transfers, facts.Transfer{Country: country, Safeguard: safeguard})
		}
	}
	return p
}

// A period is typed as a number and a unit; "until" is at once.
const until = "until"

var (
	periodUnits  = []string{"Y", "M", "W", "D", until}
	simplePeriod = regexp.MustCompile(`^P(\d+)([YMWD])$`)
	unitKeys     = map[string]string{"Y": "studio.facts.unit.years", "M": "studio.facts.unit.months", "W": "studio.facts.unit.weeks",
		"D": "studio.facts.unit.days", until: "studio.facts.unit.until"}
)

func readPeriod(amount, unit string) string {
	amount = strings.TrimSpace(amount)
	switch {
	case unit == until:
		return facts.AtOnce
	case amount == "":
		return ""
	case strings.HasPrefix(amount, "P"): // as ISO 8601 has it
		return amount
	}
	return "P" + amount + unit
}

func writePeriod(period string) (amount, unit string) {
	if period == facts.AtOnce {
		return "", until
	}
	if m := simplePeriod.FindStringSubmatch(period); m != nil {
		return m[1], m[2]
	}
	if len(period) > 1 && strings.Contains("YMWD", period[len(period)-1:]) { // what was typed is no number
		return strings.TrimPrefix(period[:len(period)-1], "P"), period[len(period)-1:]
	}
	return period, "Y"
}

func (s *Surface) showPurpose(d *desk, f facts.Desk, status int, p facts.Purpose, seen string, form kernel.Form, theirs *facts.Set) error {
	t := d.Loc.T
	title := t("studio.facts.purpose_new")
	if p.Code != "" {
		title = d.nameOf(p)
	}
	page := PurposePage{Chrome: d.chrome(title, "facts"), Form: form, Base: d.factsPath(), Seen: seen, New: p.Code == "", Texts: d.textFields(p, form), Register: d.processorsPath()}
	if page.Values == nil {
		page.Values = map[string]string{}
	}
	amount, unit := writePeriod(p.Period)
	page.Values["amount"] = amount
	keyed := func(prefix string) func(string) string { return func(code string) string { return prefix + code } }
	page.Bases = d.choices(codes(facts.Bases), []string{string(p.Basis)}, func(code string) string { return facts.Basis(code).Key() })
	page.Categories = d.choices(facts.Categories, p.Categories, facts.CategoryKey)
	page.Subjects = d.choices(facts.Subjects, p.Subjects, facts.SubjectKey)
	page.Sources = d.choices(facts.Sources, p.Sources, facts.SourceKey)
	page.Events = d.choices(facts.Events, []string{p.From}, keyed("studio.facts.event."))
	page.Units = d.choices(periodUnits, []string{unit}, func(code string) string { return unitKeys[code] })
	page.Recipients = d.choices(facts.Recipients, p.Recipients, facts.RecipientKey)
	page.Reaches = d.choices([]string{string(facts.Everyone), string(facts.Marked)}, []string{string(p.Reach)}, keyed("studio.facts.reach."))
	for _, e := range f.Current.Processors {
		page.Processors = append(page.Processors, registers.Choice{Code: e.ID, Words: e.Name + ", " + d.Loc.Country(e.Country),
			Chosen: slices.ContainsFunc(p.Processors, func(id string) bool { return id == e.ID || slices.Contains(e.Former, id) })})
	}
	const spare = 2
	for i := range len(p.Transfers) + spare {
		row := TransferRow{Number: i + 1}
		var chosen []string
		if i < len(p.Transfers) {
			row.Country, chosen = p.Transfers[i].Country, []string{p.Transfers[i].Safeguard}
		}
		row.Safeguards = d.choices(facts.Safeguards, chosen, facts.SafeguardKey)
		page.Transfers = append(page.Transfers, row)
	}
	if theirs != nil {
		page.Theirs, page.Gone = d.pairs(p, theirs.Purpose(p.Code))
	}
	return purposePage.Render(d.Request, status, page)
}

// pairs are the fields in which what was typed differs from what somebody else
// has saved.
func (d *desk) pairs(mine facts.Purpose, theirs *facts.Purpose) (pairs []FieldPair, gone bool) {
	if theirs == nil {
		return nil, true
	}
	for _, field := range facts.Fields {
		if a, b := d.fieldLines(field.Name, mine), d.fieldLines(field.Name, *theirs); !slices.Equal(a, b) {
			pairs = append(pairs, FieldPair{Name: field.Name, Label: d.fieldLabel(field.Name), Now: b})
		}
	}
	return pairs, false
}

func codes[T ~string](list []T) (out []string) {
	for _, c := range list {
		out = append(out, string(c))
	}
	return out
}

func (d *desk) choices(all, chosen []string, key func(string) string) (out []registers.Choice) {
	for _, c := range all {
		out = append(out, registers.Choice{Code: c, Words: d.Loc.T(key(c)), Chosen: slices.Contains(chosen, c)})
	}
	return out
}

// textFields are a purpose's words, each in the site's languages.
func (d *desk) textFields(p facts.Purpose, form kernel.Form) map[string]TextField {
	fields := map[string]TextField{}
	for _, name := range facts.TextNames() {
		f := TextField{Name: name, Label: d.fieldLabel(name), Hint: d.Loc.T("studio.facts.hint." + name), Long: name != "name",
			Optional: name != "name" && name != "why" && name != "interest"}
		f.In = d.textIn(name, form, func(language string) string {
			w := p.Words[language]
			return *w.Text(name)
		})
		fields[name] = f
	}
	return fields
}

func (d *desk) textIn(name string, form kernel.Form, value func(language string) string) (all []TextIn) {
	languages := d.site.Profile.Languages.List()
	for _, l := range languages {
		id := name + "_" + l
		all = append(all, TextIn{ID: id, Code: l, Language: d.Loc.LanguageName(l), Dir: i18n.Dir(l), Value: value(l), Mistake: form.Error(id), Only: len(languages) == 1})
	}
	return all
}

// fieldLabel is what a field of a purpose is called.
func (d *desk) fieldLabel(name string) string { return d.Loc.T("studio.facts.field." + name) }

// fieldLines say a field: codes on one line, words by language.
func (d *desk) fieldLines(name string, p facts.Purpose) (lines []string) {
	said := func(codes []string, key func(string) string) []string {
		var words []string
		for _, c := range codes {
			words = append(words, d.Loc.T(key(c)))
		}
		if len(words) == 0 {
			return nil
		}
		return []string{strings.Join(words, "; ")}
	}
	switch name {
	case "categories":
		return said(p.Categories, facts.CategoryKey)
	case "subjects":
		return said(p.Subjects, facts.SubjectKey)
	case "sources":
		return said(p.Sources, facts.SourceKey)
	case "recipients":
		return said(p.Recipients, facts.RecipientKey)
	case "basis":
		return said([]string{string(p.Basis)}, func(c string) string { return facts.Basis(c).Key() })
	case "reach":
		return said([]string{string(p.Reach)}, func(c string) string { return "studio.facts.reach." + c })
	case "period":
		if long := facts.Period(d.Loc, p.Period, p.From); long != "" {
			return []string{long}
		}
		return nil
	}
	for _, l := range d.site.Profile.Languages.List() {
		if w := p.Words[l]; strings.TrimSpace(*w.Text(name)) != "" {
			lines = append(lines, d.Loc.LanguageName(l)+": "+*w.Text(name))
		}
	}
	return lines
}
