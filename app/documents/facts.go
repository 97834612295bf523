package documents

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
)

// factsBlock is how a text includes facts: {{facts}} all that it does not
// include elsewhere, {{facts.purposes}} a part of them.
const factsBlock = "facts"

// factsBlocks are the facts as blocks of a text in a language: each part by
// name, and under the one that holds it (all facts, all purposes) no part that
// the text includes in another place.
//
// Where the app has no words for a language there are no blocks: what the text
// includes is then left to fill in, and never said in another language.
func factsBlocks(set facts.Set, source string, loc *i18n.Localizer, language string) map[string]string {
	if set.IsZero() || !i18n.SameLanguage(loc.Lang(), language) {
		return map[string]string{}
	}
	placed := map[string]bool{}
	for _, name := range markdown.Included(source) {
		placed[name] = true
	}
	tree := facts.Render(set, loc)
	blocks := map[string]string{factsBlock: writer{placed}.write(tree.Nodes)}
	for n := range tree.All() {
		if n.Kind == facts.Group {
			blocks[factsBlock+"."+n.Name] = writer{placed}.write(n.Nodes)
		}
	}
	return blocks
}

// writer writes a tree as Markdown.
type writer struct {
	placed map[string]bool // the blocks that stand in a place of their own
}

func (w writer) write(nodes []facts.Node) string {
	var out []string
	for _, n := range nodes {
		if block := w.block(n); block != "" {
			out = append(out, block)
		}
	}
	return strings.Join(out, "\n\n")
}

func (w writer) block(n facts.Node) string {
	switch n.Kind {
	case facts.Group:
		if w.placed[factsBlock+"."+n.Name] {
			return ""
		}
		return w.write(n.Nodes)
	case facts.Heading:
		return strings.Repeat("#", n.Level) + " " + closing.ReplaceAllString(line(n.Spans), ` \$1`)
	case facts.Paragraph:
		return line(n.Spans)
	case facts.List:
		return lines(n.Nodes, func(item facts.Node) string { return "- " + line(item.Spans) })
	case facts.Table:
		rows := make([]string, 0, len(n.Nodes)+1)
		for i, r := range n.Nodes {
			rows = append(rows, lineOf(r.Nodes))
			if i == 0 {
				rows = append(rows, strings.Repeat("|---", len(r.Nodes))+"|")
			}
		}
		return strings.Join(rows, "\n")
	}
	return ""
}

func lines(nodes []facts.Node, of func(facts.Node) string) string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = of(n)
	}
	return strings.Join(out, "\n")
}

func lineOf(cells []facts.Node) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString("| " + line(c.Spans) + " ")
	}
	return b.String() + "|"
}

// closing are the marks that would end a heading, and be no part of it.
var closing = regexp.MustCompile(` (#+)$`)

// line writes spans: whatever somebody has typed in them is read as it is.
func line(spans []facts.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if strings.TrimSpace(s.Text) == "" {
			b.WriteString(s.Text)
			continue
		}
		b.WriteString(span(s))
	}
	return b.String()
}

func span(s facts.Span) string {
	switch {
	case s.Style == facts.Blank:
		return "{{" + strings.NewReplacer("{", "", "}", "", "\\", "").Replace(s.Text) + "}}"
	case s.Style == facts.Strong:
		return "**" + markdown.Literal(s.Text) + "**"
	case s.Style == facts.Code && !strings.Contains(s.Text, "`"):
		return "`" + s.Text + "`"
	case s.Href != "":
		return "[" + markdown.Literal(s.Text) + "](" + s.Href + ")"
	}
	// A span's outer white space is its own; Literal would take it away.
	body := strings.TrimSpace(s.Text)
	before, after, _ := strings.Cut(s.Text, body)
	return before + markdown.Literal(body) + after
}

// FactsOf are what the context's tenant said about its processing when one of
// its versions was published.
func (s *Service) FactsOf(ctx context.Context, v *Version) (set facts.Set, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		set, err = factsOf(ctx, v.ID)
		return err
	})
	return set, err
}

// saysFacts reports whether a text includes facts.
func saysFacts(source string) bool {
	return slices.ContainsFunc(markdown.Included(source), func(name string) bool {
		return name == factsBlock || strings.HasPrefix(name, factsBlock+".")
	})
}

// SaysFacts reports whether a document tells the facts of its site, in a text
// that is in force or in a draft.
func (s *Service) SaysFacts(ctx context.Context, p principal.Principal, slug string) (says bool, err error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return false, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		doc, err := bySlug(ctx, slug)
		if err != nil {
			return err
		}
		drafts, err := draftsOf(ctx, doc.ID)
		says = slices.ContainsFunc(drafts, func(d Draft) bool { return saysFacts(d.Source) })
		v := doc.InForce(s.clock.Now())
		if err != nil || says || v == nil {
			return err
		}
		texts, err := textsOf(ctx, v.ID)
		says = slices.ContainsFunc(texts, func(t Text) bool { return saysFacts(t.Source) })
		return err
	})
	return says, err
}
