// Package plain judges short texts that people type: names, titles, addresses.
// They stand in evidence and beside boxes that bind, so what is read must be
// what is stored.
package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line cleans a one-line text: its words with one space between them. It is
// not ok where it is longer than most characters, is no UTF-8, holds control
// characters or the ones that turn the direction of reading, or holds
// something but nothing that can be seen. Empty is ok.
func Line(typed string, most int) (line string, ok bool) {
	line = strings.Join(strings.Fields(typed), " ")
	if line == "" {
		return "", true
	}
	ok = utf8.ValidString(line) && utf8.RuneCountInString(line) <= most &&
		!strings.ContainsFunc(line, deceptive) && strings.ContainsFunc(line, visible)
	return line, ok
}

// Text reports whether a text of several lines is what it seems: UTF-8, with
// no control characters but line ends and tabs, and none that turn the
// direction of reading.
func Text(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return deceptive(r) && r != '\n' && r != '\t' })
}

// deceptive are control characters and bidirectional overrides and isolates;
// the plain marks and the joiners are left, since real languages need them.
func deceptive(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// visible leaves out what Unicode calls a letter and nobody sees: fillers of
// Hangul and the empty Braille cell.
func visible(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !strings.ContainsRune("\u115f\u1160\u3164\uffa0\u2800", r)
}

// Cell keeps a spreadsheet from reading a cell of a table as a formula: what
// begins like one is read as text behind an apostrophe.
func Cell(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}
