package lint

// Rule is a line of the table.
type Rule struct {
	Code     string
	Severity Severity
	// Firm is an error that nobody can put aside: the text is not finished.
	Firm    bool
	Message string // what is wrong, as a message key
	Mend    string // what mends it, in a word or two
	Target  Target // where that is
	Risk    string // what it risks to leave it; empty: it cannot be left
	find    func(*draft) []Finding
}

// Rules are all of them.
var Rules = []Rule{
	// What is not finished. Nobody wants this published, whoever they are.
	{Code: "title", Severity: Error, Firm: true, Message: "lint.title", Mend: "lint.mend.title", Target: Heading, find: noTitle},
	{Code: "blank", Severity: Error, Firm: true, Message: "lint.blank", Mend: "lint.mend.fill_in", Target: Line, find: leftBlank},
	{Code: "placeholder", Severity: Error, Firm: true, Message: "lint.placeholder", Mend: "lint.mend.write", Target: Line, find: placeholders},
	{Code: "contact", Severity: Error, Firm: true, Message: "lint.contact", Mend: "lint.mend.contact", Target: Put, find: blankContacts},

	// What is wrong, as far as a program can tell.
	{Code: "name_gone", Severity: Error, Message: "lint.name_gone", Mend: "lint.mend.name", Target: Line, Risk: "lint.risk.name_gone", find: namesGone},
	{Code: "language", Severity: Error, Message: "lint.language", Mend: "lint.mend.translate", Target: Translation, Risk: "lint.risk.language", find: wrongLanguage},
	{Code: "bundled", Severity: Error, Message: "lint.bundled", Mend: "lint.mend.reword", Target: Line, Risk: "lint.risk.bundled", find: bundledConsent},
	{Code: "dead_link", Severity: Error, Message: "lint.dead_link", Mend: "lint.mend.link", Target: Line, Risk: "lint.risk.dead_link", find: deadLinks},
	{Code: "dead_anchor", Severity: Error, Message: "lint.dead_anchor", Mend: "lint.mend.link", Target: Line, Risk: "lint.risk.dead_link", find: deadAnchors},
	{Code: "purpose_basis", Severity: Error, Message: "lint.purpose_basis", Mend: "lint.mend.facts", Target: Facts, Risk: "lint.risk.basis", find: purposesWithoutBasis},
	{Code: "purpose_period", Severity: Error, Message: "lint.purpose_period", Mend: "lint.mend.facts", Target: Facts, Risk: "lint.risk.period", find: purposesWithoutPeriod},
	{Code: "purpose_words", Severity: Error, Message: "lint.purpose_words", Mend: "lint.mend.facts", Target: Facts, Risk: "lint.risk.words", find: purposesWithoutWords},

	// What GDPR Art. 13 and 14 ask for. Without these a reader cannot use a right.
	{Code: "no_controller", Severity: Error, Message: "lint.no_controller", Mend: "lint.mend.put_controller", Target: Put, Risk: "lint.risk.no_controller", find: lacks("controller")},
	{Code: "no_contact", Severity: Error, Message: "lint.no_contact", Mend: "lint.mend.put_contact", Target: Put, Risk: "lint.risk.no_contact", find: lacks("contact")},
	{Code: "no_purposes", Severity: Error, Message: "lint.no_purposes", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.no_purposes", find: lacks("purposes")},
	{Code: "no_basis", Severity: Error, Message: "lint.no_basis", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.basis", find: lacks("basis")},
	{Code: "no_periods", Severity: Error, Message: "lint.no_periods", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.period", find: lacks("periods")},
	{Code: "no_rights", Severity: Error, Message: "lint.no_rights", Mend: "lint.mend.put_rights", Target: Put, Risk: "lint.risk.no_rights", find: lacksRights},
	{Code: "no_complaint", Severity: Error, Message: "lint.no_complaint", Mend: "lint.mend.put_complaint", Target: Put, Risk: "lint.risk.no_complaint", find: lacks("complaint")},

	// What it also asks for, where words may say it in ways a program misses.
	{Code: "no_officer", Severity: Warning, Message: "lint.no_officer", Mend: "lint.mend.put_controller", Target: Put, Risk: "lint.risk.no_officer", find: lacksOfficer},
	{Code: "no_interest", Severity: Warning, Message: "lint.no_interest", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.no_interest", find: lacksInterest},
	{Code: "no_recipients", Severity: Warning, Message: "lint.no_recipients", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.no_recipients", find: lacks("recipients")},
	{Code: "no_safeguard", Severity: Warning, Message: "lint.no_safeguard", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.no_safeguard", find: lacksSafeguard},
	{Code: "no_withdrawal", Severity: Warning, Message: "lint.no_withdrawal", Mend: "lint.mend.put_rights", Target: Put, Risk: "lint.risk.no_withdrawal", find: lacksWithdrawal},
	{Code: "no_duty", Severity: Warning, Message: "lint.no_duty", Mend: "lint.mend.write", Target: Line, Risk: "lint.risk.no_duty", find: lacks("duty")},
	{Code: "no_automated", Severity: Warning, Message: "lint.no_automated", Mend: "lint.mend.put_rights", Target: Put, Risk: "lint.risk.no_automated", find: lacks("automated")},
	{Code: "no_source", Severity: Warning, Message: "lint.no_source", Mend: "lint.mend.put_facts", Target: Put, Risk: "lint.risk.no_source", find: lacksSource},

	// What disagrees: with itself in another language, with the facts, with
	// what is connected.
	{Code: "part_language", Severity: Warning, Message: "lint.part_language", Mend: "lint.mend.translate", Target: Line, Risk: "lint.risk.language", find: wrongLanguageInPart},
	{Code: "periods_differ", Severity: Warning, Message: "lint.periods_differ", Mend: "lint.mend.compare", Target: Translation, Risk: "lint.risk.differ", find: periodsDiffer},
	{Code: "dates_differ", Severity: Warning, Message: "lint.dates_differ", Mend: "lint.mend.compare", Target: Translation, Risk: "lint.risk.differ", find: datesDiffer},
	{Code: "period_unknown", Severity: Warning, Message: "lint.period_unknown", Mend: "lint.mend.facts", Target: Facts, Risk: "lint.risk.period_unknown", find: periodsUnknown},
	{Code: "service_unnamed", Severity: Warning, Message: "lint.service_unnamed", Mend: "lint.mend.put_recipients", Target: Put, Risk: "lint.risk.no_recipients", find: servicesUnnamed},
	{Code: "service_unknown", Severity: Warning, Message: "lint.service_unknown", Mend: "lint.mend.connect", Target: Facts, Risk: "lint.risk.service_unknown", find: servicesUnknown},
	{Code: "facts_newer", Severity: Warning, Message: "lint.facts_newer", Mend: "lint.mend.publish", Target: Publish, Risk: "lint.risk.facts_newer", find: factsNewer},

	// What makes a text hard to use.
	{Code: "plain_http", Severity: Warning, Message: "lint.plain_http", Mend: "lint.mend.https", Target: Put, Risk: "lint.risk.plain_http", find: plainLinks},
	{Code: "heading_level", Severity: Warning, Message: "lint.heading_level", Mend: "lint.mend.heading", Target: Line, Risk: "lint.risk.heading", find: skippedLevels},
	{Code: "heading_twice", Severity: Warning, Message: "lint.heading_twice", Mend: "lint.mend.heading", Target: Line, Risk: "lint.risk.heading", find: sameHeadings},
}

// ByCode returns a rule, or nil.
func ByCode(code string) *Rule {
	for i := range Rules {
		if Rules[i].Code == code {
			return &Rules[i]
		}
	}
	return nil
}
