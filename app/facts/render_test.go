package facts_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/locales"
)

var languages = []string{"sv", "en", "nb"}

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	b.OnProblem(func(lang, key string, err error) { t.Errorf("%s: %s: %v", lang, key, err) })
	return b
}

// made are the facts that a seed makes: anything that can be said, with words
// in all three languages, of which none occurs twice.
type made struct {
	*rand.Rand
	words int
}

func (m *made) word(kind, language string) string {
	m.words++
	odd := []string{"", "*", "_x_", "# ", "1. ", "- ", "|", "<b>", "{{x}}", "[a](b)", "`", "\\", "&amp;", "  ", "~~", "=="}
	return fmt.Sprintf("%s%s %d in %s%s", odd[m.IntN(len(odd))], kind, m.words, language, odd[m.IntN(len(odd))])
}

func (m *made) some(codes []string) (out []string) {
	for _, c := range codes {
		if m.IntN(3) == 0 {
			out = append(out, c)
		}
	}
	return out
}

func (m *made) by(kind string) map[string]string {
	out := map[string]string{}
	for _, l := range languages {
		out[l] = m.word(kind, l)
	}
	return out
}

func (m *made) purpose(i int) facts.Purpose {
	p := facts.Purpose{Code: fmt.Sprintf("p%d", i), Basis: facts.Bases[m.IntN(len(facts.Bases))], Categories: m.some(facts.Categories),
		Subjects: m.some(facts.Subjects), Sources: m.some(facts.Sources), Recipients: m.some(facts.Recipients), Words: map[string]facts.Words{}}
	if m.IntN(2) == 0 {
		p.Period, p.From = []string{"P3Y", "P14M", "P0D"}[m.IntN(3)], facts.Events[m.IntN(len(facts.Events))]
	}
	if m.IntN(3) == 0 {
		p.Processors = []string{"one"}
	}
	if m.IntN(3) == 0 {
		p.Transfers = []facts.Transfer{{Country: "US", Safeguard: facts.Safeguards[m.IntN(len(facts.Safeguards))]}}
	}
	optional := func(there bool, kind, l string) string {
		if !there {
			return ""
		}
		return m.word(kind, l)
	}
	data, period, to, more := m.IntN(2) == 0 || len(p.Categories) == 0, m.IntN(2) == 0 || p.Period == "", m.IntN(2) == 0, m.IntN(2) == 0
	for _, l := range languages {
		p.Words[l] = facts.Words{Name: m.word("name", l), Why: m.word("why", l), Interest: m.word("interest", l), Data: optional(data, "data", l),
			Period: optional(period, "period", l), Recipients: optional(to, "to", l), More: optional(more, "more", l)}
	}
	return p
}

func generate(seed uint64) facts.Set {
	m := &made{Rand: rand.New(rand.NewPCG(seed, 1))}
	set := facts.Set{Authority: []string{"SE", "NO", "FI", "GB", ""}[m.IntN(5)], AgeLimit: m.IntN(2) * 13, Exemption: m.IntN(2) == 0,
		Processors: []facts.Processor{{ID: "one", Name: m.word("processor", "any"), Country: "US", Service: "printing",
			Transfers: []facts.Transfer{{Country: "US", Safeguard: "dpf"}}}}}
	for i := range 1 + m.IntN(6) {
		set.Purposes = append(set.Purposes, m.purpose(i))
	}
	for i := range m.IntN(3) {
		set.Connections = append(set.Connections, facts.Connection{Code: fmt.Sprintf("c%d", i), Name: m.word("service", "any"), Category: facts.Classes[m.IntN(3)],
			Recipient: m.word("recipient", "any"), Country: []string{"SE", "US"}[m.IntN(2)], Safeguard: "scc", What: m.by("what")})
		set.Cookies = append(set.Cookies, facts.Cookie{Name: fmt.Sprintf("_c%d", i), Duration: "P7D", Service: fmt.Sprintf("c%d", i), Third: m.IntN(2) == 0, Purpose: m.by("cookie")})
	}
	return set
}

// shape is a tree without its words.
func shape(nodes []facts.Node) (out []string) {
	for _, n := range nodes {
		styles := make([]string, 0, len(n.Spans))
		for _, s := range n.Spans {
			styles = append(styles, string(s.Style)+s.Href)
		}
		out = append(out, fmt.Sprint(n.Kind, n.Name, n.Level, styles, shape(n.Nodes)))
	}
	return out
}

func plain(t facts.Tree) string {
	var b strings.Builder
	for n := range t.All() {
		for _, s := range n.Spans {
			b.WriteString(s.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func blanks(t facts.Tree) (out []string) {
	for n := range t.All() {
		for _, s := range n.Spans {
			if s.Style == facts.Blank {
				out = append(out, s.Text)
			}
		}
	}
	return out
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// Whatever a site says, nothing of it is lost in any language, nothing is left
// to fill in, the nodes are the same in all, and the same facts always make
// the same tree.
func TestRenderingKeepsAllInEveryLanguage(t *testing.T) {
	b := bundle(t)
	for seed := range uint64(150) {
		set := generate(seed)
		first := facts.Render(set, b.Localizer("sv"))
		for _, l := range languages {
			tree := facts.Render(set, b.Localizer(l))
			if !reflect.DeepEqual(tree, facts.Render(set, b.Localizer(l))) {
				t.Fatalf("seed %d, %s: another tree the second time", seed, l)
			}
			if !slices.Equal(shape(tree.Nodes), shape(first.Nodes)) {
				t.Fatalf("seed %d: other nodes in %s than in Swedish:\n%v\n%v", seed, l, shape(tree.Nodes), shape(first.Nodes))
			}
			if left := blanks(tree); len(left) > 0 {
				t.Fatalf("seed %d, %s: left to fill in: %v", seed, l, left)
			}
			all := plain(tree)
			for _, p := range set.Purposes {
				if len(tree.Part(facts.PurposeGroup(p.Code))) == 0 {
					t.Fatalf("seed %d, %s: purpose %s is lost", seed, l, p.Code)
				}
				w := p.Words[l]
				said := []string{w.Name, w.Why, w.Data, w.Period, w.Recipients, w.More}
				if p.Basis == facts.LegitimateInterest {
					said = append(said, w.Interest)
				}
				for _, s := range said {
					if !strings.Contains(all, flat(s)) {
						t.Fatalf("seed %d, %s: %q is lost", seed, l, s)
					}
				}
				for _, other := range languages {
					if o := p.Words[other]; other != l && (strings.Contains(all, flat(o.Why)) || strings.Contains(all, flat(o.Name))) {
						t.Fatalf("seed %d: words of %s in %s", seed, other, l)
					}
				}
			}
			for _, c := range set.Connections {
				for _, s := range []string{c.Name, c.Recipient, c.What[l]} {
					if !strings.Contains(all, flat(s)) {
						t.Fatalf("seed %d, %s: %q of a connection is lost", seed, l, s)
					}
				}
			}
			for _, c := range set.Cookies {
				if !strings.Contains(all, c.Name) || !strings.Contains(all, flat(c.Purpose[l])) {
					t.Fatalf("seed %d, %s: cookie %s is lost", seed, l, c.Name)
				}
			}
		}
	}
}

// A word that is missing in one language is a blank there, in the same place
// as the word is in the others, and never another language's word.
func TestMissingWordIsABlank(t *testing.T) {
	b := bundle(t)
	for seed := range uint64(60) {
		set := generate(seed)
		m := &made{Rand: rand.New(rand.NewPCG(seed, 2))}
		if len(set.Purposes) == 0 {
			continue
		}
		p := set.Purposes[m.IntN(len(set.Purposes))]
		w, empty := p.Words["nb"], m.IntN(5)
		fields := []*string{&w.Name, &w.Why, &w.Data, &w.Period, &w.More}
		if *fields[empty] == "" {
			continue
		}
		*fields[empty] = " "
		p.Words["nb"] = w
		nb, sv := facts.Render(set, b.Localizer("nb")), facts.Render(set, b.Localizer("sv"))
		if len(blanks(nb)) == 0 || len(blanks(sv)) != 0 {
			t.Fatalf("seed %d: the blanks are %v in Norwegian and %v in Swedish", seed, blanks(nb), blanks(sv))
		}
		if a, b := kinds(nb), kinds(sv); !slices.Equal(a, b) {
			t.Fatalf("seed %d: a blank changes the nodes:\n%v\n%v", seed, a, b)
		}
	}
}

func kinds(t facts.Tree) (out []string) {
	for n := range t.All() {
		out = append(out, fmt.Sprint(n.Kind, n.Name, len(n.Nodes)))
	}
	return out
}
