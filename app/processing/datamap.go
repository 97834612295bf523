package processing

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's tables hold about people. The register
// names organisations' contacts. Notices, objections and replies are proof
// under the contract between an organisation and the platform, on whose tenant
// they stand; they name who was shown and who said what by random ids.
var DataMap = []datamap.Table{
	{
		Name: "subprocessors", Model: Subprocessor{},
		OnSite: datamap.Staff, OnPlatform: datamap.Staff,
		Purpose: datamap.Agreements, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded}, SourceOnPlatform: datamap.FromOperator,
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "name", Category: datamap.Entity, Identifies: true}, // a sole trader's details are a person's
			{Name: "registration_number", Category: datamap.Entity, Identifies: true},
			{Name: "address", Category: datamap.Entity, Identifies: true},
			{Name: "country", Category: datamap.Entity},
			{Name: "contact", Category: datamap.Contact, Identifies: true},
			{Name: "service", Category: datamap.Entity},
			{Name: "note", Category: datamap.Writing},
			{Name: "categories", Category: datamap.Technical},
			{Name: "locations", Category: datamap.Technical},
			{Name: "safeguard", Category: datamap.Technical},
			{Name: "replaces", Category: datamap.Technical},
			{Name: "window_days", Category: datamap.Technical},
			{Name: "announced_at", Category: datamap.Technical},
			{Name: "ended_at", Category: datamap.Technical},
		},
	},
	{
		Name: "notices", Model: Notice{},
		OnPlatform: datamap.Owner,
		Purpose:    datamap.Contracts, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Person:    "account_id",
		Site:      "site_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "subprocessor_id", Category: datamap.Answers, Exported: true},
			{Name: "site_id", Category: datamap.Answers, Exported: true},
			{Name: "party_since", Category: datamap.Answers, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "method", Category: datamap.Answers, Exported: true},
			{Name: "language", Category: datamap.Answers, Exported: true},
			{Name: "wording", Category: datamap.Answers, Exported: true},
			{Name: "wording_hash", Category: datamap.Answers, Exported: true},
			{Name: "shown_at", Category: datamap.Answers, Exported: true},
			{Name: "closes_at", Category: datamap.Answers, Exported: true},
		},
	},
	{
		Name: "objections", Model: Objection{},
		OnPlatform: datamap.Owner,
		Purpose:    datamap.Contracts, Source: datamap.FromPerson, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Person:    "account_id",
		Site:      "site_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "subprocessor_id", Category: datamap.Answers, Exported: true},
			{Name: "site_id", Category: datamap.Answers, Exported: true},
			{Name: "party_since", Category: datamap.Answers, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "reason", Category: datamap.Writing, Exported: true},
			{Name: "at", Category: datamap.Answers, Exported: true},
		},
	},
	{
		Name: "objection_replies", Model: Reply{},
		OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Contracts, Source: datamap.FromPerson, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Person:    "account_id",
		Site:      "site_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "objection_id", Category: datamap.Answers, Exported: true},
			{Name: "site_id", Category: datamap.Answers, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "kind", Category: datamap.Answers, Exported: true},
			{Name: "body", Category: datamap.Writing, Exported: true},
			{Name: "at", Category: datamap.Answers, Exported: true},
		},
	},
	{
		Name: "processing_records", Model: KeptRecord{},
		OnSite: datamap.Staff, OnPlatform: datamap.Staff,
		Purpose: datamap.Oversight, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P3Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "kind", Category: datamap.Technical},
			{Name: "revision", Category: datamap.Technical},
			{Name: "content", Category: datamap.Entity, Identifies: true}, // names who answers for the data
			{Name: "hash", Category: datamap.Technical},
			{Name: "created_at", Category: datamap.Technical},
		},
	},
}
