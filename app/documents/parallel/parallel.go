// Package parallel lays a text and its translation side by side, paragraph by
// paragraph, and tells which paragraphs of the text have changed since it was
// translated.
//
// A paragraph is a block of Markdown: what stands between two empty lines. How
// the blocks of two languages belong together is read from what they are
// (headings, lists, tables, the numbers in them), in order; it is a help for
// who translates, and nothing hangs on it: joined again, the blocks are the
// text that they were.
package parallel

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
)

// Row is a block of the source beside the same in the translation. Either may
// be missing.
type Row struct {
	Source string
	Text   string
	Kind   string           // added, changed or removed since it was translated; empty: as it was
	Spans  [][]compare.Span // of what changed, the old and the new words
}

// Rows lays them side by side. from is the source as it was when the text last
// said the same; empty: nobody has said, and nothing is marked.
func Rows(source, from, text string) []Row {
	blocks, texts := Blocks(source), Blocks(text)
	if from == "" {
		return beside(blocks, texts)
	}
	// The text belongs to the source as it was; what became of that is known
	// better than anything that could be read from two languages.
	was := Blocks(from)
	became, said := make([]int, len(was)), make([]int, len(was))
	come, extra := map[int][]string{}, map[int][]string{} // new ones, and such as the text has besides, by what they stand before
	at := 0
	for _, p := range since(was, blocks) {
		if p.a < 0 {
			come[at] = append(come[at], blocks[p.b])
			continue
		}
		became[p.a], at = p.b, p.a+1
	}
	a, b := shapes(was), shapes(texts)
	at = 0
	for _, p := range align(len(was), len(texts), func(i, j int) int { return a[i].fits(b[j]) }) {
		if p.a < 0 {
			extra[at] = append(extra[at], texts[p.b])
			continue
		}
		said[p.a], at = p.b, p.a+1
	}
	var rows []Row
	for i := 0; ; i++ {
		for _, r := range beside(come[i], extra[i]) {
			if r.Source != "" {
				r.Kind = "added"
			}
			rows = append(rows, r)
		}
		if i == len(was) {
			return rows
		}
		var r Row
		if said[i] >= 0 {
			r.Text = texts[said[i]]
		}
		switch n := became[i]; {
		case n < 0:
			r.Kind, r.Spans = "removed", removed(was[i])
		case blocks[n] != was[i]:
			r.Source, r.Kind, r.Spans = blocks[n], "changed", changes(was[i], blocks[n])
		default:
			r.Source = blocks[n]
		}
		rows = append(rows, r)
	}
}

// since pairs the blocks of a text with those it had. What is the same at both
// ends, which is most of it, is not weighed.
func since(was, is []string) (pairs []pair) {
	head := 0
	for head < min(len(was), len(is)) && was[head] == is[head] {
		pairs = append(pairs, pair{head, head})
		head++
	}
	tail := 0
	for tail < min(len(was), len(is))-head && was[len(was)-1-tail] == is[len(is)-1-tail] {
		tail++
	}
	n, m := len(was)-head-tail, len(is)-head-tail
	score := func(i, j int) int { return sameness(was[head+i], is[head+j]) }
	if n*m > maxWeighed {
		score = func(i, j int) int {
			if was[head+i] == is[head+j] {
				return 12
			}
			return apart
		}
	}
	for _, p := range align(n, m, score) {
		if p.a >= 0 {
			p.a += head
		}
		if p.b >= 0 {
			p.b += head
		}
		pairs = append(pairs, p)
	}
	for i := tail; i > 0; i-- {
		pairs = append(pairs, pair{len(was) - i, len(is) - i})
	}
	return pairs
}

// maxWeighed is how many pairs of blocks are compared word by word.
const maxWeighed = 40_000

// beside pairs the blocks of two languages.
func beside(source, text []string) (rows []Row) {
	a, b := shapes(source), shapes(text)
	for _, p := range align(len(source), len(text), func(i, j int) int { return a[i].fits(b[j]) }) {
		var r Row
		if p.a >= 0 {
			r.Source = source[p.a]
		}
		if p.b >= 0 {
			r.Text = text[p.b]
		}
		rows = append(rows, r)
	}
	return rows
}

// Blocks cuts Markdown at its empty lines. What is indented belongs to the
// block before it, and so does all of what is fenced.
func Blocks(source string) (blocks []string) {
	var block []string
	fence := ""
	flush := func() {
		if text := tidy(strings.Join(block, "\n")); text != "" {
			blocks = append(blocks, text)
		}
		block = nil
	}
	lines := strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n")
	for i, l := range lines {
		start := strings.TrimSpace(l)
		switch {
		case fence != "":
			if strings.HasPrefix(start, fence) {
				fence = ""
			}
		case strings.HasPrefix(start, "```"), strings.HasPrefix(start, "~~~"):
			fence = start[:3]
		case start == "" && !indented(lines[i:]):
			flush()
			continue
		}
		block = append(block, l)
	}
	flush()
	return blocks
}

// indented reports whether the next line with something in it is indented.
func indented(lines []string) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return strings.HasPrefix(l, "  ") || strings.HasPrefix(l, "\t")
		}
	}
	return false
}

// Join is the text that blocks make. A block may have become several.
func Join(blocks []string) string {
	var kept []string
	for _, b := range blocks {
		if b = tidy(strings.ReplaceAll(b, "\r\n", "\n")); b != "" {
			kept = append(kept, b)
		}
	}
	return strings.Join(kept, "\n\n")
}

var emptyLines = regexp.MustCompile(`^(?:[ \t]*\n)+`)

func tidy(block string) string {
	return strings.TrimRight(emptyLines.ReplaceAllString(block, ""), " \t\n")
}

// changes are the pieces of a block that read otherwise than before.
func changes(was, is string) (spans [][]compare.Span) {
	for _, c := range compare.Texts(rendered(was), rendered(is)) {
		spans = append(spans, c.Spans)
	}
	if spans == nil { // its words are the same: how it is marked up has changed
		return [][]compare.Span{{{Op: compare.Delete, Text: was}, {Op: compare.Insert, Text: is}}}
	}
	return spans
}

func removed(was string) [][]compare.Span { return [][]compare.Span{{{Op: compare.Delete, Text: was}}} }

func rendered(block string) string {
	doc, err := markdown.Render(block, "")
	if err != nil {
		return ""
	}
	return doc.HTML
}

// sameness scores two blocks of one language.
func sameness(a, b string) int {
	if a == b {
		return 12
	}
	x, y := strings.Fields(a), strings.Fields(b)
	count := map[string]int{}
	for _, w := range x {
		count[w]++
	}
	common := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	if share := 20 * common / max(1, len(x)+len(y)); share >= 4 { // 10: all words
		return share
	}
	return apart
}

// shape is what a block is, whatever its language.
type shape struct {
	kind    string
	length  int
	numbers string
}

var (
	number = regexp.MustCompile(`[0-9]+|\{\{[^{}]*\}\}|https?://[^\s)]+`)
	item   = regexp.MustCompile(`^\s*(?:([-*+])|[0-9]+[.)])\s`)
)

func shapes(blocks []string) []shape {
	out := make([]shape, len(blocks))
	for i, b := range blocks {
		out[i] = shape{kind: kindOf(b), length: len(b), numbers: strings.Join(number.FindAllString(b, 8), " ")}
	}
	return out
}

func kindOf(b string) string {
	switch found := item.FindStringSubmatch(b); {
	case strings.HasPrefix(b, "#"):
		return b[:len(b)-len(strings.TrimLeft(b, "#"))]
	case strings.HasPrefix(b, "{{") && strings.HasSuffix(b, "}}"):
		return b
	case strings.HasPrefix(b, "|"):
		return "table"
	case strings.HasPrefix(b, ">"):
		return "quote"
	case found != nil && found[1] != "":
		return "list"
	case found != nil:
		return "numbers"
	}
	return "words"
}

func (a shape) fits(b shape) int {
	if a.kind != b.kind {
		if slices.Contains([]string{"list", "numbers", "words"}, a.kind) && slices.Contains([]string{"list", "numbers", "words"}, b.kind) {
			return 0
		}
		return apart
	}
	score := 4 + 4*min(a.length, b.length)/max(a.length, b.length, 1)
	if a.numbers != "" && a.numbers == b.numbers {
		score += 4
	}
	return score
}
