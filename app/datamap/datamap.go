// Package datamap is the one declaration of what is held about people: each
// feature declares its tables and columns next to their models, and all that
// must agree with it is derived from it: the records of processing (GDPR
// Art. 30), the page that says who answers for what, the annexes of the data
// processing agreement, exports and erasure.
//
// A test holds the declarations against the live schema of both databases: a
// column that nobody declared fails it, and so does a declaration of what does
// not exist.
//
// A declaration is codes; their words are locale keys (`datamap.purpose.…`).
// The roles are not declared: they follow from the tenant and the purpose.
package datamap

import "slices"

// Purpose is why something is held: GDPR Art. 5(1)(b).
type Purpose string

// The purposes. On a site they are its controller's, with the platform as
// processor; on the platform's own tenant the platform's.
const (
	Accounts   Purpose = "accounts"   // people's accounts and signing in
	Documents  Purpose = "documents"  // information documents and who publishes them
	Evidence   Purpose = "evidence"   // proof of what people were shown and answered
	Agreements Purpose = "agreements" // who answers for the site, and the contracts that say so
	Oversight  Purpose = "oversight"  // who did what and who looked: history, access log, records
	Appearance Purpose = "appearance" // how a site looks and which languages it has
)

// The purposes that cut across sites: the platform's own, wherever they are.
const (
	Operation Purpose = "operation" // finding the site of a request; which sites there are
	Abuse     Purpose = "abuse"     // limits on what can be guessed
)

// Own reports whether the platform decides about a purpose itself, and so is
// controller for it on every site: GDPR Art. 4(7), 28(10).
func (p Purpose) Own() bool { return p == Operation || p == Abuse }

// Purposes are all of them, in the order of a record.
var Purposes = []Purpose{Accounts, Documents, Evidence, Agreements, Oversight, Appearance, Operation, Abuse}

// Subject is a kind of person that data are about.
type Subject string

// The subjects.
const (
	NoOne    Subject = ""
	Customer Subject = "customer"
	Owner    Subject = "owner" // and those whom owners invite
	Visitor  Subject = "visitor"
	Pictured Subject = "pictured" // a person in a picture
	Staff    Subject = "staff"    // of the platform, or of the organisations named
)

// Category is a kind of data: GDPR Art. 30(1)(c).
type Category string

// The categories.
const (
	Technical   Category = "technical"   // ids, counters and states that say nothing about a person
	Identity    Category = "identity"    // names and titles
	Contact     Category = "contact"     // e-mail and postal addresses
	Credential  Category = "credential"  // hashes of passwords and tokens
	SignIn      Category = "sign_in"     // when somebody signed in, and until when
	Roles       Category = "roles"       // what somebody may do
	Answers     Category = "answers"     // what somebody answered to which text, and when
	Acts        Category = "acts"        // what somebody did in the studio or the console
	Writing     Category = "writing"     // texts that somebody wrote
	Entity      Category = "entity"      // details of organisations
	Preferences Category = "preferences" // settings and languages
	Network     Category = "network"     // network addresses
)

// Source is where data come from: GDPR Art. 14(2)(f), 15(1)(g).
type Source string

// The sources.
const (
	FromPerson   Source = "person"   // from the person
	FromOwner    Source = "owner"    // from the site's organisation
	FromOperator Source = "operator" // from the platform
	FromUse      Source = "use"      // arises when the service is used
)

// Erasure is how data end.
type Erasure string

// The ways.
const (
	WithAccount Erasure = "with_account" // deleted in the transaction that deletes the account
	Sealed      Erasure = "sealed"       // kept apart when the account goes, for legal claims; then erased
	Expires     Erasure = "expires"      // deleted when its time is up
	Replaced    Erasure = "replaced"     // overwritten or deleted by who works on it
	WithSite    Erasure = "with_site"    // with the site, when the contract and what follows it has ended
)

// Event starts a period of retention.
type Event string

// The events.
const (
	AccountDeleted Event = "account_deleted"
	ContractEnded  Event = "contract_ended" // between the site's organisation and the platform
	Issued         Event = "issued"         // the row was made
	NoLongerUsed   Event = "no_longer_used" // replaced, discarded or published
)

// Retention is how long data are kept: a period that an event starts.
type Retention struct {
	Period string // ISO 8601, as P3Y; P0D: erased as the event happens
	From   Event
}

// Column is one column. What is empty is as its table says.
type Column struct {
	Name     string
	Category Category
	// Identifies says that the column by itself tells who a person is: a name,
	// an address, or an id under which something of theirs is kept.
	Identifies bool
	// Exported says that people get it when they ask for their data.
	Exported bool

	Subject   Subject
	Purpose   Purpose
	Source    Source
	Erasure   Erasure
	Retention Retention
}

// Table is a table with all its columns, in the order of the schema.
type Table struct {
	Name  string
	Model any // of which the rows are; nil: a tool's own table
	// OnSite and OnPlatform are whose the data are, by the kind of tenant that
	// they are kept on; NoOne: nobody's, or not kept there.
	OnSite, OnPlatform Subject
	Purpose            Purpose
	Source             Source
	Erasure            Erasure
	Retention          Retention
	// Person is the column with the id of the account that a row is about;
	// empty: rows are about no one person.
	Person  string
	Columns []Column
}

// Elsewhere is what is held about people outside the database.
type Elsewhere struct {
	Name       string // a code, as a column's
	Place      Place
	Subject    Subject
	Purpose    Purpose
	Category   Category
	Source     Source
	Retention  Retention
	Identifies bool
}

// Place is where that is.
type Place string

// The places.
const (
	Memory Place = "memory" // of the running program
	Cookie Place = "cookie" // in the reader's browser
)

// Map is the whole declaration.
type Map struct {
	Tables    []Table
	Elsewhere []Elsewhere
}

// New puts features' declarations together.
func New(elsewhere []Elsewhere, features ...[]Table) Map {
	return Map{Tables: slices.Concat(features...), Elsewhere: elsewhere}
}

// Table returns the declaration of a table, or nil.
func (m Map) Table(name string) *Table {
	for i := range m.Tables {
		if m.Tables[i].Name == name {
			return &m.Tables[i]
		}
	}
	return nil
}

// Subject is whose a table's data are on a kind of tenant.
func (t Table) Subject(platform bool) Subject {
	if platform {
		return t.OnPlatform
	}
	return t.OnSite
}

// Whole is a column with what it takes over from its table.
func (t Table) Whole(c Column, platform bool) Column {
	if c.Subject == "" {
		c.Subject = t.Subject(platform)
	}
	if c.Purpose == "" {
		c.Purpose = t.Purpose
	}
	if c.Source == "" {
		c.Source = t.Source
	}
	if c.Erasure == "" {
		c.Erasure = t.Erasure
	}
	if c.Retention == (Retention{}) {
		c.Retention = t.Retention
	}
	return c
}
