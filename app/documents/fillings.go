package documents

import (
	"context"
	"maps"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
)

// IDPrefix goes before the ids inside a document's text, so that two
// documents can stand on one page. Published hashes depend on it.
func IDPrefix(slug string) string { return slug + "-" }

// Fillings are what stands for the placeholders of a text.
type Fillings struct {
	Values map[string]string // in a line, as plain text
	Blocks map[string]string // for a whole line, as Markdown
	// Facts are the site's, which a text includes by parts, in its language.
	Facts     facts.Set
	localizer *i18n.Localizer
	language  string
}

// fillings are what the record, the registers and the facts as they are now
// fill a text in a language with.
func (s *Service) fillings(ctx context.Context, r sites.Record, language string) (f Fillings, err error) {
	set, err := s.factsFor(ctx, nil)
	if err != nil {
		return f, err
	}
	return s.fillingsWith(ctx, r, set, language)
}

// factsFor are the facts that a version is made of: those of now, or of the one
// that it publishes once more. What the owner has changed since waits until
// somebody publishes it, having seen it.
func (s *Service) factsFor(ctx context.Context, again *Version) (set facts.Set, err error) {
	switch {
	case again != nil:
		return factsOf(ctx, again.ID)
	case s.Facts == nil:
		return set, nil
	}
	return s.Facts(ctx)
}

func (s *Service) fillingsWith(ctx context.Context, r sites.Record, set facts.Set, language string) (f Fillings, err error) {
	controller, processor := r.Controller(), r.Processor()
	controller.Country = i18n.CountryName(language, controller.Country)
	processor.Country = i18n.CountryName(language, processor.Country)
	f.Values = controller.Values("controller")
	maps.Copy(f.Values, processor.Values("processor"))
	f.Values["site.name"] = r.Profile.Name
	f.Values["site.address"] = r.Primary()
	if s.Blocks != nil {
		if f.Blocks, err = s.Blocks(ctx, r, language); err != nil {
			return f, err
		}
	}
	if s.Facts != nil {
		f.Facts, f.localizer, f.language = set, s.Bundle.Localizer(language), language
	}
	return f, nil
}

// fill fills a text in, and tells what is left to fill in: each with the line
// of the source that it stands in, or that includes it.
func (f Fillings) fill(source string) (string, []markdown.Blank) {
	return markdown.FillIn(source, f.blocks(source), f.Values)
}

// blocks are those that a source can include.
func (f Fillings) blocks(source string) map[string]string {
	if f.localizer == nil {
		return f.Blocks
	}
	blocks := factsBlocks(f.Facts, source, f.localizer, f.language)
	maps.Copy(blocks, f.Blocks)
	return blocks
}

// Draught renders a source as it would be published, for a preview: what is
// left to fill in stays visible, and its lines are listed.
func (s *Service) Draught(ctx context.Context, slug, source string, r sites.Record, language string) (doc markdown.Document, blanks []markdown.Blank, err error) {
	var f Fillings
	if err := s.db.View(ctx, func(ctx context.Context) error {
		f, err = s.fillings(ctx, r, language)
		return err
	}); err != nil {
		return doc, nil, err
	}
	filled, blanks := f.fill(markdown.Normalise(source))
	doc, err = markdown.Render(filled, IDPrefix(slug))
	return doc, blanks, err
}
