package kernel

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/snapshot"
)

// findSite finds the site whose studio the request is in, or that the gate was
// asked for. Where the person may sign for it, its organisation is one with
// them. Where that cannot be told, nobody passes.
func (r *Request) findSite() (err error) {
	if !r.IsPlatform() {
		return nil
	}
	if r.Worked, err = r.siteByKey(r.Param("site")); err != nil {
		return err
	}
	asked := r.Worked
	if r.Param("site") == "" {
		if asked, err = r.siteByKey(r.QueryParam("for")); err != nil {
			return err
		}
	}
	if asked != nil && asked.Tenant.ID != r.Site.Tenant.ID && r.Session.Principal.May(asked.Tenant.ID, principal.BindOrganisation) {
		r.Represented = asked
	}
	return nil
}

// siteByKey looks among the sites in which the person has a part; nil: it is
// none of them.
func (r *Request) siteByKey(key string) (*snapshot.Site, error) {
	if key == "" {
		return nil, nil
	}
	for id := range r.Session.Principal.Roles {
		site, err := r.Snapshots.Site(r.Request().Context(), id)
		if err != nil {
			return nil, err
		}
		if site.Tenant.Key == key {
			return site, nil
		}
	}
	return nil, nil
}

// logLook writes down what an operator asks for under a grant of support
// access, before anything comes of it; where it cannot, nothing does. A grant
// to read lets nothing else pass, whatever the route.
func (r *Request) logLook() error {
	if r.Worked == nil {
		return nil
	}
	site := r.Worked.Tenant.ID
	grant, under := r.Session.Grants[site]
	if !under {
		return nil
	}
	req := r.Request()
	g, err := r.Access.Look(r.For(site), r.Session.Principal, grant, req.Method, req.URL.RequestURI())
	if err != nil {
		return err
	}
	r.Support = &g
	if !g.MayWrite && req.Method != http.MethodGet && req.Method != http.MethodHead {
		return errs.New(errs.Forbidden, "access.error.read_only", nil)
	}
	return nil
}
