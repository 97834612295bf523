package web_test

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// meetings are a tenant's counts.
func meetings(t *testing.T, w *apptest.World, tenant tenants.ID) (all []acceptance.Meeting) {
	t.Helper()
	if err := w.DB.View(w.On(tenant), func(ctx context.Context) error {
		return db.Conn(ctx).Order("first_at, id").Find(&all).Error
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// A meeting counts when somebody is shown the gate, once in ten minutes however
// many pages are open, and is forgotten 90 days after the last one.
func TestMeetingsAreCounted(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		kim := gated(w, "alfa", "kim@example.com")
		gated(w, "beta", "kim@example.com").Get("/accept").Want(http.StatusOK)
		elsewhere := meetings(t, w, beta)
		if len(elsewhere) != 1 {
			t.Fatalf("beta counted %+v", elsewhere)
		}
		for name, header := range map[string]http.Header{
			"a page fetched ahead": {"Sec-Purpose": {"prefetch"}}, "one rendered ahead": {"Sec-Purpose": {"prefetch;prerender"}}, "an older browser's": {"Purpose": {"prefetch"}},
		} {
			if kim.Do(http.MethodGet, "/accept", nil, header).Want(http.StatusOK); len(meetings(t, w, alfa)) > 0 {
				t.Errorf("%s counts", name)
			}
		}
		kim.Do(http.MethodHead, "/accept", nil, nil).Want(http.StatusOK)
		suspend(t, w, tenantdb.Suspended)
		kim.Get("/accept").Want(http.StatusOK)
		suspend(t, w, tenantdb.Active)
		if got := meetings(t, w, alfa); len(got) > 0 {
			t.Errorf("what nobody was shown, or a suspended site shows, counts: %+v", got)
		}

		began := w.Clock.Now()
		for round := 1; round <= 3; round++ {
			kim.Header.Set("Accept-Language", map[bool]string{true: "sv", false: "en"}[round == 3])
			atOnce(20, func(int) int { return kim.Get("/accept").Status })
			got := meetings(t, w, alfa)
			if len(got) != 1 || got[0].Times != round || !got[0].FirstAt.Equal(began) || !got[0].LastAt.Equal(w.Clock.Now()) || got[0].VersionID != version(t, w, alfa, 2).ID {
				t.Fatalf("in round %d there is %+v", round, got)
			}
			w.Clock.Advance(acceptance.MeetAgain - time.Second)
			kim.Get("/accept")
			if got := meetings(t, w, alfa); got[0].Times != round {
				t.Errorf("a reload counted: %+v", got)
			}
			w.Clock.Advance(time.Second)
		}
		if got := meetings(t, w, alfa)[0].Language; got != "sv" {
			t.Errorf("the language last shown is %q", got)
		}
		kim.Get("/account/export").Want(http.StatusOK).Has(`"meetings"`, `"follow_up"`, `"times": 3`)

		// An answer, right or wrong, is no meeting, nor is the page that follows a no.
		kim.Post("/accept", with(answered(kim.Get("/accept"), "accept"), url.Values{tick(w, alfa): nil})).Want(http.StatusUnprocessableEntity)
		w.Clock.Advance(acceptance.MeetAgain)
		before := meetings(t, w, alfa)[0].Times
		declined := kim.Post("/accept", url.Values{"answer": {"decline"}, "presentation": answered(kim.Do(http.MethodGet, "/accept", nil, http.Header{"Sec-Purpose": {"prefetch"}}), "decline")["presentation"]}).Want(http.StatusSeeOther)
		kim.Get(declined.Header.Get("Location")).Want(http.StatusOK)
		if got := meetings(t, w, alfa)[0].Times; got != before {
			t.Errorf("declining counted as meeting: %d, not %d", got, before)
		}

		job := principal.Principal{Kind: principal.Job}
		erase := func() {
			t.Helper()
			if _, err := w.Acceptance.EraseDueUnscoped(context.Background(), job); err != nil {
				t.Fatal(err)
			}
		}
		last := meetings(t, w, alfa)[0].LastAt
		w.Clock.Set(last.Add(acceptance.MeetingLife - time.Second))
		if erase(); len(meetings(t, w, alfa)) != 1 {
			t.Error("a meeting was forgotten before its time")
		}
		w.Clock.Set(last.Add(acceptance.MeetingLife))
		if erase(); len(meetings(t, w, alfa)) != 0 {
			t.Error("a meeting is kept after its time")
		}
	})
}

// Nobody's gate fails because it cannot be counted.
func TestTheGateIsShownThoughItCannotBeCounted(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		elsewhere := apptest.Of(w.Person(w.Sites["alfa"], "kim@example.com"))
		if err := w.Acceptance.Met(w.On(w.Sites["beta"]), elsewhere, acceptance.Offer{}); err == nil {
			t.Error("somebody of alfa counted on beta")
		}
		dropped(t, w, "meetings")
		kim.Get("/accept").Want(http.StatusOK).Has("presentation")
	})
}

// dropped takes a table away, as who owns it.
func dropped(t *testing.T, w *apptest.World, table string) {
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
	if _, err := pool.ExecContext(context.Background(), "DROP TABLE "+table); err != nil {
		t.Fatal(err)
	}
}
