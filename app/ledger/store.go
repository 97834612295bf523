// Package ledger keeps each tenant's history: who did what to its documents,
// its party and its memberships, and when. Entries are only ever added, by
// the transaction of the act itself.
//
// An entry names its actor by a random id: who that was is looked up while the
// account exists, so that the history holds no personal data of its own.
package ledger

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Event is what happened. The texts that say it are `history.<event>` keys.
type Event string

// The events.
const (
	SiteCreated       Event = "site_created"
	SiteSuspended     Event = "site_suspended"
	SiteResumed       Event = "site_resumed"
	PartyChanged      Event = "party_changed"
	PartyRenamed      Event = "party_renamed"
	PartyTransferred  Event = "party_transferred"
	SettingsChanged   Event = "settings_changed"
	LookChanged       Event = "look_changed"
	MemberAdded       Event = "member_added"
	VersionPublished  Event = "version_published"
	VersionWithdrawn  Event = "version_withdrawn"
	RemarkSnoozed     Event = "remark_snoozed"
	IdentitiesErased  Event = "identities_erased"
	AccountDeleted    Event = "account_deleted"
	AgreementAccepted Event = "agreement_accepted"

	RecipientsExported Event = "recipients_exported"
	CustomersMarked    Event = "customers_marked"   // several at once
	CustomersUnmarked  Event = "customers_unmarked" // several at once

	ArrangementChanged     Event = "arrangement_changed"
	SiteClosed             Event = "site_closed"
	SubprocessorAnnounced  Event = "subprocessor_announced"
	SubprocessorEnded      Event = "subprocessor_ended"
	ProcessorAdded         Event = "processor_added" // to a site's own register
	ProcessorEnded         Event = "processor_ended"
	ObjectionMade          Event = "objection_made"
	ObjectionAnswered      Event = "objection_answered"
	SubprocessorAgreed     Event = "subprocessor_agreed"
	AccessRequested        Event = "access_requested"
	AccessRefused          Event = "access_refused"
	AccessGranted          Event = "access_granted"
	EmergencyAccessGranted Event = "emergency_access_granted"
	AccessEnded            Event = "access_ended"

	FactsPurposeAdopted   Event = "facts_purpose_adopted"
	FactsPurposeAdded     Event = "facts_purpose_added"
	FactsPurposeChanged   Event = "facts_purpose_changed"
	FactsPurposeRemoved   Event = "facts_purpose_removed"
	FactsPurposeImproved  Event = "facts_purpose_improved"
	FactsPurposeLeft      Event = "facts_purpose_left" // as it was, when a later edition was offered
	FactsServiceConnected Event = "facts_service_connected"
	FactsServiceChanged   Event = "facts_service_changed"
	FactsServiceRemoved   Event = "facts_service_removed"
	FactsCookieSaved      Event = "facts_cookie_saved"
	FactsCookieRemoved    Event = "facts_cookie_removed"
	FactsGeneralChanged   Event = "facts_general_changed"

	DocumentAdded    Event = "document_added"
	DocumentChanged  Event = "document_changed"
	DocumentRenamed  Event = "document_renamed"
	DocumentMoved    Event = "document_moved"
	DocumentRetired  Event = "document_retired"
	DocumentRestored Event = "document_restored"
	DocumentRemoved  Event = "document_removed"
	VersionReverted  Event = "version_reverted"
	TemplateTaken    Event = "template_taken"
	MemberInvited    Event = "member_invited"
	MemberJoined     Event = "member_joined"
	MemberChanged    Event = "member_changed"
	MemberRemoved    Event = "member_removed"
	ReviewAsked      Event = "review_asked"
	ReviewTakenBack  Event = "review_taken_back"
	ReviewReturned   Event = "review_returned"
	ReviewApproved   Event = "review_approved"
	EditorsLet       Event = "editors_let" // publish
	EditorsNotLet    Event = "editors_not_let"
	CustomerMarked   Event = "customer_marked"
	CustomerUnmarked Event = "customer_unmarked"
)

// Entry is a row of the history.
type Entry struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	At        time.Time
	ActorKind principal.Kind
	ActorID   *uuid.UUID
	Event     Event
	Details   Details `gorm:"serializer:json"`
}

// Details are an event's facts: never a name, an address or an e-mail.
type Details map[string]any

// TableName is gorm's contract.
func (Entry) TableName() string { return "history" }

// Record adds an entry for the context's tenant, in its transaction.
func Record(ctx context.Context, p principal.Principal, at time.Time, event Event, details Details) error {
	if details == nil {
		details = Details{}
	}
	e := Entry{ID: uuid.Must(uuid.NewV7()), At: at, ActorKind: p.Kind, Event: event, Details: details}
	if p.Kind == principal.Person {
		e.ActorID = &p.Account
	}
	return db.Conn(ctx).Create(&e).Error
}

// Recent returns the context's tenant's last entries, newest first.
func Recent(ctx context.Context, limit int) (entries []Entry, err error) {
	err = db.Conn(ctx).Order("at DESC, id DESC").Limit(limit).Find(&entries).Error
	return entries, err
}

// Filter is which entries are asked for.
type Filter struct {
	Events   []Event   // empty: any
	Document []string  // the slugs that it has had, at most four of them; none: about any document, and about none
	Before   uuid.UUID // only what is older than this entry; the zero id: all
}

// Page returns the context's tenant's entries that pass a filter, newest
// first. A filter's Before that is none of the tenant's finds nothing.
func Page(ctx context.Context, f Filter, limit int) (entries []Entry, err error) {
	q := db.Conn(ctx).Order("at DESC, id DESC").Limit(limit)
	if len(f.Events) > 0 {
		q = q.Where("event IN ?", f.Events)
	}
	if len(f.Document) > 0 {
		var about [4]string // of what SQL is made stands in the source: so these are as many as it can be asked for
		for i := range about {
			slug := f.Document[min(i, len(f.Document)-1)]
			about[i] = `%"Document":"` + slug + `"%` // as Record writes it
		}
		q = q.Where("details LIKE ? OR details LIKE ? OR details LIKE ? OR details LIKE ?", about[0], about[1], about[2], about[3])
	}
	if f.Before != (uuid.UUID{}) {
		var last Entry
		if err := db.Conn(ctx).Where("id = ?", f.Before).First(&last).Error; db.IsNotFound(err) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		q = q.Where("at < ? OR (at = ? AND id < ?)", last.At, last.At, last.ID)
	}
	return entries, q.Find(&entries).Error
}

// String shows details in a log.
func (d Details) String() string {
	b, err := json.Marshal(d)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
