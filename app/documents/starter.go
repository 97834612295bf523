package documents

import (
	"strings"

	"github.com/pactdesk/pactdesk/templates"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Starter returns the text that a document of a kind of tenant starts from in
// a language, or nothing where we have none.
func Starter(kind tenantdb.Kind, slug, language string) (title, source string) {
	name := slug
	if slug == PrivacySlug {
		name = map[tenantdb.Kind]string{tenantdb.Site: "privacy", tenantdb.Platform: "platform-privacy"}[kind]
	}
	b, err := templates.FS.ReadFile("documents/" + name + "." + language + ".md")
	if err != nil {
		return "", ""
	}
	return StarterTitle(slug, language), string(b)
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
