package sites

import (
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// DataMap declares what is held about the sites themselves: the control tables
// by which a request finds its site, and who stands behind it. Organisations
// are no persons; but a sole trader is, and so is whoever reads the address.
var DataMap = []datamap.Table{
	{
		Name: "tenants", Model: tenantdb.Tenant{},
		Purpose: datamap.Operation, Source: datamap.FromOperator, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "id", Category: datamap.Technical},
			{Name: "kind", Category: datamap.Technical},
			{Name: "key", Category: datamap.Technical},
			{Name: "state", Category: datamap.Technical},
			{Name: "revision", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
		},
	},
	{
		Name: "hostnames", Model: tenantdb.Hostname{},
		Purpose: datamap.Operation, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "name", Category: datamap.Entity},
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "is_primary", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
		},
	},
	{
		Name: "tenant_changes", Model: tenantdb.Change{},
		Purpose: datamap.Operation, Source: datamap.FromUse, Erasure: datamap.Stays,
		Columns: []datamap.Column{
			{Name: "seq", Category: datamap.Technical},
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "revision", Category: datamap.Technical},
			{Name: "at", Category: datamap.Technical},
		},
	},
	{
		Name: "site_status", Model: tenantdb.Status{},
		Purpose: datamap.Operation, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "name", Category: datamap.Entity},
			{Name: "languages", Category: datamap.Preferences},
			{Name: "published_languages", Category: datamap.Technical},
			{Name: "latest_version", Category: datamap.Technical},
			{Name: "updated_at", Category: datamap.Technical},
			{Name: "closed_at", Category: datamap.Technical},
		},
	},
	{
		Name: "profiles", Model: Profile{},
		Purpose: datamap.Appearance, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "name", Category: datamap.Entity},
			{Name: "accent", Category: datamap.Preferences},
			{Name: "languages", Category: datamap.Preferences},
			{Name: "time_zone", Category: datamap.Preferences},
			{Name: "document_required", Category: datamap.Preferences},
			{Name: "editors_publish", Category: datamap.Preferences},
		},
	},
	{
		// The platform keeps who the other side of its contract was.
		Name: "parties", Model: Party{},
		OnSite: datamap.Owner, OnPlatform: datamap.Staff, AlsoOnSite: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Contracts, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded}, SourceOnPlatform: datamap.FromOperator,
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "revision", Category: datamap.Technical},
			{Name: "legal_name", Category: datamap.Entity, Identifies: true},
			{Name: "registration_number", Category: datamap.Entity, Identifies: true},
			{Name: "address", Category: datamap.Entity, Identifies: true},
			{Name: "country", Category: datamap.Entity},
			{Name: "email", Category: datamap.Contact, Identifies: true},
			{Name: "dpo", Category: datamap.Contact, Identifies: true, Subject: datamap.Staff},
			{Name: "created_at", Category: datamap.Technical},
			{Name: "reason", Category: datamap.Technical},
		},
	},
	{
		Name: "arrangements", Model: Arrangement{},
		OnSite:  datamap.Staff,
		Purpose: datamap.Agreements, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "revision", Category: datamap.Technical},
			{Name: "kind", Category: datamap.Technical},
			{Name: "legal_name", Category: datamap.Entity, Identifies: true},
			{Name: "registration_number", Category: datamap.Entity, Identifies: true},
			{Name: "address", Category: datamap.Entity, Identifies: true},
			{Name: "country", Category: datamap.Entity},
			{Name: "email", Category: datamap.Contact, Identifies: true},
			{Name: "dpo", Category: datamap.Contact, Identifies: true},
			{Name: "essence", Category: datamap.Writing},
			{Name: "contact_point", Category: datamap.Contact, Identifies: true},
			{Name: "authorised", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
		},
	},
}
