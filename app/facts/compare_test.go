package facts_test

import (
	"reflect"
	"testing"

	"github.com/pactdesk/pactdesk/app/facts"
)

func purpose(change func(*facts.Purpose)) facts.Set {
	p := facts.Purpose{Code: "a", Basis: facts.Contract, Categories: []string{"name", "contact"}, Subjects: []string{"customers"}, Period: "P3Y",
		From: "delivery", Recipients: []string{"carrier"}, Words: map[string]facts.Words{"sv": {Name: "A", Why: "B"}}}
	if change != nil {
		change(&p)
	}
	return facts.Set{Purposes: []facts.Purpose{p}}
}

// Each kind of difference is told, with its weight and words in every
// language; order makes none.
func TestDifferences(t *testing.T) {
	plain := purpose(nil)
	connected := facts.Connection{Code: "s", Name: "S", Category: facts.Statistics, Recipient: "S Ltd", Country: "IE"}
	printer := facts.Processor{ID: "1", Name: "P", Country: "SE", Service: "printing"}
	with := func(change func(*facts.Set)) facts.Set { s := purpose(nil); change(&s); return s }
	cases := []struct {
		before, after facts.Set
		kind, purpose string
		weighty       bool
	}{
		{facts.Set{}, plain, facts.PurposeAdded, "a", true},
		{plain, facts.Set{}, facts.PurposeRemoved, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Basis = facts.Consent }), facts.BasisChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Categories = []string{"name"} }), facts.CategoriesChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Subjects = []string{"pupils"} }), facts.SubjectsChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Sources = []string{"client"} }), facts.SourcesChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Period = "P4Y" }), facts.PeriodChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.From = "collection" }), facts.PeriodChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Recipients = nil }), facts.RecipientsChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Transfers = []facts.Transfer{{Country: "US", Safeguard: "scc"}} }), facts.TransfersChanged, "a", true},
		{plain, purpose(func(p *facts.Purpose) { p.Reach = facts.Marked }), facts.ReachChanged, "a", false},
		{plain, purpose(func(p *facts.Purpose) { p.Words = map[string]facts.Words{"sv": {Name: "A", Why: "C"}} }), facts.WordsChanged, "a", false},
		{plain, with(func(s *facts.Set) { s.Connections = []facts.Connection{connected} }), facts.ConnectionAdded, "", true},
		{with(func(s *facts.Set) { s.Connections = []facts.Connection{connected} }), plain, facts.ConnectionRemoved, "", true},
		{with(func(s *facts.Set) { s.Connections = []facts.Connection{connected} }), with(func(s *facts.Set) {
			other := connected
			other.Country = "US"
			s.Connections = []facts.Connection{other}
		}), facts.ConnectionChanged, "", true},
		{plain, with(func(s *facts.Set) { s.Cookies = []facts.Cookie{{Name: "x"}} }), facts.CookiesChanged, "", true},
		{plain, with(func(s *facts.Set) { s.Processors = []facts.Processor{printer} }), facts.RecipientsChanged, "", true},
		{with(func(s *facts.Set) { s.Processors = []facts.Processor{printer} }), with(func(s *facts.Set) {
			other := printer
			other.Transfers = []facts.Transfer{{Country: "US", Safeguard: "dpf"}}
			s.Processors = []facts.Processor{other}
		}), facts.TransfersChanged, "", true},
		{plain, with(func(s *facts.Set) { s.AgeLimit = 15 }), facts.AgeChanged, "", true},
		{plain, with(func(s *facts.Set) { s.Exemption = true }), facts.ExemptionChanged, "", true},
		{plain, with(func(s *facts.Set) { s.Authority = "NO" }), facts.AuthorityChanged, "", false},
	}
	b := bundle(t)
	told := map[string]bool{}
	for _, c := range cases {
		want := []facts.Difference{{Kind: c.kind, Purpose: c.purpose}}
		if got := facts.Compare(c.before, c.after); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", c.kind, got)
		} else if got[0].Weighty() != c.weighty {
			t.Errorf("%s is of weight: %v", c.kind, got[0].Weighty())
		}
		told[c.kind] = true
	}
	for _, k := range facts.Kinds {
		if !told[k.Kind] {
			t.Errorf("%s is never told", k.Kind)
		}
		for _, l := range languages { // a word that is missing fails: see bundle
			b.Localizer(l).T(facts.Difference{Kind: k.Kind}.Key(), "Name", "A")
		}
	}
	same := purpose(func(p *facts.Purpose) { p.Categories = []string{"contact", "name"} })
	if got := facts.Compare(plain, same); len(got) > 0 {
		t.Errorf("another order: %v", got)
	}
}
