package db_test

import (
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenanttest"
)

// TestIsolation attacks every model of a tenant's table. On SQLite the first
// three walls around a tenant stand alone, on Postgres there is the fourth.
func TestIsolation(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		for i, m := range models {
			if i%apptest.Sampled != 0 {
				continue
			}
			t.Run(m.table, func(t *testing.T) {
				m.exercise(t, tenanttest.World{A: b.tenant(t), B: b.tenant(t), Tx: b.Tx, Conn: db.Conn})
			})
		}
	})
}
