package acceptance

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/tenants"
)

// Method is how somebody came to act.
type Method string

// The methods.
const (
	Registration Method = "registration"
	Gate         Method = "gate"
	InAdvance    Method = "ahead" // before the version is in force
)

// presentationLife is how long a page can be left open before its buttons ask
// for another look.
const presentationLife = 24 * time.Hour

// Presentation is what one person was shown. It travels through the page,
// signed, so that what is submitted is bound to what was shown.
type Presentation struct {
	ID         uuid.UUID  `json:"id"`
	Tenant     tenants.ID `json:"tenant"`
	Account    uuid.UUID  `json:"account"` // zero: a registration
	Represents tenants.ID `json:"represents"`
	// PartyRevision is of the organisation behind Represents, as it was named.
	PartyRevision int       `json:"party_revision"`
	Method        Method    `json:"method"`
	IssuedAt      time.Time `json:"issued_at"`
	Items         []Shown   `json:"items"`

	key string
}

// Shown is one text in a presentation.
type Shown struct {
	Document uuid.UUID     `json:"document"`
	Version  uuid.UUID     `json:"version"`
	Text     uuid.UUID     `json:"text"`
	Language string        `json:"language"`
	Hash     string        `json:"hash"`
	Act      documents.Act `json:"act"`
	Wording  string        `json:"wording"` // beside the box, as it was read
}

// Offer is what a page shows to somebody who owes something.
type Offer struct {
	Presentation Presentation
	Token        string // the presentation, signed
	Items        []OfferItem
}

// OfferItem is one document in an offer.
type OfferItem struct {
	Owed
	Text    *documents.Text
	Wording string
}

// Present makes an offer of everything a subject owes at a time, in the
// languages the reader asks for; the wording is in the page's language.
func (s *Service) Present(tenant tenants.ID, owed []Owed, subject Subject, method Method, page *i18n.Localizer, languages ...string) (Offer, error) {
	o := Offer{Presentation: Presentation{ID: uuid.Must(uuid.NewV7()), Tenant: tenant, Account: subject.Account,
		Represents: subject.Represents, PartyRevision: subject.Party.Revision, Method: method, IssuedAt: s.clock.Now()}}
	for _, w := range owed {
		text := w.Shown.Best(languages...)
		wording := Wording(page, w.Required.Act, text.Title)
		o.Items = append(o.Items, OfferItem{Owed: w, Text: text, Wording: wording})
		o.Presentation.Items = append(o.Presentation.Items, Shown{Document: w.Document.ID, Version: w.Shown.ID, Text: text.ID,
			Language: text.Language, Hash: text.Hash, Act: w.Required.Act, Wording: evidenceWording(page, w, wording, subject)})
	}
	payload, err := json.Marshal(o.Presentation)
	if err != nil {
		return o, fmt.Errorf("acceptance: %w", err)
	}
	o.Token = s.keys.Sign(payload)
	return o, nil
}

// evidenceWording is all that was ticked: for an organisation also that the
// person may sign for it.
func evidenceWording(page *i18n.Localizer, w Owed, wording string, subject Subject) string {
	if w.Document.Binds != documents.BindsOrganisation {
		return wording
	}
	return wording + "\n" + page.T("field.may_bind", "Party", subject.Party.LegalName)
}

// Wording is the sentence beside the box of an act.
func Wording(page *i18n.Localizer, act documents.Act, title string) string {
	if act == documents.Agree {
		return page.T("act.agree.wording", "Title", title)
	}
	return page.T("act.acknowledge.wording", "Title", title)
}

// errChanged is the answer to a submit that is no longer what was shown: look
// again. Nothing is upgraded silently.
var errChanged = errs.New(errs.Conflict, "accept.error.changed", nil)

// read opens a token for a tenant and an account. A token of anybody else, an
// old one and a forged one are told the same: look again.
func (s *Service) read(token string, tenant tenants.ID, account uuid.UUID) (Presentation, error) {
	var p Presentation
	payload, key, ok := s.keys.Open(token)
	if !ok || json.Unmarshal(payload, &p) != nil {
		return p, errChanged
	}
	age := s.clock.Now().Sub(p.IssuedAt)
	if p.Tenant != tenant || p.Account != account || age > presentationLife || age < -time.Minute {
		return p, errChanged
	}
	p.key = key
	return p, nil
}
