package processing

import "github.com/pactdesk/pactdesk/app/i18n"

// Measure is a security measure: GDPR Art. 30(1)(g), 30(2)(d), 32(1). Its
// words are `measure.<code>` and `measure.<code>.text`.
type Measure string

// Measures are those that this program takes, or its operator has promised in
// the data processing agreement. Each must be true: where the code that holds
// one goes, it goes too.
var Measures = []Measure{
	"separation",      // tenants/tenantdb, row-level security
	"roles",           // app/principal
	"support",         // app/access
	"passwords",       // app/accounts: argon2id, hashed tokens
	"guessing",        // app/web/kernel/limit.go
	"transport",       // TLS, HSTS, host-bound cookies
	"browser",         // app/web/kernel: content security policy, nothing from third parties
	"input",           // app/documents/markdown, html/template, CrossOriginProtection
	"evidence",        // app/acceptance: signed presentations, hashes
	"append_only",     // migrations/: triggers and privileges
	"pseudonyms",      // ids in evidence and history, names apart
	"erasure",         // with the account; what is sealed, when its time is up
	"portability",     // app/rights
	"testing",         // the test suite: Art. 32(1)(d)
	"backups",         // the agreement: overwritten within 90 days
	"confidentiality", // the agreement
	"breaches",        // the agreement: told within 24 hours
}

// Name is what the measure is called.
func (m Measure) Name(loc *i18n.Localizer) string { return loc.T("measure." + string(m)) }

// Text says what is done.
func (m Measure) Text(loc *i18n.Localizer) string { return loc.T("measure." + string(m) + ".text") }
