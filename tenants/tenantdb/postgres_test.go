package tenantdb_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
	"github.com/pactdesk/pactdesk/tenants/tenanttest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// librarian is a role that row-level security binds, as it does the app's.
const librarian = "pactdesk_librarian"

const postgresSchema = `
CREATE TABLE shelves (tenant_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE books (tenant_id uuid NOT NULL, id uuid NOT NULL, shelf_id uuid NOT NULL, title text NOT NULL, year int NOT NULL, PRIMARY KEY (tenant_id, id));
DO $$ BEGIN CREATE ROLE ` + librarian + ` LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON shelves, books TO ` + librarian + `;
ALTER TABLE shelves ENABLE ROW LEVEL SECURITY;
ALTER TABLE books ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON shelves USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
CREATE POLICY tenant ON books USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)`

// postgresLibrary is the library on Postgres, with row-level security below
// the guard. It skips the test where there is no Postgres.
func postgresLibrary(t testing.TB) tenanttest.World {
	t.Helper()
	server := pgtest.Cluster(t)
	name := server.CreateDatabase(t, "")
	server.Exec(t, name, postgresSchema)
	db, err := gorm.Open(postgres.Open(server.DSN(name, librarian)), &gorm.Config{TranslateError: true, Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	if err := db.Use(tenantdb.Guard{}); err != nil {
		t.Fatal(err)
	}
	conn := func(ctx context.Context) *gorm.DB { return ctx.Value(txKey{}).(*gorm.DB).WithContext(ctx) }
	tell := func(ctx context.Context) error { // whose rows it is to show
		id, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		return tenantdb.Reviewed(conn(ctx)).Exec(fmt.Sprintf("SET LOCAL app.tenant_id = '%s'", id)).Error
	}
	within := func(ctx context.Context, fn func(context.Context) error) error {
		if err := tell(ctx); err != nil {
			return err
		}
		return fn(ctx)
	}
	return tenanttest.World{A: tenants.NewID(), B: tenants.NewID(), Conn: conn,
		Tx: func(ctx context.Context, fn func(context.Context) error) error {
			if ctx.Value(txKey{}) != nil {
				return within(ctx, fn)
			}
			return db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return within(context.WithValue(ctx, txKey{}, tx), fn) })
		}}
}
