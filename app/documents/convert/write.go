package convert

import (
	"slices"
	"strconv"
	"strings"
)

// write makes Markdown of blocks.
func write(blocks []block) string {
	var parts []string
	var before block
	alternate := false // the list before is of the same kind: another mark keeps them apart
	for _, b := range blocks {
		if l, ok := b.(list); ok {
			previous, follows := before.(list)
			alternate = follows && previous.ordered == l.ordered && !alternate
			parts = append(parts, l.write(alternate))
		} else if s := writeBlock(b); s != "" {
			parts, alternate = append(parts, s), false
		}
		before = b
	}
	return strings.Join(parts, "\n\n")
}

func writeBlock(b block) string {
	switch b := b.(type) {
	case heading:
		s := b.words.line().write(inHeading)
		if strings.HasSuffix(s, "#") {
			s = s[:len(s)-1] + `\#`
		}
		return strings.Repeat("#", b.level) + " " + s
	case paragraph:
		return b.words.write(inParagraph)
	case quote:
		return indent(write(b.blocks), "> ", "> ")
	case table:
		return b.write()
	case rule:
		return "---"
	}
	return ""
}

// write makes a list whose items stand close, unless one has paragraphs, or a
// list that cannot follow right upon words.
func (l list) write(alternate bool) string {
	tight := !slices.ContainsFunc(l.items, func(item []block) bool {
		return slices.ContainsFunc(item[1:], func(b block) bool { inner, ok := b.(list); return !ok || inner.ordered && inner.start != 1 })
	})
	var items []string
	for i, item := range l.items {
		mark := "- "
		switch {
		case l.ordered && alternate:
			mark = strconv.Itoa(l.start+i) + ") "
		case l.ordered:
			mark = strconv.Itoa(l.start+i) + ". "
		case alternate:
			mark = "* "
		}
		body := write(item)
		if tight {
			body = closeUp(item)
		}
		items = append(items, indent(body, mark, strings.Repeat(" ", len(mark))))
	}
	if tight {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

// closeUp writes an item's words with its inner lists right below them.
func closeUp(item []block) string {
	var parts []string
	var before block
	alternate := false
	for _, b := range item {
		if l, ok := b.(list); ok {
			previous, follows := before.(list)
			alternate = follows && previous.ordered == l.ordered && !alternate
			parts = append(parts, l.write(alternate))
		} else {
			parts = append(parts, writeBlock(b))
		}
		before = b
	}
	return strings.Join(parts, "\n")
}

func indent(text, first, rest string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		switch {
		case i == 0:
			lines[i] = first + l
		case l != "" || strings.TrimSpace(rest) != "":
			lines[i] = strings.TrimRight(rest+l, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// write makes a table whose first row is its head: Markdown has no other.
func (t table) write() string {
	var b strings.Builder
	for i, row := range t.rows {
		for _, cell := range row {
			b.WriteString("| " + cell.write(inCell) + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
