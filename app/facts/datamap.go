package facts

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's table holds about people: nothing but
// what owners write, who may name somebody in it. Published versions keep the
// facts that they were made of.
var DataMap = []datamap.Table{
	{
		Name: "facts", Model: Said{},
		OnSite:  datamap.Staff,
		Purpose: datamap.Documents, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "content", Category: datamap.Writing},
			{Name: "revision", Category: datamap.Technical},
			{Name: "updated_at", Category: datamap.Technical},
		},
	},
}
