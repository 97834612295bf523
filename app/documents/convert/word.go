package convert

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// wordItem is what Word tells of a paragraph that looks like an item of a
// list: how deep it is, and the mark that it wrote before it.
type wordItem struct {
	level int
	mark  string
}

var (
	listStyle  = regexp.MustCompile(`(?i)mso-list:\s*l[0-9]+\s+level([1-9])`)
	markIgnore = regexp.MustCompile(`(?i)mso-list:\s*ignore`)
	orderMark  = regexp.MustCompile(`^[(]?(?:([0-9]{1,8})|[A-Za-z]{1,6})[.)]`)
)

// itemOf is a paragraph's item, or nil.
func itemOf(n *html.Node) *wordItem {
	found := listStyle.FindStringSubmatch(attribute(n, "style"))
	if n.Data != "p" && n.Data != "div" || found == nil || !hasMark(n) {
		return nil
	}
	level, _ := strconv.Atoi(found[1])
	return &wordItem{level: level}
}

// hasMark reports whether Word wrote the item's mark as text.
func hasMark(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && ignoredByWord(d) {
			return true
		}
	}
	return false
}

// ignoredByWord reports whether an element is a mark that Word itself passes
// over when it reads it again.
func ignoredByWord(n *html.Node) bool { return markIgnore.MatchString(attribute(n, "style")) }

// numbered keeps the mark.
func (w *wordItem) numbered(n *html.Node) {
	if w.mark == "" {
		inner := &collector{}
		inner.inside(n, look{})
		w.mark = strings.TrimSpace(inner.words.plain())
	}
}

// wordLists makes lists of the paragraphs that Word's lists consist of.
func wordLists(blocks []block) (out []block) {
	for i := 0; i < len(blocks); {
		n := i
		for n < len(blocks) && isItem(blocks[n]) {
			n++
		}
		if n == i {
			out = append(out, blocks[i])
			i++
			continue
		}
		for i < n {
			l, read := wordList(blocks[i:n], 0)
			out = append(out, l)
			i += read
		}
	}
	return out
}

func isItem(b block) bool {
	p, ok := b.(paragraph)
	return ok && p.item != nil
}

// wordList reads one list, with the deeper ones in it, and tells how many
// paragraphs it took.
func wordList(items []block, depth int) (l list, read int) {
	first := items[0].(paragraph).item
	l = first.list()
	for read < len(items) {
		p := items[read].(paragraph)
		switch last := len(l.items) - 1; {
		case p.item.level > first.level && depth < maxNest:
			inner, n := wordList(items[read:], depth+1)
			l.items[last] = append(l.items[last], inner)
			read += n
		case p.item.level < first.level && depth > 0, p.item.list().ordered != l.ordered && p.item.level <= first.level:
			return l, read
		default:
			l.items = append(l.items, []block{paragraph{words: p.words}})
			read++
		}
	}
	return l, read
}

func (w *wordItem) list() list {
	l := list{start: 1}
	if found := orderMark.FindStringSubmatch(w.mark); found != nil {
		l.ordered = true
		if n, err := strconv.Atoi(found[1]); err == nil {
			l.start = n
		}
	}
	return l
}
