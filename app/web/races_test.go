package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// What is published between the page and its answer: the answer is never
// upgraded to what was not shown. Another process publishes, and nothing
// waits for this one to hear of it.
func TestPublishedBetweenShowingAndAnswering(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		other := w.Second()
		form := answered(kim.Get("/accept?return=/account?tab=2"), "accept")
		other.Publish(alfa, privacy, documents.NewVersion, third)

		again := kim.Post("/accept", form).Want(http.StatusConflict).Has("three years")
		newActs(t, w, alfa, 1, 0)
		unticked(t, again)
		if got := again.Form("/accept").Get("return"); got != "/account?tab=2" {
			t.Errorf("the way back is lost: %q", got)
		}
		kim.Post("/accept", form).Want(http.StatusConflict) // stubbornly
		kim.Post("/accept", answered(again, "accept")).To("/account?tab=2")
		if act := newActs(t, w, alfa, 1, 1)[0]; act.VersionID != version(t, w, alfa, 3).ID {
			t.Error("another version than the one shown was recorded")
		}
		kim.Get("/account").Want(http.StatusOK)
	})
}

func TestPublishedBetweenShowingAndRegistering(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		b := w.Browser("alfa")
		form := typed(b, "kim@example.com")
		w.Second().Publish(alfa, privacy, documents.NewVersion, second)
		again := b.Post("/register", form).Want(http.StatusConflict)
		nothingCame(t, w, again)
		keeps(t, again)
		b.Post("/register", with(again.Ticked("/register"), url.Values{"password": {apptest.Password}})).To("/account")
		if act := newActs(t, w, alfa, 0, 1)[0]; act.VersionID != version(t, w, alfa, 2).ID {
			t.Error("another version than the one shown was recorded")
		}
	})
}

// A correction or an announcement asks nothing: who was shown the text before
// it has answered what is asked, and the record says which text that was.
func TestCorrectedBetweenShowingAndAnswering(t *testing.T) {
	t.Parallel()
	for _, weight := range []documents.Weight{documents.Correction, documents.Announcement} {
		t.Run(string(weight), func(t *testing.T) {
			apptest.Each(t, func(t *testing.T, w *apptest.World) {
				alfa := w.Sites["alfa"]
				kim := gated(w, "alfa", "kim@example.com")
				form := answered(kim.Get("/accept"), "accept")
				w.Second().Publish(alfa, privacy, weight, third)
				kim.Post("/accept", form).To("/account")
				act, shown := newActs(t, w, alfa, 1, 1)[0], version(t, w, alfa, 2)
				if act.VersionID != shown.ID || act.TextHash != shown.Text("en").Hash {
					t.Errorf("the text that was shown is not the one recorded: %+v", act)
				}
				kim.Get("/account").Want(http.StatusOK)
			})
		})
	}
}

func TestWithdrawnBetweenShowingAndAnswering(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		form := answered(kim.Get("/accept?return=/account?tab=2"), "accept")
		if err := w.Second().Documents.Withdraw(w.On(alfa), apptest.Shell, privacy, 2); err != nil {
			t.Fatal(err)
		}
		kim.Post("/accept", form).To("/account?tab=2") // nothing is owed any more
		newActs(t, w, alfa, 1, 0)
		kim.Get("/account").Want(http.StatusOK)
	})
}

// statuses are how often each status came, and fails where one is a fault of
// the server's.
func statuses(t *testing.T, pages []*apptest.Page) map[int]int {
	t.Helper()
	count := map[int]int{}
	for _, p := range pages {
		if count[p.Status]++; p.Status >= http.StatusInternalServerError {
			t.Errorf("%s answered %d: %.300s", p.Path, p.Status, p.Body)
		}
	}
	return count
}

const together = 20

func TestManyAnswersAtOnceMakeOneRow(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		form := answered(kim.Get("/accept"), "accept")
		tabs := make([]url.Values, together) // each tab with a presentation of its own
		for i := range tabs {
			tabs[i] = answered(kim.Get("/accept"), "accept")
		}
		double := statuses(t, atOnce(together, func(int) *apptest.Page { return kim.Post("/accept", form) }))
		many := statuses(t, atOnce(together, func(i int) *apptest.Page { return kim.Post("/accept", tabs[i]) }))
		if double[http.StatusSeeOther] != together || many[http.StatusSeeOther] != together {
			t.Errorf("%v, then %v", double, many)
		}
		newActs(t, w, alfa, 1, 1)
		if len(w.Identities(alfa)) != 2 {
			t.Errorf("%d identities stand beside 2 acts", len(w.Identities(alfa)))
		}

		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, third)
		for i := range tabs {
			tabs[i] = answered(kim.Get("/accept"), "accept")
		}
		fresh := statuses(t, atOnce(together, func(i int) *apptest.Page { return kim.Post("/accept", tabs[i]) }))
		if fresh[http.StatusSeeOther] != together {
			t.Errorf("%v", fresh)
		}
		newActs(t, w, alfa, 2, 1)
		w.Publish(alfa, privacy, documents.NewVersion, first)
		declined := answered(kim.Get("/accept"), "decline")
		statuses(t, atOnce(together, func(int) *apptest.Page { return kim.Post("/accept", declined) }))
		newActs(t, w, alfa, 3, 1)
	})
}

func TestManyRegistrationsAtOnceMakeOneAccount(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		form := typed(w.Browser("alfa"), "kim@example.com")
		pages := atOnce(together, func(int) *apptest.Page { return w.Browser("alfa").Post("/register", form) })
		got := statuses(t, pages)
		if got[http.StatusSeeOther] != 1 || got[http.StatusUnprocessableEntity] != together-1 {
			t.Errorf("%v", got)
		}
		if p, a, s := len(w.People(alfa)), len(w.Acceptances(alfa)), len(w.Sessions(alfa)); p != 1 || a != 1 || s != 1 {
			t.Errorf("%d accounts, %d acts, %d sessions", p, a, s)
		}
		if n := len(slices.DeleteFunc(pages, func(p *apptest.Page) bool { return !givesSession(p) })); n != 1 {
			t.Errorf("%d browsers were signed in", n)
		}
	})
}

// Publications and answers at the same moment: whoever is let through was
// shown what was in force, and no evidence is of a version that was not shown.
func TestPublishingAgainstAnswering(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		forms := make([]url.Values, together)
		for i := range forms {
			forms[i] = answered(kim.Get("/accept"), "accept")
		}
		pages := atOnce(together+1, func(i int) *apptest.Page {
			if i < together {
				return kim.Post("/accept", forms[i])
			}
			if _, err := w.Documents.Publish(w.On(alfa), apptest.Shell, documents.Publication{Slug: privacy, Weight: documents.NewVersion,
				Languages: []string{"en"}, Texts: map[string]documents.Source{"en": {Title: "Policy", Source: third["en"]}}}); err != nil {
				t.Error(err)
			}
			return kim.Get("/account")
		})
		if got := statuses(t, pages[:together]); got[http.StatusSeeOther]+got[http.StatusConflict] != together {
			t.Errorf("%v", got)
		}
		pages[together].To("/accept?return=%2Faccount") // the publisher sees the gate at once
		for _, a := range w.Acceptances(alfa)[1:] {
			if a.VersionID != version(t, w, alfa, 2).ID || a.Outcome != acceptance.Accepted {
				t.Errorf("recorded was %+v", a)
			}
		}
		accept(t, kim)
	})
}
