package db_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// frozen are the tables whose rows never change and never go.
var frozen = []string{"consent_notices", "parties", "texts", "acceptances", "erasures", "history"}

// TestEvidenceStands: nobody changes evidence by SQL, not the role that owns
// the tables, and not a superuser either.
func TestEvidenceStands(t *testing.T) {
	var statements []string
	for _, table := range frozen {
		statements = append(statements, "UPDATE "+table+" SET id = id", "DELETE FROM "+table)
	}
	for _, table := range []string{"documents", "versions", "identities"} {
		statements = append(statements, "DELETE FROM "+table)
	}
	for _, assignment := range []string{"id = id, seq = 2", "weight = 'correction'", "act = 'inform'", "source_language = 'en'", "processor = '{}'",
		"published_at = enforced_at, enforced_at = '2020-01-01 00:00:00+00:00'", "seq = 2, withdrawn_at = '2026-01-01 00:00:00+00:00'"} {
		statements = append(statements, "UPDATE versions SET "+assignment)
	}
	for _, assignment := range []string{"name = 'X'", "email = 'x'", "job_title = 'x'", "account_id = acceptance_id",
		"sealed_at = '2026-01-01 00:00:00+00:00', erase_at = '2029-01-01 00:00:00+00:00', name = 'X'",
		"erase_at = '2020-01-01 00:00:00+00:00'", "sealed_at = '2026-01-01 00:00:00+00:00'",
		"sealed_at = '2026-01-01 00:00:00+00:00', erase_at = '2026-02-01 00:00:00+00:00'"} {
		statements = append(statements, "UPDATE identities SET "+assignment)
	}
	stand := func(t *testing.T, b base, more ...string) {
		t.Helper()
		us := b.furnished(t)
		for _, statement := range append(slices.Clone(statements), more...) {
			s := asker{pool: b.raw}
			if b.Dialect == db.Postgres {
				s.tenant = us
			}
			if n, err := s.do(statement); err == nil {
				t.Errorf("%s\nchanges %d rows", statement, n)
			} else if !isRefusal(err) {
				t.Errorf("%s\nfails, but by chance: %v", statement, err)
			}
		}
	}
	var truncates []string
	for _, table := range append(slices.Clone(frozen), "documents", "versions", "identities") {
		truncates = append(truncates, "TRUNCATE "+table+" CASCADE")
	}
	t.Run("sqlite", func(t *testing.T) { stand(t, sqliteBase(t)) })
	t.Run("a superuser on postgres", func(t *testing.T) { stand(t, postgresBase(t), truncates...) })
	t.Run("the tables' owner on postgres", func(t *testing.T) { stand(t, ownedBase(t), truncates...) })
}

// isRefusal tells whether our triggers or constraints said no.
func isRefusal(err error) bool {
	return slices.ContainsFunc([]string{"append-only", "are erased when their time is up", "CHECK constraint", "check constraint"},
		func(s string) bool { return strings.Contains(err.Error(), s) })
}

// TestNoReplace: SQLite's REPLACE deletes what is in its way, and would not
// ask the triggers if our connections did not tell it to.
func TestNoReplace(t *testing.T) {
	b := sqliteBase(t)
	us := b.furnished(t)
	for _, table := range append(slices.Clone(frozen), "versions", "documents", "identities") {
		for _, sql := range []string{
			"INSERT OR REPLACE INTO %[1]s SELECT * FROM %[1]s",
			"REPLACE INTO %[1]s SELECT * FROM %[1]s",
		} {
			err := b.Tx(tenants.With(t.Context(), us), func(ctx context.Context) error {
				return tenantdb.Reviewed(db.Conn(ctx)).Exec(fmt.Sprintf(sql, table)).Error
			})
			if err == nil || !isRefusal(err) {
				t.Errorf(sql+" gets %[2]v", table, err)
			}
		}
	}
}

// TestVersionIsWithdrawnOnce and stays so.
func TestVersionIsWithdrawnOnce(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.furnished(t)
		set := func(value any) error {
			return b.Tx(tenants.With(t.Context(), us), func(ctx context.Context) error {
				return db.Conn(ctx).Model(&documents.Version{}).Where("1 = 1").Update("withdrawn_at", value).Error
			})
		}
		if err := set(when); err != nil {
			t.Fatal(err)
		}
		for _, value := range []any{nil, when.Add(time.Hour)} {
			if err := set(value); err == nil {
				t.Errorf("a withdrawn version was given %v", value)
			}
		}
	})
}

// TestIdentityIsSealedOnce, and goes only when its time is up and its erasure
// is on record.
func TestIdentityIsSealedOnce(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.tenant(t)
		b.in(t, us, func(ctx context.Context, _ *gorm.DB) error { _, err := identity(ctx); return err })
		sealed := time.Date(2020, 5, 1, 0, 0, 0, 0, time.UTC)
		due := sealed.Add(acceptance.SealedFor)
		seal := func(at, erase time.Time) error {
			return b.Tx(tenants.With(t.Context(), us), func(ctx context.Context) error {
				return db.Conn(ctx).Model(&acceptance.Identity{}).Where("1 = 1").Updates(map[string]any{"sealed_at": at, "erase_at": erase}).Error
			})
		}
		// raw SQL, and on Postgres the right to everything
		remove := func(logged ...time.Time) error {
			s := asker{pool: b.raw, tenant: us}
			if b.Dialect == db.SQLite {
				s.tenant = tenants.ID{}
			}
			var statements []string
			for _, cutoff := range logged {
				statements = append(statements, fmt.Sprintf("INSERT INTO erasures (tenant_id, id, cutoff, erased) VALUES ('%s', '%s', '%s', 1)",
					us, id(), cutoff.Format("2006-01-02 15:04:05-07:00")))
			}
			n, err := s.do(append(statements, "DELETE FROM identities WHERE tenant_id = '"+us.String()+"'")...)
			if err == nil && n != 1 {
				t.Errorf("%d identities went", n)
			}
			return err
		}
		if err := remove(due); err == nil {
			t.Error("an identity that is not sealed was deleted")
		}
		if err := seal(sealed, due); err != nil {
			t.Fatal(err)
		}
		for _, erase := range []time.Time{due.Add(-time.Hour), due.Add(time.Hour)} {
			if err := seal(sealed, erase); err == nil {
				t.Errorf("a sealed identity is now to be erased at %v instead of %v", erase, due)
			}
		}
		if err := remove(); err == nil {
			t.Error("an identity was deleted and no erasure logged")
		}
		if err := remove(due.Add(-time.Second)); err == nil {
			t.Error("an identity was deleted by the erasure of an earlier day")
		}
		if err := remove(due); err != nil {
			t.Errorf("an identity whose time is up, and whose erasure is logged, was not deleted: %v", err)
		}
	})
}

// TestSealInAnyTimeZone: what is long enough is so on a server in any zone,
// where summer begins on another day each year.
func TestSealInAnyTimeZone(t *testing.T) {
	b := postgresBase(t)
	us := b.furnished(t)
	for at := time.Date(2021, 3, 20, 12, 0, 0, 0, time.UTC); at.Month() < 5; at = at.AddDate(0, 0, 1) {
		_, err := asker{b.raw, us}.do("SET LOCAL timezone = 'Europe/Stockholm'", fmt.Sprintf("UPDATE identities SET sealed_at = '%s', erase_at = '%s'",
			at.Format(time.RFC3339), at.Add(acceptance.SealedFor).Format(time.RFC3339)))
		if err != nil {
			t.Errorf("on %v: %v", at, err)
		}
	}
}

// register makes a customer of a site, with acts on everything published.
func register(a *app.App, site tenants.ID, email string) (session string, err error) {
	ctx := tenants.With(context.Background(), site)
	record, err := a.Snapshots.Latest(ctx, site)
	if err != nil {
		return "", err
	}
	offer, err := a.Acceptance.Present(site, acceptance.Pending(record.Documents, acceptance.Subject{}, a.Clock.Now()),
		acceptance.Subject{}, acceptance.Registration, a.Bundle.Localizer("sv"), "sv")
	if err != nil {
		return "", err
	}
	answer := acceptance.Answer{Token: offer.Token, Outcome: acceptance.Accepted, Ticked: map[uuid.UUID]bool{}}
	for _, item := range offer.Items {
		answer.Ticked[item.Document.ID] = true
	}
	return a.Acceptance.Register(ctx, accounts.NewAccount{Name: "Anna Ek", Email: email, Password: apptest.Password}, answer)
}

// TestErasure: identities go when their time is up, tenant by tenant; what
// was accepted stays as it was.
func TestErasure(t *testing.T) {
	apptest.EachWith(t, func(*config.Config) {}, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		long, later := time.Date(2021, 1, 4, 9, 0, 0, 0, time.UTC), time.Date(2022, 1, 4, 9, 0, 0, 0, time.UTC)
		w.Clock.Set(long)
		leave := func(site tenants.ID, email string, at time.Time) {
			t.Helper()
			w.Clock.Set(at)
			if _, err := register(w.App, site, email); err != nil {
				t.Fatal(err)
			}
			who := principal.Principal{Kind: principal.Person, Tenant: site, Account: w.Person(site, email).ID}
			if err := w.Rights.Delete(w.On(site), who, apptest.Password); err != nil {
				t.Fatal(err)
			}
		}
		for _, site := range []tenants.ID{alfa, beta} {
			w.Publish(site, documents.PrivacySlug, documents.NewVersion, map[string]string{"sv": "En text."})
		}
		leave(alfa, "anna@example.org", long)
		leave(alfa, "bo@example.org", later)
		leave(beta, "anna@example.org", later)
		if _, err := register(w.App, alfa, "stays@example.org"); err != nil {
			t.Fatal(err)
		}
		before := w.Acceptances(alfa)

		erase := func(at time.Time, want int) {
			t.Helper()
			w.Clock.Set(at)
			n, err := w.Acceptance.EraseDueUnscoped(t.Context(), apptest.Shell)
			if err != nil || n != want {
				t.Errorf("at %v %d identities were erased, want %d: %v", at, n, want, err)
			}
		}
		erase(long.Add(acceptance.SealedFor-time.Second), 0)
		erase(long.Add(acceptance.SealedFor), 1)
		erase(long.Add(acceptance.SealedFor), 0)

		var names []string
		for _, i := range w.Identities(alfa) {
			names = append(names, i.Email)
		}
		slices.Sort(names)
		if want := []string{"bo@example.org", "stays@example.org"}; !slices.Equal(names, want) {
			t.Errorf("alfa still has the identities of %v, want %v", names, want)
		}
		if n := len(w.Identities(beta)); n != 1 {
			t.Errorf("beta has %d identities", n)
		}
		if after := w.Acceptances(alfa); !reflect.DeepEqual(before, after) || len(after) != 3 {
			t.Errorf("the acceptances were\n%v\nand are\n%v", before, after)
		}
		logged := func(site tenants.ID) (erasures []acceptance.Erasure, entries int) {
			base{DB: w.DB}.in(t, site, func(ctx context.Context, conn *gorm.DB) error {
				all, err := ledger.Recent(ctx, 100)
				for _, e := range all {
					if e.Event == ledger.IdentitiesErased {
						entries++
					}
				}
				if err != nil {
					return err
				}
				return conn.Find(&erasures).Error
			})
			return erasures, entries
		}
		if erasures, entries := logged(alfa); len(erasures) != 1 || erasures[0].Erased != 1 || entries != 1 {
			t.Errorf("alfa's log has %+v, and its history %d entries", erasures, entries)
		}
		if erasures, entries := logged(beta); len(erasures) != 0 || entries != 0 {
			t.Errorf("beta's log has %+v, and its history %d entries", erasures, entries)
		}

		if _, err := w.Acceptance.EraseDueUnscoped(t.Context(), principal.Principal{Kind: principal.Person}); err == nil {
			t.Error("a person erased identities")
		}
		if w.DB.Dialect == db.Postgres { // which has a clock of its own
			w.Clock.Set(time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC))
			if n, err := w.Acceptance.EraseDueUnscoped(t.Context(), apptest.Shell); err == nil || n != 0 {
				t.Errorf("with a clock that is ahead %d identities were erased: %v", n, err)
			}
		}
	})
}
