package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

const (
	swedish   = papers + "/" + privacy + "/text/sv"
	english   = papers + "/" + privacy + "/text/en"
	publishes = papers + "/" + privacy + "/publish"
)

// written saves a text and leads on.
func written(c *apptest.Client, path, source string) {
	form := c.Get(path).Want(http.StatusOK).Form("?")
	c.Post(path, with(form, url.Values{"title": {"Policy"}, "source": {source}, "do": {"save"}})).To(path + "?saved=1")
}

// wished is the publishing form with languages and what else was chosen.
func wished(p *apptest.Page, changes url.Values, languages ...string) url.Values {
	return with(with(p.Form(""), url.Values{"languages": languages, "when": {"now"}}), changes)
}

// area is what stands in a page's text field.
func area(t *testing.T, p *apptest.Page, id string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if n.Type == html.ElementNode && n.Data == "textarea" && a.Key == "id" && a.Val == id && n.FirstChild != nil {
				return n.FirstChild.Data
			}
		}
	}
	return ""
}

func TestBlanksBlockPublishing(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		starter := owner.Get(swedish).Want(http.StatusOK)
		if source := starter.Form("?").Get("source"); !strings.Contains(source, "{{") || len(source) < 1000 {
			t.Errorf("the starter text is %.200q", source)
		}
		written(owner, swedish, starter.Form("?").Get("source"))
		owner.Get(publishes).Want(http.StatusOK).Lacks("data-now") // no button: nothing can be published yet
		owner.Post(publishes, url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}}).Want(http.StatusUnprocessableEntity)

		written(owner, swedish, "## Om oss\n\n{{controller.name}}, {{controller.email}}.\n\n\n\nVi säljer {{vad ni säljer}}.")
		refused := owner.Post(publishes, url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}}).Want(http.StatusUnprocessableEntity)
		if !regexp.MustCompile(`vad ni säljer[^<]*\b7\b|\b7\b[^<]*vad ni säljer`).MatchString(refused.Body) {
			t.Errorf("the page does not say where the blank is: %s", refused.Body)
		}
		refused.Lacks("controller.name")
		if n := len(w.Document(alfa, privacy).Versions); n != 0 {
			t.Errorf("%d versions were published", n)
		}
		written(owner, swedish, "## Om oss\n\n{{controller.name}}, {{controller.email}}.\n\nVi säljer bilder. \\{{inte denna}}")
		owner.Post(publishes, wished(owner.Get(publishes), nil, "sv")).To(papers + "?published=" + privacy)
		w.Follow()
		w.Browser("alfa").Get(documentPath+"?lang=sv").Want(http.StatusOK).Has("alfa AB, <a href=\"mailto:privacy@alfa.example\"", "Vi säljer bilder.")
	})
}

// Two people write on one text: who comes second sees both, and loses nothing.
func TestTwoPeopleWriteOnOneText(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		owner, editor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
		for round, base := range []string{"nothing", "a draft"} {
			mine := with(owner.Get(swedish).Form("?"), url.Values{"title": {"Mine"}, "source": {"My text & <mine>.\n" + base}, "do": {"save"}})
			theirs := with(editor.Get(swedish).Form("?"), url.Values{"title": {"Theirs"}, "source": {"Their text.\n" + base}, "do": {"save"}})
			editor.Post(swedish, theirs).To(swedish + "?saved=1")
			both := owner.Post(swedish, mine).Want(http.StatusConflict)
			if got := area(t, both, "source"); got != mine.Get("source") {
				t.Errorf("round %d: mine came back as %q", round, got)
			}
			if got := area(t, both, "theirs"); got != theirs.Get("source") {
				t.Errorf("round %d: theirs is shown as %q", round, got)
			}
			if d := w.Drafts(alfa); len(d) != 1 || d[0].Source != theirs.Get("source") || d[0].Title != "Theirs" {
				t.Errorf("round %d: kept was %+v", round, d)
			}
			owner.Post(swedish, with(mine, url.Values{"source": {"Stubborn."}})).Want(http.StatusConflict)
			owner.Post(swedish, with(both.Form("?"), url.Values{"do": {"save"}})).To(swedish + "?saved=1") // having seen both
			if d := w.Drafts(alfa); d[0].Source != mine.Get("source") || d[0].Title != "Mine" {
				t.Errorf("round %d: kept was %+v", round, d)
			}
		}
		// A draft that was published meanwhile is no reason to lose what was written.
		open := with(editor.Get(swedish).Form("?"), url.Values{"source": {"Written meanwhile."}, "do": {"save"}})
		owner.Post(publishes, wished(owner.Get(publishes), nil, "sv")).Want(http.StatusSeeOther)
		late := editor.Post(swedish, open).Want(http.StatusConflict)
		if got := area(t, late, "source"); got != "Written meanwhile." {
			t.Errorf("what was written came back as %q", got)
		}
		editor.Post(swedish, with(late.Form("?"), url.Values{"do": {"save"}})).Want(http.StatusSeeOther)

		// All at once, and the first of all drafts.
		pages := atOnce(8, func(i int) *apptest.Page {
			return editor.Post(english, url.Values{"title": {"T"}, "source": {"Text " + strconv.Itoa(i)}, "lock": {"0"}, "do": {"save"}})
		})
		if got := statuses(t, pages); got[http.StatusSeeOther] != 1 || got[http.StatusConflict] != 7 {
			t.Errorf("%v", got)
		}
	})
}

// What is refused stays on the page as it was typed.
func TestRefusedTextsStayOnThePage(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		written(owner, swedish, "A draft that is there.")
		form := owner.Get(swedish).Form("?")
		each(t, w, map[string]url.Values{
			"more than 1 MB": {"source": {strings.Repeat("Räksmörgås. ", 90_000)}}, "deep nesting": {"source": {strings.Repeat("> ", 200) + "deep"}},
			"turned": {"source": {"Turned \u202e text"}}, "a control": {"source": {"Control \x07 character"}}, "long title": {"title": {strings.Repeat("å", 161)}},
			"broken": {"source": {"Broken \xff text"}}, "turned title": {"title": {"Policy\u202e"}},
		}, func(t *testing.T, w *apptest.World, c url.Values) {
			sent := with(with(form, url.Values{"source": {"A text that I wrote."}, "title": {"Mine"}, "do": {"save"}}), c)
			p := owner.In(t).Post(swedish, sent).Want(http.StatusUnprocessableEntity)
			back := p.Form("?")
			for _, field := range []string{"title", "source"} {
				if want := sent.Get(field); back.Get(field) != want {
					t.Errorf("%s came back as %.60q (%d bytes), not %.60q (%d bytes)", field, back.Get(field), len(back.Get(field)), want, len(want))
				}
			}
			if d := w.Drafts(w.Sites["alfa"]); len(d) != 1 || d[0].Source != "A draft that is there." {
				t.Errorf("kept was %.100q", d[0].Source)
			}
		})
		for _, hidden := range []string{"\u200b", " \n\t\u200b\u2060 ", ""} { // nothing to read: may be kept as a draft, and not be published
			written(owner, swedish, "x")
			form := owner.Get(swedish).Form("?")
			owner.Post(swedish, with(form, url.Values{"source": {hidden}, "do": {"save"}}))
			owner.Post(publishes, url.Values{"weight": {"new"}, "languages": {"sv"}, "when": {"now"}})
			for _, v := range w.Document(w.Sites["alfa"], privacy).Versions {
				if full, err := w.Documents.Text(w.On(w.Sites["alfa"]), v.Text("sv").ID); err != nil || !strings.Contains(full.HTML, "x") {
					t.Errorf("a text with nothing to read was published: %+v", full)
				}
			}
		}
	})
}

func TestPublishingThroughTheStudio(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		written(owner, swedish, first["sv"])
		written(owner, english, first["en"])
		seqs := func(want int) {
			t.Helper()
			if got := len(w.Document(alfa, privacy).Versions); got != want {
				t.Fatalf("%d versions, not %d", got, want)
			}
		}
		page := owner.Get(publishes).Want(http.StatusOK)
		for _, weight := range []string{"correction", "announcement", "", "NEW", "consent"} { // the first asks
			owner.Post(publishes, wished(page, url.Values{"weight": {weight}}, "sv", "en")).Want(http.StatusUnprocessableEntity)
		}
		owner.Post(publishes, wished(page, nil)).Want(http.StatusUnprocessableEntity) // in no language
		owner.Post(publishes, wished(page, nil, "xx-invalid-language")).Want(http.StatusUnprocessableEntity)
		seqs(0)
		form := wished(page, nil, "sv", "en")
		double := atOnce(4, func(int) *apptest.Page { return owner.Post(publishes, form) })
		if got := statuses(t, double); got[http.StatusSeeOther] != 4 {
			t.Errorf("a button that was pressed four times: %v", got)
		}
		seqs(1)
		if d := w.Drafts(alfa); len(d) != 0 {
			t.Errorf("%d drafts are left", len(d))
		}
		w.Follow()
		kim := w.Browser("alfa").Register("kim@example.com")

		// At a set time, as the site's clock has it; on the form as it was typed.
		written(owner, english, second["en"])
		page = owner.Get(publishes).Want(http.StatusOK).Has("<del>", "<ins>")
		for _, at := range []string{"", "tomorrow", "2026-13-01T09:00", "2026-03-01T09:00", "2027-09-01T09:00", "0001-01-01T00:00"} {
			p := owner.Post(publishes, wished(page, url.Values{"weight": {"new"}, "when": {"at"}, "at": {at}, "summary_en": {"Seven, not ten."}}, "en")).Want(http.StatusUnprocessableEntity)
			if got := p.Form("").Get("summary_en"); got != "Seven, not ten." {
				t.Errorf("the summary came back as %q", got)
			}
		}
		seqs(1)
		owner.Post(publishes, wished(page, url.Values{"weight": {"new"}, "when": {"at"}, "at": {"2026-04-07T09:00"}, "summary_en": {"Seven, not ten."}}, "en")).Want(http.StatusSeeOther)
		v := version(t, w, alfa, 2)
		if want := time.Date(2026, 4, 7, 7, 0, 0, 0, time.UTC); !v.EnforcedAt.Equal(want) || len(v.Texts) != 1 || v.Texts[0].Summary != "Seven, not ten." {
			t.Errorf("published was %+v", v)
		}
		kim.Get("/account").Want(http.StatusOK)

		// What would keep a scheduled version from ever taking effect is asked about.
		written(owner, swedish, third["sv"])
		page = owner.Get(publishes).Want(http.StatusOK)
		if _, asked := page.Boxes("overtake")["overtake"]; !asked {
			t.Error("nothing asks whether to overtake")
		}
		owner.Post(publishes, wished(page, url.Values{"weight": {"correction"}}, "sv")).Want(http.StatusUnprocessableEntity)
		seqs(2)
		owner.Post(publishes, wished(page, url.Values{"weight": {"correction"}, "overtake": {"yes"}}, "sv")).Want(http.StatusSeeOther)
		seqs(3)
		w.Clock.Set(v.EnforcedAt)
		kim.SignIn("kim@example.com").Get("/account").Want(http.StatusOK)
		owner.SignIn("owner@alfa.example")

		versions := papers + "/" + privacy + "/versions"
		owner.Get(versions).Want(http.StatusOK).Has(versions+"/1/withdraw", versions+"/3/withdraw")
		for _, seq := range []string{"4", "0", "-1", "x", "1e0"} {
			owner.Post(versions+"/"+seq+"/withdraw", nil).Want(http.StatusNotFound)
		}
		for range 2 {
			owner.Post(versions+"/3/withdraw", nil).To(versions)
		}
		kim.Get("/account").To(toGate) // then the scheduled one takes effect
		other := w.Browser("platform").SignIn("owner@beta.example")
		other.Post("/studio/beta/settings/appearance/documents/"+privacy+"/versions/2/withdraw", nil).Want(http.StatusNotFound)
		kim.Get("/account").To(toGate)
	})
}

// A preview keeps nothing, runs nothing, and shows what is left to fill in.
func TestPreviewAndDiscard(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		hostile := "# Title\n\n<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) **{{controller.name}}** {{blank}}"
		p := owner.Post(swedish+"/preview", url.Values{"source": {hostile}}).Want(http.StatusOK).Has("<strong>alfa AB</strong>", "blank")
		p.Lacks("<script", "<img", "javascript:")
		if len(w.Drafts(w.Sites["alfa"])) != 0 {
			t.Error("a preview kept a draft")
		}
		written(owner, swedish, hostile)
		owner.Get(swedish).Want(http.StatusOK).Lacks("<script>alert", "<img src=x", `href="javascript:`)
		owner.Post(swedish, url.Values{"do": {"discard"}}).To(swedish)
		if len(w.Drafts(w.Sites["alfa"])) != 0 {
			t.Error("the draft is still there")
		}
		for _, path := range []string{"/text/xx1", "/text/SV", "/text/", "/text/sv.json"} {
			owner.Get(papers + "/" + privacy + path).Want(http.StatusNotFound)
		}
		owner.Get(papers + "/" + documents.DPASlug + "/text/sv").Want(http.StatusNotFound) // alfa has no such document
		owner.Post(papers+"/"+documents.DPASlug+"/text/sv", url.Values{"title": {"x"}, "source": {"x"}, "lock": {"0"}}).Want(http.StatusNotFound)
	})
}
