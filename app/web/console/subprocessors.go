package console

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/registers"
)

const subprocessorsPath = "/console/subprocessors"

// SubprocessorsPage is the platform's register, with how its entries stand
// with the sites, and their objections.
type SubprocessorsPage struct {
	kernel.Chrome
	kernel.Form
	Rows     []CountedRow
	Ended    []CountedRow
	Protests []ProtestRow
	Saved    bool
}

// CountedRow is an entry and how many sites it stands how with.
type CountedRow struct {
	registers.Row
	Replaces, ReplacedBy                         string
	Unagreed, Unseen, Open, Applies, Objected, N int
	EndedOn                                      string
}

// ProtestRow is a site's objection.
type ProtestRow struct {
	ID, Site, Name, When, Reason string
	Said                         []Said
	State                        processing.State
	MayAnswer                    bool
	Typed, Mistake               string
}

// Said is an answer.
type Said struct {
	Agreed     bool
	When, Body string
}

// SubprocessorPage is the form of an entry, with the notice that it becomes.
type SubprocessorPage struct {
	kernel.Chrome
	registers.Entry
	Preview *processing.Wording
	Old     string // the name of the one that is replaced; empty: none
}

var (
	subprocessorsPage = kernel.Declare[SubprocessorsPage]("console/subprocessors.html", "studio")
	subprocessorPage  = kernel.Declare[SubprocessorPage]("console/subprocessor.html", "studio")
)

// zone is where the platform's clock is.
func zone(r *kernel.Request) *time.Location {
	loc, err := time.LoadLocation(r.Site.Profile.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Subprocessors shows the register.
func (s *Surface) Subprocessors(r *kernel.Request) error {
	return s.showSubprocessors(r, http.StatusOK, kernel.Form{}, "")
}

// showSubprocessors shows what was typed, and is wrong, at the objection that
// it answers: there is one such field for each.
func (s *Surface) showSubprocessors(r *kernel.Request, status int, form kernel.Form, wrong string) error {
	if err := guard(r); err != nil {
		return err
	}
	entries, protests, err := s.Processing.Overview(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	page := SubprocessorsPage{Chrome: chrome(r, r.Loc.T("subprocessors.title"), "subprocessors"), Form: form, Saved: r.QueryParam("saved") == "1"}
	name := map[uuid.UUID]string{}
	successor := map[uuid.UUID]string{}
	for _, e := range entries {
		name[e.Entry.ID] = e.Entry.Name
		if e.Entry.Replaces != nil && e.Entry.Current() {
			successor[*e.Entry.Replaces] = e.Entry.Name
		}
	}
	for _, e := range entries {
		row := counted(r, e)
		row.ReplacedBy = successor[e.Entry.ID]
		if e.Entry.Replaces != nil {
			row.Replaces = name[*e.Entry.Replaces]
		}
		if e.Entry.Current() {
			page.Rows = append(page.Rows, row)
			continue
		}
		row.EndedOn = r.Loc.Date(e.Entry.EndedAt.In(zone(r)))
		page.Ended = append(page.Ended, row)
	}
	for _, p := range protests {
		row := protested(r, p)
		if row.ID == wrong {
			row.Typed, row.Mistake = page.Value("body"), page.Error("body")
			page.At("body", "body-"+row.ID)
		}
		page.Protests = append(page.Protests, row)
	}
	return subprocessorsPage.Render(r, status, page)
}

func counted(r *kernel.Request, e processing.Counted) CountedRow {
	row := CountedRow{Row: registers.RowOf(r.Loc, e.Entry, e.Entry.AnnouncedAt, zone(r)),
		Unagreed: e.Sites[processing.Unagreed], Unseen: e.Sites[processing.Unseen], Open: e.Sites[processing.Open],
		Objected: e.Sites[processing.Objected]}
	for state, n := range e.Sites {
		if (processing.Standing{State: state}).Applies() {
			row.Applies += n
		}
	}
	return row
}

func protested(r *kernel.Request, p processing.Protest) ProtestRow {
	row := ProtestRow{ID: p.Objection.ID.String(), Site: p.Name, Name: p.Entry.Name, When: r.Loc.DateTime(p.Objection.At, zone(r)),
		Reason: p.Objection.Reason, State: p.State, MayAnswer: p.State == processing.Objected}
	for _, reply := range p.Replies {
		row.Said = append(row.Said, Said{Agreed: reply.Kind == processing.Agreement, When: r.Loc.DateTime(reply.At, zone(r)), Body: reply.Body})
	}
	return row
}

// entry finds the entry that the address names, if it names one.
func (s *Surface) entry(r *kernel.Request) (*processing.Subprocessor, error) {
	if r.Param("entry") == "" {
		return nil, nil // of a new entry
	}
	current, err := s.Processing.Register(r.Ctx())
	if err != nil {
		return nil, err
	}
	for i := range current {
		if current[i].ID.String() == r.Param("entry") {
			return &current[i], nil
		}
	}
	return nil, errs.New(errs.NotFound, "error.not_found", nil)
}

// SubprocessorForm shows the form of a new entry, or of one that replaces
// another.
func (s *Surface) SubprocessorForm(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	old, err := s.entry(r)
	if err != nil {
		return err
	}
	return show(r, http.StatusOK, registers.Fresh(r, old, true), old, nil)
}

func show(r *kernel.Request, status int, entry registers.Entry, old *processing.Subprocessor, preview *processing.Wording) error {
	page := SubprocessorPage{Chrome: chrome(r, r.Loc.T("console.subprocessors.announce"), "subprocessors"), Entry: entry, Preview: preview}
	if old != nil {
		page.Title, page.Old = r.Loc.T("studio.processors.replace_title", "Name", old.Name), old.Name
	}
	return subprocessorPage.Render(r, status, page)
}

// Announce announces a new entry, or shows the notice that it would be.
func (s *Surface) Announce(r *kernel.Request) error {
	return s.announce(r, func(_ *processing.Subprocessor, in processing.Subprocessor) error {
		return s.Processing.Announce(r.Ctx(), r.Session.Principal, in)
	})
}

// Replace announces one that replaces another.
func (s *Surface) Replace(r *kernel.Request) error {
	return s.announce(r, func(old *processing.Subprocessor, in processing.Subprocessor) error {
		return s.Processing.Replace(r.Ctx(), r.Session.Principal, old.ID, in)
	})
}

func (s *Surface) announce(r *kernel.Request, do func(old *processing.Subprocessor, in processing.Subprocessor) error) error {
	if err := guard(r); err != nil {
		return err
	}
	old, err := s.entry(r)
	if err != nil {
		return err
	}
	in := registers.Read(r)
	var preview *processing.Wording
	if r.FormValue("do") == "announce" {
		err = do(old, in)
	} else {
		preview, err = s.preview(r, old, in)
	}
	entry, status, err := registers.Again(r, err, true)
	if err != nil {
		return err
	}
	if len(entry.Errors) > 0 || preview != nil {
		return show(r, status, entry, old, preview)
	}
	return r.SeeOther(subprocessorsPath + "?saved=1")
}

func (s *Surface) preview(r *kernel.Request, old *processing.Subprocessor, in processing.Subprocessor) (*processing.Wording, error) {
	if old != nil {
		in.Replaces = &old.ID
	}
	w, err := s.Processing.Preview(r.Ctx(), r.Session.Principal, in, r.Loc)
	if err != nil {
		return nil, err
	}
	return &w, nil
}

// EndSubprocessor takes an entry off the register, for all sites.
func (s *Surface) EndSubprocessor(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("entry"))
	if err != nil {
		return errs.New(errs.NotFound, "error.not_found", nil).Because(err)
	}
	if err := s.Processing.End(r.Ctx(), r.Session.Principal, id); err != nil {
		return err
	}
	return r.SeeOther(subprocessorsPath + "?saved=1")
}

// AnswerObjection answers a site.
func (s *Surface) AnswerObjection(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("objection"))
	if err != nil {
		return errs.New(errs.NotFound, "error.not_found", nil).Because(err)
	}
	form, status, err := r.Formed(s.Processing.AnswerObjection(r.Ctx(), r.Session.Principal, id, r.FormValue("body")), "body")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showSubprocessors(r, status, form, id.String())
	}
	return r.SeeOther(subprocessorsPath + "?saved=1")
}
