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
	Accepted   map[uuid.UUID]bool   // versions, by the person
	Texts      map[uuid.UUID]string // the hash of the text shown to the person, by version
	Purposes   []string             // those of the site that touch the person's data
	ByParty    map[uuid.UUID]bool   // versions, by anybody for the organisation as it now is
	Party      sites.Party          // of Represents, as the page names it

	declined map[uuid.UUID]bool // versions whose latest answer was no
}

// Owed is a document that must be acted on, and the text to act on: the one in
// force, which may be a later correction of the version that is required.
type Owed struct {
	Document *documents.Document
	Required *documents.Version
	Shown    *documents.Version
}

// Whom is the subject as a document sees it: the person, or the organisation
// that it binds, of which nothing but its acts counts.
func (s Subject) Whom(d *documents.Document) documents.Whom {
	if d.Binds == documents.BindsOrganisation {
		return documents.Whom{Accepted: s.ByParty}
	}
	return documents.Whom{Accepted: s.Accepted, Texts: s.Texts, Purposes: s.Purposes}
}

// Pending answers what a subject owes at a time. It is the one function that
// does: the gate, its page, registration and the accepting transaction all ask
// it, so that they can never disagree.
func Pending(docs []documents.Document, s Subject, at time.Time) (owed []Owed) {
	for i := range docs {
		d := &docs[i]
		if d.Binds == documents.BindsOrganisation && s.Represents.IsZero() {
			continue
		}
		who := s.Whom(d)
		if required := d.RequiredOf(who, at); required != nil && !d.Settled(who, at) {
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
