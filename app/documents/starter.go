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
	name := slug
	if slug == PrivacySlug {
		name = map[tenantdb.Kind]string{tenantdb.Site: "privacy", tenantdb.Platform: "platform-privacy"}[kind]
	}
	edition := latestEdition(name, language)
	if edition == 0 {
		return "", ""
	}
	b, err := templates.FS.ReadFile(starterFile(name, edition, language))
	if err != nil {
		return "", ""
	}
	return StarterTitle(slug, language), string(b)
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

// StarterTitle is what a document is called in a language at first, or nothing
// where we have no words for it.
func StarterTitle(slug, language string) string { return starterTitles[slug][language] }

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
