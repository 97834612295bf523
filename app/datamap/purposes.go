package datamap

// Purpose is why something is held: GDPR Art. 5(1)(b).
type Purpose string

// The purposes. On a site they are its controller's, with the platform as
// processor; on the platform's own tenant the platform's.
const (
	Accounts   Purpose = "accounts"   // people's accounts and signing in
	Documents  Purpose = "documents"  // information documents and who publishes them
	Evidence   Purpose = "evidence"   // proof of what people were shown and answered
	FollowUp   Purpose = "follow_up"  // seeing that people get past what they are asked to read
	Choices    Purpose = "choices"    // what visitors chose about cookies
	Agreements Purpose = "agreements" // who answers for what: arrangements and registers of processors
	Oversight  Purpose = "oversight"  // who did what and who looked: history, access log, records
	Appearance Purpose = "appearance" // how a site looks and which languages it has
)

// The purposes that cut across sites: the platform's own, wherever they are.
const (
	Contracts Purpose = "contracts" // the organisations' contracts with the platform
	Operation Purpose = "operation" // finding the site of a request; which sites there are
	Abuse     Purpose = "abuse"     // limits on what can be guessed
)

// Purposes are all of them, in the order of a record.
var Purposes = []Purpose{Accounts, Documents, Evidence, FollowUp, Choices, Agreements, Oversight, Appearance, Contracts, Operation, Abuse}

// Own reports whether the platform decides about a purpose itself, and so is
// controller for it on every site: GDPR Art. 4(7), 28(10).
func (p Purpose) Own() bool { return p == Contracts || p == Operation || p == Abuse }

// Basis is what makes a processing lawful: GDPR Art. 6(1).
type Basis string

// The bases that the purposes have.
const (
	Contract           Basis = "contract"            // with the person: (b)
	LegalObligation    Basis = "legal_obligation"    // (c)
	LegitimateInterest Basis = "legitimate_interest" // (f); which one: datamap.purpose.X.interest
)

// bases are proposed; a site's controller may judge otherwise and says so in
// its document. Customers of a site have a contract with it; people on the
// platform's tenant act for an organisation that has.
var bases = map[Purpose]struct{ onSite, onPlatform Basis }{
	Accounts:   {Contract, LegitimateInterest},
	Documents:  {LegalObligation, LegalObligation}, // to inform: Art. 12-14
	Evidence:   {LegitimateInterest, LegitimateInterest},
	FollowUp:   {LegitimateInterest, LegitimateInterest},
	Choices:    {LegalObligation, LegalObligation}, // to show that consent was given: Art. 7(1)
	Agreements: {LegalObligation, LegalObligation}, // to settle and show who answers: Art. 26, 28
	Oversight:  {LegitimateInterest, LegitimateInterest},
	Appearance: {LegitimateInterest, LegitimateInterest},
	Contracts:  {LegitimateInterest, LegitimateInterest},
	Operation:  {LegitimateInterest, LegitimateInterest},
	Abuse:      {LegitimateInterest, LegitimateInterest},
}

// Basis is the legal basis of a purpose on a kind of tenant.
func (p Purpose) Basis(platform bool) Basis {
	if platform {
		return bases[p].onPlatform
	}
	return bases[p].onSite
}
