package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/libtnb/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
)

// walless is an account without a TenantID: gorm adds nothing to what is asked.
type walless struct {
	TenantID, ID                        uuid.UUID
	Email, EmailKey, Name, PasswordHash string
	EmailVerifiedAt                     *time.Time
	CreatedAt                           time.Time
}

// TableName is gorm's contract.
func (walless) TableName() string { return "accounts" }

// BenchmarkWalls compares a read of one account with all walls around its
// tenant (second) with the same read without any (first), turn by turn in one
// run. With them: the transaction that every read of the app is in and, on
// Postgres, its SET LOCAL; the guard's look at the statement; the condition
// that the column type adds; and row-level security with the operators'
// policies. Without: gorm, the same columns by the same key, no transaction, no
// guard and, on Postgres, a superuser, whom no policy binds. walls-cost is how
// many times as long the read with them takes.
//
//	go test -run '^$' -bench Walls -benchtime 3s ./app/db
func BenchmarkWalls(b *testing.B) {
	plainly := &gorm.Config{Logger: logger.Discard, SkipDefaultTransaction: true, TranslateError: true}
	b.Run("sqlite", func(b *testing.B) {
		path := apptest.SQLite(b)
		walls(b, path, func() (*gorm.DB, error) { return gorm.Open(sqlite.Open(rawSQLite(path)), plainly) })
	})
	b.Run("postgres", func(b *testing.B) {
		dsn := apptest.Postgres(b)
		walls(b, dsn, func() (*gorm.DB, error) { return gorm.Open(postgres.Open(apptest.PostgresOwner(b, dsn)), plainly) })
	})
}

// walls measures on a database with two hundred accounts of each of ten
// tenants.
func walls(b *testing.B, dsn string, plain func() (*gorm.DB, error)) {
	d := open(b, dsn)
	var us tenants.ID
	var who accounts.Account
	for range 10 {
		us = base{DB: d}.tenant(b)
		base{DB: d}.in(b, us, func(ctx context.Context, _ *gorm.DB) error {
			for range 200 {
				a, err := account(ctx)
				if err != nil {
					return err
				}
				who = *a
			}
			return nil
		})
	}
	bare, err := plain()
	if err != nil {
		b.Fatal(err)
	}
	if pool, err := bare.DB(); err == nil {
		b.Cleanup(func() { pool.Close() })
	}
	ctx := tenants.With(b.Context(), us)
	without := func() {
		var a walless
		if err := bare.WithContext(ctx).Where("tenant_id = ? AND id = ?", us, who.ID).First(&a).Error; err != nil || a.Email != who.Email {
			b.Fatal(a, err)
		}
	}
	with := func() {
		var a accounts.Account
		err := d.View(ctx, func(ctx context.Context) error { return db.Conn(ctx).Where("id = ?", who.ID).First(&a).Error })
		if err != nil || a.Email != who.Email {
			b.Fatal(a, err)
		}
	}
	turns(b, without, with)
}

// turns measures two reads in turn, so that a machine's mood falls on both
// alike.
func turns(b *testing.B, first, second func()) {
	const turn = 50
	for range turn { // warm both
		first()
		second()
	}
	var one, two time.Duration
	b.ResetTimer()
	for range b.N {
		start := time.Now()
		for range turn {
			first()
		}
		middle := time.Now()
		for range turn {
			second()
		}
		one, two = one+middle.Sub(start), two+time.Since(middle)
	}
	b.ReportMetric(two.Seconds()/one.Seconds(), "walls-cost")
	b.ReportMetric(float64(one.Microseconds())/float64(b.N*turn), "without-µs")
	b.ReportMetric(float64(two.Microseconds())/float64(b.N*turn), "with-µs")
	b.ReportMetric(0, "ns/op")
}
