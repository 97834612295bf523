package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

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

// An owner's link lets its bearer in, once: somebody new, or who is signed in.
// It joins nobody by an address alone.
func TestInvitations(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner, beta := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
		invite := func(email, role string) string {
			t.Helper()
			page := owner.Post(people, url.Values{"email": {email}, "role": {role}}).Want(http.StatusOK).Has(email)
			link := joinLink.FindStringSubmatch(page.Body)
			if link == nil {
				t.Fatalf("there is no link:\n%.3000s", page.Body)
			}
			owner.Get(people).Has(email).Lacks(link[1])
			return link[1]
		}
		owner.Post(people, url.Values{"email": {"nobody"}, "role": {"operator"}}).Want(http.StatusUnprocessableEntity).Has(`value="nobody"`, "Choose a role")
		beta.Post(people, url.Values{"email": {"x@example.com"}, "role": {"owner"}}).Want(http.StatusNotFound)

		first := invite("erik@example.com", "auditor")
		link := invite("Erik@example.com", "editor") // takes the place of the first
		erik := w.Browser("platform")
		erik.Get(first).Want(http.StatusNotFound).Has("does not hold")
		erik.Get(link).Want(http.StatusOK).Has("Site alfa", "as editor", "Erik@example.com")
		erik.Post(link, url.Values{"name": {"Erik"}, "password": {apptest.Password}}).Want(http.StatusUnprocessableEntity)
		erik.Post(link, url.Values{"do": {"join"}, "name": {""}, "password": {"short"}}).Want(http.StatusUnprocessableEntity).Has("name-mistake", "password-mistake")
		erik.Post(link, url.Values{"do": {"join"}, "name": {"Erik Ek"}, "password": {apptest.Password}}).To("/studio/alfa")
		erik.Get("/studio/alfa").Want(http.StatusOK)
		erik.Get(publishes).Want(http.StatusForbidden)
		w.Browser("platform").Get(link).Want(http.StatusNotFound)
		owner.Get("/studio/alfa/history?kind=people").Has("invited somebody as editor", "Erik Ek</strong> joined as editor").Lacks("⟦")

		// An address that has an account is nobody's way in: the account is.
		link = invite("owner@beta.example", "auditor")
		beta.Get("/studio/alfa").Want(http.StatusNotFound)
		w.Browser("platform").Post(link, url.Values{"do": {"join"}, "name": {"Not them"}, "password": {apptest.Password}}).Want(http.StatusConflict).Has("Sign in with it")
		owner.Post(link, url.Values{"do": {"join"}}).Want(http.StatusConflict).Has("work on this site already")
		beta.Get(link).Want(http.StatusOK).Has("Person owner@beta.example")
		beta.Post(link, url.Values{"do": {"join"}}).To("/studio/alfa")
		beta.Get("/studio/alfa").Want(http.StatusOK)
		beta.Get("/studio/beta").Want(http.StatusOK)

		link = invite("late@example.com", "editor")
		w.Clock.Advance(8 * 24 * time.Hour)
		w.Browser("platform").Get(link).Want(http.StatusNotFound)
		owner = w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get(people).Lacks("late@example.com")
		link = invite("again@example.com", "editor")
		back := regexp.MustCompile(`action="(` + people + `/invitations/[^"]+)"`).FindStringSubmatch(owner.Get(people).Body)
		erik.SignIn("erik@example.com").Post(back[1], nil).Want(http.StatusForbidden)
		owner.Post(back[1], nil).To(people + "?saved=1")
		w.Browser("platform").Get(link).Want(http.StatusNotFound)
	})
}

var joinLink = regexp.MustCompile(`value="http://platform\.localhost:\d+(/join/[^"]+)"`)
