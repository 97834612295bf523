package tenanttest

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/tenants"
)

// without is a context of the same transaction and no tenant.
func without(ctx context.Context) context.Context { return tenants.With(ctx, tenants.ID{}) }

// fragments are ways to reach around the model with SQL of one's own, whole
// or in pieces.
func (s *asker[M]) fragments() []attack {
	all := "SELECT * FROM " + s.table
	id := clause.Column{Name: "id"}
	refusing := func(name string, q func() *gorm.DB) attack { return s.finding(refused, name, q) }
	where := func(name, sql string, args ...any) attack {
		return refusing(name, func() *gorm.DB { return s.conn().Where(sql, args...) })
	}
	return []attack{
		refusing("Raw", func() *gorm.DB { return s.conn().Raw(all) }),
		reading(refused, "Raw with Scan", func() ([]uuid.UUID, error) {
			var rows []M
			err := s.conn().Raw(all).Scan(&rows).Error
			return ids(rows...), err
		}),
		reading(refused, "Raw with Rows", func() ([]uuid.UUID, error) {
			rows, err := s.conn().Raw(all).Rows()
			if err != nil {
				return nil, err
			}
			defer rows.Close()
			return ids(s.b), rows.Err()
		}),
		changing(refused, "Exec", func() *gorm.DB { return s.conn().Exec("DELETE FROM " + s.table) }),
		refusing("Unscoped", func() *gorm.DB { return s.conn().Unscoped() }),

		reading(refused, "Table without a model", func() ([]uuid.UUID, error) {
			var rows []map[string]any
			err := s.conn().Table(s.table).Find(&rows).Error
			return nil, err
		}),
		refusing("Table", func() *gorm.DB { return s.conn().Table(s.table) }),
		refusing("Table of a schema", func() *gorm.DB { return s.conn().Table("public." + s.table) }),
		refusing("Table with an alias", func() *gorm.DB { return s.conn().Table(s.table + " AS x") }),
		refusing("Table with the table's name for another", func() *gorm.DB { return s.conn().Table("accounts AS " + s.table) }),
		refusing("Table that is a sub-query", func() *gorm.DB { return s.conn().Table("(?) AS "+s.table, s.conn().Raw(all)) }),
		refusing("Table beside a table", func() *gorm.DB {
			return s.conn().Select("x.*").Table(s.table + " AS x, " + s.table + " AS " + s.table)
		}),

		refusing("Joins", func() *gorm.DB { return s.conn().Joins("JOIN accounts x ON 1 = 1") }),
		refusing("Joins that end in OR", func() *gorm.DB { return s.conn().Joins("JOIN " + s.table + " x ON 1 = 1 OR 1 = 1") }),
		refusing("InnerJoins", func() *gorm.DB { return s.conn().InnerJoins("x") }),
		refusing("a join in FROM", func() *gorm.DB {
			return s.conn().Clauses(clause.From{Joins: []clause.Join{{Table: clause.Table{Name: s.table, Alias: "x"}}}})
		}),
		refusing("a second table in FROM", func() *gorm.DB {
			return s.conn().Clauses(clause.From{Tables: []clause.Table{{Name: s.table, Alias: "x"}, {Name: s.table}}})
		}),
		refusing("a raw FROM", func() *gorm.DB {
			return s.conn().Clauses(clause.From{Tables: []clause.Table{{Name: s.table, Raw: true}}})
		}),
		s.finding(fails, "Preload", func() *gorm.DB { return s.conn().Preload("Account") }),

		where("parentheses that close what they did not open", "1 = 1) OR (1 = 1"),
		where("the same in a named query", "id = @id) OR (1 = 1", map[string]any{"id": 1}),
		where("a comment to the end of the line", "1 = 1 --"),
		where("a comment", "1 = 1 /* "),
		where("a second statement", "1 = 1; DELETE FROM "+s.table),
		where("a quote left open", "id <> '"),
		where("a closing parenthesis after a quoted one", "id <> '(' ) OR ( 1 = 1"),
		where("a sub-query in a string", "id IN (SELECT id FROM "+s.table+")"),
		where("a sub-query in lower case", "id in (select id from "+s.table+")"),
		where("a second query", "1 = 1 UNION "+all),
		where("a value too many", "1 = 1", s.B),
		where("a value too few", "1 = ? OR 1 = ?", 1),
		where("a place within quotes", "'?' <> 'x' AND 1 = 1", s.B),
		where("a numbered place", "1 = ?2", s.B),
		where("a name within quotes", "'@id ' <> 'x' AND id = @id", map[string]any{"id": s.B}),
		where("a fragment for a value", "id = ?", clause.Expr{SQL: "(SELECT id FROM " + s.table + " LIMIT 1)"}),
		refusing("the same in Or", func() *gorm.DB { return s.conn().Where("1 = 1").Or("1 = 1) OR (1 = 1") }),
		refusing("the same in Not", func() *gorm.DB { return s.conn().Not("1 = 0) OR (1 = 1") }),
		refusing("the same in a group", func() *gorm.DB { return s.conn().Where(s.conn().Where("1 = 1) OR (1 = 1")) }),
		refusing("the same in a sub-query", func() *gorm.DB {
			return s.conn().Where("id IN (?)", s.model().Select("id").Where("1 = 1) OR (1 = 1"))
		}),
		refusing("a raw column", func() *gorm.DB {
			return s.conn().Where(clause.Eq{Column: clause.Column{Name: "1 = 1) OR (1", Raw: true}, Value: 1})
		}),
		s.finding(fails, "a column of a map", func() *gorm.DB { return s.conn().Where(map[string]any{"1 = 1) OR (1": 1}) }),
		refusing("a condition of one's own making", func() *gorm.DB { return s.conn().Where(ownCondition{}) }),
		refusing("Select", func() *gorm.DB { return s.conn().Select("* FROM " + s.table + " --") }),
		refusing("Select of a sub-query", func() *gorm.DB { return s.conn().Select("(SELECT max(id) FROM "+s.table+") AS id", "tenant_id") }),
		refusing("Select with values", func() *gorm.DB { return s.conn().Select("? FROM "+s.table+" --", id) }),
		refusing("Distinct", func() *gorm.DB { return s.conn().Distinct("* FROM " + s.table + " --") }),
		refusing("Order", func() *gorm.DB { return s.conn().Order("(SELECT max(id) FROM " + s.table + ")") }),
		refusing("Order by an expression", func() *gorm.DB {
			return s.conn().Clauses(clause.OrderBy{Expression: clause.Expr{SQL: "id; DELETE FROM " + s.table}})
		}),
		refusing("Group", func() *gorm.DB {
			return s.model().Select("tenant_id").Group("tenant_id UNION SELECT id FROM " + s.table)
		}),
		refusing("Having", func() *gorm.DB {
			return s.model().Select("tenant_id").Group("tenant_id").Having("1 = 1 UNION SELECT id FROM " + s.table)
		}),
		refusing("a lock on another table", func() *gorm.DB { return s.conn().Clauses(clause.Locking{Strength: "UPDATE -- "}) }),
	}
}

// ownCondition is a condition that no guard can read.
type ownCondition struct{}

// Build is gorm's contract.
func (ownCondition) Build(b clause.Builder) { _, _ = b.WriteString("1 = 1) OR (1 = 1") }

// plain are the commonest statements, all of which want a tenant.
func (s *asker[M]) plain() []attack {
	id := idOf(&s.a)
	set := map[string]any{s.Column: s.Value}
	return []attack{
		s.finding(isDenied, "Find", s.conn),
		s.finding(isDenied, "Where", func() *gorm.DB { return s.conn().Where("id = ?", id).Or("1 = 1") }),
		s.one(isDenied, "First", func(row *M) *gorm.DB { return s.conn().First(row) }),
		changing(isDenied, "Count", func() *gorm.DB { return s.model().Count(new(int64)) }),
		changing(isDenied, "Pluck", func() *gorm.DB { return s.model().Pluck("id", new([]uuid.UUID)) }),
		reading(isDenied, "Rows", func() ([]uuid.UUID, error) {
			rows, err := s.model().Rows()
			if err != nil {
				return nil, err
			}
			defer rows.Close()
			return nil, rows.Err()
		}),
		changing(isDenied, "Update", func() *gorm.DB { return s.model().Where("id = ?", id).Updates(set) }),
		changing(isDenied, "UpdateColumn", func() *gorm.DB { return s.model().Where("id = ?", id).UpdateColumn(s.Column, s.Value) }),
		changing(isDenied, "Delete", func() *gorm.DB { return s.conn().Where("id = ?", id).Delete(new(M)) }),
		changing(isDenied, "Create", func() *gorm.DB { return s.conn().Create(with(s.a, uuid.New(), tenants.ID{})) }),
		changing(isDenied, "Create for A", func() *gorm.DB { return s.conn().Create(with(s.a, uuid.New(), s.A)) }),
		changing(isDenied, "Create of many", func() *gorm.DB { return s.conn().Create(&[]M{*with(s.a, uuid.New(), s.A)}) }),
		changing(isDenied, "FirstOrCreate", func() *gorm.DB { return s.conn().FirstOrCreate(with(s.a, uuid.New(), s.A)) }),
	}
}
