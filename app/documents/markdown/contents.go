package markdown

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var levels = map[atom.Atom]int{atom.H2: 2, atom.H3: 3}

// Contents reads the headings of rendered HTML again, for a table of contents
// beside a text that was frozen long ago.
func Contents(page string) (headings []Heading) {
	var current *Heading
	var words strings.Builder
	depth, footnote := 0, false // only headings at the top level count, without footnote numbers
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return headings
		case html.TextToken:
			if current != nil && !footnote {
				words.Write(z.Text())
			}
		case html.StartTagToken:
			t := z.Token()
			if level := levels[t.DataAtom]; level > 0 && depth == 0 {
				current = &Heading{Level: level, ID: idOf(t)}
			} else if t.DataAtom == atom.Blockquote || t.DataAtom == atom.Li {
				depth++
			}
			footnote = footnote || t.DataAtom == atom.Sup
		case html.EndTagToken:
			switch t := z.Token(); {
			case current != nil && levels[t.DataAtom] == current.Level:
				current.Text = strings.Join(strings.Fields(words.String()), " ")
				headings = append(headings, *current)
				current = nil
				words.Reset()
			case t.DataAtom == atom.Blockquote || t.DataAtom == atom.Li:
				depth--
			case t.DataAtom == atom.Sup:
				footnote = false
			}
		}
	}
}

func idOf(t html.Token) string {
	for _, a := range t.Attr {
		if a.Key == "id" {
			return a.Val
		}
	}
	return ""
}
