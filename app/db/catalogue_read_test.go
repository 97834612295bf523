package db_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/db"
)

// catalogue is what a live database says of its own schema.
type catalogue struct {
	tables  map[string][]column
	views   []string
	uniques []key // primary keys and unique indices
	foreign []foreignKey
}

type column struct {
	Name    string
	NotNull bool
}

type key struct {
	table   string
	primary bool
	columns []string // an expression is "(expression)"
}

func (k key) String() string { return k.table + "(" + strings.Join(k.columns, ", ") + ")" }

type foreignKey struct {
	table   string
	columns []string
	parent  string
	to      []string
}

func (k foreignKey) String() string {
	return k.table + "(" + strings.Join(k.columns, ", ") + ") -> " + k.parent + "(" + strings.Join(k.to, ", ") + ")"
}

// tenantOwned are the tables that have a tenant_id and are no control tables.
func (c catalogue) tenantOwned() (tables []string) {
	for table := range c.tables {
		if !slices.Contains(control, table) {
			tables = append(tables, table)
		}
	}
	slices.Sort(tables)
	return tables
}

func (b base) catalogue(t *testing.T) catalogue {
	t.Helper()
	c := catalogue{tables: map[string][]column{}}
	columns, keys, foreign := sqliteColumns, sqliteKeys, sqliteForeign
	if b.Dialect == db.Postgres {
		columns, keys, foreign = postgresColumns, postgresKeys, postgresForeign
	}
	var table, kind, name, to string
	var yes bool
	b.rows(t, columns, func() {
		if kind != "table" {
			c.views = append(c.views, table)
		}
		c.tables[table] = append(c.tables[table], column{name, yes})
	}, &table, &kind, &name, &yes)
	var last, index string
	b.rows(t, keys, func() {
		if index != last {
			c.uniques = append(c.uniques, key{table: table, primary: yes})
			last = index
		}
		k := &c.uniques[len(c.uniques)-1]
		k.columns = append(k.columns, name)
	}, &table, &index, &yes, &name)
	var parent string
	b.rows(t, foreign, func() {
		if index != last {
			c.foreign = append(c.foreign, foreignKey{table: table, parent: parent})
			last = index
		}
		k := &c.foreign[len(c.foreign)-1]
		k.columns, k.to = append(k.columns, name), append(k.to, to)
	}, &table, &index, &parent, &name, &to)
	return c
}

// rows calls each for every row of a query, scanned into fields.
func (b base) rows(t *testing.T, query string, each func(), fields ...any) {
	t.Helper()
	rows, err := b.raw.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err, query)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(fields...); err != nil {
			t.Fatal(err, query)
		}
		each()
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

const (
	sqliteColumns = `SELECT t.name, t.type, c.name, c."notnull" OR c.pk FROM pragma_table_list t, pragma_table_info(t.name) c
		WHERE t.schema = 'main' AND t.name <> 'sqlite_schema' ORDER BY t.name, c.cid`
	// An INTEGER PRIMARY KEY is the table's own row id and has no index.
	sqliteKeys = `SELECT t.name, i.name, i.origin = 'pk', coalesce(x.name, '(expression)')
		FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) x
		WHERE t.schema = 'main' AND i."unique" AND x.key ORDER BY t.name, i.name, x.seqno`
	sqliteForeign = `SELECT t.name, t.name || f.id, f."table", f."from", f."to" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
		WHERE t.schema = 'main' ORDER BY t.name, f.id, f.seq`

	postgresColumns = `SELECT c.relname, CASE c.relkind WHEN 'r' THEN 'table' ELSE 'view or other' END, a.attname, a.attnotnull
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relkind NOT IN ('i', 'S')
			AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`
	postgresKeys = `SELECT c.relname, i.indexrelid::regclass::text, i.indisprimary, coalesce(a.attname, '(expression)')
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
			unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
			LEFT JOIN LATERAL (SELECT attname FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = k.attnum) a ON true
		WHERE n.nspname = 'public' AND i.indisunique AND k.place <= i.indnkeyatts ORDER BY c.relname, i.indexrelid::regclass::text, k.place`
	postgresForeign = `SELECT c.conrelid::regclass::text, c.conrelid::regclass::text || c.conname, c.confrelid::regclass::text, a.attname, p.attname
		FROM pg_constraint c, unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (child, parent, place),
			pg_attribute a, pg_attribute p
		WHERE c.contype = 'f' AND a.attrelid = c.conrelid AND a.attnum = k.child AND p.attrelid = c.confrelid AND p.attnum = k.parent
		ORDER BY 1, c.conname, k.place`
)
