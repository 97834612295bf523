package processing

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/i18n"
)

// Section is a part of a record in somebody's language. Its Key is the same in
// every language and revision.
type Section struct {
	Key     string  `json:"key"`
	Article string  `json:"article"` // of the GDPR, that asks for it
	Title   string  `json:"title"`
	Fields  []Field `json:"fields"`
}

// Field is a fact of a section.
type Field struct {
	Key    string   `json:"key"`
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Sheet says a record in a language: what a screen, a CSV and a comparison
// show is this.
func (r Record) Sheet(loc *i18n.Localizer) (all []Section) {
	w := words{loc, r.Article}
	first := w.section("site", "", loc.T("record.site"))
	first.put("name", loc.T("record.site_name"), r.Site)
	first.put("address", loc.T("record.site_address"), r.Address)
	all = append(all, first)
	all = append(all, w.responsible(r)...)
	for _, a := range r.Activities {
		all = append(all, w.activity(a, r.Kind))
	}
	for _, p := range r.Stated {
		all = append(all, w.stated(p))
	}
	if r.Kind == AsController || len(r.Recipients) > 0 {
		all = append(all, w.recipients(r)...)
	}
	return append(all, w.transfers(r), w.measures(r))
}

// words say a record.
type words struct {
	loc     *i18n.Localizer
	article string
}

func (w words) section(key, point, title string) Section {
	return Section{Key: key, Article: w.article + point, Title: title}
}

// put adds a field, or more to one, unless there is nothing in it.
func (s *Section) put(key, name string, values ...string) {
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	if len(values) == 0 {
		return
	}
	at := slices.IndexFunc(s.Fields, func(f Field) bool { return f.Key == key })
	if at < 0 {
		s.Fields = append(s.Fields, Field{Key: key, Name: name, Values: values})
		return
	}
	s.Fields[at].Values = append(s.Fields[at].Values, values...)
}

// responsible are the controllers, or the processor with those it works for.
func (w words) responsible(r Record) (all []Section) {
	for i, c := range r.Controllers {
		s := w.section("controller."+strconv.Itoa(i), "(a)", ControllerLabel(w.loc, len(r.Controllers)))
		w.organisation(&s, c)
		if i > 0 {
			s.put("contact_point", w.loc.T("roles.contact_point"), r.ContactPoint)
			s.put("essence", w.loc.T("record.essence"), r.Essence)
		}
		all = append(all, s)
	}
	if r.Processor == nil {
		return all
	}
	s := w.section("processor", "(a)", w.loc.T("record.processor"))
	w.organisation(&s, *r.Processor)
	clients := w.section("clients", "(a)", w.loc.T("record.clients"))
	for _, c := range r.OnBehalfOf {
		var lines []string
		for _, o := range c.Controllers {
			lines = append(lines, w.line(o))
		}
		if c.Through != nil {
			lines = append(lines, w.loc.T("record.through", "Name", w.line(*c.Through)))
		}
		clients.put("client."+c.Address, c.Site+" ("+c.Address+")", lines...)
	}
	if len(clients.Fields) == 0 {
		clients.put("none", w.loc.T("record.clients"), w.loc.T("record.none"))
	}
	return append(all, s, clients)
}

func (w words) organisation(s *Section, o Organisation) {
	s.put("name", w.loc.T("record.name"), o.Name)
	s.put("registration_number", w.loc.T("party.registration_number"), o.RegistrationNumber)
	s.put("address", w.loc.T("party.address"), o.Address+", "+w.loc.Country(o.Country))
	s.put("email", w.loc.T("party.email"), o.Email)
	dpo := o.DPO
	if dpo == "" {
		dpo = w.loc.T("record.dpo_none")
	}
	s.put("dpo", w.loc.T("party.dpo"), dpo)
	s.put("representative", w.loc.T("record.representative"), w.loc.T("record.representative."+string(o.Representative)))
}

// line is an organisation on one line.
func (w words) line(o Organisation) string {
	parts := []string{o.Name, o.RegistrationNumber, o.Address, w.loc.Country(o.Country), o.Email}
	if o.DPO != "" {
		parts = append(parts, w.loc.T("party.dpo")+": "+o.DPO)
	}
	return joined(parts, ", ")
}

func (w words) activity(a Activity, kind Kind) Section {
	line := a.In(w.loc)
	point := "(b), (c), (f)"
	if kind == AsProcessor {
		point = "(b)"
	}
	s := w.section("activity."+string(a.Purpose), point, line.Purpose)
	s.put("why", w.loc.T("record.why"), line.Why)
	if kind == AsController { // the basis is the controller's to have
		s.put("basis", w.loc.T("record.basis"), line.Basis)
	}
	s.put("subjects", w.loc.T("record.subjects"), line.Subjects...)
	s.put("categories", w.loc.T("record.categories"), line.Categories...)
	s.put("sources", w.loc.T("record.sources"), line.Sources...)
	var kept []string
	for _, k := range line.Kept {
		kept = append(kept, k.Categories+": "+k.Long)
	}
	s.put("kept", w.loc.T("record.kept"), kept...)
	return s
}

func (w words) recipients(r Record) (all []Section) {
	point := "(d)"
	if r.Kind == AsProcessor {
		point = "" // more than Art. 30(2) asks for
	}
	for _, to := range r.Recipients {
		key := "recipient." + to.Name + "." + to.Service
		for slices.ContainsFunc(all, func(s Section) bool { return s.Key == key }) {
			key += "+" // the same one for the same service, once more
		}
		s := w.section(key, point, to.Name)
		s.put("role", w.loc.T("record.recipient_role"), w.loc.T("record.recipient."+string(to.Role)))
		s.put("registration_number", w.loc.T("party.registration_number"), to.Number)
		s.put("address", w.loc.T("party.address"), joined([]string{to.Address, w.loc.Country(to.Country)}, ", "))
		s.put("contact", w.loc.T("record.contact"), to.Contact)
		s.put("service", w.loc.T("record.service"), serviceName(w.loc, to.Service), to.Note)
		var categories, places []string
		for _, c := range to.Categories {
			categories = append(categories, w.loc.T(datamap.Category(c).Key()))
		}
		for _, l := range to.Locations {
			places = append(places, w.loc.Country(l))
		}
		s.put("categories", w.loc.T("record.categories"), categories...)
		s.put("locations", w.loc.T("record.locations"), joined(places, ", "))
		s.put("safeguard", w.loc.T("record.safeguard"), safeguardName(w.loc, to.Safeguard))
		all = append(all, s)
	}
	if len(all) == 0 {
		s := w.section("recipients", point, w.loc.T("record.recipients"))
		s.put("none", w.loc.T("record.recipients"), w.loc.T("record.none"))
		all = append(all, s)
	}
	return all
}

func (w words) transfers(r Record) Section {
	point := "(e)"
	if r.Kind == AsProcessor {
		point = "(c)"
	}
	s := w.section("transfers", point, w.loc.T("record.transfers"))
	for _, t := range r.Transfers {
		safeguard := safeguardName(w.loc, t.Safeguard)
		if safeguard == "" {
			safeguard = w.loc.T("record.safeguard_none")
		}
		s.put("transfer."+t.To+"."+t.Country, t.To, w.loc.Country(t.Country)+": "+safeguard)
	}
	if len(s.Fields) == 0 {
		s.put("none", w.loc.T("record.transfers"), w.loc.T("record.transfers_none"))
	}
	return s
}

func (w words) measures(r Record) Section {
	point := "(g)"
	if r.Kind == AsProcessor {
		point = "(d)"
	}
	s := w.section("measures", point, w.loc.T("record.measures"))
	for _, m := range r.Measures {
		s.put("measure."+string(m), m.Name(w.loc), m.Text(w.loc))
	}
	return s
}

// Line is an activity in somebody's language.
type Line struct {
	Purpose, Why, Basis           string
	Subjects, Categories, Sources []string
	Kept                          []Kept
}

// Kept is how long some of the data are kept.
type Kept struct{ Categories, Long string }

// In says an activity in a language.
func (a Activity) In(loc *i18n.Localizer) Line {
	line := Line{Purpose: loc.T(a.Purpose.Key()), Why: loc.T(a.Purpose.Key() + ".why"), Basis: loc.T(a.Basis.Key())}
	if a.Basis == datamap.LegitimateInterest {
		line.Basis += ": " + loc.T(a.Purpose.Key()+".interest")
	}
	for _, s := range a.Subjects {
		line.Subjects = append(line.Subjects, loc.T(s.Key()))
	}
	for _, c := range a.Categories() {
		line.Categories = append(line.Categories, loc.T(c.Key()))
	}
	for _, s := range a.Sources {
		line.Sources = append(line.Sources, loc.T(s.Key()))
	}
	for _, l := range a.Limits {
		var names []string
		for _, c := range l.Categories {
			names = append(names, loc.T(c.Key()))
		}
		line.Kept = append(line.Kept, Kept{Categories: joined(names, "; "), Long: l.long(loc)})
	}
	return line
}

// Lines say activities to people in a language: without the ids that stand for
// them, which the record has, and each time limit once.
func Lines(loc *i18n.Localizer, activities []Activity) (lines []Line) {
	for _, a := range activities {
		line := a.In(loc)
		line.Kept = nil
		said := map[string]int{}
		for _, l := range a.Limits {
			for _, c := range l.Categories {
				if c == datamap.Pseudonym {
					continue
				}
				long, name := l.long(loc), loc.T(c.Key())
				i, known := said[long]
				if !known {
					i, said[long] = len(line.Kept), len(line.Kept)
					line.Kept = append(line.Kept, Kept{Long: long})
				}
				if !strings.Contains(line.Kept[i].Categories, name) {
					line.Kept[i].Categories = joined([]string{line.Kept[i].Categories, name}, "; ")
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// long says a limit: "14 days after it was made (deleted when its time is up)".
func (l Limit) long(loc *i18n.Localizer) (long string) {
	if l.Period != "" && l.Period != "P0D" {
		long = loc.T("record.period", "Period", loc.Period(l.Period), "Event", loc.T(l.From.Key()))
	}
	switch {
	case l.Place != "":
		long = joined([]string{long, loc.T(l.Place.Key())}, ", ")
	case long == "":
		long = loc.T(l.Erasure.Key())
	default:
		long += " (" + loc.T(l.Erasure.Key()) + ")"
	}
	if l.Rows != "" {
		long = loc.T("record.rows", "Rows", loc.T(l.Rows.Key()), "Kept", long)
	}
	return long
}

func joined(parts []string, between string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" }), between)
}

// Difference is what came and what went in a field, from one revision to the
// next.
type Difference struct {
	Section, Field string
	Gone, Come     []string
}

// Differences compare two sheets in the same language. What is new stands in
// its place; what is gone altogether stands last.
func Differences(was, is []Section) (all []Difference) {
	before, now := fields(was), fields(is)
	for _, s := range is {
		for _, f := range s.Fields {
			old := before[s.Key+"/"+f.Key]
			d := Difference{Section: s.Title, Field: f.Name, Gone: without(old.Values, f.Values), Come: without(f.Values, old.Values)}
			if len(d.Gone)+len(d.Come) > 0 {
				all = append(all, d)
			}
		}
	}
	for _, s := range was {
		for _, f := range s.Fields {
			if _, still := now[s.Key+"/"+f.Key]; !still {
				all = append(all, Difference{Section: s.Title, Field: f.Name, Gone: f.Values})
			}
		}
	}
	return all
}

func fields(sheet []Section) map[string]Field {
	all := map[string]Field{}
	for _, s := range sheet {
		for _, f := range s.Fields {
			all[s.Key+"/"+f.Key] = f
		}
	}
	return all
}

// without are the values that are not among others.
func without(values, others []string) (left []string) {
	for _, v := range values {
		if !slices.Contains(others, v) {
			left = append(left, v)
		}
	}
	return left
}
