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
}

func newTwins(t testing.TB) *twins {
	w := &twins{shared: library(t), alone: library(t)}
	w.alone.A, w.alone.B = w.shared.A, w.shared.B
	for i := range 6 {
		id := uuid.NewSHA1(uuid.Nil, []byte{byte(i)})
		w.ids = append(w.ids, id)
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
func (p *program) run(w tenanttest.World) (seen []any, b []Book) {
	undo := errors.New("undo")
	err := w.Tx(tenants.With(context.Background(), w.A), func(ctx context.Context) error {
		conn := w.Conn(ctx)
		q := p.conditions(conn, 0)
		switch p.next(8) {
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
		}
		var rows []Book
		how := p.pick("Find", "Count", "Pluck", "twice", "Update", "Updates", "Delete", "Create", "Save", "First")
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
		}
		slices.SortFunc(rows, func(x, y Book) int { return strings.Compare(x.ID.String()+x.Title, y.ID.String()+y.Title) })
		seen = append(seen, how, res.RowsAffected, res.Error == nil, rows)
		if res.Error == nil {
			var all []Book
			if err := conn.Order("id").Find(&all).Error; err != nil {
				return err
			}
			seen = append(seen, all)
		}
		if err := conn.WithContext(tenants.With(ctx, w.B)).Order("id").Find(&b).Error; err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(err, undo) {
		seen = append(seen, err)
	}
	return seen, b
}

func (w *twins) try(t *testing.T, bytes []byte) (succeeded bool) {
	t.Helper()
	p := &program{twins: w, bytes: bytes}
	together, b := p.run(w.shared)
	alone, _ := (&program{twins: w, bytes: bytes}).run(w.alone)
	if !reflect.DeepEqual(together, alone) {
		t.Errorf("%q, which says\n%s\nanswers with B's books\n%v\nand without\n%v", bytes, strings.Join(p.text, "\n"), together, alone)
	}
	var titles []string
	for _, book := range b {
		titles = append(titles, book.Title)
	}
	if want := []string{"book 2", "book 3", "book 4", "book 5"}; !slices.Equal(slices.Sorted(slices.Values(titles)), want) {
		t.Errorf("%q, which says\n%s\nleaves B with %v\n%v", bytes, strings.Join(p.text, "\n"), titles, together)
	}
	return slices.Contains(together, any(true))
}

// TestRandomStatements asks some thousand random statements.
func TestRandomStatements(t *testing.T) {
	w := newTwins(t)
	const n = 1500
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
	if succeeded < n/4 {
		t.Errorf("of %d statements only %d were valid: that tests little", n, succeeded)
	}
}

// FuzzStatements is the same for `go test -fuzz`.
func FuzzStatements(f *testing.F) {
	w := newTwins(f)
	f.Add([]byte("\x01\x01\x081 = 1) OR (1 = 1"))
	f.Add([]byte("\x01\x01\x081 = 1\nOR\n1 = 1 -- xxxxxx\x02\x01\x02\x03"))
	f.Fuzz(func(t *testing.T, bytes []byte) { w.try(t, bytes) })
}
