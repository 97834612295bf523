package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
)

// notPages are the GET routes that answer with something that is no page of
// ours, each with what it is.
var notPages = map[string]string{
	"/cookies/record": "a download for who has allowed something",
	"/assets/*":       "stylesheets and scripts",
	"/studio/:site/settings/appearance/look/pictures/:hash": "pictures",
}

// ownLanguage are pages of a site inside the studio: they are in the site's
// language, whatever the reader's is.
var ownLanguage = regexp.MustCompile("/look/preview/|/statistics/notice")

// asksMore are the pages of the studio that show something only to who asks for
// it, each with what an owner asks.
var asksMore = map[string]string{
	papersOf + "/:slug/versions/compare": "?from=1&to=2",
}

// look is a page to look at: by whom, and where.
type look struct {
	route, host, path string
	by                apptest.Actor
}

// lookers are the people whose eyes are borrowed, those first who see most.
var lookers = []apptest.Actor{apptest.Owner, apptest.Customer, apptest.Operator, apptest.Editor, apptest.Auditor, apptest.Writer, apptest.Nobody}

// looks are all pages of the program, from the table of who gets what: each
// route once, by the first who is shown it.
func looks(t *testing.T, c *apptest.Cast) (all []look) {
	t.Helper()
	everyRouteHasALine(t, c.World)
	for _, l := range lines {
		method, route, _ := strings.Cut(l.route, " ")
		if method != http.MethodGet || notPages[route] != "" {
			continue
		}
		one, seen := l.look(c, route)
		if query, more := asksMore[route]; more {
			one, seen = look{route: route, host: "platform", path: l.address(c, route, "platform", "alfa") + query, by: apptest.Owner}, true
		}
		if !seen && notPages[route] == "" && route != "/accept" { // which is shown to who owes: see ways
			t.Errorf("%s is shown to nobody in the table: nobody has looked at it", l.route)
		}
		if !seen {
			continue
		}
		p := c.Ask(one.host, c.Token(one.by), http.MethodGet, one.path, nil)
		if attached := strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment"); attached || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			continue // a download, which a browser does not show
		}
		all = append(all, one)
	}
	return all
}

func (l line) look(c *apptest.Cast, route string) (one look, seen bool) {
	for _, host := range []string{"alfa", "platform"} {
		column := map[string]string{"alfa": l.here, "platform": l.platform}[host]
		letters := strings.ReplaceAll(column, " ", "")
		for _, by := range lookers {
			if letters != "" && letters[by] == 'y' {
				return look{route: route, host: host, path: l.address(c, route, host, "alfa"), by: by}, true
			}
		}
	}
	return one, false
}

// languages are those that the interface has.
var languages = []string{"sv", "en", "nb"}

// in is the page's address in a language.
func (l look) in(language string) string {
	if strings.Contains(l.path, "?") {
		return l.path + "&lang=" + language
	}
	return l.path + "?lang=" + language
}

// shown is a world in which every page has something to show, in all languages
// of the interface.
func shown(t *testing.T) *apptest.Cast {
	t.Helper()
	c := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {}).Cast()
	if err := c.App.Sites.SetProfile(c.On(c.Sites["alfa"]), apptest.Shell, sites.Profile{Name: "Nordljus Foto", Accent: "#b4532a", Languages: "sv,en,nb",
		TimeZone: "Europe/Stockholm"}); err != nil {
		t.Fatal(err)
	}
	c.Follow()
	return c
}

// owing makes a customer of alfa and its owner owe something.
func owing(t *testing.T, c *apptest.Cast) []look {
	t.Helper()
	c.Publish(c.Sites["alfa"], privacy, documents.NewVersion, second)
	c.Publish(c.Platform, documents.DPASlug, documents.NewVersion, map[string]string{"en": "## The second agreement\n\nWe process on your instructions, and tell you of changes."})
	return []look{
		{"the gate", "alfa", "/accept", apptest.Customer},
		{"the gate, for an organisation", "platform", "/accept?for=alfa", apptest.Owner},
		{"nothing there", "alfa", "/nowhere", apptest.Nobody},
		{"nothing there, in the studio", "platform", "/studio/nowhere", apptest.Owner},
	}
}

// TestPagesWithoutStyleOrScript reads every page in every language as it comes:
// the way to the content first, one heading before the others, every field with
// a label and every button and link with a name.
func TestPagesWithoutStyleOrScript(t *testing.T) {
	t.Parallel()
	c := shown(t)
	read := func(all []look) {
		for _, l := range all {
			token := c.Token(l.by)
			for _, language := range languages {
				p := c.Ask(l.host, token, http.MethodGet, l.in(language), url.Values{})
				if ownLanguage.MatchString(l.path) {
					language = ""
				}
				for _, complaint := range plainComplaints(t, p.Body, language) {
					t.Errorf("%s in %s, by %s: %s", l.path, language, l.by, complaint)
				}
			}
		}
	}
	read(looks(t, c))
	read(owing(t, c))
}

// plainComplaints tells what is wrong with a page to whom has nothing but its
// words, in their order.
func plainComplaints(t *testing.T, body, language string) (complaints []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	bad := func(what string, n *html.Node) {
		var b strings.Builder
		_ = html.Render(&b, n)
		complaints = append(complaints, what+": "+first200(b.String()))
	}
	var (
		ids, labelled = map[string]bool{}, map[string]bool{}
		links         []*html.Node // before the content
		fields        []*html.Node
		h1s, level    int
		inMain        bool
	)
	if strings.Contains(body, "⟦") {
		complaints = append(complaints, "a message is missing")
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				bad("two elements have the id "+id, n)
			}
			ids[id] = true
		}
		switch n.Data {
		case "html":
			if attr(n, "lang") != language && language != "" {
				complaints = append(complaints, "the page says that its language is "+attr(n, "lang"))
			}
		case "main":
			inMain = true
		case "a":
			if !inMain {
				links = append(links, n)
			}
			if name(n) == "" {
				bad("a link without a name", n)
			}
		case "button":
			if name(n) == "" {
				bad("a button without a name", n)
			}
		case "label":
			labelled[attr(n, "for")] = true
		case "input", "select", "textarea":
			if kind := attr(n, "type"); kind != "hidden" && kind != "submit" {
				fields = append(fields, n)
			}
		case "h1", "h2", "h3", "h4", "h5", "h6":
			is := int(n.Data[1] - '0')
			if h1s += map[bool]int{true: 1}[is == 1]; is > 1 && h1s == 0 && inMain {
				bad("a heading before the first", n)
			}
			if inMain && is > level+1 {
				bad("a heading that skips a level", n)
			}
			if inMain {
				level = is
			}
		}
	}
	if h1s != 1 {
		complaints = append(complaints, "not one heading of the first level")
	}
	if len(links) > 2 && (attr(links[0], "href") != "#main" || !ids["main"]) { // two are soon passed, as on the copy of what was signed
		complaints = append(complaints, "the first link does not lead to the content")
	}
	for _, n := range fields {
		if !labelled[attr(n, "id")] && attr(n, "aria-label") == "" && attr(n, "aria-labelledby") == "" && !within(n, "label") {
			bad("a field without a label", n)
		}
		for id := range strings.FieldsSeq(attr(n, "aria-describedby") + " " + attr(n, "aria-labelledby")) {
			if !ids[id] {
				bad("a field is described by "+id+", which is not there", n)
			}
		}
	}
	return complaints
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// name is what an element is called: its text, or what says so instead.
func name(n *html.Node) string {
	if label := attr(n, "aria-label") + attr(n, "aria-labelledby"); label != "" {
		return label
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
		if c.Type == html.ElementNode && c.Data == "img" {
			b.WriteString(attr(c, "alt"))
		}
	}
	return strings.TrimSpace(b.String())
}

func within(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == tag {
			return true
		}
	}
	return false
}

func first200(s string) string {
	if len(s) > 200 {
		return s[:200]
	}
	return s
}
