// Package studio is where a site's owner, editor or auditor works on it: its
// documents, its organisation and its settings, on the platform's host. The
// platform's own documents are edited here too, by its operators.
package studio

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/consent/scan"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/rights"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/hostnames"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Surface holds the services that the pages need.
type Surface struct {
	Accounts   *accounts.Service
	Documents  *documents.Service
	Acceptance *acceptance.Service
	Sites      *sites.Service
	Rights     *rights.Service
	Support    *access.Service
	Processing *processing.Service
	Facts      *facts.Service
	Appearance *appearance.Service
	Consent    *consent.Service
	DB         *db.DB

	// ShowPage answers with one of the site's own pages, to be looked at.
	ShowPage func(r *kernel.Request, page string) error
	// ShowGate answers with the gate as it would be for what is to be published.
	ShowGate func(r *kernel.Request, preview documents.Preview) error
	// Scan visits a site in a browser, where CanScan says that there is one.
	Scan    func(ctx context.Context, site *snapshot.Site) (scan.Result, error)
	CanScan func() bool
}

// desk is a request's work on one site.
type desk struct {
	*kernel.Request
	ctx  context.Context // of the site worked on
	site *snapshot.Site  // read anew: the studio shows what is, not what was
	p    principal.Principal
	// emergency is what an owner is to be told of on every page; nil: nothing.
	emergency *access.Grant

	waits processing.Waiting

	names map[uuid.UUID]string // of people whose names were looked up
	facts *facts.Set           // once they were asked for, for names of purposes
}

// open works on the site of the address, if it is one the person may act on.
func (s *Surface) open(r *kernel.Request) (*desk, error) {
	if r.Worked == nil {
		return nil, errs.New(errs.NotFound, "error.not_found", nil)
	}
	id := r.Worked.Tenant.ID
	site, err := r.Snapshots.Latest(r.Request().Context(), id)
	if err != nil {
		return nil, err
	}
	d := &desk{Request: r, ctx: r.For(id), site: site, p: r.Session.Principal}
	if d.waits, err = s.Processing.Waits(d.ctx, d.p); err != nil {
		return nil, err
	}
	if d.may(principal.GrantAccess) {
		d.emergency, err = s.Support.LastEmergency(d.ctx, d.p)
	}
	return d, err
}

// chrome is the studio's frame around a page of this site.
func (d *desk) chrome(title, section string) kernel.Chrome {
	c := studioChrome(d.Request, title)
	c.Studio = &kernel.StudioChrome{SiteKey: d.site.Tenant.Key, SiteName: d.site.Profile.Name,
		SiteOrigin: d.Config.Origin(d.site.Primary()), Section: section, Operator: isOperator(d.Request),
		PlatformKey: d.Site.Tenant.Key, IsPlatform: d.site.Tenant.Kind == tenantdb.Platform,
		OnAccess: d.may(principal.ReadAccessLog), OnAgreements: d.may(principal.ReadAgreements),
		OnCustomers: d.may(principal.ReadCustomers), Support: d.support(), Emergency: d.emergencyWarning(), NoticeWaits: d.waits.Unseen > 0}
	return c
}

func studioChrome(r *kernel.Request, title string) kernel.Chrome {
	c := r.Chrome(title)
	c.Footer, c.Home, c.Theme = nil, "/studio", r.Assets.StudioThemeHref(r.Site.Profile.Accent)
	c.Studio = &kernel.StudioChrome{Operator: isOperator(r), PlatformKey: r.Site.Tenant.Key}
	return c
}

func isOperator(r *kernel.Request) bool {
	return r.Session.Principal.May(r.Site.Tenant.ID, principal.Operate)
}

// base is the address of the site's studio.
func (d *desk) base() string { return "/studio/" + d.site.Tenant.Key }

func (d *desk) documentsPath() string { return d.base() + "/settings/appearance/documents" }

// SitesPage lists the sites that a person may act on.
type SitesPage struct {
	kernel.Chrome
	Sites []SiteLine
}

// SiteLine is one of them.
type SiteLine struct {
	Key, Name, Origin string
	Role              string // in words
	Suspended         bool
}

var sitesPage = kernel.Declare[SitesPage]("studio/sites.html", "studio")

// ListSites leads to the person's one site, or lists them.
func (s *Surface) ListSites(r *kernel.Request) error {
	page := SitesPage{Chrome: studioChrome(r, r.Loc.T("studio.sites.title"))}
	for id, role := range r.Session.Principal.Roles {
		site, err := r.Snapshots.Site(r.Request().Context(), id)
		if err != nil {
			return err
		}
		page.Sites = append(page.Sites, SiteLine{Key: site.Tenant.Key, Name: site.Profile.Name, Role: roleName(r, role),
			Origin: r.Config.Origin(site.Primary()), Suspended: site.Tenant.State == tenantdb.Suspended})
	}
	slices.SortFunc(page.Sites, func(a, b SiteLine) int { return strings.Compare(a.Name, b.Name) })
	if len(page.Sites) == 1 {
		if page.Sites[0].Key == r.Site.Tenant.Key {
			return r.SeeOther("/console")
		}
		return r.SeeOther("/studio/" + page.Sites[0].Key)
	}
	return sitesPage.Render(r, http.StatusOK, page)
}

// OverviewPage is the checklist: what is done, what is missing, and the one
// place that mends it.
type OverviewPage struct {
	kernel.Chrome
	Warnings  []Warning
	Checklist []Check
	Customers int
	Stuck     int // at the gate
	Reviews   []ReviewNote
}

// Check is a line of the checklist.
type Check struct {
	Label, Detail, Href string
	Done                bool
}

var overviewPage = kernel.Declare[OverviewPage]("studio/overview.html", "studio")

// Overview is a site's first page.
func (s *Surface) Overview(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	page := OverviewPage{Chrome: d.chrome(d.site.Profile.Name, "overview"), Warnings: append(d.noticeWarnings(), d.warnings()...)}
	doc := documents.BySlug(d.site.Documents, documents.PrivacySlug)
	if doc != nil {
		st, err := s.Acceptance.Standings(d.ctx, d.p, doc)
		if err != nil {
			return err
		}
		page.Customers = st.Customers
	}
	if page.Reviews, err = s.reviews(d); err != nil {
		return err
	}
	if page.Stuck, err = s.Acceptance.CountCustomers(d.ctx, d.p, d.site.Documents, acceptance.CustomerFilter{Stuck: true}); err != nil {
		return err
	}
	page.Checklist = d.checklist(doc)
	return overviewPage.Render(r, http.StatusOK, page)
}

func (d *desk) checklist(doc *documents.Document) (list []Check) {
	t := d.Loc.T
	if d.site.Tenant.Kind == tenantdb.Site && d.may(principal.ReadAgreements) {
		list = append(list, Check{Label: t("studio.check.agreement"), Done: d.agreed(), Href: d.base() + "/agreements"})
	}
	complete := d.site.Party.Complete()
	list = append(list,
		Check{Label: t("studio.check.organisation"), Detail: d.site.Party.LegalName, Done: complete, Href: d.base() + "/settings/organisation"},
		Check{Label: t("studio.check.languages"), Detail: d.languageNames(d.site.Profile.Languages.List()), Done: true, Href: d.base() + "/settings/site"})
	inForce := doc != nil && doc.InForce(d.Clock.Now()) != nil
	list = append(list, Check{Label: t("studio.check.document"), Done: inForce && len(d.missing(doc)) == 0, Href: d.documentsPath(),
		Detail: d.missingDetail(doc, inForce)})
	return append(list, Check{Label: t("studio.check.host"), Detail: hostnames.Unicode(d.site.Primary()), Done: true, Href: d.Config.Origin(d.site.Primary())})
}

// agreed reports whether the organisation has nothing left to accept.
func (d *desk) agreed() bool {
	subject := d.Session.Subject(&d.site.Record)
	for _, owed := range acceptance.Pending(d.Site.Documents, subject, d.Clock.Now()) {
		if owed.Document.Binds == documents.BindsOrganisation {
			return false
		}
	}
	return true
}

func (d *desk) languageNames(codes []string) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = d.Loc.LanguageHere(c)
	}
	return d.Loc.List(names)
}

// missing are the site's languages that the document in force lacks.
func (d *desk) missing(doc *documents.Document) (missing []string) {
	v := doc.InForce(d.Clock.Now())
	for _, l := range d.site.Profile.Languages.List() {
		if v == nil || v.Text(l) == nil {
			missing = append(missing, l)
		}
	}
	return missing
}

func (d *desk) missingDetail(doc *documents.Document, inForce bool) string {
	switch {
	case !inForce:
		return d.Loc.T("studio.check.document_none")
	case len(d.missing(doc)) > 0:
		return d.Loc.T("studio.check.document_missing", "Languages", d.languageNames(d.missing(doc)))
	}
	return ""
}

var sentences = map[ledger.Event]string{
	ledger.SiteCreated:       "history.site_created",
	ledger.SiteSuspended:     "history.site_suspended",
	ledger.SiteResumed:       "history.site_resumed",
	ledger.PartyChanged:      "history.party_changed",
	ledger.PartyRenamed:      "history.party_renamed",
	ledger.PartyTransferred:  "history.party_transferred",
	ledger.SettingsChanged:   "history.settings_changed",
	ledger.LookChanged:       "history.look_changed",
	ledger.MemberAdded:       "history.member_added",
	ledger.VersionPublished:  "history.version_published",
	ledger.VersionWithdrawn:  "history.version_withdrawn",
	ledger.RemarkSnoozed:     "history.remark_snoozed",
	ledger.IdentitiesErased:  "history.identities_erased",
	ledger.AccountDeleted:    "history.account_deleted",
	ledger.AgreementAccepted: "history.agreement_accepted",

	ledger.ArrangementChanged:     "history.arrangement_changed",
	ledger.SiteClosed:             "history.site_closed",
	ledger.SubprocessorAnnounced:  "history.subprocessor_announced",
	ledger.SubprocessorEnded:      "history.subprocessor_ended",
	ledger.ProcessorAdded:         "history.processor_added",
	ledger.ProcessorEnded:         "history.processor_ended",
	ledger.ObjectionMade:          "history.objection_made",
	ledger.ObjectionAnswered:      "history.objection_answered",
	ledger.SubprocessorAgreed:     "history.subprocessor_agreed",
	ledger.AccessRequested:        "history.access_requested",
	ledger.AccessRefused:          "history.access_refused",
	ledger.AccessGranted:          "history.access_granted",
	ledger.EmergencyAccessGranted: "history.emergency_access_granted",
	ledger.AccessEnded:            "history.access_ended",

	ledger.DocumentAdded:         "history.document_added",
	ledger.DocumentChanged:       "history.document_changed",
	ledger.DocumentRenamed:       "history.document_renamed",
	ledger.DocumentMoved:         "history.document_moved",
	ledger.DocumentRetired:       "history.document_retired",
	ledger.DocumentRestored:      "history.document_restored",
	ledger.DocumentRemoved:       "history.document_removed",
	ledger.VersionReverted:       "history.version_reverted",
	ledger.TemplateTaken:         "history.template_taken",
	ledger.MemberInvited:         "history.member_invited",
	ledger.MemberJoined:          "history.member_joined",
	ledger.MemberChanged:         "history.member_changed",
	ledger.MemberRemoved:         "history.member_removed",
	ledger.ReviewAsked:           "history.review_asked",
	ledger.ReviewTakenBack:       "history.review_taken_back",
	ledger.ReviewReturned:        "history.review_returned",
	ledger.ReviewApproved:        "history.review_approved",
	ledger.EditorsLet:            "history.editors_let",
	ledger.EditorsNotLet:         "history.editors_not_let",
	ledger.CustomerMarked:        "history.customer_marked",
	ledger.CustomerUnmarked:      "history.customer_unmarked",
	ledger.FactsPurposeAdopted:   "history.facts_purpose_adopted",
	ledger.FactsPurposeAdded:     "history.facts_purpose_added",
	ledger.FactsPurposeChanged:   "history.facts_purpose_changed",
	ledger.FactsPurposeRemoved:   "history.facts_purpose_removed",
	ledger.FactsPurposeImproved:  "history.facts_purpose_improved",
	ledger.FactsPurposeLeft:      "history.facts_purpose_left",
	ledger.FactsServiceConnected: "history.facts_service_connected",
	ledger.FactsServiceChanged:   "history.facts_service_changed",
	ledger.FactsServiceRemoved:   "history.facts_service_removed",
	ledger.FactsCookieSaved:      "history.facts_cookie_saved",
	ledger.FactsCookieRemoved:    "history.facts_cookie_removed",
	ledger.FactsGeneralChanged:   "history.facts_general_changed",
	ledger.CustomersMarked:       "history.customers_marked",
	ledger.CustomersUnmarked:     "history.customers_unmarked",
	ledger.RecipientsExported:    "history.recipients_exported",
}

func roleName(r *kernel.Request, role principal.Role) string {
	return r.Loc.T(map[principal.Role]string{principal.Owner: "role.owner", principal.Editor: "role.editor",
		principal.Auditor: "role.auditor", principal.Operator: "role.operator", principal.Support: "role.support",
		principal.SupportEditor: "role.support"}[role])
}

func (d *desk) weightName(w documents.Weight) string {
	return d.Loc.T(map[documents.Weight]string{documents.Correction: "weight.correction",
		documents.Announcement: "weight.announcement", documents.NewVersion: "weight.new"}[w])
}
