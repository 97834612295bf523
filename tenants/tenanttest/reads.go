package tenanttest

import (
	"database/sql"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// reads are ways to ask for rows.
func (s *asker[M]) reads() []attack {
	b, own := idOf(&s.b), idOf(&s.a)
	where := func(query any, args ...any) func() *gorm.DB {
		return func() *gorm.DB { return s.conn().Where(query, args...) }
	}
	raw := func(sql string) clause.Expr { return clause.Expr{SQL: sql} }
	return []attack{
		s.finding(seesOwn, "Find", s.conn),
		s.one(seesOwn, "First", func(row *M) *gorm.DB { return s.conn().First(row) }),
		s.one(seesOwn, "Last", func(row *M) *gorm.DB { return s.conn().Last(row) }),
		s.one(seesOwn, "Take", func(row *M) *gorm.DB { return s.conn().Take(row, "1 = 1") }),
		s.finding(seesOwn, "Order, Limit, Offset", func() *gorm.DB { return s.conn().Order("id DESC").Limit(10).Offset(0) }),
		s.finding(seesOwn, "Limit(-1)", func() *gorm.DB { return s.conn().Limit(-1).Offset(-1) }),
		s.finding(seesOwn, "Distinct", func() *gorm.DB { return s.conn().Distinct("tenant_id", "id") }),
		s.finding(seesOwn, "Select", func() *gorm.DB { return s.conn().Select("*") }),
		s.finding(seesOwn, "Omit", func() *gorm.DB { return s.conn().Omit("TenantID") }),
		s.finding(seesOwn, "a new session", func() *gorm.DB { return s.conn().Session(&gorm.Session{NewDB: true, SkipHooks: true}) }),
		s.finding(seesOwn, "all fields", func() *gorm.DB { return s.conn().Session(&gorm.Session{QueryFields: true}) }),

		s.finding(seesOwn, "Where 1 = 1", where("1 = 1")),
		s.finding(seesOwn, "OR in a string", where("id = ? OR 1 = 1", b)),
		s.finding(seesOwn, "OR between line breaks", where("id = ?\nOR\n1 = 1", b)),
		s.finding(seesOwn, "OR between tabs", where("id = ?\tor\t1 = 1", b)),
		s.finding(seesOwn, "OR without spaces", where("(id = ?)OR(1 = 1)", b)),
		s.finding(seesOwn, "OR with a named value", where("id = @id OR 1 = 1", sql.Named("id", b))),
		s.finding(seesOwn, "OR in NOT", func() *gorm.DB { return s.conn().Not("1 = 0\nOR 1 = 0") }),
		s.finding(seesOwn, "Or at the end", func() *gorm.DB { return s.conn().Where("id = ?", b).Or("1 = 1") }),
		s.finding(seesOwn, "Or alone", func() *gorm.DB { return s.conn().Or("1 = 1") }),
		s.finding(seesOwn, "Or at the start", func() *gorm.DB { return s.conn().Or("1 = 1").Where("1 = 1") }),
		s.finding(seesOwn, "Or on both sides", func() *gorm.DB { return s.conn().Or("1 = 1").Where("1 = 0").Or("1 = 1") }),
		s.finding(seesOwn, "Or of a map", func() *gorm.DB { return s.conn().Where("1 = 0").Or(map[string]any{"tenant_id": s.B}).Or("1 = 1") }),
		s.finding(seesOwn, "a group with Or", func() *gorm.DB { return s.conn().Where(s.conn().Where("id = ?", b).Or("1 = 1")) }),
		s.finding(seesOwn, "Or of a group", func() *gorm.DB { return s.conn().Where("1 = 0").Or(s.conn().Where("1 = 1").Or("1 = 1")) }),
		s.finding(seesOwn, "a group of one Or", func() *gorm.DB { return s.conn().Where(s.conn().Or("1 = 1")) }),
		s.finding(seesOwn, "clause.Or", func() *gorm.DB { return s.conn().Clauses(clause.Or(raw("1 = 1"))) }),
		s.finding(seesOwn, "clause.Where with Or", func() *gorm.DB {
			return s.conn().Clauses(clause.Where{Exprs: []clause.Expression{raw("1 = 0"), clause.Or(raw("1 = 1"))}})
		}),
		s.finding(seesOwn, "a scope with Or", func() *gorm.DB {
			return s.conn().Scopes(func(q *gorm.DB) *gorm.DB { return q.Or("1 = 1") })
		}),
		s.finding(seesOwn, "a statement used again with Or", func() *gorm.DB {
			q := s.model().Where("1 = 0")
			var n int64
			q.Count(&n)
			return q.Or("1 = 1")
		}),
		s.finding(seesOwn, "a statement of B's used again", func() *gorm.DB {
			q := s.conn().WithContext(s.as(s.B)).Where("1 = 1")
			q.Find(new([]M))
			return q.WithContext(s.ctx)
		}),

		s.finding(finds0, "B's id", where("id = ?", b)),
		s.finding(finds0, "B's id in a map", where(map[string]any{"id": b})),
		s.finding(finds0, "B's row as condition", where(&s.b)),
		s.finding(finds0, "B's tenant_id", where("tenant_id = ?", s.B)),
		s.finding(finds0, "B's tenant_id in a map", where(map[string]any{"tenant_id": s.B})),
		s.finding(finds0, "B's tenant_id or B's", where("tenant_id = ?\nOR tenant_id = ?", s.B, s.B)),
		s.one(finds0, "First with B's id", func(row *M) *gorm.DB { return s.conn().First(row, "id = ?", b) }),
		s.one(finds0, "Take into B's row", func(row *M) *gorm.DB { *row = s.b; return s.conn().Take(row) }),

		s.finding(seesOwn, "a sub-query", func() *gorm.DB { return s.conn().Where("id IN (?)", s.model().Select("id")) }),
		s.finding(finds0, "a sub-query with Or", func() *gorm.DB {
			return s.conn().Where("id IN (?)", s.model().Select("id").Where("id = ?", own).Or("1 = 1")).Where("id = ?", b)
		}),
		s.finding(refused, "a sub-query as B", func() *gorm.DB {
			return s.conn().Where("id NOT IN (?)", s.model().WithContext(s.as(s.B)).Select("id"))
		}),
		s.finding(refused, "a sub-query without a tenant", func() *gorm.DB {
			return s.conn().Where("id NOT IN (?)", s.Conn(without(s.ctx)).Model(new(M)).Select("id"))
		}),
		s.finding(refused, "a sub-query in a map, as B", func() *gorm.DB {
			return s.conn().Where(map[string]any{"id": s.model().WithContext(s.as(s.B)).Select("id")})
		}),
		s.finding(refused, "a raw sub-query", func() *gorm.DB {
			return s.conn().Where("EXISTS (?)", s.conn().Raw("SELECT id FROM "+s.table))
		}),

		reading(seesOwn, "Count", func() ([]uuid.UUID, error) {
			var n int64
			if err := s.model().Where("1 = 0").Or("1 = 1").Count(&n).Error; err != nil || n != 1 {
				return nil, fmt.Errorf("counted %d: %w", n, err)
			}
			return ids(s.a), nil
		}),
		reading(seesOwn, "Pluck", func() (found []uuid.UUID, err error) {
			return found, s.model().Or("1 = 1").Pluck("id", &found).Error
		}),
		reading(seesOwn, "rows as maps", func() ([]uuid.UUID, error) {
			var rows []map[string]any
			if err := s.model().Select("tenant_id", "id").Or("1 = 1").Find(&rows).Error; err != nil || len(rows) != 1 {
				return nil, fmt.Errorf("%d rows: %w", len(rows), err)
			}
			return parse(rows[0]["id"])
		}),
		reading(seesOwn, "Scan into another type", func() ([]uuid.UUID, error) {
			var rows []struct{ ID uuid.UUID }
			err := s.model().Or("1 = 1").Scan(&rows).Error
			var found []uuid.UUID
			for _, r := range rows {
				found = append(found, r.ID)
			}
			return found, err
		}),
		reading(seesOwn, "Rows", func() (found []uuid.UUID, err error) {
			rows, err := s.model().Or("1 = 1").Rows()
			if err != nil {
				return nil, err
			}
			defer rows.Close()
			for rows.Next() {
				var row M
				if err := s.conn().ScanRows(rows, &row); err != nil {
					return nil, err
				}
				found = append(found, idOf(&row))
			}
			return found, rows.Err()
		}),
		reading(seesOwn, "Row", func() ([]uuid.UUID, error) {
			var id uuid.UUID
			err := s.model().Select("id").Or("1 = 1").Row().Scan(&id)
			return []uuid.UUID{id}, err
		}),
		reading(seesOwn, "FindInBatches", func() (found []uuid.UUID, err error) {
			var rows []M
			return found, s.conn().FindInBatches(&rows, 1, func(*gorm.DB, int) error {
				found = append(found, ids(rows...)...)
				return nil
			}).Error
		}),
		reading(seesOwn, "Group and Having", func() (found []uuid.UUID, err error) {
			var tenants []uuid.UUID
			err = s.model().Group("tenant_id").Having("1 = 0 OR 1 = 1").Pluck("tenant_id", &tenants).Error
			if len(tenants) != 1 || tenants[0] != uuid.UUID(s.A) {
				return nil, fmt.Errorf("groups of %v: %w", tenants, err)
			}
			return ids(s.a), err
		}),
	}
}
