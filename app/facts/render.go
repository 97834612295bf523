package facts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/i18n"
)

// Groups are the parts that a text can include by name, in the order in which
// they stand where it includes them all. A purpose is one by itself, under
// PurposeGroup.
var Groups = []string{"purposes", "sources", "people", "recipients", "transfers", "cookies", "rights", "objection", "complaint"}

// PurposeGroup is the name of the part that tells of one purpose.
func PurposeGroup(code string) string { return "purpose." + code }

// Render puts facts into words: the one function from facts and a language to
// a document tree. The tree has the same nodes in every language; words that
// the owner has given in another language only are blanks.
func Render(set Set, loc *i18n.Localizer) Tree {
	w := words{Localizer: loc, set: set}
	parts := map[string][]Node{"purposes": w.purposes(), "sources": w.sources(), "people": w.people(), "recipients": w.recipients(),
		"transfers": w.transfers(), "cookies": w.cookies(), "rights": w.rights(), "objection": w.objection(), "complaint": w.complaint()}
	var t Tree
	for _, name := range Groups {
		t.Nodes = append(t.Nodes, Node{Kind: Group, Name: name, Nodes: parts[name]})
	}
	return t
}

// words say a set in a language.
type words struct {
	*i18n.Localizer
	set Set
}

func text(s string) Span { return Span{Text: flat(s)} }

// flat is a text on one line.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func paragraph(spans ...Span) Node { return Node{Kind: Paragraph, Spans: spans} }

func (w words) say(key string, params ...any) Node { return paragraph(text(w.T(key, params...))) }

func (w words) heading(key string) Node {
	return Node{Kind: Heading, Level: 2, Spans: []Span{text(w.T(key))}}
}

// labelled is an item that begins with what it is about.
func (w words) labelled(key string, spans ...Span) Node {
	return Node{Kind: Item, Spans: append([]Span{{Text: w.T(key) + ":", Style: Strong}, {Text: " "}}, spans...)}
}

// typed are the owner's words, or a blank that says where they are missing.
func (w words) typed(s, code, label string) Span {
	if flat(s) == "" {
		return Span{Style: Blank, Text: w.T("facts.blank", "Purpose", code, "Field", w.T(label))}
	}
	return text(s)
}

// name is what a purpose is called.
func (w words) name(p Purpose) Span {
	if p.Held {
		return text(w.T(datamap.Purpose(p.Code).Key()))
	}
	return w.typed(p.Words[w.Lang()].Name, p.Code, "facts.label.name")
}

func (w words) purposes() []Node {
	nodes := []Node{w.heading("facts.purposes.title"), w.say("facts.purposes.intro")}
	for _, p := range w.set.Purposes {
		nodes = append(nodes, Node{Kind: Group, Name: PurposeGroup(p.Code), Nodes: w.purpose(p)})
	}
	if !slices.ContainsFunc(w.set.Purposes, func(p Purpose) bool { return !p.Held }) { // the site does nothing yet
		nodes = append(nodes, paragraph(Span{Style: Blank, Text: w.T("facts.purposes.none")}))
	}
	return append(nodes, w.say("facts.purposes.weighed"))
}

// purpose says one.
func (w words) purpose(p Purpose) []Node {
	own := p.Words[w.Lang()]
	why := w.typed(own.Why, p.Code, "facts.label.why")
	if p.Held {
		why = text(w.T(datamap.Purpose(p.Code).Key() + ".why"))
	}
	list := []Node{w.labelled("facts.label.data", w.also(p, func(o Words) string { return o.Data }, "facts.label.data", w.each(p.Categories, CategoryKey))...)}
	if len(p.Subjects) > 0 {
		list = append(list, w.labelled("facts.label.subjects", text(w.each(p.Subjects, SubjectKey))))
	}
	if p.Indirect() {
		list = append(list, w.labelled("facts.label.sources", text(w.each(p.Sources, SourceKey))))
	}
	list = append(list, w.labelled("facts.label.basis", w.basis(p)...), w.labelled("facts.label.period", w.period(p)...))
	if to := w.receivers(p); len(to) > 0 {
		list = append(list, w.labelled("facts.label.recipients", to...))
	}
	if len(p.Transfers) > 0 {
		var lines []string
		for _, t := range p.Transfers {
			lines = append(lines, w.transfer(t))
		}
		list = append(list, w.labelled("facts.label.transfers", text(strings.Join(lines, "; "))))
	}
	nodes := []Node{{Kind: Heading, Level: 3, Spans: []Span{w.name(p)}}, paragraph(why), {Kind: List, Nodes: list}}
	if some(p, func(o Words) string { return o.More }) {
		nodes = append(nodes, paragraph(w.typed(own.More, p.Code, "facts.label.more")))
	}
	return nodes
}

// some reports whether the owner has said something in any language.
func some(p Purpose, of func(Words) string) bool {
	for _, o := range p.Words {
		if flat(of(o)) != "" {
			return true
		}
	}
	return false
}

// also is what codes say and, where the owner has said more, that behind it.
func (w words) also(p Purpose, of func(Words) string, label, said string) []Span {
	if !some(p, of) {
		if said == "" { // neither: that is missing as well
			return []Span{w.typed("", p.Code, label)}
		}
		return []Span{text(said)}
	}
	more := w.typed(of(p.Words[w.Lang()]), p.Code, label)
	if said == "" {
		return []Span{more}
	}
	return []Span{text(said), {Text: ". "}, more}
}

// each says codes: "name and title; e-mail addresses".
func (w words) each(codes []string, key func(string) string) string {
	var all []string
	for _, c := range codes {
		name := w.T(key(c))
		if len(all) > 0 {
			name = lower(name)
		}
		all = append(all, name)
	}
	return strings.Join(all, "; ")
}

// lower begins a text with a small letter, unless it begins with an
// abbreviation.
func lower(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

func (w words) basis(p Purpose) []Span {
	if p.Basis == "" {
		return []Span{w.typed("", p.Code, "facts.label.basis")}
	}
	said := w.T(p.Basis.Key())
	switch {
	case p.Held && p.Basis == LegitimateInterest:
		return []Span{text(said + ": " + w.T(datamap.Purpose(p.Code).Key()+".interest"))}
	case p.Basis == LegitimateInterest || some(p, func(o Words) string { return o.Interest }):
		between := ": " // the interest, the law, the task
		if p.Basis == Contract || p.Basis == Consent {
			between = "; "
		}
		return []Span{text(said), {Text: between}, w.typed(p.Words[w.Lang()].Interest, p.Code, "facts.label.interest")}
	}
	return []Span{text(said)}
}

func (w words) period(p Purpose) []Span {
	return w.also(p, func(o Words) string { return o.Period }, "facts.label.period", Period(w.Localizer, p.Period, p.From))
}

// Period says how long: "3 years after the delivery", "until you take your
// consent back"; nothing where there is none.
func Period(loc *i18n.Localizer, period, from string) string {
	switch {
	case period == "" || from == "":
		return ""
	case period == AtOnce:
		return loc.T(UntilKey(from))
	}
	return loc.T("facts.period", "Period", loc.Period(period), "Event", loc.T(EventKey(from)))
}

// AtOnce is the period that ends with the event that starts it.
const AtOnce = "P0D"

// receivers are who gets a purpose's data.
func (w words) receivers(p Purpose) []Span {
	var all []string
	if kinds := w.each(p.Recipients, RecipientKey); kinds != "" {
		all = append(all, kinds)
	}
	for _, id := range p.Processors {
		if e := w.set.Processor(id); e != nil {
			all = append(all, w.processor(*e))
		}
	}
	said := strings.Join(all, "; ")
	if said == "" && !some(p, func(o Words) string { return o.Recipients }) {
		return nil
	}
	return w.also(p, func(o Words) string { return o.Recipients }, "facts.label.recipients", said)
}

// processor is one on a line: "Tryckeriet AB, Sweden (printing)".
func (w words) processor(e Processor) string {
	what := w.T("processor.service." + e.Service)
	if e.Note != "" {
		what = e.Note
	}
	return w.T("facts.processor", "Name", e.Name, "Country", w.Country(e.Country), "What", what)
}

func (w words) transfer(t Transfer) string {
	return w.T("facts.transfer", "Country", w.Country(t.Country), "Safeguard", lower(w.T(SafeguardKey(t.Safeguard))))
}

// sources tells, by purpose, of data that do not come from the person.
func (w words) sources() []Node {
	nodes := []Node{w.heading("facts.sources.title"), w.say("facts.sources.intro")}
	var list []Node
	for _, p := range w.set.Purposes {
		if p.Indirect() {
			list = append(list, w.about(p, text(w.each(p.Sources, SourceKey))))
		}
	}
	if len(list) > 0 {
		nodes = append(nodes, w.say("facts.sources.others"), Node{Kind: List, Nodes: list})
	}
	return nodes
}

// about is an item that begins with a purpose's name.
func (w words) about(p Purpose, spans ...Span) Node {
	name := w.name(p)
	if name.Style == Plain {
		name.Style, name.Text = Strong, name.Text+":"
	}
	return Node{Kind: Item, Spans: append([]Span{name, {Text: " "}}, spans...)}
}

// people tells those who are in pictures; nothing where nobody is.
func (w words) people() []Node {
	pictured := slices.ContainsFunc(w.set.Purposes, func(p Purpose) bool {
		return slices.Contains(p.Subjects, "pictured") || slices.Contains(p.Subjects, "pupils")
	})
	if !pictured {
		return nil
	}
	nodes := []Node{w.heading("facts.people.title"), w.say("facts.people.what"), w.say("facts.people.informed")}
	if w.set.Exemption {
		nodes = append(nodes, w.say("facts.people.exemption"))
	}
	return append(nodes, w.say("facts.people.remove"))
}
