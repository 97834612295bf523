package acceptance

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// What follows counts and lists by SQL, in a bounded few statements however
// many customers there are. The states are insight.go's (stateOf), and whom a
// version concerns is documents'; a test holds the two to say the same.

// What begins with reached is everybody whom a version asks, or who has
// answered it, with how far each has come. Of several answers a yes counts, and
// else the latest. How to join a row with the first of some is the one thing
// that the databases do in different ways, where it is to go by an index.
const (
	reachedFrom = `
WITH reached AS (
  SELECT a.id, a.name, a.email, a.email_key, coalesce(x.language, m.language, '') AS language, x.version_id, x.at, coalesce(m.times, 0) AS times, m.last_at,
    CASE WHEN x.outcome = 'accepted' THEN 'acted' WHEN x.outcome = 'declined' THEN 'declined'
      WHEN m.times >= @stuck THEN 'stuck' WHEN m.times > 0 THEN 'seen' ELSE 'unseen' END AS state
  FROM accounts a
  LEFT JOIN `
	answersFrom = `acceptances y
    WHERE y.tenant_id = a.tenant_id AND y.account_id = a.id AND y.version_id IN @settling AND y.represents IS NULL
    ORDER BY CASE y.outcome WHEN 'accepted' THEN 0 ELSE 1 END, y.at DESC, y.id DESC LIMIT 1`
	answerSQLite   = `acceptances x ON x.tenant_id = a.tenant_id AND x.id = (SELECT y.id FROM ` + answersFrom + `)`
	answerPostgres = `LATERAL (SELECT y.* FROM ` + answersFrom + `) x ON true`
	reachedRest    = `
  LEFT JOIN meetings m ON m.tenant_id = a.tenant_id AND m.account_id = a.id AND m.version_id = @version
  WHERE a.tenant_id = @tenant AND (x.id IS NOT NULL OR @asks
    AND (@everyone OR EXISTS (SELECT 1 FROM marks k WHERE k.tenant_id = a.tenant_id AND k.account_id = a.id AND k.purpose IN @purposes))
    AND (@anytext OR EXISTS (
      SELECT 1 FROM acceptances z JOIN versions w ON w.tenant_id = z.tenant_id AND w.id = z.version_id
      WHERE z.tenant_id = a.tenant_id AND z.account_id = a.id AND z.outcome = 'accepted' AND z.represents IS NULL
        AND z.document_id = @document AND z.version_id IN @standing AND z.text_hash IN @texts
        AND NOT EXISTS (SELECT 1 FROM acceptances l JOIN versions u ON u.tenant_id = l.tenant_id AND u.id = l.version_id
          WHERE l.tenant_id = a.tenant_id AND l.account_id = a.id AND l.outcome = 'accepted' AND l.represents IS NULL
            AND l.document_id = @document AND l.version_id IN @standing AND u.seq > w.seq)))))
`
	reachedSQLite   = reachedFrom + answerSQLite + reachedRest
	reachedPostgres = reachedFrom + answerPostgres + reachedRest
)

const filteredSQL = `
FROM reached
WHERE (@state = '' OR state = @state) AND (@language = '' OR language = @language)
  AND (@search = '' OR lower(name) LIKE @search ESCAPE '!' OR lower(name) LIKE @titled ESCAPE '!' OR email_key LIKE @search ESCAPE '!')
`

const (
	statesSQL = `SELECT state, language, count(*) AS count FROM reached GROUP BY state, language`
	countSQL  = `SELECT count(*)` + filteredSQL
	listSQL   = `SELECT id, name, email, language, version_id, at, times, last_at, state` + filteredSQL + `AND id < @after ORDER BY id DESC LIMIT @limit`

	// By the quarter of an hour: every time zone's days begin at one.
	quartersSQLite   = `SELECT CAST(strftime('%s', at) AS INTEGER) / 900 AS quarter, state, count(*) AS count FROM reached WHERE at IS NOT NULL GROUP BY 1, 2`
	quartersPostgres = `SELECT CAST(floor(extract(epoch FROM at) / 900) AS bigint) AS quarter, state, count(*) AS count FROM reached WHERE at IS NOT NULL GROUP BY 1, 2`
)

// last is behind every id: where a list that goes backwards begins.
var last = uuid.MustParse("ffffffff-ffff-ffff-ffff-ffffffffffff")

// reach is what reachedSQL asks, for a version of a document at a time.
func reach(ctx context.Context, d *documents.Document, v *documents.Version, at time.Time) (map[string]any, error) {
	tenant, err := tenants.From(ctx)
	return map[string]any{"tenant": tenant, "document": d.ID, "version": v.ID, "settling": d.Settling(v, at), "standing": d.Standing(at),
		"asks": d.WillAsk(v, at), "everyone": len(v.Concerns.Purposes) == 0, "purposes": v.Concerns.Purposes,
		"anytext": len(v.Concerns.Texts) == 0, "texts": v.Concerns.Texts, "stuck": StuckAt}, err
}

func (f Filter) into(params map[string]any) map[string]any {
	params["state"], params["language"] = f.State, f.Language
	params["search"], params["titled"] = patterns(f.Search)
	return params
}

// patterns are what a name or an address that holds something looks like to
// LIKE. Where the database's lower() knows no letters but a to z, names begin
// as titled has it.
func patterns(search string) (lower, titled string) {
	search = strings.ToLower(strings.Join(strings.Fields(search), " "))
	if search == "" {
		return "", ""
	}
	search = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(search)
	words := strings.Split(search, " ")
	for i, w := range words {
		if first, size := utf8.DecodeRuneInString(w); first >= utf8.RuneSelf {
			words[i] = string(unicode.ToUpper(first)) + w[size:]
		}
	}
	return "%" + search + "%", "%" + strings.Join(words, " ") + "%"
}

type stateCount struct {
	State    State
	Language string
	Count    int
}

func countStates(ctx context.Context, d *db.DB, params map[string]any) (all []stateCount, err error) {
	query := reachedPostgres + statesSQL
	if d.Dialect == db.SQLite {
		query = reachedSQLite + statesSQL
	}
	return all, tenantdb.Reviewed(db.Conn(ctx)).Raw(query, params).Scan(&all).Error
}

type quarterCount struct {
	Quarter int64
	State   State
	Count   int
}

func countQuarters(ctx context.Context, d *db.DB, params map[string]any) (all []quarterCount, err error) {
	query := reachedPostgres + quartersPostgres
	if d.Dialect == db.SQLite {
		query = reachedSQLite + quartersSQLite
	}
	return all, tenantdb.Reviewed(db.Conn(ctx)).Raw(query, params).Scan(&all).Error
}

func countReached(ctx context.Context, d *db.DB, params map[string]any) (n int, err error) {
	query := reachedPostgres + countSQL
	if d.Dialect == db.SQLite {
		query = reachedSQLite + countSQL
	}
	return n, tenantdb.Reviewed(db.Conn(ctx)).Raw(query, params).Scan(&n).Error
}

// listReached reads up to limit of them, newest first, after an account.
func listReached(ctx context.Context, d *db.DB, params map[string]any, after uuid.UUID, limit int) (all []Recipient, err error) {
	params["after"], params["limit"] = after, limit
	query := reachedPostgres + listSQL
	if d.Dialect == db.SQLite {
		query = reachedSQLite + listSQL
	}
	return all, tenantdb.Reviewed(db.Conn(ctx)).Raw(query, params).Scan(&all).Error
}

// customersSQL is a tenant's people, with those of several versions' questions
// that they have not settled.
const customersSQL = `
FROM accounts a
WHERE a.tenant_id = @tenant
  AND (@search = '' OR lower(a.name) LIKE @search ESCAPE '!' OR lower(a.name) LIKE @titled ESCAPE '!' OR a.email_key LIKE @search ESCAPE '!')
  AND (@purpose = '' OR EXISTS (SELECT 1 FROM marks k WHERE k.tenant_id = a.tenant_id AND k.account_id = a.id AND k.purpose = @purpose))
  AND (NOT @owes OR EXISTS (
    SELECT 1 FROM versions r
    WHERE r.tenant_id = a.tenant_id AND r.id IN @asking
      AND NOT EXISTS (SELECT 1 FROM acceptances x JOIN versions s ON s.tenant_id = x.tenant_id AND s.id = x.version_id
        WHERE x.tenant_id = a.tenant_id AND x.account_id = a.id AND x.outcome = 'accepted' AND x.represents IS NULL
          AND s.document_id = r.document_id AND s.seq >= r.seq AND s.id IN @standing)
      AND (r.id IN @everyone OR EXISTS (SELECT 1 FROM marks k WHERE k.tenant_id = a.tenant_id AND k.account_id = a.id
        AND CAST(r.id AS text) || ':' || k.purpose IN @purposes))
      AND (r.id IN @anytext OR EXISTS (
        SELECT 1 FROM acceptances z JOIN versions w ON w.tenant_id = z.tenant_id AND w.id = z.version_id
        WHERE z.tenant_id = a.tenant_id AND z.account_id = a.id AND z.outcome = 'accepted' AND z.represents IS NULL
          AND z.document_id = r.document_id AND z.version_id IN @standing AND CAST(r.id AS text) || ':' || z.text_hash IN @texts
          AND NOT EXISTS (SELECT 1 FROM acceptances l JOIN versions u ON u.tenant_id = l.tenant_id AND u.id = l.version_id
            WHERE l.tenant_id = a.tenant_id AND l.account_id = a.id AND l.outcome = 'accepted' AND l.represents IS NULL
              AND l.document_id = r.document_id AND l.version_id IN @standing AND u.seq > w.seq)))
      AND (NOT @stuck
        OR EXISTS (SELECT 1 FROM meetings m WHERE m.tenant_id = a.tenant_id AND m.account_id = a.id AND m.version_id = r.id AND m.times >= @times)
        AND NOT EXISTS (SELECT 1 FROM acceptances n JOIN versions o ON o.tenant_id = n.tenant_id AND o.id = n.version_id
          WHERE n.tenant_id = a.tenant_id AND n.account_id = a.id AND n.outcome = 'declined' AND n.represents IS NULL
            AND o.document_id = r.document_id AND o.seq >= r.seq AND o.id IN @standing))))
`

const (
	customersN   = `SELECT count(*)` + customersSQL
	customersAll = `SELECT a.id, a.name, a.email, a.created_at` + customersSQL + `AND a.id < @after ORDER BY a.id DESC LIMIT @limit`
)

// owing is what customersSQL asks, of all documents at a time.
func owing(ctx context.Context, docs []documents.Document, f CustomerFilter, at time.Time) (map[string]any, error) {
	tenant, err := tenants.From(ctx)
	var asking, standing, everyone, anytext []uuid.UUID
	var purposes, texts []string
	for i := range docs {
		d := &docs[i]
		if d.Binds == documents.BindsOrganisation {
			continue
		}
		standing = append(standing, d.Standing(at)...)
		for _, v := range d.Asking(at) {
			asking = append(asking, v.ID)
			if len(v.Concerns.Purposes) == 0 {
				everyone = append(everyone, v.ID)
			}
			if len(v.Concerns.Texts) == 0 {
				anytext = append(anytext, v.ID)
			}
			for _, purpose := range v.Concerns.Purposes {
				purposes = append(purposes, v.ID.String()+":"+purpose)
			}
			for _, text := range v.Concerns.Texts {
				texts = append(texts, v.ID.String()+":"+text)
			}
		}
	}
	search, titled := patterns(f.Search)
	return map[string]any{"tenant": tenant, "asking": asking, "standing": standing, "everyone": everyone, "anytext": anytext, "purposes": purposes,
		"texts": texts, "search": search, "titled": titled, "purpose": f.Purpose, "owes": f.Owes || f.Stuck, "stuck": f.Stuck, "times": StuckAt}, err
}

func countCustomers(ctx context.Context, params map[string]any) (n int, err error) {
	return n, tenantdb.Reviewed(db.Conn(ctx)).Raw(customersN, params).Scan(&n).Error
}

func listCustomers(ctx context.Context, params map[string]any, after uuid.UUID, limit int) (all []accounts.Account, err error) {
	params["after"], params["limit"] = after, limit
	return all, tenantdb.Reviewed(db.Conn(ctx)).Raw(customersAll, params).Scan(&all).Error
}

func acceptancesBy(ctx context.Context, accounts []uuid.UUID) (all []Acceptance, err error) {
	return all, db.Conn(ctx).Where("account_id IN ? AND represents IS NULL", accounts).Order("at DESC, id DESC").Find(&all).Error
}

func marksBy(ctx context.Context, accounts []uuid.UUID) (all []Mark, err error) {
	return all, db.Conn(ctx).Where("account_id IN ?", accounts).Order("purpose").Find(&all).Error
}

// accountsByEmail reads which accounts have which addresses, as they are
// compared.
func accountsByEmail(ctx context.Context, keys []string) (map[string]uuid.UUID, error) {
	by := map[string]uuid.UUID{}
	for some := range slices.Chunk(keys, atOnce) {
		var all []accounts.Account
		if err := db.Conn(ctx).Select("id", "email_key").Where("email_key IN ?", some).Find(&all).Error; err != nil {
			return nil, err
		}
		for _, a := range all {
			by[a.EmailKey] = a.ID
		}
	}
	return by, nil
}

// atOnce is how many values a statement takes.
const atOnce = 1000

func insertMarks(ctx context.Context, rows []Mark) (added int, err error) {
	for some := range slices.Chunk(rows, atOnce) {
		res := db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&some)
		if res.Error != nil {
			return added, res.Error
		}
		added += int(res.RowsAffected)
	}
	return added, nil
}

func deleteMarks(ctx context.Context, accounts []uuid.UUID, purpose string) (removed int, err error) {
	for some := range slices.Chunk(accounts, atOnce) {
		res := db.Conn(ctx).Where("account_id IN ? AND purpose = ?", some, purpose).Delete(&Mark{})
		if res.Error != nil {
			return removed, res.Error
		}
		removed += int(res.RowsAffected)
	}
	return removed, nil
}
