package markdown

import (
	"regexp"
	"strings"
)

// Blank is a place in a text that still has to be filled in: a name that has
// no value, or words for the author, as in {{what you sell}}.
type Blank struct {
	Name string // what stands between the braces, trimmed
	Line int    // 1-based
}

var placeholder = regexp.MustCompile(`\{\{[^{}\r\n]*\}\}`)

// Fill puts values in the place of {{name}} and returns the blanks that are
// left, in order; those stay in the text as they are, so that the author sees
// them. A text with blanks is not ready to be published. A backslash before
// the braces, \{{ or \{\{, makes them ordinary characters.
//
// A value is plain text and stays so: what looks like Markdown in a company's
// name means nothing. An e-mail or web address is put in as it is, so that it
// becomes a link and can be used inside one, as in (mailto:{{contact.email}}).
func Fill(source string, values map[string]string) (string, []Blank) {
	var out strings.Builder
	var blanks []Blank
	line, done := 1, 0
	for _, at := range placeholder.FindAllStringIndex(source, -1) {
		before := source[done:at[0]]
		line += strings.Count(before, "\n")
		out.WriteString(before)
		done = at[1]

		token := source[at[0]:at[1]]
		name := strings.TrimSpace(token[2 : len(token)-2])
		switch value := literal(values[name]); {
		case escaped(source[:at[0]]):
			out.WriteString(token)
		case value == "":
			out.WriteString(token)
			blanks = append(blanks, Blank{Name: name, Line: line})
		default:
			out.WriteString(value)
		}
	}
	out.WriteString(source[done:])
	return out.String(), blanks
}

// FillIn is Fill for a text that also includes blocks of Markdown: each stands
// in the place of a line that holds its {{name}} and nothing else. They are
// tables and lists that the program makes; what they hold must have been
// through Literal. A blank has the line of the source that it stands in, or
// that includes the block.
func FillIn(source string, blocks, values map[string]string) (string, []Blank) {
	var blanks []Blank
	lines := strings.Split(source, "\n")
	for i, l := range lines {
		if block, known := blocks[included(l)]; known {
			l = "\n" + strings.TrimSpace(block) + "\n"
		}
		filled, left := Fill(l, values)
		lines[i] = filled
		for _, b := range left {
			blanks = append(blanks, Blank{Name: b.Name, Line: i + 1})
		}
	}
	return strings.Join(lines, "\n"), blanks
}

// Included are the names that stand on a line of their own in a source.
func Included(source string) (names []string) {
	for l := range strings.Lines(source) {
		if name := included(l); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// included is the name that is all there is on a line, or empty.
func included(line string) string {
	name, opened := strings.CutPrefix(strings.TrimSpace(line), "{{")
	name, closed := strings.CutSuffix(name, "}}")
	if !opened || !closed {
		return ""
	}
	return strings.TrimSpace(name)
}

// Literal escapes a value so that it is read as it is, in a paragraph as in a
// table cell.
func Literal(value string) string { return literal(value) }

// escaped reports whether what follows s is escaped: an odd number of
// backslashes stands at its end.
func escaped(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

var (
	// An address that Markdown reads as itself wherever it stands; one with
	// stranger characters is put in as text.
	plainAddress = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+` +
		`|https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9/._%+=?#-]*)?)$`)

	// What means something to Markdown in the middle of a line,
	markup = regexp.MustCompile("[\\\\`*_\\[\\]<>|~{}]|&[#A-Za-z]")
	// and what does so at the start of one: lists, headings, rules.
	marker = regexp.MustCompile(`^(?:[-+=#:.)]|[0-9]{1,9}[.)])`)
)

// literal escapes a value so that it is read as it is, in a paragraph as in a
// table cell. Line ends become commas: the values that have them are postal
// addresses.
func literal(value string) string {
	var lines []string
	for l := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	value = strings.Join(lines, ", ")
	if plainAddress.MatchString(value) {
		return value
	}
	// The marker's last character is the one that makes it a marker.
	mark := marker.FindString(value)
	rest := markup.ReplaceAllString(value[len(mark):], `\$0`)
	if mark == "" {
		return rest
	}
	return mark[:len(mark)-1] + `\` + mark[len(mark)-1:] + rest
}
