package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
)

// These tests stand before Postgres' row-level security alone: plain SQL by
// database/sql, no model, no guard.

// tableOwner is a role that owns the tables and is no superuser, who would be
// bound by nothing.
const tableOwner = "pactdesk_owner"

// ownedBase is a Postgres database whose tables belong to tableOwner.
func ownedBase(t *testing.T) base {
	t.Helper()
	apptest.Postgres(t) // makes the app's roles, which belong to the whole server
	server := pgtest.Cluster(t)
	name := server.CreateDatabase(t, "")
	server.Exec(t, name, fmt.Sprintf(`
		DO $$ BEGIN CREATE ROLE %[1]s LOGIN CREATEROLE; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
		GRANT %[2]s TO %[1]s WITH ADMIN OPTION;
		ALTER DATABASE %[3]s OWNER TO %[1]s`, tableOwner, db.AppRole, name))
	dsn, owner := server.DSN(name, apptest.AppUser), server.DSN(name, tableOwner)
	if err := db.Migrate(t.Context(), dsn, owner); err != nil {
		t.Fatal(err)
	}
	return base{open(t, dsn), dsn, plain(t, "pgx", owner)}
}

// asker is a way to ask Postgres as a role for a tenant.
type asker struct {
	pool   *sql.DB
	tenant tenants.ID // zero: without the setting
}

// do runs statements in a transaction that is undone, and returns what the
// last one has changed or, where it is a SELECT of a number, that number.
func (s asker) do(statements ...string) (n int64, err error) {
	tx, err := s.pool.BeginTx(context.Background(), nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // it is always undone
	if !s.tenant.IsZero() {
		statements = append([]string{"SET LOCAL app.tenant_id = '" + s.tenant.String() + "'"}, statements...)
	}
	for _, statement := range statements {
		if strings.HasPrefix(statement, "SELECT") {
			err = tx.QueryRowContext(context.Background(), statement).Scan(&n)
		} else {
			var res sql.Result
			if res, err = tx.ExecContext(context.Background(), statement); err == nil {
				n, err = res.RowsAffected()
			}
		}
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// denied tells whether Postgres said that the role may not.
func denied(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42501"
}

func TestRowSecurity(t *testing.T) {
	b := ownedBase(t)
	us, them := b.furnished(t), b.furnished(t)
	for role, pool := range map[string]*sql.DB{"the app": plain(t, "pgx", b.dsn), "the tables' owner": b.raw} {
		nobody, we := asker{pool, tenants.ID{}}, asker{pool, us}
		for _, m := range models {
			expect := func(s asker, want int64, sql string) {
				t.Helper()
				// What the role may not do at all is as good as nothing.
				if n, err := s.do(sql); (err != nil && (!denied(err) || want != 0)) || n != want {
					t.Errorf("%s: %s\ngets %d and %v, want %d", role, sql, n, err, want)
				}
			}
			count := "SELECT count(*) FROM " + m.table
			mine, err := we.do(count + " WHERE tenant_id = '" + us.String() + "'")
			if err != nil || mine == 0 {
				t.Fatalf("%s: tenant A has %d rows in %s: %v", role, mine, m.table, err)
			}
			expect(nobody, 0, count)
			expect(we, mine, count)
			expect(we, mine, count+" WHERE (1 = 0) OR (1 = 1)")
			expect(we, mine, count+" WHERE (tenant_id = '"+them.String()+"' AND (1=1) OR (1=1))")
			for _, s := range []asker{nobody, we} {
				expect(s, 0, count+" WHERE tenant_id = '"+them.String()+"'")
				expect(s, 0, "UPDATE "+m.table+" SET id = gen_random_uuid() WHERE tenant_id = '"+them.String()+"'")
				expect(s, 0, "DELETE FROM "+m.table+" WHERE tenant_id = '"+them.String()+"' OR tenant_id <> '"+us.String()+"'")
			}
			// A copy of A's row that says it is B's; one that is B's becomes A's.
			for _, sql := range []string{
				fmt.Sprintf("INSERT INTO %[1]s SELECT (jsonb_populate_record(x, jsonb_build_object('tenant_id', '%[2]s'))).* FROM %[1]s x", m.table, them),
				fmt.Sprintf("UPDATE %s SET tenant_id = '%s'", m.table, them),
			} {
				if _, err := we.do(sql); err == nil || !denied(err) && !strings.Contains(err.Error(), "append-only") && !strings.Contains(err.Error(), "foreign key") {
					t.Errorf("%s: %s\ngets %v", role, sql, err)
				}
				if _, err := nobody.do(sql); m.table != "memberships" && err != nil && !denied(err) {
					t.Errorf("%s: %s\nwithout a tenant gets %v", role, sql, err)
				}
			}
		}
	}
}

// TestSettingEndsWithTransaction: a connection that goes back to the pool has
// forgotten whose it was.
func TestSettingEndsWithTransaction(t *testing.T) {
	b := postgresBase(t)
	us := b.furnished(t)
	pool := plain(t, "pgx", b.dsn)
	pool.SetMaxOpenConns(1) // so that it is the same connection
	for name, end := range map[string]func(*sql.Tx) error{"commit": (*sql.Tx).Commit, "rollback": (*sql.Tx).Rollback} {
		tx, err := pool.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var inside, after int
		if _, err := tx.ExecContext(t.Context(), "SET LOCAL app.tenant_id = '"+us.String()+"'"); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM accounts").Scan(&inside); err != nil {
			t.Fatal(err)
		}
		if err := end(tx); err != nil {
			t.Fatal(err)
		}
		if err := pool.QueryRowContext(t.Context(), "SELECT count(*) FROM accounts").Scan(&after); err != nil {
			t.Fatal(err)
		}
		if inside == 0 || after != 0 {
			t.Errorf("%s: %d rows inside the transaction, %d after it", name, inside, after)
		}
	}
}

// TestAppMayNot lists what somebody who can run SQL as the app would try.
func TestAppMayNot(t *testing.T) {
	b := postgresBase(t)
	us, them := b.furnished(t), b.furnished(t)
	app := asker{plain(t, "pgx", b.dsn), us}
	statements := []string{
		"SELECT count(*) FROM accounts WHERE set_config('app.tenant_id', '" + them.String() + "', true) <> ''",
		"SELECT length(set_config('app.tenant_id', '" + them.String() + "', false))",
		"SET ROLE " + pgtest.Superuser,
		"SET SESSION AUTHORIZATION " + pgtest.Superuser,
		"SET session_replication_role = replica",
		"ALTER ROLE CURRENT_USER BYPASSRLS",
		"ALTER ROLE " + apptest.AppUser + " SUPERUSER",
		"CREATE ROLE pactdesk_intruder SUPERUSER",
		"CREATE TABLE public.mine (id int)",
		"CREATE VIEW public.all_accounts AS SELECT * FROM accounts",
		"CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		"CREATE SCHEMA mine",
		"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
		"ALTER FUNCTION erase_identities(uuid, timestamptz) SECURITY INVOKER",
		"SELECT length(pg_read_file('/etc/passwd'))",
		"COPY accounts TO PROGRAM 'cat'",
		"UPDATE tenants SET key = 'mine'",
		"UPDATE tenants SET id = gen_random_uuid()",
		"DELETE FROM tenants",
		"DELETE FROM tenant_changes",
		"UPDATE tenant_changes SET revision = 0",
		"UPDATE hostnames SET tenant_id = '" + us.String() + "'",
		"DELETE FROM schema_migrations",
		"UPDATE memberships SET role = 'operator'",
		"UPDATE sessions SET expires_at = now()",
	}
	for _, m := range models {
		for _, format := range []string{
			"ALTER TABLE %s DISABLE ROW LEVEL SECURITY", "ALTER TABLE %s NO FORCE ROW LEVEL SECURITY", "DROP POLICY tenant ON %s",
			"CREATE POLICY mine ON %s USING (true)", "ALTER POLICY tenant ON %s USING (true)", "ALTER TABLE %s DISABLE TRIGGER ALL",
			"CREATE TRIGGER mine BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change()",
			"ALTER TABLE %s ADD COLUMN mine int", "DROP TABLE %s", "TRUNCATE %s CASCADE",
		} {
			statements = append(statements, fmt.Sprintf(format, m.table))
		}
	}
	for _, table := range []string{"parties", "texts", "acceptances", "erasures", "history", "versions", "identities", "documents"} {
		statements = append(statements, "DELETE FROM "+table)
	}
	for _, table := range []string{"parties", "texts", "acceptances", "erasures", "history"} {
		statements = append(statements, "UPDATE "+table+" SET id = id", "UPDATE "+table+" SET tenant_id = tenant_id")
	}
	for _, column := range []string{"seq", "weight", "act", "published_at", "enforced_at", "party_id", "roles", "processor", "document_id"} {
		statements = append(statements, fmt.Sprintf("UPDATE versions SET %[1]s = %[1]s", column))
	}
	for _, column := range []string{"name", "email", "job_title", "account_id", "acceptance_id"} {
		statements = append(statements, fmt.Sprintf("UPDATE identities SET %[1]s = %[1]s", column))
	}
	for _, statement := range statements {
		if _, err := app.do(statement); !denied(err) {
			t.Errorf("%s\nis not denied: %v", statement, err)
		}
	}
	// What anybody may say to Postgres, and yet sees nothing by.
	for _, sneaky := range [][]string{
		{"UPDATE pg_settings SET setting = '" + them.String() + "' WHERE name = 'app.tenant_id'"},
		{"SET LOCAL row_security = off"},
		{"CREATE TEMP TABLE tenant_of AS SELECT 1", "SET LOCAL search_path = pg_temp, public"},
	} {
		n, err := app.do(append(sneaky, "SELECT count(*) FROM public.accounts WHERE tenant_id = '"+them.String()+"'")...)
		if err == nil && n != 0 {
			t.Errorf("%s shows %d of B's rows", sneaky, n)
		}
	}
}

// TestPeekingFunction: a function in a condition, however cheap it says it is,
// is only asked about rows that the tenant may see.
func TestPeekingFunction(t *testing.T) {
	b := postgresBase(t)
	us, them := b.furnished(t), b.furnished(t)
	app := asker{plain(t, "pgx", b.dsn), us}
	n, err := app.do("CREATE TEMP TABLE seen (tenant_id uuid)",
		`CREATE FUNCTION pg_temp.peek(uuid) RETURNS bool LANGUAGE plpgsql COST 0.0000001 AS 'BEGIN INSERT INTO pg_temp.seen VALUES ($1); RETURN true; END'`,
		"SELECT count(*) FROM accounts WHERE pg_temp.peek(tenant_id)",
		"SELECT count(*) FROM pg_temp.seen WHERE tenant_id = '"+them.String()+"'")
	if err != nil || n != 0 {
		t.Errorf("the function was shown %d of B's rows: %v", n, err)
	}
}

// TestPolicies reads the fourth wall in the catalogue.
func TestPolicies(t *testing.T) {
	b := postgresBase(t)
	secured := map[string]bool{}
	var table, policy, command, using, check, permissive string
	var enabled, forced bool
	b.rows(t, `SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = 'public' AND relkind = 'r'`, func() { secured[table] = enabled && forced }, &table, &enabled, &forced)
	const setting = "NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"
	main, operators := map[string]bool{}, map[string]int{}
	sharedWithSites := []string{"memberships", "notices", "objections", "objection_replies", "grants"}
	ask := func(writing bool) string { return fmt.Sprintf("( SELECT operator_may(%t) AS operator_may)", writing) }
	b.rows(t, "SELECT tablename, policyname, cmd, coalesce(qual, ''), coalesce(with_check, qual, ''), permissive FROM pg_policies", func() {
		switch {
		case permissive == "RESTRICTIVE" && (command == "SELECT" && using == ask(false) || check == ask(true)):
			operators[table]++
		case permissive != "PERMISSIVE":
			t.Errorf("%s has an unexpected restriction %s for %s using %s check %s", table, policy, command, using, check)
		case policy == "tenant" && command == "ALL" && using == "(tenant_id = ("+setting && check == using:
			main[table] = true
		case slices.Contains(sharedWithSites, table) && policy == "site_reads" && command == "SELECT" && using == "(site_id = ("+setting:
		default:
			t.Errorf("%s has an unexpected policy %s for %s using %s check %s", table, policy, command, using, check)
		}
	}, &table, &policy, &command, &using, &check, &permissive)
	for _, table := range b.catalogue(t).tenantOwned() {
		if !secured[table] || !main[table] {
			t.Errorf("%s: row-level security forced: %t, the tenant's policy: %t", table, secured[table], main[table])
		}
		// What tells the owner can always be added to; grants cannot ask themselves.
		want := 4
		switch table {
		case "history", "looks":
			want = 3
		case "grants":
			want = 0
		}
		if operators[table] != want {
			t.Errorf("%s: %d restrictions of operators, not %d", table, operators[table], want)
		}
	}
	// Who runs as somebody else looks nowhere that the caller can write to.
	var function, config string
	b.rows(t, `SELECT proname, coalesce(array_to_string(proconfig, ';'), '') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
		WHERE n.nspname = 'public' AND prosecdef`, func() {
		if function != "erase_identities" && function != "erase_consents" || config != "search_path=pg_catalog, public, pg_temp" {
			t.Errorf("%s runs with its owner's rights and %s", function, config)
		}
	}, &function, &config)
}
