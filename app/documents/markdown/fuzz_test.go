package markdown

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/errs"
	"golang.org/x/net/html"
)

// Whatever is sent in, what comes out is the same each time, passes the
// sanitiser unchanged, and holds nothing that acts on the reader.
func FuzzRender(f *testing.F) {
	for _, s := range []string{
		"# a\n\nb *c* **d** ~~e~~ `f` [g](https://h.se/i?j=k&l#m \"n\") ![o](p)\n\n|q|r|\n|:-|-:|\n|s|\n\n> t\n\n1. u\n   - v[^w]\n\n[^w]: x",
		"<script>a</script><a href=javascript:b onclick=c style=d>e</a>", "[a](javascript:b)", "<javascript:a>",
		"[a](<b c> \"d'e\\\"f\")", "[a](//b)", "[a](https://b%zz)", "[a](/%2e%2e/\\b)", "[a](?b=c;d&e=%f)", "[a](#b)\n# b",
		"a\n===\n\n```b c\nd\n```\n\n    e", "&#x202e;&#0;&colon;&amp;lt;", "{{a}}", "[a]: b 'c'\n[a] [a][] [d][a]", "www.a.se a@b.se http://c.se",
		"![![a](b)](c)", "[^a]: [^a]", "> [^a]: b\n\n[^a]", "|`a\\|b`|\n|-|", "#\n##\n# #", "-\n\n  a\n-", "\u212a\u1fef\u037e", "<a@b.se>", "[a](mailto:b@c?subject=d)",
	} {
		f.Add(s, "p-")
	}
	f.Fuzz(func(t *testing.T, source, prefix string) {
		prefix = slug(prefix) + "-"
		doc, err := Render(source, prefix)
		if err != nil {
			if len(errs.All(err)) == 0 || doc.HTML != "" {
				t.Fatalf("an error nobody can act on: %v", err)
			}
			return
		}
		again, err := Render(Normalise(source), prefix)
		if err != nil || again.HTML != doc.HTML || !slices.Equal(again.Contents, doc.Contents) {
			t.Fatalf("not the same twice: %v\n%s\n%s", err, doc.HTML, again.HTML)
		}
		if clean := policy.Sanitize(doc.HTML); clean != doc.HTML {
			t.Fatalf("the sanitiser changed\n%s\nto\n%s", doc.HTML, clean)
		}
		if strings.ContainsFunc(doc.HTML, func(r rune) bool { return forbidden(r) == "markdown.bidi" }) {
			t.Fatalf("bidi controls in %q", doc.HTML)
		}
		ids := inspect(t, doc.HTML, prefix)
		for _, h := range doc.Contents {
			if !ids[h.ID] || h.Text == "" || h.Level < 2 || h.Level > 3 {
				t.Fatalf("contents %+v of %s", h, doc.HTML)
			}
		}
	})
}

// inspect reads a page as a browser does and returns the ids in it.
func inspect(t *testing.T, page, prefix string) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		token := z.Token()
		switch token.Data {
		case "script", "style", "img", "iframe", "svg", "form", "input", "h1":
			if kind != html.TextToken {
				t.Fatalf("a <%s> in %s", token.Data, page)
			}
		}
		for _, a := range token.Attr {
			u, err := url.Parse(a.Val)
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src", a.Key == "target":
				t.Fatalf("a %s= in %s", a.Key, page)
			case a.Key == "href" && (err != nil || !slices.Contains([]string{"", "http", "https", "mailto", "tel"}, u.Scheme)):
				t.Fatalf("an address %q", a.Val)
			case a.Key == "href" && u.Host != "" && !slices.Contains(token.Attr, html.Attribute{Key: "rel", Val: "noopener noreferrer"}):
				t.Fatalf("no rel on %q", a.Val)
			case a.Key == "id" && (ids[a.Val] || !strings.HasPrefix(a.Val, prefix)):
				t.Fatalf("id %q twice or without %q in %s", a.Val, prefix, page)
			case a.Key == "id":
				ids[a.Val] = true
			}
		}
	}
	return ids
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{"a\r\nb", "\r\r\n", "\ufeff\ufeffa", "e\u0301 ", "\xff\r\n", "a\u0338"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Normalise(s)
		if twice := Normalise(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
	})
}

// A policy as it is pasted in by somebody who never heard of Markdown, and
// made up by somebody who has: every word of it must come through.
func TestRealisticPolicyIsUnharmed(t *testing.T) {
	source, err := os.ReadFile("testdata/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Render(string(source), "privacy-")
	if err != nil {
		t.Fatal(err)
	}
	inspect(t, doc.HTML, "privacy-")
	// A new version of a library that renders otherwise is to be noticed before
	// the next customer's text is hashed with it.
	const sum = "44d90b6247cefa7c2f9dbbaaf432015804b1b68e6ab3288eef4b2c7bdb3716c8"
	if got := fmt.Sprintf("%x", sha256.Sum256([]byte(doc.HTML))); got != sum {
		t.Errorf("rendered otherwise than before: %s, not %s", got, sum)
	}
	if len(doc.Contents) != 9 {
		t.Errorf("contents %v", doc.Contents)
	}
	typed := strings.NewReplacer("|", " ", "**", "").Replace(string(source))
	read := " " + squeeze(Text(doc.HTML)) + " "
	for line := range strings.Lines(typed) {
		line = strings.TrimLeft(line, "#>-0123456789. ")
		if words := squeeze(line); words != "" && !strings.Contains(read, words) {
			t.Errorf("lost: %s", words)
		}
	}
}

func BenchmarkRender20KB(b *testing.B) {
	source, err := os.ReadFile("testdata/policy.md")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Render(string(source), "privacy-"); err != nil {
			b.Fatal(err)
		}
	}
}
