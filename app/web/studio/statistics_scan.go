package studio

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/pactdesk/pactdesk/app/consent/scan"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// ScanPage is what a scan of the site's public pages found.
type ScanPage struct {
	kernel.Chrome
	Base    string
	Visited int
	Stages  string // that were gone through, in words
	Cut     bool
	Lines   []ScanLine
}

// ScanLine is a difference between what a page did and what is declared.
type ScanLine struct{ What, Page, When, Cause, Advice string }

var scanPage = kernel.Declare[ScanPage]("studio/statistics_scan.html", "studio")

// ScanSite visits the site in a browser, and shows what it found.
func (s *Surface) ScanSite(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	found, err := s.Scan(d.ctx, d.site)
	if known := new(errs.Error); err != nil && !errors.As(err, &known) {
		slog.Warn("a scan failed", "site", d.site.Tenant.Key, "err", err)
		err = errs.New(errs.Unavailable, "scan.error.failed", nil)
	}
	if err != nil {
		return err
	}
	page := ScanPage{Chrome: d.chrome(r.Loc.T("scan.title"), "settings"), Base: d.statisticsPath(), Visited: found.Visited, Cut: found.Cut}
	var stages []string
	for _, stage := range found.Stages {
		stages = append(stages, r.Loc.T("scan.stage."+string(stage)))
	}
	page.Stages = r.Loc.List(stages)
	for _, one := range found.Differences {
		page.Lines = append(page.Lines, scanLine(d, one))
	}
	return scanPage.Render(r, http.StatusOK, page)
}

func scanLine(d *desk, one scan.Difference) ScanLine {
	return ScanLine{What: d.Loc.T("scan.kind."+string(one.Kind), "Name", one.Name, "Domain", one.Domain), Page: one.Page,
		When: d.Loc.T("scan.stage." + string(one.Stage)), Cause: one.Cause, Advice: d.Loc.T("scan.advice."+string(one.Advice), "Service", one.Service)}
}
