package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// What is hot stays in memory: a gated request makes one statement, a document
// and a host that nobody owns make none.
func TestStatementsOfARequest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := customer(w, "alfa", "kim@example.com")
		owed := gated(w, "beta", "kim@example.com")
		quiet, err := app.New(context.Background(), w.Config, w.Clock) // nothing runs beside the requests in it
		if err != nil {
			t.Fatal(err)
		}
		defer quiet.DB.Close()
		if err := quiet.Snapshots.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		var made []string
		quiet.DB.Trace(func(sql string) {
			if !strings.HasPrefix(sql, "SET LOCAL") {
				made = append(made, sql)
			}
		})
		for _, c := range []struct {
			host, path, session string
			status, statements  int
		}{
			{"alfa.localhost", "/account", kim.Cookie("session"), http.StatusOK, 1},
			{"beta.localhost", "/account", owed.Cookie("session"), http.StatusSeeOther, 1},
			{"alfa.localhost", "/account", strings.Repeat("A", 43), http.StatusSeeOther, 1},
			{"alfa.localhost", "/account", "", http.StatusSeeOther, 0},
			{"alfa.localhost", documentPath, "", http.StatusOK, 0},
			{"alfa.localhost", "/nothing", "", http.StatusNotFound, 0},
			{"www.alfa.localhost", "/account", "", http.StatusPermanentRedirect, 0},
			{"nobody.localhost", "/account", kim.Cookie("session"), http.StatusMisdirectedRequest, 0},
		} {
			for round := range 2 { // the first fills the memory
				made = nil
				req := httptest.NewRequest(http.MethodGet, "http://"+c.host+c.path, nil)
				if c.session != "" {
					req.AddCookie(&http.Cookie{Name: "session", Value: c.session})
				}
				res := httptest.NewRecorder()
				quiet.Handler.ServeHTTP(res, req)
				if res.Code != c.status {
					t.Errorf("%s%s answered %d, not %d", c.host, c.path, res.Code, c.status)
				}
				if round == 1 && len(made) != c.statements {
					t.Errorf("%s%s made %d statements, not %d: %q", c.host, c.path, len(made), c.statements, made)
				}
			}
		}
	})
}

// Without its database the program lets nobody through and acknowledges
// nothing; what it has in memory it still shows.
func TestTheDatabaseIsGone(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["beta"], privacy, documents.NewVersion, first)
		kim, b := gated(w, "alfa", "kim@example.com"), w.Browser("beta")
		form, registration := answered(kim.Get("/accept"), "accept"), typed(b, "lena@example.com")
		b.Get(documentPath).Want(http.StatusOK)
		if err := w.DB.Close(); err != nil {
			t.Fatal(err)
		}
		for name, p := range map[string]*apptest.Page{
			"the gate": kim.Get("/account"), "its page": kim.Get("/accept"), "an answer": kim.Post("/accept", form), "a registration": b.Post("/register", registration),
			"signing in": b.Post("/login", credentials("kim@example.com", apptest.Password)), "signing out": kim.Post("/logout", nil), "export": kim.Get("/account/export"),
			"health": b.Get("/healthz"),
		} {
			if p.Status != http.StatusServiceUnavailable || p.Header.Get("Location") != "" || len(p.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s: %d, %v", name, p.Status, p.Header)
			}
			p.Lacks("sql", "database is closed", "dial")
		}
		told := kim.Do(http.MethodGet, "/account", nil, http.Header{"Accept": {"application/json"}}).Want(http.StatusServiceUnavailable)
		if told.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("a machine was answered in %q", told.Header.Get("Content-Type"))
		}
		in(t, b.Get(documentPath), "en")
	})
}
