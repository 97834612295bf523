package facts

import (
	"slices"

	"github.com/pactdesk/pactdesk/app/datamap"
)

// Basis is what makes a processing lawful: GDPR Art. 6(1).
type Basis string

// The bases, in the order of the article.
const (
	Consent            Basis = "consent"             // (a)
	Contract           Basis = "contract"            // (b)
	LegalObligation    Basis = "legal_obligation"    // (c)
	VitalInterest      Basis = "vital_interest"      // (d)
	PublicTask         Basis = "public_task"         // (e)
	LegitimateInterest Basis = "legitimate_interest" // (f)
)

// Bases are all of them.
var Bases = []Basis{Consent, Contract, LegalObligation, VitalInterest, PublicTask, LegitimateInterest}

// Class is what a service or a cookie is for, as the choice of cookies has it.
type Class string

// The classes.
const (
	Necessary  Class = "necessary"
	Statistics Class = "statistics"
	Marketing  Class = "marketing"
)

// Classes are all of them.
var Classes = []Class{Necessary, Statistics, Marketing}

// Categories are the kinds of data that an owner chooses from. What the app
// itself holds has the data map's categories.
var Categories = []string{"name", "contact", "birth", "account", "orders", "payment", "images", "captions", "releases", "school",
	"messages", "applications", "attendance", "usage", "network"}

// Subjects are whose data they can be.
var Subjects = []string{"customers", "representatives", "enquirers", "pictured", "pupils", "guardians", "subscribers", "visitors", "applicants",
	"participants", "staff", "suppliers"}

// Sources are from whom data can come, where not from the person.
var Sources = []string{"client", "own_work", "school", "guardian", "employer", "referee", "colleague", "public"}

// Events are what a period can count from.
var Events = []string{"delivery", "financial_year", "calendar_year", "contract_end", "last_contact", "event_end", "recruitment_end", "collection",
	"publication", "consent_withdrawn", "account_deleted", "school_year", "release_end", "last_tried"}

// Recipients are the kinds of recipients that are on no register of
// processors: they are controllers themselves, or everybody.
var Recipients = []string{"client", "school", "public", "payment", "carrier", "accountant", "authority", "bank", "lab", "press", "insurer"}

// Safeguards are what protects data outside the EEA: GDPR chapter V. They are
// the codes of the register of processors, whose words they share.
var Safeguards = []string{"adequacy", "dpf", "scc", "bcr", "derogation"}

// CategoryKey is the locale key of a category of data.
func CategoryKey(code string) string {
	if slices.Contains(Categories, code) {
		return "facts.category." + code
	}
	return datamap.Category(code).Key()
}

// SubjectKey is the locale key of whose data they are.
func SubjectKey(code string) string {
	if slices.Contains(Subjects, code) {
		return "facts.subject." + code
	}
	return datamap.Subject(code).Key()
}

// SourceKey is the locale key of from whom data come.
func SourceKey(code string) string { return "facts.source." + code }

// EventKey is the locale key of an event behind a period: "after the delivery".
func EventKey(code string) string { return "facts.event." + code }

// UntilKey is the locale key of an event that ends it at once: "until you take
// your consent back".
func UntilKey(code string) string { return "facts.until." + code }

// RecipientKey is the locale key of a kind of recipient.
func RecipientKey(code string) string { return "facts.recipient." + code }

// SafeguardKey is the locale key of a safeguard.
func SafeguardKey(code string) string { return "processor.safeguard." + code }

// Key is the locale key of a basis, with its article.
func (b Basis) Key() string { return "facts.basis." + string(b) }

// Key is the locale key of a class.
func (c Class) Key() string { return "facts.class." + string(c) }
