// Package tenanttest attacks what keeps tenants apart. Exercise is the suite
// that every model of a tenant's table must pass: whatever is asked of gorm
// for one tenant neither returns nor changes a row of another.
package tenanttest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// World is a database with two tenants.
type World struct {
	A, B tenants.ID
	// Tx runs fn in a transaction for the context's tenant, and undoes it when
	// fn fails; within another it joins that one.
	Tx func(ctx context.Context, fn func(context.Context) error) error
	// Conn is the connection of the context's transaction.
	Conn func(ctx context.Context) *gorm.DB
}

// Model is a tenant's model to exercise. Its rows have an ID.
type Model[M any] struct {
	// Make inserts a row for the context's tenant, with what it needs beside
	// it. Exercise calls it once a tenant, on tenants without rows.
	Make func(ctx context.Context) (*M, error)
	// Column is one that an update may set to Value, which no row has.
	Column string
	Value  any
}

// outcome is what an attack must come to.
type outcome int

const (
	seesOwn  outcome = iota // it succeeds, and finds A's row alone
	finds0                  // it succeeds, and finds nothing
	changes0                // it succeeds, and changes nothing
	onlyOwn                 // it may succeed or fail; another tenant's rows stay as they are
	refused                 // tenantdb refuses it
	fails                   // it fails, whoever sees to it
	isDenied                // it fails for want of a tenant
)

// attack is something to ask of the database as tenant A. It returns the ids
// of the rows it found, or how many it changed.
type attack struct {
	name string
	want outcome
	run  func() (found []uuid.UUID, changed int64, err error)
}

// Exercise attacks a model.
func Exercise[M any](t *testing.T, w World, m Model[M]) {
	t.Helper()
	s := &suite[M]{World: w, Model: m, t: t}
	s.furnish()
	for _, group := range []struct {
		as      context.Context
		attacks func(*asker[M]) []attack
	}{
		{s.as(w.A), (*asker[M]).reads},
		{s.as(w.A), (*asker[M]).fragments},
		{s.as(w.A), (*asker[M]).writes},
		{s.as(w.A), (*asker[M]).inserts},
		{context.Background(), (*asker[M]).plain},
	} {
		for i := range group.attacks(&asker[M]{suite: s, ctx: group.as}) {
			s.attempt(group.as, group.attacks, i)
		}
	}
}

type suite[M any] struct {
	World
	Model[M]
	t      *testing.T
	table  string
	a, b   M
	before []map[string]any // B's rows
}

// asker makes the attacks within one transaction.
type asker[M any] struct {
	*suite[M]
	ctx context.Context
}

// errUndo ends a transaction that is to leave nothing behind.
var errUndo = errors.New("undo")

func (s *suite[M]) as(id tenants.ID) context.Context {
	return tenants.With(context.Background(), id)
}

func (s *suite[M]) furnish() {
	s.t.Helper()
	for id, row := range map[tenants.ID]*M{s.A: &s.a, s.B: &s.b} {
		err := s.Tx(s.as(id), func(ctx context.Context) error {
			made, err := s.Make(ctx)
			if err != nil {
				return err
			}
			*row = *made
			stmt := &gorm.Statement{DB: s.Conn(ctx)}
			if err := stmt.Parse(row); err != nil {
				return err
			}
			s.table = stmt.Schema.Table
			return nil
		})
		if err != nil {
			s.t.Fatal("making a row: ", err)
		}
		if got := tenantOf(row); got != tenantdb.TenantID(id) {
			s.t.Fatalf("a row made for tenant %s says %s", id, got)
		}
	}
	s.before = s.rowsOfB(context.Background())
}

// attempt makes one attack in a transaction of its own, which it undoes.
func (s *suite[M]) attempt(as context.Context, attacks func(*asker[M]) []attack, i int) {
	s.t.Helper()
	err := s.Tx(as, func(ctx context.Context) error {
		x := attacks(&asker[M]{suite: s, ctx: ctx})[i]
		found, changed, err := x.run()
		dialect := s.Conn(ctx).Name()
		s.judge(x, found, changed, err, dialect)
		if err == nil || dialect == "sqlite" { // after an error Postgres undoes all of it, and answers nothing
			if after := s.rowsOfB(ctx); !reflect.DeepEqual(s.before, after) {
				s.t.Errorf("%s: %s changed tenant B's rows\nbefore %v\nafter  %v", s.table, x.name, s.before, after)
			}
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		s.t.Error(err)
	}
}

func (s *suite[M]) judge(x attack, found []uuid.UUID, changed int64, err error, dialect string) {
	s.t.Helper()
	wrong := func(format string, args ...any) {
		s.t.Helper()
		s.t.Errorf("%s: %s %s", s.table, x.name, fmt.Sprintf(format, args...))
	}
	for _, id := range found {
		if id != idOf(&s.a) {
			wrong("found row %s, which is not tenant A's", id)
		}
	}
	switch x.want {
	case seesOwn:
		if err != nil || len(found) == 0 {
			wrong("found %d rows and failed with %v; want A's row", len(found), err)
		}
	case finds0:
		if err != nil || len(found) > 0 {
			wrong("found %d rows and failed with %v; want nothing", len(found), err)
		}
	case changes0:
		// On Postgres the app has not the privilege to change every table.
		if err != nil && dialect == "sqlite" || changed != 0 {
			wrong("changed %d rows and failed with %v; want nothing", changed, err)
		}
	case refused:
		if !errors.Is(err, tenantdb.ErrRefused) && !errors.Is(err, tenantdb.ErrOtherTenant) {
			wrong("is not refused: %v", err)
		}
	case fails:
		if err == nil {
			wrong("does not fail")
		}
	case isDenied:
		if !errors.Is(err, tenants.ErrNone) {
			wrong("without a tenant does not fail for want of one: %v", err)
		}
	case onlyOwn:
	}
}

// rowsOfB reads tenant B's rows as B, by SQL that the walls do not touch.
func (s *suite[M]) rowsOfB(ctx context.Context) (rows []map[string]any) {
	s.t.Helper()
	err := s.Tx(tenants.With(ctx, s.B), func(ctx context.Context) error {
		return tenantdb.Reviewed(s.Conn(ctx)).Raw("SELECT * FROM "+s.table+" WHERE tenant_id = ? ORDER BY id", s.B).Scan(&rows).Error
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

func tenantOf(row any) tenantdb.TenantID {
	id, _ := reflect.TypeAssert[tenantdb.TenantID](reflect.Indirect(reflect.ValueOf(row)).FieldByName("TenantID"))
	return id
}

func idOf(row any) uuid.UUID {
	id, _ := reflect.TypeAssert[uuid.UUID](reflect.Indirect(reflect.ValueOf(row)).FieldByName("ID"))
	return id
}

// with is a copy of a row that says another id and tenant.
func with[M any](row M, id uuid.UUID, tenant tenants.ID) *M {
	v := reflect.ValueOf(&row).Elem()
	v.FieldByName("ID").Set(reflect.ValueOf(id))
	v.FieldByName("TenantID").Set(reflect.ValueOf(tenantdb.TenantID(tenant)))
	return &row
}

func ids[M any](rows ...M) (all []uuid.UUID) {
	for i := range rows {
		all = append(all, idOf(&rows[i]))
	}
	return all
}

// conn is the connection of the transaction, for its tenant.
func (s *asker[M]) conn() *gorm.DB { return s.Conn(s.ctx) }

// model is the connection with the model named.
func (s *asker[M]) model() *gorm.DB { return s.conn().Model(new(M)) }

// finding is an attack that asks for rows.
func (s *asker[M]) finding(want outcome, name string, q func() *gorm.DB) attack {
	return attack{name, want, func() ([]uuid.UUID, int64, error) {
		var rows []M
		err := q().Find(&rows).Error
		return ids(rows...), 0, err
	}}
}

// one is an attack that asks for a row; that there is none is no error.
func (s *asker[M]) one(want outcome, name string, get func(row *M) *gorm.DB) attack {
	return attack{name, want, func() ([]uuid.UUID, int64, error) {
		var row M
		err := get(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil, 0, nil
		}
		if err != nil {
			return nil, 0, err
		}
		return ids(row), 0, nil
	}}
}

// reading is an attack that returns ids or an error in some other way.
func reading(want outcome, name string, get func() ([]uuid.UUID, error)) attack {
	return attack{name, want, func() ([]uuid.UUID, int64, error) {
		found, err := get()
		return found, 0, err
	}}
}

// changing is an attack that changes rows.
func changing(want outcome, name string, do func() *gorm.DB) attack {
	return attack{name, want, func() ([]uuid.UUID, int64, error) {
		res := do()
		return nil, res.RowsAffected, res.Error
	}}
}

// parse reads ids as they come in maps.
func parse(values ...any) (all []uuid.UUID, err error) {
	for _, v := range values {
		id, parseErr := uuid.Parse(strings.Trim(fmt.Sprint(v), "{}"))
		err = errors.Join(err, parseErr)
		all = append(all, id)
	}
	return slices.Clip(all), err
}
