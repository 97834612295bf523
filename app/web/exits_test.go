package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/rights"
)

var loaded = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

func TestExitsStayOpenWhileGated(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		for _, path := range []string{documentPath, "/cldoc/" + privacy + "/1.htm", "/cldoc/" + privacy + "/2.htm"} {
			for language, text := range map[string]string{"sv": "Beställningar sparas", "en": "Orders are kept"} {
				kim.Get(path+"?lang="+language).Want(http.StatusOK).Has(text, `lang="`+language+`"`)
				kim.Do(http.MethodHead, path+"?lang="+language, nil, nil).Want(http.StatusOK)
			}
		}
		gate := kim.Get("/accept").Want(http.StatusOK)
		assets := loaded.FindAllStringSubmatch(gate.Body, -1)
		if len(assets) < 2 {
			t.Errorf("the gate loads %v", assets)
		}
		for _, a := range assets {
			kim.Get(a[1]).Want(http.StatusOK)
		}
		for _, exit := range []string{documentPath, "/account/export", "/account/privacy", "/account/delete", "/contact"} {
			gate.Has(`href="` + exit)
		}
		kim.Get("/contact").Want(http.StatusOK).Has("alfa AB", "privacy@alfa.example")
		kim.Get("/account/privacy").Want(http.StatusOK).Has("Policy en")
		kim.Get("/account/export").Want(http.StatusOK)
		kim.Get("/account/delete").Want(http.StatusOK)
		kim.Get("/").Want(http.StatusOK)

		kim.Post("/language", url.Values{"lang": {"sv"}, "return": {"/accept?return=/account?tab=2"}}).To("/accept?return=/account?tab=2")
		swedish := kim.Get("/accept?return=/account?tab=2").Want(http.StatusOK).Has(`<html lang="sv"`, "sju år")
		if got := swedish.Form("/accept").Get("return"); got != "/account?tab=2" {
			t.Errorf("switching the language lost the way back: %q", got)
		}

		kim.Post("/logout", nil).To("/")
		kim.Get("/account").To("/login?return=%2Faccount")
		if left := w.Sessions(w.Sites["alfa"]); len(left) != 0 {
			t.Errorf("%d sessions are left", len(left))
		}
	})
}

// My privacy, and each answer with the text as it was shown: one's own only.
func TestMyPrivacyShowsOnesOwnAnswers(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim, lena, other := gated(w, "alfa", "kim@example.com"), w.Browser("alfa").Register("lena@example.com"), customer(w, "beta", "kim@example.com")
		var mine, hers acceptance.Acceptance
		for _, a := range w.Acceptances(w.Sites["alfa"]) {
			if a.AccountID == w.Person(w.Sites["alfa"], "kim@example.com").ID {
				mine = a
			} else {
				hers = a
			}
		}
		path := "/account/privacy/" + mine.ID.String()
		kim.Get("/account/privacy").Want(http.StatusOK).Has(path).Lacks(hers.ID.String())
		kim.Get(path).Want(http.StatusOK).Has("ten years", mine.Wording) // version 1, as it was
		kim.Get("/account/privacy/" + hers.ID.String()).Want(http.StatusNotFound).Lacks("seven years")
		lena.Get(path).Want(http.StatusNotFound)
		other.Get(path).Want(http.StatusNotFound)
		w.Browser("alfa").Get(path).To("/login?return=" + url.QueryEscape(path))
		for _, id := range []string{"x", "00000000-0000-0000-0000-000000000000", strings.ToUpper(hers.ID.String()), hers.ID.String() + "'", "%00"} {
			kim.Get("/account/privacy/" + id).Want(http.StatusNotFound)
		}
	})
}

func exported(t *testing.T, p *apptest.Page) (e rights.Export) {
	t.Helper()
	p.Want(http.StatusOK)
	if p.Header.Get("Content-Type") != "application/json" || !strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment;") {
		t.Errorf("the export came as %v", p.Header)
	}
	if err := json.Unmarshal([]byte(p.Body), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExportHoldsOnlyOnesOwn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kim := gated(w, "alfa", "kim@example.com")
		w.Browser("alfa").Register("lena@example.com")
		customer(w, "beta", "kim@example.com")
		kim.Post("/accept", answered(kim.Get("/accept"), "decline")).Want(http.StatusSeeOther)

		page := kim.Get("/account/export")
		e := exported(t, page)
		me := w.Person(w.Sites["alfa"], "kim@example.com")
		if e.Format != "customer-export/2" || e.Site != "Site alfa" || e.Roles.Controllers[0].LegalName != "alfa AB" || e.Roles.Processors[0].LegalName != "platform AB" || !e.ExportedAt.Equal(w.Clock.Now()) {
			t.Errorf("the export begins %+v", e)
		}
		account := rowsIn(t, e, "accounts", 1)[0]
		if account["id"] != me.ID.String() || account["name"] != me.Name || account["email"] != me.Email || account["email_verified_at"] != nil || account["created_at"] != me.CreatedAt.Format(time.RFC3339Nano) {
			t.Errorf("the account is %+v", account)
		}
		if session := rowsIn(t, e, "sessions", 1)[0]; session["expires_at"] != apptest.Start.Add(accounts.SessionLife).Format(time.RFC3339Nano) {
			t.Errorf("the session is %+v", session)
		}
		rowsIn(t, e, "password_links", 0)
		acts, identities := rowsIn(t, e, "acceptances", 2), rowsIn(t, e, "identities", 2)
		for i, want := range []struct {
			outcome acceptance.Outcome
			method  acceptance.Method
			text    string
			version int
			at      time.Time
		}{{acceptance.Accepted, acceptance.Registration, "ten years", 1, apptest.Start}, {acceptance.Declined, acceptance.Gate, "seven years", 2, w.Clock.Now()}} {
			a := acts[i]
			at := slices.IndexFunc(e.Texts, func(t rights.TextPart) bool { return t.SHA256 == a["text_hash"] })
			if at < 0 {
				t.Fatalf("the text of act %d is missing", i)
			}
			text := e.Texts[at]
			if a["outcome"] != string(want.outcome) || a["method"] != string(want.method) || !strings.Contains(text.HTML, want.text) ||
				a["at"] != want.at.Format(time.RFC3339Nano) || a["language"] != "en" || a["wording"] == "" || a["presentation_id"] == "" || a["key_id"] == "" {
				t.Errorf("act %d is %+v", i, a)
			}
			if !slices.ContainsFunc(e.Versions, func(v rights.Version) bool {
				return v.ID.String() == a["version_id"] && v.Document == privacy && v.Version == want.version
			}) {
				t.Errorf("nothing says that act %d is of version %d: %+v", i, want.version, e.Versions)
			}
			if who := identities[i]; who["acceptance_id"] != a["id"] || who["email"] != me.Email || who["name"] != me.Name {
				t.Errorf("beside act %d stands %+v", i, who)
			}
			sum := sha256.Sum256([]byte(text.Title + "\n" + text.HTML))
			if a["text_hash"] != hex.EncodeToString(sum[:]) {
				t.Errorf("act %d has the hash of another text", i)
			}
		}
		for _, foreign := range []string{"lena@", "password_hash", "argon2", "token", "beta", "+07:00", me.PasswordHash, w.Person(w.Sites["alfa"], "lena@example.com").ID.String(),
			w.Person(w.Sites["beta"], "kim@example.com").ID.String()} {
			if strings.Contains(page.Body, foreign) {
				t.Errorf("the export holds %q", foreign)
			}
		}
	})
}

// rowsIn are the rows of a table in an export.
func rowsIn(t *testing.T, e rights.Export, table string, n int) []db.Row {
	t.Helper()
	for _, part := range e.Tables {
		if part.Name != table {
			continue
		}
		if part.Purpose == "" || part.Basis == "" || part.Erasure == "" || part.Retention == nil || len(part.Columns) == 0 || len(part.Rows) != n {
			t.Fatalf("the part with %s is %+v", table, part)
		}
		return part.Rows
	}
	t.Fatalf("the export has no %s", table)
	return nil
}

func TestDeletingTheAccount(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		kim := gated(w, "alfa", "kim@example.com")
		phone := w.Browser("alfa").SignIn("kim@example.com")
		customer(w, "beta", "kim@example.com")
		lena := w.Browser("alfa").Register("lena@example.com")
		me := w.Person(alfa, "kim@example.com")
		before := w.Acceptances(alfa)

		for _, wrong := range []string{"", "wrong", apptest.Password + " ", strings.ToUpper(apptest.Password)} {
			kim.Post("/account/delete", url.Values{"password": {wrong}}).Want(http.StatusUnprocessableEntity).Lacks(`value="` + wrong + `" auto`)
		}
		kim.Get("/account/delete?password=" + url.QueryEscape(apptest.Password)).Want(http.StatusOK)
		kim.Get("/account/privacy").Want(http.StatusOK)
		for _, i := range w.Identities(alfa) {
			if i.SealedAt != nil || i.EraseAt != nil {
				t.Errorf("%+v is sealed", i)
			}
		}

		gone := kim.Post("/account/delete", url.Values{"password": {apptest.Password}})
		gone.To("/login?deleted=1")
		if cookie := gone.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "session=;") || !strings.Contains(cookie, "Max-Age=0") {
			t.Errorf("the browser was told %q", cookie)
		}
		for _, c := range []*apptest.Client{kim, phone} {
			c.Get("/account/privacy").To("/login?return=%2Faccount%2Fprivacy")
		}
		kim.Post("/login", url.Values{"email": {"kim@example.com"}, "password": {apptest.Password}}).Want(http.StatusUnprocessableEntity)
		lena.Get("/account").Want(http.StatusOK)
		w.Browser("beta").SignIn("kim@example.com").Get("/account").Want(http.StatusOK)

		if after := w.Acceptances(alfa); len(after) != len(before) || after[0] != before[0] {
			t.Errorf("the evidence was %+v and is %+v", before, after)
		}
		for _, i := range w.Identities(alfa) {
			if i.AccountID != me.ID {
				if i.SealedAt != nil {
					t.Errorf("lena's identity is sealed: %+v", i)
				}
				continue
			}
			if i.SealedAt == nil || !i.SealedAt.Equal(w.Clock.Now()) || i.EraseAt == nil || !i.EraseAt.Equal(w.Clock.Now().Add(3*365*24*time.Hour)) || i.Email != "kim@example.com" {
				t.Errorf("the identity beside the evidence is %+v", i)
			}
		}
		for _, p := range w.People(alfa) {
			if p.ID == me.ID {
				t.Error("the account is still there")
			}
		}
		// The address is free again, and the evidence of the former account is not the new one's.
		again := w.Browser("alfa").Register("kim@example.com")
		e := exported(t, again.Get("/account/export"))
		rowsIn(t, e, "acceptances", 1)
		if rowsIn(t, e, "accounts", 1)[0]["id"] == me.ID.String() {
			t.Error("the new account is the old one")
		}
	})
}
