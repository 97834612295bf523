package tenantdb

import (
	"errors"
	"fmt"
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ErrRefused is what the guard answers to a statement whose tenant it cannot
// be sure of. It is always a mistake in our code, never in a request.
var ErrRefused = errors.New("tenantdb: statement refused")

// ErrOtherTenant is an insert of a row that says it belongs to another tenant
// than the context's.
var ErrOtherTenant = errors.New("tenantdb: the row is another tenant's")

const reviewed = "tenantdb:reviewed"

// Reviewed lets a statement pass that the guard cannot read: raw SQL. Its SQL
// is a constant, its values are bound, and it names tenant_id itself (or it
// reads control tables). A test lists the callers.
func Reviewed(tx *gorm.DB) *gorm.DB { return tx.Set(reviewed, true) }

// Control is implemented by the models of control tables, which belong to no
// tenant. Every other model must have a TenantID.
type Control interface{ ControlTable() }

// Guard is a gorm plugin that refuses what would reach around TenantID: raw
// SQL without the Reviewed mark, in whole or as a query in a fragment, tables
// without a model, joins, Unscoped, upserts, and updates or deletes without a
// condition of their own. What it does not know, it refuses.
type Guard struct{}

// Name is part of gorm's contract for plugins.
func (Guard) Name() string { return "tenantdb:guard" }

// Initialize registers the guard before everything gorm does.
func (Guard) Initialize(db *gorm.DB) error {
	cb := db.Callback()
	return errors.Join(
		cb.Query().Before("*").Register("tenantdb:query", read),
		cb.Row().Before("*").Register("tenantdb:row", read),
		cb.Raw().Before("*").Register("tenantdb:raw", raw),
		cb.Create().Before("*").Register("tenantdb:create", create),
		cb.Update().Before("*").Register("tenantdb:update", change),
		cb.Delete().Before("*").Register("tenantdb:delete", change),
	)
}

func refuse(db *gorm.DB, why string) { _ = db.AddError(fmt.Errorf("%w: %s", ErrRefused, why)) }

func isReviewed(db *gorm.DB) bool {
	_, ok := db.Get(reviewed)
	return ok
}

func raw(db *gorm.DB) {
	if !isReviewed(db) {
		refuse(db, "raw SQL without Reviewed")
	}
}

func read(db *gorm.DB) {
	if db.Statement.SQL.Len() > 0 {
		raw(db)
		return
	}
	model(db)
}

// model refuses what is not a plain statement on one model's own table, and
// reports whether that table is a tenant's.
func model(db *gorm.DB) (tenantOwned bool) {
	stmt := db.Statement
	if stmt.Schema == nil {
		refuse(db, "no model")
		return false
	}
	if len(stmt.Joins) > 0 {
		refuse(db, "joins: write reviewed SQL")
	}
	if stmt.TableExpr != nil || stmt.Table != stmt.Schema.Table {
		refuse(db, "a table that is not the model's")
	}
	inspect(db)
	if _, control := reflect.TypeAssert[Control](reflect.New(stmt.Schema.ModelType)); control {
		return false
	}
	if f := stmt.Schema.LookUpField("tenant_id"); f == nil || f.FieldType != reflect.TypeFor[TenantID]() {
		refuse(db, stmt.Schema.Name+" has no TenantID and is no control table")
	}
	if stmt.Unscoped {
		refuse(db, "Unscoped")
	}
	return true
}

func create(db *gorm.DB) {
	if !model(db) {
		return
	}
	for _, row := range rowsOf(db.Statement) {
		if !row.IsValid() {
			refuse(db, "rows that are not "+db.Statement.Schema.Name)
			return
		}
	}
	c, ok := db.Statement.Clauses["ON CONFLICT"]
	if !ok {
		return
	}
	on, ok := c.Expression.(clause.OnConflict)
	if !ok || !on.DoNothing || on.OnConstraint != "" || len(on.Where.Exprs)+len(on.TargetWhere.Exprs) > 0 {
		refuse(db, "an upsert")
	}
}

func change(db *gorm.DB) {
	if !model(db) {
		return
	}
	if len(ownConditions(db.Statement)) == 0 {
		refuse(db, "update or delete without a condition of its own")
	}
	values := reflect.ValueOf(db.Statement.Dest)
	for values.Kind() == reflect.Pointer {
		values = values.Elem()
	}
	if values.Kind() != reflect.Map {
		return
	}
	for column, value := range values.Seq2() {
		// A name that gorm does not know goes to the database as it is, where
		// tENANT_ID is tenant_id.
		if db.Statement.Schema.LookUpField(column.String()) == nil {
			refuse(db, "an update of a column that is not the model's")
		}
		inspector{db}.value(value.Interface())
	}
}
