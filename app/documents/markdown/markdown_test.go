package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/errs"
)

func TestRender(t *testing.T) {
	for _, tc := range []struct{ name, source, want string }{
		{"paragraphs", "One\ntwo\n\nthree", "<p>One\ntwo</p>\n<p>three</p>"},
		{"emphasis", "*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"},
		{"no typographer", `"It's" -- ok...`, "<p>&#34;It&#39;s&#34; -- ok...</p>"},
		{"list that goes on", "3. c\n4. d", "<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>"},
		{"fence", "```js\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"},

		{"block of HTML is text", "<div onclick=\"x()\">\nhi\n</div>", "<p>&lt;div onclick=&#34;x()&#34;&gt;\nhi\n&lt;/div&gt;</p>"},
		{"script is text", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"},
		{"inline HTML is text", "a <b>b</b> <!-- c -->", "<p>a &lt;b&gt;b&lt;/b&gt; &lt;!-- c --&gt;</p>"},

		{"external link", "[a](https://b.se/c?d=e&f=g)", `<p><a href="https://b.se/c?d=e&amp;f=g" rel="noopener noreferrer">a</a></p>`},
		{"link with title", `[a](/b "c & 'd'")`, `<p><a href="/b" title="c &amp; &#39;d&#39;">a</a></p>`},
		{"without scheme", "[a](//b.se/c)", `<p><a href="https://b.se/c" rel="noopener noreferrer">a</a></p>`},
		{"mail and telephone", "[a](mailto:b@c.se) [d](tel:+46-8-1)", `<p><a href="mailto:b@c.se">a</a> <a href="tel:+46-8-1">d</a></p>`},
		{"bare addresses", "Se www.a.se, https://b.se/c. Eller d_e@f.se!", `<p>Se <a href="https://www.a.se" rel="noopener noreferrer">www.a.se</a>, ` +
			`<a href="https://b.se/c" rel="noopener noreferrer">https://b.se/c</a>. Eller <a href="mailto:d_e@f.se">d_e@f.se</a>!</p>`},
		{"named link", "[a][b]\n\n[b]: /c", `<p><a href="/c">a</a></p>`},
		{"script link", "[a](javascript:alert(1)) <javascript:b> [c](JaVaScRiPt&colon;d)", "<p>a javascript:b c</p>"},
		{"data and file links", "[a](data:text/html,b) [c](file:///d) [e](vbscript:f) [g](ftp://h)", "<p>a c e g</p>"},
		{"deceptive link", "[a](https://bank.se@b.se)", "<p>a</p>"},
		{"half a link", "[a](http:b) [c](mailto:) [d]()", "<p>a c d</p>"},

		{"image is its words", "![A *hat*](https://b.se/c.png)", "<p>A <em>hat</em></p>"},
		{"image in a link", "[![a](b.png)](/c)", `<p><a href="/c">a</a></p>`},

		{"headings go down", "# A\n\n## B\n\n###### C", "<h2 id=\"p-a\">A</h2>\n<h3 id=\"p-b\">B</h3>\n<h6 id=\"p-c\">C</h6>"},
		{"headings go up", "### A\n\n#### B\n\n### C", "<h2 id=\"p-a\">A</h2>\n<h3 id=\"p-b\">B</h3>\n<h2 id=\"p-c\">C</h2>"},
		{"empty heading", "#\n\n### A", "<h2 id=\"p-a\">A</h2>"},
		{"ids are words", "# Hur länge? & *varför* – Ærlig Ø", `<h2 id="p-hur-länge-varför-ærlig-ø">Hur länge? &amp; <em>varför</em> – Ærlig Ø</h2>`},
		{"ids without words", "# ?!", `<h2 id="p-section">?!</h2>`},
		{"ids are different", "# A\n# A 2\n# A\n# a", "<h2 id=\"p-a\">A</h2>\n<h2 id=\"p-a-2\">A 2</h2>\n<h2 id=\"p-a-3\">A</h2>\n<h2 id=\"p-a-4\">a</h2>"},
		{"attributes are text", "# A {#b onclick=c}", `<h2 id="p-a-b-onclick-c">A {#b onclick=c}</h2>`},

		{"link to a heading", "[a](#Dina-rättigheter) [b](#nowhere)\n\n# Dina rättigheter",
			`<p><a href="#p-dina-r%C3%A4ttigheter">a</a> <a href="#nowhere">b</a></p>` + "\n" + `<h2 id="p-dina-rättigheter">Dina rättigheter</h2>`},

		{"table", "# T\n\n|a|b|\n|-|-:|\n|c|d|", "<h2 id=\"p-t\">T</h2>\n" +
			`<div class="table" role="region" tabindex="0" aria-labelledby="p-t">` + "\n<table>\n<thead>\n<tr>\n" +
			`<th scope="col">a</th>` + "\n" + `<th scope="col" class="align-right">b</th>` + "\n</tr>\n</thead>\n<tbody>\n<tr>\n" +
			"<td>c</td>\n" + `<td class="align-right">d</td>` + "\n</tr>\n</tbody>\n</table>\n</div>"},
		{"table without a heading", "|a|b|\n|-|-|", `<div class="table" role="region" tabindex="0" aria-label="a b">` + "\n<table>\n<thead>\n<tr>\n" +
			`<th scope="col">a</th>` + "\n" + `<th scope="col">b</th>` + "\n</tr>\n</thead>\n</table>\n</div>"},

		{"footnote", "a[^x]\n\n[^x]: b", `<p>a<sup id="p-fnref:1"><a href="#p-fn:1" class="footnote-ref" role="doc-noteref">1</a></sup></p>` + "\n" +
			`<div class="footnotes" role="doc-endnotes">` + "\n<hr>\n<ol>\n" + `<li id="p-fn:1">` + "\n" +
			"<p>b\u00a0" + `<a href="#p-fnref:1" class="footnote-backref" role="doc-backlink">` + "↩\ufe0e</a></p>\n</li>\n</ol>\n</div>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			doc, err := Render(tc.source, "p-")
			if err != nil {
				t.Fatal(err)
			}
			if doc.HTML != tc.want {
				t.Errorf("got  %s\nwant %s", doc.HTML, tc.want)
			}
		})
	}
}

func TestContents(t *testing.T) {
	doc, err := Render("# One *two*[^n]\n## Three & four\n### Not this\n> # Nor this\n\n[^n]: x", "p-")
	want := []Heading{{2, "p-one-two", "One two"}, {3, "p-three-four", "Three & four"}}
	if err != nil || !slices.Equal(doc.Contents, want) {
		t.Errorf("got %v, %v; want %v", doc.Contents, err, want)
	}
}

func TestRefusals(t *testing.T) {
	for _, tc := range []struct {
		name, source, key string
		params            errs.Params
	}{
		{"large", strings.Repeat("a ", 1<<19) + "a", "markdown.too_large", errs.Params{"Max": "1 MB"}},
		{"not UTF-8", "a\n\xff", "markdown.invalid_utf8", errs.Params{"Line": 2}},
		{"override", "a\r\nb\r\nc\u202ed", "markdown.bidi", errs.Params{"Line": 3}},
		{"isolate", "\u2066a", "markdown.bidi", errs.Params{"Line": 1}},
		{"override as an entity", "a &#x202E; b", "markdown.bidi", errs.Params{"Line": 1}},
		{"NUL", "a\n\nb\x00", "markdown.control", errs.Params{"Line": 3}},
		{"escape", "\x1b[31m", "markdown.control", errs.Params{"Line": 1}},
		{"lone CR", "a\rb", "markdown.control", errs.Params{"Line": 1}},
		{"deep quotes", "a\n\n" + strings.Repeat("> ", 21) + "b", "markdown.too_deep", errs.Params{"Line": 3}},
		{"deep lists", strings.Repeat("- ", 21) + "b", "markdown.too_deep", errs.Params{"Line": 1}},
		{"deep emphasis", "a\n\n" + strings.Repeat("*a **b ", 60) + strings.Repeat("b** a*", 60), "markdown.too_deep", errs.Params{"Line": 3}},
		{"marks", "a\n\n" + strings.Repeat("*a ", 1001), "markdown.too_complex", errs.Params{"Line": 3}},
		{"empty", "", "markdown.empty", nil},
		{"white", " \n\t\u00a0\u200b\u2060\n", "markdown.empty", nil},
		{"fillers", "\u3164 \u2800 \u200d", "markdown.empty", nil},
		{"marks alone", "#\n\n---\n\n- \n\n[a]: b", "markdown.empty", nil},
		{"image without words", "![](a.png)", "markdown.empty", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			doc, err := Render(tc.source, "p-")
			all := errs.All(err)
			if len(all) != 1 || doc.HTML != "" {
				t.Fatalf("got %q, %v; want one error", doc.HTML, err)
			}
			got := all[0]
			if got.Key != tc.key || got.Field != "source" || got.Kind != errs.Invalid || fmt.Sprint(got.Params) != fmt.Sprint(tc.params) {
				t.Errorf("got %v, want %s %v", got, tc.key, tc.params)
			}
		})
	}
	t.Run("all at once", func(t *testing.T) {
		_, err := Render("a\x01\nb\u202e\n\xff\n\x02", "p-")
		if len(errs.All(err)) != 3 {
			t.Errorf("got %v", err)
		}
	})
}

func TestTakenAsTheyAre(t *testing.T) {
	for name, source := range map[string]string{
		"joiners":       "می\u200cخواهم क्\u200dष 👩\u200d💻",
		"marks of text": "a\u200eb\u200fc",
		"twenty deep":   strings.Repeat("> ", 20) + "a",
		"many marks":    strings.Repeat("*a* ", 499),
		"large":         strings.Repeat("a ", 1<<19),
		"signs":         "´ ™ © – — … • § € ½ ´´",
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Render(source, "p-")
			if err != nil {
				t.Fatal(err)
			}
			want := strings.TrimSpace(strings.NewReplacer("> ", "", "*", "").Replace(source))
			if got := Text(doc.HTML); got != want {
				t.Errorf("got %.80q, want %.80q", got, want)
			}
		})
	}
}

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\r\n":           "a\nb",
		"a\r\r\nb":             "a\nb",
		"a\rb":                 "a\rb",
		"a  \nb \t\n\n":        "a  \nb",
		"  a":                  "  a",
		"A\u030angstro\u0308m": "Ångström",
		"\ufeff# a":            "# a",
		"a\u200d\u00a0b":       "a\u200d\u00a0b",
	} {
		if got := Normalise(in); got != want {
			t.Errorf("Normalise(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestText(t *testing.T) {
	doc, err := Render("# A &amp; *b*\n\nc[^1]\nd\\\ne\n\n- f\n  - g\n\n|h|i|\n|-|-|\n|j|k|\n\n[^1]: l", "p-")
	if want := "A & b\nc d e\nf\ng\nh i\nj k\nl"; err != nil || Text(doc.HTML) != want {
		t.Errorf("got %q, %v; want %q", Text(doc.HTML), err, want)
	}
}

func TestContentsOfFrozenHTMLAreThoseOfItsRendering(t *testing.T) {
	for _, source := range []string{
		"## A & B\n\ntext\n\n### C <d>\n\n> ## quoted\n\n## Note[^1]\n\n[^1]: foot\n\n- ## in a list\n",
		"# Ä\n\n## Ö\n",
	} {
		doc, err := Render(source, "p-")
		if err != nil {
			t.Fatal(err)
		}
		if got := Contents(doc.HTML); !slices.Equal(got, doc.Contents) {
			t.Errorf("%q: %v, not %v", source, got, doc.Contents)
		}
	}
}
