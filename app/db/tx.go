package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

type txKey struct{}

// transaction is what travels in the context.
type transaction struct {
	db     *DB
	conn   *gorm.DB
	write  bool
	told   speaker // what the database was told
	after  []func()
	failed error // why it cannot commit any more
}

var errNoTx = errors.New("db: used outside a transaction")

// outside is a connection on which every statement fails.
var outside = sync.OnceValue(func() *gorm.DB {
	g, err := gorm.Open(postgres.New(postgres.Config{Conn: struct{ gorm.ConnPool }{}}), config())
	if err != nil {
		panic(err) // it opens nothing
	}
	_ = g.AddError(errNoTx)
	return g
})

// Conn is the connection of the context's transaction. Outside of one, every
// statement on it fails.
func Conn(ctx context.Context) *gorm.DB {
	if tx, ok := ctx.Value(txKey{}).(*transaction); ok {
		return tx.conn.WithContext(ctx)
	}
	return outside().WithContext(ctx)
}

// Tx runs fn in a transaction that commits when fn returns nil. Called inside
// another, it joins it: where fn fails, the other cannot commit either, whatever
// becomes of the error, since half of an act must not stay. An error that the caller cannot act on (a full disk, a
// database gone) comes back as errs.Unavailable: nothing was written.
func (d *DB) Tx(ctx context.Context, fn func(context.Context) error) error {
	return d.run(ctx, true, fn)
}

// View runs fn in a read-only transaction; inside another it joins it.
func (d *DB) View(ctx context.Context, fn func(context.Context) error) error {
	return d.run(ctx, false, fn)
}

// As runs fn in the context's transaction (or one of its own) for another
// tenant. It is how one act writes to two tenants at once.
func (d *DB) As(ctx context.Context, tenant tenants.ID, fn func(context.Context) error) error {
	return d.run(tenants.With(ctx, tenant), true, fn)
}

// AfterCommit runs fn once the context's transaction has committed, and never
// if it does not. Outside a transaction it runs at once.
func AfterCommit(ctx context.Context, fn func()) {
	if tx, ok := ctx.Value(txKey{}).(*transaction); ok {
		tx.after = append(tx.after, fn)
		return
	}
	fn()
}

func (d *DB) run(ctx context.Context, write bool, fn func(context.Context) error) error {
	if outer, ok := ctx.Value(txKey{}).(*transaction); ok {
		if write && !outer.write {
			return errors.New("db: a write inside a read-only transaction")
		}
		return outer.join(ctx, write, fn)
	}
	tx := &transaction{db: d, write: write, conn: d.read}
	var options []*sql.TxOptions
	switch {
	case write:
		tx.conn = d.write
	case d.Dialect == Postgres: // SQLite's readers are of a pool that cannot write
		options = append(options, &sql.TxOptions{ReadOnly: true})
	}
	tx.conn = tx.conn.WithContext(ctx).Begin(options...)
	if tx.conn.Error != nil {
		return unavailable(tx.conn.Error)
	}
	committed := false
	defer func() {
		if !committed { // also when fn panics
			tx.conn.Rollback()
		}
	}()
	if err := tx.tell(ctx, speaking(ctx)); err != nil {
		return unavailable(err)
	}
	if err := fn(context.WithValue(ctx, txKey{}, tx)); err != nil {
		return unavailable(err)
	}
	if tx.failed != nil {
		return unavailable(tx.failed)
	}
	if err := tx.conn.Commit().Error; err != nil {
		return unavailable(err)
	}
	committed = true
	for _, f := range tx.after {
		f()
	}
	return nil
}

// join runs fn for the context's tenant, and tells Postgres so before, and
// afterwards what it was, also where the caller lives with fn's error.
func (tx *transaction) join(ctx context.Context, write bool, fn func(context.Context) error) (err error) {
	before := tx.told
	if err := tx.tell(ctx, speaking(ctx)); err != nil {
		return err
	}
	if write {
		done := errors.New("db: a part of the transaction panicked")
		defer func() { tx.failed = errors.Join(tx.failed, done) }()
		err = fn(ctx)
		done = err
	} else {
		err = fn(ctx)
	}
	if told := tx.tell(ctx, before); err == nil {
		err = told
	}
	return err
}

// speaker is for whom a statement is made: whose rows it may touch and, where
// an operator of the platform acts, who that is and when.
type speaker struct {
	tenant   tenants.ID
	operator operator
}

type operator struct {
	account uuid.UUID
	at      time.Time
}

type operatorKey struct{}

// ByOperator returns a context in which an operator of the platform acts, at a
// time. Of a site, Postgres then shows rows only under a grant of support
// access that holds at that time, whatever the program asks: see operator_may
// in migrations/.
func ByOperator(ctx context.Context, account uuid.UUID, at time.Time) context.Context {
	return context.WithValue(ctx, operatorKey{}, operator{account, at.UTC()})
}

// ByProgram returns a context in which the program itself acts, whoever asked:
// to read what is public of a tenant, and what is kept in memory for all.
func ByProgram(ctx context.Context) context.Context {
	return context.WithValue(ctx, operatorKey{}, operator{})
}

// speaking reads the context; no tenant: control tables only.
func speaking(ctx context.Context) (s speaker) {
	s.tenant, _ = tenants.From(ctx)
	s.operator, _ = ctx.Value(operatorKey{}).(operator)
	return s
}

// tell says to Postgres whose rows it is to show, and to whom.
func (tx *transaction) tell(ctx context.Context, s speaker) error {
	if s == tx.told {
		return nil
	}
	before := tx.told
	tx.told = s
	if tx.db.Dialect != Postgres {
		return nil
	}
	// Typed ids and a formatted time: they cannot hold a quote.
	set := fmt.Sprintf("SET LOCAL app.tenant_id = '%s'", unless(s.tenant.IsZero(), s.tenant.String()))
	if s.operator != before.operator {
		none := s.operator == operator{}
		set += fmt.Sprintf("; SET LOCAL app.operator_id = '%s'; SET LOCAL app.at = '%s'",
			unless(none, s.operator.account.String()), unless(none, s.operator.at.Format(time.RFC3339Nano)))
	}
	return tenantdb.Reviewed(tx.conn.WithContext(ctx)).Exec(set).Error
}

func unless(empty bool, s string) string {
	if empty {
		return ""
	}
	return s
}

// unavailable turns what the database itself reports into the error that a
// person is told; our own errors pass.
func unavailable(err error) error {
	switch {
	case errs.All(err) != nil,
		errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, gorm.ErrDuplicatedKey),
		errors.Is(err, tenantdb.ErrRefused), errors.Is(err, tenantdb.ErrOtherTenant), errors.Is(err, tenants.ErrNone),
		errors.Is(err, context.Canceled):
		return err
	}
	return errs.New(errs.Unavailable, "error.unavailable", nil).Because(err)
}

// IsNotFound reports whether err is an empty result.
func IsNotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// IsDuplicate reports whether err is a unique index's refusal.
func IsDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }
