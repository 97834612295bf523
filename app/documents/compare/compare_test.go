package compare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// show writes changes as the design does: [-gone-]{+come+}.
func show(changes []Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s (%s): ", c.Kind, c.Section)
		for _, s := range c.Spans {
			fmt.Fprintf(&b, map[Op]string{Same: "%s", Delete: "[-%s-]", Insert: "{+%s+}"}[s.Op], s.Text)
		}
		b.WriteByte('\n')
	}
	return strings.TrimSpace(b.String())
}

func TestTexts(t *testing.T) {
	for _, tc := range []struct{ name, old, new, want string }{
		{"the same", "<p>a</p>", "<p>a</p>", ""},
		{"nothing", "", "", ""},
		{"spacing and markup", "<p>a  <em>b</em>\nc</p>", "<blockquote>\n<p><strong>a</strong> b<br>c</p></blockquote>", ""},
		{"one word", "<h2>Keeping</h2><p>Orders are kept for ten years.</p>", "<h2>Keeping</h2><p>Orders are kept for seven years.</p>",
			"changed (Keeping): Orders are kept for [-ten-]{+seven+} years."},
		{"words near each other", "<p>Orders are kept for ten years and then sold by us.</p>", "<p>Orders are kept for seven years and then erased by us.</p>",
			"changed (): Orders are kept for [-ten-]{+seven+} years and then [-sold-]{+erased+} by us."},
		{"only added words", "<p>We erase it.</p>", "<p>We never erase it.</p>", "changed (): We {+never +}erase it."},
		{"only removed words", "<p>We never erase it.</p>", "<p>We erase it.</p>", "changed (): We [-never -]erase it."},
		{"a date, an address", "<p>Write before 2026-01-02 to a@b.se, please.</p>", "<p>Write before 2026-01-03 to c@b.se, please.</p>",
			"changed (): Write before [-2026-01-02-]{+2026-01-03+} to [-a@b.se-]{+c@b.se+}, please."},
		{"punctuation", "<p>We keep it (one year).</p>", "<p>We keep it: one year.</p>", "changed (): We keep it[- (-]{+: +}one year[-)-]."},
		{"no confetti", "<p>In the shop of the town you can always buy a hat, a coat, a scarf and gloves for the winter.</p>",
			"<p>In the archive that belongs to the museum nobody may take a picture, a coat, a scarf and gloves for the winter.</p>",
			"changed (): In the [-shop of the town you can always buy-]{+archive that belongs to the museum nobody may take+} a [-hat-]{+picture+}, a coat, a scarf and gloves for the winter."},

		{"added", "<h2>A</h2><p>one</p>", "<h2>A</h2><p>one</p><p>two</p>", "added (A): {+two+}"},
		{"removed", "<h2>A</h2><p>one</p><p>two</p><h2>B</h2>", "<h2>A</h2><p>two</p><h2>B</h2>", "removed (A): [-one-]"},
		{"replaced", "<p>one two three</p>", "<p>four five six</p>", "removed (): [-one two three-]\nadded (): {+four five six+}"},
		{"a section added", "<h2>A</h2><p>a</p><h2>C</h2>", "<h2>A</h2><p>a</p><h2>B</h2><p>b</p><h2>C</h2>", "added (): {+B+}\nadded (B): {+b+}"},
		{"a section renamed", "<h2>How long</h2><p>a b c</p>", "<h2>How long we keep</h2><p>a b c</p>", "changed (): How long{+ we keep+}"},
		{"a heading below a heading", "<h2>A</h2><h3>B c d</h3>", "<h2>A</h2><h3>B c e</h3>", "changed (A): B c [-d-]{+e+}"},

		{"list", "<ul><li>one big hat<ul><li>two</li></ul></li><li>three</li></ul>", "<ul><li>one red hat<ul><li>two</li><li>four</li></ul></li><li>three</li></ul>",
			"changed (): one [-big-]{+red+} hat\nadded (): {+four+}"},
		{"table", "<table><tr><th>What</th><th>Kept</th></tr><tr><td>Orders of prints</td><td>10 years</td></tr></table>",
			"<table><tr><th>What</th><th>Kept</th></tr><tr><td>Orders of prints</td><td>7 years</td></tr><tr><td></td><td>x</td></tr></table>",
			"changed (): Orders of prints | [-10-]{+7+} years\nadded (): {+| x+}"},
		{"code", "<pre><code>a b\nc</code></pre>", "<pre><code>a b\nd</code></pre>", "changed (): a b [-c-]{+d+}"},
		{"footnote numbers", `<p>a<sup id="x"><a href="#n" class="footnote-ref">1</a></sup></p>`, `<p>a<sup id="x"><a href="#n" class="footnote-ref">2</a></sup></p>`, ""},

		{"moved in a section", "<h2>A</h2><p>a</p><p>b</p><p>c</p>", "<h2>A</h2><p>c</p><p>a</p><p>b</p>", ""},
		{"moved with its section", "<h2>A</h2><p>a</p><h2>B</h2><p>b</p>", "<h2>B</h2><p>b</p><h2>A</h2><p>a</p>", ""},
		{"moved to another section", "<h2>Collected</h2><p>Name</p><h2>Not collected</h2><p>Age</p>", "<h2>Collected</h2><h2>Not collected</h2><p>Name</p><p>Age</p>",
			"removed (Collected): [-Name-]\nadded (Not collected): {+Name+}"},
		{"moved past a heading", "<h2>A</h2><p>Name</p><h2>B</h2>", "<h2>A</h2><h2>B</h2><p>Name</p>", "removed (A): [-Name-]\nadded (B): {+Name+}"},
		{"repeated", "<p>a</p>", "<p>a</p><p>a</p>", "added (): {+a+}"},

		{"the most similar one", "<p>a b c d</p>", "<p>a b x y</p><p>a b c e</p>", "added (): {+a b x y+}\nchanged (): a b c [-d-]{+e+}"},
		{"in the new order", "<p>k</p><p>1 2 3 4</p><p>5 6 7 8</p><p>9</p><p>m</p>", "<p>k</p><p>5 6 7 x</p><p>1 2 3 x</p><p>m</p>",
			"changed (): 5 6 7 [-8-]{+x+}\nchanged (): 1 2 3 [-4-]{+x+}\nremoved (): [-9-]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := Texts(tc.old, tc.new)
			if show(got) != tc.want || tc.want == "" && got != nil {
				t.Errorf("got\n%s\nwant\n%s", show(got), tc.want)
			}
		})
	}
}

// What the reader is shown must be what was there: nothing lost, nothing made
// up, and nothing told that is not so.
func FuzzTexts(f *testing.F) {
	f.Add("<h2>a</h2><p>b c d</p><ul><li>e</li></ul>", "<h2>a</h2><p>b x d</p><ul><li>e</li><li>f</li></ul>")
	f.Add("<p>a</p><p>b</p><p>c</p>", "<p>c</p><p>b</p><p>a</p>")
	f.Add("<h2>a</h2><p>b</p><h2>c</h2>", "<h2>a</h2><h2>c</h2><p>b</p>")
	f.Add("<table><tr><td>a</td><td>b c</td></tr></table>", "<table><tr><td></td><td>b d</td></tr></table>")
	f.Add("the cat sat on the mat", "a cat on a mat sat, the cat")
	f.Fuzz(func(t *testing.T, oldHTML, newHTML string) {
		was, is := map[string]int{}, map[string]int{}
		for _, b := range blocks(oldHTML) {
			was[b.text]++
		}
		for _, b := range blocks(newHTML) {
			is[b.text]++
		}
		changes := Texts(oldHTML, newHTML)
		for _, c := range changes {
			before, after := sides(c)
			if c.Kind != Added && was[before] == 0 || c.Kind != Removed && is[after] == 0 {
				t.Fatalf("%q to %q\nnot a block: %+v", oldHTML, newHTML, c)
			}
			if c.Kind == Changed && before == after || len(c.Spans) == 0 {
				t.Fatalf("%q to %q\nno change: %+v", oldHTML, newHTML, c)
			}
			// Taking the old for the new must make one text of the other.
			if c.Kind != Added {
				was[before]--
			}
			if c.Kind != Removed {
				was[after]++
			}
		}
		for text, n := range was {
			if n != is[text] {
				t.Fatalf("%q to %q\n%q: %d, want %d\n%s", oldHTML, newHTML, text, n, is[text], show(changes))
			}
		}
		for text := range is {
			if _, ok := was[text]; !ok {
				t.Fatalf("%q to %q\nnot told: %q\n%s", oldHTML, newHTML, text, show(changes))
			}
		}
		if again := Texts(newHTML, newHTML); again != nil {
			t.Fatalf("%q differs from itself: %s", newHTML, show(again))
		}
	})
}

// sides are the old and the new text of a change.
func sides(c Change) (before, after string) {
	for _, s := range c.Spans {
		if s.Op != Insert {
			before += s.Text
		}
		if s.Op != Delete {
			after += s.Text
		}
	}
	return before, after
}

// sample makes a text of about size bytes in paragraphs of words.
func sample(r *rand.Rand, size, words, paragraph int) string {
	var b strings.Builder
	for b.Len() < size {
		b.WriteString("<p>")
		for range paragraph {
			fmt.Fprintf(&b, "word%d ", r.IntN(words))
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

func pairs() map[string][2]string {
	const size = 200_000
	r := rand.New(rand.NewPCG(1, 2))
	policy := sample(r, size, 3000, 60)
	edited := strings.ReplaceAll(policy, "word17 ", "changed ")
	tiny := sample(r, size, 2, 1)
	return map[string][2]string{
		"edited":               {policy, edited},
		"different":            {policy, sample(r, size, 3000, 60)},
		"different, few words": {sample(r, size, 30, 60), sample(r, size, 30, 60)},
		"no word in common":    {policy, strings.ReplaceAll(policy, "word", "ord")},
		"one paragraph":        {sample(r, size, 3000, 30_000), sample(r, size, 3000, 30_000)},
		"one, two words":       {sample(r, size, 2, 30_000), sample(r, size, 2, 30_000)},
		"tiny paragraphs":      {tiny, sample(r, size, 2, 1)},
		"tiny, different":      {sample(r, size, 1000, 2), sample(r, size, 1000, 2)},
		"backwards":            {policy, backwards(policy)},
		"gone":                 {policy, ""},
	}
}

func backwards(s string) string {
	lines := strings.Split(s, "\n")
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return strings.Join(lines, "\n")
}

// Publishing waits for this, so the bound is on the worst; it is wide, since
// test machines are slow and busy.
func TestLongTextsAreDoneSoon(t *testing.T) {
	for name, p := range pairs() {
		start := time.Now()
		n := len(Texts(p[0], p[1]))
		t.Logf("%s: %d changes in %v", name, n, time.Since(start).Round(time.Millisecond))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func BenchmarkTexts200KB(b *testing.B) {
	for name, p := range pairs() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Texts(p[0], p[1])
			}
		})
	}
}
