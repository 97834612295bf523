package returnto_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/web/returnto"
)

func TestClean(t *testing.T) {
	for raw, want := range map[string]string{
		"/":                                   "/",
		"/orders":                             "/orders",
		"/orders/":                            "/orders/",
		"/orders?page=2&sort=new":             "/orders?page=2&sort=new",
		"/orders?":                            "/orders",
		"/orders#row-7":                       "/orders",
		"/orders?q=1#row-7":                   "/orders?q=1",
		"/cldoc/cookies-privacy-policies.htm": "/cldoc/cookies-privacy-policies.htm",
		"/search?next=https://evil.example/":  "/search?next=https://evil.example/",
		`/search?q=a\b//c`:                    `/search?q=a\b//c`,
		"/search?q=räka":                      "/search?q=r%C3%A4ka",
		"/search?q=a b":                       "/search?q=a%20b",
		"/bilder/på-fjället":                  "/bilder/p%C3%A5-fj%C3%A4llet",
		"/bilder/p%C3%A5":                     "/bilder/p%C3%A5",
		"/a%2Fb":                              "/a%2Fb",
		"/a:b@c":                              "/a:b@c",
		"/.well-known/x":                      "/.well-known/x",
		"/...":                                "/...",
		"/%252f%252fevil.example":             "/%252f%252fevil.example", // decoded once, as our router does

		// Routes that only look like a detour.
		"/accepted":     "/accepted",
		"/login-help":   "/login-help",
		"/LOGIN":        "/LOGIN", // the router tells the case
		"/docs/login":   "/docs/login",
		"/languages?x=": "/languages?x=",
		"/login%2Fx":    returnto.Default,
	} {
		if got := returnto.Clean(raw); got != want {
			t.Errorf("Clean(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestCleanRefuses(t *testing.T) {
	for name, raws := range map[string][]string{
		"no path":          {"", "orders", "./orders", "../orders", "?q=1", "#x", " /orders", "*"},
		"another host":     {"//evil.example", "///evil.example", "////evil.example/", "//evil.example/orders", "//", "//@evil.example"},
		"absolute":         {"http://site.example/orders", "https:/orders", "https:orders", "HTTPS://evil.example", "http:///orders"},
		"other schemes":    {"javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "//javascript:alert(1)"},
		"user information": {"//user@site.example/", "http://site.example@evil.example/"},
		"backslashes":      {`/\evil.example`, `\/evil.example`, `\\evil.example`, `/orders\..\x`, `/orders/\/evil.example`, "/%5cevil.example", "/%5Cevil.example", "/a/%5c/b"},
		"encoded slashes":  {"/%2f", "/%2fevil.example", "/%2f%2fevil.example", "/%2F/evil.example", "//%2fevil.example", "/a%2f%2fb"},
		"dot segments":     {"/..//evil.example", "/.//evil.example", "/a/../b", "/./a", "/a/.", "/a/..", "/%2e%2e//evil.example", "/.%2e/a", "/a//b"},
		"controls":         {"/\nevil", "/a\r\nSet-Cookie: x=1", "/\tevil", "/\x00", "/a\x7f", "/%00", "/%0d%0aSet-Cookie:x", "/a%09", "/a%7f", "/\t/evil.example", "/?q=\n"},
		"malformed":        {"/%", "/%zz", "/%2"},
		"too long":         {"/" + strings.Repeat("a", 2048), "/" + strings.Repeat("ä", 1000)},
		"detours": {
			"/accept", "/accept/", "/accept?return=/orders", "/accept/7", "/login", "/login#x", "/logout", "/register", "/register/done", "/language", "/language/sv",
			"/%6cogin", "/%6Cogin", "/x/../login", "/./login", "//login", "/login//", "/x/%2e%2e/login",
		},
	} {
		for _, raw := range raws {
			if got := returnto.Clean(raw); got != returnto.Default {
				t.Errorf("%s: Clean(%q) = %q, want it refused", name, raw, got)
			}
		}
	}
}

func TestFromReferer(t *testing.T) {
	for referer, want := range map[string]string{
		"https://site.example:8443/orders?page=2": "/orders?page=2",
		"https://SITE.example:8443/orders#x":      "/orders",
		"https://site.example:8443":               "/",
		"https://site.example:8443/p%C3%A5":       "/p%C3%A5",
		"https://site.example:8443/login":         returnto.Default,
		"https://site.example:8443//evil.example": returnto.Default,
		"http://site.example:8443/orders":         returnto.Default,
		"https://site.example/orders":             returnto.Default,
		"https://evil.example/site.example:8443/": returnto.Default,
		"https://u@site.example:8443/orders":      returnto.Default,
		"https://site.example:8443@evil.example/": returnto.Default,
		"//site.example:8443/orders":              returnto.Default,
		"https:/orders":                           returnto.Default,
		"/orders":                                 returnto.Default,
		"about:blank":                             returnto.Default,
		"":                                        returnto.Default,
		"https://site.example:8443/%zz":           returnto.Default,
	} {
		if got := returnto.FromReferer(referer, "https", "site.example:8443"); got != want {
			t.Errorf("FromReferer(%q) = %q, want %q", referer, got, want)
		}
	}
	if got := returnto.FromReferer("/orders", "", ""); got != returnto.Default {
		t.Errorf("an unknown host of ours gave %q", got)
	}
}

// stays fails unless a browser on site.example that is sent to place is on
// site.example still.
func stays(t *testing.T, place string) {
	t.Helper()
	if !strings.HasPrefix(place, "/") || strings.HasPrefix(place, "//") || strings.HasPrefix(place, `/\`) {
		t.Fatalf("%q does not start with exactly one slash", place)
	}
	u, err := url.Parse(place)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		t.Fatalf("%q is more than a path and a query (%v)", place, err)
	}
	base := &url.URL{Scheme: "http", Host: "site.example", Path: "/login"}
	if to := base.ResolveReference(u); to.Host != "site.example" || to.Scheme != "http" || strings.HasPrefix(to.Path, "//") {
		t.Fatalf("%q leads to %q", place, to)
	}
	if i := strings.IndexFunc(place, func(r rune) bool { return r <= ' ' || r >= 0x7f }); i >= 0 {
		t.Fatalf("%q is not fit for a header", place)
	}
	if again := returnto.Clean(place); again != place {
		t.Fatalf("%q is cleaned to %q", place, again)
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"/orders?q=å#x", "//evil", `/\evil`, "/%2f%2fevil", "/..//evil", "/%5cevil", "/x/../login", "http://evil/", "/a\nb", "/%6cogin"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) { stays(t, returnto.Clean(raw)) })
}

func FuzzFromReferer(f *testing.F) {
	for _, seed := range []string{"http://site.example/orders?q=å", "http://site.example//evil", "http://site.example@evil/", `http://site.example\@evil/`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, referer string) {
		stays(t, returnto.FromReferer(referer, "http", "site.example"))
	})
}
