package studio

import (
	"net/http"
	"time"

	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// LeavePage is how an owner takes everything out and closes the site. It is
// open to a gated owner: GDPR Art. 28(3)(g).
type LeavePage struct {
	kernel.Chrome
	kernel.Form
	Key        string
	Customers  int
	Closed     string // when; empty: it is open
	FetchUntil string
}

var leavePage = kernel.Declare[LeavePage]("studio/leave.html", "studio")

// LeaveForm shows both ways out.
func (s *Surface) LeaveForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showLeave(d, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showLeave(d *desk, status int, form kernel.Form) error {
	if d.site.Tenant.Kind != tenantdb.Site {
		return notFound()
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.TakeOut); err != nil {
		return err
	}
	page := LeavePage{Chrome: d.chrome(d.Loc.T("studio.leave.title"), "settings"), Form: form, Key: d.site.Tenant.Key}
	closed, err := s.Sites.ClosedAt(d.ctx, d.p)
	if err != nil {
		return err
	}
	if closed != nil {
		page.Closed, page.FetchUntil = d.Loc.Date(closed.In(d.zone())), d.Loc.Date(closed.Add(sites.FetchFor).In(d.zone()))
	}
	n, err := s.Accounts.Count(d.ctx)
	if err != nil {
		return err
	}
	page.Customers = int(n)
	return leavePage.Render(d.Request, status, page)
}

// ExportSite sends all that the site holds as one file.
func (s *Surface) ExportSite(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.TakeOut); err != nil {
		return err
	}
	if err := r.Allow(kernel.LimitExport, "site "+d.site.Tenant.ID.String()); err != nil {
		return err
	}
	h := r.Response().Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="`+d.site.Tenant.Key+"-"+r.Clock.Now().Format(time.DateOnly)+`.json"`)
	return s.Rights.ExportSite(d.ctx, d.p, r.Response())
}

// CloseSite closes the site.
func (s *Surface) CloseSite(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	form, status, err := r.Formed(s.Sites.Close(d.ctx, d.p, r.FormValue("key")), "key")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showLeave(d, status, form)
	}
	return r.SeeOther(d.base() + "/close")
}
