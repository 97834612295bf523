package markdown

import (
	"bytes"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Limits that no document for people comes near. Each stands against one way
// of making the parser's work, or the page, grow faster than the source.
const (
	maxDepth      = 20      // lists and quotes inside each other
	maxInline     = 100     // everything inside each other, emphasis in links in ...
	maxMarks      = 1000    // of * _ [ ] ` < ! ~ in one paragraph, heading or cell
	maxWork       = 1 << 28 // of looking for what closes each of them; a byte is 1
	lineWork      = 64      // and a line so much
	maxNotes      = 500     // footnotes, and references to them
	maxOutline    = 2000    // headings and tables
	maxCells      = 20_000  // in all tables together
	maxCellPipes  = 1000    // "\|" in all tables together
	maxDefLines   = 1000    // in a paragraph that defines links ([name]: address)
	maxDefBytes   = 1 << 16 // in the same
	maxLinkTarget = 2000    // bytes in an address; browsers stop there too
	maxLinks      = 1 << 20 // bytes in all addresses and titles together
)

// watch is kept while one source is parsed. The parser has no limits of its
// own and cannot be interrupted, so its parts are wrapped: each asks the watch
// first, and once something is refused all of them decline and the parse runs
// out quickly. Counting is the point: a clock would refuse a text on a busy
// day and take it on a quiet one.
type watch struct {
	refused *errs.Error

	block       ast.Node // the block whose inline marks are being counted
	marks, last int      // marks in it; where the last one stood

	work, notes, cells, pipes int // in the whole source
}

var watchKey = parser.NewContextKey()

// watchOver sets a new watch over a parse.
func watchOver(pc parser.Context) *watch {
	w := &watch{}
	pc.Set(watchKey, w)
	return w
}

func watching(pc parser.Context) *watch { return pc.Get(watchKey).(*watch) }

func (w *watch) refuse(key string, src []byte, at int) {
	if w.refused == nil {
		w.refused = refuseAt(key, src, at)
	}
}

// container watches a block that holds blocks: depth, and footnotes' number.
type container struct{ parser.BlockParser }

func (c container) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	w := watching(pc)
	if w.refused != nil {
		return nil, parser.NoChildren
	}
	line, at := reader.Position()
	node, state := c.BlockParser.Open(parent, reader, pc)
	if node == nil {
		return nil, state
	}
	if depth(parent) >= maxDepth {
		w.refuse("markdown.too_deep", reader.Source(), at.Start)
	}
	if node.Kind() == extast.KindFootnote {
		if w.notes++; w.notes > maxNotes {
			w.refuse("markdown.too_complex", reader.Source(), at.Start)
		}
	}
	if w.refused != nil {
		reader.SetPosition(line, at)
		return nil, parser.NoChildren
	}
	return node, state
}

// depth counts the containers that a block stands in.
func depth(n ast.Node) int {
	d := 0
	for ; n != nil; n = n.Parent() {
		switch n.Kind() {
		case ast.KindBlockquote, ast.KindList, extast.KindFootnote:
			d++
		}
	}
	return d
}

// inline watches the marks in a block. Closers look for their opener by walking
// back over all marks, and openers for their closer through the rest of the
// block, so the number of marks and the way that they look must be bounded.
type inline struct{ parser.InlineParser }

func (p inline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	w := watching(pc)
	line, at := block.PeekLine()
	if w.block != parent {
		w.block, w.marks, w.last = parent, 0, -1
	}
	// A mark that several parsers look at is one mark.
	if util.IsPunct(line[0]) && at.Start > w.last {
		lines := parent.Lines()
		w.last = at.Start
		w.marks++
		w.work += lines.At(lines.Len()-1).Stop - at.Start + lineWork*lines.Len()
		if w.marks > maxMarks || w.work > maxWork {
			w.refuse("markdown.too_complex", block.Source(), at.Start)
		}
	}
	if w.refused != nil {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

// CloseBlock is passed on: links tidy up their open brackets in it.
func (p inline) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// definitions watches paragraphs of link definitions, which are looked
// through anew for each one.
type definitions struct{ parser.ParagraphTransformer }

func (d definitions) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	w, lines := watching(pc), node.Lines()
	if lines.Len() == 0 {
		return
	}
	first, last := lines.At(0), lines.At(lines.Len()-1)
	if start := first.TrimLeftSpace(reader.Source()); start.Len() > 0 && reader.Source()[start.Start] == '[' &&
		(lines.Len() > maxDefLines || last.Stop-first.Start > maxDefBytes) {
		w.refuse("markdown.too_complex", reader.Source(), first.Start)
	}
	if w.refused == nil {
		d.ParagraphTransformer.Transform(node, reader, pc)
	}
}

// tables watches tables: rows are filled up to the header's width, so a wide
// header over many short rows would make a page of millions of cells.
type tables struct{ parser.ParagraphTransformer }

func (t tables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	w, lines, src := watching(pc), node.Lines(), reader.Source()
	columns, pipes := 0, 0
	for i := range lines.Len() {
		at := lines.At(i)
		line := at.Value(src)
		pipes += bytes.Count(line, []byte(`\|`))
		if len(bytes.Trim(line, "|:- \t\n")) == 0 {
			columns = max(columns, 1+bytes.Count(line, []byte("|")))
		}
	}
	if columns > 0 {
		w.cells += columns * lines.Len()
		w.pipes += pipes
	}
	if w.cells > maxCells || w.pipes > maxCellPipes {
		first := lines.At(0)
		w.refuse("markdown.too_complex", src, first.Start)
	}
	if w.refused == nil {
		t.ParagraphTransformer.Transform(node, reader, pc)
	}
}
