package studio

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// AccessPage is who of the platform may look into the site, and who has.
type AccessPage struct {
	kernel.Chrome
	kernel.Form
	MayGrant bool
	Done     string // what has just been done, as a sentence
	Holding  []GrantRow
	Waiting  []GrantRow
	Past     []GrantRow
	Log      []LookLine
	Older    string // where the lines before these are; empty: there are none
	Lines    int
	Unbroken bool
	Proof    string // whether the log is unbroken, as a sentence
	Compared string // what a kept checkpoint has shown; empty: none was given
	Holds    bool   // the log still contains what it said then
	Zone     string
}

// GrantRow is one grant, or a request for one.
type GrantRow struct {
	ID, Who, Reason, State, Asked, Until string
	Hours                                int
	MayWrite, Emergency                  bool
	HoursTyped, HoursError               string // in the form that approves it
}

// LookLine is a line of the log.
type LookLine struct {
	Seq                   int
	When, Who, What, Path string
}

var accessPage = kernel.Declare[AccessPage]("studio/access.html", "studio")

const (
	looksShown   = 100
	defaultHours = "4"
)

// Access shows the page.
func (s *Surface) Access(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showAccess(d, http.StatusOK, AccessPage{Form: kernel.Form{Values: map[string]string{}}})
}

// showAccess fills in all that the page shows whatever was posted to it.
func (s *Surface) showAccess(d *desk, status int, page AccessPage) error {
	page.Chrome, page.Zone, page.MayGrant = d.chrome(d.Loc.T("access.title"), "access"), d.site.Profile.TimeZone, d.may(principal.GrantAccess)
	if page.Value("hours") == "" && page.Error("hours") == "" {
		page.Values["hours"] = defaultHours
	}
	page.Done = d.done()
	grants, err := s.Support.OfSite(d.ctx, d.p)
	if err != nil {
		return err
	}
	for _, g := range grants {
		row := s.grantRow(d, g)
		field := "hours-" + row.ID
		if row.HoursError = page.Error(field); row.HoursError != "" {
			row.HoursTyped = page.Value(field)
		}
		switch g.State(d.Clock.Now()) {
		case access.Holds:
			page.Holding = append(page.Holding, row)
		case access.Waiting:
			page.Waiting = append(page.Waiting, row)
		default:
			page.Past = append(page.Past, row)
		}
	}
	if err := s.showLog(d, &page); err != nil {
		return err
	}
	return accessPage.Render(d.Request, status, page)
}

func (d *desk) done() string {
	switch d.QueryParam("done") {
	case "granted":
		return d.Loc.T("access.done.granted")
	case "ended":
		return d.Loc.T("access.done.ended")
	}
	return ""
}

func (s *Surface) grantRow(d *desk, g access.Grant) GrantRow {
	row := GrantRow{ID: g.ID.String(), Reason: g.Reason, Hours: g.Hours, HoursTyped: strconv.Itoa(g.Hours), MayWrite: g.MayWrite,
		Emergency: g.Kind == access.Emergency, State: stateName(d, g.State(d.Clock.Now())), Asked: d.at(g.RequestedAt), Who: d.Loc.T("access.any")}
	if g.OperatorID != nil {
		row.Who = s.name(d, *g.OperatorID)
	}
	if until := g.Until(); !until.IsZero() {
		row.Until = d.at(until)
	}
	return row
}

func stateName(d *desk, state access.State) string {
	return d.Loc.T(map[access.State]string{access.Waiting: "access.state.waiting", access.Refused: "access.state.refused",
		access.Lapsed: "access.state.lapsed", access.Holds: "access.state.holds", access.Ended: "access.state.ended"}[state])
}

func (d *desk) at(t time.Time) string { return d.Loc.DateTime(t, d.zone()) }

func (s *Surface) showLog(d *desk, page *AccessPage) error {
	report, err := s.Support.Verify(d.ctx, d.p)
	if err != nil {
		return err
	}
	page.Lines, page.Unbroken, page.Proof = report.Lines, report.Unbroken(), proof(d, report)
	before, _ := strconv.Atoi(d.QueryParam("before")) // anything else: from the end
	looks, err := s.Support.Looks(d.ctx, d.p, before, looksShown+1)
	if err != nil {
		return err
	}
	if len(looks) > looksShown {
		looks = looks[:looksShown]
		page.Older = d.accessPath() + "?before=" + strconv.Itoa(looks[looksShown-1].Seq) + "#log"
	}
	for _, l := range looks {
		what := d.Loc.T("access.log.looked")
		if l.Method != http.MethodGet && l.Method != http.MethodHead {
			what = d.Loc.T("access.log.sent")
		}
		page.Log = append(page.Log, LookLine{Seq: l.Seq, When: d.at(l.At), Who: s.name(d, l.OperatorID), What: what, Path: l.Path})
	}
	return nil
}

func proof(d *desk, r access.Report) string {
	if r.Unbroken() {
		return d.Loc.T("access.proof.unbroken", "Count", r.Lines)
	}
	return d.Loc.T(map[access.Flaw]string{access.Altered: "access.proof.altered", access.Missing: "access.proof.missing",
		access.Forged: "access.proof.forged", access.Unproven: "access.proof.unproven"}[r.Flaw], "Line", r.Seq)
}

func (d *desk) accessPath() string { return d.base() + "/settings/access" }

// GrantAccess lets operators in.
func (s *Surface) GrantAccess(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	hours, _ := strconv.Atoi(r.FormValue("hours")) // what is no number is no length of time
	err = s.Support.Grant(d.ctx, d.p, access.Wish{Reason: r.FormValue("reason"), Hours: hours, MayWrite: ticked(r, "may_write")})
	return s.granted(d, err, "reason", "hours")
}

// ApproveAccess answers an operator's request with yes.
func (s *Surface) ApproveAccess(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("id"))
	if err != nil {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	field := "hours-" + id.String()
	hours, _ := strconv.Atoi(r.FormValue(field))
	return s.granted(d, s.Support.Approve(d.ctx, d.p, id, hours, ticked(r, "may_write")), field)
}

func (s *Surface) granted(d *desk, err error, fields ...string) error {
	form, status, err := d.Formed(err, fields...)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showAccess(d, status, AccessPage{Form: form})
	}
	return d.SeeOther(d.accessPath() + "?done=granted")
}

// ticked reports whether a form's box was ticked.
func ticked(r *kernel.Request, name string) bool {
	return acceptance.Ticked(r.Request().PostForm[name])
}

// EndAccess ends a grant, or answers a request with no.
func (s *Surface) EndAccess(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("id"))
	if err != nil {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	form, status, err := r.Formed(s.Support.End(d.ctx, d.p, id))
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showAccess(d, status, AccessPage{Form: form})
	}
	return r.SeeOther(d.accessPath() + "?done=ended")
}

// AccessLog gives the log to keep, as lines of JSON.
func (s *Surface) AccessLog(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	var log bytes.Buffer
	if err := s.Support.Write(d.ctx, d.p, &log); err != nil {
		return err
	}
	return d.download("access-log-"+d.site.Tenant.Key+".jsonl", "application/jsonl; charset=utf-8", log.Bytes())
}

// AccessCheckpoint gives a checkpoint to keep.
func (s *Surface) AccessCheckpoint(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	checkpoint, err := s.Support.Checkpoint(d.ctx, d.p)
	if err != nil {
		return err
	}
	name := "access-log-" + d.site.Tenant.Key + "-" + d.Clock.Now().Format(time.DateOnly) + ".txt"
	return d.download(name, "text/plain; charset=utf-8", []byte(checkpoint))
}

func (d *desk) download(name, contentType string, body []byte) error {
	d.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return d.Blob(http.StatusOK, contentType, body)
}

// CheckAccessLog compares the log with a checkpoint that was kept.
func (s *Surface) CheckAccessLog(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	kept, err := s.Support.Check(d.ctx, d.p, r.FormValue("checkpoint"))
	form, status, err := r.Formed(err, "checkpoint")
	if err != nil {
		return err
	}
	page := AccessPage{Form: form}
	if len(form.Errors) == 0 {
		page.Holds, page.Compared = kept.Holds(), compared(d, kept)
	}
	return s.showAccess(d, status, page)
}

func compared(d *desk, k access.Kept) string {
	switch {
	case k.Gone:
		return d.Loc.T("access.compared.gone", "Count", k.Lines, "Date", d.at(k.At))
	case k.Changed:
		return d.Loc.T("access.compared.changed", "Date", d.at(k.At))
	}
	return d.Loc.T("access.compared.holds", "Count", k.NewLines, "Date", d.at(k.At))
}

// support tells an operator under a grant where they are; nil for all others.
func (d *desk) support() *kernel.SupportBanner {
	g := d.Support
	if g == nil {
		return nil
	}
	return &kernel.SupportBanner{Site: d.site.Profile.Name, Reason: g.Reason, Until: d.at(*g.EndsAt), MayWrite: g.MayWrite,
		End: "/console/access/" + g.ID.String() + "/end"}
}

// emergencyWarning is what stands on every page of an owner's studio while
// emergency access holds, and for some time after.
func (d *desk) emergencyWarning() string {
	g := d.emergency
	if g == nil {
		return ""
	}
	if g.State(d.Clock.Now()) == access.Holds {
		return d.Loc.T("access.emergency.holds", "Date", d.at(g.Until()))
	}
	return d.Loc.T("access.emergency.ended", "Date", d.at(g.Until()))
}
