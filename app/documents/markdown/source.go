package markdown

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pactdesk/pactdesk/app/errs"
	"golang.org/x/text/unicode/norm"
)

// maxSource is far above any policy (the longest known are near 200 KB) and
// low enough that a source can be rendered within a request.
const (
	maxSource     = 1 << 20
	maxSourceName = "1 MB"
)

var carriageReturns = regexp.MustCompile(`\r+\n`)

// Normalise makes two sources that look alike the same bytes, so that a hash
// tells whether somebody changed something and not which browser or keyboard
// sent it: line ends are LF, letters are composed (NFC), and a byte order
// mark at the start and white space at the end are gone. Nothing else is
// touched: every other character may be meant. Normalising twice changes
// nothing.
func Normalise(source string) string {
	source = strings.TrimLeft(source, "\ufeff")
	source = carriageReturns.ReplaceAllString(source, "\n")
	return strings.TrimRight(norm.NFC.String(source), " \t\n")
}

// check tells what is wrong with the characters of a source, each kind once,
// at the first line where it occurs.
func check(source string) errs.List {
	if len(source) > maxSource {
		return errs.List{refuse("markdown.too_large", errs.Params{"Max": maxSourceName})}
	}
	var wrong errs.List
	seen := map[string]bool{}
	complain := func(key string, line int) {
		if key != "" && !seen[key] {
			seen[key] = true
			wrong = append(wrong, refuse(key, errs.Params{"Line": line}))
		}
	}
	line := 0
	for s := range strings.Lines(carriageReturns.ReplaceAllString(source, "\n")) {
		line++
		if !utf8.ValidString(s) {
			complain("markdown.invalid_utf8", line)
		}
		if strings.Contains(s, "&") { // &#x202E; is the same character by another door
			s += html.UnescapeString(s)
		}
		for _, r := range s {
			complain(forbidden(r), line)
		}
	}
	return wrong
}

// forbidden is the message key for a character that may not be in a document,
// or empty. Bidirectional overrides and isolates make a line read differently
// from what it says, which in a contract is a forgery; the plain marks (LRM,
// RLM) and the joiners are left, since real languages need them.
func forbidden(r rune) string {
	switch {
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return "markdown.bidi"
	case unicode.IsControl(r) && r != '\n' && r != '\t':
		return "markdown.control"
	}
	return ""
}

// blanks are the characters that Unicode calls letters or symbols but that
// nobody sees: fillers of Hangul and the empty Braille cell.
const blanks = "\u115f\u1160\u3164\uffa0\u2800"

// visible reports whether there is anything to read in a text.
func visible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !strings.ContainsRune(blanks, r)
	})
}
