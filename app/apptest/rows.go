package apptest

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
)

// Row is a row of a tenant's table as it lies in the database, read past every
// wall: on Postgres as the superuser.
type Row struct {
	Table  string
	Values map[string]string // by column; what is NULL is not in it
}

// Rows are all rows of all tables that have a tenant_id, but for the control
// tables among them.
func (w *World) Rows() (all []Row) {
	w.t.Helper()
	for _, table := range w.tables() {
		all = append(all, w.rowsOf(table)...)
	}
	return all
}

// plainly is a way to the database with no code of ours between, once it is
// asked for.
type plainly struct {
	t    testing.TB
	pool *sql.DB
}

func (w *World) plain() *sql.DB {
	w.t.Helper()
	driver, dsn := "sqlite", "file:"+w.Config.Database+"?_pragma=query_only(1)&_pragma=busy_timeout(10000)"
	if w.DB.Dialect == db.Postgres {
		driver, dsn = "pgx", PostgresOwner(w.t, w.Config.Database)
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		w.t.Fatal(err)
	}
	return pool
}

// query reads rows with database/sql alone.
func (w *World) query(ask string) (all []map[string]string) {
	w.t.Helper()
	if w.raw.pool == nil {
		pool := w.plain()
		w.raw.pool = pool
		w.raw.t.Cleanup(func() { _ = pool.Close() })
	}
	rows, err := w.raw.pool.QueryContext(context.Background(), ask)
	if err != nil {
		w.t.Fatal(err, ask)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		row := map[string]string{}
		for i, v := range values {
			if v != nil {
				row[columns[i]] = text(v)
			}
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return all
}

func text(v any) string {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case [16]byte:
		return uuid.UUID(v).String()
	case time.Time:
		return v.UTC().String()
	}
	return fmt.Sprint(v)
}

// control are the tables with a tenant_id that tell of tenants, and hold no
// tenant's data: the catalogue's tests in app/db keep the list short.
var control = []string{"hostnames", "site_status", "tenant_changes"}

func (w *World) tables() (names []string) {
	w.t.Helper()
	ask := `SELECT t.name FROM pragma_table_list t, pragma_table_info(t.name) c WHERE t.schema = 'main' AND c.name = 'tenant_id'`
	if w.DB.Dialect == db.Postgres {
		ask = `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'`
	}
	for _, row := range w.query(ask) {
		if !slices.Contains(control, row["name"]) {
			names = append(names, row["name"])
		}
	}
	slices.Sort(names)
	return names
}

func (w *World) rowsOf(table string) (all []Row) {
	w.t.Helper()
	for _, values := range w.query("SELECT * FROM " + table + " ORDER BY tenant_id, id") {
		all = append(all, Row{table, values})
	}
	return all
}

// String is a row on one line.
func (r Row) String() string {
	var b strings.Builder
	b.WriteString(r.Table)
	for _, column := range slices.Sorted(maps.Keys(r.Values)) {
		fmt.Fprintf(&b, " %s=%q", column, r.Values[column])
	}
	return b.String()
}

// Differences are the rows that are in one of two readings alone.
func Differences(before, after []Row) (lines []string) {
	was, is := map[string]bool{}, map[string]bool{}
	for _, r := range before {
		was[r.String()] = true
	}
	for _, r := range after {
		if is[r.String()] = true; !was[r.String()] {
			lines = append(lines, "+ "+r.String())
		}
	}
	for line := range was {
		if !is[line] {
			lines = append(lines, "- "+line)
		}
	}
	slices.Sort(lines)
	return lines
}

// RowsAbout are the rows of a site and of its people: its own, and on the
// platform those that name it, and those of the accounts that work for it.
func (w *World) RowsAbout(key string) (about []Row) {
	w.t.Helper()
	about, _ = w.divide(key)
	return about
}

func (w *World) divide(key string) (about, rest []Row) {
	w.t.Helper()
	site, all := w.Sites[key].String(), w.Rows()
	people := map[string]bool{}
	for _, r := range all {
		if r.Table == "memberships" && r.Values["site_id"] == site {
			people[r.Values["account_id"]] = true
		}
	}
	for _, r := range all {
		v := r.Values
		if v["tenant_id"] == site || v["site_id"] == site || v["represents"] == site || people[v["account_id"]] || r.Table == "accounts" && people[v["id"]] {
			about = append(about, r)
		} else {
			rest = append(rest, r)
		}
	}
	return about, rest
}

// Secrets are the texts and ids that stand in the rows about a site and
// nowhere else: whoever has no part in it must never be shown one.
type Secrets struct{ texts []string }

// SecretsOf reads them.
func (w *World) SecretsOf(key string) *Secrets {
	w.t.Helper()
	about, rest := w.divide(key)
	common := map[string]bool{}
	for _, r := range rest {
		for _, v := range r.Values {
			for _, part := range parts(v) {
				common[part] = true
			}
		}
	}
	only := map[string]bool{}
	for _, r := range about {
		for _, v := range r.Values {
			for _, part := range parts(v) {
				if !common[part] {
					only[part], only[html.EscapeString(part)] = true, true
				}
			}
		}
	}
	if len(only) < 50 {
		w.t.Fatalf("%s has only %d secrets: that tests little", key, len(only))
	}
	return &Secrets{slices.Sorted(maps.Keys(only))}
}

// parts are a value and its lines, unless they are too short to tell anything.
func parts(value string) (all []string) {
	for _, line := range append(strings.Split(value, "\n"), value) {
		if line = strings.TrimSpace(line); len(line) >= 6 {
			all = append(all, line)
		}
	}
	return all
}

// In returns the secrets that a text holds, but for what was sent itself.
func (s *Secrets) In(text string, sent ...string) (found []string) {
	for _, secret := range s.texts {
		if strings.Contains(text, secret) && !slices.ContainsFunc(sent, func(said string) bool { return strings.Contains(said, secret) }) {
			found = append(found, secret)
		}
	}
	return found
}
