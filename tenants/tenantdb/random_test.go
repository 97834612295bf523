package tenantdb_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
	"github.com/pactdesk/pactdesk/tenants/tenanttest"
)

// twins are two libraries that hold the same books of tenant A; the first
// holds tenant B's as well, some by the same ids. Whatever A asks, the two
// must answer the same, and B's books stay as they are.
type twins struct {
	shared, alone tenanttest.World
	ids           []uuid.UUID
	ofB           []string // what B has
}

func newTwins(t testing.TB, library func(testing.TB) tenanttest.World) *twins {
	w := &twins{shared: library(t), alone: library(t)}
	w.alone.A, w.alone.B = w.shared.A, w.shared.B
	for i := range 6 {
		id := uuid.NewSHA1(uuid.Nil, []byte{byte(i)})
		w.ids = append(w.ids, id)
		for _, of := range []struct {
			tenanttest.World
			tenant tenants.ID
			name   string
		}{{w.shared, w.shared.A, "A's"}, {w.alone, w.shared.A, "A's"}, {w.shared, w.shared.B, "B's"}} {
			as(t, of.World, of.tenant, func(_ context.Context, conn *gorm.DB) error {
				return conn.Create(&Shelf{ID: id, Name: fmt.Sprint(of.name, " shelf ", i)}).Error
			})
		}
		book := Book{ID: id, ShelfID: w.ids[i/2], Title: fmt.Sprint("book ", i), Year: 1960 + i}
		if i < 4 {
			for _, library := range []tenanttest.World{w.shared, w.alone} {
				as(t, library, library.A, func(_ context.Context, conn *gorm.DB) error { b := book; return conn.Create(&b).Error })
			}
		}
		if i > 1 {
			as(t, w.shared, w.shared.B, func(_ context.Context, conn *gorm.DB) error { return conn.Create(&book).Error })
		}
	}
	as(t, w.shared, w.shared.B, func(_ context.Context, conn *gorm.DB) (err error) {
		w.ofB, err = ofB(conn)
		return err
	})
	return w
}

// program is a statement told by bytes.
type program struct {
	twins *twins
	bytes []byte
	text  []string // what it says, for a failure's message
}

func (p *program) next(n int) int {
	if len(p.bytes) == 0 {
		return 0
	}
	b := int(p.bytes[0])
	p.bytes = p.bytes[1:]
	return b % n
}

func (p *program) pick(from ...string) string { return from[p.next(len(from))] }

func (p *program) id() uuid.UUID { return p.twins.ids[p.next(len(p.twins.ids))] }

// condition is something to hand to Where, Or or Not.
func (p *program) condition(conn *gorm.DB, depth int) (query any, args []any) {
	or := p.pick(" OR ", "\nOR\n", "\tor\t", ")OR(", " AND ", "/**/OR/**/", " || ")
	switch p.next(13) {
	case 0:
		return "id = ?", []any{p.id()}
	case 1:
		return "(id = ?" + or + "year > ?)", []any{p.id(), 1960 + p.next(6)}
	case 2:
		return "id = ?" + or + "1 = 1", []any{p.id()}
	case 3:
		return "title = @title" + or + "tenant_id = @tenant", []any{map[string]any{"title": "book 2", "tenant": p.twins.shared.B}}
	case 4:
		return map[string]any{p.pick("id", "shelf_id", "books.id"): p.id()}, nil
	case 5:
		return &Book{ShelfID: p.id(), Year: p.next(2) * 1963}, nil
	case 6:
		return map[string]any{"tenant_id": []tenants.ID{p.twins.shared.A, p.twins.shared.B}[p.next(2)]}, nil
	case 7:
		return p.pick("1 = 1) OR (1 = 1", "1 = 1 --", "1 = 1 /*", "title <> ')' OR 1 = 1", "'' = '", `"`, "year IN (1962, 1963)", "1"), nil
	case 8:
		raw := p.bytes[:min(len(p.bytes), 24)]
		p.bytes = p.bytes[len(raw):]
		return string(raw), nil
	case 9:
		if depth < 3 {
			return p.conditions(conn, depth+1), nil
		}
	case 10:
		if depth < 3 {
			return "id " + p.pick("IN", "NOT IN") + " (?)", []any{p.conditions(conn.Model(&Book{}), depth+1).Select("id")}
		}
	case 11:
		return clause.Or(clause.Gt{Column: "year", Value: 1960 + p.next(6)}, clause.Eq{Column: "id", Value: p.id()}), nil
	}
	return []uuid.UUID{p.id(), p.id()}, nil
}

func (p *program) conditions(q *gorm.DB, depth int) *gorm.DB {
	conn := q.Session(&gorm.Session{NewDB: true})
	for range p.next(4) {
		query, args := p.condition(conn, depth)
		if sub, ok := query.(*gorm.DB); ok {
			p.text = append(p.text, fmt.Sprintf("group %v", sub.Statement.Clauses["WHERE"].Expression))
		} else {
			p.text = append(p.text, fmt.Sprintf("%v %v", query, args))
		}
		switch how := p.pick("Where", "Or", "Not"); how {
		case "Where":
			q = q.Where(query, args...)
		case "Or":
			q = q.Or(query, args...)
		case "Not":
			q = q.Not(query, args...)
		}
	}
	return q
}

// run asks it of one library, and returns everything that can be seen of it.
// Errors are told apart by kind alone: their texts have ids in them.
func (p *program) run(w tenanttest.World) (seen []any, b []string) {
	undo := errors.New("undo")
	err := w.Tx(tenants.With(context.Background(), w.A), func(ctx context.Context) error {
		conn := w.Conn(ctx)
		q := p.conditions(conn, 0)
		switch p.next(10) {
		case 0:
			q = q.Order(p.pick("year", "year DESC", "title, id", "(SELECT 1)", "year; --"))
		case 1:
			q = q.Limit(p.next(3)).Offset(p.next(2)).Order("id")
		case 2:
			q = q.Joins(p.pick("JOIN books b ON 1 = 1", "JOIN books b ON b.id = books.shelf_id"))
		case 3:
			q = q.Select(p.pick("id", "*", "id, title", "count(*) AS year", "max(year) AS year", "(SELECT max(year) FROM books) AS year"))
		case 4:
			q = q.Omit("title").Distinct()
		case 5:
			q = q.Table(p.pick("books", "books AS books", "shelves"))
		case 6:
			q = q.Preload("Shelf")
		case 7:
			query, args := p.condition(conn, 2)
			if _, ok := query.(string); ok {
				q = q.Preload("Shelf", append([]any{query}, args...)...)
			}
		case 8:
			q = q.Joins(p.pick("Shelf", "LEFT JOIN shelves ON shelves.id = books.shelf_id OR 1 = 1"))
		case 9:
			query, args := p.condition(conn, 2)
			q = q.Select("shelf_id, count(*) AS year").Group(p.pick("shelf_id", "shelf_id, tenant_id", "1")).Having(query, args...)
		}
		var rows []Book
		how := p.pick("Find", "Count", "Pluck", "twice", "Update", "Updates", "Delete", "Create", "Save", "First",
			"Raw", "Exec", "Scan", "Rows", "FirstOrInit", "FirstOrCreate", "UpdateColumns", "Updates a row", "an expression")
		p.text = append(p.text, how)
		var res *gorm.DB
		switch how {
		case "Find":
			res = q.Find(&rows)
		case "Count":
			var n int64
			res = q.Model(&Book{}).Count(&n)
			seen = append(seen, n)
		case "Pluck":
			var titles []string
			res = q.Model(&Book{}).Select("title").Pluck("title", &titles)
			slices.Sort(titles)
			seen = append(seen, titles)
		case "twice":
			q = q.Model(&Book{})
			q.Count(new(int64))
			res = p.conditions(q, 0).Find(&rows)
		case "Update":
			res = q.Model(&Book{}).Update("title", "changed")
		case "Updates":
			res = q.Model(&Book{}).Updates(map[string]any{p.pick("tenant_id", "TenantID", "tENANT_ID", "Title"): w.B, "title": "changed"})
		case "Delete":
			res = q.Delete(&Book{})
		case "Create":
			row := Book{ID: p.id(), ShelfID: p.id()}
			if p.next(3) == 0 {
				row.TenantID = tenantdb.TenantID(w.B)
			}
			res = conn.Clauses(clause.OnConflict{DoNothing: p.next(4) != 0, UpdateAll: p.next(2) == 0}).Create(&row)
		case "Save":
			res = conn.Save(&Book{TenantID: tenantdb.TenantID([]tenants.ID{w.A, w.B}[p.next(2)]), ID: p.id()})
		case "First":
			var row Book
			res = q.First(&row)
			rows = append(rows, row)
		default:
			res, rows = p.further(how, conn, q, w)
		}
		slices.SortFunc(rows, func(x, y Book) int { return strings.Compare(x.ID.String()+x.Title, y.ID.String()+y.Title) })
		seen = append(seen, how, res.RowsAffected, res.Error == nil, rows)
		if res.Error != nil && conn.Name() == "postgres" {
			return undo // after an error it undoes all of it, and answers nothing
		}
		if res.Error == nil {
			var all []Book
			if err := conn.Order("id").Find(&all).Error; err != nil {
				return err
			}
			seen = append(seen, all)
		}
		if err := w.Tx(tenants.With(ctx, w.B), func(ctx context.Context) (err error) {
			b, err = ofB(w.Conn(ctx))
			return err
		}); err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(err, undo) {
		seen = append(seen, err)
	}
	return seen, b
}

// further are the rarer ways to ask.
func (p *program) further(how string, conn, q *gorm.DB, w tenanttest.World) (res *gorm.DB, rows []Book) {
	switch how {
	case "Raw":
		res = conn.Raw(p.pick("SELECT * FROM books", "SELECT * FROM books WHERE tenant_id = ?"), w.B).Scan(&rows)
	case "Exec":
		res = conn.Exec(p.pick("UPDATE books SET title = 'changed'", "DELETE FROM books WHERE tenant_id = ?"), w.B)
	case "Scan":
		res = q.Model(&Book{}).Scan(&rows)
	case "Rows":
		found, err := q.Model(&Book{}).Rows()
		if res = conn.Session(&gorm.Session{}); err != nil {
			_ = res.AddError(err)
			return res, nil
		}
		defer found.Close()
		for found.Next() {
			var row Book
			_ = res.AddError(conn.ScanRows(found, &row))
			rows = append(rows, row)
		}
		_ = res.AddError(found.Err())
	case "FirstOrInit":
		row := Book{ID: p.id()}
		res = q.Attrs(Book{Title: "made"}).FirstOrInit(&row)
		rows = append(rows, row)
	case "FirstOrCreate":
		row := Book{ID: p.id(), ShelfID: p.id()}
		if p.next(3) == 0 {
			row.TenantID = tenantdb.TenantID(w.B)
		}
		res = q.Assign(map[string]any{p.pick("title", "tenant_id", "tENANT_ID"): w.B.String()}).FirstOrCreate(&row)
		rows = append(rows, row)
	case "UpdateColumns":
		res = q.Model(&Book{}).UpdateColumns(map[string]any{p.pick("tenant_id", "TENANT_ID", "title"): w.B})
	case "Updates a row":
		res = q.Model(&Book{ID: p.id()}).Select("*").Updates(&Book{TenantID: tenantdb.TenantID(w.B), ID: p.id(), Title: "changed"})
	case "an expression":
		res = q.Model(&Book{}).Update("title", gorm.Expr(p.pick("title || 'x'", "(SELECT max(title) FROM books)", "title FROM books --"), w.B))
	}
	return res, rows
}

// ofB are B's books and shelves by their names.
func ofB(conn *gorm.DB) (names []string, err error) {
	var books []Book
	var shelves []Shelf
	err = errors.Join(conn.Order("id").Find(&books).Error, conn.Order("id").Find(&shelves).Error)
	for _, book := range books {
		names = append(names, fmt.Sprint(book.TenantID, book.ID, book.ShelfID, book.Title, book.Year))
	}
	for _, shelf := range shelves {
		names = append(names, fmt.Sprint(shelf.ID, shelf.Name))
	}
	return names, err
}

func (w *twins) try(t *testing.T, bytes []byte) (succeeded bool) {
	t.Helper()
	p := &program{twins: w, bytes: bytes}
	together, b := p.run(w.shared)
	alone, _ := (&program{twins: w, bytes: bytes}).run(w.alone)
	if !reflect.DeepEqual(together, alone) {
		t.Errorf("%q, which says\n%s\nanswers with B's books\n%v\nand without\n%v", bytes, strings.Join(p.text, "\n"), together, alone)
	}
	if b != nil && !slices.Equal(b, w.ofB) {
		t.Errorf("%q, which says\n%s\nleaves B with %v\n%v", bytes, strings.Join(p.text, "\n"), b, together)
	}
	return slices.Contains(together, any(true))
}

// TestRandomStatements asks some thousand random statements, of SQLite, where
// the type and the guard stand alone, and of Postgres, with row-level security
// below them.
func TestRandomStatements(t *testing.T) {
	for name, c := range map[string]struct {
		library func(testing.TB) tenanttest.World
		n       int
	}{"sqlite": {library, 2000}, "postgres": {postgresLibrary, 700}} {
		t.Run(name, func(t *testing.T) { randomStatements(t, newTwins(t, c.library), c.n) })
	}
}

func randomStatements(t *testing.T, w *twins, n int) {
	succeeded := 0
	for seed := range uint64(n) {
		source := rand.New(rand.NewPCG(seed, 1)) // the same each time
		bytes := make([]byte, 8+source.IntN(56))
		for i := range bytes {
			bytes[i] = byte(source.Uint32())
		}
		if w.try(t, bytes) {
			succeeded++
		}
		if t.Failed() {
			t.Fatal("seed ", seed)
		}
	}
	if succeeded < n/5 {
		t.Errorf("of %d statements only %d were valid: that tests little", n, succeeded)
	}
}

// FuzzStatements is the same for `go test -fuzz`.
func FuzzStatements(f *testing.F) {
	w := newTwins(f, library)
	f.Add([]byte("\x01\x01\x081 = 1) OR (1 = 1"))
	f.Add([]byte("\x01\x01\x081 = 1\nOR\n1 = 1 -- xxxxxx\x02\x01\x02\x03"))
	f.Fuzz(func(t *testing.T, bytes []byte) { w.try(t, bytes) })
}
