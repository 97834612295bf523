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
// The roles are not declared: they follow from the tenant and the purpose. The
// purposes, with the legal basis of each, stand in purposes.go.
package datamap

import "slices"

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
	Technical   Category = "technical"   // other ids, counters and states that say nothing about a person
	Pseudonym   Category = "pseudonym"   // random ids that stand for a person
	Identity    Category = "identity"    // names and titles
	Contact     Category = "contact"     // e-mail and postal addresses
	Credential  Category = "credential"  // hashes of passwords and tokens
	SignIn      Category = "sign_in"     // since when there is an account, and sign-ins
	Roles       Category = "roles"       // what somebody may do
	Answers     Category = "answers"     // what somebody answered to which text, and when
	Visits      Category = "visits"      // which page somebody was shown, how often and when
	Acts        Category = "acts"        // what somebody did in the studio or the console
	Writing     Category = "writing"     // texts that somebody wrote
	Entity      Category = "entity"      // details of organisations
	Preferences Category = "preferences" // settings and languages
	Uses        Category = "uses"        // which of a site's purposes somebody's data are used for
	Network     Category = "network"     // network addresses
)

// Personal reports whether data of a category always are about a person. A
// text, a setting or an organisation's details may be about nobody.
func (c Category) Personal() bool {
	return c != Technical && c != Writing && c != Entity && c != Preferences
}

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
	Expires     Erasure = "expires"      // deleted when its time is up, or with the account before that
	Replaced    Erasure = "replaced"     // overwritten or deleted by who works on it
	WithSite    Erasure = "with_site"    // with the site, when the contract and what follows it has ended
	Stays       Erasure = "stays"        // as long as the service does: it says nothing of anybody
)

// Event starts a period of retention.
type Event string

// The events.
const (
	AccountDeleted Event = "account_deleted"
	ContractEnded  Event = "contract_ended" // between the site's organisation and the platform
	Issued         Event = "issued"         // the row was made
	NoLongerUsed   Event = "no_longer_used" // replaced, discarded or published
	LastTried      Event = "last_tried"     // the last attempt at something that is limited
	LastMet        Event = "last_met"       // the last time that somebody was shown a page
)

// Retention is how long data are kept: a period that an event starts.
type Retention struct {
	Period string `json:"period"` // ISO 8601, as P3Y; P0D: erased as the event happens
	From   Event  `json:"from"`
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
	// they are kept on; NoOne: nobody's, or not kept there. Others whom rows
	// can be about come beside.
	OnSite, OnPlatform         Subject
	AlsoOnSite, AlsoOnPlatform []Subject

	Purpose   Purpose
	Source    Source
	Erasure   Erasure
	Retention Retention
	// On the platform's own tenant, where it differs.
	SourceOnPlatform    Source
	RetentionOnPlatform Retention
	// But are rows that end otherwise.
	But []Exception
	// Person is the column with the id of the account that a row is about;
	// empty: rows are about no one person. Others are columns with ids of
	// accounts that it is about as well.
	Person string
	Others []string
	// Site is the column with the id of the site that a row on the platform's
	// own tenant concerns.
	Site    string
	Columns []Column
}

// Exception is a kind of row that is held for something else, and so ends
// otherwise than its table says.
type Exception struct {
	Rows      Rows
	Purpose   Purpose
	Erasure   Erasure
	Retention Retention
}

// Rows tell which.
type Rows string

// The kinds of rows.
const (
	ForOrganisation Rows = "for_organisation" // somebody signed for an organisation
)

// Elsewhere is what is held about people outside the database.
type Elsewhere struct {
	Name       string   // a code, as a column's
	Called     []string // of a cookie: what browsers know it by
	Place      Place
	Subject    Subject
	OnPlatform Subject // where it differs on the platform's own tenant
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
	Memory  Place = "memory"  // of the running program
	Cookie  Place = "cookie"  // in the reader's browser
	Browser Place = "browser" // its storage, which is not sent by itself
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

// Subjects are all whom a table's rows can be about on a kind of tenant.
func (t Table) Subjects(platform bool) (all []Subject) {
	s, also := t.OnSite, t.AlsoOnSite
	if platform {
		s, also = t.OnPlatform, t.AlsoOnPlatform
	}
	if s == NoOne {
		return nil
	}
	return append([]Subject{s}, also...)
}

// People are the columns with ids of accounts.
func (t Table) People() (columns []string) {
	if t.Person != "" {
		columns = append(append(columns, t.Person), t.Others...)
	}
	return columns
}

// Has reports whether the table has a column.
func (t Table) Has(column string) bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

// Whole is a column with what it takes over from its table.
func (t Table) Whole(c Column, platform bool) Column {
	if c.Subject == "" {
		c.Subject = t.Subject(platform)
	}
	if c.Purpose == "" {
		c.Purpose = t.Purpose
	}
	if c.Source == "" && platform {
		c.Source = t.SourceOnPlatform
	}
	if c.Source == "" {
		c.Source = t.Source
	}
	if c.Erasure == "" {
		c.Erasure = t.Erasure
	}
	if c.Retention == (Retention{}) && platform {
		c.Retention = t.RetentionOnPlatform
	}
	if c.Retention == (Retention{}) {
		c.Retention = t.Retention
	}
	return c
}
