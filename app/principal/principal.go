// Package principal says who acts and what they may do. Every service method
// takes a Principal and authorises it in its first line, so that a page, a
// command and a job are all held to the same table of rights.
package principal

import (
	"slices"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/tenants"
)

// Kind is what sort of actor a principal is.
type Kind string

// The kinds. The zero Principal is nobody.
const (
	Nobody Kind = ""
	Person Kind = "person"
	Shell  Kind = "shell" // somebody at the operator's command line
	Job    Kind = "job"   // the program itself
)

// Role is what an account of the platform is to a site.
type Role string

// The roles. An operator's membership is of the platform itself.
const (
	Owner    Role = "owner"
	Editor   Role = "editor"
	Auditor  Role = "auditor"
	Operator Role = "operator"
	// An operator's under a grant of support access, while it holds.
	Support       Role = "support"
	SupportEditor Role = "support editor"
)

// Principal is who acts now. It is a value: a record of an act keeps a copy.
type Principal struct {
	Kind    Kind
	Tenant  tenants.ID // where the account is: a site, or the platform
	Account uuid.UUID
	Roles   map[tenants.ID]Role // by site; accounts of the platform only
}

// Action is something that may or may not be done to a site.
type Action string

// The actions.
const (
	ReadDocuments    Action = "read documents"
	EditDocuments    Action = "edit documents"
	PublishDocuments Action = "publish documents"
	PublishIfLet     Action = "publish documents, where the site lets its editors"
	ReadCustomers    Action = "read who the customers are"
	MarkCustomers    Action = "say whose data a purpose touches"
	EditSettings     Action = "edit settings"
	EditOrganisation Action = "edit the organisation"
	BindOrganisation Action = "bind the organisation"
	GrantAccess      Action = "grant support access"
	ReadAccessLog    Action = "read the access log"
	ReadAgreements   Action = "read the signed agreements"
	ManageMembers    Action = "say who may act on the site"
	TakeOut          Action = "export or close the site"
	Operate          Action = "operate the platform"
)

// rights is the whole table. An operator acts on the platform's own tenant
// and gets nothing on a site by being an operator, but by a grant; and no
// grant lets anybody publish, sign or say who the organisation is.
var rights = map[Role][]Action{
	Owner: {ReadDocuments, EditDocuments, PublishDocuments, ReadCustomers, MarkCustomers, EditSettings, EditOrganisation,
		BindOrganisation, GrantAccess, ReadAccessLog, ReadAgreements, ManageMembers, TakeOut},
	Editor:        {ReadDocuments, EditDocuments, PublishIfLet, ReadCustomers, MarkCustomers},
	Auditor:       {ReadDocuments, ReadCustomers, ReadAccessLog, ReadAgreements},
	Operator:      {ReadDocuments, EditDocuments, PublishDocuments, EditSettings, EditOrganisation, Operate},
	Support:       {ReadDocuments},
	SupportEditor: {ReadDocuments, EditDocuments, EditSettings},
}

// Trusted reports whether p is somebody at the shell or the program itself.
func (p Principal) Trusted() bool { return p.Kind == Shell || p.Kind == Job }

// May reports whether p may do action to site.
func (p Principal) May(site tenants.ID, action Action) bool {
	if p.Trusted() {
		return action != BindOrganisation && action != GrantAccess // only a person can
	}
	return slices.Contains(rights[p.Roles[site]], action)
}

// Require returns the refusal where p may not do action to site. Who has no
// part in the site at all is told that it does not exist.
func (p Principal) Require(site tenants.ID, action Action) error {
	if p.May(site, action) {
		return nil
	}
	if _, member := p.Roles[site]; !member {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	return errs.New(errs.Forbidden, "error.forbidden", nil)
}

// RequireSelf returns the refusal where p is not a person of this tenant.
func (p Principal) RequireSelf(tenant tenants.ID) error {
	if p.Kind == Person && p.Tenant == tenant {
		return nil
	}
	return errs.New(errs.Forbidden, "error.forbidden", nil)
}
