package documents

import (
	"strings"

	"github.com/pactdesk/pactdesk/templates"
)

// Starter returns the text that a document starts from in a language, or
// nothing where we have none.
func Starter(slug, language string) (title, source string) {
	name := slug
	if slug == PrivacySlug {
		name = "privacy"
	}
	b, err := templates.FS.ReadFile("documents/" + name + "." + language + ".md")
	if err != nil {
		return "", ""
	}
	return starterTitles[slug][language], string(b)
}

var starterTitles = map[string]map[string]string{
	PrivacySlug: {
		"sv": "Cookies- och integritetsinformation",
		"en": "Cookies and privacy information",
		"nb": "Personvern og informasjonskapsler",
	},
	AgreementSlug: {"en": "User agreement"},
	DPASlug:       {"en": "Data processing agreement"},
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
