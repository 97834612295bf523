package web_test

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// flip changes the character at a place in a text.
func flip(s string, at int) string {
	c := byte('A')
	if s[at] == c {
		c = 'B'
	}
	return s[:at] + string(c) + s[at+1:]
}

// A presentation that is not the one this person was shown here is told "this
// has changed", whatever is wrong with it, and nothing is recorded.
func TestPresentationsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		registration := typed(w.Browser("beta"), "x@example.com").Get("presentation")
		kim, lena := customer(w, "alfa", "kim@example.com"), w.Browser("alfa").Register("lena@example.com")
		abroad := customer(w, "beta", "kim@example.com")
		stranger := w.Browser("alfa").Get("/register").Form("/register").Get("presentation")
		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.NewVersion, second)
		w.Publish(beta, privacy, documents.NewVersion, second)
		old := answered(kim.Get("/accept"), "accept").Get("presentation")
		w.Publish(alfa, privacy, documents.NewVersion, third)
		form := answered(kim.Get("/accept"), "accept")
		mine := form.Get("presentation")
		parts := strings.Split(mine, ".")
		foreign := abroad.Get("/accept").Form("/accept").Get("presentation")
		n, m := len(w.Acceptances(alfa)), len(w.Acceptances(beta))

		each(t, w, map[string]string{
			"none": "", "rubbish": "rubbish", "dots": "..", "four parts": mine + ".x", "unsigned": parts[0] + "." + parts[1] + ".",
			"changed content": flip(parts[0], 20) + "." + parts[1] + "." + parts[2], "changed signature": parts[0] + "." + parts[1] + "." + flip(parts[2], 5),
			"changed last bits": mine[:len(mine)-1] + string(mine[len(mine)-1]+1), "another key's id": parts[0] + ".00000000." + parts[2], "padded": mine + "=",
			"trailing newline": mine + "\n", "none algorithm": base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".",
			"of another account":        lena.Get("/accept").Form("/accept").Get("presentation"),
			"of the same person abroad": foreign, "of a registration": stranger, "of a registration abroad": registration,
			"of an older version": old,
		}, func(t *testing.T, w *apptest.World, token string) {
			p := kim.In(t).Post("/accept", with(form, url.Values{"presentation": {token}})).Want(http.StatusConflict)
			unticked(t, p)
			newActs(t, w, alfa, n, 0)
			if fresh := p.Form("/accept").Get("presentation"); fresh == token || fresh == "" {
				t.Error("the page came back without a presentation of its own")
			}
		})
		// Another site's ids are as unknown as those that do not exist.
		known := kim.Post("/accept", with(form, url.Values{"presentation": {foreign}})).Want(http.StatusConflict).Lacks("beta")
		unknown := kim.Post("/accept", with(form, url.Values{"presentation": {"rubbish"}})).Want(http.StatusConflict)
		if strip(known) != strip(unknown) {
			t.Error("another site's presentation is told apart from one that does not exist")
		}
		newActs(t, w, beta, m, 0)
		kim.Post("/accept", form).To("/account")
		newActs(t, w, alfa, n, 1)
	})
}

// strip is a page without what differs each time.
func strip(p *apptest.Page) string {
	return strings.ReplaceAll(p.Body, p.Form("/accept").Get("presentation"), "")
}

// A registration's page is bound to its site, and to nobody who has an account.
func TestRegistrationsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(w.Sites["beta"], privacy, documents.NewVersion, first)
		abroad := typed(w.Browser("beta"), "kim@example.com").Get("presentation")
		b := w.Browser("alfa")
		empty := typed(b, "kim@example.com").Get("presentation") // nothing was published, so nothing was shown
		w.Publish(alfa, privacy, documents.NewVersion, first)
		form := typed(b, "kim@example.com")
		for name, token := range map[string]string{"none": "", "another site's": abroad, "from before the publication": empty} {
			p := b.Post("/register", with(form, url.Values{"presentation": {token}})).Want(http.StatusConflict)
			nothingCame(t, w, p)
			keeps(t, p)
			if t.Failed() {
				t.Fatal(name)
			}
		}
		b.Post("/register", form).To("/account")
		kim := w.Person(alfa, "kim@example.com")
		w.Publish(alfa, privacy, documents.NewVersion, second)
		gate := b.Get("/accept").Form("/accept").Get("presentation")
		lena := w.Browser("alfa")
		late := lena.Post("/register", with(typed(lena, "lena@example.com"), url.Values{"presentation": {gate}})).Want(http.StatusConflict)
		if people := w.People(alfa); len(people) != 1 || people[0].ID != kim.ID || givesSession(late) {
			t.Errorf("an account's presentation made another: %+v", people)
		}
	})
}

func TestPresentationsLastADay(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		w.Clock.Advance(time.Hour)
		shown := w.Clock.Now()
		form := answered(kim.Get("/accept"), "accept")
		w.Clock.Set(shown.Add(24*time.Hour + time.Microsecond))
		unticked(t, kim.Post("/accept", form).Want(http.StatusConflict))
		w.Clock.Set(shown.Add(-time.Minute - time.Microsecond)) // from a clock that runs ahead
		kim.Post("/accept", form).Want(http.StatusConflict)
		newActs(t, w, w.Sites["alfa"], 1, 0)
		w.Clock.Set(shown.Add(24 * time.Hour))
		kim.Post("/accept", form).To("/account")
		if act := newActs(t, w, w.Sites["alfa"], 1, 1)[0]; !act.PresentedAt.Equal(shown) || !act.At.Equal(shown.Add(24*time.Hour)) {
			t.Errorf("shown %v, answered %v", act.PresentedAt, act.At)
		}

		b := w.Browser("alfa")
		late := typed(b, "lena@example.com")
		w.Clock.Advance(24*time.Hour + time.Microsecond)
		b.Post("/register", late).Want(http.StatusConflict)
		if len(w.People(w.Sites["alfa"])) != 1 {
			t.Error("a page of yesterday made an account")
		}
	})
}

// A key that was put on top signs; one that stands below still counts; one
// that was taken out does not.
func TestPresentationKeysRotate(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		form := answered(kim.Get("/accept"), "accept")
		before, err := os.ReadFile(w.Config.Keys)
		if err != nil {
			t.Fatal(err)
		}
		secret := make([]byte, 32)
		_, _ = rand.Read(secret)
		key := "# new\n" + base64.StdEncoding.EncodeToString(secret) + "\n"
		write := func(keys string) *apptest.World {
			if err := os.WriteFile(w.Config.Keys, []byte(keys), 0o600); err != nil {
				t.Fatal(err)
			}
			return w.Second()
		}

		rotated := write(key + string(before))
		kim.At(rotated).Post("/accept", form).To("/account")
		old := newActs(t, w, alfa, 1, 1)[0]

		w.Publish(alfa, privacy, documents.NewVersion, third)
		mixed := kim.At(rotated)
		form = answered(mixed.Get("/accept"), "accept")     // signed by the new key
		kim.Post("/accept", form).Want(http.StatusConflict) // a process that was not restarted does not know it
		stale := answered(kim.Get("/accept"), "accept")     // signed by the old key

		retired := write(key)
		kim.At(retired).Post("/accept", stale).Want(http.StatusConflict)
		newActs(t, w, alfa, 2, 0)
		kim.At(retired).Post("/accept", form).To("/account")
		if fresh := newActs(t, w, alfa, 2, 1)[0]; old.KeyID == fresh.KeyID || old.KeyID == "" || fresh.KeyID == "" {
			t.Errorf("the evidence names the keys %q and %q", old.KeyID, fresh.KeyID)
		}
	})
}

// A second person in the same browser is asked; what the first was shown is
// not theirs to answer.
func TestASecondPersonIsAsked(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		customer(w, "alfa", "lena@example.com")
		kim := gated(w, "alfa", "kim@example.com")
		left := answered(kim.Get("/accept"), "accept") // left open
		kim.Post("/login", url.Values{"email": {"lena@example.com"}, "password": {apptest.Password}}).To("/account")
		kim.Get("/account").To("/accept?return=%2Faccount")
		n := len(w.Acceptances(alfa))
		kim.Post("/accept", left).Want(http.StatusConflict)
		newActs(t, w, alfa, n, 0)
		accept(t, kim)
		if act := newActs(t, w, alfa, n, 1)[0]; act.AccountID != w.Person(alfa, "lena@example.com").ID {
			t.Error("the act is another's")
		}
		w.Browser("alfa").SignIn("kim@example.com").Get("/account").To("/accept?return=%2Faccount")
	})
}
