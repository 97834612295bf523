package db

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// What follows reads and deletes rows of any model, for those who go by the
// data map: exports and erasure. All walls around the context's tenant stand.

// Row is a row's values by column, of the types that its model gives them, so
// that both databases say the same.
type Row map[string]any

// Of are rows in which one of the columns has a value.
type Of struct {
	Columns []string
	Value   any
}

// condition is written as one expression: gorm joins a lone OR to what stands
// beside it.
func (o Of) condition() clause.Expression {
	either := make([]clause.Expression, len(o.Columns))
	for i, name := range o.Columns {
		either[i] = clause.Eq{Column: clause.Column{Table: clause.CurrentTable, Name: name}, Value: o.Value}
	}
	if len(either) == 1 {
		return either[0]
	}
	return clause.OrConditions{Exprs: either}
}

// ReadPage reads up to n rows of a model in the order of their primary key,
// after that of the last row of the page before (nil: from the first). Without
// columns it reads all of the tenant's. next is nil after the last page.
func ReadPage(ctx context.Context, model any, of Of, after any, n int) (rows []Row, next any, err error) {
	conn := Conn(ctx)
	stmt := &gorm.Statement{DB: conn}
	if err := stmt.Parse(model); err != nil {
		return nil, nil, err
	}
	key := stmt.Schema.PrimaryFields[len(stmt.Schema.PrimaryFields)-1] // behind tenant_id
	column := clause.Column{Table: clause.CurrentTable, Name: key.DBName}
	var where []clause.Expression
	if len(of.Columns) > 0 {
		where = append(where, of.condition())
	} else if _, control := reflect.TypeAssert[tenantdb.Control](reflect.New(stmt.Schema.ModelType)); control {
		return nil, nil, fmt.Errorf("db: %s is no tenant's: say of which its rows are", stmt.Schema.Table)
	}
	if after != nil {
		where = append(where, clause.Gt{Column: column, Value: after})
	}
	if len(where) > 0 {
		conn = conn.Clauses(clause.Where{Exprs: where})
	}
	found := reflect.New(reflect.SliceOf(stmt.Schema.ModelType))
	conn = conn.Clauses(clause.OrderBy{Columns: []clause.OrderByColumn{{Column: column}}})
	if err := conn.Limit(n).Find(found.Interface()).Error; err != nil {
		return nil, nil, err
	}
	for _, v := range found.Elem().Seq2() {
		row := Row{}
		for _, f := range stmt.Schema.Fields {
			if f.DBName != "" {
				row[f.DBName] = f.ReflectValueOf(ctx, v).Interface()
			}
		}
		rows = append(rows, row)
	}
	if len(rows) == n {
		next = rows[n-1][key.DBName]
	}
	return rows, next, nil
}

// ReadAll reads all such rows at once: those of one person.
func ReadAll(ctx context.Context, model any, of Of) (all []Row, err error) {
	const page = 500
	var next any
	for {
		var rows []Row
		rows, next, err = ReadPage(ctx, model, of, next, page)
		all = append(all, rows...)
		if err != nil || next == nil {
			return all, err
		}
	}
}

// DeleteRows deletes such rows of the context's tenant.
func DeleteRows(ctx context.Context, model any, of Of) error {
	if len(of.Columns) == 0 {
		return errors.New("db: rows are deleted that are of nobody")
	}
	row := reflect.New(reflect.TypeOf(model)).Interface()
	return Conn(ctx).Clauses(clause.Where{Exprs: []clause.Expression{of.condition()}}).Delete(row).Error
}
