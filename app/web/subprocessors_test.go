package web_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

const day = 24 * time.Hour

// processor is the form of an entry within the EEA.
var processor = url.Values{"name": {"Moln AB"}, "registration_number": {"556000-1111"}, "address": {"Molngatan 1, Umeå"}, "country": {"SE"},
	"contact": {"privacy@moln.example"}, "service": {"storage"}, "note": {"original files"}, "categories": {"contact", "writing"},
	"locations": {"SE, FI"}, "safeguard": {""}}

// announcement puts it on the platform's register.
var announcement = with(processor, url.Values{"window_days": {"30"}, "do": {"announce"}})

const register = "/console/subprocessors"

// contracted is a world where both sites' organisations have accepted the
// agreements, and an hour later.
func contracted(w *apptest.World) (operator, alfa, beta *apptest.Client) {
	agreements(w)
	operator = w.Browser("platform").SignIn("owner@platform.example")
	alfa, beta = w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
	alfa.Post("/accept?for=alfa", signed(alfa.Get("/accept?for=alfa"))).To("/account")
	beta.Post("/accept?for=beta", signed(beta.Get("/accept?for=beta"))).To("/account")
	w.Clock.Advance(time.Hour)
	return operator, alfa, beta
}

// later lets time pass, and has people sign in again whose sessions have ended
// meanwhile.
func later(w *apptest.World, d time.Duration, people ...*apptest.Client) {
	w.Clock.Advance(d)
	for i, c := range people {
		c.SignIn([]string{"owner@platform.example", "owner@alfa.example", "owner@beta.example"}[i])
	}
}

// announce announces an entry and returns it as it is on the register.
func announce(t *testing.T, w *apptest.World, operator *apptest.Client, path string, changes url.Values) processing.Subprocessor {
	t.Helper()
	operator.Post(path, with(announcement, changes)).To(register + "?saved=1")
	return latestEntry(t, w, w.Platform)
}

// latest is the entry that came last on a tenant's register.
func latestEntry(t *testing.T, w *apptest.World, tenant tenants.ID) processing.Subprocessor {
	t.Helper()
	all, err := w.Processing.Register(w.On(tenant))
	if err != nil || len(all) == 0 {
		t.Fatal("the register is empty", err)
	}
	return all[len(all)-1]
}

// applies fails where an entry does not stand with a site as it should, for
// who will send data and for the page.
func applies(t *testing.T, w *apptest.World, site string, e processing.Subprocessor, want processing.State) {
	t.Helper()
	list, err := w.Processing.Standings(context.Background(), w.Sites[site], w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range list {
		if st.Entry.ID != e.ID {
			continue
		}
		if st.State != want {
			t.Errorf("%s is %s for %s, not %s", e.Name, st.State, site, want)
		}
		may, err := w.Processing.Applies(context.Background(), w.Sites[site], e.ID, w.Clock.Now())
		if wants := want == processing.Annexed || want == processing.InEffect || want == processing.AgreedTo; err != nil || may != wants {
			t.Errorf("%s may have the data of %s: %v, %v", e.Name, site, may, err)
		}
		return
	}
	t.Errorf("%s is not known to %s", e.Name, site)
}

// A change is a notice, whose time runs for each site from when one of its
// owners was shown it, and takes effect at the instant when that is over.
func TestAChangeOfTheSubprocessorsIsANotice(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, alfa, beta := contracted(w)
		w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
		w.Member(w.Sites["alfa"], principal.Owner, "second@alfa.example")
		editor, second := w.Browser("platform").SignIn("editor@alfa.example"), w.Browser("platform").SignIn("second@alfa.example")

		// The operator sees the notice before it goes out, and what is wrong with it.
		operator.Get(register).Want(http.StatusOK).Has(`href="/console/subprocessors/new"`)
		p := operator.Post(register+"/new", with(announcement, url.Values{"do": {"preview"}})).Want(http.StatusOK)
		p.Has("platform AB announces a new sub-processor: Moln AB.", "You have 30 days to object", "Storing files: original files", "Sweden, Finland", `value="announce"`)
		if all, _ := w.Processing.Register(w.On(w.Platform)); len(all) != 0 {
			t.Fatal("a look at the notice announced it")
		}
		operator.Get(register + "/new").Want(http.StatusOK).Lacks(`value="announce"`)
		moln := announce(t, w, operator, register+"/new", nil)
		operator.Post(register+"/new", announcement).Want(http.StatusSeeOther) // a button is soon pressed twice
		if all, _ := w.Processing.Register(w.On(w.Platform)); len(all) != 1 || !all[0].AnnouncedAt.Equal(w.Clock.Now()) || all[0].Safeguard != "eea" {
			t.Fatalf("the register holds %+v", all)
		}
		applies(t, w, "alfa", moln, processing.Unseen)
		w.Browser("platform").Get("/subprocessors").Want(http.StatusOK).Has("Moln AB", "556000-1111", "Molngatan 1, Umeå, Sweden", "mailto:privacy@moln.example", "It applies to each site 30 days after")
		w.Browser("alfa").Get("/subprocessors").Want(http.StatusOK).Has("alfa AB", "platform AB").Lacks("Moln AB")

		// Owners are told wherever they are; others read it and start nothing.
		alfa.Get("/studio/alfa").Has(`href="/studio/alfa/notices"`, "1 change of the platform")
		alfa.Get("/studio/alfa/history").Has("that you have not been shown")
		editor.Get("/studio/alfa/history").Want(http.StatusOK).Lacks("that you have not been shown")
		later(w, 40*day, operator, alfa, beta)
		editor.SignIn("editor@alfa.example")
		second.SignIn("second@alfa.example")
		editor.Get("/studio/alfa/notices").Want(http.StatusOK).Has("Moln AB", "none of the site’s owners has been shown").Lacks("textarea")
		alfa.Do(http.MethodHead, "/studio/alfa/notices", nil, nil).Want(http.StatusOK)
		alfa.Do(http.MethodGet, "/studio/alfa/notices", nil, http.Header{"Sec-Purpose": {"prefetch"}}).Want(http.StatusOK)
		operator.Get("/studio/alfa/notices").Want(http.StatusNotFound)
		if n := len(w.Notices()); n != 0 {
			t.Fatalf("%d notices were shown to nobody", n)
		}

		// Two owners at once: the first counts.
		pages := atOnce(8, func(i int) *apptest.Page {
			c := []*apptest.Client{alfa, second}[i%2]
			return c.Do(http.MethodGet, "/studio/alfa/notices?lang="+[]string{"en", "sv"}[i%2], nil, nil)
		})
		for _, p := range pages {
			p.Want(http.StatusOK).Has("textarea")
		}
		shown := w.Notices()
		if len(shown) != 1 {
			t.Fatalf("%d notices are kept", len(shown))
		}
		n, sum := shown[0], sha256.Sum256([]byte(shown[0].Wording))
		if n.SiteID != w.Sites["alfa"] || n.SubprocessorID != moln.ID || n.Method != processing.InStudio || n.PartySince != 1 || n.WordingHash != hex.EncodeToString(sum[:]) ||
			!n.ShownAt.Equal(w.Clock.Now()) || !n.ClosesAt.Equal(w.Clock.Now().Add(30*day)) {
			t.Errorf("kept was %+v", n)
		}
		for line := range strings.Lines(n.Wording) { // exactly what was on the page
			_, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			pages[map[string]int{"en": 0, "sv": 1}[n.Language]].Has(value)
		}
		alfa.Get("/studio/alfa/history").Lacks("that you have not been shown")
		alfa.Get("/studio/alfa/notices").Has(n.WordingHash, "You can object until")
		applies(t, w, "alfa", moln, processing.Open)
		applies(t, w, "beta", moln, processing.Unseen)
		operator.Get(register).Has("<td>1</td>\n<td>1</td>\n<td>0</td>\n<td>0</td>\n<td>0</td>")

		// At the instant.
		w.Clock.Advance(30*day - time.Microsecond)
		applies(t, w, "alfa", moln, processing.Open)
		later(w, time.Microsecond, operator, alfa, beta)
		applies(t, w, "alfa", moln, processing.InEffect)
		applies(t, w, "beta", moln, processing.Unseen)
		alfa.Post("/studio/alfa/notices/"+moln.ID.String()+"/object", url.Values{"reason": {"Too late"}}).Want(http.StatusConflict).Has("has passed", "Too late")
		w.Browser("alfa").Get("/subprocessors").Has("Moln AB", "Storing files").Lacks("moln.example")
		w.Browser("beta").Get("/subprocessors").Lacks("Moln AB")
		beta.Get("/studio/beta/notices").Has("You can object until")
		if got := operator.Get("/studio/platform/history").Body; !strings.Contains(got, "announced the sub-processor Moln AB") {
			t.Error("the platform's history does not tell")
		}
	})
}

// An objecting site's change waits, until it agrees.
func TestAnObjection(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, alfa, beta := contracted(w)
		moln := announce(t, w, operator, register+"/new", nil)
		path := "/notices/" + moln.ID.String()
		alfa.Get("/studio/alfa/notices").Want(http.StatusOK)
		beta.Get("/studio/beta/notices").Want(http.StatusOK)
		later(w, 30*day-time.Microsecond, operator, alfa, beta)

		for name, reason := range map[string]string{"empty": " \r\n ", "long": strings.Repeat("x", 4001), "turned": "no\u202eon", "invisible": "\u2800"} {
			p := alfa.Post("/studio/alfa"+path+"/object", url.Values{"reason": {reason}}).Want(http.StatusUnprocessableEntity)
			p.Has(`href="#reason-`+moln.ID.String(), "Say why")
			if strings.TrimSpace(reason) != "" {
				p.Has(reason)
			}
			if len(w.Objections()) != 0 {
				t.Errorf("%s: an objection without a reason was kept", name)
			}
		}
		alfa.Post("/studio/alfa"+path+"/agree", nil).Want(http.StatusConflict)
		beta.Post("/studio/alfa"+path+"/object", url.Values{"reason": {"For them"}}).Want(http.StatusNotFound)
		for _, p := range atOnce(8, func(int) *apptest.Page {
			return alfa.Post("/studio/alfa"+path+"/object", url.Values{"reason": {"It is <b>far</b>\r\naway"}})
		}) {
			p.To("/studio/alfa/notices?saved=1")
		}
		made := w.Objections()
		if len(made) != 1 || made[0].SiteID != w.Sites["alfa"] || made[0].Reason != "It is <b>far</b>\naway" || !made[0].At.Equal(w.Clock.Now()) {
			t.Fatalf("kept was %+v", made)
		}
		later(w, 60*day, operator, alfa, beta)
		applies(t, w, "alfa", moln, processing.Objected)
		applies(t, w, "beta", moln, processing.InEffect)
		alfa.Get("/studio/alfa/notices?saved=1").Has("It is &lt;b&gt;far&lt;/b&gt;\naway", "Person owner@alfa.example", "/studio/alfa/export", "/studio/alfa/close")
		beta.Get("/studio/beta/notices").Lacks("far", "alfa")
		alfa.Get("/studio/alfa/history").Has("objected to the sub-processor Moln AB")
		beta.Get("/studio/beta/history").Lacks("objected")

		// To accept a later version of the agreement takes nothing back.
		w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, agreement)
		alfa.Get("/studio/alfa").Want(http.StatusSeeOther)
		alfa.Get("/studio/alfa/notices").Want(http.StatusOK) // a gated owner can still object
		alfa.Post("/accept?for=alfa", signed(alfa.Get("/accept?for=alfa"))).To("/account")
		applies(t, w, "alfa", moln, processing.Objected)

		// The operator answers; the site agrees.
		answer := "/console/objections/" + made[0].ID.String() + "/answer"
		operator.Get(register).Has("Site alfa against Moln AB", "It is &lt;b&gt;far", "the change waits").Lacks("owner@alfa.example", "Site beta against")
		operator.Post(answer, url.Values{"body": {"\u2800"}}).Want(http.StatusUnprocessableEntity).Has(`href="#body-`, "\u2800")
		alfa.Post(answer, url.Values{"body": {"Mine"}}).Want(http.StatusNotFound)
		operator.Post(answer, url.Values{"body": {"It is near enough."}}).To(register + "?saved=1")
		operator.Post(answer, url.Values{"body": {"It is near enough."}}).To(register + "?saved=1")
		alfa.Get("/studio/alfa").Has("1 objection of yours has been answered")
		alfa.Get("/studio/alfa/notices").Has("It is near enough.", "platform AB")
		alfa.Get("/studio/alfa/history").Has("answered the objection to Moln AB")
		applies(t, w, "alfa", moln, processing.Objected)
		beta.Post("/studio/alfa"+path+"/agree", nil).Want(http.StatusNotFound)
		beta.Post("/studio/beta"+path+"/agree", nil).Want(http.StatusConflict)
		w.Clock.Advance(time.Hour)
		for _, p := range atOnce(4, func(int) *apptest.Page { return alfa.Post("/studio/alfa"+path+"/agree", nil) }) {
			p.To("/studio/alfa/notices?saved=1")
		}
		applies(t, w, "alfa", moln, processing.AgreedTo)
		if replies := w.Replies(); len(replies) != 2 || replies[1].Kind != processing.Agreement {
			t.Errorf("said was %+v", replies)
		}
		operator.Get(register).Has("the site has agreed", "Agreed to the change.")
		operator.Post(answer, url.Values{"body": {"More"}}).Want(http.StatusConflict)
		alfa.Get("/studio/alfa/history").Has("agreed to the sub-processor Moln AB")
	})
}

// What is announced before the agreement that an organisation accepts is agreed
// with it; without one there is nothing to amend.
func TestTheAnnexOfTheAgreement(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Sites["gamma"] = w.Make(tenantdb.Site, "gamma", principal.Owner, "sv", "en") // who has accepted nothing
		operator := w.Browser("platform").SignIn("owner@platform.example")
		gamma := w.Browser("platform").SignIn("owner@gamma.example")
		w.Clock.Advance(time.Hour) // after the first agreement of the others
		moln := announce(t, w, operator, register+"/new", nil)
		w.Clock.Advance(time.Hour)
		applies(t, w, "gamma", moln, processing.Unagreed)
		gamma.Get("/studio/gamma/notices").Want(http.StatusOK).Has("has not accepted the data processing agreement").Lacks("textarea")
		agreements(w)
		w.Clock.Advance(time.Hour)
		second := announce(t, w, operator, register+"/new", url.Values{"name": {"Later AB"}})
		w.Clock.Advance(time.Hour)
		gamma.Post("/accept?for=gamma", signed(gamma.Get("/accept?for=gamma"))).To("/account")
		applies(t, w, "gamma", moln, processing.Annexed)
		applies(t, w, "gamma", second, processing.Unseen)
		applies(t, w, "beta", moln, processing.Unseen)
		w.Browser("platform").Get("/subprocessors").Has("Moln AB", "Later AB")
		operator.Get(register).Has("<td>2</td>\n<td>0</td>\n<td>1</td>\n<td>0</td>\n<td>0</td>")

		// A new version is an agreement to what its annex names.
		w.Publish(w.Platform, documents.DPASlug, documents.NewVersion, agreement)
		applies(t, w, "gamma", second, processing.Unseen)
		gamma.Post("/accept?for=gamma", signed(gamma.Get("/accept?for=gamma"))).To("/account")
		applies(t, w, "gamma", second, processing.Annexed)

		// Another organisation takes over: it is bound by none of this.
		moln2 := announce(t, w, operator, register+"/new", url.Values{"name": {"Third AB"}})
		applies(t, w, "gamma", moln2, processing.Annexed) // at the same instant, as the clock stands still
		w.Clock.Advance(time.Hour)
		fourth := announce(t, w, operator, register+"/new", url.Values{"name": {"Fourth AB"}})
		gamma.Get("/studio/gamma/notices").Want(http.StatusOK)
		gamma.Post("/studio/gamma/notices/"+fourth.ID.String()+"/object", url.Values{"reason": {"No"}}).To("/studio/gamma/notices?saved=1")
		if err := w.App.Sites.SetParty(w.On(w.Sites["gamma"]), apptest.Shell, sites.Party{LegalName: "New AB", Address: "Gatan 9", Country: "SE",
			Email: "new@new.example", Reason: sites.Transferred}); err != nil {
			t.Fatal(err)
		}
		w.Follow()
		applies(t, w, "gamma", moln, processing.Unagreed)
		gamma.Post("/accept?for=gamma", signed(gamma.Get("/accept?for=gamma"))).To("/account")
		applies(t, w, "gamma", moln, processing.Annexed)
		applies(t, w, "gamma", fourth, processing.Unseen)
		gamma.Get("/studio/gamma/notices").Want(http.StatusOK)
		applies(t, w, "gamma", fourth, processing.Open)
		if n := len(w.Notices()); n != 2 {
			t.Errorf("%d notices are kept", n)
		}
	})
}

// One that replaces another takes its place site by site.
func TestASubprocessorIsReplaced(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator := w.Browser("platform").SignIn("owner@platform.example")
		moln := announce(t, w, operator, register+"/new", nil)
		_, alfa, beta := contracted(w)
		operator.Get(register+"/"+moln.ID.String()).Want(http.StatusOK).Has("Replace Moln AB", "privacy@moln.example", "SE, FI")
		far := announce(t, w, operator, register+"/"+moln.ID.String(), url.Values{"name": {"Far Inc"}, "country": {"US"}, "safeguard": {"dpf"}})
		operator.Post(register+"/"+moln.ID.String(), with(announcement, url.Values{"name": {"Other AB"}})).Want(http.StatusConflict).Has("is being replaced already", "Other AB")
		operator.Get(register).Has("replaces Moln AB", "is being replaced by Far Inc")
		alfa.Get("/studio/alfa/notices").Has("the sub-processor Moln AB is replaced by Far Inc", "Data Privacy Framework")
		applies(t, w, "alfa", moln, processing.Annexed)
		later(w, 30*day, operator, alfa, beta)
		applies(t, w, "alfa", moln, processing.Ended)
		applies(t, w, "alfa", far, processing.InEffect)
		applies(t, w, "beta", moln, processing.Annexed)
		applies(t, w, "beta", far, processing.Unseen)
		beta.Get("/studio/beta/notices").Want(http.StatusOK)
		beta.Post("/studio/beta/notices/"+far.ID.String()+"/object", url.Values{"reason": {"Too far"}}).To("/studio/beta/notices?saved=1")
		later(w, 90*day, operator, alfa, beta)
		applies(t, w, "beta", moln, processing.Annexed)
		beta.Post("/studio/beta/notices/"+far.ID.String()+"/agree", nil).To("/studio/beta/notices?saved=1")
		applies(t, w, "beta", moln, processing.Ended)

		// Ended, it is over for all, and what it took the place of does not come back.
		operator.Post(register+"/"+far.ID.String()+"/end", nil).To(register + "?saved=1")
		operator.Post(register+"/"+far.ID.String()+"/end", nil).To(register + "?saved=1")
		applies(t, w, "alfa", far, processing.Ended)
		applies(t, w, "alfa", moln, processing.Ended)
		applies(t, w, "beta", far, processing.Ended)
		w.Browser("alfa").Get("/subprocessors").Lacks("Moln AB", "Far Inc")
		operator.Get("/studio/platform/history").Has("ended the sub-processor Far Inc")
		operator.Get(register).Has("Far Inc")

		// One that never took effect anywhere leaves everything as it was.
		near := announce(t, w, operator, register+"/new", url.Values{"name": {"Near AB"}})
		w.Clock.Advance(time.Hour)
		alfa.Get("/studio/alfa/notices").Has("Near AB")
		operator.Post(register+"/"+near.ID.String()+"/end", nil).To(register + "?saved=1")
		w.Clock.Advance(60 * day)
		applies(t, w, "alfa", near, processing.Ended)
	})
}

// A site's own register: no window, public, and another owner's is not theirs.
func TestASitesOwnRegister(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
		const own = "/studio/alfa/settings/processors"
		alfa.Get(own).Want(http.StatusOK).Has("There is nobody here yet")
		alfa.Get(own + "/new").Want(http.StatusOK).Lacks("window_days")
		if err := w.Processing.RequireRegistered(w.On(w.Sites["alfa"]), "statistics"); err == nil {
			t.Error("a service that nobody registered may be connected")
		}
		stats := with(processor, url.Values{"name": {"Räkna & Co"}, "service": {"statistics"}})
		alfa.Post(own+"/new", stats).To(own + "?saved=1")
		e := latestEntry(t, w, w.Sites["alfa"])
		for site, want := range map[string]bool{"alfa": true, "beta": false} {
			if err := w.Processing.RequireRegistered(w.On(w.Sites[site]), "statistics"); (err == nil) != want {
				t.Errorf("statistics may be connected on %s: %v", site, err)
			}
		}
		alfa.Get(own+"?saved=1").Has("Räkna &amp; Co", "Visitor statistics")
		w.Browser("alfa").Get("/subprocessors").Has("Räkna &amp; Co", "mailto:privacy@moln.example", "Engaged for this site")
		w.Browser("alfa").Get("/subprocessors?lang=sv").Has("Besöksstatistik", "Sverige, Finland")
		w.Browser("beta").Get("/subprocessors").Lacks("Räkna")
		w.Browser("platform").Get("/subprocessors").Lacks("Räkna")
		beta.Get("/studio/beta/settings/processors").Lacks("Räkna")

		// Its id gives nothing elsewhere.
		for _, path := range []string{"/studio/beta/settings/processors/" + e.ID.String(), "/studio/alfa/settings/processors/" + e.ID.String()} {
			beta.Get(path).Want(http.StatusNotFound)
			beta.Post(path, stats).Want(http.StatusNotFound)
			beta.Post(path+"/end", nil).Want(http.StatusNotFound)
		}
		operator := w.Browser("platform").SignIn("owner@platform.example")
		operator.Get(register + "/" + e.ID.String()).Want(http.StatusNotFound)
		operator.Post(register+"/"+e.ID.String()+"/end", nil).Want(http.StatusNotFound)
		operator.Get("/studio/platform/settings/processors").To(register)
		operator.Post("/studio/platform/settings/processors/new", stats).Want(http.StatusNotFound)
		operator.Get("/studio/platform/notices").Want(http.StatusNotFound)

		alfa.Get(own+"/"+e.ID.String()).Has("Räkna &amp; Co", `value="statistics" selected`, `value="writing" checked`)
		alfa.Post(own+"/"+e.ID.String(), with(stats, url.Values{"name": {"Räkna Två AB"}})).To(own + "?saved=1")
		alfa.Get(own).Has("Räkna Två AB").Lacks("Räkna &amp; Co")
		alfa.Post(own+"/"+latestEntry(t, w, w.Sites["alfa"]).ID.String()+"/end", nil).To(own + "?saved=1")
		w.Browser("alfa").Get("/subprocessors").Lacks("Räkna")
		alfa.Get("/studio/alfa/history").Has("put Räkna Två AB on the register", "took Räkna Två AB off the register")
		if err := w.Processing.RequireRegistered(w.On(w.Sites["alfa"]), "statistics"); err == nil {
			t.Error("a service whose processor has gone may be connected")
		}
	})
}

// What is wrong stands beside its field, and nothing that was typed is lost.
func TestAnEntryIsWhole(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Browser("platform").SignIn("owner@alfa.example")
		each(t, w, map[string]struct {
			changes url.Values
			field   string
		}{
			"no name":           {url.Values{"name": {" "}}, "name"},
			"turned name":       {url.Values{"name": {"a\u202eb"}}, "name"},
			"no address":        {url.Values{"address": nil}, "address"},
			"no such country":   {url.Values{"country": {"ZZ"}}, "country"},
			"no country":        {url.Values{"country": {"Sweden"}}, "country"},
			"no contact":        {url.Values{"contact": {"somebody"}}, "contact"},
			"script":            {url.Values{"contact": {"javascript://x/%0aalert(1)"}}, "contact"},
			"no service":        {url.Values{"service": {""}}, "service"},
			"made-up service":   {url.Values{"service": {"magic"}}, "service"},
			"other, not said":   {url.Values{"service": {"other"}, "note": {""}}, "note"},
			"no data":           {url.Values{"categories": nil}, "categories"},
			"made-up data":      {url.Values{"categories": {"contact", "x"}}, "categories"},
			"nowhere":           {url.Values{"locations": {" , "}}, "locations"},
			"no such place":     {url.Values{"locations": {"SE, EU"}}, "locations"},
			"abroad":            {url.Values{"country": {"US"}}, "safeguard"},
			"read from abroad":  {url.Values{"locations": {"SE, IN"}, "safeguard": {"eea"}}, "safeguard"},
			"made-up safeguard": {url.Values{"safeguard": {"trust"}}, "safeguard"},
			"framework":         {url.Values{"locations": {"US, IN"}, "safeguard": {"dpf"}}, "safeguard"},
		}, func(t *testing.T, w *apptest.World, c struct {
			changes url.Values
			field   string
		}) {
			form := with(processor, c.changes)
			p := alfa.In(t).Post("/studio/alfa/settings/processors/new", form).Want(http.StatusUnprocessableEntity)
			p.Has(`href="#`+c.field+`"`, `id="`+c.field+`-mistake"`)
			if n := strings.Count(p.Body, `class="mistake"`); n != 1 {
				t.Errorf("%d mistakes", n)
			}
			if note := form.Get("note"); note != "" {
				p.Has(note)
			}
		})
		if all, _ := w.Processing.Register(w.On(w.Sites["alfa"])); len(all) != 0 {
			t.Errorf("on the register is %+v", all)
		}
		operator := w.Browser("platform").SignIn("owner@platform.example")
		for _, days := range []string{"", "29", "366", "x"} {
			operator.Post(register+"/new", with(announcement, url.Values{"window_days": {days}})).Want(http.StatusUnprocessableEntity).Has(`id="window_days-mistake"`)
		}
		own := "/studio/alfa/settings/processors"
		for _, fine := range []url.Values{{"locations": {"se;ax fo"}, "safeguard": {"adequacy"}, "name": {"A"}}, {"contact": {"https://x.example/privacy"}, "name": {"B"}},
			{"country": {"us"}, "locations": {"SE"}, "safeguard": {"dpf"}, "name": {"C"}}, {"service": {"other"}, "note": {"Counting birds"}, "name": {"D"}}} {
			alfa.Post(own+"/new", with(processor, fine)).To(own + "?saved=1")
		}
		alfa.Get(own).Has("Sweden, Åland Islands, Faroe Islands", `href="https://x.example/privacy"`, "Counting birds")
	})
}

// What the annex of the agreement lists.
func TestTheBlockOfSubprocessors(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		block := func(on tenants.ID, lang string) string {
			t.Helper()
			s, err := w.Processing.SubprocessorsBlock(w.On(on), w.Bundle.Localizer(lang))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if got := block(w.Platform, "sv"); got != "Inga underbiträden anlitas." {
			t.Errorf("without any it says %q", got)
		}
		operator := w.Browser("platform").SignIn("owner@platform.example")
		announce(t, w, operator, register+"/new", url.Values{"name": {"A | [B](http://x) AB"}})
		gone := announce(t, w, operator, register+"/new", url.Values{"name": {"Gone AB"}})
		operator.Post(register+"/"+gone.ID.String()+"/end", nil).To(register + "?saved=1")
		alfa := w.Browser("platform").SignIn("owner@alfa.example")
		alfa.Post("/studio/alfa/settings/processors/new", with(processor, url.Values{"name": {"Own AB"}})).Want(http.StatusSeeOther)
		const want = "| Navn | Adresse | Kontakt | Til hva | Hvilke opplysninger | Hvor | Vern utenfor EØS | Siden |\n" +
			"| --- | --- | --- | --- | --- | --- | --- | --- |\n" +
			`| A \| \[B\](http://x) AB (556000-1111) | Molngatan 1, Umeå, Sverige | privacy@moln.example | Lagring av filer: original files | ` +
			"E-postadresser og postadresser; Tekster som noen har skrevet | Sverige, Finland | Trengs ikke: innenfor EØS | 2\\. mars 2026 |"
		for _, on := range []tenants.ID{w.Platform, w.Sites["alfa"]} {
			if got := block(on, "nb"); got != want {
				t.Errorf("the block is\n%s\nnot\n%s", got, want)
			}
		}
	})
}

// NoticeShown is what a mail calls, too: by the owner that it was sent to.
func TestANoticeByMail(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		operator, _, _ := contracted(w)
		moln := announce(t, w, operator, register+"/new", nil)
		alfa, sv := w.Sites["alfa"], w.Bundle.Localizer("sv")
		entries := []uuid.UUID{moln.ID}
		role := func(r principal.Role, site tenants.ID) principal.Principal {
			p := apptest.Of(w.Person(w.Platform, "owner@alfa.example"))
			p.Roles = map[tenants.ID]principal.Role{site: r}
			return p
		}
		for _, p := range []principal.Principal{{}, apptest.Shell, {Kind: principal.Job}, role(principal.Editor, alfa), role(principal.Auditor, alfa),
			role(principal.Support, alfa), role(principal.Owner, w.Sites["beta"]), role(principal.Operator, w.Platform)} {
			if err := w.Processing.NoticeShown(w.On(w.Platform), p, alfa, entries, processing.ByMail, sv); err == nil {
				t.Errorf("%+v was shown a notice for the owners", p)
			}
		}
		owner := role(principal.Owner, alfa)
		for range 2 {
			if err := w.Processing.NoticeShown(w.On(w.Platform), owner, alfa, entries, processing.ByMail, sv); err != nil {
				t.Fatal(err)
			}
			w.Clock.Advance(day)
		}
		shown := w.Notices()
		if len(shown) != 1 || shown[0].Method != processing.ByMail || shown[0].Language != "sv" || !strings.HasPrefix(shown[0].Wording, "platform AB meddelar ett nytt underbiträde: Moln AB.\nNamn: Moln AB\n") {
			t.Fatalf("kept was %+v", shown)
		}
	})
}
