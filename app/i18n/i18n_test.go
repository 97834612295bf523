package i18n_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/locales"
)

// load loads the app's own files; a message that cannot be said fails the test.
func load(t testing.TB) *i18n.Bundle {
	t.Helper()
	b, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	b.OnProblem(func(lang, key string, err error) { t.Errorf("%s: %s: %v", lang, key, err) })
	return b
}

// small loads a small bundle, with every form that a message can have. What it
// could not say is collected.
func small(t testing.TB) (b *i18n.Bundle, problems *[]string) {
	t.Helper()
	b, err := i18n.Load(fstest.MapFS{
		"en.toml": {Data: []byte(`
"gate.title" = "Before you go on"
"gate.hello" = "<b>Hello {{.Name}}</b> & welcome"
"gate.count" = { one = "one document", other = "{{.Count}} documents" }
"gate.english" = "Only in English"
`)},
		"sv.toml": {Data: []byte(`
"gate.title" = "Innan du går vidare"
"gate.hello" = "<b>Hej {{.Name}}</b> & välkommen"
"gate.count" = { one = "ett dokument", other = "{{.Count}} dokument" }
`)},
		"README.md": {Data: []byte("no language")},
	})
	if err != nil {
		t.Fatal(err)
	}
	problems = new([]string)
	b.OnProblem(func(lang, key string, err error) {
		*problems = append(*problems, fmt.Sprintf("%s %s: %v", lang, key, err))
	})
	return b, problems
}

func TestMessages(t *testing.T) {
	b, problems := small(t)
	sv, en := b.Localizer("sv"), b.Localizer("en")
	for _, c := range []struct{ got, want string }{
		{sv.T("gate.title"), "Innan du går vidare"},
		{en.T("gate.title"), "Before you go on"},
		{en.T("gate.title", "Unused", 1), "Before you go on"},
		{sv.T("gate.hello", "Name", `"Åsa" <a@b>`), `<b>Hej "Åsa" <a@b></b> & välkommen`}, // escaping is the page's
		{sv.T("gate.hello", "Name", "{{.Name}}"), "<b>Hej {{.Name}}</b> & välkommen"},
		{sv.T("gate.count", "Count", 1), "ett dokument"},
		{sv.T("gate.count", "Count", 0), "0 dokument"},
		{sv.T("gate.count", "Count", 12500), "12\u00a0500 dokument"},
		{en.T("gate.count", "Count", int64(12500)), "12,500 documents"},
		{sv.Message("gate.hello", errs.Params{"Name": "Åsa"}), "<b>Hej Åsa</b> & välkommen"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if len(*problems) > 0 {
		t.Errorf("unexpected problems: %q", *problems)
	}
}

func TestProblemsAreSeenAndHeard(t *testing.T) {
	b, problems := small(t)
	sv := b.Localizer("sv")
	for i, c := range []struct{ got, want string }{
		{sv.T("gate.missing"), "⟦gate.missing⟧"},
		{sv.T("gate.english"), "Only in English"}, // better than nothing, for people; for tests it is a problem
		{sv.T("gate.hello"), "⟦gate.hello⟧"},
		{sv.T("gate.hello", "name", "Åsa"), "⟦gate.hello⟧"},
		{sv.T("gate.hello", "Name"), "⟦gate.hello⟧"},
		{sv.T("gate.hello", 1, 2), "⟦gate.hello⟧"},
		{sv.T("gate.count"), "⟦gate.count⟧"},
		{sv.T("gate.count", "Count", []int{1}), "⟦gate.count⟧"},
		{sv.T("gate.title", "Count", 1), "Innan du går vidare"}, // has no plural
		{sv.T(""), "⟦⟧"},
	} {
		if c.got != c.want {
			t.Errorf("%d: got %q, want %q", i, c.got, c.want)
		}
		if len(*problems) != 10 {
			t.Fatalf("%d problems were heard of: %q", len(*problems), *problems)
		}
	}
	if !strings.HasPrefix((*problems)[0], "sv gate.missing: ") {
		t.Errorf("heard %q", (*problems)[0])
	}
}

func TestParamsAreNotTouched(t *testing.T) {
	b, _ := small(t)
	params := map[string]any{"Count": 1234}
	b.Localizer("en").Message("gate.count", params)
	if params["Count"] != 1234 {
		t.Errorf("the caller's map was changed: %v", params)
	}
}

func TestLanguages(t *testing.T) {
	b := load(t)
	if got := b.Languages(); !slices.Equal(got, []string{"en", "nb", "sv"}) {
		t.Errorf("languages: %v", got)
	}
	b.Languages()[0] = "xx"
	for asked, want := range map[string]string{
		"sv": "sv", "nb": "nb", "en": "en", "sv-FI": "sv", "EN-gb": "en",
		"da": "nb", "nn": "nb", "no": "nb", "fi": "en", "de": "en", "ar": "en", "": "en", "../x": "en",
	} {
		l := b.Localizer(asked)
		if l.Lang() != want || l.Dir() != "ltr" {
			t.Errorf("asked for %q: got %q, %s", asked, l.Lang(), l.Dir())
		}
		if l != b.Localizer(want) {
			t.Errorf("%q: a localizer is made once a language", asked)
		}
	}
}

func TestFormats(t *testing.T) {
	b := load(t)
	stockholm := time.FixedZone("CET", 3600) // as in winter, on machines without zone files too
	at := time.Date(2026, 12, 1, 23, 5, 0, 0, time.UTC)
	for lang, want := range map[string][]string{
		"en": {"1 December 2026", "December 2026", "2 December 2026, 00:05 CET", "1 December 2026, 23:05 UTC", "1,234,567", "a, b and c", "a and b"},
		"sv": {"1 december 2026", "december 2026", "2 december 2026 kl. 00:05 CET", "1 december 2026 kl. 23:05 UTC", "1\u00a0234\u00a0567", "a, b och c", "a och b"},
		"nb": {"1. desember 2026", "desember 2026", "2. desember 2026 kl. 00:05 CET", "1. desember 2026 kl. 23:05 UTC", "1\u00a0234\u00a0567", "a, b og c", "a og b"},
	} {
		l := b.Localizer(lang)
		got := []string{
			l.Date(at), l.MonthYear(at), l.DateTime(at, stockholm), l.DateTime(at, nil),
			l.Number(1234567), l.List([]string{"a", "b", "c"}), l.List([]string{"a", "b"}),
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", lang, got, want)
		}
		if got := l.List(nil) + l.List([]string{"a"}) + l.Number(7); got != "a7" {
			t.Errorf("%s: the plain cases: %q", lang, got)
		}
		for m := time.January; m <= time.December; m++ {
			l.MonthYear(time.Date(2026, m, 1, 0, 0, 0, 0, time.UTC))
		}
	}
}

func TestLanguageName(t *testing.T) {
	l := load(t).Localizer("nb")
	for code, want := range map[string]string{
		"sv": "Svenska", "en": "English", "nb": "Norsk bokmål", "nn": "Nynorsk", "da": "Dansk", "fi": "Suomi",
		"de": "Deutsch", "ar": "العربية", "en-gb": "British English", "zh-hant": "繁體中文", "tlh": "tlh", "no such": "no such", "": "",
	} {
		if got := l.LanguageName(code); got != want {
			t.Errorf("%q calls itself %q, want %q", code, got, want)
		}
	}
}

func TestDir(t *testing.T) {
	for code, want := range map[string]string{
		"sv": "ltr", "ar": "rtl", "he": "rtl", "fa-ir": "rtl", "ur": "rtl", "az": "ltr", "az-arab": "rtl", "": "ltr", "junk!": "ltr",
	} {
		if got := i18n.Dir(code); got != want {
			t.Errorf("%q runs %s, want %s", code, got, want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for why, files := range map[string]map[string]string{
		"no reference":    {"sv.toml": `"a.b" = "x"`},
		"no TOML":         {"en.toml": `"a.b" = `},
		"a key twice":     {"en.toml": "\"a.b\" = \"x\"\n\"a.b\" = \"y\""},
		"no language":     {"en.toml": `"a.b" = "x"`, "swedish.toml": `"a.b" = "x"`},
		"not canonical":   {"en.toml": `"a.b" = "x"`, "SV.toml": `"a.b" = "x"`},
		"a key in a form": {"en.toml": "[\"a.b\"]\none = \"x\"\nother = \"y\"\n\"c.d\" = \"z\""},
		"not a string":    {"en.toml": `"a.b" = 1`},
	} {
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := i18n.Load(fsys); err == nil {
			t.Errorf("%s: loaded", why)
		}
	}
}

func TestALocalizerIsShared(t *testing.T) {
	b := load(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 200 {
				l := b.Localizer("sv")
				l.Number(n)
				l.Date(time.Unix(int64(n)*1e7, 0))
			}
		})
	}
	wg.Wait()
}

func BenchmarkT(b *testing.B) {
	bundle, _ := small(b)
	l := bundle.Localizer("sv")
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.T("gate.title")
		}
	})
	b.Run("params", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.T("gate.hello", "Name", "Åsa")
		}
	})
}
