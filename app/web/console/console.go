// Package console is what the platform's operator meets: which sites there
// are and whether they are complete, without looking into them.
package console

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Surface holds the services that the pages need.
type Surface struct {
	Sites      *sites.Service
	Acceptance *acceptance.Service
	Accounts   *accounts.Service
	Support    *access.Service
	Processing *processing.Service
}

// SitesPage lists the sites with the state of their documents and agreements.
type SitesPage struct {
	kernel.Chrome
	Sites        []SiteRow
	DocumentsURL string // the platform's own documents, in the studio
}

// SiteRow is one site.
type SiteRow struct {
	Key, Name, Host, Href string
	Suspended             bool
	Closed                string // when its owner closed it
	Version               int    // of the privacy document; 0: none
	Missing               string // languages without it
	Agreed                bool   // the organisation has accepted what the platform asks
	Owed                  string // what it has not
	Since                 string
	Access                string // until when support access holds; empty: there is none
	Studio                string // where it leads
	Ask                   string // where to ask for it
}

var sitesPage = kernel.Declare[SitesPage]("console/sites.html", "studio")

// ListSites shows the list.
func (s *Surface) ListSites(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	list, err := s.Sites.ListUnscoped(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	until, err := s.accessUntil(r)
	if err != nil {
		return err
	}
	page := SitesPage{Chrome: chrome(r, r.Loc.T("console.sites.title"), "console"), DocumentsURL: "/studio/" + r.Site.Tenant.Key + "/settings/appearance/documents"}
	for _, site := range list {
		row := SiteRow{Key: site.Key, Name: site.Status.Name, Host: site.Primary, Href: r.Config.Origin(site.Primary),
			Suspended: site.State == tenantdb.Suspended, Version: site.Status.LatestVersion,
			Missing: names(r, site.Status.Missing()), Since: r.Loc.Date(site.CreatedAt),
			Access: until[site.ID], Studio: "/studio/" + site.Key, Ask: "/console/access?site=" + site.Key}
		if site.Status.ClosedAt != nil {
			row.Closed = r.Loc.Date(*site.Status.ClosedAt)
		}
		if row.Owed, err = s.owed(r, site.ID); err != nil {
			return err
		}
		row.Agreed = row.Owed == ""
		page.Sites = append(page.Sites, row)
	}
	return sitesPage.Render(r, http.StatusOK, page)
}

func chrome(r *kernel.Request, title, section string) kernel.Chrome {
	c := r.Chrome(title)
	c.Footer, c.Home, c.Theme = nil, "/studio", r.Assets.StudioThemeHref(r.Site.Profile.Accent)
	c.Studio = &kernel.StudioChrome{Operator: true, Section: section, PlatformKey: r.Site.Tenant.Key}
	return c
}

func names(r *kernel.Request, codes []string) string {
	var out []string
	for _, code := range codes {
		out = append(out, r.Loc.LanguageHere(code))
	}
	return r.Loc.List(out)
}

// owed names the platform's documents that a site's organisation has not
// accepted. It is about the contract between the two, not the site's data.
func (s *Surface) owed(r *kernel.Request, site tenants.ID) (string, error) {
	accepted, err := s.Acceptance.Agreements(r.Ctx(), r.Session.Principal, site)
	if err != nil {
		return "", err
	}
	var owed []string
	for _, o := range acceptance.Pending(r.Site.Documents, acceptance.Subject{Represents: site, ByParty: accepted}, r.Clock.Now()) {
		if o.Document.Binds == documents.BindsOrganisation {
			owed = append(owed, r.DocumentName(o.Document.Slug))
		}
	}
	return r.Loc.List(owed), nil
}

// guard is what a page of the console asks before anything else.
func guard(r *kernel.Request) error {
	if r.Session.Principal.May(r.Site.Tenant.ID, principal.Operate) {
		return nil
	}
	return errs.New(errs.NotFound, "error.not_found", nil)
}
