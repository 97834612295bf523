package web_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// unpacked is a page's body as it was before it was compressed.
func unpacked(t *testing.T, p *apptest.Page) string {
	t.Helper()
	var r io.Reader = strings.NewReader(p.Body)
	switch p.Header.Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "br":
		r = brotli.NewReader(r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDocumentsAreServedInEveryEncoding(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		b := w.Browser("alfa")
		plain := b.Get(documentPath).Want(http.StatusOK)
		asset := loaded.FindStringSubmatch(plain.Body)[1]
		for _, path := range []string{documentPath, "/cldoc/" + privacy + "/1.htm?lang=sv", asset} {
			plain := b.Get(path).Want(http.StatusOK)
			tags := map[string]string{}
			for accept, want := range map[string]string{
				"": "", "identity": "", "gzip": "gzip", "br": "br", "gzip, deflate, br, zstd": "br", "gzip;q=1.0, *;q=0.5": "gzip", "GZIP": "gzip", "deflate": "",
				"br;q=0, gzip": "gzip", "br;q=0.0,gzip;q=0.000": "", "br;q=0.5, gzip;q=0.9": "br", "gzip;q=0": "", "br ; q=0 , gzip": "gzip", "x-brotli, gzipped": "",
			} {
				ask := http.Header{"Accept-Encoding": {accept}}
				p := b.Do(http.MethodGet, path, nil, ask).Want(http.StatusOK)
				if got := p.Header.Get("Content-Encoding"); got != want {
					t.Errorf("%s came in %q for %q, not %q", path, got, accept, want)
				}
				if unpacked(t, p) != plain.Body {
					t.Errorf("%s is another text in %q", path, want)
				}
				tag := p.Header.Get("Etag")
				if other, known := tags[want]; tag == "" || known && other != tag {
					t.Errorf("%s in %q has the tags %q and %q", path, want, other, tag)
				}
				tags[want] = tag

				head := b.Do(http.MethodHead, path, nil, ask).Want(http.StatusOK)
				for _, h := range []string{"Content-Length", "Content-Type", "Content-Encoding", "Content-Language", "Etag", "Vary", "Cache-Control"} {
					if head.Header.Get(h) != p.Header.Get(h) || h != "Content-Encoding" && h != "Content-Language" && p.Header.Get(h) == "" {
						t.Errorf("%s: %s is %q with HEAD, %q with GET", path, h, head.Header.Get(h), p.Header.Get(h))
					}
				}
				if head.Body != "" {
					t.Errorf("HEAD %s had a body", path)
				}
			}
			if len(tags) != 3 || tags[""] == tags["gzip"] || tags["gzip"] == tags["br"] || tags[""] == tags["br"] {
				t.Errorf("%s has the tags %v", path, tags)
			}
			for encoding, tag := range tags {
				for _, have := range []string{tag, "W/" + tag, `"other", ` + tag} {
					p := b.Do(http.MethodGet, path, nil, http.Header{"Accept-Encoding": {encoding}, "If-None-Match": {have}}).Want(http.StatusNotModified)
					if p.Body != "" || p.Header.Get("Etag") != tag || p.Header.Get("Vary") == "" || p.Header.Get("Set-Cookie") != "" {
						t.Errorf("304 for %s: %v", path, p.Header)
					}
				}
				b.Do(http.MethodHead, path, nil, http.Header{"Accept-Encoding": {encoding}, "If-None-Match": {tag}}).Want(http.StatusNotModified)
			}
			b.Do(http.MethodGet, path, nil, http.Header{"Accept-Encoding": {"br"}, "If-None-Match": {tags["gzip"]}}).Want(http.StatusOK)
			b.Do(http.MethodGet, path, nil, http.Header{"If-None-Match": {`"x"`}}).Want(http.StatusOK)
		}
	})
}

// A document's page is the same for everybody, and keeps nobody's data.
func TestDocumentsAreTheSameForEverybody(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim, nobody := gated(w, "alfa", "kim@example.com"), w.Browser("alfa")
		for _, path := range []string{documentPath, "/cldoc/" + privacy + "/1.htm?lang=sv"} {
			a, b := kim.Get(path).Want(http.StatusOK), nobody.Get(path).Want(http.StatusOK)
			if a.Body != b.Body || a.Header.Get("Etag") != b.Header.Get("Etag") || len(a.Header.Values("Set-Cookie"))+len(b.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s differs", path)
			}
			a.Lacks("kim@example.com")
		}
		for _, path := range []string{"/cldoc/" + privacy, "/cldoc/" + privacy + ".html", "/cldoc/.htm", "/cldoc/none.htm", "/cldoc/" + privacy + "/0.htm", "/cldoc/" + privacy + "/3.htm",
			"/cldoc/" + privacy + "/01.htm", "/cldoc/" + privacy + "/-1.htm", "/cldoc/" + privacy + "/1", "/cldoc/" + privacy + "/1e0.htm", "/cldoc/" + documents.DPASlug + ".htm",
			"/cldoc/../cldoc/" + privacy + ".htm", "/cldoc/%00.htm", "/assets/", "/assets/site.css", "/assets/../routes.go", "/assets/theme.ff0000.css"} {
			if p := nobody.Do(http.MethodGet, path, nil, nil).Want(http.StatusNotFound); len(p.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s set a cookie", path)
			}
		}
	})
}

// What is shown follows a publication; so does its tag.
func TestDocumentsFollowAPublication(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		b, other := w.Browser("alfa"), w.Second()
		old := b.Get(documentPath).Want(http.StatusOK).Has("ten years").Header.Get("Etag")
		abroad := b.At(other).Get(documentPath).Want(http.StatusOK).Has("ten years")
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, second)
		again := http.Header{"If-None-Match": {old}}
		if p := b.Do(http.MethodGet, documentPath, nil, again).Want(http.StatusOK).Has("seven years"); p.Header.Get("Etag") == old {
			t.Error("another text has the same tag")
		}
		b.Do(http.MethodGet, "/cldoc/"+privacy+"/1.htm", nil, nil).Want(http.StatusOK).Has("ten years")

		// The other process hears of it by itself.
		late := time.Now().Add(10 * time.Second) // a second is promised, on a machine that does nothing else
		for p := abroad; !strings.Contains(p.Body, "seven years"); p = b.At(other).Get(documentPath) {
			if time.Now().After(late) {
				t.Fatal("another process does not follow")
			}
		}
	})
}

// What is gated is exact at once, in every process: nothing waits for news.
func TestTheGateIsExactInEveryProcess(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim, other := customer(w, "alfa", "kim@example.com"), w.Second()
		for round := range 5 {
			kim.Get("/account").Want(http.StatusOK)
			kim.At(other).Get("/account").Want(http.StatusOK)
			w.Clock.Advance(time.Minute)
			if _, err := other.Documents.Publish(w.On(alfa), apptest.Shell, documents.Publication{Slug: privacy, Weight: documents.NewVersion, Languages: []string{"en"},
				Texts: map[string]documents.Source{"en": {Title: "Policy", Source: strings.Repeat("Again. ", round+1)}}}); err != nil {
				t.Fatal(err)
			}
			kim.Get("/account").To(toGate)
			accept(t, kim)
			kim.At(other).Get("/account").Want(http.StatusOK)
		}
	})
}

// A text that is no longer the one that was published is not served.
func TestATextThatWasTamperedWith(t *testing.T) {
	t.Parallel()
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
	if err := w.DB.Tx(w.On(w.Sites["alfa"]), func(ctx context.Context) error {
		for _, sql := range []string{"DROP TRIGGER texts_no_update", "UPDATE texts SET html = replace(html, 'ten years', 'one year')"} {
			if err := tenantdb.Reviewed(db.Conn(ctx)).Exec(sql).Error; err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	b := w.Browser("alfa")
	for _, path := range []string{documentPath, "/register"} {
		b.Get(path).Want(http.StatusInternalServerError).Lacks("one year", "does not match")
	}
	in(t, b.Get(documentPath+"?lang=sv"), "sv")
}
