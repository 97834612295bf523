package acceptance

import (
	"context"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Standings tells how many customers stand on which version of a document.
type Standings struct {
	Customers int         // all who may be asked: the tenant's accounts, or all sites' organisations
	BySeq     map[int]int // those whose latest accepted version it is
	// Of what is required now: whom it concerns, and who of them has acted on
	// it or a later one. Where nothing is: nobody.
	Asked, Acted int
}

// On returns how many stand on version seq or a later one.
func (s Standings) On(seq int) (n int) {
	for v, count := range s.BySeq {
		if v >= seq {
			n += count
		}
	}
	return n
}

// Standings counts, for whoever may read the site's documents.
func (s *Service) Standings(ctx context.Context, p principal.Principal, d *documents.Document) (st Standings, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return st, err
	}
	if err := p.Require(tenant, principal.ReadDocuments); err != nil {
		return st, err
	}
	st.BySeq = map[int]int{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err := standings(ctx, d)
		if err != nil {
			return err
		}
		for _, row := range all {
			st.BySeq[row.Seq] = row.Count
		}
		if d.Binds == documents.BindsOrganisation {
			st.Customers, err = sites.CountUnscoped(ctx)
		} else {
			var n int64
			n, err = s.accounts.Count(ctx)
			st.Customers = int(n)
		}
		required := d.Required(s.clock.Now())
		if err != nil || required == nil {
			return err
		}
		st.Asked, st.Acted = st.Customers, st.On(required.Seq)
		if !required.Concerns.Everybody() {
			st.Asked, st.Acted, err = asked(ctx, d, required.Seq, required.Concerns)
		}
		return err
	})
	return st, err
}

// Reach counts whom a version of a document would ask, if it were published now
// as the next one.
func (s *Service) Reach(ctx context.Context, p principal.Principal, d *documents.Document, c documents.Concerns) (n int, err error) {
	if err := requireHere(ctx, p, principal.ReadDocuments); err != nil {
		return 0, err
	}
	next := 1
	if last := d.Latest(); last != nil {
		next = last.Seq + 1
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		n, _, err = asked(ctx, d, next, c)
		return err
	})
	return n, err
}

// Marked counts the customers whose data each purpose touches, by its code.
func (s *Service) Marked(ctx context.Context, p principal.Principal) (by map[string]int, err error) {
	if err := requireHere(ctx, p, principal.ReadDocuments); err != nil {
		return nil, err
	}
	by = map[string]int{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err := marked(ctx)
		for _, m := range all {
			by[m.Purpose] = m.Count
		}
		return err
	})
	return by, err
}

// standing is how many accounts' latest accepted version has a number.
type standing struct {
	Seq   int
	Count int
}

// For a document that binds organisations it is they who are counted, by the
// site that they stand behind.
const partyStandingSQL = `
SELECT seq, count(*) AS count FROM (
  SELECT x.represents, max(v.seq) AS seq
  FROM acceptances x
  JOIN versions v ON v.tenant_id = x.tenant_id AND v.id = x.version_id
  WHERE x.tenant_id = ? AND x.document_id = ? AND x.outcome = 'accepted' AND x.represents IS NOT NULL
  GROUP BY x.represents) latest
GROUP BY seq ORDER BY seq DESC`

const standingSQL = `
SELECT seq, count(*) AS count FROM (
  SELECT x.account_id, max(v.seq) AS seq
  FROM acceptances x
  JOIN versions v ON v.tenant_id = x.tenant_id AND v.id = x.version_id
  JOIN accounts a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
  WHERE x.tenant_id = ? AND x.document_id = ? AND x.outcome = 'accepted'
  GROUP BY x.account_id) latest
GROUP BY seq ORDER BY seq DESC`

func standings(ctx context.Context, d *documents.Document) (all []standing, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	query := standingSQL
	if d.Binds == documents.BindsOrganisation {
		query = partyStandingSQL
	}
	return all, tenantdb.Reviewed(db.Conn(ctx)).Raw(query, tenant, d.ID).Scan(&all).Error
}

// Whom version number seq of a document concerns, as Pending has it, and who of
// them has acted on it or a later one. Who has been shown a text is who stood
// on it before that version.
const askedSQL = `
SELECT count(*) AS asked, coalesce(sum(CASE WHEN latest >= ? THEN 1 ELSE 0 END), 0) AS acted FROM (
  SELECT (SELECT max(v.seq) FROM acceptances x JOIN versions v ON v.tenant_id = x.tenant_id AND v.id = x.version_id
      WHERE x.tenant_id = a.tenant_id AND x.account_id = a.id AND x.document_id = ? AND x.outcome = 'accepted' AND x.represents IS NULL
        AND v.withdrawn_at IS NULL) AS latest
  FROM accounts a
  WHERE a.tenant_id = ?
    AND (? = 0 OR EXISTS (SELECT 1 FROM marks m WHERE m.tenant_id = a.tenant_id AND m.account_id = a.id AND m.purpose IN ?))
    AND (? = 0 OR EXISTS (
      SELECT 1 FROM acceptances y JOIN versions w ON w.tenant_id = y.tenant_id AND w.id = y.version_id
      WHERE y.tenant_id = a.tenant_id AND y.account_id = a.id AND y.document_id = ? AND y.outcome = 'accepted' AND y.represents IS NULL
        AND y.text_hash IN ? AND w.seq = (
          SELECT max(u.seq) FROM acceptances z JOIN versions u ON u.tenant_id = z.tenant_id AND u.id = z.version_id
          WHERE z.tenant_id = a.tenant_id AND z.account_id = a.id AND z.document_id = ? AND z.outcome = 'accepted' AND z.represents IS NULL
            AND u.withdrawn_at IS NULL AND u.seq < ?)))) concerned`

func asked(ctx context.Context, d *documents.Document, seq int, c documents.Concerns) (asked, acted int, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return 0, 0, err
	}
	var row struct{ Asked, Acted int }
	err = tenantdb.Reviewed(db.Conn(ctx)).Raw(askedSQL, seq, d.ID, tenant, len(c.Purposes), some(c.Purposes), len(c.Texts), d.ID, some(c.Texts), d.ID, seq).
		Scan(&row).Error
	return row.Asked, row.Acted, err
}

// some is a list that SQL can look into.
func some(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

// count is how many customers' data a purpose touches.
type count struct {
	Purpose string
	Count   int
}

func marked(ctx context.Context) (all []count, err error) {
	return all, db.Conn(ctx).Model(&Mark{}).Select("purpose, count(*) AS count").Group("purpose").Scan(&all).Error
}
