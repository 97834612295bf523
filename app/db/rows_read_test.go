package db_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// TestReadPage: page by page everything is read once, in whichever column it
// names somebody, and nothing of another tenant.
func TestReadPage(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us, them := b.furnished(t), b.furnished(t)
		anna := id()
		b.in(t, us, func(ctx context.Context, _ *gorm.DB) error {
			for i := range 7 {
				g := &access.Grant{ID: id(), SiteID: us, Kind: access.ByOwner, Reason: "Help", Hours: 1, RequestedBy: id(), RequestedAt: when}
				if i%2 == 0 {
					g.OperatorID = &anna
				} else {
					g.RequestedBy = anna
				}
				if _, err := added(ctx, g); err != nil {
					return err
				}
			}
			return nil
		})
		of := db.Of{Columns: []string{"requested_by", "operator_id"}, Value: anna}
		read := func(ctx context.Context) (seen map[any]bool, err error) {
			seen = map[any]bool{}
			for next := any(nil); ; {
				var rows []db.Row
				if rows, next, err = db.ReadPage(ctx, access.Grant{}, of, next, 3); err != nil {
					return nil, err
				}
				for _, row := range rows {
					if seen[row["id"]] || row["reason"] != "Help" || row["tenant_id"] != tenantdb.TenantID(us) {
						t.Errorf("%+v", row)
					}
					seen[row["id"].(uuid.UUID)] = true
				}
				if next == nil {
					return seen, nil
				}
			}
		}
		b.in(t, us, func(ctx context.Context, _ *gorm.DB) error {
			seen, err := read(ctx)
			if len(seen) != 7 {
				t.Errorf("%d of 7 rows are read", len(seen))
			}
			all, _, err2 := db.ReadPage(ctx, access.Grant{}, db.Of{}, nil, 100)
			if len(all) != 8 || err2 != nil { // and the one that furnished made
				t.Errorf("of all 8 rows %d are read: %v", len(all), err2)
			}
			if _, _, err := db.ReadPage(ctx, tenantdb.Tenant{}, db.Of{}, nil, 100); err == nil {
				t.Error("a control table is read whole")
			}
			return err
		})
		b.in(t, them, func(ctx context.Context, _ *gorm.DB) error {
			seen, err := read(ctx)
			if len(seen) != 0 {
				t.Errorf("another tenant reads %v", seen)
			}
			return err
		})
	})
}

// TestDeleteRows deletes what is of somebody on the context's tenant only.
func TestDeleteRows(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us, them := b.furnished(t), b.furnished(t)
		var account uuid.UUID
		b.in(t, us, func(_ context.Context, conn *gorm.DB) error {
			var s accounts.Session
			err := conn.First(&s).Error
			account = s.AccountID
			return err
		})
		of := db.Of{Columns: []string{"account_id"}, Value: account}
		left := func() (n int) {
			b.in(t, us, func(ctx context.Context, _ *gorm.DB) error {
				rows, err := db.ReadAll(ctx, accounts.Session{}, of)
				n = len(rows)
				return err
			})
			return n
		}
		remove := func(ctx context.Context, _ *gorm.DB) error { return db.DeleteRows(ctx, accounts.Session{}, of) }
		b.in(t, them, remove)
		if left() != 1 {
			t.Error("another tenant deletes it")
		}
		b.in(t, us, remove)
		if left() != 0 {
			t.Error("it is still there")
		}
		if err := b.Tx(context.Background(), func(ctx context.Context) error { return remove(ctx, nil) }); err == nil {
			t.Error("without a tenant, rows are deleted")
		}
		b.in(t, us, func(ctx context.Context, conn *gorm.DB) error {
			if err := db.DeleteRows(ctx, accounts.Session{}, db.Of{}); err == nil {
				t.Error("without a condition, rows are deleted")
			}
			return nil
		})
	})
}
