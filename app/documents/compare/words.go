package compare

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokens cuts a text into words, the punctuation around them and the spaces
// between. Put together they are the text again. What stands inside a word
// belongs to it: an address, a date and "3.1" change as a whole.
func tokens(text string) []string {
	var out []string
	for i, field := range strings.Split(text, " ") {
		if i > 0 {
			out = append(out, " ")
		}
		word := strings.TrimLeftFunc(field, notWord)
		out = punctuation(out, field[:len(field)-len(word)])
		bare := strings.TrimRightFunc(word, notWord)
		if bare != "" {
			out = append(out, bare)
		}
		out = punctuation(out, word[len(bare):])
	}
	return out
}

// punctuation appends each character by itself: "(a)." can then become "(b)"
// by two small changes.
func punctuation(out []string, s string) []string {
	for len(s) > 0 {
		_, n := utf8.DecodeRuneInString(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func notWord(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) }

// notWordToken reports whether a token is punctuation or a space.
func notWordToken(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return notWord(r) // a word starts with a letter or digit
}

// edit is a place in a paragraph where words were exchanged, after a run of
// words that are the same.
type edit struct{ same, del, ins string }

// words compares two versions of a paragraph.
func words(was, now string) []Span {
	a, b := tokens(was), tokens(now)
	numbers := map[string]int{}
	m := common(intern(numbers, a), intern(numbers, b))

	var edits []edit
	for i, j := 0, 0; i < len(a) || j < len(b); {
		var same, del, ins strings.Builder
		for ; i < len(a) && j < len(b) && m.was[i] && m.now[j]; i, j = i+1, j+1 {
			same.WriteString(a[i])
		}
		for ; i < len(a) && !m.was[i]; i++ {
			del.WriteString(a[i])
		}
		for ; j < len(b) && !m.now[j]; j++ {
			ins.WriteString(b[j])
		}
		edits = append(edits, edit{same.String(), del.String(), ins.String()})
	}
	return spans(calm(edits))
}

// calm joins edits that have next to nothing between them. When a sentence is
// rewritten, the "the" and "of" that happen to remain would make it a mosaic;
// people read the old sentence and then the new one.
func calm(edits []edit) []edit {
	out := edits[:0:0]
	for _, e := range edits {
		out = append(out, e)
		for n := len(out); n > 1 && island(out[n-2], out[n-1]); n = len(out) {
			l, r := out[n-2], out[n-1]
			out = append(out[:n-2], edit{l.same, l.del + r.same + r.del, l.ins + r.same + r.ins})
		}
	}
	return out
}

// island reports whether what is the same between two edits is fewer words than
// each of them, or not even a word. Where single words were exchanged, what
// stands between them is kept.
func island(l, r edit) bool {
	if r.del == "" && r.ins == "" {
		return false // the end of the paragraph
	}
	size := wordCount(r.same)
	return size == 0 || size < min(max(wordCount(l.del), wordCount(l.ins)), max(wordCount(r.del), wordCount(r.ins)))
}

func wordCount(s string) int {
	return len(slices.DeleteFunc(tokens(s), notWordToken))
}

func spans(edits []edit) []Span {
	var out []Span
	add := func(op Op, text string) {
		if text != "" {
			out = append(out, Span{op, text})
		}
	}
	for _, e := range edits {
		add(Same, e.same)
		add(Delete, e.del)
		add(Insert, e.ins)
	}
	return out
}
