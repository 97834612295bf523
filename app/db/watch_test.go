package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// patience is how long a test waits for what should come at once.
const patience = 20 * time.Second

// watched is a database that is being watched; calls has something in it when
// it was said to have changed since one last looked.
type watched struct {
	base
	calls chan struct{}
}

func watch(t *testing.T, b base) watched {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w := watched{b, make(chan struct{}, 1)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.Watch(ctx, func() {
			select {
			case w.calls <- struct{}{}:
			default:
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(patience):
			t.Error("Watch did not end with its context")
		}
	})
	return w
}

// hears waits until a call comes after which the change is to be seen.
func (w watched) hears(t *testing.T, id tenants.ID, revision int64) {
	t.Helper()
	for deadline := time.After(patience); ; {
		select {
		case <-w.calls:
		case <-deadline:
			t.Fatal("nobody told of revision ", revision)
		}
		var n int64
		w.in(t, tenants.ID{}, func(_ context.Context, conn *gorm.DB) error {
			return conn.Model(&tenantdb.Change{}).Where("tenant_id = ? AND revision = ?", id, revision).Count(&n).Error
		})
		if n == 1 {
			return
		}
	}
}

// TestWatch: a change is heard of, whoever made it.
func TestWatch(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us := b.tenant(t)
		w := watch(t, b)
		change := func(d *db.DB, revision int64) {
			t.Helper()
			base{DB: d}.in(t, us, func(_ context.Context, conn *gorm.DB) error {
				return conn.Omit("Seq").Create(&tenantdb.Change{TenantID: us, Revision: revision, At: when}).Error
			})
		}
		change(b.DB, 1)
		w.hears(t, us, 1)
		change(open(t, b.dsn), 2) // as another process would
		w.hears(t, us, 2)
		if b.Dialect == db.Postgres {
			if _, err := b.raw.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"); err != nil {
				t.Fatal(err)
			}
			change(b.DB, 3)
			select {
			case <-w.calls: // from before
			default:
			}
			w.hears(t, us, 3)
		}
	})
}

// TestNotify: Postgres says so itself, at the commit, whoever inserts.
func TestNotify(t *testing.T) {
	b := postgresBase(t)
	us := b.tenant(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, b.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(ctx, "LISTEN tenant_changes"); err != nil {
		t.Fatal(err)
	}
	b.in(t, tenants.ID{}, func(_ context.Context, conn *gorm.DB) error {
		return conn.Omit("Seq").Create(&tenantdb.Change{TenantID: us, Revision: 1, At: when}).Error
	})
	if n, err := conn.WaitForNotification(ctx); err != nil || n.Payload != "" {
		t.Errorf("notified of %v: %v", n, err)
	}
}
