package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/principal"
)

// Owners see who may act on their site, change their roles and remove them, at
// once; but never the last owner, not even two owners each other.
func TestPeople(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Owner, "second@alfa.example")
		as := func(email string) (*apptest.Client, string) {
			return w.Browser("platform").SignIn(email), people + "/" + w.Person(w.Platform, email).ID.String()
		}
		owner, ofOwner := as("owner@alfa.example")
		editor, ofEditor := as("editor@alfa.example")
		second, ofSecond := as("second@alfa.example")
		beta, ofBeta := as("owner@beta.example")

		owner.Get("/studio/alfa/settings/site").Has(people)
		owner.Get(people).Want(http.StatusOK).Has("Person editor@alfa.example", "editor@alfa.example", "Person second@alfa.example").Lacks("beta")
		editor.Get(people).Want(http.StatusOK).Has("Only the site’s owners").Lacks("<select")
		editor.Post(ofOwner, url.Values{"do": {"remove"}}).Want(http.StatusForbidden)
		editor.Post(ofEditor, url.Values{"do": {"role"}, "role": {"owner"}}).Want(http.StatusForbidden)
		beta.Post(ofEditor, url.Values{"do": {"remove"}}).Want(http.StatusNotFound)
		owner.Post(ofBeta, url.Values{"do": {"remove"}}).Want(http.StatusNotFound)
		owner.Post(strings.ReplaceAll(ofBeta, "alfa", "beta"), url.Values{"do": {"remove"}}).Want(http.StatusNotFound)
		for _, role := range []string{"operator", "", "support editor"} {
			owner.Post(ofEditor, url.Values{"do": {"role"}, "role": {role}}).Want(http.StatusUnprocessableEntity).Has("Choose a role")
		}

		owner.Post(ofEditor, url.Values{"do": {"role"}, "role": {"auditor"}}).To(people + "?saved=1")
		editor.Get(swedish).Has("read")
		editor.Post(swedish, url.Values{"source": {"x"}, "lock": {"0"}}).Want(http.StatusForbidden)
		owner.Post(ofEditor, url.Values{"do": {"remove"}}).To(people + "?saved=1")
		editor.Get("/studio/alfa").Want(http.StatusNotFound)
		owner.Get("/studio/alfa/history?kind=people").Has("changed the role of Person editor@alfa.example to auditor",
			"removed Person editor@alfa.example, who was auditor, from the site").Lacks("⟦")

		// Both at once: one is left.
		var both sync.WaitGroup
		both.Go(func() { owner.Post(ofSecond, url.Values{"do": {"remove"}}) })
		both.Go(func() { second.Post(ofOwner, url.Values{"do": {"role"}, "role": {"editor"}}) })
		both.Wait()
		left, ofLeft := owner, ofOwner
		if owner.Get(people).Status != http.StatusOK || !strings.Contains(owner.Get(people).Body, "<select") {
			left, ofLeft = second, ofSecond
		}
		left.Get(people).Want(http.StatusOK).Has("<select")
		left.Post(ofLeft, url.Values{"do": {"remove"}}).Want(http.StatusConflict).Has("at least one owner")
		left.Post(ofLeft, url.Values{"do": {"role"}, "role": {"editor"}}).Want(http.StatusConflict).Has("at least one owner")
		left.Get(people).Want(http.StatusOK).Has("<select")
	})
}

const people = "/studio/alfa/settings/people"
