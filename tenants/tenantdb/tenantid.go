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

// scoped marks a statement that has its condition, so that it is added once.
const scoped = "tenantdb:scoped"

func (s scope) ModifyStatement(stmt *gorm.Statement) {
	if _, done := stmt.Clauses[scoped]; done {
		return
	}
	stmt.Clauses[scoped] = clause.Clause{}
	groupOr(stmt)
	if s.omit {
		stmt.Omits = append(stmt.Omits, s.field.DBName)
	}
	tenant, err := tenants.From(stmt.Context)
	if err != nil {
		_ = stmt.AddError(err)
		// A sub-query's error is dropped by gorm: so it must also find nothing.
		stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "1 = 0"}}})
		return
	}
	stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Eq{
		Column: clause.Column{Table: clause.CurrentTable, Name: s.field.DBName},
		Value:  tenant,
	}}})
}

// groupOr puts what was asked so far in parentheses where it holds an OR,
// which would otherwise reach around the tenant's condition.
func groupOr(stmt *gorm.Statement) {
	c, ok := stmt.Clauses["WHERE"]
	if !ok {
		return
	}
	where, ok := c.Expression.(clause.Where)
	if !ok || len(where.Exprs) == 0 {
		return
	}
	where.Exprs = []clause.Expression{clause.And(where.Exprs...)}
	c.Expression = where
	stmt.Clauses["WHERE"] = c
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
	set := func(row reflect.Value) {
		current, zero := f.field.ValueOf(stmt.Context, row)
		if !zero && current != TenantID(tenant) {
			_ = stmt.AddError(ErrOtherTenant)
			return
		}
		_ = stmt.AddError(f.field.Set(stmt.Context, row, TenantID(tenant)))
	}
	switch rv := stmt.ReflectValue; rv.Kind() {
	case reflect.Struct:
		set(rv)
	case reflect.Slice, reflect.Array:
		for i := range rv.Len() {
			set(reflect.Indirect(rv.Index(i)))
		}
	default:
		_ = stmt.AddError(ErrRefused)
	}
}
