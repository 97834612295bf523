package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/tenants"
)

// bare is gorm as the app's role, with neither of the walls above the
// database: no guard, and no model that has a TenantID.
type bare struct {
	t       *testing.T
	conn    *gorm.DB
	setting string // what a transaction begins with
	site    string
}

func (s *support) bare(operator bool) bare {
	s.t.Helper()
	conn, err := gorm.Open(postgres.Open(s.dsn), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		s.t.Fatal(err)
	}
	if pool, err := conn.DB(); err == nil {
		s.t.Cleanup(func() { pool.Close() })
	}
	setting := fmt.Sprintf("SET LOCAL app.tenant_id = '%s'", s.alfa)
	if operator {
		setting += fmt.Sprintf("; SET LOCAL app.operator_id = '%s'; SET LOCAL app.at = '%s'", s.operator, when.Format("2006-01-02T15:04:05Z07:00"))
	}
	return bare{s.t, conn, setting, s.alfa.String()}
}

// do runs a statement in a transaction that is undone, and returns of the rows
// that it shows or has changed how many are the site's and how many are not. A
// row on the platform that names the site is the site's.
func (b bare) do(statement string) (own, foreign int, err error) {
	b.t.Helper()
	tx := b.conn.Begin()
	defer tx.Rollback()
	if err := tx.Exec(b.setting).Error; err != nil {
		b.t.Fatal(err)
	}
	var rows []map[string]any
	if err := tx.Raw(statement).Scan(&rows).Error; err != nil {
		return 0, 0, err
	}
	for _, r := range rows {
		if fmt.Sprint(r["tenant_id"]) == b.site || fmt.Sprint(r["site_id"]) == b.site {
			own++
		} else {
			foreign++
		}
	}
	return own, foreign, nil
}

// TestRowSecurityAlone takes the type wall and the guard away: what is left,
// Postgres' policies, still shows no row of another tenant and changes none, in
// whatever table, joined or not; and of a site an operator has what a grant
// gives, and never the next site's.
func TestRowSecurityAlone(t *testing.T) {
	for name, c := range map[string]struct {
		operator      bool
		grant         func(s *support, g *access.Grant) // nil: none
		reads, writes bool
	}{
		"the site itself":                       {reads: true, writes: true},
		"an operator without a grant":           {operator: true},
		"an operator with a grant to read":      {operator: true, grant: func(*support, *access.Grant) {}, reads: true},
		"an operator with a grant to write":     {operator: true, grant: func(_ *support, g *access.Grant) { g.MayWrite = true }, reads: true, writes: true},
		"an operator with a grant of another's": {operator: true, grant: func(s *support, g *access.Grant) { g.OperatorID = &s.second }},
		"an operator with a grant of beta": {operator: true, grant: func(s *support, g *access.Grant) {
			g.SiteID, g.ApprovedBy, g.MayWrite = s.beta, &s.ownerOfBeta, true
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := supported(t)
			if c.grant != nil {
				if _, err := s.granted(context.Background(), func(g *access.Grant) { c.grant(s, g) }); err != nil {
					t.Fatal(err)
				}
			}
			b := s.bare(c.operator)
			written := 0
			for _, table := range s.catalogue(t).tenantOwned() {
				written += b.attack(table, s.beta, c.reads, c.writes)
			}
			if (written > 0) != c.writes {
				t.Errorf("%d tables could be written to", written)
			}
		})
	}
}

// attack reads a table and writes to it in every way; it returns 1 if it could
// be written to.
func (b bare) attack(table string, other tenants.ID, reads, writes bool) (written int) {
	b.t.Helper()
	for _, ask := range []string{
		"SELECT * FROM " + table, "SELECT * FROM " + table + " WHERE 1 = 0 OR 1 = 1", "TABLE " + table,
		"SELECT x.* FROM " + table + " x CROSS JOIN tenants t", "SELECT x.* FROM tenants t LEFT JOIN " + table + " x ON x.tenant_id = t.id WHERE x.id IS NOT NULL",
		"WITH every AS (SELECT * FROM " + table + ") SELECT * FROM every", "SELECT * FROM " + table + " FOR UPDATE",
	} {
		own, foreign, err := b.do(ask)
		if foreign > 0 {
			b.t.Errorf("%s shows %d rows of others", ask, foreign)
		}
		// What grants there are about a site is no secret from operators; and who
		// may not write a table may not lock it.
		locks := err != nil && denied(err) || strings.HasSuffix(ask, "FOR UPDATE")
		if !locks && table != "grants" && (own > 0) != reads {
			b.t.Errorf("%s shows %d rows: %v", ask, own, err)
		}
	}
	for _, ask := range []string{
		"SELECT y.tenant_id FROM accounts x JOIN " + table + " y ON true WHERE y.tenant_id = '%s'",
		"UPDATE " + table + " SET id = gen_random_uuid() WHERE tenant_id = '%s' RETURNING tenant_id",
		"DELETE FROM " + table + " WHERE tenant_id = '%s' RETURNING tenant_id",
		"INSERT INTO " + table + " SELECT (jsonb_populate_record(x, jsonb_build_object('tenant_id', '%s', 'id', gen_random_uuid()))).* FROM " + table + " x RETURNING tenant_id",
	} {
		ask = fmt.Sprintf(ask, other)
		if own, foreign, err := b.do(ask); err == nil && own+foreign > 0 {
			b.t.Errorf("%s reaches %d rows", ask, own+foreign)
		}
	}
	for _, ask := range []string{"UPDATE " + table + " SET id = id RETURNING tenant_id", "DELETE FROM " + table + " RETURNING tenant_id"} {
		own, foreign, err := b.do(ask)
		if foreign > 0 {
			b.t.Errorf("%s reaches %d rows of others", ask, foreign)
		}
		if err == nil && own > 0 {
			written = 1
			if !writes && table != "grants" {
				b.t.Errorf("%s changes %d rows", ask, own)
			}
		}
	}
	return written
}
