package app_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Columns that many methods have.
const (
	owners   = "- -- ynn - - nn yy" // the owner, and the shell
	readers  = "- -- yyy - - yy yy" // who reads the site's documents
	clerks   = "- -- yyy - - nn yy" // who works for the site: support sees no customers
	sayers   = "- -- yyn - - ny yy" // who edits the site's documents and facts
	auditors = "- -- yny - - nn yy" // who reads the log and the agreements
	platform = "- -- --- - y yy yy" // operators, whatever their grants
	signers  = "- -- ynn - - nn --" // a person who may bind the organisation
	oneself  = "n yn nnn n n nn nn" // an account of this very tenant
	program  = "n nn nnn n n nn yy" // nobody but the shell and the program
)

func (c *caller) site() tenants.ID { return c.Sites[c.key] }

func (c *caller) uuid(of string) uuid.UUID { return uuid.MustParse(c.id[of]) }

func doc(c *caller) *documents.Document { return c.Document(c.site(), documents.PrivacySlug) }

var slug = documents.PrivacySlug

// byReason are the methods that ask nobody's leave, each with the reason.
var byReason = map[string]string{
	"Sites.LoadUnscoped":            "what a tenant's record tells is public on its pages",
	"Sites.ByKeyUnscoped":           "a control table; callers hold it against the roles of who asks",
	"Sites.PlatformUnscoped":        "a control table, and public",
	"Sites.PartyByID":               "of the context's tenant; a published version names it",
	"Sites.PartyByRevision":         "of the context's tenant; a signature names it",
	"Accounts.Hash":                 "touches nothing",
	"Accounts.Create":               "a door's: runs in the transaction of who opens it",
	"Accounts.SignIn":               "the password is the leave",
	"Accounts.OpenSession":          "a door's: after a password or a registration",
	"Accounts.SignOut":              "the token is the leave",
	"Accounts.Get":                  "of the context's tenant, for pages that name who acted",
	"Accounts.Hold":                 "a lock in another's transaction",
	"Accounts.Purge":                "a job's part: forgets only what has run out",
	"Accounts.Count":                "a number",
	"Accounts.LinkAccount":          "the link is the leave",
	"Accounts.Invitation":           "the link is the leave",
	"Accounts.JoinAs":               "the link is the leave",
	"Accounts.SetPassword":          "the link is the leave",
	"Documents.AnnounceRoles":       "a hook in the transaction of a change that was authorised; the principal is for the history",
	"Documents.Furnish":             "runs in the transaction that makes the tenant",
	"Documents.Text":                "published, and public",
	"Documents.FactsOf":             "published, and public",
	"Documents.Difference":          "of texts that the caller has, or that are published",
	"Documents.Responsible":         "published, and public",
	"Documents.Draught":             "renders what is handed to it",
	"Documents.Insertable":          "what texts, which are public, can include",
	"Acceptance.Register":           "a door: a visitor becomes a customer",
	"Acceptance.TakesCustomers":     "public on the page that registers",
	"Acceptance.DropMarks":          "a hook in the transaction of a change that was authorised; the principal is for the history",
	"Acceptance.DPAUnscoped":        "which version was accepted; asked by services",
	"Acceptance.Session":            "the token is the leave",
	"Acceptance.Present":            "signs what a page shows to whom it is for",
	"Appearance.Image":              "of the context's tenant; its pages show it",
	"Consent.Choose":                "a visitor's own choice, of whom nothing is known",
	"Consent.Record":                "the random id is the leave",
	"Facts.Current":                 "told to everybody in the site's documents",
	"Processing.ForFacts":           "public on the page of sub-processors",
	"Processing.Blocks":             "text for documents, which are public",
	"Processing.Answers":            "public on the page that says who answers for what",
	"Processing.Keep":               "a hook in the transaction of a change that was authorised",
	"Processing.Chain":              "public on the page of sub-processors",
	"Processing.SubprocessorsBlock": "text for documents, which are public",
	"Processing.Standings":          "asked by services",
	"Processing.Applies":            "asked by services",
	"Processing.Register":           "public on the page of sub-processors",
	"Processing.RequireRegistered":  "asked by services before they hand data over",
}

// methods are all others.
var methods = map[string]asked{
	"Sites.Close":        {answers: owners, call: func(c *caller) (any, error) { return nil, c.App.Sites.Close(c.ctx, c.p, c.key) }},
	"Sites.ClosedAt":     {answers: owners, call: func(c *caller) (any, error) { return c.App.Sites.ClosedAt(c.ctx, c.p) }},
	"Sites.ListUnscoped": {answers: platform, on: "platform", call: func(c *caller) (any, error) { return c.App.Sites.ListUnscoped(c.ctx, c.p) }},
	"Sites.SetArrangement": {answers: owners, call: func(c *caller) (any, error) {
		return nil, c.App.Sites.SetArrangement(c.ctx, c.p, sites.Arrangement{Kind: sites.Sole})
	}},
	"Sites.Create": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		return c.App.Sites.Create(c.ctx, c.p, tenantdb.Site, sites.NewSite{Key: "gamma", Hosts: []string{"gamma.localhost"}, Name: "Gamma", Languages: []string{"sv"},
			Party: sites.Party{LegalName: "Gamma AB"}}, func(context.Context, tenants.ID) error { return nil })
	}},
	"Sites.SetState": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.App.Sites.SetState(c.ctx, c.p, c.key, tenantdb.Suspended)
	}},
	"Sites.SetProfile": {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) {
		return nil, c.App.Sites.SetProfile(c.ctx, c.p, sites.Profile{Name: "Changed", Accent: "#123456", Languages: "sv", TimeZone: "UTC"})
	}},
	"Sites.RequireDocument": {answers: program, call: func(c *caller) (any, error) { return nil, c.App.Sites.RequireDocument(c.ctx, c.p, true) }},
	"Sites.SetParty": {answers: owners, call: func(c *caller) (any, error) {
		return nil, c.App.Sites.SetParty(c.ctx, c.p, sites.Party{LegalName: "Changed AB", Address: "Gatan 2", Country: "SE", Email: "a@example.com", Reason: sites.Mended})
	}},

	"Consent.Connect": {answers: owners, call: func(c *caller) (any, error) {
		return nil, c.Consent.Connect(c.ctx, c.p, consent.Wish{Code: "google_analytics", Account: "G-ALFA1234"})
	}},
	"Consent.Disconnect":  {answers: owners, call: func(c *caller) (any, error) { return nil, c.Consent.Disconnect(c.ctx, c.p, "plausible") }},
	"Consent.Settle":      {answers: owners, call: func(c *caller) (any, error) { return nil, c.Consent.Settle(c.ctx, c.p, "plausible", nil) }},
	"Consent.Connections": {answers: readers, call: func(c *caller) (any, error) { return c.Consent.Connections(c.ctx, c.p) }},
	"Consent.Counts":      {answers: readers, call: func(c *caller) (any, error) { return c.Consent.Counts(c.ctx, c.p, time.Time{}) }},
	"Consent.Write": {answers: readers, call: func(c *caller) (any, error) {
		var b bytes.Buffer
		err := c.Consent.Write(c.ctx, c.p, &b)
		return b.String(), err
	}},
	"Consent.EraseDueUnscoped": {answers: program, call: func(c *caller) (any, error) { return c.Consent.EraseDueUnscoped(c.ctx, c.p) }},
	"Appearance.Open":          {answers: readers, call: func(c *caller) (any, error) { return c.Appearance.Open(c.ctx, c.p) }},
	"Appearance.Try": {answers: readers, call: func(c *caller) (any, error) {
		return c.Appearance.Try(c.ctx, c.p, appearance.Theme{Style: appearance.Began("#123456")})
	}},
	"Appearance.Set": {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) {
		return nil, c.Appearance.Set(c.ctx, c.p, appearance.Theme{Style: appearance.Began("#123456"), Header: appearance.NameOnly})
	}},
	"Appearance.AddImage": {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 32, 32))); err != nil {
			panic(err)
		}
		return c.Appearance.AddImage(c.ctx, c.p, appearance.Logo, appearance.Upload{Type: "image/png", Bytes: b.Bytes()})
	}},

	"Facts.Desk":  {answers: readers, call: func(c *caller) (any, error) { return c.Facts.Desk(c.ctx, c.p) }},
	"Facts.Adopt": {answers: sayers, call: func(c *caller) (any, error) { return nil, c.Facts.Adopt(c.ctx, c.p, "orders") }},
	"Facts.SavePurpose": {answers: sayers, call: func(c *caller) (any, error) {
		return c.Facts.SavePurpose(c.ctx, c.p, facts.Purpose{Basis: facts.Consent, Words: map[string]facts.Words{"sv": {Name: "Nytt"}}}, "")
	}},
	"Facts.RemovePurpose": {answers: sayers, call: func(c *caller) (any, error) { return nil, c.Facts.RemovePurpose(c.ctx, c.p, "enquiries") }},
	"Facts.Improve": {answers: sayers, call: func(c *caller) (any, error) {
		return nil, c.Facts.Improve(c.ctx, c.p, "enquiries", 2, nil, facts.Fingerprint(c.Said(c.key).Purpose("enquiries")))
	}},
	"Facts.SaveConnection": {answers: sayers, call: func(c *caller) (any, error) {
		return nil, c.Facts.SaveConnection(c.ctx, c.p, facts.Connection{Name: "Ny", Category: facts.Marketing, Recipient: "Ny AB", Country: "SE"}, "")
	}},
	"Facts.Connect": {answers: sayers, call: func(c *caller) (any, error) {
		return nil, c.Facts.Connect(c.ctx, c.p, facts.Connection{Code: "stat", Name: "Statistik", Category: facts.Statistics, Recipient: "Statistik AB", Country: "SE"}, nil)
	}},
	"Facts.Disconnect":       {answers: sayers, call: func(c *caller) (any, error) { return nil, c.Facts.Disconnect(c.ctx, c.p, "stat") }},
	"Facts.RemoveConnection": {answers: sayers, call: func(c *caller) (any, error) { return nil, c.Facts.RemoveConnection(c.ctx, c.p, "stat") }},
	"Facts.SaveCookie": {answers: sayers, call: func(c *caller) (any, error) {
		return nil, c.Facts.SaveCookie(c.ctx, c.p, "", facts.Cookie{Name: "_ny"}, "")
	}},
	"Facts.RemoveCookie": {answers: sayers, call: func(c *caller) (any, error) { return nil, c.Facts.RemoveCookie(c.ctx, c.p, "_stat") }},
	"Facts.SaveGeneral": {answers: sayers, call: func(c *caller) (any, error) {
		said := c.Said(c.key).General()
		return nil, c.Facts.SaveGeneral(c.ctx, c.p, facts.General{Exemption: !said.Exemption}, facts.Fingerprint(&said))
	}},

	"Accounts.Rename": {answers: oneself, self: true, call: func(c *caller) (any, error) { return nil, c.Accounts.Rename(c.ctx, c.p, "Changed") }},
	"Accounts.CheckPassword": {answers: oneself, self: true, call: func(c *caller) (any, error) {
		return nil, c.Accounts.CheckPassword(c.ctx, c.p, apptest.Password)
	}},
	"Accounts.RecordDeletion": {answers: oneself, self: true, call: func(c *caller) (any, error) { return nil, c.Accounts.RecordDeletion(c.ctx, c.p) }},
	"Accounts.Members":        {answers: "- -- yyy - - nn yy", on: "platform", call: func(c *caller) (any, error) { return c.Accounts.Members(c.ctx, c.p, c.site()) }},
	"Accounts.SetRole": {answers: owners, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Accounts.SetRole(c.ctx, c.p, c.site(), c.Invited(c.key), principal.Auditor)
	}},
	"Accounts.Invite": {answers: "- -- ynn - - nn nn", on: "platform", call: func(c *caller) (any, error) {
		_, err := c.Accounts.Invite(c.ctx, c.p, c.site(), principal.Editor, "new@example.com")
		return nil, err
	}},
	"Accounts.Invitations": {answers: owners, on: "platform", call: func(c *caller) (any, error) { return c.Accounts.Invitations(c.ctx, c.p, c.site()) }},
	"Accounts.Uninvite": {answers: owners, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Accounts.Uninvite(c.ctx, c.p, c.site(), c.uuid("invitation"))
	}},
	"Accounts.Join": {answers: "n nn ccc y y yy nn", on: "platform", call: func(c *caller) (any, error) { // whoever bears the link, and is no member
		return nil, c.Accounts.Join(c.ctx, c.p, c.Invites["alfa"])
	}},
	"Accounts.RemoveMember": {answers: owners, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Accounts.RemoveMember(c.ctx, c.p, c.site(), c.Invited(c.key))
	}},
	"Accounts.AddMember": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		_, link, err := c.Accounts.AddMember(c.ctx, c.p, c.site(), principal.Editor, "New", "new@example.com")
		return link, err
	}},

	"Documents.List": {answers: readers, call: func(c *caller) (any, error) {
		docs, drafts, err := c.Documents.List(c.ctx, c.p)
		return []any{docs, drafts}, err
	}},
	"Documents.Open": {answers: readers, call: func(c *caller) (any, error) {
		_, draft, err := c.Documents.Open(c.ctx, c.p, slug, "sv")
		return draft, err
	}},
	"Documents.SaveDraft": {answers: "- -- yyn - - ny yy", call: func(c *caller) (any, error) {
		return c.Documents.SaveDraft(c.ctx, c.p, slug, "nb", "Changed", "Changed.", 0)
	}},
	"Documents.Translation": {answers: readers, call: func(c *caller) (any, error) {
		t, err := c.Documents.Translation(c.ctx, c.p, slug, "sv", "en")
		return []any{t.From, t.Draft}, err
	}},
	"Documents.Following": {answers: readers, call: func(c *caller) (any, error) { return c.Documents.Following(c.ctx, c.p, slug, "sv") }},
	"Documents.Follow": {answers: "- -- yyn - - ny yy", call: func(c *caller) (any, error) {
		t, err := c.Documents.Translation(c.On(c.site()), apptest.Shell, slug, "sv", "en")
		if err != nil {
			return nil, err
		}
		return c.Documents.Follow(c.ctx, c.p, slug, "sv", "en", t.From.Mark(), documents.Source{Title: "Changed", Source: "Changed."}, t.Draft.Lock)
	}},
	"Documents.DiscardDraft": {answers: "- -- yyn - - ny yy", call: func(c *caller) (any, error) { return nil, c.Documents.DiscardDraft(c.ctx, c.p, slug, "sv") }},
	"Documents.SetAct":       {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) { return nil, c.Documents.SetAct(c.ctx, c.p, slug, documents.Agree) }},
	"Documents.Withdraw":     {answers: owners, call: func(c *caller) (any, error) { return nil, c.Documents.Withdraw(c.ctx, c.p, slug, 2) }},
	"Documents.Publish":      {answers: owners, call: func(c *caller) (any, error) { return c.Documents.Publish(c.ctx, c.p, publication) }},
	"Documents.Check": {answers: owners, call: func(c *caller) (any, error) {
		v, err := c.Documents.Check(c.ctx, c.p, slug, 2)
		return v.Checks, err
	}},
	"Documents.CheckDue": {answers: program, call: func(c *caller) (any, error) { return c.Documents.CheckDue(c.ctx, c.p) }},
	"Documents.Publish where editors may": {answers: "- -- yyn - - nn yy", call: func(c *caller) (any, error) {
		if err := c.letEditors(); err != nil {
			return nil, err
		}
		return c.Documents.Publish(c.ctx, c.p, publication)
	}},
	"Documents.Reviews":  {answers: readers, call: func(c *caller) (any, error) { return c.Documents.Reviews(c.ctx, c.p) }},
	"Documents.ReviewOf": {answers: readers, call: func(c *caller) (any, error) { return c.Documents.ReviewOf(c.ctx, c.p, slug) }},
	"Documents.SendForReview": {answers: "- -- yyn - - ny nn", call: func(c *caller) (any, error) {
		return c.Documents.SendForReview(c.ctx, c.p, documents.Request{Slug: slug, Seen: c.Seen(c.key, ""), After: c.uuid("review")})
	}},
	"Documents.Decide": {answers: "- -- ynn - - nn nn", call: func(c *caller) (any, error) { return nil, c.Documents.Decide(c.ctx, c.p, verdict(c)) }},
	"Documents.Decide where editors may": {answers: "- -- yyn - - nn nn", call: func(c *caller) (any, error) {
		if err := c.letEditors(); err != nil {
			return nil, err
		}
		return nil, c.Documents.Decide(c.ctx, c.p, verdict(c))
	}},
	"Documents.TakeBack":      {answers: "- -- yyn - - ny nn", call: func(c *caller) (any, error) { return nil, c.Documents.TakeBack(c.ctx, c.p, slug, c.uuid("review")) }},
	"Sites.LetEditorsPublish": {answers: owners, call: func(c *caller) (any, error) { return nil, c.App.Sites.LetEditorsPublish(c.ctx, c.p, true) }},
	"Documents.Prepare":       {answers: readers, call: func(c *caller) (any, error) { return c.Documents.Prepare(c.ctx, c.p, publication) }},

	"Acceptance.Act": {answers: oneself, call: func(c *caller) (any, error) {
		return nil, c.Acceptance.Act(c.ctx, c.p, answer(c, c.site(), tenants.ID{}))
	}},
	"Acceptance.Act for an organisation": {answers: "n nn ynn - - nn nn", on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Acceptance.Act(c.ctx, c.p, answer(c, c.Platform, c.site()))
	}},
	"Acceptance.Met":       {answers: oneself, call: func(c *caller) (any, error) { return nil, c.Acceptance.Met(c.ctx, c.p, acceptance.Offer{}) }},
	"Acceptance.Signings":  {answers: auditors, on: "platform", call: func(c *caller) (any, error) { return c.Acceptance.Signings(c.ctx, c.p, c.site()) }},
	"Acceptance.Mine":      {answers: oneself, self: true, call: func(c *caller) (any, error) { return c.Acceptance.Mine(c.ctx, c.p) }},
	"Acceptance.Standings": {answers: readers, call: func(c *caller) (any, error) { return c.Acceptance.Standings(c.ctx, c.p, doc(c)) }},
	"Acceptance.Landing": {answers: readers, call: func(c *caller) (any, error) {
		return c.Acceptance.Landing(c.ctx, c.p, doc(c), &doc(c).Versions[0], time.UTC)
	}},
	"Acceptance.Recipients": {answers: clerks, call: func(c *caller) (any, error) {
		return c.Acceptance.Recipients(c.ctx, c.p, doc(c), &doc(c).Versions[0], acceptance.Filter{}, uuid.UUID{}, 10)
	}},
	"Acceptance.ExportRecipients": {answers: clerks, call: func(c *caller) (any, error) {
		var all []acceptance.Recipient
		err := c.Acceptance.ExportRecipients(c.ctx, c.p, doc(c), &doc(c).Versions[0], acceptance.Filter{}, func() error { return nil },
			func(r acceptance.Recipient) error { all = append(all, r); return nil })
		return all, err
	}},
	"Acceptance.CountCustomers": {answers: readers, call: func(c *caller) (any, error) {
		return c.Acceptance.CountCustomers(c.ctx, c.p, nil, acceptance.CustomerFilter{})
	}},
	"Acceptance.CountCustomers with a name": {answers: clerks, call: func(c *caller) (any, error) {
		return c.Acceptance.CountCustomers(c.ctx, c.p, nil, acceptance.CustomerFilter{Search: "kim"})
	}},
	"Acceptance.Customers": {answers: clerks, call: func(c *caller) (any, error) {
		return c.Acceptance.Customers(c.ctx, c.p, nil, acceptance.CustomerFilter{}, uuid.UUID{}, 10)
	}},
	"Acceptance.Customer": {answers: clerks, call: func(c *caller) (any, error) { return c.Acceptance.Customer(c.ctx, c.p, nil, c.uuid("account")) }},
	"Acceptance.MarkAll": {answers: "- -- yyn - - nn yy", call: func(c *caller) (any, error) {
		m, err := c.Acceptance.MarkAll(c.ctx, c.p, "school", []string{"kim@example.com", "lo@example.com"}, false)
		return m.Found, err // and not what was sent
	}},
	"Acceptance.Agreements": {answers: "- -- yyy - y yy yy", on: "platform", call: func(c *caller) (any, error) {
		return c.Acceptance.Agreements(c.ctx, c.p, c.site())
	}},
	"Acceptance.Seal":             {answers: oneself, self: true, call: func(c *caller) (any, error) { return nil, c.Acceptance.Seal(c.ctx, c.p) }},
	"Acceptance.EraseDueUnscoped": {answers: program, call: func(c *caller) (any, error) { return c.Acceptance.EraseDueUnscoped(c.ctx, c.p) }},

	"Acceptance.Reach": {answers: readers, call: func(c *caller) (any, error) {
		return c.Acceptance.Reach(c.ctx, c.p, doc(c), documents.Concerns{Purposes: []string{"delivery"}})
	}},
	"Acceptance.Marked": {answers: readers, call: func(c *caller) (any, error) { return c.Acceptance.Marked(c.ctx, c.p) }},
	"Acceptance.Marks":  {answers: "- -- yyy - - nn yy", call: func(c *caller) (any, error) { return c.Acceptance.Marks(c.ctx, c.p) }}, // nor under a grant
	"Acceptance.Mark": {answers: "- -- yyn - - nn yy", call: func(c *caller) (any, error) {
		return nil, c.Acceptance.Mark(c.ctx, c.p, c.uuid("account"), "orders")
	}},
	"Acceptance.Unmark": {answers: "- -- yyn - - nn yy", call: func(c *caller) (any, error) {
		return nil, c.Acceptance.Unmark(c.ctx, c.p, c.uuid("account"), "delivery")
	}},

	"Rights.Export": {answers: oneself, self: true, call: func(c *caller) (any, error) { return c.Rights.Export(c.ctx, c.p) }},
	"Rights.Delete": {answers: oneself, self: true, call: func(c *caller) (any, error) { return nil, c.Rights.Delete(c.ctx, c.p, apptest.Password) }},
	"Rights.ExportSite": {answers: owners, call: func(c *caller) (any, error) {
		var b bytes.Buffer
		err := c.Rights.ExportSite(c.ctx, c.p, &b)
		return b.String(), err
	}},

	"Processing.KeepAllUnscoped": {answers: program, call: func(c *caller) (any, error) { return nil, c.Processing.KeepAllUnscoped(c.ctx, c.p) }},
	"Processing.Kinds":           {answers: readers, call: func(c *caller) (any, error) { return c.Processing.Kinds(c.ctx, c.p) }},
	"Processing.Now":             {answers: readers, call: func(c *caller) (any, error) { return c.Processing.Now(c.ctx, c.p, processing.AsProcessor) }},
	"Processing.At":              {answers: readers, call: func(c *caller) (any, error) { return c.Processing.At(c.ctx, c.p, processing.AsProcessor, 1) }},
	"Processing.Revisions":       {answers: readers, call: func(c *caller) (any, error) { return c.Processing.Revisions(c.ctx, c.p, processing.AsProcessor) }},
	"Processing.Notices":         {answers: readers, call: func(c *caller) (any, error) { return c.Processing.Notices(c.ctx, c.p, c.Bundle.Localizer("sv")) }},
	"Processing.NoticeShown": {answers: signers, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Processing.NoticeShown(c.ctx, c.p, c.site(), []uuid.UUID{c.uuid("entry")}, processing.InStudio, c.Bundle.Localizer("sv"))
	}},
	"Processing.Waits": {answers: "y yy yyy y y yy yy", call: func(c *caller) (any, error) { return c.Processing.Waits(c.ctx, c.p) }}, // nothing, to who is no owner
	"Processing.Preview": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		return c.Processing.Preview(c.ctx, c.p, apptest.Entry("Ny AB"), c.Bundle.Localizer("sv"))
	}},
	"Processing.Object": {answers: signers, call: func(c *caller) (any, error) { return nil, c.Processing.Object(c.ctx, c.p, c.uuid("entry"), "Nej") }},
	"Processing.Agree":  {answers: signers, call: func(c *caller) (any, error) { return nil, c.Processing.Agree(c.ctx, c.p, c.uuid("entry")) }},
	"Processing.AnswerObjection": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Processing.AnswerObjection(c.ctx, c.p, c.uuid("objection"), "Så här")
	}},
	"Processing.Overview": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		entries, protests, err := c.Processing.Overview(c.ctx, c.p)
		return []any{entries, protests}, err
	}},
	"Processing.Announce": {answers: owners, call: func(c *caller) (any, error) { return nil, c.Processing.Announce(c.ctx, c.p, apptest.Entry("Ny AB")) }},
	"Processing.Announce to all": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Processing.Announce(c.ctx, c.p, apptest.Entry("Ny AB"))
	}},
	"Processing.Replace": {answers: owners, call: func(c *caller) (any, error) {
		return nil, c.Processing.Replace(c.ctx, c.p, c.uuid("subprocessor"), apptest.Entry("Nyare AB"))
	}},
	"Processing.End": {answers: owners, call: func(c *caller) (any, error) { return nil, c.Processing.End(c.ctx, c.p, c.uuid("subprocessor")) }},
	"Processing.End for all": {answers: platform, on: "platform", call: func(c *caller) (any, error) {
		return nil, c.Processing.End(c.ctx, c.p, c.uuid("entry"))
	}},

	"Access.Checkpoint": {answers: auditors, call: func(c *caller) (any, error) { return c.Access.Checkpoint(c.ctx, c.p) }},
	"Access.Check": {answers: auditors, call: func(c *caller) (any, error) {
		kept, err := c.Access.Checkpoint(c.On(c.site()), apptest.Shell)
		if err != nil {
			return nil, err
		}
		return c.Access.Check(c.ctx, c.p, kept)
	}},
	"Access.Verify": {answers: auditors, call: func(c *caller) (any, error) { return c.Access.Verify(c.ctx, c.p) }},
	"Access.Looks":  {answers: auditors, call: func(c *caller) (any, error) { return c.Access.Looks(c.ctx, c.p, 0, 100) }},
	"Access.Write": {answers: auditors, call: func(c *caller) (any, error) {
		var b bytes.Buffer
		err := c.Access.Write(c.ctx, c.p, &b)
		return b.String(), err
	}},
	"Access.OfSite":        {answers: "- -- yny - - nn nn", call: func(c *caller) (any, error) { return c.Access.OfSite(c.ctx, c.p) }},
	"Access.LastEmergency": {answers: "- -- yny - - nn nn", call: func(c *caller) (any, error) { return c.Access.LastEmergency(c.ctx, c.p) }},
	"Access.Grant": {answers: signers, call: func(c *caller) (any, error) {
		return nil, c.Access.Grant(c.ctx, c.p, access.Wish{Reason: "Help", Hours: 1})
	}},
	"Access.Approve": {answers: signers, call: func(c *caller) (any, error) { return nil, c.Access.Approve(c.ctx, c.p, c.uuid("asked"), 1, false) }},
	"Access.End":     {answers: signers, call: func(c *caller) (any, error) { return nil, c.Access.End(c.ctx, c.p, c.uuid("asked")) }},
	"Access.Ask": {answers: "- -- --- - c yy nn", on: "platform", call: func(c *caller) (any, error) { // the operator has asked already
		return nil, c.Access.Ask(c.ctx, c.p, c.site(), access.Wish{Reason: "Help", Hours: 1})
	}},
	"Access.TakeEmergency": {answers: "- -- --- - y cy nn", on: "platform", call: func(c *caller) (any, error) { // and the reader this
		return nil, c.Access.TakeEmergency(c.ctx, c.p, c.site(), access.Wish{Reason: "Help", Hours: 1})
	}},
	"Access.ApproveEmergency": {answers: "- -- --- - y ny nn", on: "platform", call: func(c *caller) (any, error) { // not one's own
		return nil, c.Access.ApproveEmergency(c.ctx, c.p, c.uuid("emergency"))
	}},
	"Access.GiveUp":     {answers: "- -- --- - y -- nn", on: "platform", call: func(c *caller) (any, error) { return nil, c.Access.GiveUp(c.ctx, c.p, c.uuid("asked")) }},
	"Access.OfOperator": {answers: "- -- --- - y yy nn", on: "platform", call: func(c *caller) (any, error) { return c.Access.OfOperator(c.ctx, c.p) }},
	"Access.Look": {answers: "- -- --- - - -y xx", call: func(c *caller) (any, error) { // under their own grant; the program has none
		return c.Access.Look(c.ctx, c.p, c.uuid("grant"), "GET", "/")
	}},
}

var publication = documents.Publication{Slug: slug, Weight: documents.Announcement, Languages: []string{"sv"}}

func verdict(c *caller) documents.Verdict {
	return documents.Verdict{Slug: slug, Review: c.uuid("review"), Approve: true, Seen: c.Seen(c.key, "")}
}

// letEditors lets alfa's editors publish, for as long as the call is not undone.
func (c *caller) letEditors() error {
	return c.App.Sites.LetEditorsPublish(tenants.With(db.ByProgram(c.ctx), c.Sites["alfa"]), apptest.Shell, true)
}

// answer is to what a page of a tenant would show to the caller, for a site's
// organisation or for themself.
func answer(c *caller, tenant, represents tenants.ID) acceptance.Answer {
	docs, _, err := c.Documents.List(c.On(tenant), apptest.Shell)
	if err != nil {
		panic(err)
	}
	subject := acceptance.Subject{Account: c.p.Account, Represents: represents}
	if !represents.IsZero() {
		record, err := c.App.Sites.LoadUnscoped(c.On(represents), represents)
		if err != nil {
			panic(err)
		}
		subject.Party = record.Party
	}
	offer, err := c.Acceptance.Present(tenant, acceptance.Pending(docs, subject, c.Clock.Now()), subject, acceptance.Gate, c.Bundle.Localizer("sv"), "sv")
	if err != nil {
		panic(err)
	}
	a := acceptance.Answer{Token: offer.Token, Outcome: acceptance.Accepted, Ticked: map[uuid.UUID]bool{}, MayBind: true, JobTitle: "Owner"}
	for _, item := range offer.Items {
		a.Ticked[item.Document.ID] = true
	}
	return a
}
