package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

var errOurs = errors.New("ours")

// names are a tenant's accounts, as they were committed.
func (b base) names(t *testing.T, id tenants.ID) (names []string) {
	t.Helper()
	err := b.View(tenants.With(context.Background(), id), func(ctx context.Context) error {
		return db.Conn(ctx).Model(&accounts.Account{}).Order("name").Pluck("name", &names).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func add(ctx context.Context, name string) error {
	return db.Conn(ctx).Create(&accounts.Account{ID: id(), EmailKey: id().String(), Name: name, CreatedAt: when}).Error
}

func TestTx(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.tenant(t)
		ctx := tenants.With(t.Context(), us)
		expect := func(what string, want ...string) {
			t.Helper()
			if got := b.names(t, us); !slices.Equal(got, want) {
				t.Errorf("%s: %v are there, want %v", what, got, want)
			}
		}

		err := b.Tx(ctx, func(ctx context.Context) error {
			if err := add(ctx, "outer"); err != nil {
				return err
			}
			return b.Tx(ctx, func(ctx context.Context) error {
				var n int64
				if err := db.Conn(ctx).Model(&accounts.Account{}).Count(&n).Error; err != nil || n != 1 {
					t.Errorf("the inner transaction sees %d rows of the outer: %v", n, err)
				}
				return errors.Join(add(ctx, "inner"), b.View(ctx, func(ctx context.Context) error { return add(ctx, "viewed") }))
			})
		})
		if err != nil {
			t.Error(err)
		}
		expect("a nested transaction", "inner", "outer", "viewed")

		err = b.Tx(ctx, func(ctx context.Context) error {
			if err := b.Tx(ctx, func(ctx context.Context) error { return add(ctx, "lost") }); err != nil {
				t.Error(err)
			}
			return errOurs
		})
		if !errors.Is(err, errOurs) {
			t.Error("the error became ", err)
		}
		expect("an error after a nested transaction", "inner", "outer", "viewed")

		err = b.Tx(ctx, func(ctx context.Context) error {
			inner := b.Tx(ctx, func(ctx context.Context) error { return errors.Join(add(ctx, "half"), errOurs) })
			if !errors.Is(inner, errOurs) {
				t.Error("the inner error became ", inner)
			}
			return nil // which forgives
		})
		if !errors.Is(err, errOurs) {
			t.Error("half a transaction was committed: ", err)
		}
		expect("an inner error that the outer forgives", "inner", "outer", "viewed")

		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = b.Tx(ctx, func(ctx context.Context) error { panic(errors.Join(add(ctx, "panicked"), errOurs)) })
		}()
		expect("a panic", "inner", "outer", "viewed")
		if err := b.Tx(ctx, func(ctx context.Context) error { return add(ctx, "later") }); err != nil {
			t.Error("after a panic the database is not free: ", err)
		}

		canceled, cancel := context.WithCancel(ctx)
		err = b.Tx(canceled, func(ctx context.Context) error {
			err := add(ctx, "canceled")
			cancel()
			return err
		})
		if err == nil {
			t.Error("a canceled transaction was committed")
		}
		expect("a canceled context", "inner", "later", "outer", "viewed")
	})
}

func TestAfterCommit(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.tenant(t)
		ctx := tenants.With(t.Context(), us)
		var ran []string
		note := func(what string) func() {
			return func() { ran = append(ran, fmt.Sprint(what, " with ", len(b.names(t, us)))) }
		}
		err := b.Tx(ctx, func(ctx context.Context) error {
			db.AfterCommit(ctx, note("outer"))
			if err := b.Tx(ctx, func(ctx context.Context) error { db.AfterCommit(ctx, note("inner")); return nil }); err != nil {
				return err
			}
			if len(ran) > 0 {
				t.Error("before the commit there ran ", ran)
			}
			return add(ctx, "Anna")
		})
		if want := []string{"outer with 1", "inner with 1"}; err != nil || !slices.Equal(ran, want) {
			t.Errorf("after the commit there ran %v, want %v: %v", ran, want, err)
		}
		ran = nil
		_ = b.Tx(ctx, func(ctx context.Context) error { db.AfterCommit(ctx, note("never")); return errOurs })
		func() {
			defer func() { _ = recover() }()
			_ = b.Tx(ctx, func(ctx context.Context) error { db.AfterCommit(ctx, note("never")); panic(1) })
		}()
		if len(ran) > 0 {
			t.Error("after a rollback there ran ", ran)
		}
		db.AfterCommit(ctx, note("outside"))
		if len(ran) != 1 {
			t.Error("outside a transaction there ran ", ran)
		}
	})
}

func TestViewDoesNotWrite(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.tenant(t)
		ctx := tenants.With(t.Context(), us)
		for name, write := range map[string]func(ctx context.Context) error{
			"Create": func(ctx context.Context) error { return add(ctx, "Anna") },
			"SQL": func(ctx context.Context) error {
				return tenantdb.Reviewed(db.Conn(ctx)).Exec("DELETE FROM sessions").Error
			},
			"Tx": func(ctx context.Context) error { return b.Tx(ctx, func(ctx context.Context) error { return nil }) },
			"As": func(ctx context.Context) error { return b.As(ctx, us, func(ctx context.Context) error { return nil }) },
			"a View": func(ctx context.Context) error {
				return b.View(ctx, func(ctx context.Context) error { return add(ctx, "Anna") })
			},
		} {
			var inside error
			_ = b.View(ctx, func(ctx context.Context) error { inside = write(ctx); return inside })
			if inside == nil {
				t.Errorf("%s writes in a View", name)
			}
		}
		if names := b.names(t, us); len(names) > 0 {
			t.Error("Views wrote ", names)
		}
	})
}

// TestConnOutside: without a transaction, and after its end, a connection
// answers every question with an error.
func TestConnOutside(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.tenant(t)
		ctx := tenants.With(t.Context(), us)
		tried := map[string]context.Context{"outside": ctx}
		keep := func(ctx context.Context) error { tried["after the end"] = ctx; return nil } //nolint:fatcontext // it must be of no use afterwards
		if err := b.Tx(ctx, keep); err != nil {
			t.Fatal(err)
		}
		for name, ctx := range tried {
			for i, err := range []error{
				db.Conn(ctx).Find(&[]accounts.Account{}).Error,
				db.Conn(ctx).Where("id = ?", id()).Or("1 = 1").Order("id").First(&accounts.Account{}).Error,
				db.Conn(ctx).Model(&accounts.Account{}).Count(new(int64)).Error,
				db.Conn(ctx).Model(&accounts.Account{}).Where("1 = 1").Update("name", "X").Error,
				db.Conn(ctx).Where("1 = 1").Delete(&accounts.Account{}).Error,
				db.Conn(ctx).Create(&accounts.Account{ID: id()}).Error,
				db.Conn(ctx).Where("key = ?", "x").First(&tenantdb.Tenant{}).Error,
				tenantdb.Reviewed(db.Conn(ctx)).Exec("DELETE FROM sessions").Error,
				tenantdb.Reviewed(db.Conn(ctx)).Raw("SELECT ?", 1).Scan(new(int)).Error,
			} {
				if err == nil {
					t.Errorf("%s of a transaction statement %d succeeds", name, i)
				}
			}
		}
		if names := b.names(t, us); len(names) > 0 {
			t.Error("written outside: ", names)
		}
	})
}

// TestAs: an act on two tenants is one transaction, and each statement is its
// own tenant's, whatever came of the other's.
func TestAs(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us, them := b.tenant(t), b.tenant(t)
		at := func(ctx context.Context, want tenants.ID) {
			t.Helper()
			if b.Dialect != db.Postgres {
				return
			}
			var got string
			if err := tenantdb.Reviewed(db.Conn(ctx)).Raw("SELECT coalesce(current_setting('app.tenant_id', true), '')").Scan(&got).Error; err != nil {
				t.Fatal(err)
			}
			if want.IsZero() && got == "" {
				return
			}
			if got != want.String() {
				t.Errorf("Postgres was told the tenant %q, want %s", got, want)
			}
		}
		ctx := tenants.With(t.Context(), us)
		err := b.Tx(ctx, func(ctx context.Context) error {
			at(ctx, us)
			if err := b.As(ctx, them, func(ctx context.Context) error {
				at(ctx, them)
				if err := b.View(ctx, func(ctx context.Context) error { at(ctx, them); return nil }); err != nil {
					return err
				}
				if err := b.View(tenants.With(ctx, us), func(ctx context.Context) error { at(ctx, us); return nil }); err != nil {
					return err
				}
				at(ctx, them)
				return add(ctx, "theirs")
			}); err != nil {
				return err
			}
			at(ctx, us)
			err := b.View(tenants.With(ctx, them), func(ctx context.Context) error {
				return db.Conn(ctx).Where("name = ?", "nobody").First(&accounts.Account{}).Error
			})
			if !db.IsNotFound(err) {
				t.Error("nobody was found: ", err)
			}
			at(ctx, us) // also after an error that is lived with
			if err := b.View(tenants.With(ctx, tenants.ID{}), func(ctx context.Context) error { at(ctx, tenants.ID{}); return nil }); err != nil {
				return err
			}
			at(ctx, us)
			return add(ctx, "ours")
		})
		if err != nil {
			t.Fatal(err)
		}
		if ours, theirs := b.names(t, us), b.names(t, them); !slices.Equal(ours, []string{"ours"}) || !slices.Equal(theirs, []string{"theirs"}) {
			t.Errorf("A has %v and B %v", ours, theirs)
		}
		err = b.Tx(ctx, func(ctx context.Context) error {
			return errors.Join(add(ctx, "lost"), b.As(ctx, them, func(ctx context.Context) error { return add(ctx, "lost") }), errOurs)
		})
		if ours, theirs := b.names(t, us), b.names(t, them); !errors.Is(err, errOurs) || len(ours) != 1 || len(theirs) != 1 {
			t.Errorf("after a rollback A has %v and B %v: %v", ours, theirs, err)
		}
	})
}

// TestErrors: what the database is not able to do is Unavailable; what we or
// the caller did is what it is.
func TestErrors(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		ctx := tenants.With(t.Context(), b.tenant(t))
		for _, err := range []error{
			errs.New(errs.NotFound, "error.not_found", nil), errs.List{errs.InvalidField("name", "x", nil)},
			gorm.ErrRecordNotFound, gorm.ErrDuplicatedKey, tenantdb.ErrRefused, tenantdb.ErrOtherTenant, tenants.ErrNone, context.Canceled,
		} {
			got := b.Tx(ctx, func(context.Context) error { return fmt.Errorf("why: %w", err) })
			if !errors.Is(got, err) && !strings.Contains(got.Error(), err.Error()) || errs.Is(got, errs.Unavailable) {
				t.Errorf("%v became %v", err, got)
			}
		}
		if err := b.Tx(ctx, func(context.Context) error { return errOurs }); !errs.Is(err, errs.Unavailable) || !errors.Is(err, errOurs) {
			t.Errorf("an unknown error became %v", err)
		}
		twice := accounts.Account{ID: id(), CreatedAt: when}
		err := b.Tx(ctx, func(ctx context.Context) error {
			return errors.Join(db.Conn(ctx).Create(&twice).Error, db.Conn(ctx).Create(&twice).Error)
		})
		if !db.IsDuplicate(err) || errs.Is(err, errs.Unavailable) {
			t.Errorf("a duplicate is %v", err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		for name, run := range map[string]func(context.Context, func(context.Context) error) error{"Tx": b.Tx, "View": b.View} {
			if err := run(ctx, func(context.Context) error { return nil }); !errs.Is(err, errs.Unavailable) {
				t.Errorf("%s on a closed database: %v", name, err)
			}
		}
	})
}

// TestFullDisk: where an acceptance cannot be written down it is not
// acknowledged, and nothing of it stays.
func TestFullDisk(t *testing.T) {
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	alfa := w.Sites["alfa"]
	w.Publish(alfa, documents.PrivacySlug, documents.NewVersion, map[string]string{"sv": "En text."})
	if _, err := register(w.App, alfa, "anna@example.org"); err != nil {
		t.Fatal(err)
	}
	limit := func(pages string) {
		t.Helper()
		base{DB: w.DB}.in(t, tenants.ID{}, func(_ context.Context, conn *gorm.DB) error {
			return tenantdb.Reviewed(conn).Exec("PRAGMA max_page_count = " + pages).Error
		})
	}
	limit("1") // which means: as many as there are
	fill := func(size int) {
		for range 1000 {
			err := w.DB.Tx(w.On(alfa), func(ctx context.Context) error { return add(ctx, strings.Repeat("x", size)) })
			if err != nil {
				if !errs.Is(err, errs.Unavailable) {
					t.Fatal("a full disk is ", err)
				}
				return
			}
		}
		t.Fatal("the disk does not fill")
	}
	fill(2000)
	fill(1)
	before := len(w.Acceptances(alfa))
	session, err := register(w.App, alfa, "bo@example.org")
	if !errs.Is(err, errs.Unavailable) || session != "" && before != len(w.Acceptances(alfa)) {
		t.Errorf("with a full disk a registration gets %q and %v", session, err)
	}
	for _, a := range w.People(alfa) {
		if a.Email == "bo@example.org" {
			t.Error("an account is there without its acceptance")
		}
	}
	limit("1000000")
	if _, err := register(w.App, alfa, "bo@example.org"); err != nil {
		t.Error("with room again a registration gets ", err)
	}
}

// TestLostConnection: a transaction whose connection goes is Unavailable, and
// the next one has a new connection.
func TestLostConnection(t *testing.T) {
	b := postgresBase(t)
	us := b.tenant(t)
	ctx, cancel := context.WithTimeout(tenants.With(t.Context(), us), time.Minute)
	defer cancel()
	err := b.Tx(ctx, func(ctx context.Context) error {
		var pid int
		if err := tenantdb.Reviewed(db.Conn(ctx)).Raw("SELECT pg_backend_pid()").Scan(&pid).Error; err != nil {
			return err
		}
		if err := add(ctx, "lost"); err != nil {
			return err
		}
		if _, err := b.raw.ExecContext(ctx, "SELECT pg_terminate_backend($1, 10000)", pid); err != nil {
			t.Fatal(err)
		}
		return nil // and so to the commit
	})
	if !errs.Is(err, errs.Unavailable) {
		t.Errorf("a lost connection is %v", err)
	}
	if names := b.names(t, us); len(names) > 0 {
		t.Errorf("%v were written", names)
	}
}
