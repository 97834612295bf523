package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

const reviews = papers + "/" + privacy + "/review"

// drafting is alfa with a published document, an owner and an editor who has
// written drafts in Swedish and English.
func drafting(t *testing.T, w *apptest.World) (owner, editor *apptest.Client) {
	t.Helper()
	alfa := w.Sites["alfa"]
	w.Publish(alfa, privacy, documents.NewVersion, first)
	w.Member(alfa, principal.Editor, "editor@alfa.example")
	owner, editor = w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
	written(editor, swedish, second["sv"])
	written(editor, english, second["en"])
	return owner, editor
}

// sendable is the form that sends all that the page has.
func sendable(p *apptest.Page, note string) url.Values {
	form := with(p.Form(reviews), url.Values{"do": {"send"}, "note": {note}})
	for box := range p.Boxes("send_") {
		form.Set(box, "yes")
	}
	return form
}

var decideAt = regexp.MustCompile(`action="(` + reviews + `/[0-9a-f-]{36})"`)

// decides is where the page's decision is posted, and its form.
func decides(t *testing.T, p *apptest.Page) (string, url.Values) {
	t.Helper()
	m := decideAt.FindStringSubmatch(p.Body)
	if m == nil {
		t.Fatalf("nothing is decided on %s:\n%.3000s", p.Path, p.Body)
	}
	return m[1], p.Form(m[1])
}

// An editor sends drafts for review, an owner sends them back with a comment,
// the editor mends them and sends them again, the owner approves and publishes,
// and the history tells all of it.
func TestReview(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner, editor := drafting(t, w)
		editor.Get(swedish).Has("Send for review").Lacks(">Publish")
		owner.Get(swedish).Lacks("Send for review")
		editor.Get(publishes).Want(http.StatusForbidden)
		editor.Post(swedish, with(editor.Get(swedish).Form("?"), url.Values{"do": {"review"}})).To(reviews)

		form := sendable(editor.Get(reviews).Want(http.StatusOK).Has("<ins>", "<del>"), "Tio blev <fem>")
		none := with(form, url.Values{})
		none.Del("send_sv")
		none.Del("send_en")
		editor.Post(reviews, none).Want(http.StatusUnprocessableEntity).Has("Choose at least one language", "Tio blev &lt;fem&gt;")
		editor.Post(reviews, with(form, url.Values{"seen_sv": {"another"}})).Want(http.StatusConflict).Has("has changed since you opened", "Tio blev")
		editor.Post(reviews, with(form, url.Values{"note": {strings.Repeat("x", 2001)}})).Want(http.StatusUnprocessableEntity).Has("at most 2000")
		editor.Post(reviews, form).To(reviews + "?sent=1")
		editor.Get(reviews+"?sent=1").Has("Sent.", "Take back").Lacks("value=\"approve\"")
		editor.Post(reviews, form).Want(http.StatusConflict).Has("just sent this document for review", "Tio blev") // not over what waits unseen

		for _, path := range []string{"/studio/alfa", papers, swedish, publishes} {
			owner.Get(path).Want(http.StatusOK).Has("Person editor@alfa.example sent this for review", "Swedish and English", reviews)
		}
		address, verdict := decides(t, owner.Get(reviews).Has("Tio blev &lt;fem&gt;", "<ins>"))
		owner.Post(address, with(verdict, url.Values{"do": {"return"}, "comment": {" "}})).Want(http.StatusUnprocessableEntity).Has("before you send it back")
		owner.Post(address, with(verdict, url.Values{"do": {"return"}, "comment": {"Skriv <sju> år"}})).To(papers)
		for _, path := range []string{"/studio/alfa", papers, swedish, english, reviews} {
			editor.Get(path).Want(http.StatusOK).Has("sent this back", "Skriv &lt;sju&gt; år")
		}
		owner.Post(address, with(verdict, url.Values{"do": {"approve"}})).Want(http.StatusConflict)

		written(editor, swedish, second["sv"]+"\n\nOch mer.")
		editor.Post(reviews, sendable(editor.Get(reviews), "Nu är det sju")).To(reviews + "?sent=1")
		editor.Get(swedish).Lacks("sent this back", "Skriv &lt;sju&gt;")
		address, verdict = decides(t, owner.Get(reviews))
		written(editor, english, second["en"]+"\n\nAnd more.")
		owner.Post(address, with(verdict, url.Values{"do": {"approve"}})).Want(http.StatusConflict).Has("has changed since you opened", "Changed since it was sent: English")
		address, verdict = decides(t, owner.Get(reviews).Has("Changed since it was sent: English"))
		owner.Post(address, with(verdict, url.Values{"do": {"approve"}})).To(publishes)
		if n := len(w.Document(w.Sites["alfa"], privacy).Versions); n != 1 {
			t.Errorf("approving made %d versions", n)
		}
		form = wished(owner.Get(publishes).Has("Person owner@alfa.example approved this"), url.Values{"weight": {"new"}}, "sv", "en")
		owner.Post(publishes, form).To(papers + "?published=" + privacy)
		owner.Get(papers).Lacks("review-note")
		owner.Get("/studio/alfa/history").Has(
			"let Person editor@alfa.example in as editor",
			"sent “Cookies and privacy information” in Swedish and English for review",
			"reviewed “Cookies and privacy information” in Swedish and English and sent it back",
			"approved “Cookies and privacy information” in Swedish and English",
			"approved by Person owner@alfa.example").Lacks("⟦")
	})
}

// What is approved is what was seen: a draft that changes afterwards is not;
// what an owner publishes without waiting is settled by it; and an editor can
// take back what nobody has decided.
func TestReviewFollowsTheDrafts(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner, editor := drafting(t, w)
		send := func() {
			t.Helper()
			editor.Post(reviews, sendable(editor.Get(reviews), "Se här")).To(reviews + "?sent=1")
		}
		send()
		address, verdict := decides(t, owner.Get(reviews))
		owner.Post(address, with(verdict, url.Values{"do": {"approve"}})).To(publishes)
		written(editor, swedish, "## Annat\n\nTexten är en annan.")
		owner.Get(publishes).Has("so the approval does not hold: Swedish")
		owner.Post(publishes, wished(owner.Get(publishes), url.Values{"weight": {"announcement"}}, "sv")).To(papers + "?published=" + privacy)
		owner.Get("/studio/alfa/history").Lacks("approved by")

		written(editor, swedish, "## Annat\n\nTexten är en tredje.")
		send()
		address, verdict = decides(t, editor.Get(reviews))
		editor.Post(address, with(verdict, url.Values{"do": {"withdraw"}})).To(reviews)
		editor.Post(address, with(verdict, url.Values{"do": {"withdraw"}})).Want(http.StatusConflict)
		owner.Get(papers).Lacks("review-note")
		owner.Get("/studio/alfa/history").Has("back from review")
		send()
		address, verdict = decides(t, owner.Get(reviews))
		owner.Post(publishes, wished(owner.Get(publishes), url.Values{"weight": {"announcement"}}, "sv", "en")).To(papers + "?published=" + privacy)
		owner.Post(address, with(verdict, url.Values{"do": {"approve"}})).Want(http.StatusConflict)
		owner.Get(reviews).Has("no draft to review")

		// A draft that is discarded leaves nothing to wait for.
		written(editor, swedish, "## Annat\n\nTexten är en fjärde.")
		send()
		editor.Post(swedish, with(editor.Get(swedish).Form("?"), url.Values{"do": {"discard"}})).To(swedish)
		owner.Get(papers).Lacks("review-note")
		written(editor, swedish, "## Annat\n\nTexten är en femte.")
		send()
	})
}

// Two owners decide at once, and two editors send at once: one decision, one
// review, and the others are told so.
func TestReviewAtOnce(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner, editor := drafting(t, w)
		w.Member(w.Sites["alfa"], principal.Owner, "second@alfa.example")
		w.Member(w.Sites["alfa"], principal.Editor, "other@alfa.example")
		second, other := w.Browser("platform").SignIn("second@alfa.example"), w.Browser("platform").SignIn("other@alfa.example")
		once := func(what string, posts ...func() *apptest.Page) {
			t.Helper()
			answers := make([]*apptest.Page, len(posts))
			var all sync.WaitGroup
			for i, post := range posts {
				all.Go(func() { answers[i] = post() })
			}
			all.Wait()
			done := 0
			for _, p := range answers {
				if p.Status == http.StatusSeeOther {
					done++
				} else if p.Status != http.StatusConflict {
					t.Errorf("%s: one of them gets %d", what, p.Status)
				}
			}
			if done != 1 {
				t.Errorf("%s: %d were done", what, done)
			}
		}
		mine, theirs := sendable(editor.Get(reviews), "Min"), sendable(other.Get(reviews), "Din")
		once("two send", func() *apptest.Page { return editor.Post(reviews, mine) }, func() *apptest.Page { return other.Post(reviews, theirs) })
		address, verdict := decides(t, owner.Get(reviews))
		once("two decide", func() *apptest.Page { return owner.Post(address, with(verdict, url.Values{"do": {"approve"}})) },
			func() *apptest.Page {
				return second.Post(address, with(verdict, url.Values{"do": {"return"}, "comment": {"Nej"}}))
			})
	})
}

// Who publishes is the site's to say, and its owners' alone; and who is no
// member any more, or no editor, does nothing.
func TestEditorsMayPublish(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner, editor := drafting(t, w)
		w.Member(w.Sites["beta"], principal.Editor, "editor@beta.example")
		beta := w.Browser("platform").SignIn("editor@beta.example")
		setting := "/studio/alfa/settings/publishing"
		editor.Get("/studio/alfa/settings/site").Has("Who publishes", "Only the site’s owners")
		editor.Post(setting, url.Values{"publishing": {"editors"}}).Want(http.StatusForbidden)
		editor.Get(publishes).Want(http.StatusForbidden)
		beta.Post(setting, url.Values{"publishing": {"editors"}}).Want(http.StatusNotFound)

		owner.Post(setting, url.Values{"publishing": {"editors"}}).To("/studio/alfa/settings/site?saved=1")
		owner.Post("/studio/alfa/settings/site", with(owner.Get("/studio/alfa/settings/site").Form("?"), url.Values{"name": {"Another name"}})).To("/studio/alfa/settings/site?saved=1")
		editor.Get(swedish).Has(`value="publish"`).Lacks("Send for review")
		form := wished(editor.Get(publishes).Want(http.StatusOK), url.Values{"weight": {"announcement"}}, "sv")
		beta.Get(publishes).Want(http.StatusNotFound)
		beta.Get("/studio/beta/settings/appearance/documents/" + privacy + "/publish").Want(http.StatusForbidden)
		editor.Post(publishes, form).To(papers + "?published=" + privacy)
		editor.Post(setting, url.Values{"publishing": {"owners"}}).Want(http.StatusForbidden)
		editor.Post(papers+"/"+privacy+"/versions/2/withdraw", url.Values{}).To(papers + "/" + privacy + "/versions")
		owner.Post(setting, url.Values{"publishing": {"owners"}}).To("/studio/alfa/settings/site?saved=1")
		editor.Post(publishes, form).Want(http.StatusForbidden)
		owner.Get("/studio/alfa/history?kind=site").Has("let editors publish", "decided that only owners publish").Lacks("published version")

		editor.Post(reviews, sendable(editor.Get(reviews), "")).To(reviews + "?sent=1")
		address, verdict := decides(t, editor.Get(reviews))
		editor.Post(address, with(verdict, url.Values{"do": {"approve"}})).Want(http.StatusForbidden)
		beta.Post(address, with(verdict, url.Values{"do": {"approve"}})).Want(http.StatusNotFound)
		beta.Post(strings.ReplaceAll(address, "alfa", "beta"), url.Values{"do": {"withdraw"}}).Want(http.StatusNotFound)
		account := w.Person(w.Platform, "editor@alfa.example").ID
		if err := w.DB.Tx(w.On(w.Platform), func(ctx context.Context) error {
			return db.Conn(ctx).Where("account_id = ?", account).Delete(&accounts.Membership{}).Error
		}); err != nil {
			t.Fatal(err)
		}
		editor.Post(address, with(verdict, url.Values{"do": {"withdraw"}})).Want(http.StatusNotFound)
		owner.Get(reviews).Has("Person editor@alfa.example sent this for review") // their name is known while the account is
	})
}
