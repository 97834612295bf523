package documents

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Insertable is something that a text can include by its name: {{name}}.
type Insertable struct {
	Name  string
	Block bool   // it is paragraphs, a list or a table, and takes a line of its own
	Shows string // what it begins with now, in the text's language
}

// Insertable lists what a text in a language can include: first the blocks,
// then the values that are there.
func (s *Service) Insertable(ctx context.Context, r sites.Record, language string) (all []Insertable, err error) {
	var f Fillings
	if err := s.db.View(ctx, func(ctx context.Context) error {
		f, err = s.fillings(ctx, r, language)
		return err
	}); err != nil {
		return nil, err
	}
	blocks := maps.Clone(f.Blocks)
	if f.localizer != nil {
		blocks = factsBlocks(f.Facts, "", f.localizer, f.language)
		maps.Copy(blocks, f.Blocks)
	}
	for name, block := range blocks {
		if block != "" {
			all = append(all, Insertable{Name: name, Block: true, Shows: beginning(block)})
		}
	}
	for name, value := range f.Values {
		if value != "" {
			all = append(all, Insertable{Name: name, Shows: strings.Join(strings.Fields(value), " ")})
		}
	}
	slices.SortFunc(all, func(a, b Insertable) int {
		if a.Block != b.Block {
			return map[bool]int{true: -1, false: 1}[a.Block]
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return all, nil
}

// beginning is the first words of a block.
func beginning(block string) string {
	const enough, most = 1000, 60
	if len(block) > enough {
		block, _, _ = strings.Cut(block[:enough], "\n\n") // whole blocks
	}
	doc, err := markdown.Render(block, "")
	if err != nil {
		return ""
	}
	words := []rune(strings.Join(strings.Fields(markdown.Text(doc.HTML)), " "))
	if len(words) > most {
		return string(words[:most]) + "…"
	}
	return string(words)
}
