package site

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// ShowPage answers with one of a site's own pages as a visitor would meet it,
// to be looked at in the studio: with what is published, and with nobody
// signed in.
func (s *Surface) ShowPage(r *kernel.Request, page string) error {
	switch page {
	case "home":
		return homePage.Render(r, http.StatusOK, HomePage{Chrome: r.Chrome(r.Site.Profile.Name), Register: !r.IsPlatform(), Studio: r.IsPlatform()})
	case "notice":
		c := r.Chrome(r.Site.Profile.Name)
		r.ShowNotice(&c)
		return homePage.Render(r, http.StatusOK, HomePage{Chrome: c, Register: true})
	case "login":
		return s.showLogin(r, http.StatusOK, kernel.Form{}, "")
	case "register":
		return s.previewRegister(r)
	case "gate":
		return s.previewGate(r)
	}
	return s.previewDocument(r)
}

func (s *Surface) previewDocument(r *kernel.Request) error {
	now := r.Clock.Now()
	var doc *documents.Document
	for i := range r.Site.Documents {
		if d := &r.Site.Documents[i]; d.InForce(now) != nil && (doc == nil || d.Slug == documents.PrivacySlug) {
			doc = d
		}
	}
	if doc == nil {
		name := r.DocumentName(documents.PrivacySlug)
		return unpublishedPage.Render(r, http.StatusOK, UnpublishedPage{Chrome: r.PublicChrome(name), Name: name})
	}
	v := doc.InForce(now)
	page, err := s.makePage(r, doc, v, v.Best(r.Languages...), now, kernel.DocumentPath(doc.Slug))
	if err != nil {
		return err
	}
	return documentPage.Render(r, http.StatusOK, page)
}

// previewRegister is the page of a site that takes customers, also where this
// one does not yet.
func (s *Surface) previewRegister(r *kernel.Request) error {
	page := RegisterPage{Chrome: r.Chrome(r.Loc.T("register.title")), Zone: zone(r)}
	offer, err := s.offer(r, acceptance.Subject{}, acceptance.Registration)
	if err != nil {
		return err
	}
	if page.Documents, err = s.offered(r, offer); err != nil {
		return err
	}
	return registerPage.Render(r, http.StatusOK, page)
}

// previewGate is what somebody meets who has accepted all but what is required
// last: so that there is something changed to be seen.
func (s *Surface) previewGate(r *kernel.Request) error {
	now := r.Clock.Now()
	subject := acceptance.Subject{Account: uuid.Must(uuid.NewV7()), Accepted: map[uuid.UUID]bool{}, ByParty: map[uuid.UUID]bool{}}
	owed := acceptance.Pending(r.Site.Documents, subject, now)
	for _, o := range owed {
		for i := range o.Document.Versions {
			if v := &o.Document.Versions[i]; v.Seq < o.Required.Seq && !v.Withdrawn(now) {
				subject.Accepted[v.ID], subject.ByParty[v.ID] = true, true
			}
		}
	}
	offer, err := s.offer(r, subject, acceptance.Gate)
	if err != nil {
		return err
	}
	if len(offer.Items) == 0 {
		return s.previewDocument(r) // a page that gates always has something to act on
	}
	page := AcceptPage{Chrome: r.Chrome(""), AllAgree: true, Email: r.Loc.T("look.preview.email"), Zone: zone(r)}
	docs, err := s.offered(r, offer)
	if err != nil {
		return err
	}
	changed := false
	for _, d := range docs {
		entry := AcceptDocument{OfferedDocument: d}
		if err := s.addChanges(r, &entry, subject); err != nil {
			return err
		}
		page.AllAgree = page.AllAgree && d.Required.Act == documents.Agree
		changed = changed || entry.Since != nil
		page.Documents = append(page.Documents, entry)
	}
	page.Heading = heading(r, page.Documents, changed)
	page.Title = page.Heading
	return acceptPage.Render(r, http.StatusOK, page)
}

// offer is made for the looks of it: nobody can answer it, for it is signed for
// nobody.
func (s *Surface) offer(r *kernel.Request, subject acceptance.Subject, method acceptance.Method) (acceptance.Offer, error) {
	offer, err := s.Acceptance.Present(r.Site.Tenant.ID, acceptance.Pending(r.Site.Documents, subject, r.Clock.Now()), subject, method, r.Loc, r.Languages...)
	offer.Token = ""
	return offer, err
}
