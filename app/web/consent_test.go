package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/templates"
)

const (
	statisticsOf = "/studio/alfa/settings/statistics"
	gaTag        = "https://www.googletagmanager.com/gtag/js?id=G-ALFA1234"
)

// counting is alfa with Google Analytics connected and told of.
func counting(w *apptest.World) {
	alfa := w.Sites["alfa"]
	if err := w.Consent.Connect(w.On(alfa), apptest.Shell, consent.Wish{Code: "google_analytics", Account: "G-ALFA1234", Limited: true}); err != nil {
		panic(err)
	}
	w.Publish(alfa, privacy, documents.NewVersion, first)
}

func choose(c *apptest.Client, button string, more url.Values) *apptest.Page {
	page := c.Get("/cookies").Want(http.StatusOK)
	form := with(page.Form("/cookies"), url.Values{"choice": {button}})
	return c.Post("/cookies", with(form, more))
}

// A site with nothing that needs consent bothers nobody and sets nothing.
func TestNobodyIsAskedWithoutNeed(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		for _, path := range []string{"/", "/contact", documentPath, "/cookies", "/login", "/register", "/who-answers"} {
			p := w.Browser("alfa").Get(path).Want(http.StatusOK).Lacks(`class="cookies"`, "googletagmanager")
			if len(p.Header.Values("Set-Cookie")) > 0 || strings.Contains(p.Header.Get("Content-Security-Policy"), "http") {
				t.Errorf("%s: %v", path, p.Header)
			}
			if !strings.Contains(p.Body, `href="/cookies"`) {
				t.Errorf("%s has no way to the cookie settings", path)
			}
		}
	})
}

// Connecting runs nothing before the document in force tells of it; then it is
// asked about, refused, allowed and taken back, and the server obeys each time.
func TestConsentIsAskedAndObeyed(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Post(statisticsOf+"/google_analytics", url.Values{"account": {"UA-1"}}).Want(http.StatusUnprocessableEntity).Has("UA-1", "G-AB12CD34EF")
		owner.Post(statisticsOf+"/google_analytics", url.Values{"account": {"G-ALFA1234"}, "limited": {"yes"}}).To(statisticsOf + "?saved=1")
		owner.Get(statisticsOf).Want(http.StatusOK).Has(privacy + "/publish")
		w.Follow()
		visitor := w.Browser("alfa")
		visitor.Get(documentPath).Want(http.StatusOK).Lacks(`class="cookies"`, gaTag)
		if r, err := w.Processing.Register(w.On(alfa)); err != nil || len(r) != 1 || r[0].Name != "Google Ireland Limited" {
			t.Errorf("the register has %+v %v", r, err)
		}

		w.Clock.Advance(time.Hour)
		w.Publish(alfa, privacy, documents.Announcement, second)
		asked := visitor.Get(documentPath).Want(http.StatusOK).Has(`class="cookies"`, "Google Ireland Limited").Lacks(gaTag, "/assets/tags.")
		if p := asked.Header.Get("Content-Security-Policy"); strings.Contains(p, "google") {
			t.Errorf("before a choice the policy is %s", p)
		}
		for name, ticked := range asked.Boxes("allow") {
			if ticked {
				t.Errorf("%s is ticked beforehand", name)
			}
		}
		for _, nothing := range []url.Values{{}, {"choice": {""}}, {"choice": {"yes"}}, {"choice": {"close"}}} { // nothing but a button chooses
			form := asked.Form("/cookies")
			form.Del("choice")
			visitor.Post("/cookies", with(form, nothing)).Want(http.StatusUnprocessableEntity)
		}
		if visitor.Cookie("consent") != "" {
			t.Error("nothing was pressed, and something was kept")
		}

		visitor.Header.Set("Referer", visitor.Origin()+documentPath)
		visitor.Post("/cookies", with(asked.Form("/cookies"), url.Values{"choice": {"necessary"}})).To(documentPath)
		if v := visitor.Cookie("consent"); len(strings.Split(v, ".")) != 4 {
			t.Errorf("a refusal keeps %q", v)
		}
		visitor.Get(documentPath).Want(http.StatusOK).Lacks(`class="cookies"`, gaTag)
		if n := len(w.Consents(alfa)); n != 0 {
			t.Errorf("a refusal left %d rows", n)
		}

		settings := visitor.Get("/cookies").Want(http.StatusOK).Has("_ga", "Google Ireland Limited")
		visitor.Post("/cookies", with(settings.Form("/cookies"), url.Values{"choice": {"all"}})).To("/cookies?saved=1")
		allowed := visitor.Get(documentPath).Want(http.StatusOK).Lacks(`class="cookies"`).Has(gaTag, "/assets/tags.")
		if p := allowed.Header.Get("Content-Security-Policy"); !strings.Contains(p, "script-src 'self' https://www.googletagmanager.com;") {
			t.Errorf("after a yes the policy is %s", p)
		}
		visitor.Get("/login").Want(http.StatusOK).Lacks(gaTag) // what is typed there is nobody's to count
		script := visitor.Get("/assets/tags." + between(allowed.Body, "/assets/tags.", `"`)).Want(http.StatusOK).Body
		inOrder(t, script, `gtag("consent","default",{ad_storage:"denied",ad_user_data:"denied",ad_personalization:"denied",analytics_storage:"denied"})`,
			`gtag("consent","update",{analytics_storage:"granted"})`, `gtag("js"`, `gtag("config","G-ALFA1234",{cookie_domain:"none",cookie_expires:604800,cookie_update:false`)
		kept := w.Consents(alfa)
		if len(kept) != 1 || kept[0].Allowed != "statistics" || kept[0].Services != "google_analytics" || kept[0].Method != consent.OnSettings {
			t.Fatalf("kept was %+v", kept)
		}
		var record struct {
			Hash string `json:"notice_sha256"`
			HTML string `json:"notice_html"`
		}
		if err := json.Unmarshal([]byte(visitor.Get("/cookies/record").Want(http.StatusOK).Body), &record); err != nil {
			t.Fatal(err)
		}
		if consent.Hash(record.HTML) != record.Hash || !strings.Contains(asked.Body, record.HTML) {
			t.Error("the record does not hold the notice as it was shown, byte for byte")
		}

		visitor.Header.Set("Cookie", "_ga=GA1.1.1; _ga_ALFA1234=x; other=y")
		taken := choose(visitor, "necessary", nil)
		for _, gone := range []string{"_ga=; Path=/; Max-Age=0", "_ga_ALFA1234=; Path=/; Max-Age=0", "_ga=; Path=/; Domain=alfa.localhost; Max-Age=0"} {
			if !strings.Contains(strings.Join(taken.Header.Values("Set-Cookie"), "\n"), gone) {
				t.Errorf("taking back does not send %s but %v", gone, taken.Header.Values("Set-Cookie"))
			}
		}
		if strings.Contains(strings.Join(taken.Header.Values("Set-Cookie"), "\n"), "other=") {
			t.Error("taking back deletes what is not the service's")
		}
		visitor.Header.Del("Cookie")
		visitor.Get(documentPath).Want(http.StatusOK).Lacks(gaTag)

		owner.Get(statisticsOf).Want(http.StatusOK).Has("<td>2</td>", statisticsOf+"/scan")
		scanned := owner.Post(statisticsOf+"/scan", nil).Want(http.StatusOK)
		scanned.Has("3 differences", "The host pixel.adverts.example is not declared", "see.gif?at="+alfaOrigin(w), "It belongs to Meta", "before a choice")
		w.Browser("platform").SignIn("owner@beta.example").Post(statisticsOf+"/scan", nil).Want(http.StatusNotFound)
		w.Scanner = nil
		owner.Get(statisticsOf).Want(http.StatusOK).Has("no browser here").Lacks(statisticsOf + "/scan")
		owner.Get(statisticsOf + "/consents.jsonl").Want(http.StatusOK).Has(kept[0].ID.String())
		w.Browser("platform").SignIn("owner@beta.example").Get(statisticsOf + "/consents.jsonl").Want(http.StatusNotFound)
	})
}

func alfaOrigin(w *apptest.World) string { return w.Config.Origin("alfa.localhost") }

// between is what stands between two marks in a text, the first included in none.
func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func inOrder(t *testing.T, s string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		i := strings.Index(s, p)
		if i < 0 {
			t.Fatalf("%s does not stand, or not in its place, in\n%s", p, s)
		}
		s = s[i+len(p):]
	}
}

// A choice is one host's, one notice's, and lapses; Global Privacy Control
// refuses without being asked.
func TestAChoiceHoldsWhereItWasMade(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		counting(w)
		beta := w.Sites["beta"]
		if err := w.Consent.Connect(w.On(beta), apptest.Shell, consent.Wish{Code: "google_analytics", Account: "G-BETA1234"}); err != nil {
			t.Fatal(err)
		}
		w.Publish(beta, privacy, documents.NewVersion, first)
		kim := w.Browser("alfa")
		choose(kim, "chosen", url.Values{"allow": {"statistics"}}).Want(http.StatusSeeOther)
		value := kim.Cookie("consent")
		there := w.Browser("beta")
		there.Header.Set("Cookie", "consent="+value) // what a parent domain, or a person, could bring along
		there.Get("/contact").Want(http.StatusOK).Has(`class="cookies"`).Lacks("G-BETA1234", "G-ALFA1234")
		there.Get("/cookies/record").Want(http.StatusNotFound)

		signal := w.Browser("alfa")
		signal.Header.Set("Sec-GPC", "1")
		signal.Get(documentPath).Want(http.StatusOK).Lacks(`class="cookies"`, gaTag)
		page := signal.Get("/cookies").Want(http.StatusOK).Has("Global Privacy Control")
		if signal.Cookie("consent") != "" {
			t.Error("a signal is kept")
		}
		signal.Post("/cookies", with(page.Form("/cookies"), url.Values{"choice": {"all"}})).Want(http.StatusSeeOther)
		signal.Get(documentPath).Want(http.StatusOK).Has(gaTag) // an explicit yes wins

		// A shared cache keeps nobody's consent for another.
		p := kim.Get(documentPath).Want(http.StatusOK).Has(gaTag)
		if !strings.Contains(p.Header.Get("Vary"), "Cookie") || !strings.Contains(p.Header.Get("Cache-Control"), "private") {
			t.Errorf("a page with what was allowed may be kept: %v", p.Header)
		}
		if w.Browser("alfa").Get(documentPath).Header.Get("Etag") == p.Header.Get("Etag") {
			t.Error("a page that asks and one that counts have the same tag")
		}

		// Another recipient asks again; what was allowed stops until then.
		if err := w.Consent.Connect(w.On(w.Sites["alfa"]), apptest.Shell, consent.Wish{Code: "meta", Account: "123456789"}); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Hour)
		w.Publish(w.Sites["alfa"], privacy, documents.Announcement, second)
		again := kim.Get(documentPath).Want(http.StatusOK).Has(`class="cookies"`, "Meta Platforms Ireland Limited").Lacks(gaTag)
		stale := with(again.Form("/cookies"), url.Values{"choice": {"all"}, "notice": {strings.Split(value, ".")[2]}})
		kim.Post("/cookies", stale).Want(http.StatusConflict) // a page from before
		choose(kim, "all", nil).Want(http.StatusSeeOther)
		kim.Get(documentPath).Want(http.StatusOK).Has(gaTag, "https://connect.facebook.net")
		w.Clock.Advance(365 * 24 * time.Hour)
		kim.Get(documentPath).Want(http.StatusOK).Lacks(gaTag).Has(`class="cookies"`)

		// Disconnecting stops it at once.
		fresh := w.Browser("alfa")
		choose(fresh, "all", nil).Want(http.StatusSeeOther)
		if err := w.Consent.Disconnect(w.On(w.Sites["alfa"]), apptest.Shell, "google_analytics"); err != nil {
			t.Fatal(err)
		}
		w.Follow()
		fresh.Get(documentPath).Want(http.StatusOK).Lacks(gaTag)
	})
}

// The log is only added to; its rows go when their time is up. What could not
// be written is no consent.
func TestConsentIsEvidence(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Clock.Set(time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)) // so that their time is up by the database's own clock too
		counting(w)
		alfa := w.Sites["alfa"]
		kim := w.Browser("alfa")
		choose(kim, "all", nil).Want(http.StatusSeeOther)
		if _, err := w.Consent.EraseDueUnscoped(t.Context(), apptest.Shell); err != nil || len(w.Consents(alfa)) != 1 {
			t.Errorf("erased before its time: %v", err)
		}
		w.Clock.Advance(consent.ProvenFor)
		if n, err := w.Consent.EraseDueUnscoped(t.Context(), apptest.Shell); err != nil || n != 1 || len(w.Consents(alfa)) != 0 {
			t.Errorf("%d were erased: %v", n, err)
		}
		late := w.Browser("alfa")
		page := late.Get("/contact").Form("/cookies")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		late.Post("/cookies", with(page, url.Values{"choice": {"all"}}))
		if late.Cookie("consent") != "" {
			t.Error("a consent that was not written was kept")
		}
	})
}

func TestConnectingIsTheOwners(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for code, account := range map[string]string{"google_analytics": `G-"+alert(1)`, "nothing": "G-ALFA1234", "matomo": "evil.example/1"} {
			err := w.Consent.Connect(w.On(w.Sites["alfa"]), apptest.Shell, consent.Wish{Code: code, Account: account})
			if err == nil || errs.Is(err, errs.Unavailable) {
				t.Errorf("%s as %s: %v", code, account, err)
			}
		}
	})
}

// What the notice costs a page: its style, compressed, is at most 2,048 bytes,
// and it has no script.
func TestTheNoticeIsSmall(t *testing.T) {
	css, err := templates.FS.ReadFile("assets/site-consent.css")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, 11)
	if _, err := w.Write(css); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	if b.Len() > 2048 {
		t.Errorf("the notice's style is %d bytes", b.Len())
	}
}
