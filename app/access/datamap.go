package access

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's tables hold about people: those who
// asked for, gave and used support access, by random ids. Grants stand on the
// platform's tenant, looks on the site's.
var DataMap = []datamap.Table{
	{
		Name: "grants", Model: Grant{},
		OnPlatform: datamap.Staff, AlsoOnPlatform: []datamap.Subject{datamap.Owner},
		Purpose: datamap.Oversight, Source: datamap.FromPerson, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P3Y", From: datamap.ContractEnded},
		Person:    "requested_by", Others: []string{"operator_id", "approved_by", "revoked_by"},
		Site: "site_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "site_id", Category: datamap.Acts, Exported: true},
			{Name: "kind", Category: datamap.Acts, Exported: true},
			{Name: "operator_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "reason", Category: datamap.Writing, Exported: true},
			{Name: "hours", Category: datamap.Acts, Exported: true},
			{Name: "may_write", Category: datamap.Acts, Exported: true},
			{Name: "requested_by", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "requested_at", Category: datamap.Acts, Exported: true},
			{Name: "approved_by", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "approved_at", Category: datamap.Acts, Exported: true},
			{Name: "ends_at", Category: datamap.Acts, Exported: true},
			{Name: "revoked_by", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "revoked_at", Category: datamap.Acts, Exported: true},
		},
	},
	{
		Name: "looks", Model: Look{},
		OnSite: datamap.Staff, OnPlatform: datamap.Staff,
		Purpose: datamap.Oversight, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P3Y", From: datamap.ContractEnded},
		Person:              "operator_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "seq", Category: datamap.Technical, Exported: true},
			{Name: "at", Category: datamap.Acts, Exported: true},
			{Name: "operator_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "grant_id", Category: datamap.Acts, Exported: true},
			{Name: "method", Category: datamap.Acts, Exported: true},
			{Name: "path", Category: datamap.Acts, Exported: true},
			{Name: "previous", Category: datamap.Technical, Exported: true},
			{Name: "hash", Category: datamap.Technical, Exported: true},
			{Name: "key_id", Category: datamap.Technical, Exported: true},
			{Name: "signature", Category: datamap.Technical, Exported: true},
		},
	},
}
