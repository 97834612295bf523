package facts

import (
	"cmp"
	"maps"
	"slices"
)

// Difference is one thing in which two sets differ.
type Difference struct {
	Kind    string // what: one of Kinds
	Purpose string // the code of the purpose that it touches; empty: none in particular
}

// The kinds of difference. Their words are the keys `facts.difference.…`.
const (
	PurposeAdded      = "purpose_added"
	PurposeRemoved    = "purpose_removed"
	BasisChanged      = "basis"
	CategoriesChanged = "categories"
	SubjectsChanged   = "subjects"
	SourcesChanged    = "sources"
	PeriodChanged     = "period"
	RecipientsChanged = "recipients"
	TransfersChanged  = "transfers"
	ReachChanged      = "reach"
	WordsChanged      = "words"
	ConnectionAdded   = "connection_added"
	ConnectionRemoved = "connection_removed"
	ConnectionChanged = "connection"
	CookiesChanged    = "cookies"
	AuthorityChanged  = "authority"
	AgeChanged        = "age"
	ExemptionChanged  = "exemption"
)

// Kinds are all of them, in the order in which they are told, each with
// whether it is of weight: what changes something for those whose data it is,
// and so is never a mere correction.
var Kinds = []struct {
	Kind    string
	Weighty bool
}{
	{PurposeAdded, true}, {PurposeRemoved, true}, {BasisChanged, true}, {CategoriesChanged, true}, {SubjectsChanged, true}, {SourcesChanged, true},
	{PeriodChanged, true}, {RecipientsChanged, true}, {TransfersChanged, true}, {ConnectionAdded, true}, {ConnectionRemoved, true},
	{ConnectionChanged, true}, {CookiesChanged, true}, {AgeChanged, true}, {ExemptionChanged, true}, {AuthorityChanged, false},
	{ReachChanged, false}, {WordsChanged, false},
}

// Weighty reports whether it changes something for those whose data it is.
func (d Difference) Weighty() bool {
	for _, k := range Kinds {
		if k.Kind == d.Kind {
			return k.Weighty
		}
	}
	return false
}

// Key is the locale key of its words, which take the purpose's Name.
func (d Difference) Key() string { return "facts.difference." + d.Kind }

// Compare tells what differs: by purpose, in the order of the later set, and
// then what touches none in particular.
func Compare(before, after Set) (all []Difference) {
	add := func(kind, purpose string, differ bool) {
		if differ {
			all = append(all, Difference{kind, purpose})
		}
	}
	for _, p := range after.Purposes {
		was := before.Purpose(p.Code)
		add(PurposeAdded, p.Code, was == nil)
		if was == nil {
			continue
		}
		add(BasisChanged, p.Code, was.Basis != p.Basis)
		add(CategoriesChanged, p.Code, !sameSet(was.Categories, p.Categories))
		add(SubjectsChanged, p.Code, !sameSet(was.Subjects, p.Subjects))
		add(SourcesChanged, p.Code, !sameSet(was.Sources, p.Sources))
		add(PeriodChanged, p.Code, was.Period != p.Period || was.From != p.From)
		add(RecipientsChanged, p.Code, !sameSet(before.receivers(*was), after.receivers(p)))
		add(TransfersChanged, p.Code, !sameSet(was.Transfers, p.Transfers))
		add(ReachChanged, p.Code, was.Reach != p.Reach)
		add(WordsChanged, p.Code, !maps.Equal(was.Words, p.Words))
	}
	for _, p := range before.Purposes {
		add(PurposeRemoved, p.Code, after.Purpose(p.Code) == nil)
	}
	for _, c := range after.Connections {
		was := before.Connection(c.Code)
		add(ConnectionAdded, "", was == nil)
		add(ConnectionChanged, "", was != nil && !was.same(c))
		add(WordsChanged, "", was != nil && was.same(c) && !maps.Equal(was.What, c.What))
	}
	for _, c := range before.Connections {
		add(ConnectionRemoved, "", after.Connection(c.Code) == nil)
	}
	add(RecipientsChanged, "", !sameSet(before.register(), after.register()))
	add(TransfersChanged, "", !sameSet(before.registerTransfers(), after.registerTransfers()))
	was, is := keyed(before.Cookies), keyed(after.Cookies)
	add(CookiesChanged, "", !maps.EqualFunc(was, is, Cookie.same))
	add(WordsChanged, "", maps.EqualFunc(was, is, Cookie.same) &&
		!maps.EqualFunc(was, is, func(a, b Cookie) bool { return maps.Equal(a.Purpose, b.Purpose) }))
	add(AgeChanged, "", before.AgeLimit != after.AgeLimit)
	add(ExemptionChanged, "", before.Exemption != after.Exemption)
	add(AuthorityChanged, "", before.Authority != after.Authority)
	return once(all)
}

// receivers are who receives a purpose's data, by name or kind.
func (s Set) receivers(p Purpose) (all []string) {
	all = append(all, p.Recipients...)
	for _, id := range p.Processors {
		if e := s.Processor(id); e != nil {
			all = append(all, e.Name+" "+e.Country)
		}
	}
	return all
}

func (s Set) register() (all []string) {
	for _, e := range s.Processors {
		all = append(all, e.Name+" "+e.Country+" "+e.Service)
	}
	return all
}

func (s Set) registerTransfers() (all []string) {
	for _, e := range s.Processors {
		for _, t := range e.Transfers {
			all = append(all, e.Name+" "+t.Country+" "+t.Safeguard)
		}
	}
	return all
}

// same reports whether the facts are the same, whatever the words.
func (c Connection) same(d Connection) bool {
	return c.Name == d.Name && c.Category == d.Category && c.Recipient == d.Recipient && c.Country == d.Country && c.Safeguard == d.Safeguard
}

func (c Cookie) same(d Cookie) bool {
	return c.Duration == d.Duration && c.Third == d.Third && c.Service == d.Service && c.Held == d.Held
}

func keyed(cookies []Cookie) map[string]Cookie {
	by := make(map[string]Cookie, len(cookies))
	for _, c := range cookies {
		by[c.Name] = c
	}
	return by
}

// sameSet reports whether two lists hold the same, in whichever order.
func sameSet[T comparable](a, b []T) bool {
	holds := func(list, other []T) bool {
		return !slices.ContainsFunc(list, func(v T) bool { return !slices.Contains(other, v) })
	}
	return holds(a, b) && holds(b, a)
}

// once drops what is said twice: two cookies that came are one difference.
func once(all []Difference) (out []Difference) {
	for _, d := range all {
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// Weightiest are those of weight first, else in their order.
func Weightiest(all []Difference) []Difference {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Difference) int { return cmp.Compare(weight(b), weight(a)) })
	return all
}

func weight(d Difference) int {
	if d.Weighty() {
		return 1
	}
	return 0
}
