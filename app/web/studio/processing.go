package studio

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/responsible"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// ProcessingPage says who answers for what, to who works on the site.
type ProcessingPage struct {
	kernel.Chrome
	responsible.Answers
	Lead       string
	RecordHref string
	PublicHref string
}

var processingPage = kernel.Declare[ProcessingPage]("studio/processing.html", "studio")

// WhoAnswers says who answers for what.
func (s *Surface) WhoAnswers(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	a, err := s.Processing.Answers(d.ctx, d.site.Record)
	if err != nil {
		return err
	}
	return processingPage.Render(r, http.StatusOK, ProcessingPage{Chrome: d.chrome(r.Loc.T("studio.processing.title"), "processing"),
		Answers: responsible.NewAnswers(r.Loc, a), Lead: d.roleLead(), RecordHref: d.base() + "/processing/record",
		PublicHref: d.Config.Origin(d.site.Primary()) + "/who-answers"})
}

// roleLead says in one sentence what the organisation is.
func (d *desk) roleLead() string {
	roles := d.site.Roles
	switch {
	case d.site.Tenant.Kind == tenantdb.Platform:
		return d.Loc.T("studio.processing.lead.platform", "Name", d.site.Party.LegalName)
	case roles.Kind == sites.Joint:
		return d.Loc.T("studio.processing.lead.joint", "Name", d.site.Party.LegalName, "Other", roles.Controllers[1].LegalName, "Platform", d.site.Platform.LegalName)
	case roles.Kind == sites.Agency:
		return d.Loc.T("studio.processing.lead.agency", "Name", d.site.Party.LegalName, "Client", roles.Controllers[0].LegalName, "Platform", d.site.Platform.LegalName)
	}
	return d.Loc.T("studio.processing.lead.sole", "Name", d.site.Party.LegalName, "Platform", d.site.Platform.LegalName)
}

// RecordPage is the site's record of processing.
type RecordPage struct {
	kernel.Chrome
	Record responsible.Record
}

var recordPage = kernel.Declare[RecordPage]("studio/record.html", "studio")

// Record shows the site's record of processing.
func (s *Surface) Record(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	record, err := s.records(d).Show(r)
	if err != nil {
		return err
	}
	return recordPage.Render(r, http.StatusOK, RecordPage{Chrome: d.chrome(record.Title, "processing"), Record: record})
}

// RecordCSV sends it as a table.
func (s *Surface) RecordCSV(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.records(d).CSV(r)
}

// RecordJSON sends it as JSON.
func (s *Surface) RecordJSON(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.records(d).JSON(r)
}

func (s *Surface) records(d *desk) responsible.Desk {
	return responsible.Desk{Context: d.ctx, Principal: d.p, Service: s.Processing, Base: d.base() + "/processing/record",
		Name: d.site.Tenant.Key, Zone: d.zone()}
}
