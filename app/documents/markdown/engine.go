package markdown

import (
	"bufio"
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// machine is goldmark, put together here part by part rather than from its
// presets: the parts are wrapped by the watch, and a part that is not listed
// (raw HTML) does not exist.
type machine struct {
	parser   parser.Parser
	renderer renderer.Renderer
}

var engine = machine{parser: newParser(), renderer: newRenderer()}

// The numbers are goldmark's own order of precedence.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(container{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(container{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(container{extension.NewFootnoteBlockParser()}, 900),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(inline{parser.NewCodeSpanParser()}, 100),
			util.Prioritized(inline{extension.NewFootnoteParser()}, 101),
			util.Prioritized(inline{parser.NewLinkParser()}, 200),
			util.Prioritized(inline{parser.NewAutoLinkParser()}, 300),
			util.Prioritized(inline{parser.NewEmphasisParser()}, 500),
			util.Prioritized(inline{extension.NewStrikethroughParser()}, 501),
			util.Prioritized(inline{extension.NewLinkifyParser(
				extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}))}, 999),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(definitions{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(tables{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
	)
}

func newRenderer() renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(ours{html.DefaultWriter}, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(
			extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(
			extension.WithFootnoteIDPrefixFunction(prefixOf)), 500),
		util.Prioritized(html.NewRenderer(), 1000),
	))
}

// render writes a node and what is in it, as HTML that is not yet sanitised.
func (m machine) render(n ast.Node, src []byte) []byte {
	var out bytes.Buffer
	w := bufio.NewWriterSize(&out, 512)
	if err := m.renderer.Render(w, src, n); err != nil {
		panic("markdown: " + err.Error()) // writes to memory cannot fail
	}
	return out.Bytes()
}

// prefixOf finds the id prefix that shape left on the document: one renderer
// serves all documents.
func prefixOf(n ast.Node) []byte {
	prefix, _ := n.OwnerDocument().Meta()[prefixKey].(string)
	return []byte(prefix)
}

// ours renders the few nodes that are to look otherwise than goldmark has
// them.
type ours struct{ text html.Writer }

// RegisterFuncs implements renderer.NodeRenderer.
func (r ours) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, r.link)
	reg.Register(extast.KindTable, r.table)
}

// link writes a link whose address shape has already judged. A site that is
// linked to is not told which document the reader came from.
func (r ours) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	n := node.(*ast.Link)
	_, _ = w.WriteString(`<a href="`)
	_, _ = w.Write(util.EscapeHTML(n.Destination))
	if len(n.Title) > 0 {
		_, _ = w.WriteString(`" title="`)
		r.text.Write(w, n.Title)
	}
	if bytes.HasPrefix(n.Destination, []byte("http")) {
		_, _ = w.WriteString(`" rel="noopener noreferrer`)
	}
	_, err := w.WriteString(`">`)
	return ast.WalkContinue, err
}

// table puts a table in a box that scrolls by itself, so that a wide one does
// not make the whole page scroll on a phone. What scrolls must be reachable by
// keyboard and have a name: that of the section, or of its columns.
func (r ours) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</table>\n</div>\n")
		return ast.WalkContinue, err
	}
	_, _ = w.WriteString(`<div class="table" role="region" tabindex="0"`)
	html.RenderAttributes(w, n, nil)
	_, err := w.WriteString(">\n<table>\n")
	return ast.WalkContinue, err
}
