package db

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	pollEvery  = 100 * time.Millisecond // SQLite: one pragma on a connection of its own
	checkEvery = 500 * time.Millisecond // Postgres: in case a notification was missed
)

// Watch calls changed whenever another transaction, of this process or any
// other, may have changed a tenant, until ctx ends. It may call without cause.
func (d *DB) Watch(ctx context.Context, changed func()) {
	watch := d.poll
	if d.Dialect == Postgres {
		watch = d.listen
	}
	for ctx.Err() == nil {
		if err := watch(ctx, changed); err != nil && ctx.Err() == nil {
			slog.Error("watching for changes", "err", err)
			wait(ctx, time.Second)
		}
	}
}

// poll asks SQLite's data_version, which changes on this connection whenever
// any other one has committed.
func (d *DB) poll(ctx context.Context, changed func()) error {
	pool, err := d.read.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	last := int64(-1)
	for ctx.Err() == nil {
		var version int64
		if err := conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
			return err
		}
		if version != last {
			last = version
			changed()
		}
		wait(ctx, pollEvery)
	}
	return nil
}

// listen waits for Postgres' notifications on a connection of its own.
func (d *DB) listen(ctx context.Context, changed func()) error {
	conn, err := pgx.Connect(ctx, d.dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN tenant_changes"); err != nil {
		return err
	}
	changed() // what happened before we listened
	for ctx.Err() == nil {
		short, cancel := context.WithTimeout(ctx, checkEvery)
		_, err := conn.WaitForNotification(short)
		cancel()
		if err != nil && short.Err() == nil {
			return err
		}
		changed()
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
