package convert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page, as far as it is text.
type (
	block   any
	heading struct {
		level int
		words inline
	}
	paragraph struct {
		words inline
		item  *wordItem // it is one of a list of Word's
	}
	list struct {
		ordered bool
		start   int
		items   [][]block
	}
	quote struct{ blocks []block }
	table struct{ rows [][]inline }
	rule  struct{}
)

// collector gathers the blocks of one container.
type collector struct {
	blocks []block
	words  inline
	broken bool      // a line was broken, and nothing has come since
	item   *wordItem // of the paragraph that is being read
	depth  int       // of lists and quotes around it
	lines  bool      // ends of lines in the words are ends of lines
}

// maxNest is how deep lists and quotes may stand in each other; what is deeper
// stands there as well.
const maxNest = 6

// flush ends the paragraph that is being read.
func (c *collector) flush() {
	if words := c.words.trimmed(); len(words) > 0 {
		c.blocks = append(c.blocks, paragraph{words: words, item: c.item})
	}
	c.words, c.broken = nil, false
}

func (c *collector) done() []block {
	c.flush()
	return wordLists(c.blocks)
}

func (c *collector) text(s string, l look) {
	if s = visible(s); s == "" {
		return
	}
	if before, after, more := strings.Cut(s, "\n"); c.lines && more {
		c.text(before, l)
		c.words = append(c.words, run{br: true})
		c.text(after, l)
		return
	}
	if strings.TrimSpace(s) != "" {
		c.broken = false
	}
	c.words = append(c.words, run{text: s, look: l})
}

// unread are elements whose words nobody reads, or that are not words.
var unread = map[atom.Atom]bool{
	atom.Head: true, atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Title: true,
	atom.Svg: true, atom.Math: true, atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Audio: true, atom.Video: true,
	atom.Canvas: true, atom.Select: true, atom.Button: true, atom.Textarea: true, atom.Input: true, atom.Datalist: true,
	atom.Frameset: true, atom.Noembed: true, atom.Noframes: true,
}

// inlines stand in the middle of a line. Of what is neither known here nor
// below, an end of a line is the safe guess: words are not run together.
var inlines = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.Acronym: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true,
	atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true,
	atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Nobr: true, atom.Q: true, atom.Rp: true, atom.Rt: true, atom.Ruby: true,
	atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strike: true, atom.Strong: true, atom.Sub: true,
	atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true,
}

func (c *collector) walk(n *html.Node, l look) {
	switch n.Type {
	case html.TextNode:
		c.text(n.Data, l)
	case html.DocumentNode:
		c.inside(n, l)
	case html.ElementNode:
		if n.Namespace == "" && !hidden(n) {
			c.element(n, l)
		}
	}
}

func (c *collector) inside(n *html.Node, l look) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.walk(child, l)
	}
}

func (c *collector) element(n *html.Node, l look) {
	switch a := n.DataAtom; {
	case a == atom.Br:
		if c.broken { // two make a paragraph
			c.flush()
			return
		}
		c.words = append(c.words, run{br: true})
		c.broken = true
	case a == atom.Img:
		if alt := attribute(n, "alt"); alt != "" {
			c.text(" "+alt+" ", l)
		}
	case ignoredByWord(n) && c.item != nil:
		c.item.numbered(n)
	case inlines[a] || strings.Contains(n.Data, ":"): // o:p, st1:place
		c.inside(n, l.of(n))
	default:
		c.flush()
		c.block(n, l)
		c.flush()
	}
}

func (c *collector) block(n *html.Node, l look) {
	switch a := n.DataAtom; a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		c.heading(n, int(n.Data[1]-'0'), l)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		c.list(n, l)
	case atom.Blockquote:
		c.nested(n, l, func(inner []block) block { return quote{inner} })
	case atom.Table:
		c.table(n, l)
	case atom.Hr:
		if c.depth == 0 {
			c.blocks = append(c.blocks, rule{})
		}
	case atom.Pre:
		before := c.lines
		c.lines = true
		c.inside(n, l.of(n))
		c.flush()
		c.lines = before
	case atom.Dt:
		l = l.of(n)
		l.bold = true
		c.inside(n, l)
	default:
		if class := attribute(n, "class"); strings.HasPrefix(class, "MsoTitle") {
			c.heading(n, 1, l)
			return
		}
		before := c.item
		c.item = itemOf(n)
		c.inside(n, l.of(n))
		c.flush()
		c.item = before
	}
}

// heading is one line; what else stands in it comes after it.
func (c *collector) heading(n *html.Node, level int, l look) {
	inner := &collector{depth: maxNest}
	inner.inside(n, look{href: l.href})
	var words inline
	for _, b := range inner.done() {
		if p, ok := b.(paragraph); ok {
			words = append(append(words, p.words...), run{text: " "})
			continue
		}
		if words = words.line().trimmed(); len(words) > 0 {
			c.blocks = append(c.blocks, heading{level, words.light()})
		}
		c.blocks, words = append(c.blocks, b), nil
	}
	if words = words.line().trimmed(); len(words) > 0 {
		c.blocks = append(c.blocks, heading{level, words.light()})
	}
}

// nested reads a container and adds what it makes of its blocks.
func (c *collector) nested(n *html.Node, l look, add func([]block) block) {
	inner := &collector{depth: c.depth + 1}
	inner.inside(n, l.of(n))
	switch blocks := inner.done(); {
	case len(blocks) == 0:
	case c.depth >= maxNest:
		c.blocks = append(c.blocks, blocks...)
	default:
		c.blocks = append(c.blocks, add(blocks))
	}
}

// list reads a list. Some programs put an inner list beside the item that it
// belongs to.
func (c *collector) list(n *html.Node, l look) {
	out := list{ordered: n.DataAtom == atom.Ol, start: 1}
	if start, err := strconv.Atoi(attribute(n, "start")); err == nil && start >= 0 && start < 1e8 {
		out.start = start
	}
	l = l.of(n)
	inner := &collector{depth: c.depth + 1}
	rest := func() {
		blocks := inner.done()
		inner = &collector{depth: c.depth + 1}
		last := len(out.items) - 1
		switch {
		case len(blocks) == 0:
		case last < 0:
			out.items = append(out.items, blocks)
		default:
			out.items[last] = append(out.items[last], blocks...)
		}
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.DataAtom != atom.Li || hidden(child) {
			inner.walk(child, l)
			continue
		}
		rest()
		inner.inside(child, l.of(child))
		if blocks := inner.done(); len(blocks) > 0 {
			out.items = append(out.items, blocks)
		}
		inner = &collector{depth: c.depth + 1}
	}
	rest()
	switch {
	case len(out.items) == 0:
	case c.depth >= maxNest:
		c.blocks = append(c.blocks, slices.Concat(out.items...)...)
	default:
		c.blocks = append(c.blocks, out)
	}
}

const maxColumns = 40

// table reads a table's cells, each as one line. One that was made for the
// layout (a column, or a table in a table) is read cell by cell instead.
func (c *collector) table(n *html.Node, l look) {
	var out table
	columns, layout := 0, false
	var before []block
	var rows func(n *html.Node, l look)
	rows = func(n *html.Node, l look) {
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			switch {
			case child.Type == html.TextNode || child.Type == html.ElementNode && hidden(child):
			case child.DataAtom == atom.Tr:
				cells := c.cells(child, l.of(child), &layout)
				if columns = max(columns, len(cells)); slices.ContainsFunc(cells, func(c inline) bool { return len(c) > 0 }) {
					out.rows = append(out.rows, cells)
				}
			case child.DataAtom == atom.Caption:
				inner := &collector{depth: c.depth}
				inner.inside(child, l.of(child))
				before = append(before, inner.done()...)
			case child.DataAtom == atom.Thead || child.DataAtom == atom.Tbody || child.DataAtom == atom.Tfoot:
				rows(child, l.of(child))
			}
		}
	}
	rows(n, l.of(n))
	if len(out.rows) == 0 {
		c.blocks = append(c.blocks, before...)
		return
	}
	if layout || columns < 2 || columns > maxColumns || c.depth > 0 {
		inner := &collector{depth: c.depth}
		inner.unwrap(n, l.of(n))
		c.blocks = append(c.blocks, inner.done()...)
		return
	}
	for i := range out.rows {
		for len(out.rows[i]) < columns {
			out.rows[i] = append(out.rows[i], nil)
		}
		for j := range out.rows[0] {
			out.rows[0][j] = out.rows[0][j].light() // a head is bold anyway
		}
	}
	c.blocks = append(append(c.blocks, before...), out)
}

// unwrap reads a table as if its parts were blocks.
func (c *collector) unwrap(n *html.Node, l look) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch child.DataAtom {
		case atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption:
			if hidden(child) {
				continue
			}
			c.flush()
			if child.DataAtom == atom.Td || child.DataAtom == atom.Th || child.DataAtom == atom.Caption {
				c.inside(child, l.of(child))
			} else {
				c.unwrap(child, l.of(child))
			}
			c.flush()
		}
	}
}

func (c *collector) cells(row *html.Node, l look, layout *bool) (cells []inline) {
	for n := row.FirstChild; n != nil; n = n.NextSibling {
		if n.DataAtom != atom.Td && n.DataAtom != atom.Th || hidden(n) {
			continue
		}
		inner := &collector{depth: maxNest}
		inner.inside(n, l.of(n))
		var words inline
		for _, b := range inner.done() {
			switch b := b.(type) {
			case paragraph:
				words = append(append(words, b.words...), run{text: " "})
			default:
				*layout = true
			}
		}
		for d := range n.Descendants() {
			*layout = *layout || d.DataAtom == atom.Table && !hidden(d)
		}
		words = words.line().trimmed()
		cells = append(cells, words)
		if span, err := strconv.Atoi(attribute(n, "colspan")); err == nil {
			for i := 1; i < span && len(cells) <= maxColumns; i++ {
				cells = append(cells, nil)
			}
		}
	}
	return cells
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

var hiding = regexp.MustCompile(`(?i)(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden)`)

func hidden(n *html.Node) bool {
	if unread[n.DataAtom] || n.Data == "xml" {
		return true
	}
	return hiding.MatchString(attribute(n, "style")) || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "hidden" })
}
