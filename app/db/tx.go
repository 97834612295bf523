package db

import (
	"context"
	"errors"
	"fmt"

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
	tenant tenants.ID // what the database was told
	after  []func()
}

var errNoTx = errors.New("db: used outside a transaction")

// Conn is the connection of the context's transaction. Outside of one, every
// statement on it fails.
func Conn(ctx context.Context) *gorm.DB {
	if tx, ok := ctx.Value(txKey{}).(*transaction); ok {
		return tx.conn.WithContext(ctx)
	}
	failed := &gorm.DB{Config: &gorm.Config{}, Error: errNoTx}
	failed.Statement = &gorm.Statement{DB: failed, Context: ctx}
	return failed
}

// Tx runs fn in a transaction that commits when fn returns nil. Called inside
// another, it joins it. An error that the caller cannot act on (a full disk, a
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

func (d *DB) run(ctx context.Context, write bool, fn func(context.Context) error) (err error) {
	if outer, ok := ctx.Value(txKey{}).(*transaction); ok {
		if write && !outer.write {
			return errors.New("db: a write inside a read-only transaction")
		}
		return outer.join(ctx, fn)
	}
	tx := &transaction{db: d, write: write, conn: d.read}
	if write {
		tx.conn = d.write
	}
	tx.conn = tx.conn.WithContext(ctx).Begin()
	if tx.conn.Error != nil {
		return unavailable(tx.conn.Error)
	}
	committed := false
	defer func() {
		if !committed { // also when fn panics
			tx.conn.Rollback()
		}
	}()
	if err := tx.join(context.WithValue(ctx, txKey{}, tx), fn); err != nil {
		return unavailable(err)
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

// join runs fn for the context's tenant, and tells Postgres so before and what
// it was after.
func (tx *transaction) join(ctx context.Context, fn func(context.Context) error) error {
	before := tx.tenant
	now, _ := tenants.From(ctx) // none: control tables only
	if now == before {
		return fn(ctx)
	}
	if err := tx.tell(ctx, now); err != nil {
		return err
	}
	if err := fn(ctx); err != nil {
		return err // the transaction is going to be rolled back
	}
	return tx.tell(ctx, before)
}

func (tx *transaction) tell(ctx context.Context, tenant tenants.ID) error {
	tx.tenant = tenant
	if tx.db.Dialect != Postgres {
		return nil
	}
	setting := ""
	if !tenant.IsZero() {
		setting = tenant.String() // a typed UUID: it cannot hold a quote
	}
	sql := fmt.Sprintf("SET LOCAL app.tenant_id = '%s'", setting)
	return tenantdb.Reviewed(tx.conn.WithContext(ctx)).Exec(sql).Error
}

// unavailable turns what the database itself reports into the error that a
// person is told; our own errors pass.
func unavailable(err error) error {
	switch {
	case errs.All(err) != nil,
		errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, gorm.ErrDuplicatedKey),
		errors.Is(err, tenantdb.ErrRefused), errors.Is(err, tenants.ErrNone),
		errors.Is(err, context.Canceled):
		return err
	}
	return errs.New(errs.Unavailable, "error.unavailable", nil).Because(err)
}

// IsNotFound reports whether err is an empty result.
func IsNotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// IsDuplicate reports whether err is a unique index's refusal.
func IsDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }
