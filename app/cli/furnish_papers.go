package cli

import (
	"context"
	"fmt"
	"regexp"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/templates"
)

// What the demo shows of more documents: Nordljus has terms of purchase that
// customers accept, with an address that was another at first, and whose
// platform's text has been improved since; and two pages that only inform.

// writtenIn are what Nordljus writes where a text leaves something to say, in
// the order of its places.
var writtenIn = map[string][]string{
	"terms.sv":   {"kort, Swish eller faktura", "30", "som länk i ett galleri inom fem dagar", "med Postnord inom tio dagar"},
	"terms.en":   {"card, Swish or invoice", "30", "as a link to a gallery within five days", "by post within ten days"},
	"imprint.sv": {"SE559000001901"},
	"imprint.en": {"SE559000001901"},
	"about.sv": {"Vi är två fotografer i Luleå som tar bilder av människor, företag och norrsken. " +
		"Vi började 2009 i ett båthus vid Norra hamnen och har sedan dess porträttberättat för skolor, tidningar och släktkalas."},
	"about.en": {"We are two photographers in Luleå who take pictures of people, companies and northern lights. " +
		"We began in a boathouse by the north harbour in 2009."},
}

// toSay is a place where the author is to say something: unlike a value's, its
// name is in words.
var toSay = regexp.MustCompile(`\{\{[^{}.]* [^{}]*\}\}`)

// fillIn is an edition of one of the platform's texts, with what Nordljus says.
func fillIn(kind documents.Kind, edition int, language string) (string, error) {
	source, err := readTemplate(templates.FS, fmt.Sprintf("%s.%d.%s.md", kind, edition, language))
	says := writtenIn[string(kind)+"."+language]
	return toSay.ReplaceAllStringFunc(source, func(place string) string {
		if len(says) == 0 {
			return place
		}
		said := says[0]
		says = says[1:]
		return said
	}), err
}

// addPapers gives Nordljus its terms and its two pages.
func (f *furnisher) addPapers(ctx context.Context) error {
	for _, add := range []struct {
		kind  documents.Kind
		names map[string]string
		act   documents.Act
	}{
		{documents.Terms, map[string]string{"sv": "Villkor", "en": "Terms"}, documents.Agree},
		{documents.Imprint, map[string]string{"sv": "Om leverantören", "en": "Imprint"}, documents.Inform},
		{documents.About, map[string]string{"sv": "Om oss", "en": "About us"}, documents.Inform},
	} {
		if err := f.onSite(ctx, "nordljus", func(ctx context.Context) error {
			return f.addPaper(ctx, add.kind, documents.Settings{Names: add.names, Act: add.act})
		}); err != nil {
			return err
		}
	}
	return nil
}

func (f *furnisher) addPaper(ctx context.Context, kind documents.Kind, in documents.Settings) error {
	doc, err := f.Documents.Add(ctx, shell, kind, in)
	if err != nil {
		return err
	}
	languages := []string{"sv", "en"}
	for _, language := range languages {
		source, err := fillIn(kind, 1, language)
		if err != nil {
			return err
		}
		if _, err := f.Documents.SaveDraft(ctx, shell, doc.Slug, language, documents.StarterTitle(string(kind), language), source, 0); err != nil {
			return err
		}
	}
	_, err = f.Documents.Publish(ctx, shell, documents.Publication{Slug: doc.Slug, Weight: documents.NewVersion, Languages: languages, Leaving: documents.Leaving{AllWarnings: true}})
	return err
}

// renamePaper gives the terms a better address: the first one leads there.
func (f *furnisher) renamePaper(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@nordljus.example")
	if err != nil {
		return err
	}
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		_, err := f.Documents.Configure(ctx, owner, "villkor", documents.Settings{Names: map[string]string{"sv": "Köpvillkor", "en": "Terms of purchase"},
			Slug: "kopvillkor", Act: documents.Agree})
		return err
	})
}
