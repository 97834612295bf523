package web_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
)

const toGate = "/accept?return=%2Faccount"

func TestSchedulesAreExact(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim, lena := customer(w, "alfa", "kim@example.com"), w.Browser("alfa").Register("lena@example.com")
		other := w.Second()
		at := w.Clock.Now().Add(10 * 24 * time.Hour)
		w.PublishAt(alfa, privacy, documents.NewVersion, at, second)
		kim.Get("/accept").To("/account")
		kim.Get("/account").Want(http.StatusOK).Has("/accept?ahead=1")
		kim.Get("/cldoc/" + privacy + "/2.htm").Want(http.StatusOK).Has("seven years") // published already

		ahead := kim.Get("/accept?ahead=1&return=/account?tab=2").Want(http.StatusOK).Has("seven years")
		kim.Post("/accept", answered(ahead, "accept")).To("/account?tab=2")
		act := newActs(t, w, alfa, 2, 1)[0]
		if act.Method != acceptance.InAdvance || act.VersionID != version(t, w, alfa, 2).ID || !act.At.Before(at) {
			t.Errorf("acting in advance was recorded as %+v", act)
		}
		kim.Get("/accept?ahead=1").To("/account")

		w.Clock.Set(at.Add(-time.Microsecond))
		form := typed(w.Browser("alfa"), "mia@example.com")
		lena.Get("/account").Want(http.StatusOK)
		lena.Get(documentPath).Want(http.StatusOK).Has("ten years")
		w.Clock.Set(at) // nothing else happens: no job, no message
		lena.Get("/account").To(toGate)
		lena.At(other).Get("/account").To(toGate)
		lena.Get(documentPath).Want(http.StatusOK).Has("seven years")
		lena.At(other).Get(documentPath).Want(http.StatusOK).Has("seven years")
		kim.Get("/account").Want(http.StatusOK) // was not asked again
		w.Browser("alfa").Post("/register", form).Want(http.StatusConflict)
		w.Browser("beta").Get(documentPath).Want(http.StatusNotFound)
	})
}

// Acting in advance is bound to what was shown, as all acting is.
func TestActingInAdvanceOnWhatHasChanged(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		at := w.Clock.Now().Add(10 * time.Hour)
		w.PublishAt(alfa, privacy, documents.NewVersion, at, second)
		page := kim.Get("/accept?ahead=1")
		w.PublishAt(alfa, privacy, documents.NewVersion, at.Add(time.Hour), third)
		again := kim.Post("/accept", answered(page, "accept")).Want(http.StatusConflict)
		newActs(t, w, alfa, 1, 0)
		form := answered(again, "accept")
		w.Clock.Set(at.Add(time.Hour)) // its time came while the page was open
		kim.Get("/account").To(toGate)
		kim.Post("/accept", form).To("/account")
		if act := newActs(t, w, alfa, 1, 1)[0]; act.VersionID != version(t, w, alfa, 3).ID {
			t.Errorf("recorded was %+v", act)
		}
		kim.Get("/account").Want(http.StatusOK)
	})
}

func TestAnOvertakenVersionNeverTakesEffect(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		at := w.Clock.Now().Add(24 * time.Hour)
		w.PublishAt(alfa, privacy, documents.NewVersion, at, second)
		w.Clock.Advance(time.Hour)
		_, err := w.Documents.Publish(w.On(alfa), apptest.Shell, documents.Publication{Slug: privacy, Weight: documents.Correction,
			Languages: []string{"en"}, Texts: map[string]documents.Source{"en": {Title: "Policy", Source: third["en"]}}})
		if !errs.HasKey(err, "document.error.overtakes") {
			t.Errorf("overtaking without being told: %v", err)
		}
		w.Publish(alfa, privacy, documents.Correction, map[string]string{"en": third["en"]})
		kim.Get("/accept?ahead=1").To("/account")
		w.Clock.Set(at.Add(time.Hour))
		kim.Get("/account").Want(http.StatusOK)
		kim.Get(documentPath).Want(http.StatusOK).Has("three years")
		w.Withdraw(alfa, privacy, 3) // then it does, and is asked for
		kim.Get("/account").To(toGate)
		kim.Get(documentPath).Want(http.StatusOK).Has("seven years")
	})
}

func TestWithdrawingRestoresWhatWasAskedBefore(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim, both := customer(w, "alfa", "kim@example.com"), w.Browser("alfa").Register("both@example.com")
		abroad := gated(w, "beta", "kim@example.com")
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, second)
		late := w.Browser("alfa").Register("late@example.com")
		accept(t, both)
		kim.Get("/account").To(toGate)

		w.Withdraw(alfa, privacy, 2)
		kim.Get("/account").Want(http.StatusOK)
		both.Get("/account").Want(http.StatusOK)
		kim.Get(documentPath).Want(http.StatusOK).Has("ten years")
		kim.Get("/cldoc/" + privacy + "/2.htm").Want(http.StatusOK).Has("seven years") // for ever
		abroad.Get("/account").To(toGate)
		// Who was only ever shown the withdrawn text was never shown the one in force.
		late.Get("/account").To(toGate)
		late.Get("/accept").Want(http.StatusOK).Has("ten years")
		accept(t, late)

		w.Withdraw(alfa, privacy, 1) // nothing is published any more: nobody is asked
		for _, c := range []*apptest.Client{kim, both, late} {
			c.Get("/account").Want(http.StatusOK)
		}
		kim.Get(documentPath).Want(http.StatusNotFound).Has("alfa AB", "privacy@alfa.example")
		n := len(w.Acceptances(alfa))
		w.Browser("alfa").Register("new@example.com")
		newActs(t, w, alfa, n, 0)
	})
}

func TestLighterChangesStopNobody(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		publish := func(weight documents.Weight, summary string) documents.Version {
			t.Helper()
			v, err := w.Documents.Publish(w.On(alfa), apptest.Shell, documents.Publication{Slug: privacy, Weight: weight, Languages: []string{"en"},
				Summaries: map[string]string{"en": summary}, Texts: map[string]documents.Source{"en": {Title: "Policy en", Source: second["en"]}}})
			if err != nil {
				t.Fatal(err)
			}
			w.Follow()
			w.Clock.Advance(time.Minute)
			return v
		}
		w.Clock.Advance(time.Hour)
		before := version(t, w, alfa, 1)
		v := publish(documents.Correction, "A comma moved.")
		if a, b := before.Text("sv"), v.Text("sv"); b == nil || a.Hash != b.Hash {
			t.Errorf("the Swedish text was %+v and became %+v", a, b)
		}
		if v.Text("en").Hash == before.Text("en").Hash {
			t.Error("the English text is the old one")
		}
		kim.Get("/account").Want(http.StatusOK).Lacks("A comma moved.")
		publish(documents.Announcement, "The office moved.")
		kim.Get("/account").Want(http.StatusOK).Has("The office moved.", documentPath)
		w.Browser("alfa").Register("new@example.com").Get("/account").Want(http.StatusOK).Lacks("The office moved.")
		kim.Get("/accept").To("/account")

		only := publish(documents.NewVersion, "") // in English alone: no other was confirmed
		if got := only.Languages(); len(got) != 1 || got[0] != "en" {
			t.Errorf("a new version has %v", got)
		}
		kim.Header.Set("Accept-Language", "sv")
		kim.Get("/account").To(toGate)
		page := kim.Get("/accept").Want(http.StatusOK).Has(`lang="sv"`, "seven years")
		kim.Post("/accept", answered(page, "accept")).To("/account")
		w.Publish(alfa, privacy, documents.Correction, map[string]string{"sv": second["sv"]}) // the translation comes later
		kim.Get("/account").Want(http.StatusOK)
		kim.Get(documentPath).Want(http.StatusOK).Has("sju år")
	})
}

func TestNothingPublishedGatesNobody(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := w.Browser("alfa").Register("kim@example.com")
		kim.Get("/account").Want(http.StatusOK)
		kim.Get("/accept").To("/account")
		kim.Get("/accept?ahead=1").To("/account")
		customer(w, "beta", "kim@example.com") // what beta publishes is beta's
		kim.Get("/account").Want(http.StatusOK)
		w.Clock.Advance(time.Hour)
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first) // then who was a customer before is met by it
		kim.Get("/account").To(toGate)
		accept(t, kim)
	})
}

// Whatever was published, withdrawn and answered in whatever order: Pending is
// empty exactly where the gate lets through, and exactly where its page has
// nothing to show.
func TestGatePageAndPendingAgree(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := customer(w, "alfa", "kim@example.com")
		me := w.Person(alfa, "kim@example.com").ID
		random := rand.New(rand.NewPCG(7, 11))
		passed, stopped := 0, 0
		for step := range 60 {
			doc := w.Document(alfa, privacy)
			var did string
			switch what := random.IntN(7); what {
			case 0, 1:
				weight := []documents.Weight{documents.NewVersion, documents.Correction, documents.NewVersion, documents.Announcement}[random.IntN(4)]
				at := w.Clock.Now().Add(time.Duration(random.IntN(4)) * time.Hour)
				if doc.InForce(at) == nil {
					weight = documents.NewVersion
				}
				w.PublishAt(alfa, privacy, weight, at, map[string]string{"en": fmt.Sprintf("Text %d.", step)})
				did = fmt.Sprintf("published %s for %v", weight, at)
			case 2:
				seq := 1 + random.IntN(len(doc.Versions))
				w.Withdraw(alfa, privacy, seq)
				did = fmt.Sprintf("withdrew %d", seq)
			case 3:
				w.Clock.Advance(time.Hour)
				did = "waited"
			default:
				path := []string{"/accept", "/accept?ahead=1"}[random.IntN(2)]
				if p := kim.Get(path); p.Status == http.StatusOK {
					kim.Post("/accept", answered(p, []string{"accept", "accept", "decline"}[random.IntN(3)])).Want(http.StatusSeeOther)
				}
				did = "answered " + path
			}
			accepted := map[uuid.UUID]bool{}
			for _, a := range w.Acceptances(alfa) {
				if a.AccountID == me && a.Outcome == acceptance.Accepted {
					accepted[a.VersionID] = true
				}
			}
			owed := acceptance.Pending([]documents.Document{*w.Document(alfa, privacy)}, acceptance.Subject{Account: me, Accepted: accepted}, w.Clock.Now())
			gate, page := kim.Get("/account"), kim.Get("/accept")
			if free := len(owed) == 0; free != (gate.Status == http.StatusOK) || free != (page.Status == http.StatusSeeOther) {
				t.Fatalf("step %d (%s): %d owed, the gate answers %d and its page %d", step, did, len(owed), gate.Status, page.Status)
			}
			if len(owed) == 0 {
				passed++
			} else {
				stopped++
				unticked(t, page.Want(http.StatusOK))
			}
		}
		if passed < 10 || stopped < 10 {
			t.Errorf("let through %d times and stopped %d times: that tries little", passed, stopped)
		}
	})
}
