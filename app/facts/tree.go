package facts

import "iter"

// Tree is a document's part that is made of facts: it knows nothing of how it
// is written. Its groups have the names by which a text includes them.
type Tree struct{ Nodes []Node }

// Node is a part of a tree.
type Node struct {
	Kind  Kind
	Name  string // of a group: "purposes", "purpose.orders"
	Level int    // of a heading: 2 or 3
	Spans []Span // of a heading, a paragraph, an item or a cell
	Nodes []Node // of a group, a list, a table or a row
}

// Kind is what a node is.
type Kind string

// The kinds.
const (
	Group     Kind = "group"
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	List      Kind = "list"
	Item      Kind = "item"
	Table     Kind = "table" // its first row is the head
	Row       Kind = "row"
	Cell      Kind = "cell"
)

// Span is a piece of text. Text is plain: whatever it looks like, it means
// nothing but itself.
type Span struct {
	Text  string
	Style Style
	Href  string // only of our own making
}

// Style is how a span stands out.
type Style string

// The styles.
const (
	Plain  Style = ""
	Strong Style = "strong"
	Code   Style = "code"
	Blank  Style = "blank" // words that are missing; a text with one is not ready to be published
)

// All walks through a tree's nodes, each before what is in it.
func (t Tree) All() iter.Seq[Node] {
	return func(yield func(Node) bool) { walk(t.Nodes, yield) }
}

func walk(nodes []Node, yield func(Node) bool) bool {
	for _, n := range nodes {
		if !yield(n) || !walk(n.Nodes, yield) {
			return false
		}
	}
	return true
}

// Part returns the nodes of a group, or nil where there is none.
func (t Tree) Part(name string) []Node {
	for n := range t.All() {
		if n.Kind == Group && n.Name == name {
			return n.Nodes
		}
	}
	return nil
}
