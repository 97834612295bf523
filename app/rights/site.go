package rights

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// siteHead begins a site's export; "tables" follows it, each a TablePart.
type siteHead struct {
	Format     string      `json:"format"` // names this shape and its version
	ExportedAt time.Time   `json:"exported_at"`
	ID         tenants.ID  `json:"site_id"`
	Site       string      `json:"site"`
	Roles      sites.Roles `json:"roles"`
}

// sitePage is how many rows are held in memory at a time.
const sitePage = 200

// ExportSite writes all that is held of the context's tenant, as one JSON
// object: what was put in and what came about through use, for its owner to
// take along (GDPR Art. 28(3)(g)). Left out are the hashes of passwords and
// tokens, which open doors here and nowhere else, and what says nothing of the
// site.
//
// It is read and written page by page, each in a transaction of its own, so
// that nobody waits for whoever reads slowly: rows that change meanwhile are
// there as they were before or after. Where it fails, what was written has no
// end, and is no JSON.
func (s *Service) ExportSite(ctx context.Context, p principal.Principal, to io.Writer) error {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := p.Require(tenant, principal.TakeOut); err != nil {
		return err
	}
	record, err := s.record(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(to)
	head := siteHead{"site-export/1", s.clock.Now(), tenant, record.Profile.Name, record.Roles}
	if err := open(out, head, "}", `,"tables":[`); err != nil {
		return err
	}
	for i, part := range s.ofSite(record) {
		if i > 0 {
			_ = out.WriteByte(',') // a bufio.Writer keeps its error for the end
		}
		if err := s.writePart(tenants.With(ctx, part.on), part, out); err != nil {
			return err
		}
	}
	_, _ = out.WriteString("]}\n")
	return out.Flush()
}

// sitePart are the rows of a table that are a site's, and on whose tenant they
// stand.
type sitePart struct {
	table datamap.Table
	on    tenants.ID
	rows  db.Of
	TablePart
}

// ofSite lists what is held of a site: on its own tenant, in the control
// tables, and on the platform's where a row says that it concerns the site.
func (s *Service) ofSite(r sites.Record) (parts []sitePart) {
	isPlatform := r.Tenant.Kind == tenantdb.Platform
	for _, t := range s.datamap.Tables {
		if t.Model == nil || t.Erasure == datamap.Stays {
			continue
		}
		// A table with sites' rows and nobody's on sites is the platform's alone.
		if isPlatform || t.Site == "" || t.OnSite != datamap.NoOne {
			parts = append(parts, sitePart{t, r.Tenant.ID, ownRows(t, r.Tenant.ID), described(t, isPlatform, taken)})
		}
		if !isPlatform && t.Site != "" {
			rows := db.Of{Columns: []string{t.Site}, Value: r.Tenant.ID}
			parts = append(parts, sitePart{t, tenants.ID(r.Platform.TenantID), rows, described(t, true, taken)})
		}
	}
	return parts
}

// ownRows are all rows of a tenant's table, and of a control table those of
// the tenant.
func ownRows(t datamap.Table, id tenants.ID) db.Of {
	if _, control := t.Model.(tenantdb.Control); !control {
		return db.Of{}
	}
	if t.Has("tenant_id") {
		return db.Of{Columns: []string{"tenant_id"}, Value: id}
	}
	return db.Of{Columns: []string{"id"}, Value: id} // the table of tenants
}

// taken are the columns that an owner takes along.
func taken(c datamap.Column) bool { return c.Category != datamap.Credential && c.Name != "tenant_id" }

// writePart writes a table, row by row as they are read.
func (s *Service) writePart(ctx context.Context, part sitePart, out *bufio.Writer) error {
	if err := open(out, part.TablePart, "]}", ""); err != nil {
		return err
	}
	written := 0
	for next := any(nil); ; {
		var rows []db.Row
		err := s.db.View(ctx, func(ctx context.Context) (err error) {
			rows, next, err = db.ReadPage(ctx, part.table.Model, part.rows, next, sitePage)
			return err
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if written++; written > 1 {
				_ = out.WriteByte(',')
			}
			if err := open(out, part.take(row), "", ""); err != nil {
				return err
			}
		}
		if next == nil {
			_, err := out.WriteString("]}")
			return err
		}
	}
}

// open writes v as JSON with another end, so that more can follow.
func open(out *bufio.Writer, v any, end, instead string) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = out.Write(append(bytes.TrimSuffix(b, []byte(end)), instead...))
	return err
}
