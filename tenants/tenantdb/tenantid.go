// Package tenantdb is how a tenant's rows are kept apart in the database: the
// TenantID column type and the guard, which are the first two of the four
// walls around a tenant (the third is keys that lead with tenant_id, the
// fourth Postgres' row-level security: see migrations/), and the control
// tables that tell which hostname belongs to which tenant.
//
// A model of a tenant's table has a field of type TenantID:
//
//	type Party struct {
//		TenantID tenantdb.TenantID `gorm:"primaryKey"`
//		ID       uuid.UUID         `gorm:"primaryKey"`
//		…
//	}
//
// and from then on gorm adds `tenant_id = ?` to its every select, update and
// delete, and fills it in every insert, with the tenant of the statement's
// context (tenants.With). A statement without a tenant fails.
package tenantdb

import (
	"database/sql/driver"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/pactdesk/pactdesk/tenants"
)

// TenantID is the column that says whose a row is.
type TenantID tenants.ID

// Value stores the id as text, which both databases take.
func (t TenantID) Value() (driver.Value, error) { return tenants.ID(t).Value() }

// Scan reads the id from a column of either database.
func (t *TenantID) Scan(src any) error { return (*tenants.ID)(t).Scan(src) }

func (t TenantID) String() string { return tenants.ID(t).String() }

// QueryClauses scopes selects. It is part of gorm's contract for column types.
func (TenantID) QueryClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{scope{field: f}}
}

// UpdateClauses scopes updates and keeps them from moving a row to another
// tenant.
func (TenantID) UpdateClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{scope{field: f, omit: true}}
}

// DeleteClauses scopes deletes.
func (TenantID) DeleteClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{scope{field: f}}
}

// CreateClauses fills the column of new rows.
func (TenantID) CreateClauses(f *schema.Field) []clause.Interface {
	return []clause.Interface{fill{field: f}}
}

// noClause is the part of gorm's clause.Interface that a pure statement
// modifier has no use for.
type noClause struct{}

func (noClause) Name() string               { return "" }
func (noClause) Build(clause.Builder)       {}
func (noClause) MergeClause(*clause.Clause) {}

type scope struct {
	noClause
	field *schema.Field
	omit  bool
}

func (s scope) ModifyStatement(stmt *gorm.Statement) {
	if s.omit {
		stmt.Omits = append(slices.Clone(stmt.Omits), s.field.DBName)
	}
	w := within{own: ownConditions(stmt)}
	tenant, err := tenants.From(stmt.Context)
	if err != nil {
		_ = stmt.AddError(err)
		// A sub-query's error is dropped by gorm: so it must also find nothing.
		w.tenant = clause.Expr{SQL: "1 = 0"}
	} else {
		w.tenant = clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: s.field.DBName}, Value: tenant}
	}
	c := stmt.Clauses["WHERE"]
	c.Name, c.Expression = "WHERE", clause.Where{Exprs: []clause.Expression{w}}
	stmt.Clauses["WHERE"] = c
}

// within is a statement's own conditions beside the tenant's. They stand in
// parentheses of their own, so that no OR of theirs reaches around it: gorm
// sets such parentheses only where it sees an " OR " between two spaces.
type within struct {
	tenant clause.Expression
	own    []clause.Expression
}

// Build is gorm's contract.
func (w within) Build(b clause.Builder) {
	_ = b.WriteByte('(')
	w.tenant.Build(b)
	if len(w.own) > 0 {
		_, _ = b.WriteString(" AND (")
		clause.Where{Exprs: slices.Clone(w.own)}.Build(b) // it may swap them
		_ = b.WriteByte(')')
	}
	_ = b.WriteByte(')')
}

// ownConditions are a statement's conditions but for the tenant's. A statement
// that is used again still has that from before, for the tenant of then, and
// may have been given an OR since.
func ownConditions(stmt *gorm.Statement) (own []clause.Expression) {
	where, _ := stmt.Clauses["WHERE"].Expression.(clause.Where)
	for _, e := range where.Exprs {
		if w, ok := e.(within); ok {
			own = append(own, w.own...)
		} else {
			own = append(own, e)
		}
	}
	return own
}

type fill struct {
	noClause
	field *schema.Field
}

func (f fill) ModifyStatement(stmt *gorm.Statement) {
	tenant, err := tenants.From(stmt.Context)
	if err != nil {
		_ = stmt.AddError(err)
		return
	}
	for _, row := range rowsOf(stmt) {
		if !row.IsValid() {
			_ = stmt.AddError(ErrRefused)
			return
		}
		if current, zero := f.field.ValueOf(stmt.Context, row); !zero && current != TenantID(tenant) {
			_ = stmt.AddError(ErrOtherTenant)
			return
		}
		_ = stmt.AddError(f.field.Set(stmt.Context, row, TenantID(tenant)))
	}
}

// rowsOf are the rows that an insert is of; what is no row of the model is the
// zero Value.
func rowsOf(stmt *gorm.Statement) (rows []reflect.Value) {
	add := func(v reflect.Value) {
		for v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		if v.IsValid() && v.Type() != stmt.Schema.ModelType {
			v = reflect.Value{}
		}
		rows = append(rows, v)
	}
	switch v := stmt.ReflectValue; v.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			add(v.Index(i))
		}
	default:
		add(v)
	}
	return rows
}
