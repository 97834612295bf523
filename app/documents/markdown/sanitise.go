package markdown

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// policy is the second fence. The renderer writes nothing that is not listed
// here, so sanitising its work changes no meaning; should a mistake of ours or
// of the parser's let something through, it stops here. It is a fixed point:
// sanitising a published text again gives the same bytes, which is how a text
// can be checked when it is served.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	id := regexp.MustCompile(`^[\p{L}\p{M}\p{Nd}:_-]+$`)
	exactly := func(words string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + words + `)$`) }

	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "del",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")

	p.AllowAttrs("id").Matching(id).OnElements("h2", "h3", "h4", "h5", "h6", "li", "sup")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")

	p.AllowAttrs("class").Matching(exactly("table|footnotes")).OnElements("div")
	p.AllowAttrs("role").Matching(exactly("region|doc-endnotes")).OnElements("div")
	p.AllowAttrs("tabindex").Matching(exactly("0")).OnElements("div")
	p.AllowAttrs("aria-labelledby").Matching(id).OnElements("div")
	p.AllowAttrs("aria-label").OnElements("div")
	p.AllowAttrs("scope").Matching(exactly("col")).OnElements("th")
	p.AllowAttrs("class").Matching(exactly("align-left|align-right|align-center")).OnElements("th", "td")

	p.AllowAttrs("href", "title").OnElements("a")
	p.AllowAttrs("rel").Matching(exactly("noopener noreferrer")).OnElements("a")
	p.AllowAttrs("class").Matching(exactly("footnote-ref|footnote-backref")).OnElements("a")
	p.AllowAttrs("role").Matching(exactly("doc-noteref|doc-backlink")).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}
