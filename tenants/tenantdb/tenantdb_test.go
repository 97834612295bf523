package tenantdb_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/libtnb/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
	"github.com/pactdesk/pactdesk/tenants/tenanttest"
)

// Shelf and Book are models with relations, which the app's have not.
type Shelf struct {
	TenantID tenantdb.TenantID `gorm:"primaryKey"`
	ID       uuid.UUID         `gorm:"primaryKey"`
	Name     string
	Books    []Book `gorm:"foreignKey:ShelfID;references:ID"`
}

type Book struct {
	TenantID tenantdb.TenantID `gorm:"primaryKey"`
	ID       uuid.UUID         `gorm:"primaryKey"`
	ShelfID  uuid.UUID
	Shelf    *Shelf `gorm:"foreignKey:ShelfID;references:ID"`
	Title    string
	Year     int
}

const schema = `
CREATE TABLE shelves (tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE books (tenant_id TEXT NOT NULL, id TEXT NOT NULL, shelf_id TEXT NOT NULL, title TEXT NOT NULL, year INTEGER NOT NULL,
	PRIMARY KEY (tenant_id, id));
CREATE TABLE logs (id TEXT PRIMARY KEY)`

type txKey struct{}

// library is an SQLite database behind the guard, with two tenants.
func library(t testing.TB) tenanttest.World {
	t.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+filepath.Join(t.TempDir(), "library.db")), &gorm.Config{TranslateError: true, Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { pool.Close() })
	if _, err := pool.ExecContext(t.Context(), schema); err != nil {
		t.Fatal(err)
	}
	if err := db.Use(tenantdb.Guard{}); err != nil {
		t.Fatal(err)
	}
	conn := func(ctx context.Context) *gorm.DB {
		tx, ok := ctx.Value(txKey{}).(*gorm.DB)
		if !ok {
			t.Fatal("no transaction")
		}
		return tx.WithContext(ctx)
	}
	return tenanttest.World{A: tenants.NewID(), B: tenants.NewID(), Conn: conn,
		Tx: func(ctx context.Context, fn func(context.Context) error) error {
			if ctx.Value(txKey{}) != nil {
				return fn(ctx)
			}
			return db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return fn(context.WithValue(ctx, txKey{}, tx)) })
		}}
}

// as runs fn for a tenant, and fails the test where it fails.
func as(t testing.TB, w tenanttest.World, id tenants.ID, fn func(ctx context.Context, conn *gorm.DB) error) {
	t.Helper()
	err := w.Tx(tenants.With(context.Background(), id), func(ctx context.Context) error { return fn(ctx, w.Conn(ctx)) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestIsolation(t *testing.T) {
	w := library(t)
	tenanttest.Exercise(t, w, tenanttest.Model[Book]{Column: "title", Value: "Stolen", Make: func(ctx context.Context) (*Book, error) {
		book := &Book{ID: uuid.New(), ShelfID: uuid.New(), Title: "A book", Year: 1962}
		return book, w.Conn(ctx).Create(book).Error
	}})
}

// TestRelations: what gorm does for relations beside the statement itself
// stays within the tenant, or is refused.
func TestRelations(t *testing.T) {
	w := library(t)
	id := uuid.New() // one id on both tenants: only the tenant tells them apart
	for tenant, name := range map[tenants.ID]string{w.A: "A's", w.B: "B's"} {
		as(t, w, tenant, func(_ context.Context, conn *gorm.DB) error {
			return errors.Join(conn.Create(&Shelf{ID: id, Name: name}).Error, conn.Create(&Book{ID: id, ShelfID: id, Title: name}).Error)
		})
	}
	as(t, w, w.A, func(_ context.Context, conn *gorm.DB) error {
		var shelves []Shelf
		if err := conn.Preload("Books").Preload("Books.Shelf").Find(&shelves).Error; err != nil {
			return err
		}
		if len(shelves) != 1 || len(shelves[0].Books) != 1 || shelves[0].Books[0].Title != "A's" || shelves[0].Books[0].Shelf.Name != "A's" {
			t.Errorf("Preload found %+v", shelves)
		}
		var books []Book
		if err := conn.Model(&Shelf{ID: id}).Association("Books").Find(&books); err != nil {
			return err
		}
		if len(books) != 1 || books[0].Title != "A's" {
			t.Errorf("Association found %+v", books)
		}
		if n := conn.Model(&Shelf{ID: id}).Association("Books").Count(); n != 1 {
			t.Errorf("Association counted %d", n)
		}
		return nil
	})
	for name, ask := range map[string]func(conn *gorm.DB) error{
		"Joins":         func(conn *gorm.DB) error { return conn.Joins("Shelf").Find(&[]Book{}).Error },
		"InnerJoins":    func(conn *gorm.DB) error { return conn.InnerJoins("Shelf").Find(&[]Book{}).Error },
		"a raw Preload": func(conn *gorm.DB) error { return conn.Preload("Books", "1 = 1) OR (1 = 1").Find(&[]Shelf{}).Error },
		"another's book": func(conn *gorm.DB) error {
			return conn.Create(&Shelf{ID: uuid.New(), Books: []Book{{TenantID: tenantdb.TenantID(w.B), ID: uuid.New()}}}).Error
		},
		"Replace": func(conn *gorm.DB) error {
			return conn.Unscoped().Model(&Shelf{ID: id}).Association("Books").Unscoped().Clear()
		},
	} {
		err := w.Tx(tenants.With(t.Context(), w.A), func(ctx context.Context) error { return ask(w.Conn(ctx)) })
		if !errors.Is(err, tenantdb.ErrRefused) && !errors.Is(err, tenantdb.ErrOtherTenant) {
			t.Errorf("%s is not refused: %v", name, err)
		}
	}
}

// Log is a table that is neither a tenant's nor said to be a control table.
type Log struct{ ID uuid.UUID }

// Loan hides the tenant's column behind another type.
type Loan struct {
	TenantID tenants.ID
	ID       uuid.UUID
}

func (Loan) TableName() string { return "books" }

// Entry has the tenant's column in a struct within.
type Entry struct {
	Book
	Note string `gorm:"-"`
}

func (Entry) TableName() string { return "books" }

func TestModels(t *testing.T) {
	w := library(t)
	for _, id := range []tenants.ID{w.A, w.B} {
		as(t, w, id, func(_ context.Context, conn *gorm.DB) error {
			return conn.Create(&Entry{Book: Book{ID: uuid.New(), Title: "x"}}).Error
		})
	}
	as(t, w, w.A, func(_ context.Context, conn *gorm.DB) error {
		var entries []Entry
		if err := conn.Or("1 = 1").Find(&entries).Error; err != nil {
			return err
		}
		if len(entries) != 1 || entries[0].TenantID != tenantdb.TenantID(w.A) {
			t.Errorf("an embedded TenantID finds %+v", entries)
		}
		res := conn.Model(&Entry{}).Where("1 = 1").Update("title", "y")
		if res.RowsAffected != 1 {
			t.Errorf("an embedded TenantID changes %d rows", res.RowsAffected)
		}
		return res.Error
	})
	for name, ask := range map[string]func(conn *gorm.DB) error{
		"no TenantID":             func(conn *gorm.DB) error { return conn.Find(&[]Log{}).Error },
		"no TenantID, create":     func(conn *gorm.DB) error { return conn.Create(&Log{ID: uuid.New()}).Error },
		"tenant_id as plain id":   func(conn *gorm.DB) error { return conn.Find(&[]Loan{}).Error },
		"plain id, create":        func(conn *gorm.DB) error { return conn.Create(&Loan{TenantID: w.B, ID: uuid.New()}).Error },
		"plain id, delete":        func(conn *gorm.DB) error { return conn.Where("1 = 1").Delete(&Loan{}).Error },
		"rows of another model":   func(conn *gorm.DB) error { return conn.Model(&Book{}).Create(&Shelf{ID: uuid.New()}).Error },
		"an update by other rows": func(conn *gorm.DB) error { return conn.Model(&Loan{}).Where("1 = 1").Updates(&Book{}).Error },
	} {
		err := w.Tx(tenants.With(t.Context(), w.A), func(ctx context.Context) error { return ask(w.Conn(ctx)) })
		if !errors.Is(err, tenantdb.ErrRefused) {
			t.Errorf("%s is not refused: %v", name, err)
		}
	}
}
