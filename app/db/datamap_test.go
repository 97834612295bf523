package db_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm/schema"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/locales"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// TestEverythingIsDeclared: what a database really has is what the features
// declare, column by column, and each declaration says all that is derived
// from it.
func TestEverythingIsDeclared(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		c := b.catalogue(t)
		for _, problem := range undeclared(app.DataMap(), c) {
			t.Error(problem)
		}
		for _, problem := range halfDeclared(app.DataMap()) {
			t.Error(problem)
		}
	})
}

// undeclared tells where a catalogue and the data map differ.
func undeclared(m datamap.Map, c catalogue) (problems []string) {
	for _, table := range slices.Sorted(maps.Keys(c.tables)) {
		declared := m.Table(table)
		if declared == nil {
			if table != "sqlite_sequence" { // SQLite's own counter
				problems = append(problems, "nobody declares the table "+table)
			}
			continue
		}
		var have, want []string
		for _, column := range c.tables[table] {
			have = append(have, column.Name)
		}
		for _, column := range declared.Columns {
			want = append(want, column.Name)
		}
		if !slices.Equal(have, want) {
			problems = append(problems, fmt.Sprintf("%s: the columns are\n%v\nand the data map declares\n%v", table, have, want))
		}
	}
	seen := map[string]bool{}
	for _, table := range m.Tables {
		if c.tables[table.Name] == nil {
			problems = append(problems, "the data map declares a table that is not there: "+table.Name)
		}
		if seen[table.Name] {
			problems = append(problems, "the data map declares a table twice: "+table.Name)
		}
		seen[table.Name] = true
	}
	return problems
}

// halfDeclared tells what a data map leaves open.
func halfDeclared(m datamap.Map) (problems []string) {
	bad := func(where, format string, args ...any) {
		problems = append(problems, where+": "+fmt.Sprintf(format, args...))
	}
	for _, t := range m.Tables {
		checkTable(t, bad)
		for _, platform := range []bool{false, true} {
			for _, c := range t.Columns {
				checkColumn(t, t.Whole(c, platform), platform, bad)
			}
		}
	}
	for _, e := range m.Elsewhere {
		checkCodes(e.Name, e.Purpose, e.Source, bad)
		checkRetention(e.Name, e.Retention, bad)
		if e.Name == "" || e.Place == "" || e.Subject == datamap.NoOne || e.Category == "" {
			bad(e.Name, "it does not say what is kept where about whom: %+v", e)
		}
	}
	return problems
}

type complain func(where, format string, args ...any)

func checkTable(t datamap.Table, bad complain) {
	for _, person := range t.People() {
		if !t.Has(person) {
			bad(t.Name, "there is no column %q to name a person", person)
		}
	}
	if t.Person == "" && (t.Erasure == datamap.WithAccount || t.Erasure == datamap.Sealed || t.Has("account_id")) {
		bad(t.Name, "no column says whose account it goes with")
	}
	if t.Site == "" && t.Has("site_id") || t.Site != "" && !t.Has(t.Site) {
		bad(t.Name, "no column says which site it concerns")
	}
	if t.Person != "" && len(t.Subjects(false)) == 0 && len(t.Subjects(true)) == 0 {
		bad(t.Name, "its rows are about a person, but about nobody")
	}
	for _, e := range t.But {
		if e.Rows == "" || e.Erasure == "" {
			bad(t.Name, "an exception says not which rows, or not how they end")
		}
		checkCodes(t.Name, e.Purpose, t.Source, bad)
		checkRetention(t.Name, e.Retention, bad)
	}
	if t.Model == nil {
		return
	}
	s, err := schema.Parse(reflect.New(reflect.TypeOf(t.Model)).Interface(), &sync.Map{}, schema.NamingStrategy{})
	if err != nil || s.Table != t.Name {
		bad(t.Name, "its model is of another table: %v", err)
		return
	}
	for _, c := range t.Columns {
		if s.LookUpField(c.Name) == nil {
			bad(t.Name, "its model has no %s", c.Name)
		}
	}
}

func checkColumn(t datamap.Table, c datamap.Column, platform bool, bad complain) {
	where := t.Name + "." + c.Name
	checkCodes(where, c.Purpose, c.Source, bad)
	switch nobody := c.Subject == datamap.NoOne && len(t.Subjects(!platform)) == 0; {
	case c.Category == "":
		bad(where, "it has no category")
	case nobody && (c.Category.Personal() || c.Identifies):
		bad(where, "it is about a person (%s), but about nobody", c.Category)
	case c.Exported && (t.Person == "" || c.Category == datamap.Credential):
		bad(where, "it cannot be exported to anybody")
	}
	switch c.Erasure {
	case "":
		bad(where, "it never ends")
	case datamap.Stays:
		if c.Subject != datamap.NoOne || c.Category != datamap.Technical || c.Retention != (datamap.Retention{}) {
			bad(where, "what stays for ever is technical and about nobody")
		}
	default:
		checkRetention(where, c.Retention, bad)
	}
	named := c.Name == "account_id" || slices.Contains(t.People(), c.Name)
	if named && (c.Category != datamap.Pseudonym || !c.Identifies) {
		bad(where, "it names an account, so it is a pseudonym that identifies")
	}
}

func checkCodes(where string, p datamap.Purpose, s datamap.Source, bad complain) {
	if !slices.Contains(datamap.Purposes, p) || p.Basis(false) == "" || p.Basis(true) == "" {
		bad(where, "it has no purpose, or that has no legal basis: %q", p)
	}
	if s == "" {
		bad(where, "it comes from nowhere")
	}
}

func checkRetention(where string, r datamap.Retention, bad complain) {
	if err := i18n.ValidPeriod(r.Period); err != nil || r.From == "" {
		bad(where, "its retention is no period after an event: %+v %v", r, err)
	}
}

// TestPeriodsAreKept: what is declared is what the code does.
func TestPeriodsAreKept(t *testing.T) {
	m := app.DataMap()
	for table, life := range map[string]time.Duration{"sessions": accounts.SessionLife, "password_links": accounts.LinkLife,
		"meetings": acceptance.MeetingLife} {
		if got, want := m.Table(table).Retention.Period, fmt.Sprintf("P%dD", life/(24*time.Hour)); got != want {
			t.Errorf("%s live for %s, declared is %s", table, want, got)
		}
	}
	if got, want := m.Table("consents").Retention.Period, fmt.Sprintf("P%dY", consent.ProvenFor/(365*24*time.Hour)); got != want {
		t.Errorf("consents are kept for %s, declared is %s", want, got)
	}
	if got, want := m.Table("identities").Retention.Period, fmt.Sprintf("P%dY", acceptance.SealedFor/(365*24*time.Hour)); got != want {
		t.Errorf("identities are sealed for %s, declared is %s", want, got)
	}
	for _, e := range m.Elsewhere {
		want := map[string]string{"session_cookie": fmt.Sprintf("P%dD", accounts.SessionLife/(24*time.Hour)),
			"consent_cookie":  fmt.Sprintf("P%dY", consent.PeriodsAt(when).Consent/12),
			"language_cookie": fmt.Sprintf("P%dY", kernel.LanguageLife/(365*24*time.Hour))}[e.Name]
		if want != "" && e.Retention.Period != want {
			t.Errorf("%s lives for %s, declared is %s", e.Name, want, e.Retention.Period)
		}
	}
}

// TestCodesHaveWords: every code that is declared can be said in every language.
func TestCodesHaveWords(t *testing.T) {
	b, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	b.OnProblem(func(lang, key string, err error) { t.Errorf("%s: %s: %v", lang, key, err) })
	said := map[string]bool{}
	say := func(key string) {
		for _, lang := range []string{"en", "sv", "nb"} {
			b.Localizer(lang).T(key)
		}
		said[key] = true
	}
	m := app.DataMap()
	for _, p := range datamap.Purposes {
		say(p.Key())
		say(p.Key() + ".why")
		for _, platform := range []bool{false, true} {
			if say(p.Basis(platform).Key()); p.Basis(platform) == datamap.LegitimateInterest {
				say(p.Key() + ".interest")
			}
		}
	}
	for _, table := range m.Tables {
		for _, platform := range []bool{false, true} {
			for _, s := range table.Subjects(platform) {
				say(s.Key())
			}
			for _, c := range table.Columns {
				c = table.Whole(c, platform)
				say(c.Category.Key())
				say(c.Source.Key())
				say(c.Erasure.Key())
				if c.Erasure != datamap.Stays {
					say(c.Retention.From.Key())
				}
			}
		}
		for _, e := range table.But {
			say(e.Rows.Key())
		}
	}
	for _, e := range m.Elsewhere {
		for _, key := range []string{e.Key(), e.Place.Key(), e.Subject.Key(), e.Category.Key(), e.Source.Key(), e.Retention.From.Key()} {
			say(key)
		}
	}
	if len(said) < 60 {
		t.Errorf("only %d codes are declared", len(said))
	}
}

// TestGapsAreFound shows the test above what it is there to catch.
func TestGapsAreFound(t *testing.T) {
	c := sqliteBase(t).catalogue(t)
	for name, spoil := range map[string]func(m *datamap.Map, c *catalogue){
		"a table more in the database": func(_ *datamap.Map, c *catalogue) { c.tables["wishes"] = []column{{"id", true}} },
		"a table less in the database": func(_ *datamap.Map, c *catalogue) { delete(c.tables, "drafts") },
		"a column more in the database": func(_ *datamap.Map, c *catalogue) {
			c.tables["drafts"] = append(c.tables["drafts"], column{"author", true})
		},
		"a column less in the database": func(_ *datamap.Map, c *catalogue) { c.tables["drafts"] = c.tables["drafts"][1:] },
		"a control table undeclared":    func(m *datamap.Map, _ *catalogue) { m.Tables = slices.Delete(m.Tables, 0, 1) },
		"a table declared twice":        func(m *datamap.Map, _ *catalogue) { m.Tables = append(m.Tables, m.Tables[0]) },
		"no purpose":                    func(m *datamap.Map, _ *catalogue) { m.Table("accounts").Purpose = "" },
		"no source":                     func(m *datamap.Map, _ *catalogue) { m.Table("sessions").Source = "" },
		"no end":                        func(m *datamap.Map, _ *catalogue) { m.Table("accounts").Erasure = "" },
		"no period":                     func(m *datamap.Map, _ *catalogue) { m.Table("accounts").Retention.Period = "3 years" },
		"no event":                      func(m *datamap.Map, _ *catalogue) { m.Table("identities").But[0].Retention.From = "" },
		"personal data for ever":        func(m *datamap.Map, _ *catalogue) { m.Table("history").Erasure = datamap.Stays },
		"about nobody": func(m *datamap.Map, _ *catalogue) {
			t := m.Table("accounts")
			t.OnSite, t.OnPlatform = datamap.NoOne, datamap.NoOne
		},
		"no person":          func(m *datamap.Map, _ *catalogue) { m.Table("identities").Person = "" },
		"an unknown person":  func(m *datamap.Map, _ *catalogue) { m.Table("grants").Others[0] = "somebody" },
		"no site":            func(m *datamap.Map, _ *catalogue) { m.Table("grants").Site = "" },
		"another's model":    func(m *datamap.Map, _ *catalogue) { m.Table("accounts").Model = tenantdb.Tenant{} },
		"no category":        func(m *datamap.Map, _ *catalogue) { m.Table("texts").Columns[4].Category = "" },
		"an exported secret": func(m *datamap.Map, _ *catalogue) { m.Table("sessions").Columns[3].Exported = true },
		"an account's id as a plain one": func(m *datamap.Map, _ *catalogue) {
			m.Table("sessions").Columns[2].Category = datamap.Technical
		},
		"a cookie of nobody's": func(m *datamap.Map, _ *catalogue) { m.Elsewhere[2].Subject = datamap.NoOne },
	} {
		m, spoilt := copied(app.DataMap()), catalogue{tables: maps.Clone(c.tables)}
		spoil(&m, &spoilt)
		if problems := slices.Concat(undeclared(m, spoilt), halfDeclared(m)); len(problems) == 0 {
			t.Errorf("%s is not found", name)
		} else if t.Logf("%s: %s", name, strings.SplitN(problems[0], "\n", 2)[0]); len(problems) > 60 {
			t.Errorf("%s: %d problems", name, len(problems))
		}
	}
}

// copied is a data map that can be spoilt.
func copied(m datamap.Map) datamap.Map {
	m.Tables, m.Elsewhere = slices.Clone(m.Tables), slices.Clone(m.Elsewhere)
	for i := range m.Tables {
		t := &m.Tables[i]
		t.Columns, t.Others, t.But = slices.Clone(t.Columns), slices.Clone(t.Others), slices.Clone(t.But)
	}
	return m
}
