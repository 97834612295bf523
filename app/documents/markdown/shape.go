package markdown

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

const prefixKey = "prefix"

// shaper makes a parsed source into the page we want, before it is written:
// it knows the whole document, which a renderer of single nodes does not.
type shaper struct {
	src    []byte
	prefix string

	images  []*ast.Image
	bare    []*ast.AutoLink
	links   []*ast.Link
	outline []ast.Node // headings and tables, in order
	notes   int

	ids    map[string]bool // without the prefix
	counts map[string]int  // how often a slug has been wanted
}

// shape changes the tree in place and returns the table of contents.
func shape(root ast.Node, src []byte, prefix string) ([]Heading, *errs.Error) {
	root.OwnerDocument().AddMeta(prefixKey, prefix)
	s := &shaper{src: src, prefix: prefix, ids: map[string]bool{}, counts: map[string]int{}}
	if refused := s.collect(root); refused != nil {
		return nil, refused
	}
	for _, n := range s.images {
		unwrap(n)
	}
	for _, n := range s.bare {
		s.links = append(s.links, s.spelledOut(n))
	}
	if refused := s.judgeLinks(); refused != nil {
		return nil, refused
	}
	contents := s.nameOutline()
	s.aimFragments()
	return contents, nil
}

// collect gathers the nodes to work on: a tree must not change under a walk.
func (s *shaper) collect(root ast.Node) *errs.Error {
	var refused *errs.Error
	deep, at := 0, 0
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			deep--
			return ast.WalkContinue, nil
		}
		at = max(at, n.Pos())
		if deep++; deep > maxInline {
			refused = refuseAt("markdown.too_deep", s.src, at)
			return ast.WalkStop, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			s.images = append(s.images, n)
		case *ast.AutoLink:
			s.bare = append(s.bare, n)
		case *ast.Link:
			s.links = append(s.links, n)
		case *ast.Heading, *extast.Table:
			s.outline = append(s.outline, n)
		case *extast.TableCell:
			dressCell(n)
		case *extast.FootnoteLink:
			s.notes++
		}
		if s.notes > maxNotes || len(s.outline) > maxOutline {
			refused = refuseAt("markdown.too_complex", s.src, at)
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return refused
}

// dressCell says what goldmark leaves out (scope) or would say in a style
// attribute, which our content security policy forbids (alignment).
func dressCell(n *extast.TableCell) {
	if n.Parent().Kind() == extast.KindTableHeader {
		n.SetAttributeString("scope", "col")
	}
	if n.Alignment != extast.AlignNone {
		n.SetAttributeString("class", "align-"+n.Alignment.String())
	}
}

// unwrap leaves what is inside a node in its place: the alternative text of an
// image, the words of a link that may not be one.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}

// spelledOut makes a link of an address that stands bare in the text, so that
// all links are judged alike.
func (s *shaper) spelledOut(n *ast.AutoLink) *ast.Link {
	label := ast.NewString(n.Label(s.src))
	label.SetRaw(true)
	link := ast.NewLink()
	link.AppendChild(link, label)
	link.Destination = n.URL(s.src)
	switch {
	case n.AutoLinkType == ast.AutoLinkEmail:
		link.Destination = append([]byte("mailto:"), n.Label(s.src)...)
	case n.Protocol != nil: // "www.example.com"
		link.Destination = append([]byte("https://"), n.Label(s.src)...)
	}
	n.Parent().ReplaceChild(n.Parent(), n, link)
	return link
}

// judgeLinks puts each link's address in its final spelling and takes the
// link away, leaving its words, where the address is not one we pass on.
func (s *shaper) judgeLinks() *errs.Error {
	kept, size := s.links[:0], 0
	for _, n := range s.links {
		// A long address is written once and can be used by name without end.
		if size += len(n.Destination) + len(n.Title); size > maxLinks {
			return refuseAt("markdown.too_complex", s.src, n.Pos())
		}
		href := address(n.Destination)
		if href == "" {
			unwrap(n)
			continue
		}
		n.Destination = []byte(href)
		kept = append(kept, n)
	}
	s.links = kept
	return nil
}

// address is an address as it is written in the page, or empty where it may
// not be linked to. What is not known to be harmless is not passed on; and an
// address must survive being read again, since the sanitiser reads it too.
func address(typed []byte) string {
	if len(typed) > maxLinkTarget {
		return ""
	}
	u, err := url.Parse(string(util.URLEscape(typed, true)))
	if err != nil || u.User != nil { // https://bank.example@elsewhere.example
		return ""
	}
	if u.Scheme == "" && u.Host != "" { // //example.com
		u.Scheme = "https"
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
	case "":
	default:
		return ""
	}
	href := u.String()
	if again, err := url.Parse(href); err != nil || again.String() != href {
		return ""
	}
	return href
}

// nameOutline moves the headings to their levels, gives them ids, names the
// tables after them, and drops headings without words.
func (s *shaper) nameOutline() []Heading {
	var contents []Heading
	texts, top := make([]string, len(s.outline)), 6
	for i, n := range s.outline {
		if h, ok := n.(*ast.Heading); ok {
			texts[i] = Text(string(engine.render(h, s.src)))
			if texts[i] == "" {
				h.Parent().RemoveChild(h.Parent(), h)
				continue
			}
			top = min(top, h.Level)
		}
	}
	section := ""
	for i, n := range s.outline {
		h, ok := n.(*ast.Heading)
		switch {
		case !ok && section != "":
			n.SetAttributeString("aria-labelledby", section)
		case !ok:
			n.SetAttributeString("aria-label", Text(string(engine.render(n.FirstChild(), s.src))))
		case texts[i] != "":
			section = s.prefix + s.id(texts[i])
			h.SetAttributeString("id", section)
			h.Level = min(h.Level-top+2, 6)
			if h.Level <= 3 && h.Parent().Kind() == ast.KindDocument {
				contents = append(contents, Heading{Level: h.Level, ID: section, Text: texts[i]})
			}
		}
	}
	return contents
}

// id is a heading's id without the prefix, different from all before it.
func (s *shaper) id(text string) string {
	base := slug(text)
	for {
		id := base
		if s.counts[base]++; s.counts[base] > 1 {
			id += "-" + strconv.Itoa(s.counts[base])
		}
		if !s.ids[id] {
			s.ids[id] = true
			return id
		}
	}
}

// Anchor is the id that a heading with these words has, before the document's
// prefix, where it is the first with them.
func Anchor(text string) string { return slug(text) }

// maxSlug is in letters; an address to a heading should fit in a message.
const maxSlug = 80

// slug is the words of a heading as an id. Published texts are hashed with
// their ids in them and linked to by others: this function must not change.
func slug(text string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range text {
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
			gap = true
			continue
		}
		if n++; n > maxSlug {
			break
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// aimFragments leads a link like #your-rights to the heading in this very
// document, which has the prefix that the author does not know of.
func (s *shaper) aimFragments() {
	for _, n := range s.links {
		fragment, ok := strings.CutPrefix(string(n.Destination), "#")
		if !ok {
			continue
		}
		if decoded, err := url.PathUnescape(fragment); err == nil {
			fragment = decoded
		}
		for _, id := range []string{fragment, slug(fragment)} {
			if s.ids[id] {
				n.Destination = []byte((&url.URL{Fragment: s.prefix + id}).String())
				break
			}
		}
	}
}
