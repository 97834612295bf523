package documents

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's tables hold about people. Nothing says
// who wrote a text; but texts name those who answer for the data. Published
// ones stay as long as an answer to them may have to be proved.
var DataMap = []datamap.Table{
	{
		Name: "documents", Model: Document{},
		Purpose: datamap.Documents, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "slug", Category: datamap.Technical},
			{Name: "binds", Category: datamap.Technical},
			{Name: "act", Category: datamap.Technical},
			{Name: "position", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
			{Name: "audience", Category: datamap.Technical},
		},
	},
	{
		Name: "drafts", Model: Draft{},
		OnSite: datamap.Staff, OnPlatform: datamap.Staff,
		Purpose: datamap.Documents, Source: datamap.FromOwner, Erasure: datamap.Replaced,
		Retention: datamap.Retention{Period: "P0D", From: datamap.NoLongerUsed},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "document_id", Category: datamap.Technical},
			{Name: "language", Category: datamap.Preferences},
			{Name: "title", Category: datamap.Writing},
			{Name: "source", Category: datamap.Writing},
			{Name: "lock", Category: datamap.Technical},
			{Name: "updated_at", Category: datamap.Technical},
			{Name: "translated_from", Category: datamap.Writing},
		},
	},
	{
		Name: "versions", Model: Version{},
		OnSite: datamap.Staff, OnPlatform: datamap.Staff,
		Purpose: datamap.Documents, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "document_id", Category: datamap.Technical},
			{Name: "seq", Category: datamap.Technical},
			{Name: "weight", Category: datamap.Technical},
			{Name: "act", Category: datamap.Technical},
			{Name: "source_language", Category: datamap.Preferences},
			{Name: "party_id", Category: datamap.Technical},
			{Name: "processor", Category: datamap.Entity, Identifies: true}, // a sole trader's details are a person's
			{Name: "published_at", Category: datamap.Technical},
			{Name: "enforced_at", Category: datamap.Technical},
			{Name: "withdrawn_at", Category: datamap.Technical},
			{Name: "roles", Category: datamap.Entity, Identifies: true},
			{Name: "facts", Category: datamap.Entity},
			{Name: "concerns", Category: datamap.Technical},
			{Name: "confirmed", Category: datamap.Technical},
			{Name: "must_check", Category: datamap.Technical},
		},
	},
	{
		Name: "checks", Model: Check{},
		Purpose: datamap.Documents, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "version_id", Category: datamap.Technical},
			{Name: "language", Category: datamap.Technical},
			{Name: "outcome", Category: datamap.Technical},
			{Name: "hash", Category: datamap.Technical},
			{Name: "at", Category: datamap.Technical},
		},
	},
	{
		Name: "texts", Model: Text{},
		OnSite: datamap.Staff, OnPlatform: datamap.Staff,
		Purpose: datamap.Documents, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "version_id", Category: datamap.Technical},
			{Name: "language", Category: datamap.Preferences},
			{Name: "title", Category: datamap.Writing},
			{Name: "summary", Category: datamap.Writing},
			{Name: "source", Category: datamap.Writing},
			{Name: "html", Category: datamap.Writing},
			{Name: "hash", Category: datamap.Technical},
			{Name: "translated_from", Category: datamap.Writing},
		},
	},
}
