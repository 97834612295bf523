package markdown

import (
	"strings"
	"testing"
	"time"
)

// Each of these takes a parser without limits minutes, hours or all memory.
// What matters is that Render comes back, with a page or a refusal; the
// deadline is generous, since machines differ, and still far below what any of
// them takes when a guard is missing.
var hostile = map[string]string{
	"quotes":                   fill(">", "a"),
	"quotes, spaced":           fill("> ", "a"),
	"bullets":                  fill("- ", "a"),
	"bullets and numbers":      fill("- 1. ", "a"),
	"staircase of lists":       staircase(1400),
	"open brackets":            fill("[", "a"),
	"brackets":                 fill("[", "") + fill("]", ""),
	"images in images":         fill("![[", "a"),
	"links never closed":       fill("[a](", ""),
	"links with titles":        fill(`[a](b "`, ""),
	"reference brackets":       fill("[a][", ""),
	"emphasis":                 fill("*a ", ""),
	"emphasis, mixed":          fill("*a _b ", ""),
	"openers, other closers":   fill("_a ", "")[:size/2] + fill("a* ", "")[:size/2],
	"stars":                    fill("*", "a"),
	"stars and words":          fill("a**b", "") + fill("c* ", ""),
	"tildes":                   fill("~~a ", ""),
	"backticks, longer runs":   backticks(1400),
	"tags":                     fill("<a ", ""),
	"tags, quoted":             fill(`<a b="`, ""),
	"comments":                 fill("<!--", ""),
	"processing":               fill("<?", ""),
	"addresses":                fill("<a:", ""),
	"bare addresses":           fill("_a", "") + "@b.c",
	"bare addresses, stops":    fill("www.a.se/??? ", ""),
	"escapes":                  fill(`\`, ""),
	"entities":                 fill("&", ""),
	"entities, long":           fill("&#1", ""),
	"definitions":              fill("[a]:b\n", ""),
	"definitions, open titles": fill("[a]: b\n(\n", ""),
	"definition, many uses":    "[a]: /" + strings.Repeat("x", 1900) + "\n\n" + fill("[a]\n\n", ""),
	"definition, huge":         "[a]: /" + strings.Repeat("x", size/2) + "\n\n" + fill("[a]\n\n", "")[:size/2],
	"footnotes":                fill("[^a]:b\n\n", ""),
	"footnote, many uses":      "[^a]: b\n\n" + fill("[^a]\n\n", ""),
	"footnotes in footnotes":   fill("[^a]: ", "b"),
	"wide table":               strings.Repeat("a|", size/8) + "\n" + strings.Repeat("-|", size/8) + "\n" + strings.Repeat("a\n", size/4),
	"many tables":              fill("a|a|a|a|a|a|a|a\n-|-|-|-|-|-|-|-\nb\nb\nb\nb\n\n", ""),
	"pipes in code":            "a|b\n-|-\n" + fill("`\\|`|`\\|`\n", ""),
	"tables without a header":  "a\n" + fill("-|-\n", ""),
	"headings":                 fill("# a\n", ""),
	"headings, numbered":       fill("# a\n# a-2\n", ""),
	"underlines":               fill("a\n=\n", ""),
	"rules":                    fill("* * ", ""),
	"combining marks":          "a" + fill("\u0301", ""),
	"lines":                    fill("a\n", ""),
	"tabs":                     fill("\t", "a"),
	"fences":                   fill("```\n", ""),
	"placeholders":             fill("{{", ""),

	// Just inside the limits, again and again or with a long way to look.
	"marks, most allowed":       fill(strings.Repeat("_a ", 499)+strings.Repeat("a* ", 499)+"\n\n", ""),
	"links, most allowed":       fill(strings.Repeat("[a](", 249)+strings.Repeat("![", 249)+strings.Repeat("](b", 249)+"\n\n", ""),
	"links, long way":           strings.Repeat("[a](", 499) + strings.Repeat("x", size-4*499),
	"titles, long way":          strings.Repeat(`[a](b "`, 499) + strings.Repeat("x", size-7*499),
	"references, long way":      strings.Repeat("[a][", 333) + strings.Repeat("x", size-4*333),
	"addresses, long way":       strings.Repeat("<a:", 999) + strings.Repeat("x", size-3*999),
	"backticks, long way":       backticks(999)[:500_000] + strings.Repeat("x", size-500_000),
	"backticks, many lines":     backticks(900)[:400_000] + strings.Repeat("\nx", (size-400_000)/2),
	"definitions, most allowed": fill(strings.Repeat("[a]: b\n(\n", 499)+"\n", ""),
	"footnotes, most allowed":   strings.Repeat("[^abcdefgh]: b\n\n", 499) + fill("[^x]\n\n", "")[:size/2],
	"tables, most allowed":      fill("a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a\n-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-\n"+strings.Repeat("b\n", 990), "")[:2000] + "\n\n" + fill("`a` ", "")[:size/2],
}

const size = maxSource - 16

func fill(unit, end string) string { return strings.Repeat(unit, size/len(unit)) + end }

func staircase(steps int) string {
	var b strings.Builder
	for i := range steps {
		b.WriteString(strings.Repeat(" ", i) + "- a\n")
	}
	return b.String()[:min(b.Len(), size)]
}

func backticks(runs int) string {
	var b strings.Builder
	for i := range runs {
		b.WriteString(strings.Repeat("`", i+1) + " ")
	}
	return b.String()[:min(b.Len(), size)]
}

func TestHostileSourcesComeBack(t *testing.T) {
	for name, source := range hostile {
		t.Run(name, func(t *testing.T) {
			source = source[:min(len(source), hostileSize)]
			done := make(chan int, 1)
			start := time.Now()
			go func() {
				doc, _ := Render(source, "p-")
				Fill(source, nil)
				done <- len(doc.HTML)
			}()
			select {
			case n := <-done:
				t.Logf("%v, %d bytes of HTML", time.Since(start).Round(time.Millisecond), n)
				if n > 40*maxSource {
					t.Errorf("a source of %d bytes became a page of %d", len(source), n)
				}
			case <-time.After(60 * time.Second):
				t.Fatal("still rendering after a minute")
			}
		})
	}
}
