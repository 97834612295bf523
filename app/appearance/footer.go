package appearance

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/plain"
)

// Footer is what a site says at the foot of its pages in one language.
type Footer struct {
	Text  string       `json:"text,omitempty"`  // lines of plain text
	Links []FooterLink `json:"links,omitempty"` // the site's own
}

// FooterLink leads somewhere.
type FooterLink struct {
	Label string `json:"label"`
	Href  string `json:"href"` // https://…, or a path of the site
}

// Empty reports whether there is nothing in it.
func (f Footer) Empty() bool { return f.Text == "" && len(f.Links) == 0 }

// Lines are the lines of its text.
func (f Footer) Lines() []string {
	if f.Text == "" {
		return nil
	}
	return strings.Split(f.Text, "\n")
}

// How much a footer may hold.
const (
	MaxFooterLinks = 5
	maxFooterText  = 600
	maxFooterLines = 8
	maxFooterLabel = 60
	maxFooterHref  = 300
)

// FooterField names a field of a language's footer in forms: text, or the
// label or href of one of its links.
func FooterField(language, what string, link int) string {
	name := "footer_" + language + "_" + what
	if what != "text" {
		name += "_" + strconv.Itoa(link+1)
	}
	return name
}

// clean tidies a footer and tells what is wrong with it. A link of which
// neither half is filled in is none.
func (f *Footer) clean(language string) (wrong errs.List) {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(f.Text, "\r\n", "\n"), "\n") {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	f.Text = strings.Trim(strings.Join(lines, "\n"), "\n")
	if !plain.Text(f.Text) || len(f.Text) > maxFooterText || len(f.Lines()) > maxFooterLines {
		wrong = append(wrong, errs.InvalidField(FooterField(language, "text", 0), "look.error.footer_text", errs.Params{"Letters": maxFooterText, "Lines": maxFooterLines}))
	}
	var links []FooterLink
	for i, l := range f.Links {
		if i >= MaxFooterLinks {
			break
		}
		label, ok := plain.Line(l.Label, maxFooterLabel)
		href := strings.TrimSpace(l.Href)
		if label == "" && href == "" && ok {
			continue
		}
		if label == "" || !ok {
			wrong = append(wrong, errs.InvalidField(FooterField(language, "label", i), "look.error.footer_label", nil))
		}
		if !safeHref(href) {
			wrong = append(wrong, errs.InvalidField(FooterField(language, "href", i), "look.error.footer_href", nil))
		}
		links = append(links, FooterLink{label, href})
	}
	f.Links = links
	return wrong
}

// safeHref lets through an address under https, or a path of the site itself.
func safeHref(s string) bool {
	if s == "" || len(s) > maxFooterHref || strings.ContainsAny(s, "\\ \"<>`") || strings.ContainsFunc(s, func(r rune) bool { return r < 0x21 || r == 0x7f }) || !plain.Text(s) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	if u.Scheme == "https" {
		return strings.HasPrefix(s, "https://") && u.Hostname() != ""
	}
	return u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//")
}
