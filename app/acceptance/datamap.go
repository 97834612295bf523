package acceptance

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what this feature's tables hold about people. Evidence
// names people by random ids; who they were stands beside it, goes under seal
// with the account, and is erased SealedFor later: GDPR Art. 17(3)(e). Where
// somebody signed for an organisation, their name is proof of a contract that
// goes on without their account, and stays as long as claims can be made.
var DataMap = []datamap.Table{
	{
		Name: "acceptances", Model: Acceptance{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Evidence, Source: datamap.FromPerson, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		But:                 []datamap.Exception{signed},
		Person:              "account_id",
		Site:                "represents",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "represents", Category: datamap.Answers, Exported: true},
			{Name: "party_revision", Category: datamap.Answers, Exported: true},
			{Name: "document_id", Category: datamap.Answers, Exported: true},
			{Name: "version_id", Category: datamap.Answers, Exported: true},
			{Name: "text_id", Category: datamap.Answers, Exported: true},
			{Name: "language", Category: datamap.Answers, Exported: true},
			{Name: "text_hash", Category: datamap.Answers, Exported: true},
			{Name: "wording", Category: datamap.Answers, Exported: true},
			{Name: "wording_hash", Category: datamap.Answers, Exported: true},
			{Name: "act", Category: datamap.Answers, Exported: true},
			{Name: "outcome", Category: datamap.Answers, Exported: true},
			{Name: "method", Category: datamap.Answers, Exported: true},
			{Name: "email_verified", Category: datamap.Answers, Exported: true},
			{Name: "presentation_id", Category: datamap.Technical, Exported: true},
			{Name: "key_id", Category: datamap.Technical, Exported: true},
			{Name: "presented_at", Category: datamap.Answers, Exported: true},
			{Name: "at", Category: datamap.Answers, Exported: true},
		},
	},
	{
		Name: "identities", Model: Identity{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Evidence, Source: datamap.FromPerson, Erasure: datamap.Sealed,
		Retention: datamap.Retention{Period: "P3Y", From: datamap.AccountDeleted},
		But:       []datamap.Exception{signed},
		Person:    "account_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "acceptance_id", Category: datamap.Answers, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "name", Category: datamap.Identity, Identifies: true, Exported: true},
			{Name: "email", Category: datamap.Contact, Identifies: true, Exported: true},
			{Name: "job_title", Category: datamap.Identity, Identifies: true, Exported: true},
			{Name: "sealed_at", Category: datamap.Answers, Exported: true},
			{Name: "erase_at", Category: datamap.Answers, Exported: true},
		},
	},
	{
		// They live for MeetingLife.
		Name: "meetings", Model: Meeting{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.FollowUp, Source: datamap.FromUse, Erasure: datamap.Expires,
		Retention: datamap.Retention{Period: "P90D", From: datamap.LastMet},
		Person:    "account_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "version_id", Category: datamap.Visits, Exported: true},
			{Name: "language", Category: datamap.Visits, Exported: true},
			{Name: "times", Category: datamap.Visits, Exported: true},
			{Name: "first_at", Category: datamap.Visits, Exported: true},
			{Name: "last_at", Category: datamap.Visits, Exported: true},
		},
	},
	{
		Name: "marks", Model: Mark{},
		OnSite: datamap.Customer, OnPlatform: datamap.Owner, AlsoOnPlatform: []datamap.Subject{datamap.Staff},
		Purpose: datamap.Documents, Source: datamap.FromOwner, Erasure: datamap.WithAccount,
		Retention: datamap.Retention{Period: "P0D", From: datamap.AccountDeleted},
		Person:    "account_id",
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical, Exported: true},
			{Name: "account_id", Category: datamap.Pseudonym, Identifies: true, Exported: true},
			{Name: "purpose", Category: datamap.Uses, Exported: true},
			{Name: "created_at", Category: datamap.Uses, Exported: true},
		},
	},
	{
		Name: "erasures", Model: Erasure{},
		Purpose: datamap.Evidence, Source: datamap.FromUse, Erasure: datamap.WithSite,
		Retention:           datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		RetentionOnPlatform: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "cutoff", Category: datamap.Technical},
			{Name: "erased", Category: datamap.Technical},
		},
	},
}

var signed = datamap.Exception{Rows: datamap.ForOrganisation, Purpose: datamap.Contracts, Erasure: datamap.WithSite,
	Retention: datamap.Retention{Period: "P10Y", From: datamap.ContractEnded}}
