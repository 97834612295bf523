package follow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const (
	base = "## A\n\nOrders are kept for ten years.\n\n## B\n\nWe never sell it to anybody at all.\n\n- one\n- two\n\n## C\n\nWrite to us whenever you like."
	next = "## A\n\nOrders are kept for seven years.\n\nAnd then erased for good.\n\n## B\n\n- one\n- two\n\n## C\n\nWrite to us whenever you like."
)

func all(n int, c Choice) []Choice { return slices.Repeat([]Choice{c}, n) }

func TestHunks(t *testing.T) {
	for name, tc := range map[string]struct {
		mine string
		want []string
	}{
		"untouched": {base, []string{"changed untouched", "added untouched", "removed untouched"}},
		"rewritten": {strings.ReplaceAll(strings.Replace(base, "ten years", "ten long years", 1), "anybody at all", "anybody, at least not yet"),
			[]string{"changed rewritten", "added untouched", "removed rewritten"}},
		"taken away":   {"## A\n\n## B\n\nOf my own.", []string{"changed gone", "added untouched"}},
		"done by hand": {next, nil},
		"in part":      {strings.Replace(base, "ten", "seven", 1), []string{"added untouched", "removed untouched"}},
		"own words":    {"Something else altogether.", []string{"changed gone", "added untouched"}},
	} {
		var got []string
		for _, h := range Hunks(base, next, tc.mine) {
			got = append(got, string(h.Kind)+" "+string(h.State))
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, not %q", name, got, tc.want)
		}
	}
}

func TestApply(t *testing.T) {
	mine := "My own words first.\n\n\n" + strings.Replace(base, "ten years", "ten long years, says the board", 1) + "\n\nAnd last."
	take := []Choice{Take, Take, Take}
	_, got := Apply(base, next, mine, "{{merge}}", take)
	want := "My own words first.\n\n\n## A\n\nOrders are kept for ten long years, says the board.\n\n{{merge}}\n\nOrders are kept for seven years.\n\nAnd then erased for good.\n\n" +
		"## B\n\n- one\n- two\n\n## C\n\nWrite to us whenever you like.\n\nAnd last."
	if got != want {
		t.Errorf("taken beside mine:\n%s", got)
	}
	_, got = Apply(base, next, mine, "{{merge}}", []Choice{Replace, Leave, Leave})
	if want := strings.Replace(mine, "ten long years, says the board", "seven years", 1); got != want {
		t.Errorf("in the place of mine:\n%s", got)
	}
	// What is decided later is what was left, and only that.
	decided, got := Apply(base, next, base, "", []Choice{Leave, "", Take})
	rest := Hunks(decided, next, got)
	if len(rest) != 1 || rest[0].Kind != Added {
		t.Fatalf("left to decide: %+v", rest)
	}
	decided, got = Apply(decided, next, got, "", all(1, Take))
	if want := strings.Replace(next, "seven", "ten", 1); got != want || decided != next {
		t.Errorf("in two steps:\n%s\n%s", got, decided)
	}
	if left := Hunks(decided, next, got); len(left) > 0 {
		t.Errorf("what was left is asked again: %+v", left)
	}
}

// source makes a text of paragraphs, some of them tables, lists and fences.
func source(r *rand.Rand, n int) []string {
	blocks := make([]string, n)
	for i := range blocks {
		words := make([]string, 1+r.IntN(12))
		for j := range words {
			words[j] = fmt.Sprintf("w%d", r.IntN(60))
		}
		line := strings.Join(words, " ")
		blocks[i] = []string{line, "## " + line, "| " + line + " |\n|---|\n| x |", "- " + line + "\n- y", "```\n" + line + "\n\nz\n```", line + "\n" + line}[r.IntN(6)]
	}
	return blocks
}

// edited changes, removes and adds paragraphs.
func edited(r *rand.Rand, blocks []string) (out []string) {
	for _, b := range blocks {
		switch r.IntN(6) {
		case 0:
		case 1:
			out = append(out, b, source(r, 1)[0])
		case 2:
			out = append(out, strings.Replace(b, "w", "v", 1+r.IntN(2)))
		default:
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		return []string{"x"}
	}
	return out
}

func join(blocks []string) string { return strings.Join(blocks, "\n\n") }

// Whatever the texts: leaving everything changes no byte of mine; taking
// everything on a text that nobody has touched is the next edition to the
// byte; taking never loses a paragraph of the author's own; and what was
// decided is never asked again.
func TestNothingIsLost(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 3000 {
		blocks := source(r, 1+r.IntN(12))
		was, is, mine := join(blocks), join(edited(r, blocks)), join(edited(r, blocks))
		if round%5 == 0 {
			mine = "\n" + strings.ReplaceAll(mine, "\n\n", "\n \n\n") + "\n" // as people leave it
		}
		fail := func(what, got string) {
			t.Fatalf("%s\nbase:\n%s\n\nnext:\n%s\n\nmine:\n%s\n\ngot:\n%s", what, was, is, mine, got)
		}
		if got := (text{}).apply(nil) + cut(mine).apply(nil); got != mine {
			fail("cutting loses bytes", got)
		}
		if _, got := Apply(was, is, was, "", all(len(Hunks(was, is, was)), Take)); got != is {
			fail("taking everything is not the next edition", got)
		}
		n := len(Hunks(was, is, mine))
		if decided, got := Apply(was, is, mine, "", all(n, Leave)); got != mine || decided != is {
			fail("leaving everything changes mine", got)
		}
		decided, got := Apply(was, is, mine, "{{mark}}", all(n, Take))
		if decided != is {
			fail("not all is decided", decided)
		}
		has := map[string]int{}
		for _, b := range cut(got).texts() {
			has[b]++
		}
		adopted := cut(was).texts()
		for _, b := range cut(mine).texts() {
			if !slices.Contains(adopted, b) && has[b] == 0 {
				fail("lost: "+b, got)
			}
		}
		// In any number of steps.
		some := make([]Choice, n)
		for i := range some {
			some[i] = []Choice{Leave, Take, ""}[r.IntN(3)]
		}
		undecided := 0
		for _, c := range some {
			if c == "" {
				undecided++
			}
		}
		decided, got = Apply(was, is, mine, "{{mark}}", some)
		if undecided == 0 && decided != is {
			fail("all was decided, and yet some is left", decided)
		}
		for range 20 {
			if n = len(Hunks(decided, is, got)); n == 0 {
				break
			}
			decided, got = Apply(decided, is, got, "{{mark}}", append([]Choice{Leave}, make([]Choice, n-1)...))
		}
		if len(Hunks(decided, is, got)) > 0 {
			fail("the deciding does not end", decided)
		}
	}
}
