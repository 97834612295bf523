package ledger

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what the history holds about people: who acted, by random
// ids, which name nobody once the account and what is sealed of it are gone.
// The last entry about a customer is that they deleted their account.
var DataMap = []datamap.Table{
	{
		Name: "history", Model: Entry{},
		OnSite: datamap.Owner, OnPlatform: datamap.Owner, AlsoOnSite: []datamap.Subject{datamap.Customer, datamap.Staff}, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Oversight, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P3Y", From: datamap.ContractEnded},
		Person:              "actor_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "at", Category: datamap.Acts, Exported: true},
			{Name: "actor_kind", Category: datamap.Acts, Exported: true},
			{Name: "actor_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "event", Category: datamap.Acts, Exported: true},
			{Name: "details", Category: datamap.Acts, Identifies: true, Exported: true}, // may hold ids of accounts; never a name or an address
		},
	},
}
