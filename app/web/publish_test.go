package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/principal"
)

// What is published is what the publisher looked at: a draft that somebody
// else saved meanwhile is shown first.
func TestPublishWhatWasSeen(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
		owner, editor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
		base := "/studio/alfa/settings/appearance/documents/" + privacy
		save := func(c *apptest.Client, source string) {
			form := c.Get(base + "/text/sv").Want(http.StatusOK).Form("")
			form.Set("title", "Policy")
			form.Set("source", source)
			form.Set("do", "save")
			c.Post(base+"/text/sv", form).Want(http.StatusSeeOther)
		}
		save(owner, first["sv"])
		seen := owner.Get(base + "/publish").Want(http.StatusOK)
		form := seen.Form("")
		form["languages"], form["when"] = []string{"sv"}, []string{"now"}
		save(editor, second["sv"])

		again := owner.Post(base+"/publish", form).Want(http.StatusConflict)
		if got := w.Browser("alfa").Get("/cldoc/" + privacy + ".htm").Status; got != http.StatusNotFound {
			t.Fatalf("the unseen text was published: %d", got)
		}
		form = again.Form("")
		form["languages"], form["when"] = []string{"sv"}, []string{"now"}
		owner.Post(base+"/publish", form).Want(http.StatusSeeOther)
		w.Follow()
		w.Browser("alfa").Get("/cldoc/" + privacy + ".htm").Want(http.StatusOK).Has("sju år")

		// Another tenant's owner has no such page.
		other := w.Browser("platform").SignIn("owner@beta.example")
		other.Get(base + "/publish").Want(http.StatusNotFound)
		other.Post(base+"/publish", url.Values{"languages": {"sv"}, "weight": {"correction"}}).Want(http.StatusNotFound)
	})
}
