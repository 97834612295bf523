// Package follow lets a text take over what has been improved in the text that
// it once began as, paragraph by paragraph, without losing its author's words.
//
// Three texts take part: the base, which is the edition that was adopted; the
// next edition; and mine, which its author has written on since. A Hunk is one
// paragraph in which the next edition differs from the base, with what has
// become of it in mine. Apply carries out what the author chose.
//
//	blocks.go  a text as paragraphs, none of its bytes lost
//	align.go   which paragraph of one text is which of another
//	follow.go  hunks, and choices about them
//
// A paragraph is what stands between blank lines: also a heading, a whole table
// or list, and a fenced block with the blank lines inside it.
package follow

import "strings"

// text is a source cut into blocks. Put together, lead and all blocks with what
// follows them are the source again.
type text struct {
	lead   string
	blocks []block
}

type block struct{ text, after string }

func cut(source string) (t text) {
	var words, gap strings.Builder
	flush := func() {
		if words.Len() == 0 {
			t.lead += gap.String()
		} else {
			body := strings.TrimRight(words.String(), "\n")
			t.blocks = append(t.blocks, block{body, words.String()[len(body):] + gap.String()})
		}
		words.Reset()
		gap.Reset()
	}
	fence := ""
	for line := range strings.Lines(source) {
		bare := strings.TrimSpace(line)
		if fence == "" && bare == "" {
			gap.WriteString(line)
			continue
		}
		if gap.Len() > 0 {
			flush()
		}
		words.WriteString(line)
		switch mark := fenceOf(bare); {
		case fence == "":
			fence = mark
		case mark != "" && mark[0] == fence[0] && len(mark) >= len(fence) && bare == mark:
			fence = ""
		}
	}
	flush()
	return t
}

// fenceOf is the run of backticks or tildes that a line opens or closes a
// fenced block with, or empty.
func fenceOf(line string) string {
	for _, mark := range []string{"`", "~"} {
		if rest := strings.TrimLeft(line, mark); len(line)-len(rest) >= 3 {
			return line[:len(line)-len(rest)]
		}
	}
	return ""
}

func (t text) texts() []string {
	out := make([]string, len(t.blocks))
	for i, b := range t.blocks {
		out[i] = b.text
	}
	return out
}

// edit puts other blocks in the place of those from start to end.
type edit struct {
	start, end int
	with       []string
}

// apply carries out edits that are in order and do not overlap. What stood
// beside each other keeps what stood between them.
func (t text) apply(edits []edit) string {
	type piece struct {
		text string
		from int // its place in t, or -1
	}
	var pieces []piece
	at := 0
	for _, e := range edits {
		for ; at < e.start; at++ {
			pieces = append(pieces, piece{t.blocks[at].text, at})
		}
		for _, s := range e.with {
			pieces = append(pieces, piece{s, -1})
		}
		at = max(at, e.end)
	}
	for ; at < len(t.blocks); at++ {
		pieces = append(pieces, piece{t.blocks[at].text, at})
	}
	var b strings.Builder
	b.WriteString(t.lead)
	for i, p := range pieces {
		b.WriteString(p.text)
		switch last := i == len(pieces)-1; {
		case p.from >= 0 && (last && p.from == len(t.blocks)-1 || !last && pieces[i+1].from == p.from+1):
			b.WriteString(t.blocks[p.from].after)
		case !last:
			b.WriteString("\n\n")
		}
	}
	return b.String()
}
