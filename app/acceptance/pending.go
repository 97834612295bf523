package acceptance

import (
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Subject is whose acts count: an account and, where it may sign for one, the
// organisation behind a site.
type Subject struct {
	Account    uuid.UUID // zero: somebody who is about to register
	Represents tenants.ID
	Accepted   map[uuid.UUID]bool // versions, by the person
	ByParty    map[uuid.UUID]bool // versions, by anybody for the organisation as it now is
	Party      sites.Party        // of Represents, as the page names it

	declined map[uuid.UUID]bool // versions whose latest answer was no
}

// Owed is a document that must be acted on, and the text to act on: the one in
// force, which may be a later correction of the version that is required.
type Owed struct {
	Document *documents.Document
	Required *documents.Version
	Shown    *documents.Version
}

// Pending answers what a subject owes at a time. It is the one function that
// does: the gate, its page, registration and the accepting transaction all ask
// it, so that they can never disagree.
func Pending(docs []documents.Document, s Subject, at time.Time) (owed []Owed) {
	for i := range docs {
		d := &docs[i]
		accepted := s.Accepted
		if d.Binds == documents.BindsOrganisation {
			if s.Represents.IsZero() {
				continue
			}
			accepted = s.ByParty
		}
		if required := d.Required(at); required != nil && !d.Settled(accepted, at) {
			owed = append(owed, Owed{Document: d, Required: required, Shown: d.InForce(at)})
		}
	}
	return owed
}

// Ahead returns the time at which everything that is published now will be in
// force: what Pending answers for it can be acted on in advance.
func Ahead(docs []documents.Document, now time.Time) time.Time {
	last := now
	for i := range docs {
		for _, v := range docs[i].Upcoming(now) {
			if v.EnforcedAt.After(last) {
				last = v.EnforcedAt
			}
		}
	}
	return last
}
