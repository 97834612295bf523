package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// in fails where a document is not the text in a language, said to be so.
func in(t *testing.T, p *apptest.Page, language string) {
	t.Helper()
	p.Want(http.StatusOK)
	if got := p.Header.Get("Content-Language"); got != language {
		t.Errorf("%s is in %q, not %q", p.Path, got, language)
	}
	p.Has(`<article class="law" lang="`+language+`"`, map[string]string{"sv": "tio år", "en": "ten years", "nb": "ti år"}[language])
	if c := p.Header.Values("Set-Cookie"); len(c) > 0 {
		t.Errorf("%s set %v", p.Path, c)
	}
	for _, header := range []string{"Accept-Language", "Accept-Encoding", "Cookie"} {
		if vary := p.Header.Get("Vary"); !strings.Contains(vary, header) {
			t.Errorf("%s varies by %q", p.Path, vary)
		}
	}
}

func TestTheLanguageOfADocument(t *testing.T) {
	t.Parallel()
	norwegian := "## Hvor lenge\n\nBestillinger lagres i ti år."
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first) // sv (the source) and en
		w.Publish(w.Sites["beta"], privacy, documents.NewVersion, map[string]string{"sv": first["sv"], "nb": norwegian})
		for _, c := range []struct{ asked, alfa, beta string }{
			{"", "en", "sv"}, {"*", "en", "sv"}, {"fr", "en", "sv"}, {"fr-CA, de;q=0.9", "en", "sv"}, // nothing of it: English, then the source
			{"sv", "sv", "sv"}, {"en", "en", "sv"}, {"sv-FI", "sv", "sv"}, {"SV", "sv", "sv"}, {"en-GB, sv;q=0.9", "en", "sv"},
			{"en;q=0.1, sv;q=0.2", "sv", "sv"}, {"sv;q=0.1, en;q=0.2", "en", "sv"}, {"en;q=0, sv;q=0", "en", "sv"},
			{"de, fr, it, es, pl, sv;q=0.1", "sv", "sv"}, // the whole list before a language nobody asked for
			{"nb", "sv", "nb"}, {"no", "sv", "nb"}, {"nn", "sv", "nb"}, {"da", "sv", "nb"}, {"da, en;q=0.1", "en", "nb"}, {"nb, fr", "sv", "nb"},
			{"is", "en", "sv"}, {"x", "en", "sv"}, {";;;,,,q=", "en", "sv"}, {strings.Repeat("fr,", 400) + "sv", "en", "sv"},
		} {
			for site, want := range map[string]string{"alfa": c.alfa, "beta": c.beta} {
				b := w.Browser(site)
				b.Header.Set("Accept-Language", c.asked)
				in(t, b.Get(documentPath), want)
				in(t, b.Get("/cldoc/"+privacy+"/1.htm"), want)
			}
		}
	})
}

// The address, then the choice made on this host, then the browser. Only a
// post of the switch remembers a choice.
func TestTheChoiceOfALanguage(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		b := w.Browser("alfa") // asks for English
		in(t, b.Get(documentPath+"?lang=sv"), "sv")
		in(t, b.Get(documentPath+"?lang=SV-fi&x=1"), "sv")
		in(t, b.Get(documentPath+"?lang=nb"), "en") // what is there of all that was asked for comes before its neighbours
		for _, bad := range []string{"", "xx", "<script>", "../sv", strings.Repeat("s", 5000), "sv\x00"} {
			in(t, b.Get(documentPath+"?lang="+url.QueryEscape(bad)), "en")
		}
		in(t, b.Get(documentPath), "en")

		b.Do(http.MethodGet, "/language?lang=sv", nil, nil).Want(http.StatusMethodNotAllowed)
		for _, bad := range []string{"", "swedish", "sv;Path=/x", "s\r\nx"} {
			if p := b.Post("/language", url.Values{"lang": {bad}, "return": {"/login"}}); p.Header.Get("Set-Cookie") != "" {
				t.Errorf("the language %q was remembered as %q", bad, p.Header.Get("Set-Cookie"))
			}
		}
		set := b.Post("/language", url.Values{"lang": {"sv"}, "return": {documentPath}})
		set.To(documentPath)
		if c := set.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "language=sv;") || strings.Contains(c, "Domain") || !strings.Contains(c, "HttpOnly") {
			t.Errorf("the choice is kept as %q", c)
		}
		in(t, b.Get(documentPath), "sv")
		in(t, b.Get(documentPath+"?lang=en"), "en")
		in(t, b.Get(documentPath), "sv")
		for given, want := range map[string]string{"//evil.example": "/", "https://evil.example": "/", `/\evil`: "/", "": "/", "/login?return=/x": "/login?return=/x"} {
			b.Post("/language", url.Values{"lang": {"sv"}, "return": {given}}).To(want)
		}
		forged := w.Browser("alfa")
		forged.Header.Set("Cookie", `language="><script>; language=sv`)
		forged.Get(documentPath).Want(http.StatusOK).Lacks("><script>;")
	})
}

// The frame is in the page's language, the text in its own, and the reader is
// told which; links lead to every other.
func TestADocumentInAnotherLanguageThanThePage(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, map[string]string{"sv": first["sv"]})
		english, swedish := w.Browser("alfa"), w.Browser("alfa")
		swedish.Header.Set("Accept-Language", "sv")
		for range 2 { // made, then from memory, in turns
			e, s := english.Get(documentPath), swedish.Get(documentPath)
			in(t, e, "sv")
			in(t, s, "sv")
			e.Has(`<html lang="en"`, `class="notice" role="note"`)
			s.Has(`<html lang="sv"`).Lacks(`class="notice" role="note"`)
			if e.Body == s.Body {
				t.Error("the frame does not follow the reader")
			}
		}
		w.Publish(w.Sites["alfa"], privacy, documents.Correction, map[string]string{"en": first["en"]})
		in(t, english.Get(documentPath), "en")
		origin := w.Config.Origin("alfa.localhost")
		for path, languages := range map[string][]string{documentPath: {"en", "sv"}, "/cldoc/" + privacy + "/1.htm": {"sv"}} {
			p := english.Get(path)
			p.Has(`<link rel="canonical" href="` + origin + path + "?lang=" + p.Header.Get("Content-Language") + `">`)
			if n := strings.Count(p.Body, `<link rel="alternate" hreflang=`); n != len(languages)+1 {
				t.Errorf("%s has %d alternates", path, n)
			}
			for _, l := range languages {
				p.Has(`hreflang="` + l + `" href="` + origin + path + "?lang=" + l + `"`)
			}
		}
	})
}

// A text in another language is no way round the gate.
func TestWhoReadsAnotherLanguageIsStillGated(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		for _, language := range []string{"fr", "sv", "nb", "", "xx-invalid"} {
			kim.Header.Set("Accept-Language", language)
			kim.Get("/account").To(toGate)
			kim.Get("/account?lang=" + language).Want(http.StatusSeeOther)
		}
		kim.Header.Set("Accept-Language", "fr")
		kim.Get("/accept").Want(http.StatusOK).Has("seven years", `lang="en"`)
		kim.Get("/accept?lang=sv").Want(http.StatusOK).Has("sju år", `<html lang="sv"`)
	})
}
