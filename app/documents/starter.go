package documents

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/pactdesk/pactdesk/templates"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Starter returns the text that a document of a kind of tenant starts from in
// a language, or nothing where we have none. Starter texts have editions, since
// the platform improves them: NAME.EDITION.LANGUAGE.md. The latest is given.
func Starter(kind tenantdb.Kind, slug, language string) (title, source string) {
	return (&Document{Slug: slug}).Starter(kind, language)
}

// Starter is the text that this document starts from.
func (d *Document) Starter(kind tenantdb.Kind, language string) (title, source string) {
	name := d.template(kind)
	if source = starterText(name, latestEdition(name, language), language); source == "" {
		return "", ""
	}
	if title = d.Names[language]; title == "" {
		title = StarterTitle(d.titled(), language)
	}
	return title, source
}

// titled is what starterTitles knows the document as.
func (d *Document) titled() string {
	if d.BuiltIn() {
		return d.Slug
	}
	return string(d.Kind)
}

// starterText is an edition of a starter text, or nothing.
func starterText(name string, edition int, language string) string {
	if name == "" || edition == 0 {
		return ""
	}
	b, err := templates.FS.ReadFile(starterFile(name, edition, language))
	if err != nil {
		return ""
	}
	return string(b)
}

func starterFile(name string, edition int, language string) string {
	return fmt.Sprintf("documents/%s.%d.%s.md", name, edition, language)
}

// latestEdition is the highest there is of a starter text in a language, or 0.
func latestEdition(name, language string) (latest int) {
	for {
		if _, err := fs.Stat(templates.FS, starterFile(name, latest+1, language)); err != nil {
			return latest
		}
		latest++
	}
}

// StarterTitle is what a document with a slug that all have, or of a kind, is
// called in a language at first, or nothing where we have no words for it.
func StarterTitle(of, language string) string { return starterTitles[of][language] }

var starterTitles = map[string]map[string]string{
	PrivacySlug: {
		"sv": "Cookies- och integritetsinformation",
		"en": "Cookies and privacy information",
		"nb": "Personvern og informasjonskapsler",
	},
	AgreementSlug: {
		"sv": "Användaravtal",
		"en": "User agreement",
		"nb": "Brukeravtale",
	},
	DPASlug: {
		"sv": "Personuppgiftsbiträdesavtal",
		"en": "Data processing agreement",
		"nb": "Databehandleravtale",
	},
	string(Terms):         {"sv": "Köpvillkor", "en": "Terms of purchase", "nb": "Kjøpsvilkår"},
	string(Licence):       {"sv": "Licensvillkor för bilder", "en": "Licence terms for images", "nb": "Lisensvilkår for bilder"},
	string(Imprint):       {"sv": "Om leverantören", "en": "Imprint", "nb": "Om tilbyderen", "de": "Impressum"},
	string(Accessibility): {"sv": "Tillgänglighet", "en": "Accessibility", "nb": "Tilgjengelighet"},
	string(About):         {"sv": "Om oss", "en": "About us", "nb": "Om oss"},
}

// SplitTitle takes a first-level heading off the top of a text that was
// written elsewhere: it is the document's title, which stands apart here.
func SplitTitle(source string) (title, rest string) {
	trimmed := strings.TrimLeft(source, "\ufeff \n\r\t")
	line, rest, _ := strings.Cut(trimmed, "\n")
	if title, ok := strings.CutPrefix(line, "# "); ok {
		return strings.TrimSpace(title), strings.TrimLeft(rest, "\r\n")
	}
	return "", source
}
