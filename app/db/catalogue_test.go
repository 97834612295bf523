package db_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// control are the tables that belong to no tenant: which tenant a hostname
// means, what has changed, and the tools' own. The list is closed: a table
// that is not on it is a tenant's, and has all the walls.
var control = []string{"tenants", "hostnames", "tenant_changes", "site_status", "schema_migrations", "sqlite_sequence"}

// TestEveryTableIsExercised: a tenant's table that no model here stands for
// would be one that nobody has attacked.
func TestEveryTableIsExercised(t *testing.T) {
	var exercised []string
	for _, m := range models {
		exercised = append(exercised, m.table)
	}
	slices.Sort(exercised)
	each(t, func(t *testing.T, b base) {
		c := b.catalogue(t)
		if got := c.tenantOwned(); !slices.Equal(got, exercised) {
			t.Errorf("the tenants' tables are\n%v\nand the models that TestIsolation attacks\n%v", got, exercised)
		}
		if len(c.views) > 0 {
			t.Errorf("views show what their owner sees, so there are none; but here are %v", c.views)
		}
	})
}

// TestKeysLeadWithTenant: the third wall, and what lets the schema be spread
// over machines by tenant.
func TestKeysLeadWithTenant(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		c := b.catalogue(t)
		owned := c.tenantOwned()
		for _, table := range owned {
			if c.tables[table][0] != (column{"tenant_id", true}) {
				t.Errorf("%s does not begin with a tenant_id that is never null", table)
			}
			if !slices.ContainsFunc(c.uniques, func(k key) bool {
				return k.primary && k.table == table && slices.Equal(k.columns, []string{"tenant_id", "id"})
			}) {
				t.Errorf("%s's primary key is not (tenant_id, id)", table)
			}
		}
		for _, k := range c.uniques {
			if slices.Contains(owned, k.table) && k.columns[0] != "tenant_id" {
				t.Errorf("the key %s does not start with tenant_id", k)
			}
		}
		for _, k := range c.foreign {
			switch i := slices.Index(k.columns, "tenant_id"); {
			case !slices.Contains(owned, k.table), k.parent == "tenants" && slices.Equal(k.to, []string{"id"}):
			case !slices.Contains(owned, k.parent):
				t.Errorf("the foreign key %s leads to a control table", k)
			case i < 0 || k.to[i] != "tenant_id":
				t.Errorf("the foreign key %s can lead into another tenant", k)
			}
		}
	})
}

// TestForeignKeysStayWithin tries each foreign key between tenants' tables: a
// row of A that names B's row is refused, and the same row with A's is not.
func TestForeignKeysStayWithin(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		us, them := b.furnished(t), b.furnished(t)
		c, tried := b.catalogue(t), 0
		for _, k := range c.foreign {
			if k.parent == "tenants" {
				continue
			}
			tried++
			row := b.anyRow(t, us, k.table)
			renew(row, c, k.table)
			name := func(parent map[string]any) {
				for i, column := range k.columns {
					if column != "tenant_id" {
						row[column] = parent[k.to[i]]
					}
				}
			}
			name(b.anyRow(t, us, k.parent))
			if err := b.insert(us, k.table, row); err != nil {
				t.Errorf("%s: a row that names its own tenant's is refused: %v", k, err)
			}
			name(b.anyRow(t, them, k.parent))
			if err := b.insert(us, k.table, row); !errors.Is(err, gorm.ErrForeignKeyViolated) {
				t.Errorf("%s: a row of A's that names B's %s gets %v", k, k.parent, err)
			}
		}
		if tried < 8 {
			t.Errorf("only %d foreign keys were found", tried)
		}
	})
}

// anyRow is a tenant's oldest row in a table.
func (b base) anyRow(t *testing.T, id tenants.ID, table string) (row map[string]any) {
	t.Helper()
	b.in(t, id, func(_ context.Context, conn *gorm.DB) error {
		return tenantdb.Reviewed(conn).Raw("SELECT * FROM "+table+" WHERE tenant_id = ? ORDER BY id LIMIT 1", id).Scan(&row).Error
	})
	if row == nil {
		t.Fatalf("%s has no row of %s", table, id)
	}
	return row
}

// renew gives a copy of a row other values wherever it might be taken for a
// duplicate: the ids that lead nowhere, and the other columns of unique keys.
func renew(row map[string]any, c catalogue, table string) {
	leads := map[string]bool{"tenant_id": true, "outcome": true} // outcome is one of two words
	for _, k := range c.foreign {
		if k.table == table {
			for _, column := range k.columns {
				leads[column] = true
			}
		}
	}
	for _, k := range c.uniques {
		for _, column := range k.columns {
			if k.table != table || leads[column] {
				continue
			}
			switch row[column].(type) {
			case int64, int32:
				row[column] = 1000
			case string:
				row[column] = id().String()
			}
		}
	}
	if _, ok := row["account_id"]; ok && !leads["account_id"] {
		row["account_id"] = id().String()
	}
}

// insert tries an insert, and undoes it.
func (b base) insert(as tenants.ID, table string, row map[string]any) error {
	undo := errors.New("undo")
	err := b.Tx(tenants.With(context.Background(), as), func(ctx context.Context) error {
		columns := slices.Sorted(maps.Keys(row))
		values := make([]any, len(columns))
		for i, column := range columns {
			values[i] = row[column]
		}
		sql := fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", table, strings.Join(columns, ", "), strings.Repeat(", ?", len(columns)-1))
		if err := tenantdb.Reviewed(db.Conn(ctx)).Exec(sql, values...).Error; err != nil {
			return err
		}
		return undo
	})
	if errors.Is(err, undo) {
		return nil
	}
	return err
}

// TestDialectsAgree: both have the same tables, columns and keys.
func TestDialectsAgree(t *testing.T) {
	lite, post := sqliteBase(t).catalogue(t), postgresBase(t).catalogue(t)
	delete(lite.tables, "sqlite_sequence")
	for _, c := range []catalogue{lite, post} {
		delete(c.tables, "schema_migrations") // the tool's own, as it makes it
	}
	for _, table := range slices.Sorted(maps.Keys(lite.tables)) {
		if !slices.Equal(lite.tables[table], post.tables[table]) {
			t.Errorf("%s: SQLite has\n%v\nand Postgres\n%v", table, lite.tables[table], post.tables[table])
		}
	}
	for table := range post.tables {
		if lite.tables[table] == nil {
			t.Errorf("only Postgres has the table %s", table)
		}
	}
	if l, p := texts(lite.uniques), texts(post.uniques); !slices.Equal(l, p) {
		t.Errorf("the keys differ: SQLite has\n%s\nand Postgres\n%s", strings.Join(l, "\n"), strings.Join(p, "\n"))
	}
	if l, p := texts(lite.foreign), texts(post.foreign); !slices.Equal(l, p) {
		t.Errorf("the foreign keys differ: SQLite has\n%s\nand Postgres\n%s", strings.Join(l, "\n"), strings.Join(p, "\n"))
	}
}

// texts are keys in words, but for those whose making is the database's own:
// the migration tool's, and the feed's counter.
func texts[K fmt.Stringer](keys []K) (all []string) {
	for _, k := range keys {
		if s := k.String(); !strings.HasPrefix(s, "schema_migrations") && s != "tenant_changes(seq)" {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	return all
}
