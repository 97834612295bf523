package hostnames_test

import (
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/tenants/hostnames"
)

// longest is a name of exactly the 253 bytes that DNS allows.
var longest = strings.Repeat(strings.Repeat("a", 63)+".", 3) + strings.Repeat("b", 61)

func TestNormalise(t *testing.T) {
	label63 := strings.Repeat("a", 63)
	for host, want := range map[string]string{
		"example.com":             "example.com",
		"EXAMPLE.Com":             "example.com",
		"example.com:8080":        "example.com",
		"example.com:65535":       "example.com",
		"example.com.":            "example.com",
		"example.com.:443":        "example.com",
		"localhost:8080":          "localhost",
		"anna.localhost":          "anna.localhost",
		"ab--cd.example":          "ab--cd.example",
		"4photo.example":          "4photo.example",
		"1.2.3.4.example":         "1.2.3.4.example",
		"0x.example":              "0x.example",
		label63 + ".com":          label63 + ".com",
		longest:                   longest,
		longest + ".:443":         longest,
		"bücher.example":          "xn--bcher-kva.example",
		"BÜCHER.example":          "xn--bcher-kva.example",
		"bu\u0308cher.example":    "xn--bcher-kva.example", // decomposed
		"xn--bcher-kva.example":   "xn--bcher-kva.example",
		"XN--Bcher-KVA.example":   "xn--bcher-kva.example",
		"straße.example":          "xn--strae-oqa.example", // ß is a letter of its own
		"räksmörgås.se:443":       "xn--rksmrgs-5wao1o.se",
		"пример.рф":               "xn--e1afmkfd.xn--p1ai",
		"xn--e1afmkfd.xn--p1ai":   "xn--e1afmkfd.xn--p1ai",
		"example。com":             "example.com", // ideographic full stop
		"example．com｡":            "example.com", // full-width and half-width ones
		"ｅｘａｍｐｌｅ．ｃｏｍ":             "example.com",
		"exam\u00adple.com":       "example.com", // soft hyphens are not seen, so not read
		"xn--bcher-kva.example.":  "xn--bcher-kva.example",
		"xn--bcher-kva.example。":  "xn--bcher-kva.example",
		"www.bücher.example:8080": "www.xn--bcher-kva.example",
	} {
		if got, ok := hostnames.Normalise(host); !ok || got != want {
			t.Errorf("Normalise(%q) = %q, %v; want %q", host, got, ok, want)
		}
	}
}

func TestNormaliseRefuses(t *testing.T) {
	for _, host := range []string{
		"", ".", "..", ":80", ".:80",
		"example..com", ".example.com", "example.com..", "example.com。.", "example.com.。", "\u00ad.com",
		"127.0.0.1", "127.0.0.1:8080", "127.1", "2130706433", "0x7f.1", "example.0x7F", "１２７．０．０．１",
		"[::1]", "[::1]:8080", "::1", "[fe80::1%25eth0]:80",
		"example.com:", "example.com:80:80", "example.com:http", "example.com:65536", "example.com:+80",
		"example.com:000080", "example.com:-1", "example.com:８０", "example.com: 80", "example.com:8_0",
		"user@example.com", "user:pw@example.com", "http://example.com", "example.com/", "example.com?x", "example.com#x",
		" example.com", "example.com ", "exa mple.com", "example.com\n", "example.com\x00", "exa\tmple.com", "exam\u0085ple.com",
		"a_b.example", "_dmarc.example", "*.example.com", "-a.example", "a-.example", "-.example",
		"exa%6dple.com", "example%2ecom", "example.com,example.org", "example.com, example.org", "example.com;x", `a\b.example`,
		strings.Repeat("a", 64) + ".com", longest + "b", strings.Repeat("ä", 60) + ".com",
		strings.Repeat("\u00ad", 1024) + "example.com",
		"xn--.com", "xn--example-.com", "xn--a.com", "xn--\u00fc.com", // encoded, but not by anybody honest
		"bücher.xn--example-.com",
		"a\u200db.com", "a℀b.com", "a：80.com", "a／b.com", "\xff.com", "a\xc3.com", "\u0627b.com", // bidi rule
	} {
		if got, ok := hostnames.Normalise(host); ok || got != "" {
			t.Errorf("Normalise(%q) = %q, %v; want it refused", host, got, ok)
		}
	}
}

func TestUnicode(t *testing.T) {
	for key, want := range map[string]string{
		"example.com":           "example.com",
		"xn--bcher-kva.example": "bücher.example",
		"xn--e1afmkfd.xn--p1ai": "пример.рф",
		"xn--xn---epa":          "xn--xn---epa", // reads "xn--é", which is no name
		"xn--a.com":             "xn--a.com",
		"not a name":            "not a name",
	} {
		if got := hostnames.Unicode(key); got != want {
			t.Errorf("Unicode(%q) = %q, want %q", key, got, want)
		}
	}
}

func TestCleanHostsDoNotAllocate(t *testing.T) {
	for _, host := range []string{"example.com", "a-long.site-name.example.com:8080", "example.com."} {
		if n := testing.AllocsPerRun(100, func() { hostnames.Normalise(host) }); n != 0 {
			t.Errorf("Normalise(%q) allocates %v times", host, n)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{
		"example.com:80", "bücher.example.", "xn--bcher-kva.example", "[::1]:80", "example。com", "xn--xn---epa",
		"straße.de", "1.2.3.0x4", "a\u200db.com", "\u05d0.com", longest,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		key, ok := hostnames.Normalise(host)
		if !ok {
			if key != "" {
				t.Fatalf("refused %q, yet gave %q", host, key)
			}
			return
		}
		if key == "" || len(key) > 253 || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
			t.Fatalf("%q became %q, which is no key", host, key)
		}
		for _, again := range []string{key, key + ":80", key + ".", strings.ToUpper(key), hostnames.Unicode(key)} {
			if got, ok := hostnames.Normalise(again); !ok || got != key {
				t.Fatalf("%q became %q; but %q became %q, %v", host, key, again, got, ok)
			}
		}
	})
}

func BenchmarkNormalise(b *testing.B) {
	for name, host := range map[string]string{
		"clean": "anna.pactdesk.example", "port": "anna.pactdesk.example:8080", "encoded": "xn--bcher-kva.example",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				hostnames.Normalise(host)
			}
		})
	}
}
