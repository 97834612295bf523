package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

// An older text becomes a draft again, and nobody's writing is lost by it; any
// two versions can be compared, and any of them taken out.
func TestGoingBack(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		owner, auditor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("auditor@alfa.example")
		w.Publish(alfa, privacy, documents.NewVersion, first)
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, second)
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, map[string]string{"sv": third["sv"]})
		versions := papers + "/" + privacy + "/versions"

		page := auditor.Get(versions+"/compare?from=1&to=2&in=sv").Want(http.StatusOK).Has("<del>", "tio", "<ins>", "sju").Lacks("three years")
		page.Has(`<option value="sv" lang="sv" selected>`, `<option value="en"`)
		auditor.Get(versions+"/compare?from=2&to=1&in=sv").Want(http.StatusOK).Has("tio", "sju")
		auditor.Get(versions + "/compare?from=2&to=2&in=sv").Want(http.StatusOK).Has("the same").Lacks("<del>")
		auditor.Get(versions+"/compare?from=1&to=3&in=en").Want(http.StatusOK).Has("compared in Swedish", "tre") // 3 has no English
		for _, wrong := range []string{"", "?from=1", "?from=1&to=9", "?from=x&to=2"} {
			auditor.Get(versions + "/compare" + wrong).Want(http.StatusNotFound)
		}

		text := version(t, w, alfa, 1).Text("sv")
		file := auditor.Get(versions+"/1/sv.html").Want(http.StatusOK).Has("<style>", text.Hash, "tio år", "alfa AB", "Policy sv").Lacks("<script", "<link", `src="`)
		if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="alfa-`+privacy+`-v1-sv.html"` {
			t.Errorf("the file is %s", got)
		}
		source := auditor.Get(versions + "/1/sv.md").Want(http.StatusOK).Body
		if !strings.HasSuffix(source, "---\n\n"+first["sv"]+"\n") || !strings.Contains(source, "\nsha256: "+text.Hash+"\n") {
			t.Errorf("the source is\n%s", source)
		}
		full, err := w.Documents.Text(w.On(alfa), text.ID)
		if sum := sha256.Sum256([]byte(full.Title + "\n" + full.HTML)); err != nil || hex.EncodeToString(sum[:]) != text.Hash {
			t.Error("the hash is of something else")
		}
		for _, wrong := range []string{"/1/nb.md", "/1/sv.exe", "/9/sv.md", "/1/sv", "/x/sv.md"} {
			auditor.Get(versions + wrong).Want(http.StatusNotFound)
		}

		// English is being written: it stays. Swedish becomes version 1 again.
		written(owner, english, "Somebody is writing this.")
		auditor.Post(versions+"/1/revert", nil).Want(http.StatusForbidden)
		owner.Post(versions+"/9/revert", nil).Want(http.StatusNotFound)
		back := owner.Post(versions+"/1/revert", nil).To(versions + "?kept=en&made=sv&reverted=1")
		owner.Get(back.Header.Get("Location")).Want(http.StatusOK).Has("now a draft in Swedish", "a draft already")
		drafts := w.Drafts(alfa)
		if len(drafts) != 2 || drafts[0].Source != "Somebody is writing this." || drafts[1].Source != first["sv"] || drafts[1].Title != "Policy sv" {
			t.Errorf("the drafts are %+v", drafts)
		}
		owner.Post(versions+"/3/revert", nil).To(versions + "?kept=sv&reverted=3")
		owner.Post(swedish, url.Values{"do": {"discard"}}).Want(http.StatusSeeOther)
		owner.Post(versions+"/3/revert", nil).To(versions + "?reverted=3&same=sv")
		if n := len(w.Document(alfa, privacy).Versions); n != 3 {
			t.Errorf("going back has published something: there are %d versions", n)
		}
		owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("made version 1 of")

		// Another tenant's owner has none of it.
		beta := w.Browser("platform").SignIn("owner@beta.example")
		for _, path := range []string{"/compare?from=1&to=2", "/1/sv.html", "/1/sv.md"} {
			beta.Get(versions + path).Want(http.StatusNotFound)
		}
		beta.Post(versions+"/1/revert", nil).Want(http.StatusNotFound)

		// Who owes the platform something can still read, and not write.
		w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, map[string]string{"en": "## The second agreement\n\nWe process on your instructions, still."})
		for _, path := range []string{"", "/compare?from=1&to=2", "/1/sv.html", "/1/sv.md"} {
			owner.Get(versions + path).Want(http.StatusOK)
		}
		owner.Post(versions+"/1/revert", nil).Want(http.StatusSeeOther)
		if d := w.Drafts(alfa); len(d) != 1 {
			t.Errorf("a gated owner has written: %+v", d)
		}
	})
}

// Two hundred versions are twenty to a page, and the public page does not
// unroll them.
func TestManyVersions(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		const n = 45
		for range n {
			w.Clock.Advance(time.Minute)
			w.Publish(alfa, privacy, documents.NewVersion, map[string]string{"sv": "## Rubrik\n\nText."})
		}
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		versions := papers + "/" + privacy + "/versions"
		shown := func(path string, from, to int, links ...string) {
			t.Helper()
			page := owner.Get(path).Want(http.StatusOK)
			for seq := 1; seq <= n; seq++ {
				if is := strings.Contains(page.Body, versions+"/"+strconv.Itoa(seq)+"/revert"); is != (seq >= from && seq <= to && seq < n) {
					t.Errorf("%s: version %d stands there: %v", path, seq, is)
				}
			}
			for _, link := range links {
				page.Has(`href="` + versions + link + `"`)
			}
		}
		shown(versions, 26, 45, "?before=26")
		shown(versions+"?before=26", 6, 25, "?before=6", "")
		shown(versions+"?before=6", 1, 5, "?before=26")
		shown(versions+"?before=x", 26, 45)
		public := w.Browser("alfa").Get(documentPath).Want(http.StatusOK)
		open, folded, found := strings.Cut(public.Body, "39 still older versions")
		if !found || strings.Count(open, "/"+privacy+"/")-strings.Count(open, "/cldoc/"+privacy+"/45") > 8 || !strings.Contains(folded, "/"+privacy+"/1.htm") {
			t.Errorf("the older versions are listed as\n%s", public.Body)
		}
	})
}
