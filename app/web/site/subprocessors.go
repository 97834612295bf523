package site

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/registers"
)

// SubprocessorsPage is the public register of who processes personal data for
// this tenant.
type SubprocessorsPage struct {
	kernel.Chrome
	Controllers string
	Processors  []string        // by legal name, in the order in which they are engaged
	Own         []registers.Row // on the platform: its sub-processors
	Chain       []registers.Row // whom the platform has engaged, on a site
}

var subprocessorsPage = kernel.Declare[SubprocessorsPage]("site/subprocessors.html", "site")

// Subprocessors shows the register. On the platform it holds what has been
// announced, too; on a site what applies there, by names alone where it is the
// platform's.
func (s *Surface) Subprocessors(r *kernel.Request) error {
	chain, err := s.Processing.Chain(r.Ctx())
	if err != nil {
		return err
	}
	title := r.Loc.T("subprocessors.title_site")
	if r.IsPlatform() {
		title = r.Loc.T("subprocessors.title")
	}
	page := SubprocessorsPage{Chrome: r.Chrome(title), Controllers: r.Loc.List(r.Site.Roles.Names())}
	for _, p := range r.Site.Roles.Processors {
		page.Processors = append(page.Processors, p.LegalName)
	}
	for _, e := range chain.Own {
		row := registers.RowOf(r.Loc, e, e.AnnouncedAt, zone(r))
		if e.WindowDays > 0 && s.afterTheAgreement(r, e.AnnouncedAt.UnixMicro()) {
			row.State = r.Loc.T("subprocessors.announced", "Date", row.Since, "Count", e.WindowDays)
			row.Since = ""
		}
		page.Own = append(page.Own, row)
	}
	for _, st := range chain.Platform {
		page.Chain = append(page.Chain, registers.RowOf(r.Loc, st.Entry, st.Since, zone(r)))
	}
	return subprocessorsPage.Render(r, http.StatusOK, page)
}

// afterTheAgreement reports whether something on the platform happened after
// the data processing agreement in force was published, whose annex then does
// not name it: it begins for each site at a time of its own.
func (s *Surface) afterTheAgreement(r *kernel.Request, micro int64) bool {
	doc := documents.BySlug(r.Site.Documents, documents.DPASlug)
	if doc == nil {
		return false
	}
	v := doc.InForce(r.Clock.Now())
	return v != nil && micro > v.PublishedAt.UnixMicro()
}
