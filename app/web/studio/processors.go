package studio

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/registers"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// ProcessorsPage is the site's own register.
type ProcessorsPage struct {
	kernel.Chrome
	Rows      []registers.Row
	Base      string
	MayChange bool
	Saved     bool
}

// ProcessorPage is the form of one entry.
type ProcessorPage struct {
	kernel.Chrome
	registers.Entry
	Base string
	Old  string // the name of the one that is replaced; empty: none
}

var (
	processorsPage = kernel.Declare[ProcessorsPage]("studio/processors.html", "studio")
	processorPage  = kernel.Declare[ProcessorPage]("studio/processor.html", "studio")
)

func (d *desk) processorsPath() string { return d.base() + "/settings/processors" }

// Processors shows the register. The platform's is the console's.
func (s *Surface) Processors(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	if d.site.Tenant.Kind == tenantdb.Platform {
		return r.SeeOther("/console/subprocessors")
	}
	current, err := s.Processing.Register(d.ctx)
	if err != nil {
		return err
	}
	page := ProcessorsPage{Chrome: d.chrome(r.Loc.T("studio.processors.title"), "processors"), Base: d.processorsPath(),
		MayChange: d.may(principal.EditOrganisation), Saved: r.QueryParam("saved") == "1"}
	for _, e := range current {
		page.Rows = append(page.Rows, registers.RowOf(r.Loc, e, e.AnnouncedAt, d.zone()))
	}
	return processorsPage.Render(r, http.StatusOK, page)
}

// openOwn opens the form or the act of a change of a site's own register, and
// finds the entry that the address names, if it names one.
func (s *Surface) openOwn(r *kernel.Request) (*desk, *processing.Subprocessor, error) {
	d, err := s.open(r)
	if err != nil {
		return nil, nil, err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.EditOrganisation); err != nil {
		return nil, nil, err
	}
	missing := errs.New(errs.NotFound, "error.not_found", nil)
	if d.site.Tenant.Kind == tenantdb.Platform { // the console announces
		return nil, nil, missing
	}
	if r.Param("entry") == "" {
		return d, nil, nil
	}
	id, err := entryOf(r)
	if err != nil {
		return nil, nil, err
	}
	current, err := s.Processing.Register(d.ctx)
	if err != nil {
		return nil, nil, err
	}
	for i := range current {
		if current[i].ID == id {
			return d, &current[i], nil
		}
	}
	return nil, nil, missing
}

// ProcessorForm shows the form of a new entry, or of one that replaces another.
func (s *Surface) ProcessorForm(r *kernel.Request) error {
	d, old, err := s.openOwn(r)
	if err != nil {
		return err
	}
	return d.showProcessor(http.StatusOK, registers.Fresh(r, old, false), old)
}

func (d *desk) showProcessor(status int, entry registers.Entry, old *processing.Subprocessor) error {
	page := ProcessorPage{Chrome: d.chrome(d.Loc.T("studio.processors.add"), "processors"), Entry: entry, Base: d.processorsPath()}
	if old != nil {
		page.Title, page.Old = d.Loc.T("studio.processors.replace_title", "Name", old.Name), old.Name
	}
	return processorPage.Render(d.Request, status, page)
}

// AddProcessor puts an entry on the register.
func (s *Surface) AddProcessor(r *kernel.Request) error {
	d, _, err := s.openOwn(r)
	if err != nil {
		return err
	}
	return d.changed(s.Processing.Announce(d.ctx, d.p, registers.Read(r)), nil)
}

// ReplaceProcessor puts one in another's place.
func (s *Surface) ReplaceProcessor(r *kernel.Request) error {
	d, old, err := s.openOwn(r)
	if err != nil {
		return err
	}
	return d.changed(s.Processing.Replace(d.ctx, d.p, old.ID, registers.Read(r)), old)
}

func (d *desk) changed(err error, old *processing.Subprocessor) error {
	entry, status, err := registers.Again(d.Request, err, false)
	if err != nil {
		return err
	}
	if len(entry.Errors) > 0 {
		return d.showProcessor(status, entry, old)
	}
	return d.SeeOther(d.processorsPath() + "?saved=1")
}

// EndProcessor takes an entry off the register.
func (s *Surface) EndProcessor(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("entry"))
	if err != nil || d.site.Tenant.Kind == tenantdb.Platform {
		return errs.New(errs.NotFound, "error.not_found", nil).Because(err)
	}
	if err := s.Processing.End(d.ctx, d.p, id); err != nil {
		return err
	}
	return r.SeeOther(d.processorsPath() + "?saved=1")
}
