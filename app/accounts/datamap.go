package accounts

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's tables hold about people. What is with
// the account goes with it; sessions and links go as soon as they run out.
var DataMap = []datamap.Table{
	{
		// On the platform an owner gives the name and address of somebody they invite.
		Name: "accounts", Model: Account{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Accounts, Source: datamap.FromPerson, Erasure: datamap.WithAccount,
		Retention: datamap.Retention{Period: "P0D", From: datamap.AccountDeleted}, SourceOnPlatform: datamap.FromOwner,
		Person: "id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Pseudonym, Identifies: true, Exported: true, Source: datamap.FromUse},
			{Name: "email", Category: datamap.Contact, Identifies: true, Exported: true},
			{Name: "email_key", Category: datamap.Contact, Identifies: true}, // the same address, as it is compared
			{Name: "name", Category: datamap.Identity, Identifies: true, Exported: true},
			{Name: "password_hash", Category: datamap.Credential, Source: datamap.FromPerson},
			{Name: "email_verified_at", Category: datamap.Contact, Exported: true, Source: datamap.FromUse},
			{Name: "created_at", Category: datamap.SignIn, Exported: true, Source: datamap.FromUse},
		},
	},
	{
		// They live for SessionLife.
		Name: "sessions", Model: Session{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Accounts, Source: datamap.FromUse, Erasure: datamap.Expires,
		Retention: datamap.Retention{Period: "P14D", From: datamap.Issued},
		Person:    "account_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "token_hash", Category: datamap.Credential},
			{Name: "created_at", Category: datamap.SignIn, Exported: true},
			{Name: "expires_at", Category: datamap.SignIn, Exported: true},
		},
	},
	{
		// They live for LinkLife.
		Name: "password_links", Model: PasswordLink{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Accounts, Source: datamap.FromUse, Erasure: datamap.Expires,
		Retention: datamap.Retention{Period: "P7D", From: datamap.Issued},
		Person:    "account_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "token_hash", Category: datamap.Credential},
			{Name: "expires_at", Category: datamap.SignIn, Exported: true},
		},
	},
	{
		// They stand on the platform's tenant only.
		Name: "memberships", Model: Membership{},
		OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Accounts, Source: datamap.FromOwner, Erasure: datamap.WithAccount,
		Retention: datamap.Retention{Period: "P0D", From: datamap.AccountDeleted},
		Person:    "account_id",
		Site:      "site_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "site_id", Category: datamap.Roles, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "role", Category: datamap.Roles, Exported: true},
			{Name: "created_at", Category: datamap.Roles, Exported: true},
		},
	},
	{
		// Who is invited has no account yet: the address is what its sender typed.
		Name: "invitations", Model: Invitation{},
		OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Accounts, Source: datamap.FromOwner, Erasure: datamap.Expires,
		Retention: datamap.Retention{Period: "P7D", From: datamap.Issued},
		Person:    "invited_by",
		Site:      "site_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "site_id", Category: datamap.Roles, Exported: true},
			{Name: "role", Category: datamap.Roles, Exported: true},
			{Name: "email", Category: datamap.Contact, Identifies: true, Exported: true},
			{Name: "token_hash", Category: datamap.Credential},
			{Name: "invited_by", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "created_at", Category: datamap.Acts, Exported: true},
			{Name: "expires_at", Category: datamap.SignIn, Exported: true},
		},
	},
}
