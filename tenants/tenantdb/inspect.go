package tenantdb

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/tenants"
)

// inspect reads the parts of a statement that somebody wrote before gorm adds
// its own, and refuses what is not known to keep within the model's table.
func inspect(db *gorm.DB) {
	i := inspector{db}
	for name, c := range db.Statement.Clauses {
		i.clause(name, c)
	}
	for _, column := range db.Statement.Selects {
		i.text(column)
	}
}

type inspector struct{ db *gorm.DB }

func (i inspector) clause(name string, c clause.Clause) {
	if c.BeforeExpression != nil || c.AfterNameExpression != nil || c.AfterExpression != nil || c.Builder != nil {
		refuse(i.db, "a clause with additions")
	}
	switch e := c.Expression.(type) {
	case clause.From:
		if len(e.Tables) > 0 || len(e.Joins) > 0 {
			refuse(i.db, "joins: write reviewed SQL")
		}
	case clause.Insert:
		i.untouched(name, e == clause.Insert{})
	case clause.Update:
		i.untouched(name, e == clause.Update{})
	case clause.Delete:
		i.untouched(name, e == clause.Delete{})
	case clause.Values, nil: // gorm makes the values of the rows
	case clause.OnConflict:
		for _, column := range e.Columns {
			i.column(column)
		}
	case clause.Expression:
		switch name {
		case "SELECT", "WHERE", "GROUP BY", "ORDER BY", "LIMIT":
			i.expression(e)
		default:
			refuse(i.db, "a clause "+name)
		}
	}
}

// untouched refuses a clause that gorm adds, where somebody has filled it.
func (i inspector) untouched(name string, ok bool) {
	if !ok {
		refuse(i.db, "a clause "+name+" of one's own")
	}
}

func (i inspector) expression(e clause.Expression) {
	switch e := e.(type) {
	case nil, clause.Limit:
	case clause.Expr:
		i.fragment(e.SQL, len(e.Vars))
		i.values(e.Vars)
	case clause.NamedExpr:
		i.named(e.SQL)
		i.values(e.Vars)
	case clause.Where:
		i.expressions(e.Exprs)
	case clause.AndConditions:
		i.expressions(e.Exprs)
	case clause.OrConditions:
		i.expressions(e.Exprs)
	case clause.NotConditions:
		i.expressions(e.Exprs)
	case within:
		i.expressions(e.own)
	case clause.Eq:
		i.comparison(e)
	case clause.Neq:
		i.comparison(clause.Eq(e))
	case clause.Gt:
		i.comparison(clause.Eq(e))
	case clause.Gte:
		i.comparison(clause.Eq(e))
	case clause.Lt:
		i.comparison(clause.Eq(e))
	case clause.Lte:
		i.comparison(clause.Eq(e))
	case clause.Like:
		i.comparison(clause.Eq(e))
	case clause.IN:
		i.column(e.Column)
		i.values(e.Values)
	case clause.Select:
		for _, column := range e.Columns {
			i.column(column)
		}
		i.expression(e.Expression)
	case clause.GroupBy:
		for _, column := range e.Columns {
			i.column(column)
		}
		i.expressions(e.Having)
	case clause.OrderBy:
		for _, by := range e.Columns {
			i.column(by.Column)
		}
		i.expression(e.Expression)
	default:
		refuse(i.db, fmt.Sprintf("an expression of a kind that the guard does not know: %T", e))
	}
}

func (i inspector) expressions(all []clause.Expression) {
	for _, e := range all {
		i.expression(e)
	}
}

func (i inspector) comparison(e clause.Eq) {
	i.column(e.Column)
	i.value(e.Value)
}

// column inspects what stands for a column: gorm quotes it unless it is raw.
func (i inspector) column(c any) {
	switch c := c.(type) {
	case clause.Column:
		if c.Raw {
			i.text(c.Name)
		}
	case []clause.Column:
		for _, c := range c {
			i.column(c)
		}
	case clause.Expression:
		i.expression(c)
	}
}

func (i inspector) values(all []any) {
	for _, v := range all {
		i.value(v)
	}
}

// value inspects what stands for a value: gorm binds it unless it is a
// sub-query or an expression.
func (i inspector) value(v any) {
	switch v := v.(type) {
	case *gorm.DB:
		i.subquery(v)
		return
	case gorm.Valuer:
		refuse(i.db, "a value that makes SQL")
		return
	case clause.Column:
		i.column(v)
		return
	case clause.Expression:
		i.expression(v)
		return
	case sql.NamedArg:
		i.value(v.Value)
		return
	case driver.Valuer, nil:
		return
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		if rv.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for _, element := range rv.Seq2() {
			i.value(element.Interface())
		}
	}
}

// subquery inspects a query within a query. gorm drops its errors, so it is
// built once to see them.
func (i inspector) subquery(q *gorm.DB) {
	if q.Statement.SQL.Len() > 0 {
		if !isReviewed(q) {
			refuse(i.db, "a raw sub-query without Reviewed")
		}
		return
	}
	outer, _ := tenants.From(i.db.Statement.Context)
	inner, _ := tenants.From(q.Statement.Context)
	if outer != inner {
		refuse(i.db, "a sub-query for another tenant")
		return
	}
	probe := q.Session(&gorm.Session{DryRun: true}).Set("tenantdb:probe", true)
	_ = i.db.AddError(probe.Callback().Query().Execute(probe).Error)
}

// text inspects a fragment of SQL that has no values.
func (i inspector) text(fragment string) { i.fragment(fragment, 0) }

// fragment inspects one that has values.
func (i inspector) fragment(fragment string, values int) {
	why := fault(fragment)
	if why == "" {
		why = misbound(fragment, values)
	}
	if why != "" {
		refuse(i.db, why+" in "+fragment)
	}
}

// named inspects one whose values have names. Within quotes a name would be no
// place.
func (i inspector) named(fragment string) {
	i.fragment(fragment, 0)
	if why := misbound(strings.ReplaceAll(fragment, "@", "?"), strings.Count(fragment, "@")); why != "" {
		refuse(i.db, why+" in "+fragment)
	}
}
