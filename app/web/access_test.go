package web_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

const accessPath = "/studio/alfa/settings/access"

// guests are who meet in these tests.
type guests struct {
	*apptest.World
	owner, operator, second, beta *apptest.Client // beta: the other site's owner
}

func invited(w *apptest.World) guests {
	w.Member(w.Platform, principal.Operator, "second@platform.example")
	as := func(email string) *apptest.Client { return w.Browser("platform").SignIn(email) }
	return guests{w, as("owner@alfa.example"), as("owner@platform.example"), as("second@platform.example"), as("owner@beta.example")}
}

// wish is a form that asks for support access.
func wish(kind string, hours int, more url.Values) url.Values {
	return with(url.Values{"site": {"alfa"}, "kind": {kind}, "reason": {"The English text does not show"}, "hours": {strconv.Itoa(hours)}}, more)
}

// latest is the newest grant about a site.
func latest(t *testing.T, w *apptest.World, site tenants.ID) (g access.Grant) {
	t.Helper()
	if err := w.DB.View(w.On(w.Platform), func(ctx context.Context) error {
		return db.Conn(ctx).Where("site_id = ?", site).Order("requested_at DESC, id DESC").First(&g).Error
	}); err != nil {
		t.Fatal(err)
	}
	return g
}

// lookLog is a site's access log, the oldest first.
func lookLog(t *testing.T, w *apptest.World, site tenants.ID) (all []access.Look) {
	t.Helper()
	if err := w.DB.View(w.On(site), func(ctx context.Context) error { return db.Conn(ctx).Order("seq").Find(&all).Error }); err != nil {
		t.Fatal(err)
	}
	return all
}

// accessEvents are a site's history of support access, the oldest first.
func accessEvents(t *testing.T, w *apptest.World, site tenants.ID) (told []ledger.Event) {
	t.Helper()
	var all []ledger.Entry
	if err := w.DB.View(w.On(site), func(ctx context.Context) error { return db.Conn(ctx).Order("at, id").Find(&all).Error }); err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if strings.Contains(string(e.Event), "access") {
			told = append(told, e.Event)
		}
	}
	return told
}

// An operator asks, an owner answers with less, and it ends at the instant.
func TestAnOperatorAsksForAccess(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		g := invited(w)
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)
		g.operator.Get("/console").Has("/console/access?site=alfa").Lacks(`href="/studio/alfa"`)
		g.operator.Get("/console/access?site=alfa").Want(http.StatusOK).Has(`<option value="alfa" selected>`)
		wrong := g.operator.Post("/console/access", wish("owner", 73, url.Values{"reason": {" "}, "site": {"none"}})).Want(http.StatusUnprocessableEntity)
		wrong.Has(`href="#site"`, `href="#reason"`, `href="#hours"`, `value="73"`)
		g.operator.Post("/console/access", wish("owner", 1, url.Values{"site": {"platform"}})).Want(http.StatusUnprocessableEntity)
		g.operator.Post("/console/access", wish("owner", 8, url.Values{"may_write": {"yes"}})).To("/console/access?done=asked")
		g.operator.Get("/console/access?done=asked").Want(http.StatusOK).Has("The English text does not show")
		g.operator.Post("/console/access", wish("owner", 8, nil)).Want(http.StatusConflict)
		asked := latest(t, w, w.Sites["alfa"])
		approve, end := accessPath+"/"+asked.ID.String()+"/approve", accessPath+"/"+asked.ID.String()+"/end"
		yes := func(hours string) url.Values { return url.Values{"hours-" + asked.ID.String(): {hours}} }
		g.owner.Get(accessPath).Want(http.StatusOK).Has("Person owner@platform.example", "The English text does not show", approve)

		// Nobody else can say yes, nor no.
		g.beta.Post(approve, yes("2")).Want(http.StatusNotFound)
		g.beta.Post(strings.Replace(approve, "alfa", "beta", 1), yes("2")).Want(http.StatusNotFound)
		g.beta.Post(strings.Replace(end, "alfa", "beta", 1), nil).Want(http.StatusNotFound)
		g.operator.Post(approve, yes("2")).Want(http.StatusNotFound)
		g.second.Post("/console/access/"+asked.ID.String()+"/approve", nil).Want(http.StatusNotFound)
		g.second.Post("/console/access/"+asked.ID.String()+"/end", nil).Want(http.StatusNotFound)
		w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
		editor := w.Browser("platform").SignIn("editor@alfa.example")
		editor.Get(accessPath).Want(http.StatusForbidden)
		editor.Post(approve, yes("2")).Want(http.StatusForbidden)
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)

		g.owner.Post(approve, yes("9")).Want(http.StatusUnprocessableEntity).Has(`value="9"`, "from 1 to 8")
		g.owner.Post(approve, yes("2")).To(accessPath + "?done=granted")
		g.owner.Get(accessPath + "?done=granted").Want(http.StatusOK).Has("Support has been let in.")
		g.owner.Post(approve, yes("2")).Want(http.StatusConflict)
		g.operator.Get("/studio/alfa").Want(http.StatusOK).Has("Site alfa", "The English text does not show", "/console/access/"+asked.ID.String()+"/end")
		g.operator.Do(http.MethodHead, papers, nil, nil).Want(http.StatusOK)
		g.operator.Get("/console").Has(`href="/studio/alfa"`)
		g.operator.Get("/studio").Want(http.StatusOK).Has("Site alfa")
		g.second.Get("/studio/alfa").Want(http.StatusNotFound)
		g.operator.Get("/studio/beta").Want(http.StatusNotFound)
		g.operator.Get(accessPath).Want(http.StatusForbidden) // the log is not theirs to read
		g.operator.Post("/studio/alfa/settings/site", url.Values{"name": {"Changed"}, "languages": {"sv"}}).Want(http.StatusForbidden)

		page := g.owner.Get(accessPath).Want(http.StatusOK)
		page.Has("Person owner@platform.example", "<code>/studio/alfa</code>", "<code>"+papers+"</code>", "The log is unbroken: 4 lines")
		for i, want := range []string{"GET /studio/alfa", "HEAD " + papers, "GET " + accessPath, "POST /studio/alfa/settings/site"} {
			l := lookLog(t, w, w.Sites["alfa"])[i]
			if got := l.Method + " " + l.Path; got != want || l.Seq != i+1 || l.GrantID != asked.ID {
				t.Errorf("line %d is %q under %s", i+1, got, l.GrantID)
			}
		}
		if n := len(lookLog(t, w, w.Sites["beta"])); n != 0 {
			t.Errorf("beta's log has %d lines", n)
		}
		w.Clock.Advance(2*time.Hour - time.Microsecond)
		g.operator.Get("/studio/alfa").Want(http.StatusOK)
		w.Clock.Advance(time.Microsecond)
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)
		g.operator.Get("/console").Lacks(`href="/studio/alfa"`)
		g.owner.Post(end, nil).Want(http.StatusConflict) // it has ended already
		if got := accessEvents(t, w, w.Sites["alfa"]); len(got) != 2 || got[0] != ledger.AccessRequested || got[1] != ledger.AccessGranted {
			t.Errorf("the history tells %v", got)
		}
		g.owner.Get("/studio/alfa/history").Want(http.StatusOK).Has("asked for support access", "granted support access for 2 hours")
	})
}

// What an owner grants, an owner ends; under it operators write what they may
// and never publish, sign or say who the organisation is.
func TestAnOwnerLetsSupportIn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		g := invited(w)
		alfa := w.Sites["alfa"]
		w.Publish(alfa, privacy, documents.NewVersion, first)
		g.owner.Post(accessPath, url.Values{"reason": {""}, "hours": {"many"}}).Want(http.StatusUnprocessableEntity).Has(`href="#reason"`, `value="many"`)
		g.owner.Post(accessPath, url.Values{"reason": {"Mend the text"}, "hours": {"3"}, "may_write": {"yes"}}).To(accessPath + "?done=granted")
		settings := url.Values{"name": {"Mended"}, "languages": {"sv, en"}, "accent": {"#123456"}, "time_zone": {"Europe/Stockholm"}}
		text := url.Values{"title": {"Changed"}, "source": {"Changed."}, "lock": {"0"}, "do": {"save"}}
		for _, c := range []*apptest.Client{g.operator, g.second} { // to any of them
			c.Get("/studio/alfa").Want(http.StatusOK).Has("Mend the text")
		}
		g.operator.Post("/studio/alfa/settings/site", settings).Want(http.StatusSeeOther)
		g.operator.Post(papers+"/"+privacy+"/text/sv", text).Want(http.StatusSeeOther)
		if len(w.Drafts(alfa)) != 1 {
			t.Errorf("%d drafts", len(w.Drafts(alfa)))
		}
		for path, form := range map[string]url.Values{
			papers + "/" + privacy + "/publish":                        {"weight": {"new"}, "languages": {"sv"}, "when": {"now"}},
			papers + "/" + privacy + "/versions/1/withdraw":            nil,
			"/studio/alfa/settings/organisation":                       {"legal_name": {"Taken AB"}, "address": {"Gatan 2"}, "country": {"SE"}, "email": {"new@alfa.example"}, "reason": {"mended"}},
			accessPath:                                                 {"reason": {"More"}, "hours": {"72"}},
			accessPath + "/" + latest(t, w, alfa).ID.String() + "/end": nil,
			accessPath + "/check":                                      nil,
		} {
			g.operator.Post(path, form).Want(http.StatusForbidden)
		}
		for _, path := range []string{accessPath + "/log", accessPath + "/checkpoint"} {
			g.operator.Get(path).Want(http.StatusForbidden)
		}
		w.Follow()
		w.Browser("alfa").Get("/contact").Has("Mended", "alfa AB")
		if n := len(lookLog(t, w, alfa)); n != 12 {
			t.Errorf("%d lines of 12", n)
		}

		// An operator never accepts for the organisation, nor for a customer.
		agreements(w)
		g.operator.Get("/accept?for=alfa").Lacks("alfa AB")
		form := signed(g.owner.Get("/accept?for=alfa").Has("alfa AB"))
		g.operator.Post("/accept?for=alfa", form).To("/account") // who owes nothing themself
		p := apptest.Of(w.Person(w.Platform, "owner@platform.example"))
		p.Roles = map[tenants.ID]principal.Role{w.Platform: principal.Operator, alfa: principal.SupportEditor}
		if err := w.Acceptance.Act(w.On(w.Platform), p, acceptance.Answer{Token: form.Get("presentation"), Outcome: acceptance.Accepted}); err == nil {
			t.Error("an operator accepts by what the owner was shown")
		}
		w.Browser("alfa").Register("kim@example.com")
		there := w.Browser("alfa")
		there.Header.Set("Cookie", "session="+g.operator.Cookie("session"))
		there.Get("/account").To("/login?return=%2Faccount")
		there.Post("/accept", form).Want(http.StatusSeeOther)
		if n := len(w.Acceptances(w.Platform)); n != len(w.Sites) { // the first agreements
			t.Errorf("%d acts were recorded for the organisation", n)
		}

		// The owner, who now owes something, can still read the log and end it.
		g.owner.Post(accessPath, url.Values{"reason": {"More"}, "hours": {"1"}}).Want(http.StatusSeeOther)
		g.owner.Get(accessPath).Want(http.StatusOK).Has("Mend the text")
		g.owner.Post(accessPath+"/"+latest(t, w, alfa).ID.String()+"/end", nil).To(accessPath + "?done=ended")
		g.owner.Get(accessPath + "?done=ended").Want(http.StatusOK).Has("That is ended.")
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)
		g.second.Get("/studio/alfa").Want(http.StatusNotFound)
		if got := accessEvents(t, w, alfa); len(got) != 2 || got[1] != ledger.AccessEnded {
			t.Errorf("the history tells %v", got)
		}
	})
}

// In an emergency two operators do it, to look only; the owner sees it on
// every page.
func TestEmergencyAccess(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		g := invited(w)
		alfa := w.Sites["alfa"]
		g.operator.Post("/console/access", wish("emergency", 5, nil)).Want(http.StatusUnprocessableEntity).Has("from 1 to 4")
		g.operator.Post("/console/access", wish("emergency", 4, url.Values{"may_write": {"yes"}})).To("/console/access?done=asked")
		taken := latest(t, w, alfa)
		path := "/console/access/" + taken.ID.String()
		g.operator.Get("/console/access").Want(http.StatusOK).Lacks(path + "/approve")
		g.operator.Post(path+"/approve", nil).Want(http.StatusForbidden)
		g.owner.Post(path+"/approve", nil).Want(http.StatusNotFound)
		g.owner.Post(accessPath+"/"+taken.ID.String()+"/approve", url.Values{"hours-" + taken.ID.String(): {"1"}}).Want(http.StatusNotFound)
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)
		g.owner.Get("/studio/alfa").Lacks("emergency access")
		g.owner.Get(accessPath).Want(http.StatusOK).Has("A second operator of the platform must approve it")
		g.second.Get("/console/access").Want(http.StatusOK).Has(path+"/approve", "The English text does not show")
		g.second.Post(path+"/approve", nil).To("/console/access?done=approved")
		g.second.Get("/console/access?done=approved").Want(http.StatusOK)

		g.operator.Get("/studio/alfa").Want(http.StatusOK)
		g.second.Get("/studio/alfa").Want(http.StatusNotFound) // it is the first's
		g.second.Post(path+"/end", nil).Want(http.StatusNotFound)
		g.operator.Get("/studio/beta").Want(http.StatusNotFound)
		g.operator.Post("/studio/alfa/settings/site", url.Values{"name": {"Changed"}, "languages": {"sv"}}).Want(http.StatusForbidden)
		g.owner.Get("/studio/alfa").Has("The platform has taken emergency access to your site")
		g.beta.Get("/studio/beta").Lacks("emergency access")
		g.operator.Post(path+"/end", nil).To("/console/access?done=ended")
		g.operator.Get("/console/access?done=ended").Want(http.StatusOK)
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)
		g.owner.Get("/studio/alfa").Has("The platform had emergency access to your site")
		w.Clock.Advance(access.ToldFor - time.Microsecond)
		w.Browser("platform").SignIn("owner@alfa.example").Get("/studio/alfa").Has("The platform had emergency access")
		w.Clock.Advance(time.Microsecond)
		w.Browser("platform").SignIn("owner@alfa.example").Get("/studio/alfa").Lacks("emergency access")
		want := []ledger.Event{ledger.AccessRequested, ledger.EmergencyAccessGranted, ledger.AccessEnded}
		for i, e := range accessEvents(t, w, alfa) {
			if e != want[i] {
				t.Errorf("the history tells of %s, not %s", e, want[i])
			}
		}
	})
}

// A request can be refused, taken back, or run out: it lets nobody in then.
func TestRequestsThatComeToNothing(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		g := invited(w)
		alfa := w.Sites["alfa"]
		ask := func(kind string) string {
			t.Helper()
			g.operator.Post("/console/access", wish(kind, 1, nil)).To("/console/access?done=asked")
			return latest(t, w, alfa).ID.String()
		}
		id := ask("owner")
		g.owner.Post(accessPath+"/"+id+"/end", nil).To(accessPath + "?done=ended")
		g.owner.Post(accessPath+"/"+id+"/approve", url.Values{"hours-" + id: {"1"}}).Want(http.StatusConflict)
		id = ask("owner")
		g.operator.Post("/console/access/"+id+"/end", nil).To("/console/access?done=ended")
		g.owner.Post(accessPath+"/"+id+"/approve", url.Values{"hours-" + id: {"1"}}).Want(http.StatusConflict)
		id = ask("emergency")
		g.second.Post("/console/access/"+id+"/end", nil).To("/console/access?done=ended")
		g.second.Post("/console/access/"+id+"/approve", nil).Want(http.StatusConflict)
		for i, e := range accessEvents(t, w, alfa) {
			if want := []ledger.Event{ledger.AccessRequested, ledger.AccessRefused}[i%2]; e != want {
				t.Errorf("the history tells of %s, not %s", e, want)
			}
		}
		for _, path := range []string{"/console/access/none/end", "/console/access/none/approve", "/console/access/" + w.Sites["beta"].String() + "/end"} {
			g.operator.Post(path, nil).Want(http.StatusNotFound)
		}
		w.Clock.Advance(time.Second)
		id = ask("owner")
		w.Clock.Advance(access.AskLife)
		g.owner.Post(accessPath+"/"+id+"/approve", url.Values{"hours-" + id: {"1"}}).Want(http.StatusConflict)
		g.operator.Get("/console/access").Want(http.StatusOK).Has("nobody answered")
		g.operator.Get("/studio/alfa").Want(http.StatusNotFound)
		id = ask("owner") // what lapsed is in nobody's way
		w.Clock.Advance(access.AskLife - time.Microsecond)
		w.Browser("platform").SignIn("owner@alfa.example").Post(accessPath+"/"+id+"/approve", url.Values{"hours-" + id: {"1"}}).To(accessPath + "?done=granted")
	})
}

// The log is the owner's to take along and to compare; nobody else's.
func TestAnOwnerKeepsTheLog(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		g := invited(w)
		g.owner.Get(accessPath).Want(http.StatusOK).Has("Nobody from the platform has looked in.")
		g.owner.Post(accessPath, url.Values{"reason": {"Mend the text"}, "hours": {"3"}}).To(accessPath + "?done=granted")
		for i := range 101 {
			g.operator.Get("/studio/alfa?n=" + strconv.Itoa(i+1)).Want(http.StatusOK)
		}
		g.owner.Get(accessPath).Has("?n=101<", "?n=2<", "?before=2#log").Lacks("?n=1<")
		g.owner.Get(accessPath + "?before=2").Has("?n=1<").Lacks("?n=2<")
		file := g.owner.Get(accessPath + "/log").Want(http.StatusOK)
		if strings.Count(file.Body, "\n") != 102 || !strings.HasPrefix(file.Header.Get("Content-Disposition"), `attachment; filename="access-log-alfa`) ||
			file.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the log is given as %v", file.Header)
		}
		kept := g.owner.Get(accessPath + "/checkpoint").Want(http.StatusOK).Has("pactdesk access log\n" + w.Sites["alfa"].String() + "\n101\n").Body
		g.operator.Get("/studio/alfa").Want(http.StatusOK)
		g.owner.Post(accessPath+"/check", url.Values{"checkpoint": {strings.ReplaceAll(kept, "\n", "\r\n")}}).Want(http.StatusOK).Has("and 1 line since")
		g.owner.Post(accessPath+"/check", url.Values{"checkpoint": {"something else"}}).Want(http.StatusUnprocessableEntity).Has("something else", `href="#checkpoint"`)
		g.beta.Post("/studio/beta/settings/access/check", url.Values{"checkpoint": {kept}}).Want(http.StatusUnprocessableEntity)
		for _, path := range []string{accessPath, accessPath + "/log", accessPath + "/checkpoint"} {
			g.beta.Get(path).Want(http.StatusNotFound)
			g.second.Get(path).Want(http.StatusForbidden) // let in, but not to that
		}
		g.beta.Post(accessPath+"/check", url.Values{"checkpoint": {kept}}).Want(http.StatusNotFound)
		w.Member(w.Sites["alfa"], principal.Auditor, "auditor@alfa.example")
		auditor := w.Browser("platform").SignIn("auditor@alfa.example")
		auditor.Get(accessPath).Want(http.StatusOK).Lacks(`action="`+accessPath+`"`, "/end")
		auditor.Post(accessPath, url.Values{"reason": {"More"}, "hours": {"1"}}).Want(http.StatusForbidden)
	})
}

// What cannot be written into the log is not shown.
func TestWithoutTheLogNothingIsShown(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		g := invited(w)
		g.owner.Post(accessPath, url.Values{"reason": {"Mend the text"}, "hours": {"3"}, "may_write": {"yes"}}).To(accessPath + "?done=granted")
		g.operator.Get("/studio/alfa").Want(http.StatusOK)
		asOwner(t, w, "ALTER TABLE looks RENAME TO gone")
		g.operator.Get("/studio/alfa").Want(http.StatusServiceUnavailable).Lacks("Mend the text")
		g.operator.Post("/studio/alfa/settings/site", url.Values{"name": {"Changed"}, "languages": {"sv, en"}, "accent": {"#123456"}, "time_zone": {"UTC"}}).
			Want(http.StatusServiceUnavailable)
		w.Follow()
		w.Browser("alfa").Get("/contact").Has("Site alfa").Lacks("Changed")
		g.owner.Get("/studio/alfa").Want(http.StatusOK)
	})
}

// asOwner runs SQL as who owns the tables.
func asOwner(t *testing.T, w *apptest.World, statement string) {
	t.Helper()
	driver, dsn := "sqlite", "file:"+w.Config.Database+"?_pragma=busy_timeout(10000)"
	if w.DB.Dialect == db.Postgres {
		driver, dsn = "pgx", apptest.PostgresOwner(t, w.Config.Database)
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
