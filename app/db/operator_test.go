package db_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// support is a Postgres database with a platform, its people and two sites
// that have rows in every table.
type support struct {
	base
	t                         *testing.T
	platform, alfa, beta      tenants.ID
	operator, second          uuid.UUID
	ownerOfAlfa, ownerOfBeta  uuid.UUID
	editorOfAlfa, nobodysName uuid.UUID
}

func supported(t *testing.T) *support {
	t.Helper()
	s := &support{base: postgresBase(t), t: t, platform: tenants.NewID(), nobodysName: id()}
	s.in(t, tenants.ID{}, func(_ context.Context, conn *gorm.DB) error {
		return conn.Create(&tenantdb.Tenant{ID: s.platform, Kind: tenantdb.Platform, Key: "platform", State: tenantdb.Active, CreatedAt: when}).Error
	})
	s.alfa, s.beta = s.furnished(t), s.furnished(t)
	member := func(site tenants.ID, role principal.Role) (who uuid.UUID) {
		s.in(t, s.platform, func(ctx context.Context, conn *gorm.DB) error {
			a, err := account(ctx)
			if err != nil {
				return err
			}
			who = a.ID
			return conn.Create(&accounts.Membership{ID: id(), SiteID: site, AccountID: who, Role: role, CreatedAt: when}).Error
		})
		return who
	}
	s.operator, s.second = member(s.platform, principal.Operator), member(s.platform, principal.Operator)
	s.ownerOfAlfa, s.ownerOfBeta = member(s.alfa, principal.Owner), member(s.beta, principal.Owner)
	s.editorOfAlfa = member(s.alfa, principal.Editor)
	return s
}

// granted adds a grant as the program would, without its service.
func (s *support) granted(ctx context.Context, change func(g *access.Grant)) (access.Grant, error) {
	s.t.Helper()
	ends := when.Add(time.Hour)
	g := access.Grant{ID: id(), SiteID: s.alfa, Kind: access.ByOwner, OperatorID: &s.operator, Reason: "Help", Hours: 1,
		RequestedBy: s.operator, RequestedAt: when, ApprovedBy: &s.ownerOfAlfa, ApprovedAt: &when, EndsAt: &ends}
	change(&g)
	err := s.Tx(tenants.With(ctx, s.platform), func(ctx context.Context) error { return db.Conn(ctx).Create(&g).Error })
	return g, err
}

// sees counts what an operator is shown of a site at a time, by table.
func (s *support) sees(operator uuid.UUID, site tenants.ID, at time.Time) map[string]int {
	s.t.Helper()
	seen := map[string]int{}
	ctx := db.ByOperator(tenants.With(context.Background(), site), operator, at)
	err := s.View(ctx, func(ctx context.Context) error {
		for _, m := range models {
			var n int
			if err := tenantdb.Reviewed(db.Conn(ctx)).Raw("SELECT count(*) FROM " + m.table).Scan(&n).Error; err != nil {
				return err
			}
			seen[m.table] = n
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return seen
}

// opens fails unless an operator is shown all of a site's tables, or none.
// What grants there are about a site is nobody's secret from operators.
func (s *support) opens(what string, operator uuid.UUID, site tenants.ID, at time.Time, want bool) {
	s.t.Helper()
	for table, n := range s.sees(operator, site, at) {
		if table != "grants" && (n > 0) != want {
			s.t.Errorf("%s: an operator sees %d rows of %s", what, n, table)
		}
	}
}

// changes tries to change and to delete rows of every table as an operator,
// and to add to them; it returns the tables where something came of it.
func (s *support) changes(operator uuid.UUID, site tenants.ID) (changed []string) {
	s.t.Helper()
	undo := errors.New("undone")
	try := func(table string, act func(ctx context.Context) (int64, error)) {
		ctx := db.ByOperator(tenants.With(context.Background(), site), operator, when)
		err := s.Tx(ctx, func(ctx context.Context) error {
			if n, err := act(ctx); err == nil && n > 0 {
				changed = append(changed, table)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			s.t.Error(err)
		}
	}
	for _, m := range models {
		for _, sql := range []string{"UPDATE " + m.table + " SET id = id", "DELETE FROM " + m.table} {
			try(m.table, func(ctx context.Context) (int64, error) {
				res := tenantdb.Reviewed(db.Conn(ctx)).Exec(sql)
				return res.RowsAffected, res.Error
			})
		}
		if m.table != "history" && m.table != "looks" && m.table != "grants" { // these tell the owner, and are always written
			try(m.table, func(ctx context.Context) (int64, error) { return 1, m.add(ctx) })
		}
	}
	return changed
}

// TestOperatorsSeeNothing: row-level security knows the grant. Without one an
// operator's query returns nothing of a site, whatever the program asks.
func TestOperatorsSeeNothing(t *testing.T) {
	s := supported(t)
	ctx := context.Background()
	s.opens("without a grant", s.operator, s.alfa, when, false)
	if changed := s.changes(s.operator, s.alfa); len(changed) > 0 {
		t.Errorf("without a grant an operator changes %v", changed)
	}
	if _, err := s.granted(ctx, func(g *access.Grant) { g.ApprovedBy, g.ApprovedAt, g.EndsAt = nil, nil, nil }); err != nil {
		t.Fatal(err)
	}
	s.opens("with a request that waits", s.operator, s.alfa, when, false)

	g, err := s.granted(ctx, func(*access.Grant) {})
	if err != nil {
		t.Fatal(err)
	}
	s.opens("under a grant", s.operator, s.alfa, when, true)
	s.opens("a moment before its end", s.operator, s.alfa, g.EndsAt.Add(-time.Microsecond), true)
	s.opens("at its end", s.operator, s.alfa, *g.EndsAt, false)
	s.opens("before it was approved", s.operator, s.alfa, when.Add(-time.Microsecond), false)
	s.opens("another operator", s.second, s.alfa, when, false)
	s.opens("another site", s.operator, s.beta, when, false)
	s.opens("nobody's name", s.nobodysName, s.alfa, when, false)
	if changed := s.changes(s.operator, s.alfa); len(changed) > 0 {
		t.Errorf("under a grant to read an operator changes %v", changed)
	}
	s.in(t, s.platform, func(_ context.Context, conn *gorm.DB) error {
		return conn.Model(&access.Grant{}).Where("id = ?", g.ID).Updates(map[string]any{"revoked_by": s.ownerOfAlfa, "revoked_at": when}).Error
	})
	s.opens("after it was taken back", s.operator, s.alfa, when, false)

	if _, err := s.granted(ctx, func(g *access.Grant) { g.MayWrite, g.OperatorID = true, nil }); err != nil {
		t.Fatal(err)
	}
	s.opens("under a grant to all operators", s.second, s.alfa, when, true)
	if changed := s.changes(s.second, s.alfa); len(changed) < 10 {
		t.Errorf("under a grant to write an operator changes only %v", changed)
	}
	if changed := s.changes(s.second, s.beta); len(changed) > 0 {
		t.Errorf("a grant for one site lets an operator change another's %v", changed)
	}
}

// TestOnlyTheRightOnesApprove: the database refuses an approval that is not
// theirs who give it, whatever the program does.
func TestOnlyTheRightOnesApprove(t *testing.T) {
	s := supported(t)
	plain, byOperator := context.Background(), db.ByOperator(context.Background(), s.operator, when)
	emergency := func(by uuid.UUID) func(g *access.Grant) {
		return func(g *access.Grant) { g.Kind, g.ApprovedBy = access.Emergency, &by }
	}
	for what, c := range map[string]struct {
		ctx    context.Context
		change func(g *access.Grant)
		ok     bool
	}{
		"an owner":                                  {plain, func(*access.Grant) {}, true},
		"an owner, said by an operator":             {byOperator, func(*access.Grant) {}, false},
		"another site's owner":                      {plain, func(g *access.Grant) { g.ApprovedBy = &s.ownerOfBeta }, false},
		"an editor":                                 {plain, func(g *access.Grant) { g.ApprovedBy = &s.editorOfAlfa }, false},
		"the operator themself":                     {plain, func(g *access.Grant) { g.ApprovedBy = &s.operator }, false},
		"nobody":                                    {plain, func(g *access.Grant) { g.ApprovedBy = &s.nobodysName }, false},
		"a second operator in an emergency":         {byOperator, emergency(s.second), true},
		"the same operator in an emergency":         {byOperator, emergency(s.operator), false},
		"an owner in an emergency":                  {plain, emergency(s.ownerOfAlfa), false},
		"an emergency to write":                     {byOperator, func(g *access.Grant) { emergency(s.second)(g); g.MayWrite = true }, false},
		"an emergency for five hours":               {byOperator, func(g *access.Grant) { emergency(s.second)(g); g.Hours = 5 }, false},
		"an emergency that is for another operator": {byOperator, func(g *access.Grant) { emergency(s.second)(g); g.OperatorID = &s.second }, false},
	} {
		if _, err := s.granted(c.ctx, c.change); (err == nil) != c.ok {
			t.Errorf("%s: %v", what, err)
		}
		// The same, approved later.
		waits, err := s.granted(plain, func(g *access.Grant) { c.change(g); g.ApprovedBy, g.ApprovedAt, g.EndsAt = nil, nil, nil })
		if err != nil {
			continue // what cannot even be asked for
		}
		to := access.Grant{ApprovedBy: &s.ownerOfAlfa, ApprovedAt: &when, EndsAt: waits.EndsAt}
		c.change(&to)
		err = s.Tx(tenants.With(c.ctx, s.platform), func(ctx context.Context) error {
			return db.Conn(ctx).Model(&access.Grant{}).Where("id = ?", waits.ID).
				Updates(map[string]any{"approved_by": to.ApprovedBy, "approved_at": when, "ends_at": when.Add(time.Hour)}).Error
		})
		if (err == nil) != c.ok {
			t.Errorf("%s, later: %v", what, err)
		}
	}
}

// TestGrantsAreDecidedOnce: on both databases a grant is approved for what was
// asked or for less, once, and what it says does not change.
func TestGrantsAreDecidedOnce(t *testing.T) {
	each(t, func(t *testing.T, b base) {
		site := b.furnished(t)
		var owner uuid.UUID
		b.in(t, site, func(ctx context.Context, conn *gorm.DB) error {
			m, err := membership(ctx) // an owner of this very tenant
			owner = m.AccountID
			return err
		})
		approved := map[string]any{"approved_by": owner, "approved_at": when, "ends_at": when.Add(time.Hour)}
		and := func(more map[string]any) map[string]any {
			all := map[string]any{}
			for _, m := range []map[string]any{approved, more} {
				maps.Copy(all, m)
			}
			return all
		}
		revoked := map[string]any{"revoked_by": owner, "revoked_at": when}
		for what, c := range map[string]struct {
			steps []map[string]any // all but the last succeed
			ok    bool
		}{
			"approved":                     {[]map[string]any{approved}, true},
			"approved for less":            {[]map[string]any{and(map[string]any{"hours": 1, "may_write": false})}, true},
			"approved for longer":          {[]map[string]any{and(map[string]any{"hours": 4})}, false},
			"shortened without approval":   {[]map[string]any{{"hours": 1}}, false},
			"shortened after approval":     {[]map[string]any{approved, {"hours": 1}}, false},
			"made longer after approval":   {[]map[string]any{approved, {"ends_at": when.Add(9 * time.Hour)}}, false},
			"approved twice":               {[]map[string]any{approved, and(map[string]any{"approved_at": when.Add(time.Minute)})}, false},
			"taken back":                   {[]map[string]any{approved, revoked}, true},
			"taken back and given again":   {[]map[string]any{approved, revoked, {"revoked_by": nil, "revoked_at": nil}}, false},
			"refused and approved":         {[]map[string]any{revoked, approved}, false},
			"for another reason":           {[]map[string]any{{"reason": "Else"}}, false},
			"for another operator":         {[]map[string]any{{"operator_id": owner}}, false},
			"to write, after a read grant": {[]map[string]any{and(map[string]any{"may_write": false}), {"may_write": true}}, false},
		} {
			var g access.Grant
			b.in(t, site, func(_ context.Context, conn *gorm.DB) error {
				g = access.Grant{ID: id(), SiteID: site, Kind: access.ByOwner, Reason: "Help", Hours: 3, MayWrite: true, RequestedBy: id(), RequestedAt: when}
				return conn.Create(&g).Error
			})
			for i, step := range c.steps {
				err := b.Tx(tenants.With(t.Context(), site), func(ctx context.Context) error {
					return db.Conn(ctx).Model(&access.Grant{}).Where("id = ?", g.ID).Updates(step).Error
				})
				last := i == len(c.steps)-1
				if want := c.ok || !last; (err == nil) != want {
					t.Errorf("%s, step %d: %v", what, i+1, err)
				}
				if err != nil && !c.ok && !strings.Contains(err.Error(), "append-only") && !strings.Contains(err.Error(), "denied") {
					t.Errorf("%s fails, but by chance: %v", what, err)
				}
			}
		}
	})
}
