// Package convert makes our Markdown of HTML that was written elsewhere: what
// is pasted from Word or a web page, or imported from a file.
//
// What counts is the words. Every word that could be read is kept, in its
// order; headings, paragraphs, lists, tables, links, bold, italic and struck
// text stay what they were; all else (scripts, styles, images but for their
// alternative text, what Word writes for itself) goes. Words that look like
// Markdown are escaped, so that they read as they did. The result can always
// be rendered.
//
//	collect.go  the page to blocks
//	word.go     Word's lists, which are paragraphs with a number in them
//	inline.go   the words of a block, with their looks, to Markdown
//	write.go    blocks to Markdown
package convert

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
)

// MaxPage is how much HTML is taken. Word writes ten bytes for each that is
// read, so it is far more than a text may have.
const MaxPage = 1 << 20

// HTML converts a page, or a piece of one. The first first-level heading is
// the title, which stands apart here.
func HTML(page string) (title, source string, err error) {
	if len(page) > MaxPage {
		return "", "", errs.InvalidField("source", "editor.import.too_large", nil)
	}
	blocks := read(strings.ToValidUTF8(page, "\ufffd"))
	title, blocks = takeTitle(blocks)
	level(blocks)
	source = markdown.Normalise(write(blocks))
	if _, err := markdown.Render(source, ""); err != nil && !errs.HasKey(err, "markdown.empty") {
		// More lists in each other, or more tables, than a text may have: then
		// the words alone.
		source = markdown.Normalise(write(plainly(blocks)))
		if _, err := markdown.Render(source, ""); err != nil && !errs.HasKey(err, "markdown.empty") {
			return "", "", err
		}
	}
	return title, source, nil
}

func read(page string) []block {
	root, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil { // it is nested deeper than any page: the words alone
		c := &collector{}
		for z := html.NewTokenizer(strings.NewReader(page)); ; {
			switch z.Next() {
			case html.ErrorToken:
				return c.done()
			case html.TextToken:
				c.text(string(z.Text()), look{})
				c.flush()
			}
		}
	}
	c := &collector{}
	c.walk(root, look{})
	return c.done()
}

// takeTitle takes the first heading of the first level out.
func takeTitle(blocks []block) (string, []block) {
	for i, b := range blocks {
		if h, ok := b.(heading); ok && h.level == 1 {
			return strings.Join(strings.Fields(h.words.plain()), " "), append(blocks[:i:i], blocks[i+1:]...)
		}
	}
	return "", blocks
}

// level moves the headings so that they begin at the second level: the first
// is the title's.
func level(blocks []block) {
	top := 6
	each(blocks, func(b *block) {
		if h, ok := (*b).(heading); ok {
			top = min(top, h.level)
		}
	})
	each(blocks, func(b *block) {
		if h, ok := (*b).(heading); ok {
			h.level = min(h.level-top+2, 6)
			*b = h
		}
	})
}

// each visits all blocks, those in lists and quotes too.
func each(blocks []block, visit func(*block)) {
	for i := range blocks {
		visit(&blocks[i])
		switch b := blocks[i].(type) {
		case list:
			for _, item := range b.items {
				each(item, visit)
			}
		case quote:
			each(b.blocks, visit)
		}
	}
}

// plainly is every block as paragraphs without looks.
func plainly(blocks []block) (out []block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case heading:
			out = append(out, b.words.pieces()...)
		case paragraph:
			out = append(out, b.words.pieces()...)
		case list:
			for _, item := range b.items {
				out = append(out, plainly(item)...)
			}
		case quote:
			out = append(out, plainly(b.blocks)...)
		case table:
			for _, row := range b.rows {
				var all inline
				for _, cell := range row {
					all = append(append(all, cell.bare()...), run{text: " "})
				}
				out = append(out, all.trimmed().pieces()...)
			}
		}
	}
	return out
}

// pieces are paragraphs of the words without looks, none with more marks than a
// paragraph may have.
func (in inline) pieces() (out []block) {
	const most = 400
	var words strings.Builder
	marks := 0
	cut := func() {
		if p := (inline{{text: words.String()}}).trimmed(); len(p) > 0 {
			out = append(out, paragraph{words: p})
		}
		words.Reset()
		marks = 0
	}
	for _, c := range in.plain() {
		if words.WriteRune(c); strings.ContainsRune("*_[]`<>!~|{}", c) {
			marks++
		}
		if marks > most {
			cut()
		}
	}
	cut()
	return out
}
