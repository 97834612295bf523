package consent

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's tables hold about people. A consent is
// known by a random id that only the visitor's browser has beside it.
var DataMap = []datamap.Table{
	{
		Name: "services", Model: Connected{},
		Purpose: datamap.Appearance, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "code", Category: datamap.Technical},
			{Name: "account", Category: datamap.Technical},
			{Name: "limited", Category: datamap.Technical},
			{Name: "elsewhere", Category: datamap.Technical},
			{Name: "settled_at", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
			{Name: "ended_at", Category: datamap.Technical},
		},
	},
	{
		Name: "consent_notices", Model: Notice{},
		Purpose: datamap.Choices, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "hash", Category: datamap.Technical},
			{Name: "version", Category: datamap.Technical},
			{Name: "language", Category: datamap.Technical},
			{Name: "html", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
		},
	},
	{
		// They are kept for ProvenFor.
		Name: "consents", Model: Consent{},
		OnSite: datamap.Visitor, OnPlatform: datamap.Visitor,
		Purpose: datamap.Choices, Source: datamap.FromPerson, Erasure: datamap.Expires,
		Retention: datamap.Retention{Period: "P3Y", From: datamap.Issued},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Pseudonym, Identifies: true},
			{Name: "allowed", Category: datamap.Answers},
			{Name: "services", Category: datamap.Answers},
			{Name: "notice", Category: datamap.Answers},
			{Name: "notice_hash", Category: datamap.Answers},
			{Name: "language", Category: datamap.Answers},
			{Name: "method", Category: datamap.Answers},
			{Name: "previous", Category: datamap.Pseudonym},
			{Name: "at", Category: datamap.Answers},
			{Name: "erase_at", Category: datamap.Technical},
		},
	},
	{
		Name: "consent_counts", Model: Count{},
		Purpose: datamap.Choices, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "week", Category: datamap.Technical},
			{Name: "language", Category: datamap.Technical},
			{Name: "chosen", Category: datamap.Technical},
			{Name: "gpc", Category: datamap.Technical},
			{Name: "count", Category: datamap.Technical},
		},
	},
}
