package studio

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// PeoplePage is who may act on the site.
type PeoplePage struct {
	kernel.Chrome
	kernel.Form
	People  []PersonLine
	Manages bool // the person says who may
	Invited []InvitedLine
	Roles   []Choice
	Link    string // of the invitation just made: shown once
	For     string // its address
	Saved   bool
}

// PersonLine is one of them.
type PersonLine struct {
	ID          uuid.UUID
	Name, Email string
	Role, Since string
	Roles       []Choice
	Self        bool
}

// InvitedLine is somebody who has not come yet.
type InvitedLine struct {
	ID                 uuid.UUID
	Email, Role, Until string
}

var peoplePage = kernel.Declare[PeoplePage]("studio/people.html", "studio")

// People shows who may act on the site.
func (s *Surface) People(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showPeople(d, http.StatusOK, kernel.Form{}, "")
}

func (s *Surface) showPeople(d *desk, status int, form kernel.Form, link string) error {
	if d.site.Tenant.Kind != tenantdb.Site {
		return notFound() // operators are the shell's to invite
	}
	members, err := s.Accounts.Members(d.Ctx(), d.p, d.site.Tenant.ID)
	if err != nil {
		return err
	}
	page := PeoplePage{Chrome: d.chrome(d.Loc.T("people.title"), "settings"), Form: form, Manages: d.may(principal.ManageMembers), Saved: d.QueryParam("saved") == "1"}
	for _, m := range members {
		line := PersonLine{ID: m.Account, Name: m.Name, Email: m.Email, Role: roleName(d.Request, m.Role), Since: d.Loc.Date(m.Since.In(d.zone())),
			Self: m.Account == d.p.Account}
		for _, role := range accounts.Assignable {
			line.Roles = append(line.Roles, Choice{Value: string(role), Name: roleName(d.Request, role), Chosen: role == m.Role})
		}
		page.People = append(page.People, line)
	}
	if page.Link = link; link != "" {
		page.For, page.Values = form.Value("email"), nil
	}
	if page.Manages {
		if err := s.addInvited(d, &page); err != nil {
			return err
		}
	}
	return peoplePage.Render(d.Request, status, page)
}

func (s *Surface) addInvited(d *desk, page *PeoplePage) error {
	all, err := s.Accounts.Invitations(d.Ctx(), d.p, d.site.Tenant.ID)
	for _, i := range all {
		page.Invited = append(page.Invited, InvitedLine{ID: i.ID, Email: i.Email, Role: roleName(d.Request, i.Role), Until: d.Loc.DateTime(i.ExpiresAt, d.zone())})
	}
	asked := page.Value("role")
	for _, role := range accounts.Assignable {
		page.Roles = append(page.Roles, Choice{Value: string(role), Name: roleName(d.Request, role),
			Chosen: string(role) == asked || asked == "" && role == principal.Editor})
	}
	return err
}

// Invite makes an invitation, and shows its link once.
func (s *Surface) Invite(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	token, err := s.Accounts.Invite(d.Ctx(), d.p, d.site.Tenant.ID, principal.Role(r.FormValue("role")), r.FormValue("email"))
	form, status, err := r.Formed(err, "email", "role")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showPeople(d, status, form, "")
	}
	return s.showPeople(d, http.StatusOK, form, r.Origin()+"/join/"+token)
}

// Uninvite takes an invitation back.
func (s *Surface) Uninvite(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("id"))
	if err != nil {
		return notFound()
	}
	if err := s.Accounts.Uninvite(d.Ctx(), d.p, d.site.Tenant.ID, id); err != nil {
		return err
	}
	return r.SeeOther(d.base() + "/settings/people?saved=1")
}

// ChangePerson gives somebody another role, or takes the site from them.
func (s *Surface) ChangePerson(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	account, err := uuid.Parse(r.Param("id"))
	if err != nil {
		return notFound()
	}
	site := d.site.Tenant.ID
	if r.FormValue("do") == "remove" {
		err = s.Accounts.RemoveMember(d.Ctx(), d.p, site, account)
	} else {
		err = s.Accounts.SetRole(d.Ctx(), d.p, site, account, principal.Role(r.FormValue("role")))
	}
	form, status, err := r.Formed(err)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		form.At("role", "role-"+account.String())
		return s.showPeople(d, status, form, "")
	}
	if account == d.p.Account {
		return r.SeeOther("/studio") // they may have no business here any more
	}
	return r.SeeOther(d.base() + "/settings/people?saved=1")
}
