package convert

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
)

// look is how words look, and where they lead.
type look struct {
	bold, italic, struck bool
	href                 string
}

// of is the look of what stands in an element.
func (l look) of(n *html.Node) look {
	switch n.DataAtom {
	case atom.B, atom.Strong:
		l.bold = true
	case atom.I, atom.Em, atom.Cite, atom.Dfn, atom.Var:
		l.italic = true
	case atom.S, atom.Strike, atom.Del:
		l.struck = true
	case atom.A:
		if href := address(attribute(n, "href")); href != "" {
			l.href = href
		}
	}
	for declaration := range strings.SplitSeq(attribute(n, "style"), ";") {
		name, value, _ := strings.Cut(strings.ToLower(declaration), ":")
		switch value = strings.TrimSpace(value); strings.TrimSpace(name) {
		case "font-weight":
			if value == "inherit" {
				continue
			}
			l.bold = strings.HasPrefix(value, "bold") || len(value) == 3 && value >= "600" && value <= "900"
		case "font-style":
			l.italic = value == "italic" || value == "oblique"
		case "text-decoration", "text-decoration-line":
			l.struck = l.struck || strings.Contains(value, "line-through")
		}
	}
	return l
}

// address is a link as it can be written, or empty where we pass none on.
func address(href string) string {
	href = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.TrimSpace(href))
	u, err := url.Parse(href)
	if err != nil || len(href) > 1500 || u.User != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return ""
		}
	case "mailto", "tel":
		if u.Opaque == "" {
			return ""
		}
	default:
		return ""
	}
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "{", "%7B", "}", "%7D", "|", "%7C").Replace(href)
}

// run is words of one look, or the end of a line.
type run struct {
	text string
	look
	br bool
}

// inline is the words of a block, in order.
type inline []run

// visible leaves out the characters that a text may not have, or that nobody
// sees; other white space than the space that does not break is a space.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u00a0':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069',
			r == '\u00ad', r == '\u200b', r == '\u2060', r == '\ufeff', r == '\ufffc':
			return -1
		}
		return r
	}, s)
}

// line is the same without ends of lines.
func (in inline) line() inline {
	out := make(inline, len(in))
	for i, r := range in {
		if r.br {
			r = run{text: " "}
		}
		out[i] = r
	}
	return out
}

// bare is the same without looks.
func (in inline) bare() inline {
	out := make(inline, len(in))
	for i, r := range in {
		out[i] = run{text: r.text, br: r.br}
	}
	return out
}

// light is the same, not bold.
func (in inline) light() inline {
	return in.only(func(l look) look { l.bold = false; return l })
}

// plain is the words alone.
func (in inline) plain() string {
	var b strings.Builder
	for _, r := range in {
		if r.br {
			b.WriteByte(' ')
		}
		b.WriteString(r.text)
	}
	return b.String()
}

// trimmed has single spaces between words and none around lines, and puts
// neighbours of one look together. A space that does not break stays between a
// number and what it counts.
func (in inline) trimmed() (out inline) {
	space, begun := "", false // white space that waits for a word, and whether one came on this line
	last := ' '
	for _, r := range in {
		if r.br {
			if n := len(out); n > 0 && !out[n-1].br {
				out = append(out, r)
			}
			space, begun, last = "", false, ' '
			continue
		}
		var b strings.Builder
		for _, c := range r.text {
			if unicode.IsSpace(c) {
				if space == "" && c == '\u00a0' && (unicode.IsDigit(last) || last == '§') {
					space = "\u00a0"
				} else {
					space = " "
				}
				continue
			}
			if begun && space != "" {
				b.WriteString(space)
			}
			space, begun, last = "", true, c
			b.WriteRune(c)
		}
		if b.Len() == 0 {
			continue
		}
		text := b.String()
		if n := len(out) - 1; n >= 0 && !out[n].br && out[n].look == r.look {
			out[n].text += text
		} else {
			out = append(out, run{text: text, look: r.look})
		}
	}
	if n := len(out); n > 0 && out[n-1].br {
		out = out[:n-1]
	}
	return out
}

// write makes Markdown of the words. Where their looks cannot be written so
// that they are read again as they are (Markdown has corners), they go.
func (in inline) write(at place) string {
	looks := in
	for _, tried := range []inline{looks, looks.only(func(l look) look { return look{bold: l.bold, href: l.href} }),
		looks.only(func(l look) look { return look{href: l.href} })} {
		if s := tried.spell(at == inParagraph); tried.reads(s, at) {
			return s
		}
	}
	return in.bare().spell(at == inParagraph)
}

// place is where words stand: not everywhere can they begin a list.
type place struct{ markdown, words string } // what is before them, to try how they are read

var (
	inParagraph = place{}
	inHeading   = place{markdown: "# "}
	inCell      = place{"x ", "x "}
)

func (in inline) only(keep func(look) look) (out inline) {
	for _, r := range in {
		out = append(out, run{text: r.text, br: r.br, look: keep(r.look)})
	}
	return out.trimmed()
}

// reads reports whether Markdown says just these words.
func (in inline) reads(s string, at place) bool {
	doc, err := markdown.Render(at.markdown+s, "")
	return err == nil && strings.Join(strings.Fields(markdown.Text(doc.HTML)), " ") == strings.Join(strings.Fields(at.words+in.plain()), " ") &&
		strings.Count(doc.HTML, "<a ") >= in.links() && !strings.Contains(markdown.Text(doc.HTML), "**")
}

// links are how many there are to be.
func (in inline) links() (n int) {
	href := ""
	for _, r := range in {
		if r.href != href && r.href != "" && !r.br {
			n++
		}
		if !r.br {
			href = r.href
		}
	}
	return n
}

func (in inline) spell(start bool) string {
	var b strings.Builder
	for i := 0; i < len(in); {
		if in[i].br {
			b.WriteString("\\\n")
			start = true
			i++
			continue
		}
		n := i // a link is written once around all its looks
		for n < len(in) && !in[n].br && in[n].href == in[i].href {
			n++
		}
		var label strings.Builder
		for _, r := range in[i:n] {
			label.WriteString(r.emphasised(start))
			start = false
		}
		text := label.String()
		if href, bare := in[i].href, strings.TrimLeft(in[i].text, " "); n == i+1 && (href == bare || href == "mailto:"+bare) && isAddress(bare) {
			text = in[i].text
		} else if href != "" {
			words := strings.TrimLeft(text, " ")
			if before := b.String(); strings.HasSuffix(before, "!") && len(words) == len(text) {
				b.Reset()
				b.WriteString(strings.TrimSuffix(before, "!") + `\!`)
			}
			text = strings.Repeat(" ", len(text)-len(words)) + "[" + words + "](" + href + ")"
		}
		b.WriteString(text)
		i = n
	}
	return b.String()
}

func (r run) emphasised(start bool) string {
	words := strings.TrimLeft(r.text, " \u00a0")
	space := r.text[:len(r.text)-len(words)]
	text := escape(words, start && space == "", r.href != "")
	for _, m := range []struct {
		on   bool
		mark string
	}{{r.italic, "*"}, {r.bold, "**"}, {r.struck, "~~"}} {
		if m.on && words != "" {
			text = m.mark + text + m.mark
		}
	}
	return space + text
}

var (
	markup = regexp.MustCompile("[\\\\`*_\\[\\]<|~{}]")
	// What begins a list, a quote, a heading or a rule at the start of a line.
	marker = regexp.MustCompile(`^(?:[-+=#:>]|[0-9]{1,9}[.)])`)
	entity = regexp.MustCompile(`&([#A-Za-z])`)
)

// unlinked are addresses that would be read with more or less than is in them.
var unlinked = strings.NewReplacer("://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`, "@", `\@`)

// isAddress reports whether a word becomes a link as it is.
func isAddress(word string) bool {
	return strings.ContainsAny(word, ":@") && markdown.Literal(word) == word && !marker.MatchString(word) && !strings.ContainsAny(word, "!()")
}

// escape writes words so that Markdown reads them as they are. An address is
// left to become a link, as it would where it was typed.
func escape(words string, start, linked bool) string {
	tokens := strings.Split(words, " ")
	for i, token := range tokens {
		address := strings.TrimRight(token, ".,;:!?)")
		if !linked && isAddress(address) {
			tokens[i] = address + markup.ReplaceAllString(token[len(address):], `\$0`)
			continue
		}
		token = markup.ReplaceAllString(token, `\$0`)
		token = entity.ReplaceAllString(token, `&amp;$1`)
		if !linked {
			token = unlinked.Replace(token)
		}
		if i == 0 && start {
			if at := marker.FindStringIndex(token); at != nil {
				token = token[:at[1]-1] + `\` + token[at[1]-1:]
			}
		}
		tokens[i] = token
	}
	return strings.Join(tokens, " ")
}
