package tenanttest

import (
	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/tenants"
)

// writes are ways to change and delete rows.
func (s *asker[M]) writes() []attack {
	b := idOf(&s.b)
	set := map[string]any{s.Column: s.Value}
	ofB := func() *gorm.DB { return s.model().Where("id = ?", b) }
	every := func() *gorm.DB { return s.model().Where("1 = 1") }
	oldB := s.b
	return []attack{
		changing(changes0, "Updates of B's id", func() *gorm.DB { return ofB().Updates(set) }),
		changing(changes0, "Update of B's id", func() *gorm.DB { return ofB().Update(s.Column, s.Value) }),
		changing(changes0, "UpdateColumn of B's id", func() *gorm.DB { return ofB().UpdateColumn(s.Column, s.Value) }),
		changing(changes0, "UpdateColumns of B's id", func() *gorm.DB { return ofB().UpdateColumns(set) }),
		changing(changes0, "Updates with Or", func() *gorm.DB { return ofB().Or("id = ?", b).Updates(set) }),
		changing(changes0, "Updates with OR in a string", func() *gorm.DB { return s.model().Where("id = ?\nOR id = ?", b, b).Updates(set) }),
		changing(changes0, "Updates of tenant B", func() *gorm.DB { return s.model().Where("tenant_id = ?", s.B).Updates(set) }),
		changing(changes0, "Updates of B's row as model", func() *gorm.DB { return s.conn().Model(&oldB).Where("1 = 1").Updates(set) }),
		changing(changes0, "Updates with B's row", func() *gorm.DB { return ofB().Select("*").Updates(&s.b) }),
		changing(changes0, "Updates where a sub-query finds B's", func() *gorm.DB {
			return s.model().Where("id IN (?)", s.model().Select("id").Where("id = ?", b).Or("id = ?", b)).Updates(set)
		}),
		changing(changes0, "Delete of B's id", func() *gorm.DB { return ofB().Delete(new(M)) }),
		changing(changes0, "Delete inline", func() *gorm.DB { return s.conn().Delete(new(M), "id = ?", b) }),
		changing(changes0, "Delete with Or", func() *gorm.DB { return ofB().Or("id = ?", b).Delete(new(M)) }),
		changing(changes0, "Delete with OR in a string", func() *gorm.DB { return s.conn().Where("id = ?\nOR id = ?", b, b).Delete(new(M)) }),
		changing(changes0, "Delete of B's row", func() *gorm.DB { return s.conn().Where("1 = 1").Delete(&s.b) }),
		changing(changes0, "Delete of B's rows", func() *gorm.DB { return s.conn().Where("1 = 1").Delete(&[]M{s.b}) }),

		changing(onlyOwn, "Updates of every row", func() *gorm.DB { return every().Or("1 = 1").Updates(set) }),
		changing(onlyOwn, "Delete of every row", func() *gorm.DB { return s.conn().Where("1 = 1\nOR 1 = 1").Delete(new(M)) }),
		changing(onlyOwn, "Delete of rows, B's too", func() *gorm.DB { return s.conn().Or("1 = 1").Delete(&[]M{s.a, s.b}) }),
		changing(onlyOwn, "tenant_id in a map", func() *gorm.DB { return every().Updates(map[string]any{"tenant_id": s.B}) }),
		changing(onlyOwn, "TenantID in a map", func() *gorm.DB { return every().Updates(map[string]any{"TenantID": s.B, s.Column: s.Value}) }),
		changing(onlyOwn, "tenant_id that is selected", func() *gorm.DB { return every().Select("tenant_id").Update("tenant_id", s.B) }),
		changing(onlyOwn, "tenant_id in UpdateColumn", func() *gorm.DB { return every().UpdateColumn("tenant_id", s.B) }),
		changing(onlyOwn, "tenant_id in a row", func() *gorm.DB { return every().Select("*").Updates(with(s.a, uuid.New(), s.B)) }),
		changing(onlyOwn, "tenant_id in a row, selected", func() *gorm.DB { return every().Select("TenantID").Updates(with(s.a, uuid.New(), s.B)) }),
		changing(onlyOwn, "TENANT_ID in a map", func() *gorm.DB { return every().Updates(map[string]any{"TENANT_ID": s.B}) }),
		changing(refused, "tENANT_ID in a map", func() *gorm.DB { return every().Updates(map[string]any{"tENANT_ID": s.B}) }),
		changing(refused, "a quoted tenant_id in a map", func() *gorm.DB { return every().Updates(map[string]any{`"tenant_id"`: s.B}) }),
		changing(refused, "tenant_id in a SET clause", func() *gorm.DB {
			return every().Clauses(clause.Set{{Column: clause.Column{Name: "tenant_id"}, Value: s.B}}).Updates(set)
		}),
		changing(refused, "another table in an UPDATE clause", func() *gorm.DB {
			return every().Clauses(clause.Update{Table: clause.Table{Name: "accounts"}}).Updates(set)
		}),
		changing(refused, "a modifier in a DELETE clause", func() *gorm.DB {
			return every().Clauses(clause.Delete{Modifier: "FROM " + s.table + " --"}).Delete(new(M))
		}),
		changing(refused, "a fragment for a value", func() *gorm.DB {
			return every().Update(s.Column, gorm.Expr("(SELECT max("+s.Column+") FROM "+s.table+")"))
		}),
		changing(refused, "a value too many, which would be bound as the tenant", func() *gorm.DB {
			return every().Update(s.Column, gorm.Expr(s.Column, s.B))
		}),
		changing(refused, "a sub-query as B for a value", func() *gorm.DB {
			return every().Update(s.Column, s.model().WithContext(s.as(s.B)).Select(s.Column).Limit(1))
		}),

		changing(refused, "Updates without WHERE", func() *gorm.DB { return s.model().Updates(set) }),
		changing(refused, "Updates of A's row without WHERE", func() *gorm.DB { return s.conn().Model(&s.a).Updates(set) }),
		changing(refused, "Updates with an empty condition", func() *gorm.DB { return s.model().Where(map[string]any{}).Where("").Updates(set) }),
		changing(refused, "Delete without WHERE", func() *gorm.DB { return s.conn().Delete(new(M)) }),
		changing(refused, "Delete of B's row without WHERE", func() *gorm.DB { return s.conn().Delete(&s.b) }),
		changing(refused, "global updates", func() *gorm.DB {
			return s.conn().Session(&gorm.Session{AllowGlobalUpdate: true}).Model(new(M)).Updates(set)
		}),
		changing(refused, "Delete of what was counted", func() *gorm.DB {
			q := s.model()
			q.Count(new(int64))
			return q.Delete(new(M))
		}),
		changing(refused, "Unscoped Delete", func() *gorm.DB { return s.conn().Unscoped().Where("1 = 1").Delete(new(M)) }),
		changing(refused, "Updates of a Table", func() *gorm.DB { return s.conn().Table(s.table).Where("1 = 1").Updates(set) }),
		changing(refused, "Updates with a join", func() *gorm.DB { return every().Joins("JOIN accounts x ON 1 = 1").Updates(set) }),
		changing(refused, "Updates where parentheses do not close", func() *gorm.DB { return s.model().Where("1 = 1) OR (1 = 1").Updates(set) }),
		changing(refused, "Delete with a comment", func() *gorm.DB { return s.conn().Where("1 = 1 --").Delete(new(M)) }),
		changing(refused, "Save of B's row", func() *gorm.DB { return s.conn().Save(with(s.b, b, s.B)) }),
		changing(refused, "Save of B's row as A's", func() *gorm.DB { return s.conn().Save(with(s.b, b, s.A)) }),
		changing(refused, "Save of B's rows", func() *gorm.DB { return s.conn().Save(&[]M{*with(s.b, b, s.B)}) }),
		changing(refused, "Save of rows", func() *gorm.DB { return s.conn().Save(&[]M{*with(s.b, b, s.A)}) }),
	}
}

// inserts are ways to add rows. None that succeeds is B's.
func (s *asker[M]) inserts() []attack {
	fresh := func(tenant tenants.ID) *M { return with(s.a, uuid.New(), tenant) }
	values := func(tenant tenants.ID) map[string]any {
		return map[string]any{"tenant_id": tenant, "id": uuid.New(), s.Column: s.Value}
	}
	insert := func(want outcome, name string, row any) attack {
		return changing(want, "Create of "+name, func() *gorm.DB { return s.conn().Create(row) })
	}
	upsert := func(name string, on clause.OnConflict) attack {
		return changing(refused, name, func() *gorm.DB { return s.conn().Clauses(on).Create(with(s.b, idOf(&s.b), s.A)) })
	}
	key := []clause.Column{{Name: "tenant_id"}, {Name: "id"}}
	return []attack{
		insert(refused, "B's row", fresh(s.B)),
		insert(refused, "B's rows", &[]M{*fresh(s.B), *fresh(s.B)}),
		insert(refused, "rows, one of them B's", &[]M{*fresh(s.A), *fresh(s.B)}),
		insert(refused, "pointers to rows, one of them B's", []*M{fresh(s.A), fresh(s.B)}),
		insert(refused, "rows as any", []any{fresh(s.A), fresh(s.B)}),
		insert(fails, "a nil among rows", []*M{fresh(s.A), nil}),
		insert(fails, "a map without a model", values(s.B)),
		changing(refused, "Create of a map", func() *gorm.DB { return s.model().Create(values(s.B)) }),
		changing(refused, "Create of maps", func() *gorm.DB { return s.model().Create([]map[string]any{values(s.A), values(s.B)}) }),
		changing(refused, "Create of a pointer to maps", func() *gorm.DB { return s.model().Create(&[]map[string]any{values(s.B)}) }),
		changing(refused, "Create of another type", func() *gorm.DB {
			return s.model().Create(&struct{ TenantID, ID uuid.UUID }{uuid.UUID(s.B), uuid.New()})
		}),
		changing(refused, "CreateInBatches", func() *gorm.DB { return s.conn().CreateInBatches([]*M{fresh(s.B), fresh(s.A)}, 1) }),
		changing(fails, "Create without tenant_id", func() *gorm.DB { return s.conn().Omit("TenantID").Create(fresh(s.A)) }),
		changing(fails, "Create of other columns", func() *gorm.DB { return s.conn().Select("ID").Create(fresh(s.A)) }),
		changing(refused, "FirstOrCreate of B's row", func() *gorm.DB { return s.conn().FirstOrCreate(fresh(s.B)) }),
		changing(refused, "FirstOrCreate that assigns", func() *gorm.DB {
			row := s.a
			return s.conn().Where("1 = 1").Assign(map[string]any{"tENANT_ID": s.B}).FirstOrCreate(&row)
		}),
		changing(onlyOwn, "Create of B's row as A's", func() *gorm.DB { return s.conn().Create(with(s.b, idOf(&s.b), s.A)) }),
		changing(onlyOwn, "DO NOTHING for B's row", func() *gorm.DB {
			return s.conn().Clauses(clause.OnConflict{DoNothing: true}).Create(with(s.b, idOf(&s.b), tenants.ID{}))
		}),
		upsert("UpdateAll", clause.OnConflict{UpdateAll: true}),
		upsert("DO UPDATE of a column", clause.OnConflict{Columns: key, DoUpdates: clause.AssignmentColumns([]string{s.Column})}),
		upsert("DO UPDATE of tenant_id", clause.OnConflict{Columns: key, DoUpdates: clause.Assignments(map[string]any{"tenant_id": s.B})}),
		upsert("a raw constraint", clause.OnConflict{DoNothing: true, OnConstraint: "x DO UPDATE SET tenant_id = excluded.tenant_id --"}),
		changing(refused, "OR REPLACE", func() *gorm.DB {
			return s.conn().Clauses(clause.Insert{Modifier: "OR REPLACE"}).Create(with(s.b, idOf(&s.b), s.A))
		}),
		changing(refused, "another table in an INSERT clause", func() *gorm.DB {
			return s.conn().Clauses(clause.Insert{Table: clause.Table{Name: "accounts"}}).Create(fresh(s.A))
		}),
	}
}
