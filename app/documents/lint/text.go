package lint

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
)

// kind is what a part of a text is.
type kind int

const (
	paragraph kind = iota
	heading
	item
	row      // of a table
	included // a block that the program makes
)

// part is a paragraph, or what else stands by itself.
type part struct {
	kind    kind
	level   int // of a heading, as typed
	line    int // its first, 1-based
	typed   string
	filled  string // as a reader meets it, still in Markdown
	section int    // counts headings
}

// parts reads a source as Markdown is read, as far as rules need it: one pass
// over the lines. Code is left out, since it says nothing.
func (d *draft) read() {
	var open *part
	fence, section := "", 0
	end := func() { open = nil }
	add := func(p part) *part {
		p.section = section
		d.parts = append(d.parts, p)
		return &d.parts[len(d.parts)-1]
	}
	n := 0
	for l := range strings.SplitSeq(d.Source, "\n") {
		n++
		trimmed := strings.TrimSpace(l)
		if fence != "" {
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			continue
		}
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fence = trimmed[:3]
			end()
			continue
		}
		if block, ok := d.block(trimmed); ok {
			add(part{kind: included, line: n, typed: trimmed, filled: block})
			end()
			continue
		}
		switch {
		case trimmed == "":
			end()
		case headed.MatchString(trimmed):
			section++
			level := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
			add(part{kind: heading, level: level, line: n, typed: strings.Trim(trimmed, "# ")})
			end()
		case open != nil && open.kind == paragraph && underlined(trimmed):
			section++
			open.kind, open.section, open.level = heading, section, 1
			if trimmed[0] == '-' {
				open.level = 2
			}
			end()
		case strings.HasPrefix(trimmed, "|"):
			if !ruled.MatchString(trimmed) {
				add(part{kind: row, line: n, typed: strings.Trim(trimmed, "| ")})
			}
			end()
		case listed.MatchString(trimmed):
			open = add(part{kind: item, line: n, typed: listed.ReplaceAllString(trimmed, "")})
		case open != nil:
			open.typed += "\n" + trimmed
		default:
			open = add(part{kind: paragraph, line: n, typed: trimmed})
		}
	}
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind == included {
			continue
		}
		p.filled = p.typed
		if strings.Contains(p.typed, "{{") {
			p.filled, _ = markdown.Fill(p.typed, d.Values)
		}
	}
}

var (
	headed = regexp.MustCompile(`^#{1,6}(?: |$)`)
	listed = regexp.MustCompile(`^(?:[-+*]|[0-9]{1,9}[.)])\s+`)
	ruled  = regexp.MustCompile(`^[|\s:-]+$`)
)

// underlined reports whether a line makes a heading of what is above it.
func underlined(l string) bool {
	return strings.Trim(l, "=") == "" || strings.Trim(l, "-") == ""
}

// block is what stands for a line that holds a name and nothing else.
func (d *draft) block(line string) (string, bool) {
	name, ok := strings.CutPrefix(line, "{{")
	name, closed := strings.CutSuffix(name, "}}")
	if !ok || !closed {
		return "", false
	}
	name = strings.TrimSpace(name)
	block, known := d.Blocks[name]
	if known {
		d.blocks[name] = true
	}
	return block, known
}

var (
	targets = regexp.MustCompile(`\]\([^()\s]*(?:\s"[^"]*")?\)|\]\[[^\]]*\]|<[^<>\s]*>|https?://\S+|www\.\S+|\S+@\S+`)
	codes   = regexp.MustCompile("`[^`]*`")
	quotes  = regexp.MustCompile(`“[^“”]*”|”[^”]*”|"[^"\n]*"|«[^«»]*»|»[^«»]*«|„[^“”„]*[“”]|\*[^*\n]{1,80}\*`)
	blanked = regexp.MustCompile(`\{\{[^{}]*\}\}`)
)

// prose is what somebody wrote, without addresses, code, quotes, titles in
// italics and blanks, which may be in any language.
func prose(text string) string {
	if strings.ContainsAny(text, "](<@:") || strings.Contains(text, "www.") {
		text = targets.ReplaceAllString(text, " ")
	}
	if strings.ContainsRune(text, '`') {
		text = codes.ReplaceAllString(text, " ")
	}
	if strings.ContainsAny(text, "“”\"«»„*") {
		text = quotes.ReplaceAllString(text, " ")
	}
	if strings.Contains(text, "{{") {
		text = blanked.ReplaceAllString(text, " ")
	}
	return strings.NewReplacer("|", " | ", "[", "", "]", "", "\\", "").Replace(text)
}

// plainText is a part's words, without the marks of Markdown.
func plainText(s string) string {
	s = linkText.ReplaceAllString(s, "$1")
	return strings.Join(strings.Fields(marks.Replace(s)), " ")
}

var (
	linkText = regexp.MustCompile(`\[([^\[\]]*)\]\([^()\s]*(?:\s"[^"]*")?\)`)
	marks    = strings.NewReplacer("**", "", "*", "", "`", "", "|", " ", `\`, "")
)

// excerpt is the beginning of a text, or what stands about a place in it.
func excerpt(s string, at int) string {
	const before, room = 24, 72
	if at > before {
		from := at - before
		for from < at && s[from] != ' ' && s[from] != '\n' {
			from++
		}
		s = "…" + strings.TrimSpace(s[from:])
	}
	runes := []rune(plainText(s))
	if len(runes) <= room {
		return string(runes)
	}
	cut := room
	for cut > room/2 && !unicode.IsSpace(runes[cut]) {
		cut--
	}
	return strings.TrimRight(string(runes[:cut]), " ,.;:") + "…"
}
