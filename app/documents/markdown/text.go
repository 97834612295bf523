package markdown

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text is the words of rendered HTML: a line for each paragraph, heading, list
// item and table row, without markup and without the numbers and arrows that
// lead to footnotes and back. It is for counting and summing up, not for
// showing: it must be escaped like any text.
func Text(page string) string {
	var lines []string
	var line strings.Builder
	flush := func() {
		if words := strings.Fields(line.String()); len(words) > 0 {
			lines = append(lines, strings.Join(words, " "))
		}
		line.Reset()
	}
	skip := atom.Atom(0) // the element whose text is passed over
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			flush()
			return strings.Join(lines, "\n")
		case html.TextToken:
			if skip == 0 {
				line.Write(z.Text())
			}
		default:
			t := z.Token()
			switch {
			case skip != 0:
				if kind == html.EndTagToken && t.DataAtom == skip {
					skip = 0
				}
			case t.DataAtom == atom.Sup, isBackref(t):
				skip = t.DataAtom
			case inlineElements[t.DataAtom]:
			case t.DataAtom == atom.Td, t.DataAtom == atom.Th, t.DataAtom == atom.Br:
				line.WriteByte(' ')
			default:
				flush()
			}
		}
	}
}

var inlineElements = map[atom.Atom]bool{
	atom.A: true, atom.Em: true, atom.Strong: true, atom.Del: true, atom.Code: true,
}

func isBackref(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "class" && a.Val == "footnote-backref" {
			return true
		}
	}
	return false
}
