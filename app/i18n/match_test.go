package i18n_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/i18n"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		why       string
		available string
		source    string
		requested string
		want      string
	}{
		{"the same language", "en sv nb", "en", "sv", "sv"},
		{"whatever the case", "en zh-hant-tw", "en", "zh-Hant-TW", "zh-hant-tw"},
		{"as it is stored", "en pt-BR", "en", "pt-br", "pt-BR"},
		{"the first that is available", "en sv nb", "en", "fi de nb sv", "nb"},
		{"without the region", "sv en", "sv", "en-GB", "en"},
		{"the region itself before the language", "en en-gb", "en", "en-GB", "en-gb"},
		{"the language before another region", "en-us en", "en", "en-GB", "en"},
		{"another region before anything else", "sv en-us", "sv", "en-GB sv", "en-us"},
		{"a region of what was asked without one", "sv pt-br", "sv", "pt", "pt-br"},
		{"an earlier wish before an exact one", "de sv", "sv", "de-AT sv", "de"},
		{"Norwegian is bokmål", "en nn nb", "en", "no", "nb"},
		{"Norwegian with a region, too", "en nb", "en", "no-NO", "nb"},
		{"bokmål is Norwegian", "en no", "en", "nb", "no"},
		{"Norwegian as such where there is it", "nb no", "nb", "no", "no"},

		{"all wishes before neighbours", "nb de en", "en", "sv de", "de"},
		{"an explicit choice, too, is one wish among others", "nb sv", "sv", "da sv", "sv"},
		{"a neighbour before English", "en nb", "en", "sv fi", "nb"},
		{"the nearest neighbour", "da sv nn", "sv", "nb", "nn"},
		{"neighbours in the list's order", "sv nb", "sv", "fi da sv-fi", "sv"},
		{"neighbours of the dearest", "nn sv", "sv", "da", "nn"},
		{"a neighbour with a region", "en nb-no", "en", "sv-FI", "nb-no"},
		{"Danish for Swedes", "da en", "da", "sv", "da"},
		{"Norwegian's neighbours", "sv en", "en", "no", "sv"},

		{"English before the source", "sv en", "sv", "fi", "en"},
		{"any English", "sv en-gb", "sv", "fi", "en-gb"},
		{"Finnish is nobody's neighbour", "sv nb", "nb", "fi", "nb"},
		{"the source", "de fr sv", "fr", "fi", "fr"},
		{"nothing was asked for", "sv nb", "nb", "", "nb"},
		{"the source, though it was withdrawn", "de fr", "sv", "fi", "de"},
		{"nothing to choose from", "", "sv", "sv", ""},
	} {
		got := i18n.Match(strings.Fields(c.available), c.source, strings.Fields(c.requested)...)
		if got != c.want {
			t.Errorf("%s: of %q (source %s) for %q: %q, want %q", c.why, c.available, c.source, c.requested, got, c.want)
		}
	}
	if got := i18n.Match([]string{"en", "sv"}, "en", "", "-", "sv"); got != "sv" {
		t.Errorf("empty wishes: got %q", got)
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	available, requested := []string{"en", "sv", "nb"}, []string{"", "fi-fi", "de", "da-dk"}
	if n := testing.AllocsPerRun(100, func() { i18n.Match(available, "sv", requested...) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestParseAcceptLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"":                                     "",
		"sv":                                   "sv",
		"sv-SE,sv;q=0.8,en-US;q=0.5,en;q=0.3":  "sv-se sv en-us en",
		"en;q=0.3, nb;q=0.9 ,\tda":             "da nb en",
		"en;q=0.5,sv;q=0.5,nb;q=0.50":          "en sv nb",
		"sv;q=0,en":                            "en",
		"sv;q=0.000,en;q=0.001":                "en",
		"*":                                    "",
		"*,sv;q=0.1":                           "sv",
		"SV;Q=0.5":                             "sv",
		"sv; q=0.5":                            "sv",
		"zh-Hant-TW":                           "zh-hant-tw",
		"sv;q=2,en;q=-1,nb;q=NaN,da;q=1e-1,fi": "fi",
		"sv;q=,en;q,nb;,da;level=1;q=0.5,fi":   "fi",
		"<script>,sv_SE,s,svenska,\x00,å,,,en": "en",
		"sv\r\nX: y,en":                        "en",
	} {
		if got := strings.Join(i18n.ParseAcceptLanguage(header), " "); got != want {
			t.Errorf("%q: got %q, want %q", header, got, want)
		}
	}

	many := slices.Repeat([]string{"sv"}, 30)
	if got := i18n.ParseAcceptLanguage(strings.Join(many, ",")); len(got) != 20 {
		t.Errorf("of 30 languages %d were read", len(got))
	}
	if got := i18n.ParseAcceptLanguage("sv,*;" + strings.Repeat("x", 1015) + ",en-gb"); !slices.Equal(got, []string{"sv"}) {
		t.Errorf("a part beyond the first 1024 bytes was read, perhaps not all of it: %q", got)
	}
	if got := i18n.ParseAcceptLanguage(strings.Repeat("x", 5000)); len(got) != 0 {
		t.Errorf("one endless part gave %q", got)
	}
}

func TestValid(t *testing.T) {
	for code, want := range map[string]string{
		"sv": "sv", "SV": "sv", "nb-NO": "nb-no", "zh-Hant": "zh-hant", "zh-Hant-TW": "zh-hant-tw",
		"es-419": "es-419", "fil": "fil", "uzn-cyrl-860": "uzn-cyrl-860",
	} {
		if got, ok := i18n.Valid(code); !ok || got != want {
			t.Errorf("Valid(%q) = %q, %v", code, got, ok)
		}
	}
	for _, code := range []string{
		"", "s", "svenska", "sv-", "-sv", "sv--se", "sv_SE", "sv-SWE", "sv-1", "zh-Hant-", "zh-Hant-TW-x", "sv-TW-Hant",
		"i-klingon", "x-private", "*", "å", "s1", "sv ", " sv", "sv\x00", "sv/..", "../sv", "@v", "[v", "sv-@B",
	} {
		if got, ok := i18n.Valid(code); ok || got != "" {
			t.Errorf("Valid(%q) = %q, %v; want it refused", code, got, ok)
		}
	}
}

func FuzzParseAcceptLanguage(f *testing.F) {
	f.Add("sv-SE,sv;q=0.8,en-US;q=0.5,*;q=0")
	f.Add("no;q=.,da;q=1.0")
	f.Add(strings.Repeat("en,", 400))
	available := []string{"en", "sv", "nb", "zh-hant"}
	f.Fuzz(func(t *testing.T, header string) {
		codes := i18n.ParseAcceptLanguage(header)
		if len(codes) > 20 {
			t.Fatalf("%d languages", len(codes))
		}
		for _, code := range codes {
			if again, ok := i18n.Valid(code); !ok || again != code || len(code) > 12 {
				t.Fatalf("%q is not canonical", code)
			}
		}
		if got := i18n.Match(available, "sv", codes...); !slices.Contains(available, got) {
			t.Fatalf("chose %q", got)
		}
		if got := i18n.Match(available, "sv", header); !slices.Contains(available, got) {
			t.Fatalf("chose %q for raw input", got)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	available, header := []string{"en", "sv", "nb"}, "fi-FI,fi;q=0.9,da;q=0.5"
	b.ReportAllocs()
	for b.Loop() {
		i18n.Match(available, "sv", i18n.ParseAcceptLanguage(header)...)
	}
}
