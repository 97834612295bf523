package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/rights"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// holdings are all rows that a tenant has, by table.
func holdings(t *testing.T, w *apptest.World, tenant tenants.ID) map[string][]db.Row {
	t.Helper()
	all := map[string][]db.Row{}
	if err := w.DB.View(w.On(tenant), func(ctx context.Context) error {
		for _, table := range w.DataMap.Tables {
			if _, control := table.Model.(tenantdb.Control); control || table.Model == nil {
				continue
			}
			rows, err := db.ReadAll(ctx, table.Model, db.Of{})
			if err != nil {
				return err
			}
			all[table.Name] = rows
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// names reports whether a row says that it is about an account.
func names(table *datamap.Table, row db.Row, id uuid.UUID) bool {
	return slices.ContainsFunc(table.People(), func(column string) bool { return fmt.Sprint(row[column]) == id.String() })
}

// identified are the columns of a row that tell who somebody is, without ids.
func identified(table *datamap.Table, row db.Row) (columns []string) {
	for _, c := range table.Columns {
		if value := fmt.Sprint(row[c.Name]); c.Identifies && c.Category != datamap.Pseudonym && value != "" && value != "map[]" && value != "{}" {
			columns = append(columns, c.Name)
		}
	}
	return columns
}

// After a deletion nothing that goes with an account names it, in any table
// there is; what stays has ids only, or is sealed; and nobody else's is touched.
func TestDeletionFollowsTheDataMap(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		kim := gated(w, "alfa", "kim@example.com")
		kim.Post("/accept", answered(kim.Get("/accept"), "decline")).Want(http.StatusSeeOther)
		w.Browser("alfa").SignIn("kim@example.com")
		w.Browser("alfa").Register("lena@example.com")
		customer(w, "beta", "kim@example.com")
		me, lena := w.Person(alfa, "kim@example.com"), w.Person(alfa, "lena@example.com")
		before, elsewhere := holdings(t, w, alfa), holdings(t, w, beta)
		kim.Post("/account/delete", url.Values{"password": {apptest.Password}}).To("/login?deleted=1")

		stays := 0
		for name, rows := range holdings(t, w, alfa) {
			table := w.DataMap.Table(name)
			for _, row := range rows {
				said, err := json.Marshal(row)
				if err != nil {
					t.Fatal(err)
				}
				mine := names(table, row, me.ID)
				if !mine && (strings.Contains(string(said), me.Email) || strings.Contains(string(said), me.ID.String())) {
					t.Errorf("%s names them where the data map does not know: %s", name, said)
				}
				if !mine {
					continue
				}
				stays++
				switch table.Erasure {
				case datamap.WithAccount, datamap.Expires:
					t.Errorf("%s still names them: %s", name, said)
				case datamap.Sealed:
					if row["sealed_at"] == (*time.Time)(nil) {
						t.Errorf("%s is not sealed: %s", name, said)
					}
				default:
					if columns := identified(table, row); len(columns) > 0 {
						t.Errorf("%s keeps who they are in %v: %s", name, columns, said)
					}
				}
			}
			if got, want := about(table, rows, lena.ID), about(table, before[name], lena.ID); got != want {
				t.Errorf("lena's %s were %s and are %s", name, want, got)
			}
		}
		if stays != 5 { // two answers, who stood beside them, and that the account went
			t.Errorf("%d rows stay", stays)
		}
		if got, want := fmt.Sprint(rendered(t, holdings(t, w, beta))), fmt.Sprint(rendered(t, elsewhere)); got != want {
			t.Errorf("on another tenant there was\n%s\nand is\n%s", want, got)
		}
	})
}

// about are the rows about an account, as they are.
func about(table *datamap.Table, rows []db.Row, id uuid.UUID) string {
	var all []string
	for _, row := range rows {
		if names(table, row, id) {
			b, _ := json.Marshal(row)
			all = append(all, string(b))
		}
	}
	return strings.Join(all, "\n")
}

func rendered(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Who signed for an organisation stays named: the contract goes on.
func TestWhoSignedForAnOrganisationIsNotSealed(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		agreements(w)
		w.Publish(w.Platform, privacy, documents.NewVersion, first)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Post("/accept", with(signed(owner.Get("/accept?for=alfa").Want(http.StatusOK)), url.Values{"for": {"alfa"}})).Want(http.StatusSeeOther)
		me := w.Person(w.Platform, "owner@alfa.example")
		if err := w.DB.Tx(w.On(w.Platform), func(ctx context.Context) error { // handed over
			return db.DeleteRows(ctx, accounts.Membership{}, db.Of{Columns: []string{"account_id"}, Value: me.ID})
		}); err != nil {
			t.Fatal(err)
		}
		owner.Get("/account/delete").Want(http.StatusOK).Has("signed for an organisation")
		owner.Post("/account/delete", url.Values{"password": {apptest.Password}}).To("/login?deleted=1")
		signedFor := map[uuid.UUID]bool{}
		for _, a := range w.Acceptances(w.Platform) {
			signedFor[a.ID] = a.Represents != nil
		}
		sealed, named := 0, 0
		for _, i := range w.Identities(w.Platform) {
			if signedFor[i.AcceptanceID] != (i.SealedAt == nil && i.EraseAt == nil && i.Name != "" && i.JobTitle != "") {
				t.Errorf("signed for an organisation %t, and kept as %+v", signedFor[i.AcceptanceID], i)
			}
			if i.SealedAt == nil {
				named++
			} else {
				sealed++
			}
		}
		if sealed != 1 || named != 2+len(w.Sites) { // the first agreements too
			t.Errorf("%d identities are sealed and %d named", sealed, named)
		}
	})
}

// siteExport is what ExportSite writes.
type siteExport struct {
	Format string             `json:"format"`
	ID     string             `json:"site_id"`
	Tables []rights.TablePart `json:"tables"`
}

// of are the rows of a table, of those on the site's own tenant or on the
// platform's.
func (e siteExport) of(table string, onPlatform bool) []db.Row {
	for _, part := range e.Tables {
		if part.Name == table && part.OnPlatform == onPlatform {
			return part.Rows
		}
	}
	return nil
}

func TestExportOfASite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		gated(w, "alfa", "kim@example.com")
		customer(w, "beta", "lena@example.com")
		agreements(w)
		for _, site := range []string{"alfa", "beta"} {
			owner := w.Browser("platform").SignIn("owner@" + site + ".example")
			owner.Post("/accept", with(signed(owner.Get("/accept?for="+site)), url.Values{"for": {site}})).Want(http.StatusSeeOther)
		}
		many(t, w, alfa, 450) // more than two pages
		owner := apptest.Of(w.Person(w.Platform, "owner@alfa.example"))
		owner.Roles = map[tenants.ID]principal.Role{alfa: principal.Owner}

		var out bytes.Buffer
		if err := w.Rights.ExportSite(w.On(alfa), owner, &out); err != nil {
			t.Fatal(err)
		}
		var e siteExport
		if err := json.Unmarshal(out.Bytes(), &e); err != nil {
			t.Fatal(err, out.String())
		}
		if e.Format != "site-export/1" || e.ID != alfa.String() {
			t.Errorf("the export begins %s", out.String()[:200])
		}
		for name, rows := range holdings(t, w, alfa) {
			if got := e.of(name, false); len(got) != len(rows) {
				t.Errorf("%d of %d %s are exported", len(got), len(rows), name)
			}
		}
		seen := map[any]bool{}
		for _, row := range e.of("accounts", false) {
			seen[row["id"]] = true
		}
		if len(seen) != 451 {
			t.Errorf("%d accounts are exported", len(seen))
		}
		for table, n := range map[string]int{"memberships": 1, "acceptances": 3, "notices": 0, "grants": 0} {
			if got := e.of(table, true); len(got) != n {
				t.Errorf("on the platform, of %d %s %v are exported", n, table, got)
			}
		}
		for table, n := range map[string]int{"tenants": 1, "hostnames": 2, "site_status": 1} {
			if got := e.of(table, false); len(got) != n {
				t.Errorf("of %d %s %v are exported", n, table, got)
			}
		}
		for _, foreign := range []string{"lena@", "beta", w.Sites["beta"].String(), "argon2", "password_hash", "token_hash", "schema_migrations"} {
			if strings.Contains(out.String(), foreign) {
				t.Errorf("the export holds %q", foreign)
			}
		}
		refusesExport(t, w, alfa, owner)
	})
}

// many adds accounts.
func many(t *testing.T, w *apptest.World, site tenants.ID, n int) {
	t.Helper()
	if err := w.DB.Tx(w.On(site), func(ctx context.Context) error {
		for i := range n {
			in := accounts.NewAccount{Name: "Somebody", Email: fmt.Sprintf("somebody%d@example.org", i)}
			if _, err := w.Accounts.Create(ctx, in, ""); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// refusesExport tries it as everybody who may not, and into what breaks.
func refusesExport(t *testing.T, w *apptest.World, site tenants.ID, owner principal.Principal) {
	t.Helper()
	with := func(role principal.Role) principal.Principal {
		p := owner
		p.Roles = map[tenants.ID]principal.Role{site: role}
		return p
	}
	elsewhere := owner
	elsewhere.Roles = map[tenants.ID]principal.Role{w.Sites["beta"]: principal.Owner}
	for who, p := range map[string]principal.Principal{"nobody": {}, "an editor": with(principal.Editor), "an auditor": with(principal.Auditor),
		"support": with(principal.SupportEditor), "an owner elsewhere": elsewhere, "a customer": apptest.Of(w.Person(site, "kim@example.com"))} {
		var out bytes.Buffer
		if err := w.Rights.ExportSite(w.On(site), p, &out); err == nil || out.Len() > 0 {
			t.Errorf("%s gets %v and %d bytes", who, err, out.Len())
		}
	}
	if err := w.Rights.ExportSite(w.On(site), apptest.Shell, &bytes.Buffer{}); err != nil {
		t.Errorf("the shell gets %v", err)
	}
	if err := w.Rights.ExportSite(w.On(site), owner, full{}); !errors.Is(err, errFull) {
		t.Errorf("into a full disk: %v", err)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
