package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/browser"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
)

// What the button says follows what is chosen, and the gate is seen as on a
// telephone; without scripts a button asks for the same.
func TestPublishingInABrowser(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]browser.Options{
		"sv-desk":     {Width: 1280, Height: 900, Language: "sv"},
		"nb-phone":    {Width: 360, Height: 740, Language: "nb"},
		"en-noscript": {Width: 1280, Height: 900, Language: "en", NoScript: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
			w.Documents.Facts = kept("P10Y")
			w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
			for _, email := range []string{"kim@example.com", "mo@example.com"} {
				reader := w.Browser("alfa")
				reader.Header.Set("Accept-Language", "sv")
				reader.Register(email)
			}
			if err := w.Acceptance.Mark(w.On(w.Sites["alfa"]), apptest.Shell, w.Person(w.Sites["alfa"], "kim@example.com").ID, "school"); err != nil {
				t.Fatal(err)
			}
			w.Documents.Facts = kept("P3Y")
			owner := w.Browser("platform").SignIn("owner@alfa.example")
			written(owner, swedish, second["sv"])
			origin := w.Config.Origin("platform.localhost")
			b := browser.New(t, opts)
			b.SetCookie(origin, "session", owner.Cookie("session"))
			b.Open(origin + publishes)
			fits(t, b)
			says := func(want string) {
				t.Helper()
				if opts.NoScript {
					return
				}
				var said string
				b.Eval(`new Promise((done) => {
					const end = Date.now() + 10000, button = document.querySelector("[data-now]"), form = button.form;
					const look = () => Date.now() > end || (button.textContent.includes(`+quoted(want)+`) && !form.hasAttribute("aria-busy")) ? done(button.textContent) : setTimeout(look, 20);
					look();
				})`, &said)
				if !strings.Contains(said, want) {
					t.Fatalf("the button says %q, not %q", said, want)
				}
			}
			one, nobody, all := map[string]string{"sv": "1 kund får frågan", "nb": "1 kunde får spørsmålet"}, map[string]string{"sv": "utan att någon", "nb": "uten at noen"}, map[string]string{"sv": "2 kunder får frågan", "nb": "2 kunder får spørsmålet"}
			says(one[opts.Language])
			b.Screenshot("publish-" + name)
			if opts.NoScript {
				b.Click(`[name="asks"][value="everybody"]`)
				b.Submit("[data-update]")
				if got := b.Text("[data-now]"); !strings.Contains(got, "2 customers will be asked") {
					t.Errorf("the button says %q", got)
				}
			} else {
				b.Click(`[name="weight"][value="correction"]`)
				says(nobody[opts.Language])
				b.Click(`[name="meaning"]`)
				says(all[opts.Language])
				b.Screenshot("publish-meaning-" + name)
				b.Click(`[name="weight"][value="new"]`)
				b.Click(`[name="asks"][value="everybody"]`)
				says(all[opts.Language])
				b.Click("#gate-sv summary")
				var heading string
				b.Eval(`new Promise((done) => {
					const end = Date.now() + 10000, frame = document.querySelector("#gate-sv iframe");
					frame.scrollIntoView();
					const look = () => {
						const h1 = frame.contentDocument && frame.contentDocument.readyState === "complete" && frame.contentDocument.querySelector(".gate h1");
						if (h1 || Date.now() > end) done(h1 ? h1.textContent : ""); else setTimeout(look, 20);
					};
					look();
				})`, &heading)
				if heading == "" {
					t.Error("the gate is not seen in its frame")
				}
				b.Screenshot("publish-gate-" + name)
			}
			fits(t, b)
			b.Submit("[data-now]")
			b.WaitURL("published=")
			b.Screenshot("published-" + name)
			if v := version(t, w, w.Sites["alfa"], 2); !v.Concerns.Everybody() || v.VerifiedAt == nil {
				t.Errorf("published was %+v", v)
			}
			clean(t, b, strings.TrimPrefix(origin, "http://"))
			b.Open(origin + publishes + "/gate?" + url.Values{"lang": {"sv"}}.Encode())
			b.Screenshot("gate-" + name)
			fits(t, b)
		})
	}
}

func quoted(s string) string { return "`" + s + "`" }
