package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"github.com/pactdesk/pactdesk/migrations"
)

// ErrNewer is a database that a newer program has migrated: this one refuses
// to touch it.
var ErrNewer = errors.New("the database was migrated by a newer version of this program")

// AppRole is the Postgres role that holds the app's privileges. It owns
// nothing and cannot log in; the role that the app logs in with is a member.
const AppRole = "pactdesk_app"

// Migrate brings the schema up to date. dsn is the app's database; on Postgres
// ownerDSN is the role that owns the tables (and may create roles), and the
// role that dsn logs in with is created, where it is missing, as a plain
// member of AppRole.
func Migrate(ctx context.Context, dsn, ownerDSN string) error {
	if DialectOf(dsn) == SQLite {
		d, err := Open(dsn)
		if err != nil {
			return err
		}
		defer d.Close()
		pool, err := d.write.DB()
		if err != nil {
			return err
		}
		return migrate(ctx, SQLite, pool)
	}
	if ownerDSN == "" {
		return errors.New("migrating Postgres needs the address of the role that owns the tables")
	}
	pool, err := sql.Open("pgx", ownerDSN)
	if err != nil {
		return errors.New("the owner's database address cannot be read")
	}
	defer pool.Close()
	if err := ensureRoles(ctx, pool, dsn); err != nil {
		return err
	}
	return migrate(ctx, Postgres, pool)
}

func provider(dialect Dialect, pool *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations.FS, string(dialect))
	if err != nil {
		return nil, err
	}
	kind := goose.DialectSQLite3
	if dialect == Postgres {
		kind = goose.DialectPostgres
	}
	store, err := database.NewStore(kind, "schema_migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider("", pool, dir, goose.WithStore(store))
}

func migrate(ctx context.Context, dialect Dialect, pool *sql.DB) error {
	if dialect == Postgres {
		unlock, err := lockMigrations(ctx, pool)
		if err != nil {
			return err
		}
		defer unlock()
	}
	p, err := provider(dialect, pool)
	if err != nil {
		return err
	}
	if err := up(ctx, p); err != nil {
		return err
	}
	if dialect == Postgres {
		// The server reads which step it is on, to refuse to start on another.
		_, err = pool.ExecContext(ctx, "GRANT SELECT ON schema_migrations TO "+AppRole)
	}
	return err
}

// lockMigrations makes processes that are started together migrate one after
// the other.
func lockMigrations(ctx context.Context, pool *sql.DB) (unlock func(), err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(7283002)"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7283002)")
		_ = conn.Close()
	}, nil
}

// up takes the steps that are left. SQLite has no lock to wait for: a step
// that failed there may have been another process's that got to it first, in
// which case the schema has moved on.
func up(ctx context.Context, p *goose.Provider) error {
	for before := int64(-1); ; {
		have, want, err := p.GetVersions(ctx)
		if err != nil {
			return err
		}
		if have > want {
			return fmt.Errorf("%w: schema %d, program %d", ErrNewer, have, want)
		}
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
		if have == before {
			return fmt.Errorf("migrate: %w", err)
		}
		before = have
	}
}

// SchemaVersion tells which step the database is on and which the program
// wants. They differ where `migrate` has not run.
func (d *DB) SchemaVersion(ctx context.Context) (have, want int64, err error) {
	dir, err := fs.ReadDir(migrations.FS, string(d.Dialect))
	if err != nil {
		return 0, 0, err
	}
	for _, f := range dir {
		n, err := goose.NumericComponent(f.Name())
		if err != nil {
			return 0, 0, err
		}
		want = max(want, n)
	}
	pool, err := d.read.DB()
	if err != nil {
		return 0, 0, err
	}
	err = pool.QueryRowContext(ctx, "SELECT max(version_id) FROM schema_migrations").Scan(&have)
	return have, want, err
}

// ensureRoles makes AppRole and the login role of appDSN. Roles belong to the
// whole cluster, so they cannot be a migration's step of one database; the
// advisory lock keeps two databases' first migrations from racing.
func ensureRoles(ctx context.Context, owner *sql.DB, appDSN string) error {
	conf, err := pgx.ParseConfig(appDSN)
	if err != nil {
		return errors.New("the app's database address cannot be read")
	}
	tx, err := owner.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7283001)"); err != nil {
		return err
	}
	if err := ensureRole(ctx, tx, AppRole, "NOLOGIN"); err != nil {
		return err
	}
	login := pgx.Identifier{conf.User}.Sanitize()
	attributes := "LOGIN"
	if conf.Password != "" {
		attributes += " PASSWORD " + quote(conf.Password)
	}
	if err := ensureRole(ctx, tx, conf.User, attributes); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("GRANT %s TO %s", AppRole, login)); err != nil {
		return fmt.Errorf("grant the app's role: %w", err)
	}
	return tx.Commit()
}

func ensureRole(ctx context.Context, tx *sql.Tx, name, attributes string) error {
	var exists bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)", name).Scan(&exists); err != nil || exists {
		return err
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf("CREATE ROLE %s %s NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
		pgx.Identifier{name}.Sanitize(), attributes))
	if err != nil {
		return fmt.Errorf("create role %s: %w", name, err)
	}
	return nil
}

// quote makes an SQL string literal; CREATE ROLE takes no bound values.
func quote(s string) string {
	out := []byte{'\''}
	for i := range len(s) {
		if s[i] == '\'' {
			out = append(out, '\'')
		}
		out = append(out, s[i])
	}
	return string(append(out, '\''))
}

// CheckRole reports what is wrong with the role that the app logs in with: it
// must be bound by row-level security. On SQLite there is none to check.
func (d *DB) CheckRole(ctx context.Context) error {
	if d.Dialect != Postgres {
		return nil
	}
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	var mighty, owns, member bool
	err = pool.QueryRowContext(ctx, `SELECT
		EXISTS (SELECT 1 FROM pg_roles r
			WHERE (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole) AND pg_has_role(current_user, r.oid, 'MEMBER')),
		EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_has_role(current_user, c.relowner, 'MEMBER')),
		pg_has_role(current_user, '`+AppRole+`', 'MEMBER')`).Scan(&mighty, &owns, &member)
	switch {
	case err != nil:
		return err
	case mighty:
		return errors.New("the app's role can get around row-level security: it, or a role that it is a member of, is SUPERUSER, BYPASSRLS or CREATEROLE")
	case owns:
		return errors.New("the app's role owns tables")
	case !member:
		return errors.New("the app's role is not a member of " + AppRole)
	}
	return nil
}

// CheckSetConfig reports whether SQL that was injected could choose its tenant
// by set_config. `migrate` takes that function away where its role may, which
// only a superuser is.
func (d *DB) CheckSetConfig(ctx context.Context) error {
	if d.Dialect != Postgres {
		return nil
	}
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	var may bool
	if err := pool.QueryRowContext(ctx, "SELECT has_function_privilege('set_config(text, text, boolean)', 'EXECUTE')").Scan(&may); err != nil {
		return err
	}
	if may {
		return errors.New("run once as a superuser: REVOKE EXECUTE ON FUNCTION set_config(text, text, boolean) FROM public")
	}
	return nil
}

var _ = stdlib.GetDefaultDriver // registers "pgx" with database/sql
