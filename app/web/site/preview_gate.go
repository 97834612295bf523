package site

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// ShowGate answers with the gate as it would be if a version were published:
// to somebody who has accepted the one before. It is signed for nobody.
func (s *Surface) ShowGate(r *kernel.Request, preview documents.Preview) error {
	v := &preview.Version
	text := &v.Texts[0]
	owed := acceptance.Owed{Document: &preview.Document, Required: v, Shown: v}
	entry := AcceptDocument{OfferedDocument: OfferedDocument{Field: fieldOf(preview.Document.ID), Href: versionPath(preview.Document.Slug, v.Seq),
		OfferItem: acceptance.OfferItem{Owed: owed, Text: text, Wording: acceptance.Wording(r.Loc, v.Act, text.Title)},
		HTML:      kernel.HTML(text.HTML), Dir: i18n.Dir(text.Language), Minutes: readingMinutes(text.HTML)}}
	if preview.Before != nil && preview.Before.Text(text.Language) != nil {
		old, err := s.Documents.Text(r.Ctx(), preview.Before.Text(text.Language).ID)
		if err != nil {
			return err
		}
		entry.Since, entry.Changes = preview.Before, compare.Texts(old.HTML, text.HTML)
	}
	page := AcceptPage{Chrome: r.Chrome(""), AllAgree: v.Act == documents.Agree, Email: r.Loc.T("look.preview.email"), Zone: zone(r),
		Documents: []AcceptDocument{entry}}
	if preview.Document.Binds == documents.BindsOrganisation {
		page.For, page.Party = r.Site.Tenant.Key, sites.Party{LegalName: r.Loc.T("gate.preview.party")}
	}
	page.Heading = heading(r, page.Documents, entry.Since != nil)
	page.Title = page.Heading
	return acceptPage.Render(r, http.StatusOK, page)
}
