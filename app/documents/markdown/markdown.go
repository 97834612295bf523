// Package markdown turns what an owner writes into what a customer reads.
//
// A legal document is written in Markdown and published as HTML that is
// hashed, frozen and shown for years. So the same source has to give the same
// bytes on every machine, and nothing in it may act on the reader: no scripts,
// no foreign images, no hidden characters that make a sentence read otherwise
// than it is written.
//
// The way of a text:
//
//	Fill      puts the party's name, address and so on into a starter text
//	Normalise makes equal texts equal bytes; what is stored is normalised
//	Render    check -> parse (watched) -> shape -> render -> sanitise
//	Text      the words alone, for summaries and reading time
//
// The dialect is CommonMark with tables, strikethrough, footnotes and bare
// addresses as links, less two things: HTML is ordinary text and is shown as
// typed, and an image becomes its alternative text, because a page of law
// loads nothing from elsewhere.
//
// The source comes from outside, and Markdown has corners where a megabyte of
// brackets costs hours. Those are refused, never cut short: see watch.
package markdown

import (
	"bytes"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Document is a rendered text.
type Document struct {
	HTML     string    // sanitised; safe to place in a page as it is
	Contents []Heading // h2 and h3 in order, for a table of contents
}

// Heading is a line in the table of contents.
type Heading struct {
	Level int    // 2 or 3
	ID    string // as in the HTML, with the document's prefix
	Text  string // plain text: escape it like any other
}

// Render makes the page of a Markdown source, or says why it cannot: the
// error is then an *errs.Error or an errs.List on the field "source".
//
// The page around the text has the h1, so the source's top level, whichever
// it is, becomes h2. Every id begins with prefix, so that two documents can
// stand on one page (the gate shows several); a prefix is lower-case letters,
// digits and hyphens, and ends in a hyphen.
func Render(source, prefix string) (Document, error) {
	if wrong := check(source); len(wrong) > 0 {
		return Document{}, wrong
	}
	src := []byte(Normalise(source))

	pc := parser.NewContext()
	w := watchOver(pc)
	root := engine.parser.Parse(text.NewReader(src), parser.WithContext(pc))
	if w.refused != nil {
		return Document{}, w.refused
	}
	contents, refused := shape(root, src, prefix)
	if refused != nil {
		return Document{}, refused
	}
	page := policy.SanitizeBytes(engine.render(root, src))
	if !visible(Text(string(page))) {
		return Document{}, refuse("markdown.empty", nil)
	}
	return Document{HTML: string(bytes.TrimSpace(page)), Contents: contents}, nil
}

// refuse is what Render answers where a source cannot be published.
func refuse(key string, params errs.Params) *errs.Error {
	return errs.InvalidField("source", key, params)
}

// refuseAt refuses with the line that byte offset at of src is on.
func refuseAt(key string, src []byte, at int) *errs.Error {
	at = max(0, min(at, len(src)))
	return refuse(key, errs.Params{"Line": 1 + bytes.Count(src[:at], []byte("\n"))})
}
