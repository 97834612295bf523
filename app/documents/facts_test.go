package documents

import (
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/locales"
)

// What means something to Markdown, or to what fills a text in.
var odd = []string{"# ", "## x", " #", "1. ", "2) ", "- ", "+ ", "* ", "> ", "**b**", "_i_", "~~s~~", "`c`", "```", "|", "||", "[a](b)", "![a](b)", "[^1]", "<b>", "<!--",
	"&lt;", "&#42;", "\\", "\\*", "{{facts}}", "{{x}}", "{#id}", "---", "===", ":", ": x", "    ", "\t", "[ ] ", "^", "'", "\"", "’", "–", "=1+1", "\\{{"}

// saidIn makes a site's facts of words, each made by word.
func saidIn(word func(what string) string) facts.Set {
	by := func(what string) map[string]string { return map[string]string{"sv": word(what)} }
	return facts.Set{Exemption: true, AgeLimit: 13, Authority: "SE",
		Purposes: []facts.Purpose{{Code: "a", Basis: facts.LegitimateInterest, Categories: []string{"name"}, Subjects: []string{"pictured"}, Sources: []string{"client"},
			Period: "P1Y", From: "delivery", Processors: []string{"1"}, Transfers: []facts.Transfer{{Country: "US", Safeguard: "scc"}},
			Words: map[string]facts.Words{"sv": {Name: word("name"), Why: word("why"), Data: word("data"), Interest: word("interest"), Period: word("period"), Recipients: word("to"), More: word("more")}}}},
		Processors:  []facts.Processor{{ID: "1", Name: word("processor"), Country: "US", Service: "other", Note: word("note"), Transfers: []facts.Transfer{{Country: "US", Safeguard: "scc"}}}},
		Connections: []facts.Connection{{Code: "c", Name: word("service"), Category: facts.Marketing, Recipient: word("recipient"), Country: "US", Safeguard: "scc", What: by("what")}},
		Cookies:     []facts.Cookie{{Name: "_c*", Duration: "P7D", Service: "c", Third: true, Purpose: by("cookie")}}}
}

var (
	third = regexp.MustCompile(`<h3[^>]*>(.*?)</h3>`)
	tag   = regexp.MustCompile(`<[^>]*>`)
	tags  = func(page string) []string {
		return tag.FindAllString(regexp.MustCompile(` (?:id|href)="[^"]*"`).ReplaceAllString(page, ""), -1)
	}
)

// Whatever an owner types is read as it is: it makes no mark-up, no blank and
// no block, and nothing of it is lost.
func TestWordsOfFactsMeanNothingButThemselves(t *testing.T) {
	b, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	loc := b.Localizer("sv")
	rendered := func(set facts.Set) string {
		source := "Före.\n\n{{facts}}\n\nEfter."
		filled, blanks := Fillings{Facts: set, localizer: loc, language: "sv"}.fill(source)
		doc, err := markdown.Render(filled, "x-")
		if len(blanks) > 0 || err != nil {
			t.Fatalf("%v, %v in\n%s", blanks, err, filled)
		}
		return doc.HTML
	}
	plain := tags(rendered(saidIn(func(what string) string { return what + " ord" })))
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 7))
		var said []string
		page := rendered(saidIn(func(what string) string {
			s := odd[r.IntN(len(odd))] + fmt.Sprintf("%s%d", what, seed) + odd[r.IntN(len(odd))] + odd[r.IntN(len(odd))] + "ord" + odd[r.IntN(len(odd))]
			said = append(said, strings.Join(strings.Fields(s), " "))
			return s
		}))
		if got := tags(page); !slices.Equal(got, plain) {
			t.Fatalf("seed %d: the words %q made other mark-up:\n%v\nnot\n%v", seed, said, got, plain)
		}
		if h := third.FindStringSubmatch(page); html.UnescapeString(tag.ReplaceAllString(h[1], "")) != said[0] {
			t.Fatalf("seed %d: the heading is %q, not %q", seed, h[1], said[0])
		}
		text := html.UnescapeString(tag.ReplaceAllString(page, ""))
		for _, s := range said {
			if !strings.Contains(text, s) {
				t.Fatalf("seed %d: %q is lost or changed in\n%s", seed, s, text)
			}
		}
	}
}

// Where the app has no words for a language, nothing is said in another's.
func TestFactsAreNotSaidInAnotherLanguage(t *testing.T) {
	b, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	set := saidIn(func(what string) string { return what })
	_, blanks := Fillings{Facts: set, localizer: b.Localizer("de"), language: "de"}.fill("Vor\n\n{{facts.purposes}}")
	if len(blanks) != 1 || blanks[0].Name != "facts.purposes" || blanks[0].Line != 3 {
		t.Errorf("%v", blanks)
	}
	_, blanks = Fillings{Facts: set, localizer: b.Localizer("en"), language: "en"}.fill("Before\n\n{{facts.purpose.a}}\n\n{{facts.purpose.unknown}}")
	if len(blanks) < 3 || blanks[0].Line != 3 || blanks[len(blanks)-1].Name != "facts.purpose.unknown" || blanks[len(blanks)-1].Line != 5 {
		t.Errorf("%v", blanks)
	}
}
