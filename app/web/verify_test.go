package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// Nobody is held to a text that the public is not shown: the program looks
// before it asks, tells the owner what it saw, and looks again.
func TestLooksBeforeItAsks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		owner, other := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
		versions, check := papers+"/"+privacy+"/versions", papers+"/"+privacy+"/versions/2/check"
		honest := w.Documents.Fetch
		old := map[string]string{} // what a cache in front of the site has kept
		for _, l := range []string{"sv", "en"} {
			page, err := honest(context.Background(), "alfa.localhost", documentPath+"?lang="+l)
			if err != nil {
				t.Fatal(err)
			}
			old[l] = page
		}
		w.Documents.Fetch = func(ctx context.Context, host, path string) (string, error) {
			if strings.HasSuffix(path, "=sv") {
				return old["sv"], nil
			}
			return honest(ctx, host, path)
		}
		written(owner, swedish, second["sv"])
		written(owner, english, second["en"])
		owner.Post(publishes, wished(owner.Get(publishes), url.Values{"weight": {"new"}, "when": {"now"}}, "sv", "en")).To(papers + "?published=" + privacy)
		w.Follow()
		w.Browser("alfa").Get(documentPath + "?lang=en").Want(http.StatusOK).Has("seven years") // public at once
		kim.Get("/account").Want(http.StatusOK)
		mo := w.Browser("alfa").Register("mo@example.com") // accepts the text in force, for what the one before requires
		owner.Get(papers).Want(http.StatusOK).Has("another text than the one you published")
		owner.Get("/studio/alfa").Want(http.StatusOK).Has("another text than the one you published")
		told := owner.Get(versions).Want(http.StatusOK).Has("Swedish", "Check again", check)
		if n := strings.Count(told.Body, "another text than the one you published"); n != 1 {
			t.Errorf("%d languages are told to be wrong", n)
		}

		other.Post("/studio/beta/settings/appearance/documents/"+privacy+"/versions/2/check", nil).Want(http.StatusNotFound)
		other.Post(check, nil).Want(http.StatusNotFound)
		owner.Post(check, nil).To(versions) // it is as it was
		kim.Get("/account").Want(http.StatusOK)
		seen := version(t, w, alfa, 2).Checks
		if len(seen) != 2 || seen[0].Outcome != documents.OK || seen[1].Outcome != documents.Mismatch || seen[1].Hash != version(t, w, alfa, 1).Text("sv").Hash {
			t.Errorf("seen was %+v", seen)
		}

		w.Documents.Fetch = func(context.Context, string, string) (string, error) { return "", errors.New("no route to host") }
		owner.Post(check, nil).To(versions)
		owner.Get(versions).Has("could not be read")
		kim.Get("/account").Want(http.StatusOK)

		w.Documents.Fetch = honest
		w.Clock.Advance(time.Minute)
		owner.Post(check, nil).To(versions)
		owner.Get(versions).Lacks("Check again")
		owner.Get(papers).Lacks("another text", "could not be read")
		if at := version(t, w, alfa, 2).VerifiedAt; at == nil || !at.Equal(w.Clock.Now()) {
			t.Errorf("it was seen at %v", at)
		}
		kim.Get("/account").To(toGate)
		mo.Get("/account").Want(http.StatusOK) // has accepted what was shown
		accept(t, kim)
	})
}

// Who published may not have lived to look, or was the shell: the loop does.
// What was seen before its time is asked exactly at its instant.
func TestTheLoopLooks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		look := w.Documents.Fetch
		w.Documents.Fetch = nil
		w.Publish(alfa, privacy, documents.NewVersion, second)
		later := w.Clock.Now().Add(time.Hour)
		w.PublishAt(alfa, privacy, documents.NewVersion, later, third)
		kim.Get("/account").Want(http.StatusOK)
		if v := version(t, w, alfa, 2); v.VerifiedAt != nil || len(v.Checks) > 0 {
			t.Fatalf("it was seen by nobody: %+v", v)
		}
		w.Documents.Fetch = look
		for range 2 { // the second finds nothing left to do
			if waiting, err := w.Documents.CheckDue(w.On(alfa), apptest.Job); waiting || err != nil {
				t.Fatal(waiting, err)
			}
		}
		kim.Get("/account").To(toGate)
		accept(t, kim)
		w.Clock.Set(later.Add(-time.Microsecond))
		kim.Get("/account").Want(http.StatusOK)
		w.Clock.Set(later)
		kim.Get("/account").To(toGate)
	})
}

// A page that says what is expected of it is not believed.
func TestTheHashIsReckoned(t *testing.T) {
	text := documents.Text{Title: "Policy & more", HTML: "<h2 id=\"a\">Å</h2>\n<p>Orders &amp; <em>more</em>.</p>\n"}
	page := `<h1 lang="sv">Policy &amp; more</h1><div class="law">x</div><article class="law" lang="sv" dir="ltr">` + "\n" + text.HTML + "\n</article><p class=\"hash\">0000</p>"
	for name, c := range map[string]struct {
		page string
		want bool
	}{
		"as it was published": {page, true},
		"a word is changed":   {strings.Replace(page, "Orders", "Ordres", 1), false},
		"a script is added":   {strings.Replace(page, "</article>", "<script src=\"//x\"></script></article>", 1), false},
		"another title":       {strings.Replace(page, "Policy", "Policies", 1), false},
		"no text":             {strings.Replace(page, "class=\"law\" lang", "class=\"laws\" lang", 1), false},
		"cut off":             {page[:strings.Index(page, "</article>")], false},
		"nothing but a hash":  {"<p class=\"hash\">" + text.Sum() + "</p>", false},
	} {
		if got, ok := documents.TextOf(c.page); (ok && got.Sum() == text.Sum()) != c.want {
			t.Errorf("%s: %v, %q", name, ok, got.HTML)
		}
	}
}

// Over the network: by the site's own name, from a process of its own, and by
// another way where the name does not lead there.
func TestItIsFetchedAsThePublicDoes(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Documents.Fetch = nil // as the shell, which looks at nothing
		w.Publish(alfa, privacy, documents.NewVersion, first)
		start := func(via string) *app.App {
			cfg := w.Config
			cfg.CheckVia = via
			a, err := app.New(context.Background(), cfg, w.Clock)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Start(context.Background()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := a.Close(); err != nil {
					t.Error(err)
				}
			})
			return a
		}
		b := w.Browser("alfa")
		server := start("")
		late := time.Now().Add(20 * time.Second)
		for v := version(t, w, alfa, 1); v.VerifiedAt == nil; v = version(t, w, alfa, 1) { // its loop begins with what was left
			if b.Get(documentPath); time.Now().After(late) {
				t.Fatalf("nobody looked: %+v", v.Checks)
			}
		}
		w.Publish(alfa, privacy, documents.NewVersion, second)
		for v := version(t, w, alfa, 2); v.VerifiedAt == nil; v = version(t, w, alfa, 2) { // and hears of what comes
			if b.Get(documentPath); time.Now().After(late) {
				t.Fatalf("nobody looked: %+v", v.Checks)
			}
		}
		if _, err := server.Documents.Fetch(context.Background(), "nobody.example", documentPath); err == nil {
			t.Error("a name that leads nowhere was reached")
		}
		via := start(w.Server.Listener.Addr().String())
		if _, err := via.Documents.Fetch(context.Background(), "nobody.example", documentPath); err == nil || !strings.Contains(err.Error(), "421") {
			t.Errorf("the other way leads elsewhere: %v", err) // the server answers for no such host
		}
	})
}
