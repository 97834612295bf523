package site

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// JoinPage is where an invitation to work on a site leads, on the platform's
// host.
type JoinPage struct {
	kernel.Chrome
	kernel.Form
	Name    string // of the site
	Role    string
	Email   string
	As      string // who is signed in; empty: nobody
	SignIn  string
	Address string // of this page
}

var joinPage = kernel.Declare[JoinPage]("site/join.html", "site")

// JoinForm shows what an invitation is for.
func (s *Surface) JoinForm(r *kernel.Request) error {
	return s.showJoin(r, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showJoin(r *kernel.Request, status int, form kernel.Form) error {
	r.Response().Header().Set("Referrer-Policy", "no-referrer") // the address is a secret
	i, err := s.Accounts.Invitation(r.Ctx(), r.Param("token"))
	if err != nil {
		return err
	}
	site, err := r.Snapshots.Site(r.Request().Context(), i.SiteID)
	if err != nil {
		return err
	}
	role := map[principal.Role]string{principal.Owner: "role.owner", principal.Editor: "role.editor", principal.Auditor: "role.auditor"}[i.Role]
	c := r.Chrome(r.Loc.T("join.title", "Site", site.Profile.Name))
	address := "/join/" + r.Param("token")
	return joinPage.Render(r, status, JoinPage{Chrome: c, Form: form, Name: site.Profile.Name, Role: r.Loc.T(role), Email: i.Email, As: c.SignedIn,
		SignIn: "/login?return=" + address, Address: address})
}

// Join uses an invitation.
func (s *Surface) Join(r *kernel.Request) error {
	i, err := s.Accounts.Invitation(r.Ctx(), r.Param("token"))
	if err != nil {
		return err
	}
	session, err := s.tryJoin(r)
	form, status, err := r.Formed(err, "name")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showJoin(r, status, form)
	}
	if session != "" {
		s.signIn(r, session)
	}
	site, err := r.Snapshots.Site(r.Request().Context(), i.SiteID)
	if err != nil {
		return err
	}
	return r.SeeOther("/studio/" + site.Tenant.Key)
}

func (s *Surface) tryJoin(r *kernel.Request) (session string, err error) {
	if err := r.AllowAddress(kernel.LimitRegister); err != nil {
		return "", err
	}
	if r.FormValue("do") != "join" {
		return "", errs.New(errs.Invalid, "join.error.nothing", nil)
	}
	if r.Session != nil {
		return "", s.Accounts.Join(r.Ctx(), r.Session.Principal, r.Param("token"))
	}
	return s.Accounts.JoinAs(r.Ctx(), r.Param("token"), r.FormValue("name"), r.FormValue("password"))
}
