package web_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
)

const (
	landingAlfa   = papers + "/" + privacy + "/versions/2"
	customersAlfa = "/studio/alfa/customers"
)

// crowdOf adds customers to alfa by name, the last the newest, without a
// password, whose making takes long on purpose.
func crowdOf(t *testing.T, w *apptest.World, names ...string) (ids []uuid.UUID) {
	t.Helper()
	if err := w.DB.Tx(w.On(w.Sites["alfa"]), func(ctx context.Context) error {
		for i, name := range names {
			a := accounts.Account{ID: uuid.Must(uuid.NewV7()), Email: "p" + string(rune('a'+i%26)) + uuid.NewString()[:6] + "@example.com", Name: name, CreatedAt: w.Clock.Now()}
			a.EmailKey = a.Email
			ids = append(ids, a.ID)
			if err := db.Conn(ctx).Create(&a).Error; err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

// landed is alfa with version 2 in force, which kim has accepted, lena has
// declined, mo has met three times and bo has not seen.
func landed(t *testing.T, w *apptest.World) (owner *apptest.Client) {
	t.Helper()
	kim, lena := customer(w, "alfa", "kim@example.com"), customer(w, "alfa", "lena@example.com")
	mo := customer(w, "alfa", "mo@example.com")
	customer(w, "alfa", "bo@example.com")
	w.Clock.Advance(time.Hour)
	w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, second)
	accept(t, kim)
	lena.Header.Set("Accept-Language", "sv")
	lena.Post("/accept", answered(lena.Get("/accept"), "decline")).Want(http.StatusSeeOther)
	for range 3 {
		mo.Get("/accept").Want(http.StatusOK)
		w.Clock.Advance(24 * time.Hour)
	}
	owner = w.Browser("platform").SignIn("owner@alfa.example")
	owner.Header.Set("Accept-Language", "en")
	return owner
}

// shows reads a table's rows as text.
func shows(p *apptest.Page, table string) (rows []string) {
	body := p.Body[strings.Index(p.Body, `<table class="`+table+`"`):]
	body = body[:strings.Index(body, "</table>")]
	for _, row := range strings.Split(body, "<tr")[1:] {
		text := regexp.MustCompile(`<[^>]*>|^[^>]*>`).ReplaceAllString(strings.ReplaceAll(row, "</t", " </t"), " ")
		rows = append(rows, strings.Join(strings.Fields(text), " "))
	}
	return rows
}

// A version is watched from the numbers to the single answer.
func TestAVersionIsWatchedAsItLands(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := landed(t, w)
		p := owner.Get(landingAlfa).Want(http.StatusOK).Has("asks all your customers", "Answers by day", `<rect class="acted"`, `<rect class="declined"`)
		if got := strings.Join(shows(p, "numbers"), "|"); got != "1 of 4 customers have taken part of it 25 %|1 chose Not now 25 %|1 has met the page three times or more without answering 25 %|1 has not met it yet 25 %" {
			t.Errorf("the numbers say %s", got)
		}
		if got := shows(p, "figures days"); len(got) != 2 || got[1] != "2 March 2026 1 1 1" {
			t.Errorf("by day the figures say %q", got)
		}
		if got := shows(p, "figures"); len(got) != 3 || got[1] != "English 1 0 1 0 2" || got[2] != "Svenska 0 1 0 0 1" {
			t.Errorf("by language the figures say %q", got)
		}
		order := shows(p, "people")
		for i, who := range []string{"Person bo@example.com bo@example.com not met it yet", "Person mo@example.com mo@example.com stuck English met it 3 times, last 4 March 2026, 11:00 CET",
			"Person lena@example.com lena@example.com not now Svenska 2 March 2026, 11:00 CET", "Person kim@example.com kim@example.com taken part English 2 March 2026, 11:00 CET"} {
			if !strings.HasPrefix(order[i+1], who) {
				t.Errorf("line %d says %q, not %q", i, order[i+1], who)
			}
		}
		for query, who := range map[string]string{"state=stuck": "mo", "state=acted": "kim", "language=sv": "lena", "q=BO%40": "bo", "state=acted&language=en&q=person": "kim", "q=%25": "", "q=p_rson": ""} {
			got := owner.Get(landingAlfa + "?" + query).Want(http.StatusOK)
			if who == "" {
				got.Has("No customer fits that").Lacks(`<table class="people"`)
			} else if rows := shows(got, "people"); len(rows) != 2 || !strings.Contains(rows[1], who+"@example.com") {
				t.Errorf("%s shows %q", query, rows)
			}
		}
		// From there to the customer, whose acts are the evidence.
		link := regexp.MustCompile(`/studio/alfa/customers/[0-9a-f-]{36}`).FindString(owner.Get(landingAlfa + "?state=acted").Body)
		owner.Get(link).Want(http.StatusOK).Has("kim@example.com", version(t, w, w.Sites["alfa"], 2).Text("en").Hash, version(t, w, w.Sites["alfa"], 1).Text("en").Hash,
			"when the account was made", "on the page that asks", "I have taken part of")
		owner.Get("/studio/alfa").Has("1 customer has met the page that asks", customersAlfa+"?show=stuck")
		owner.Get(papers).Has(landingAlfa)
		owner.Get(papers + "/" + privacy + "/versions").Has(landingAlfa)
		// The version before asks nobody any more, and has its four answers.
		was := owner.Get(papers + "/" + privacy + "/versions/1").Want(http.StatusOK).Has("nobody is asked about this one any more")
		if got := shows(was, "numbers"); got[0] != "4 of 4 customers have taken part of it 100 %" {
			t.Errorf("of version 1 is said %q", got)
		}
		for _, lang := range []string{"sv", "nb"} {
			owner.Get(landingAlfa + "?lang=" + lang).Want(http.StatusOK).Lacks("⟦")
		}
		owner.Get(papers + "/" + privacy + "/versions/9").Want(http.StatusNotFound)
		w.Browser("platform").SignIn("owner@beta.example").Get(landingAlfa).Want(http.StatusNotFound)
	})
}

// More than fifty customers go by pages, and nobody is left out or told twice.
func TestCustomersGoByPages(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := landed(t, w)
		crowdOf(t, w, strings.Split(strings.Repeat("Åsa Öberg,", 120)+"Nils", ",")...)
		for start, table := range map[string]string{landingAlfa: "people", customersAlfa: "people"} {
			seen := map[string]bool{}
			next, pages := start, 0
			for next != "" {
				p := owner.Get(next).Want(http.StatusOK)
				for _, row := range shows(p, table)[1:] {
					if seen[row] && !strings.Contains(row, "Öberg") {
						t.Errorf("%s is told twice", row)
					}
				}
				for _, link := range regexp.MustCompile(`/studio/alfa/customers/[0-9a-f-]{36}"`).FindAllString(p.Body, -1) {
					if seen[link] {
						t.Errorf("%s is linked twice", link)
					}
					seen[link] = true
				}
				next = ""
				if m := regexp.MustCompile(`class="button" href="([^"]*after=[^"]*)"`).FindStringSubmatch(p.Body); m != nil {
					next = strings.ReplaceAll(strings.TrimSuffix(m[1], "#people"), "&amp;", "&")
				}
				pages++
			}
			if pages != 3 || len(seen) != 125 {
				t.Errorf("%s has %d pages and %d customers", start, pages, len(seen))
			}
		}
		owner.Get(customersAlfa + "?q=" + url.QueryEscape("åsa öb")).Has("120 customers fit")
	})
}

// The file has the list's customers, opens in a spreadsheet without running
// anything, and that it was fetched is in the history.
func TestTheListAsAFile(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := landed(t, w)
		hostile := []string{"=HYPERLINK(\"http://evil.example\",\"x\")", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", "\tTab", "\rReturn", "Anna \"A\", Lind;\nB"}
		crowdOf(t, w, hostile...)
		path := landingAlfa + "/customers.csv"
		owner.Do(http.MethodHead, path, nil, nil).Want(http.StatusOK)
		owner.Get("/studio/alfa/history").Lacks("fetched the list")
		p := owner.Get(path).Want(http.StatusOK)
		if !strings.HasPrefix(p.Body, "\ufeff") || p.Header.Get("Content-Type") != "text/csv; charset=utf-8" || p.Header.Get("Cache-Control") != "no-store" ||
			p.Header.Get("Content-Disposition") != `attachment; filename="alfa-`+privacy+`-v2-2026-03-05.csv"` || strings.Count(p.Body, "\r\n") != 13+1 {
			t.Errorf("the file came as %v\n%q", p.Header, p.Body)
		}
		read := func(body string) [][]string {
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
						t.Errorf("a cell begins like a formula: %q", cell)
					}
				}
			}
			return rows
		}
		rows := read(p.Body)
		if len(rows) != 1+12 || rows[0][0] != "Name" || rows[1][0] != "Anna \"A\", Lind;\nB" || rows[8][0] != "'"+hostile[0] {
			t.Errorf("the file says %q", rows)
		}
		if mo, kim := rows[10], rows[12]; mo[2] != "stuck" || mo[6] != "3" || mo[7] != "2026-03-04T11:00:00+01:00" || kim[2] != "taken part" || kim[3] != "2" || kim[5] != "2026-03-02T11:00:00+01:00" {
			t.Errorf("mo is %q and kim %q", rows[10], rows[12])
		}
		swedish := read(owner.Get(path + "?lang=sv&state=declined").Body)
		if len(swedish) != 2 || swedish[0][0] != "Namn" || swedish[1][1] != "lena@example.com" {
			t.Errorf("sifted, the file says %q", swedish)
		}
		owner.Get("/studio/alfa/history").Has("fetched the list of customers for version 2", "12 lines", "1 line")
	})
}

// A customer is marked with the purposes that touch their data, alone or by the
// list; what the list had too much comes back.
func TestMarkingCustomers(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		owner := landed(t, w)
		customer(w, "beta", "lo@example.com")
		owner.Get(customersAlfa + "/mark").Has("None of your purposes is for marked customers only")
		schooled(t, w)
		mark := func(form url.Values) *apptest.Page {
			return owner.Post(customersAlfa+"/mark", form).Want(http.StatusOK)
		}
		pasted := "KIM@example.com\n lo@example.com \n\nmo@example.com, kim@example.com\nnobody"
		p := mark(url.Values{"purpose": {"school"}, "addresses": {pasted}, "do": {"mark"}}).
			Has("2 customers were found and are marked with “School photography”; 2 of them", "2 addresses belong to no customer")
		if got := area(t, p, "addresses"); got != "lo@example.com\nnobody" {
			t.Errorf("what nobody has came back as %q", got)
		}
		mark(url.Values{"purpose": {"school"}, "addresses": {"mo@example.com"}, "do": {"mark"}}).Has("; 0 of them").Lacks("belong")
		if rows := shows(owner.Get(customersAlfa+"?purpose=school"), "people"); len(rows) != 3 || !strings.HasSuffix(rows[1], "School photography") {
			t.Errorf("marked are %q", rows)
		}
		mark(url.Values{"purpose": {"school"}, "addresses": {"mo@example.com"}, "do": {"unmark"}}).Has("is not marked")
		refused := owner.Post(customersAlfa+"/mark", url.Values{"purpose": {"accounts"}, "addresses": {"mo@example.com"}, "do": {"mark"}}).Want(http.StatusUnprocessableEntity)
		if got := area(t, refused, "addresses"); got != "mo@example.com" {
			t.Errorf("what was typed came back as %q", got)
		}
		owner.Post(customersAlfa+"/mark", url.Values{"purpose": {"school"}, "addresses": {" \n "}, "do": {"mark"}}).Want(http.StatusUnprocessableEntity)

		mo := w.Person(alfa, "mo@example.com")
		one := customersAlfa + "/" + mo.ID.String()
		if boxes := owner.Get(one).Boxes("purpose"); boxes["purpose"] {
			t.Errorf("mo is marked: %v", boxes)
		}
		owner.Post(one, url.Values{"shown": {"school", "accounts"}, "purpose": {"school", "accounts"}}).To(one + "?saved=1")
		if boxes := owner.Get(one + "?saved=1").Has("Saved").Boxes("purpose"); !boxes["purpose"] {
			t.Error("mo is not marked")
		}
		owner.Post(one, url.Values{"purpose": {}}).To(one + "?saved=1") // a page that had no boxes takes none away
		marks, err := w.Acceptance.Marks(w.On(alfa), apptest.Shell)
		if err != nil || len(marks) != 2 || len(marks[mo.ID]) != 1 {
			t.Errorf("there are the marks %v: %v", marks, err)
		}
		owner.Get("/studio/alfa/history").Has("marked 2 customers", "from 1 customer")

		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		auditor := w.Browser("platform").SignIn("auditor@alfa.example")
		auditor.Get(one).Want(http.StatusOK).Lacks("<form method=\"post\" action=\"" + one)
		auditor.Post(one, url.Values{"shown": {"school"}}).Want(http.StatusForbidden)
		// Another site's customer does not exist, neither by id nor by address.
		stranger := w.Browser("platform").SignIn("owner@beta.example")
		stranger.Get("/studio/beta/customers/" + mo.ID.String()).Want(http.StatusNotFound)
		stranger.Post("/studio/beta/customers/"+mo.ID.String(), url.Values{"shown": {"school"}}).Want(http.StatusNotFound)
		stranger.Get(one).Want(http.StatusNotFound)
		if marks, err := w.Acceptance.Marks(w.On(w.Sites["beta"]), apptest.Shell); err != nil || len(marks) > 0 {
			t.Errorf("on beta there are the marks %v: %v", marks, err)
		}
		if _, err := w.Acceptance.MarkAll(w.On(alfa), apptest.Shell, "school", make([]string, 0), false); err == nil {
			t.Error("nobody was marked, and nothing was said")
		}
	})
}

// schooled gives alfa a purpose that touches only marked customers.
func schooled(t *testing.T, w *apptest.World) {
	t.Helper()
	school := facts.Purpose{Code: "school", Reach: facts.Marked, Words: map[string]facts.Words{"en": {Name: "School photography"}, "sv": {Name: "Skolfotografering"}}}
	if err := w.DB.Tx(w.On(w.Sites["alfa"]), func(ctx context.Context) error {
		return db.Conn(ctx).Create(&facts.Said{ID: uuid.Must(uuid.NewV7()), Content: facts.Set{Purposes: []facts.Purpose{school}}, Revision: 1, UpdatedAt: w.Clock.Now()}).Error
	}); err != nil {
		t.Fatal(err)
	}
}

// Without customers the pages say what belongs there.
func TestNoCustomersYet(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get(customersAlfa).Want(http.StatusOK).Has("Nobody has yet")
		owner.Get(papers + "/" + privacy + "/versions/1").Want(http.StatusOK).Has("Nobody has been asked")
		landing, err := w.Acceptance.Landing(w.On(w.Sites["alfa"]), apptest.Shell, w.Document(w.Sites["alfa"], privacy), version(t, w, w.Sites["alfa"], 1), time.UTC)
		if err != nil || !landing.Asks || landing.Asked != 0 {
			t.Errorf("%+v: %v", landing, err)
		}
		operator := w.Browser("platform").SignIn("owner@platform.example")
		operator.Get("/studio/platform/settings/appearance/documents/data-processing-agreement/versions/1").Want(http.StatusOK).Has("of 2 organisations").Lacks(`class="people"`)
	})
}
