package compare

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is a piece of text that is read in one go.
type block struct {
	section string
	text    string // white space is single spaces
	heading bool
	moved   bool // unchanged, though elsewhere; see settleMoves
}

// reader cuts HTML into blocks. It reads tags in a row rather than building a
// tree: all our blocks can be told apart by where one starts, and a text of
// any shape comes through.
type reader struct {
	out      []block
	text     strings.Builder
	headings [7]string // the open one of each level
	level    int       // of the heading that is being read, or 0
	cells    int       // in the table row that is being read
}

func blocks(page string) []block {
	r := &reader{}
	skip := atom.Atom(0)
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			r.flush()
			return r.out
		}
		token := z.Token()
		switch {
		case skip != 0:
			if kind == html.EndTagToken && token.DataAtom == skip {
				skip = 0
			}
		case kind == html.TextToken:
			r.text.WriteString(token.Data)
		case kind == html.StartTagToken && leadsToFootnote(token):
			skip = token.DataAtom
		default:
			r.tag(kind, token.DataAtom)
		}
	}
}

// tag ends a block where one ends.
func (r *reader) tag(kind html.TokenType, a atom.Atom) {
	switch a {
	case atom.A, atom.Em, atom.Strong, atom.Del, atom.Code, atom.Sup:
	case atom.Br:
		r.text.WriteByte(' ')
	case atom.Td, atom.Th:
		if kind == html.StartTagToken {
			if r.cells++; r.cells > 1 {
				r.text.WriteString(" | ")
			}
		}
	default:
		r.flush()
		if level := headingLevel(a); level > 0 && kind == html.StartTagToken {
			r.level = level
		}
	}
}

// flush ends the block that is being read.
func (r *reader) flush() {
	text := strings.Join(strings.Fields(r.text.String()), " ")
	r.text.Reset()
	level := r.level
	r.level, r.cells = 0, 0
	if strings.Trim(text, " |") == "" {
		return
	}
	if level > 0 {
		clear(r.headings[level:])
	}
	r.out = append(r.out, block{section: r.section(), text: text, heading: level > 0})
	if level > 0 {
		r.headings[level] = text
	}
}

// section is the smallest heading that is open.
func (r *reader) section() string {
	for i := len(r.headings) - 1; i > 0; i-- {
		if r.headings[i] != "" {
			return r.headings[i]
		}
	}
	return ""
}

func texts(of []block) []string {
	out := make([]string, len(of))
	for i, b := range of {
		out[i] = b.text
	}
	return out
}

func headingLevel(a atom.Atom) int {
	if s := a.String(); len(s) == 2 && s[0] == 'h' && s[1] >= '1' && s[1] <= '6' {
		return int(s[1] - '0')
	}
	return 0
}

// leadsToFootnote reports whether a tag opens the number that leads to a
// footnote, or the arrow that leads back: they renumber themselves.
func leadsToFootnote(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "class" && (a.Val == "footnote-ref" || a.Val == "footnote-backref") {
			return true
		}
	}
	return false
}
