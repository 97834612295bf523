package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// shownIn is what a page's presentation says, read without the key.
func shownIn(t *testing.T, p *apptest.Page) (shown acceptance.Presentation, key string) {
	t.Helper()
	parts := strings.Split(p.Form("/accept").Get("presentation"), ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err == nil {
		err = json.Unmarshal(payload, &shown)
	}
	if err != nil {
		t.Fatal(err)
	}
	return shown, parts[1]
}

func TestEvidenceIsWhatWasShown(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		kim.Header.Set("Accept-Language", "nb, sv;q=0.5") // neither the source's neighbour alone, nor English
		page := kim.Get("/accept").Want(http.StatusOK).Has("sju år")
		issued := w.Clock.Now()
		shown, key := shownIn(t, page)
		w.Clock.Advance(5*time.Minute + 3*time.Microsecond)
		kim.Header.Set("Accept-Language", "en") // what is sent later changes nothing of what was shown
		kim.Post("/accept", answered(page, "accept")).To("/account")

		act := newActs(t, w, alfa, 1, 1)[0]
		doc, v := w.Document(alfa, privacy), version(t, w, alfa, 2)
		text, wording := v.Text("sv"), sha256.Sum256([]byte(act.Wording))
		me := w.Person(alfa, "kim@example.com")
		want := acceptance.Acceptance{TenantID: act.TenantID, ID: act.ID, AccountID: me.ID, DocumentID: doc.ID, VersionID: v.ID, TextID: text.ID,
			Language: "sv", TextHash: text.Hash, Wording: act.Wording, WordingHash: hex.EncodeToString(wording[:]), Act: documents.Acknowledge,
			Outcome: acceptance.Accepted, Method: acceptance.Gate, PresentationID: shown.ID, KeyID: key, PresentedAt: act.PresentedAt, At: act.At}
		if act != want {
			t.Errorf("the evidence is\n%+v, not\n%+v", act, want)
		}
		if !act.PresentedAt.Equal(issued) || !act.At.Equal(w.Clock.Now()) {
			t.Errorf("presented %v, answered %v", act.PresentedAt, act.At)
		}
		if !strings.Contains(page.Body, html.EscapeString(act.Wording)) || !strings.Contains(act.Wording, "Policy sv") {
			t.Errorf("the wording %q did not stand on the page", act.Wording)
		}
		full, err := w.Documents.Text(w.On(alfa), act.TextID)
		if err != nil || full.Sum() != act.TextHash || !strings.Contains(page.Body, strings.TrimSpace(full.HTML)) {
			t.Errorf("the text recorded is not the one that was on the page (%v)", err)
		}
		for _, i := range w.Identities(alfa) {
			if i.AcceptanceID == act.ID && (i.AccountID != me.ID || i.Name != me.Name || i.Email != me.Email || i.JobTitle != "") {
				t.Errorf("beside it stands %+v", i)
			}
		}
		if len(w.Identities(alfa)) != 2 {
			t.Errorf("%d identities", len(w.Identities(alfa)))
		}

		// One language holds in all; other sites and other people are not concerned.
		for _, language := range []string{"en", "sv", "nb", "fr", "*"} {
			kim.Header.Set("Accept-Language", language)
			kim.Get("/account").Want(http.StatusOK)
		}
		newActs(t, w, w.Sites["beta"], 0, 0)
	})
}

// The gate wants a real tick, as registration does; not accepting wants none.
func TestTheGateWantsARealTick(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(w.Sites["beta"], privacy, documents.NewVersion, first)
		kim := gated(w, "alfa", "kim@example.com")
		box, foreign := tick(w, alfa), tick(w, w.Sites["beta"])
		form := answered(kim.Get("/accept?return=/account?tab=2"), "accept")
		each(t, w, map[string]url.Values{
			"absent": {box: nil}, "empty": {box: {""}}, "false": {box: {"false"}}, "0": {box: {"0"}}, "on": {box: {"on"}}, "twice": {box: {"yes", "yes"}},
			"no and yes": {box: {"no", "yes"}}, "another site's": {box: nil, foreign: {"yes"}}, "in capitals": {box: nil, strings.ToUpper(box): {"yes"}},
		}, func(t *testing.T, w *apptest.World, c url.Values) {
			p := kim.In(t).Post("/accept", with(form, c)).Want(http.StatusUnprocessableEntity)
			unticked(t, p)
			if got := p.Form("/accept").Get("return"); got != "/account?tab=2" {
				t.Errorf("the way back is lost: %q", got)
			}
			newActs(t, w, alfa, 1, 0)
		})
		for _, answer := range [][]string{nil, {""}, {"ACCEPT"}, {"yes"}, {"maybe"}} { // neither button
			kim.Post("/accept", with(form, url.Values{"answer": answer})).Want(http.StatusBadRequest)
			kim.Post("/accept?answer=accept", with(form, url.Values{"answer": answer})).Want(http.StatusBadRequest)
		}
		kim.Post("/accept?"+box+"=yes", with(form, url.Values{box: nil})).Want(http.StatusUnprocessableEntity)
		newActs(t, w, alfa, 1, 0)
		w.Browser("alfa").Post("/accept", form).Want(http.StatusSeeOther)
		newActs(t, w, alfa, 1, 0)
		kim.Post("/accept", form).To("/account?tab=2")
		newActs(t, w, alfa, 1, 1)
	})
}

func TestNotAcceptingIsRecordedAndCanBeChanged(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		registered := w.Acceptances(alfa)[0]
		page := kim.Get("/accept?return=/account?tab=2")
		form := with(page.Form("/accept"), url.Values{"answer": {"decline"}}) // nothing ticked
		kim.Post("/accept", form).To("/accept?return=%2Faccount%3Ftab%3D2&declined=1")
		kim.Get("/accept?return=%2Faccount%3Ftab%3D2&declined=1").Want(http.StatusOK).Has(`id="declined"`)

		no := newActs(t, w, alfa, 1, 1)[0]
		if no.Outcome != acceptance.Declined || no.VersionID != version(t, w, alfa, 2).ID || no.Wording == "" || no.TextHash == "" || w.Acceptances(alfa)[0] != registered {
			t.Errorf("not accepting was recorded as %+v", no)
		}
		kim.Get("/account").To("/accept?return=%2Faccount")
		for _, exit := range []string{"/account/privacy", "/account/export", "/account/delete", "/contact", documentPath} {
			kim.Get(exit).Want(http.StatusOK)
		}
		kim.Post("/accept", form).Want(http.StatusSeeOther) // a double click
		newActs(t, w, alfa, 1, 1)

		kim.Post("/accept", answered(kim.Get("/accept?return=/account?tab=2"), "accept")).To("/account?tab=2")
		acts := newActs(t, w, alfa, 1, 2)
		if acts[0] != no || acts[1].Outcome != acceptance.Accepted {
			t.Errorf("the answers are %+v", acts)
		}
		kim.Get("/account").Want(http.StatusOK)
	})
}

// An answer counts on its site and for its version, and for nothing else.
func TestOldAndForeignAnswersDoNotCount(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		kim, abroad := customer(w, "alfa", "kim@example.com"), customer(w, "beta", "kim@example.com")
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, first) // to the letter what was accepted
		w.Publish(beta, privacy, documents.NewVersion, first)
		kim.Get("/account").To("/accept?return=%2Faccount")
		accept(t, kim)
		abroad.Get("/account").To("/accept?return=%2Faccount")

		// What was accepted later settles what came earlier; not the other way.
		w.Publish(alfa, privacy, documents.NewVersion, third)
		accept(t, kim)
		w.Withdraw(alfa, privacy, 2)
		kim.Get("/account").Want(http.StatusOK)
	})
}

// A site may have its document accepted instead of acknowledged; a version
// keeps what it was published with.
func TestASiteMayHaveItsDocumentAccepted(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		if err := w.Documents.SetAct(w.On(alfa), apptest.Shell, privacy, documents.Agree); err != nil {
			t.Fatal(err)
		}
		kim.Get("/account").Want(http.StatusOK)
		w.Browser("alfa").Register("lena@example.com") // to version 1, as it was
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, second)
		accept(t, kim)
		acts := newActs(t, w, alfa, 0, 3)
		if acts[0].Act != documents.Acknowledge || acts[1].Act != documents.Acknowledge || acts[2].Act != documents.Agree {
			t.Errorf("%s, %s, %s", acts[0].Act, acts[1].Act, acts[2].Act)
		}
		if acts[1].Wording == acts[2].Wording {
			t.Errorf("both say %q", acts[2].Wording)
		}
	})
}
