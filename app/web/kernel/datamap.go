package kernel

import "github.com/pactdesk/pactdesk/app/datamap"

// Elsewhere declares what is held about people outside the database: what
// limits count by (limit.go, forgetAfter), the cookies, and what is typed in
// the studio and not saved yet (studio-editor.js). The session's lasts
// accounts.SessionLife, LanguageCookie LanguageLife, a choice as long as
// consent.Periods say: a refusal half as long, and without an identifier.
var Elsewhere = []datamap.Elsewhere{
	{
		Name: "network_address", Place: datamap.Memory, Subject: datamap.Visitor,
		Purpose: datamap.Abuse, Category: datamap.Network, Source: datamap.FromUse, Identifies: true,
		Retention: datamap.Retention{Period: "PT1H", From: datamap.LastTried},
	},
	{ // at signing in and registering; and the random id of who is signed in
		Name: "typed_address", Place: datamap.Memory, Subject: datamap.Visitor,
		Purpose: datamap.Abuse, Category: datamap.Contact, Source: datamap.FromPerson, Identifies: true,
		Retention: datamap.Retention{Period: "PT1H", From: datamap.LastTried},
	},
	{
		Name: "session_cookie", Called: []string{"__Host-session", "session"}, Place: datamap.Cookie, Subject: datamap.Customer, OnPlatform: datamap.Owner,
		Purpose: datamap.Accounts, Category: datamap.Credential, Source: datamap.FromUse, Identifies: true,
		Retention: datamap.Retention{Period: "P14D", From: datamap.Issued},
	},
	{
		Name: "language_cookie", Called: []string{LanguageCookie}, Place: datamap.Cookie, Subject: datamap.Visitor,
		Purpose: datamap.Appearance, Category: datamap.Preferences, Source: datamap.FromPerson,
		Retention: datamap.Retention{Period: "P1Y", From: datamap.Issued},
	},
	{
		Name: "consent_cookie", Called: []string{"__Host-consent", "consent"}, Place: datamap.Cookie, Subject: datamap.Visitor,
		Purpose: datamap.Choices, Category: datamap.Answers, Source: datamap.FromPerson, Identifies: true,
		Retention: datamap.Retention{Period: "P1Y", From: datamap.Issued},
	},
	{ // under the account's id, until the server has it
		Name: "unsent_text", Place: datamap.Browser, Subject: datamap.Staff,
		Purpose: datamap.Documents, Category: datamap.Writing, Source: datamap.FromOwner, Identifies: true,
		Retention: datamap.Retention{Period: "P0D", From: datamap.NoLongerUsed},
	},
}
