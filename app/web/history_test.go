package web_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/ledger"
)

// The history is by days, fifty events a page, and can be asked for by document
// and by what it is about. It names no customer, and another site's is none.
func TestHistory(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		w.Browser("alfa").Register("kim@example.com")
		customer := w.People(alfa)[0]
		w.Clock.Advance(15 * time.Hour) // past midnight in Stockholm
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		if err := w.DB.Tx(w.On(alfa), func(ctx context.Context) error {
			for i := range 60 {
				if err := ledger.Record(ctx, apptest.Of(customer), w.Clock.Now().Add(time.Duration(i)*time.Minute), ledger.AccountDeleted, nil); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		page := owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("3 March 2026", "Somebody not named here", "deleted their account.", "01:59").
			Lacks("published version", "Person kim", "⟦")
		if n := strings.Count(page.Body, "<li>\n<p class=\"when"); n != 50 {
			t.Errorf("a page has %d events", n)
		}
		older := regexp.MustCompile(`href="(/studio/alfa/history\?before=[^"]+)"`).FindStringSubmatch(page.Body)
		if older == nil {
			t.Fatal("there is no way to what is older")
		}
		owner.Get(older[1]).Has("01:09", "published version 1", "2 March 2026", "To the newest").Lacks("01:10")
		owner.Get("/studio/alfa/history?document="+privacy).Has("published version 1", "selected").Lacks("deleted their account", "01:59")
		owner.Get("/studio/alfa/history?kind=documents").Has("published version 1").Lacks("deleted their account")
		people := owner.Get("/studio/alfa/history?kind=people&document=nonsense").Has("deleted their account").Lacks("published version")
		if !strings.Contains(people.Body, "kind=people") {
			t.Error("what is older is not filtered")
		}
		for site, want := range map[string]int{"alfa": 1, "beta": 0} { // by any address that a document has had, and on one's own site
			if err := w.DB.View(w.On(w.Sites[site]), func(ctx context.Context) error {
				found, err := ledger.Page(ctx, ledger.Filter{Document: []string{"before", privacy}}, 10)
				if len(found) != want {
					t.Errorf("%s's history has %d of %d events of the document", site, len(found), want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		owner.Get("/studio/alfa/history?kind=access").Has("Nothing of that kind")
		w.Browser("platform").SignIn("owner@beta.example").Get(strings.ReplaceAll(older[1], "alfa", "beta")).Want(http.StatusOK).Lacks("deleted their account", "published version")
		owner.Get("/studio/alfa/history?before=" + fmt.Sprint(strings.Repeat("x", 36))).Want(http.StatusOK).Has("01:59")
		for _, language := range []string{"sv", "nb"} {
			owner.Header.Set("Accept-Language", language)
			owner.Get("/studio/alfa/history?kind=documents").Want(http.StatusOK).Lacks("⟦")
		}
	})
}
