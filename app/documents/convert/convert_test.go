package convert_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/pactdesk/pactdesk/app/documents/convert"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
)

func TestHTML(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ page, title, want string }{
		"headings begin at the second level": {"<h1>Policy</h1><h3>1. Who</h3><p>We.</p><h4>More #</h4><h3>Two</h3>", "Policy", "## 1. Who\n\nWe.\n\n### More \\#\n\n## Two"},
		"looks": {`<p>a <b>b </b>c<i>d</i> <s>e</s> <span style="font-weight:700">f</span><b style="font-weight:normal">g</b> <em><strong>h</strong></em></p>`, "",
			"a **b** c*d* ~~e~~ **f**g ***h***"},
		"looks that Markdown cannot say": {"<p>a<b>(b)</b>c</p>", "", "a(b)c"},
		"around blocks":                  {"<b><p>a</p><p>b</p></b>", "", "**a**\n\n**b**"},
		"what looks like Markdown": {"<p># a</p><p>1. b *c* _d_ [e](f) {{g}} `h` &lt;i&gt; &amp;amp; j|k ~l~ [^1]</p><p>- m</p><p>+47 12 34</p>", "",
			"\\# a\n\n1\\. b \\*c\\* \\_d\\_ \\[e\\](f) \\{\\{g\\}\\} \\`h\\` \\<i> &amp;amp; j\\|k \\~l\\~ \\[^1\\]\n\n\\- m\n\n\\+47 12 34"},
		"links": {`<p><a href="https://a.example/b?c=d&utm_source=e#f">g <b>h</b></a> <a href="mailto:i@j.example">k</a> <a href="javascript:l">m</a> <a href="/n">o</a> <a href="https://p.example/(q r)">s!</a><a href="tel:+47">t</a> u!<a href="https://v.example">v</a></p>`, "",
			"[g **h**](https://a.example/b?c=d&utm_source=e#f) [k](mailto:i@j.example) m o [s!](https://p.example/%28q%20r%29)[t](tel:+47) u\\![v](https://v.example)"},
		"addresses in the text": {"<p>See https://a.example/b, or c@d.example. www.e.example/f_g http://h.example/i_j</p>", "",
			"See https://a.example/b, or c@d.example. www\\.e.example/f\\_g http://h.example/i_j"},
		"lists": {"<ul><li>a<ol start=3><li>b</ol><li><p>c</p><ul><li>d</ul></ul><ul><li>e</li><ul><li>f</ul></ul>", "",
			"- a\n\n  3. b\n\n- c\n\n  - d\n\n* e\n  - f"},
		"a list with paragraphs": {"<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "", "1. a\n\n   b\n\n2. c"},
		"tables": {"<table><caption>A</caption><tr><th>b<th>c|d</tr><tr><td colspan=2><p>e</p><p>f</p></tr><tr><td>g<br>h</table>", "",
			"A\n\n| b | c\\|d |\n| --- | --- |\n| e f |  |\n| g h |  |"},
		"tables for the layout": {"<table><tr><td><h2>a</h2><p>b</p><td><ul><li>c</ul></table><table><tr><td>d</table>", "", "## a\n\nb\n\n- c\n\nd"},
		"lines":                 {"<p>Gatan 1<br>123 45 Orten<br><br>Ny&nbsp;&nbsp; rad, § 5, 12&nbsp;000&nbsp;kr</p><pre>a\n  b</pre>", "", "Gatan 1\\\n123 45 Orten\n\nNy rad, § 5, 12\u00a0000\u00a0kr\n\na\\\nb"},
		"quotes and rules":      {"<blockquote><p>a</p><ul><li>b</ul></blockquote><hr>c", "", "> a\n>\n> - b\n\n---\n\nc"},
		"what goes": {`<head><title>a</title><style>b</style></head><body><script>c</script><!-- d --><p onclick=e style="color:red">f<img src=g alt="A &quot;[h]&quot;" width=1><span></span></p><p>&nbsp;</p><p style="display:none">i</p><p hidden>j</p><p>“k” – l&shy;m&#x200b;n</p><p>o &amp;#x202e; p` + "\u202e", "",
			"f“k” – lmn\n\no &amp;#x202e; p"},
		"nothing": {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			title, source, err := convert.HTML(c.page)
			if c.want = strings.Replace(c.want, "f“k”", "f "+`A "\[h\]"`+"\n\n“k”", 1); err != nil || title != c.title || source != c.want {
				t.Errorf("%q, %v\n%s\nnot %q\n%s", title, err, source, c.title, c.want)
			}
			holds(t, c.page)
		})
	}
	if _, _, err := convert.HTML(strings.Repeat("<p>a", convert.MaxPage)); !errs.HasKey(err, "editor.import.too_large") {
		t.Errorf("more than is taken: %v", err)
	}
	holds(t, strings.Repeat("<div>", 600)+"deep "+strings.Repeat("<ul><li>", 40)+"deeper")
	holds(t, "<p>"+strings.Repeat("*[_ ", 3000)+"<p>"+strings.Repeat("_", 5000))
	holds(t, strings.Repeat("<h2>a</h2>", 2500))
}

// What Word and browsers put on the clipboard, and pages, with the Markdown
// that is expected of them in a file beside each.
func TestFixtures(t *testing.T) {
	t.Parallel()
	pages, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range pages {
		name, isPage := strings.CutSuffix(f.Name(), ".html")
		if !isPage {
			continue
		}
		seen++
		page, err := os.ReadFile("testdata/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile("testdata/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		title, source, err := convert.HTML(string(page))
		if got := "# " + title + "\n\n" + source + "\n"; err != nil || got != string(want) {
			t.Errorf("%s: %v\n%s", f.Name(), err, got)
		}
		holds(t, string(page))
	}
	if seen < 5 {
		t.Errorf("only %d fixtures", seen)
	}
}

func FuzzHTML(f *testing.F) {
	for _, page := range []string{
		"<h1>a</h1><p>b <b>c</b><i>d</i></p><ul><li>e<ol><li>f</ol></ul><table><tr><td>g<td>h</table>", "a<br><br>b<pre>c\n d</pre>",
		"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>a", "*a* _b_ # c\n1. d", "<a href=https://a.b>c</a>!<a href=mailto:d>e",
		"www.a.b http://c.d/e_f g@h.i", "&lt;a&gt; &amp;amp; {{b}}", "<li>a<td>b<tr>c<dd>d", "<b>a</b><b>b</b><i>c</i>d", "---", "<h2># a #</h2>", "=", "\u2028a\u0085b\u3000", "\\", "[a]: b", "|a|\n|-|",
		"<td>:-:<table><tr><td>|</table>", "~~a~~", "<s>~</s>", "<ol start=9><li>-<li>1.</ol>", "    a", "<p>a<br>- b<br>===", "<blockquote>a<hr><ol><li><hr>", "<b> a</b>b", "<i>*</i>", "a<a href=http://b>", "![a](b)", "<th>a<tr><td>b",
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) { holds(t, page) })
}

// holds fails where the result cannot be rendered, or where a word of the page
// is lost or stands elsewhere.
func holds(t *testing.T, page string) {
	t.Helper()
	page = strings.ToValidUTF8(page, "\ufffd")
	title, source, err := convert.HTML(page)
	if err != nil {
		t.Fatalf("%v of %.300q", err, page)
	}
	doc, err := markdown.Render(source, "")
	if err != nil && !errs.HasKey(err, "markdown.empty") {
		t.Fatalf("%v of\n%.600s\nmade of %.300q", err, source, page)
	}
	if again := markdown.Normalise(source); again != source {
		t.Fatalf("%q is not as it is kept: %q", source, again)
	}
	if err != nil { // nothing that could be seen
		doc.HTML = html.EscapeString(strings.ReplaceAll(source, "---", ""))
	}
	got, want := squeezed(title+markdown.Text(doc.HTML)), squeezed(wordsOf(page, title != ""))
	if got != want {
		t.Fatalf("the words of %.400q are\n%.500q\nand were\n%.500q\nsource:\n%.500s", page, got, want, source)
	}
}

// squeezed is words without what stands between them, and without characters
// that Markdown or we read another way.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u00ad\u200b\u2060\ufeff\ufffc", r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r < ' ' || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, strings.Join(strings.Fields(markdown.Normalise(strings.ToValidUTF8(s, "\ufffd"))), ""))
}

var wordStyle = regexp.MustCompile(`(?i)mso-list:\s*l[0-9]+\s+level[1-9]`)

// wordsOf is what is to be read on a page, the title first.
func wordsOf(page string, titled bool) string {
	root, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		var b strings.Builder
		for z := html.NewTokenizer(strings.NewReader(page)); ; {
			switch z.Next() {
			case html.ErrorToken:
				return b.String()
			case html.TextToken:
				b.Write(z.Text())
			}
		}
	}
	var title, rest strings.Builder
	var walk func(n *html.Node, to *strings.Builder, item bool)
	walk = func(n *html.Node, to *strings.Builder, item bool) {
		style := func(s string) bool {
			return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
				return a.Key == "style" && strings.Contains(strings.ToLower(strings.ReplaceAll(a.Val, " ", "")), s) || s == "hidden" && a.Key == s
			})
		}
		switch {
		case n.Type == html.TextNode:
			to.WriteString(n.Data)
		case n.DataAtom == atom.Img:
			for _, a := range n.Attr {
				if a.Key == "alt" {
					to.WriteString(a.Val)
				}
			}
		}
		if n.Type == html.ElementNode && (n.Namespace != "" || n.Data == "xml" || style("hidden") || style("display:none") || style("mso-hide:all") || style("visibility:hidden") || item && style("mso-list:ignore") ||
			slices.Contains([]string{"head", "script", "style", "template", "noscript", "title", "svg", "math", "iframe", "object", "embed", "audio", "video", "canvas", "select", "button", "textarea", "input", "datalist", "frameset", "noembed", "noframes"}, n.Data)) {
			return
		}
		if titled && to == &rest && n.Type == html.ElementNode && (n.Data == "h1" || slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "class" && strings.HasPrefix(a.Val, "MsoTitle") })) && title.Len() == 0 {
			to = &title
		}
		item = item && n.Data != "p" && n.Data != "div" || (n.Data == "p" || n.Data == "div") && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
			return a.Key == "style" && wordStyle.MatchString(a.Val)
		})
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, to, item)
		}
	}
	walk(root, &rest, false)
	return title.String() + rest.String()
}
