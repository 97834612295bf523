package studio

import (
	"html/template"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// AgreementsPage is what the site's organisation and the platform have agreed.
type AgreementsPage struct {
	kernel.Chrome
	Party      string
	Agreements []AgreementRow
	MaySign    bool
}

// AgreementRow is one agreement.
type AgreementRow struct {
	Name      string
	Signed    *SignedRow // what binds now; nil: nothing
	Signings  []SignedRow
	Owed      int // the version that waits; 0: none
	OwedHref  string
	Ahead     bool // it applies later, and can be accepted now
	AheadFrom string
	Revisions []Revision
}

// SignedRow is one signature.
type SignedRow struct {
	Version         int
	When, Who, Href string
	Party           int  // the revision of the party that signed
	Former          bool // it was another organisation's
}

// Revision is a version of an agreement, and from when it is valid.
type Revision struct {
	Version int
	From    string
	Href    string
	State   string // as of versions in the studio
}

var agreementsPage = kernel.Declare[AgreementsPage]("studio/agreements.html", "studio")

// Agreements lists them. It is open to a gated owner.
func (s *Surface) Agreements(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if d.site.Tenant.Kind != tenantdb.Site {
		return notFound() // the platform has none with itself
	}
	signings, err := s.Acceptance.Signings(r.Ctx(), d.p, d.site.Tenant.ID)
	if err != nil {
		return err
	}
	page := AgreementsPage{Chrome: d.chrome(r.Loc.T("studio.agreements.title"), "agreements"), Party: d.site.Party.LegalName,
		MaySign: d.may(principal.BindOrganisation)}
	for i := range r.Site.Documents {
		if doc := &r.Site.Documents[i]; doc.Binds == documents.BindsOrganisation && len(doc.Versions) > 0 {
			page.Agreements = append(page.Agreements, d.agreement(doc, signings))
		}
	}
	return agreementsPage.Render(r, http.StatusOK, page)
}

func (d *desk) agreement(doc *documents.Document, signings []acceptance.Signing) AgreementRow {
	now := d.Clock.Now()
	row := AgreementRow{Name: d.DocumentName(doc.Slug)}
	subject := acceptance.Subject{Represents: d.site.Tenant.ID, ByParty: map[uuid.UUID]bool{}}
	for _, sg := range signings {
		if sg.Document.ID != doc.ID {
			continue
		}
		line := SignedRow{Version: sg.Version.Seq, When: d.Loc.DateTime(sg.At, d.zone()), Who: signatory(sg), Party: *sg.PartyRevision,
			Href: d.base() + "/agreements/" + sg.ID.String(), Former: *sg.PartyRevision < d.site.PartySince}
		row.Signings = append(row.Signings, line)
		if !line.Former {
			subject.ByParty[sg.VersionID] = true
			if row.Signed == nil || row.Signed.Version < line.Version {
				row.Signed = &line
			}
		}
	}
	only := []documents.Document{*doc}
	back := d.base() + "/agreements"
	if owed := acceptance.Pending(only, subject, now); len(owed) > 0 {
		row.Owed, row.OwedHref = owed[0].Shown.Seq, d.acceptPath(back)
	} else if owed := acceptance.Pending(only, subject, acceptance.Ahead(only, now)); len(owed) > 0 {
		row.Owed, row.OwedHref, row.Ahead = owed[0].Shown.Seq, d.acceptPath(back)+"&ahead=1", true
		row.AheadFrom = d.Loc.DateTime(owed[0].Required.EnforcedAt, d.zone())
	}
	for i := len(doc.Versions) - 1; i >= 0; i-- {
		v := &doc.Versions[i]
		row.Revisions = append(row.Revisions, Revision{Version: v.Seq, From: d.Loc.Date(v.EnforcedAt.In(d.zone())),
			Href: "/cldoc/" + doc.Slug + "/" + itoa(v.Seq) + ".htm", State: versionState(doc, v, now)})
	}
	return row
}

// acceptPath is the gate's page for this site's organisation.
func (d *desk) acceptPath(back string) string {
	return "/accept?" + url.Values{"for": {d.site.Tenant.Key}, "return": {back}}.Encode()
}

func signatory(sg acceptance.Signing) string {
	if sg.Identity.JobTitle == "" {
		return sg.Identity.Name
	}
	return sg.Identity.Name + ", " + sg.Identity.JobTitle
}

// SignedCopyPage is one agreement as it was signed, to keep: it stands alone,
// and what is shown is what is downloaded.
type SignedCopyPage struct {
	*i18n.Localizer
	Stylesheet           kernel.InlineCSS
	Name, Back, Download string
	Signing              acceptance.Signing
	Site                 string
	Parties              []SignedParty
	Text                 documents.Text
	HTML                 template.HTML
	Dir                  string
	Zone                 *time.Location
	Made                 time.Time
	File                 bool // it is being downloaded
}

// SignedParty is one of the two, as it was then.
type SignedParty struct {
	Title string
	sites.Party
}

var signedCopyPage = kernel.Declare[SignedCopyPage]("studio/signed_copy.html", "")

// SignedCopy shows an agreement as it was signed, or sends it as a file.
func (s *Surface) SignedCopy(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	signings, err := s.Acceptance.Signings(r.Ctx(), d.p, d.site.Tenant.ID)
	if err != nil {
		return err
	}
	for _, sg := range signings {
		if sg.ID.String() != r.Param("id") {
			continue
		}
		page, err := s.signedCopy(d, sg)
		if err != nil {
			return err
		}
		if page.File = r.QueryParam("download") == "1"; page.File {
			r.Response().Header().Set("Content-Disposition", `attachment; filename="`+d.site.Tenant.Key+"-"+sg.Document.Slug+"-v"+itoa(sg.Version.Seq)+`.html"`)
		}
		return signedCopyPage.Render(r, http.StatusOK, page)
	}
	return notFound()
}

func (s *Surface) signedCopy(d *desk, sg acceptance.Signing) (page SignedCopyPage, err error) {
	text, err := s.Documents.Text(d.Ctx(), sg.TextID)
	if err != nil {
		return page, err
	}
	roles, err := s.Documents.Responsible(d.Ctx(), &sg.Version)
	if err != nil {
		return page, err
	}
	party, err := s.Sites.PartyByRevision(d.ctx, *sg.PartyRevision)
	if err != nil {
		return page, err
	}
	href := d.base() + "/agreements/" + sg.ID.String()
	return SignedCopyPage{Localizer: d.Loc, Stylesheet: d.Alone("paper.css"), Name: text.Title, Back: d.base() + "/agreements", Download: href + "?download=1",
		Signing: sg, Site: d.site.Profile.Name, Text: text, HTML: kernel.HTML(text.HTML),
		Dir: i18n.Dir(text.Language), Zone: d.zone(), Made: d.Clock.Now(),
		Parties: []SignedParty{{d.Loc.T("signed_copy.customer"), party}, {d.Loc.T("signed_copy.platform"), roles.Controllers[0]}}}, nil
}
