package console

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/responsible"
)

// ProcessingPage is the platform's own records of processing.
type ProcessingPage struct {
	kernel.Chrome
	Record responsible.Record
}

var processingPage = kernel.Declare[ProcessingPage]("console/processing.html", "studio")

// Records shows what the platform answers for itself (GDPR Art. 30(1)) and
// what it does for the sites (30(2)).
func (s *Surface) Records(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	record, err := s.records(r).Show(r)
	if err != nil {
		return err
	}
	c := r.Chrome(record.Title)
	c.Footer, c.Home, c.Theme = nil, "/studio", r.Assets.StudioThemeHref(r.Site.Profile.Accent)
	c.Studio = &kernel.StudioChrome{Operator: true, Section: "console processing", PlatformKey: r.Site.Tenant.Key}
	return processingPage.Render(r, http.StatusOK, ProcessingPage{Chrome: c, Record: record})
}

// RecordsCSV sends one of them as a table.
func (s *Surface) RecordsCSV(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	return s.records(r).CSV(r)
}

// RecordsJSON sends one of them as JSON.
func (s *Surface) RecordsJSON(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	return s.records(r).JSON(r)
}

func (s *Surface) records(r *kernel.Request) responsible.Desk {
	return responsible.Desk{Context: r.Ctx(), Principal: r.Session.Principal, Service: s.Processing, Base: "/console/processing",
		Name: r.Site.Tenant.Key}
}
