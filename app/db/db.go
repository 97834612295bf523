// Package db opens the database and runs transactions on it. It is the one
// place that knows which of the two databases it is: SQLite, the embedded
// default, or Postgres.
//
// Everything reads and writes inside a transaction, which travels in the
// context, so that a service that calls another joins its transaction:
//
//	err := d.Tx(ctx, func(ctx context.Context) error {
//		return db.Conn(ctx).Create(&row).Error
//	})
//
// On Postgres each transaction tells the database its tenant, and row-level
// security shows it that tenant's rows only; see migrations/.
package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Dialect names a kind of database; it is also the name of its folder in
// migrations/.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database.
type DB struct {
	Dialect Dialect
	dsn     string
	write   *gorm.DB
	read    *gorm.DB // Postgres: the same as write
	trace   func(sql string)
}

// DialectOf tells which database a DSN means: a postgres:// URL or a
// key=value string with host or dbname is Postgres, anything else is the path
// of an SQLite file.
func DialectOf(dsn string) Dialect {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") ||
		strings.Contains(dsn, "dbname=") || strings.Contains(dsn, "host=") {
		return Postgres
	}
	return SQLite
}

// Open opens the database that dsn names; it does not migrate it.
func Open(dsn string) (*DB, error) {
	d := &DB{Dialect: DialectOf(dsn), dsn: dsn}
	var err error
	if d.Dialect == Postgres {
		d.write, err = openPostgres(dsn)
		d.read = d.write
	} else {
		d.write, d.read, err = openSQLite(dsn)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", d.Dialect, err)
	}
	if err := d.instrument(); err != nil {
		return nil, err
	}
	return d, nil
}

func config() *gorm.Config {
	return &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true, // every statement is in one of ours
		Logger:                 logger.Discard,
	}
}

func openPostgres(dsn string) (*gorm.DB, error) {
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the database address cannot be read") // pgx's error may show the password
	}
	pool := stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(func(_ context.Context, c *pgx.Conn) error {
		// Times come back in UTC, whatever the machine's zone.
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		return nil
	}))
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), config())
	if err != nil {
		return nil, err
	}
	return g, g.Use(tenantdb.Guard{})
}

// sqliteOptions: WAL lets readers read while the one writer writes. An
// acceptance that was acknowledged must still be there after kill -9, for
// which synchronous=NORMAL would do, and after the machine itself lost its
// power, which only FULL promises: so FULL. recursive_triggers lets the
// append-only triggers see what a REPLACE would delete.
const sqliteOptions = "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)" +
	"&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)&_time_format=sqlite&_timezone=UTC"

func openSQLite(path string) (write, read *gorm.DB, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, err
	}
	// SQLite would let everybody read it.
	f, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	name := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) // it becomes a URI
	open := func(options string, conns int) (*gorm.DB, error) {
		g, err := gorm.Open(sqlite.Open("file:"+name+"?"+sqliteOptions+options), config())
		if err != nil {
			return nil, err
		}
		pool, err := g.DB()
		if err != nil {
			return nil, err
		}
		pool.SetMaxOpenConns(conns)
		pool.SetMaxIdleConns(conns)
		return g, g.Use(tenantdb.Guard{})
	}
	// One writer: SQLite has one anyway, and waiting in Go beats waiting in busy_timeout.
	if write, err = open("&_txlock=immediate", 1); err != nil {
		return nil, nil, err
	}
	if read, err = open("&_pragma=query_only(1)", 8); err != nil {
		return nil, nil, err
	}
	return write, read, nil
}

// Close closes the database.
func (d *DB) Close() error {
	var errs []error
	for _, g := range []*gorm.DB{d.write, d.read} {
		if pool, err := g.DB(); err == nil {
			errs = append(errs, pool.Close())
		}
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	pool, err := d.write.DB()
	if err != nil {
		return err
	}
	return pool.PingContext(ctx)
}

// Trace calls fn with the SQL of every statement from now on: for tests that
// count them. It is not safe to call while the database is in use.
func (d *DB) Trace(fn func(sql string)) { d.trace = fn }

func (d *DB) instrument() error {
	seen := func(g *gorm.DB) {
		if d.trace != nil && !g.DryRun { // a sub-query is a part of its statement
			d.trace(g.Statement.SQL.String())
		}
		if err := g.Error; err != nil && errors.Is(err, tenantdb.ErrRefused) {
			slog.Error("statement refused", "err", err)
		}
	}
	for _, g := range []*gorm.DB{d.write, d.read} {
		cb := g.Callback()
		if err := errors.Join(
			cb.Query().After("*").Register("db:trace", seen), cb.Row().After("*").Register("db:trace", seen),
			cb.Raw().After("*").Register("db:trace", seen), cb.Create().After("*").Register("db:trace", seen),
			cb.Update().After("*").Register("db:trace", seen), cb.Delete().After("*").Register("db:trace", seen),
		); err != nil {
			return err
		}
		if d.read == d.write {
			break
		}
	}
	return nil
}
