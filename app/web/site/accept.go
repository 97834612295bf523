package site

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// AcceptPage is the gate: what is owed, who is responsible, what has changed
// since what this person accepted, and the two buttons.
type AcceptPage struct {
	kernel.Chrome
	kernel.Form
	Heading   string
	Token     string
	Return    string
	For       string // key of the site whose organisation is signed for
	Party     sites.Party
	Email     string
	Documents []AcceptDocument
	AllAgree  bool // every act is an agreement: the buttons say accept
	Ahead     bool
	Declined  bool // not accepting has just been recorded
	Changed   bool // what was owed changed while the page was open
	Zone      *time.Location
}

// AcceptDocument is one document at the gate.
type AcceptDocument struct {
	OfferedDocument
	Since         *documents.Version // the version this person accepted last; nil: none
	Changes       []compare.Change
	OtherLanguage bool // the changes compare texts in another language than is shown below
}

var acceptPage = kernel.Declare[AcceptPage]("site/accept.html", "site")

// AcceptForm shows what is owed.
func (s *Surface) AcceptForm(r *kernel.Request) error {
	return s.showAccept(r, http.StatusOK, kernel.Form{Values: map[string]string{}}, r.QueryParam("ahead") == "1")
}

func (s *Surface) showAccept(r *kernel.Request, status int, form kernel.Form, ahead bool) error {
	now := r.Clock.Now()
	subject := r.Subject()
	owed := acceptance.Pending(r.Site.Documents, subject, now)
	method := acceptance.Gate
	if len(owed) == 0 && ahead {
		method = acceptance.InAdvance
		owed = acceptance.Pending(r.Site.Documents, subject, acceptance.Ahead(r.Site.Documents, now))
	}
	if len(owed) == 0 {
		return r.SeeOther(r.ReturnTo()) // a page that gates always has something to act on
	}
	offer, err := s.Acceptance.Present(r.Site.Tenant.ID, owed, subject, method, r.Loc, r.Languages...)
	if err != nil {
		return err
	}
	page := AcceptPage{Chrome: r.Chrome(""), Form: form, Token: offer.Token, Return: r.ReturnTo(),
		Email: r.Session.Email, AllAgree: true, Ahead: method == acceptance.InAdvance,
		Declined: r.QueryParam("declined") == "1", Changed: status == http.StatusConflict, Zone: zone(r)}
	if r.Represented != nil {
		page.For, page.Party = r.Represented.Tenant.Key, r.Represented.Party
	}
	docs, err := s.offered(r, offer)
	if err != nil {
		return err
	}
	anyChange := false
	for _, d := range docs {
		entry := AcceptDocument{OfferedDocument: d}
		if err := s.addChanges(r, &entry, subject); err != nil {
			return err
		}
		page.AllAgree = page.AllAgree && d.Required.Act == documents.Agree
		anyChange = anyChange || entry.Since != nil
		page.Documents = append(page.Documents, entry)
	}
	page.Heading = heading(r, page.Documents, anyChange)
	page.Title = page.Heading
	if err := acceptPage.Render(r, status, page); err != nil {
		return err
	}
	if status == http.StatusOK && method == acceptance.Gate && !page.Declined {
		s.met(r, offer)
	}
	return nil
}

func heading(r *kernel.Request, docs []AcceptDocument, changed bool) string {
	switch {
	case len(docs) > 1:
		return r.Loc.T("gate.heading.several", "Count", len(docs))
	case changed:
		return r.Loc.T("gate.heading.updated", "Title", docs[0].Text.Title)
	}
	return r.Loc.T("gate.heading.first", "Title", docs[0].Text.Title)
}

// ChangedSection is what changed under one heading.
type ChangedSection struct {
	Heading string
	Kind    compare.Kind // of the heading itself; Changed: it stands as it stood
	Changes []compare.Change
}

// Sections are the changes by heading. A heading that came or went with its
// text heads it, rather than being told as a change of its own.
func (d AcceptDocument) Sections() (all []ChangedSection) {
	for i, c := range d.Changes {
		if i+1 < len(d.Changes) && c.Kind != compare.Changed && c.Spans[0].Text == d.Changes[i+1].Section && d.Changes[i+1].Kind == c.Kind {
			all = append(all, ChangedSection{Heading: c.Spans[0].Text, Kind: c.Kind})
			continue
		}
		if n := len(all); n == 0 || all[n-1].Heading != c.Section {
			all = append(all, ChangedSection{Heading: c.Section, Kind: compare.Changed})
		}
		last := &all[len(all)-1]
		last.Changes = append(last.Changes, c)
	}
	return all
}

// addChanges compares what is shown with the latest version that this person,
// or their organisation, accepted: in the language that is shown, if that
// version had it.
func (s *Surface) addChanges(r *kernel.Request, d *AcceptDocument, subject acceptance.Subject) error {
	accepted := subject.Accepted
	if d.Document.Binds == documents.BindsOrganisation {
		accepted = subject.ByParty
	}
	for i := range d.Document.Versions {
		if v := &d.Document.Versions[i]; accepted[v.ID] {
			d.Since = v
		}
	}
	if d.Since == nil {
		return nil
	}
	before, after := d.Since.Text(d.Text.Language), d.Text
	if before == nil {
		before = d.Since.Best(r.Languages...)
		if same := d.Shown.Text(before.Language); same != nil {
			after = same
		}
		d.OtherLanguage = after.Language != d.Text.Language
	}
	changes, err := s.Documents.Difference(r.Ctx(), *before, *after)
	d.Changes = changes
	return err
}

// Accept records an answer.
func (s *Surface) Accept(r *kernel.Request) error {
	answer := s.answer(r)
	if err := r.Allow(kernel.LimitAnswer, r.Session.Principal.Account.String()); err != nil {
		return err
	}
	if err := r.AllowAddress(kernel.LimitAnswerAddress); err != nil {
		return err
	}
	switch r.Request().PostForm.Get("answer") {
	case "accept":
		answer.Outcome = acceptance.Accepted
	case "decline":
		answer.Outcome = acceptance.Declined
	default: // neither button: nobody answered
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	err := s.Acceptance.Act(r.Ctx(), r.Session.Principal, answer)
	form, status, err := r.Formed(err, "job_title")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		if r.Site, err = r.Snapshots.Latest(r.Request().Context(), r.Site.Tenant.ID); err != nil {
			return err
		}
		if r.Represented != nil {
			if r.Represented, err = r.Snapshots.Latest(r.Request().Context(), r.Represented.Tenant.ID); err != nil {
				return err
			}
		}
		if r.Session, err = s.Acceptance.Session(r.Ctx(), r.SessionToken()); err != nil {
			return err
		}
		if r.Session == nil { // signed out meanwhile
			return r.SeeOther("/login")
		}
		return s.showAccept(r, status, form, r.FormValue("ahead") == "1")
	}
	if answer.Outcome == acceptance.Declined {
		again := r.AcceptPath(r.ReturnTo()) + "&declined=1"
		if r.FormValue("ahead") == "1" {
			again += "&ahead=1"
		}
		return r.SeeOther(again)
	}
	return r.SeeOther(r.ReturnTo())
}

// answer reads what was submitted: which boxes were ticked, each once and with
// our own value. An address decides nothing, nor does a name that our pages do
// not give a box.
func (s *Surface) answer(r *kernel.Request) acceptance.Answer {
	body := r.Request().PostForm
	a := acceptance.Answer{Token: body.Get("presentation"), Ticked: map[uuid.UUID]bool{},
		MayBind: acceptance.Ticked(body["may_bind"]), JobTitle: body.Get("job_title")}
	for field, values := range body {
		id, _ := strings.CutPrefix(field, "act_")
		if doc, err := uuid.Parse(id); err == nil && field == fieldOf(doc) {
			a.Ticked[doc] = acceptance.Ticked(values)
		}
	}
	return a
}

// fieldOf is the name of a document's box.
func fieldOf(document uuid.UUID) string { return "act_" + document.String() }
