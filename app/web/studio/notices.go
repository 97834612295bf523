package studio

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// NoticesPage tells how the platform's sub-processors stand with the site, and
// lets an owner object to a change.
type NoticesPage struct {
	kernel.Chrome
	kernel.Form
	Notices  []NoticeRow
	Owner    bool
	Export   string // where the site leaves with what is its own
	Close    string
	Saved    bool
	Platform string // who announces
}

// NoticeRow is one change.
type NoticeRow struct {
	processing.Wording
	ID    string
	Name  string
	Words string // the state, said
	Shown string // to whom and when, with the proof's fingerprint
	Hash  string
	Said  []Reply
	// What an owner may do.
	MayObject, MayAgree bool
	Typed, Mistake      string
}

// Reply is something that was said after an objection.
type Reply struct{ Who, When, Body string }

var noticesPage = kernel.Declare[NoticesPage]("studio/notices.html", "studio")

// Notices shows the changes. When an owner meets a change here for the first
// time, that is kept, and the site's time to object runs from it.
func (s *Surface) Notices(r *kernel.Request) error {
	d, err := s.openNotices(r)
	if err != nil {
		return err
	}
	return s.showNotices(d, http.StatusOK, kernel.Form{}, "")
}

func (s *Surface) openNotices(r *kernel.Request) (*desk, error) {
	d, err := s.open(r)
	if err == nil && d.site.Tenant.Kind == tenantdb.Platform { // which needs no notice of its own
		err = errs.New(errs.NotFound, "error.not_found", nil)
	}
	return d, err
}

// showNotices writes the page and, with it, the proof that it was shown: both
// or neither. It is the one thing that a GET writes. The agreement counts from
// when an owner was shown the notice, not from when they said so: behind a
// button that nobody presses no change could ever take effect. It binds nobody
// to anything, the first time counts, and what nobody sees (HEAD, a browser
// that fetches ahead) keeps nothing.
func (s *Surface) showNotices(d *desk, status int, form kernel.Form, wrong string) error {
	var body []byte
	render := func(ctx context.Context) error {
		list, err := s.Processing.Notices(ctx, d.p, d.Loc)
		if err != nil {
			return err
		}
		d.waits = processing.Waiting{}
		body, err = noticesPage.Bytes(s.noticesPage(d, list, form, wrong))
		return err
	}
	var err error
	if d.may(principal.BindOrganisation) && d.waits.Unseen > 0 && !ahead(d.Request) {
		err = s.DB.Tx(d.ctx, func(ctx context.Context) error {
			list, err := s.Processing.Notices(ctx, d.p, d.Loc)
			if err != nil {
				return err
			}
			var entries []uuid.UUID
			for _, t := range list {
				entries = append(entries, t.Entry.ID)
			}
			if err := s.Processing.NoticeShown(ctx, d.p, d.site.Tenant.ID, entries, processing.InStudio, d.Loc); err != nil {
				return err
			}
			return render(ctx)
		})
	} else {
		err = render(d.ctx)
	}
	if err != nil {
		return err
	}
	return d.HTMLBlob(status, body)
}

// ahead reports whether nobody will see the answer to a request, or not yet.
func ahead(r *kernel.Request) bool {
	h := r.Request().Header
	return r.Request().Method == http.MethodHead || h.Get("Sec-Purpose") != "" || h.Get("Purpose") != ""
}

func (s *Surface) noticesPage(d *desk, list []processing.Told, form kernel.Form, wrong string) NoticesPage {
	page := NoticesPage{Chrome: d.chrome(d.Loc.T("studio.notices.title"), "notices"), Form: form, Owner: d.may(principal.BindOrganisation),
		Export: d.base() + "/export", Close: d.base() + "/close", Saved: d.QueryParam("saved") == "1",
		Platform: d.site.Platform.LegalName}
	for _, t := range list {
		row := NoticeRow{Wording: t.Wording, ID: t.Entry.ID.String(), Name: t.Entry.Name, Words: d.standing(t.Standing),
			MayObject: page.Owner && t.Objectable(), MayAgree: page.Owner && t.State == processing.Objected}
		if row.ID == wrong { // what was typed is not lost, whatever was wrong
			row.MayObject, row.Typed, row.Mistake = true, page.Value("reason"), page.Error("reason")
			page.At("reason", "reason-"+row.ID)
		}
		if n := t.Notice; n != nil {
			row.Shown = d.Loc.T("studio.notices.shown", "Who", s.nameOf(d, n.AccountID), "When", d.when(n.ShownAt), "Language", d.Loc.LanguageHere(n.Language))
			row.Hash = n.WordingHash
		}
		if o := t.Objection; o != nil {
			row.Said = append(row.Said, Reply{Who: s.nameOf(d, o.AccountID), When: d.when(o.At), Body: o.Reason})
		}
		for _, said := range t.Replies {
			reply := Reply{Who: d.site.Platform.LegalName, When: d.when(said.At), Body: said.Body}
			if said.Kind == processing.Agreement {
				reply.Who, reply.Body = s.nameOf(d, said.AccountID), d.Loc.T("studio.notices.agreed")
			}
			row.Said = append(row.Said, reply)
		}
		page.Notices = append(page.Notices, row)
	}
	return page
}

func (d *desk) when(t time.Time) string { return d.Loc.DateTime(t, d.zone()) }

// nameOf names an account of the platform while it exists.
func (s *Surface) nameOf(d *desk, account uuid.UUID) string {
	a, err := s.Accounts.Get(d.Ctx(), account)
	if err != nil {
		return d.Loc.T("history.actor.gone")
	}
	return a.Name
}

// standing says how a sub-processor stands with the site.
func (d *desk) standing(st processing.Standing) string {
	when := d.when(st.Since)
	switch st.State {
	case processing.Annexed:
		return d.Loc.T("standing.annexed")
	case processing.Unseen:
		return d.Loc.T("standing.unseen")
	case processing.Open:
		return d.Loc.T("standing.open", "When", d.when(st.Notice.ClosesAt))
	case processing.InEffect:
		return d.Loc.T("standing.in_effect", "When", when)
	case processing.Objected:
		return d.Loc.T("standing.objected", "When", when)
	case processing.AgreedTo:
		return d.Loc.T("standing.agreed", "When", when)
	case processing.Ended:
		return d.Loc.T("standing.ended", "When", when)
	}
	return d.Loc.T("standing.unagreed")
}

// Object says the site's no.
func (s *Surface) Object(r *kernel.Request) error {
	return s.sayTo(r, func(d *desk, entry uuid.UUID) error {
		return s.Processing.Object(d.ctx, d.p, entry, r.FormValue("reason"))
	})
}

// AgreeTo takes it back.
func (s *Surface) AgreeTo(r *kernel.Request) error {
	return s.sayTo(r, func(d *desk, entry uuid.UUID) error { return s.Processing.Agree(d.ctx, d.p, entry) })
}

func (s *Surface) sayTo(r *kernel.Request, say func(d *desk, entry uuid.UUID) error) error {
	d, err := s.openNotices(r)
	if err != nil {
		return err
	}
	entry, err := entryOf(r)
	if err != nil {
		return err
	}
	form, status, err := r.Formed(say(d, entry), "reason")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showNotices(d, status, form, entry.String())
	}
	return r.SeeOther(d.base() + "/notices?saved=1")
}

// entryOf is the entry that the address names.
func entryOf(r *kernel.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.Param("entry"))
	if err != nil {
		return id, errs.New(errs.NotFound, "error.not_found", nil).Because(err)
	}
	return id, nil
}

// noticeWarnings are the overview's lines for an owner whom changes wait for.
func (d *desk) noticeWarnings() (warnings []Warning) {
	line := func(n int, key string) {
		if n > 0 {
			warnings = append(warnings, Warning{Message: d.Loc.T(key, "Count", n), Href: d.base() + "/notices", Mend: d.Loc.T("studio.notices.read")})
		}
	}
	line(d.waits.Unseen, "studio.notices.warning")
	line(d.waits.Answered, "studio.notices.warning_answered")
	return warnings
}
