package console

import (
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants"
)

// AccessPage is where an operator asks for support access and ends it.
type AccessPage struct {
	kernel.Chrome
	kernel.Form
	Done     string
	Sites    []SiteOption
	Kind     access.Kind
	MayWrite bool
	Grants   []AccessRow // that hold or wait
	Past     []AccessRow
	Zone     string
}

// SiteOption is a site to choose.
type SiteOption struct {
	Key, Name string
	Chosen    bool
}

// AccessRow is one grant, or a request for one.
type AccessRow struct {
	ID, Site, Reason, State, Who, Asked, Until string
	Hours                                      int
	MayWrite, Emergency, Holds                 bool
	Studio                                     string // where it leads; empty: nowhere
	Approvable, Endable                        bool   // by the reader
}

var accessPage = kernel.Declare[AccessPage]("console/access.html", "studio")

// Access shows the page.
func (s *Surface) Access(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	return s.showAccess(r, http.StatusOK, AccessPage{Kind: access.ByOwner,
		Form: kernel.Form{Values: map[string]string{"site": r.QueryParam("site")}}})
}

func (s *Surface) showAccess(r *kernel.Request, status int, page AccessPage) error {
	page.Chrome, page.Zone, page.Done = chrome(r, r.Loc.T("access.console.title"), "access"), r.Site.Profile.TimeZone, done(r)
	all, err := s.sites(r)
	if err != nil {
		return err
	}
	byID := map[tenants.ID]sites.Listed{}
	for _, site := range all {
		byID[site.ID] = site
		page.Sites = append(page.Sites, SiteOption{Key: site.Key, Name: site.Status.Name, Chosen: site.Key == page.Value("site")})
	}
	if page.Value("hours") == "" && page.Error("hours") == "" {
		page.Values["hours"] = "2"
	}
	grants, err := s.Support.OfOperator(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	for _, g := range grants {
		row := s.accessRow(r, g, byID[g.SiteID])
		if state := g.State(r.Clock.Now()); state == access.Holds || state == access.Waiting {
			page.Grants = append(page.Grants, row)
		} else {
			page.Past = append(page.Past, row)
		}
	}
	return accessPage.Render(r, status, page)
}

func done(r *kernel.Request) string {
	switch r.QueryParam("done") {
	case "asked":
		return r.Loc.T("access.console.asked")
	case "approved":
		return r.Loc.T("access.console.approved")
	case "ended":
		return r.Loc.T("access.console.ended")
	}
	return ""
}

// sites are all there are, from control tables.
func (s *Surface) sites(r *kernel.Request) ([]sites.Listed, error) {
	return s.Sites.ListUnscoped(r.Ctx(), r.Session.Principal)
}

func (s *Surface) accessRow(r *kernel.Request, g access.Grant, site sites.Listed) AccessRow {
	me, state := r.Session.Principal.Account, g.State(r.Clock.Now())
	row := AccessRow{ID: g.ID.String(), Site: site.Status.Name, Reason: g.Reason, State: stateName(r, state), Hours: g.Hours,
		MayWrite: g.MayWrite, Emergency: g.Kind == access.Emergency, Holds: state == access.Holds, Asked: at(r, g.RequestedAt),
		Who: r.Loc.T("access.any")}
	if g.OperatorID != nil {
		row.Who = r.Loc.T("history.actor.gone")
		if a, err := s.Accounts.Get(r.Ctx(), *g.OperatorID); err == nil {
			row.Who = a.Name
		}
	}
	if until := g.Until(); !until.IsZero() {
		row.Until = at(r, until)
	}
	if row.Holds && g.IsFor(me) {
		row.Studio = "/studio/" + site.Key
	}
	waiting := state == access.Waiting
	row.Approvable = waiting && row.Emergency && g.RequestedBy != me
	row.Endable = row.Holds && g.IsFor(me) || waiting && (g.IsFor(me) || row.Emergency)
	return row
}

func stateName(r *kernel.Request, state access.State) string {
	return r.Loc.T(map[access.State]string{access.Waiting: "access.state.waiting", access.Refused: "access.state.refused",
		access.Lapsed: "access.state.lapsed", access.Holds: "access.state.holds", access.Ended: "access.state.ended"}[state])
}

// at is a time where the platform is.
func at(r *kernel.Request, t time.Time) string {
	zone, err := time.LoadLocation(r.Site.Profile.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return r.Loc.DateTime(t, zone)
}

// accessUntil is until when the operator has access, by site.
func (s *Surface) accessUntil(r *kernel.Request) (map[tenants.ID]string, error) {
	grants, err := s.Support.OfOperator(r.Ctx(), r.Session.Principal)
	until := map[tenants.ID]string{}
	for _, g := range grants {
		if r.Session.Grants[g.SiteID] == g.ID && g.EndsAt != nil {
			until[g.SiteID] = at(r, *g.EndsAt)
		}
	}
	return until, err
}

// AskAccess asks an owner, or takes emergency access, which another operator
// then approves.
func (s *Surface) AskAccess(r *kernel.Request) error {
	if err := guard(r); err != nil {
		return err
	}
	all, err := s.sites(r)
	if err != nil {
		return err
	}
	var site tenants.ID // none of them: the service says so
	for _, known := range all {
		if known.Key == r.FormValue("site") {
			site = known.ID
		}
	}
	hours, _ := strconv.Atoi(r.FormValue("hours")) // what is no number is no length of time
	page := AccessPage{Kind: access.ByOwner, MayWrite: acceptance.Ticked(r.Request().PostForm["may_write"])}
	wish, ask := access.Wish{Reason: r.FormValue("reason"), Hours: hours, MayWrite: page.MayWrite}, s.Support.Ask
	if r.FormValue("kind") == string(access.Emergency) {
		page.Kind, ask = access.Emergency, s.Support.TakeEmergency
	}
	var status int
	if page.Form, status, err = r.Formed(ask(r.Ctx(), r.Session.Principal, site, wish), "site", "reason", "hours"); err != nil {
		return err
	}
	if len(page.Errors) > 0 {
		return s.showAccess(r, status, page)
	}
	return r.SeeOther("/console/access?done=asked")
}

// ApproveAccess approves another operator's emergency.
func (s *Surface) ApproveAccess(r *kernel.Request) error {
	return s.decide(r, "approved", func(id uuid.UUID) error {
		return s.Support.ApproveEmergency(r.Ctx(), r.Session.Principal, id)
	})
}

// EndAccess ends the operator's access, or takes back or refuses a request.
func (s *Surface) EndAccess(r *kernel.Request) error {
	return s.decide(r, "ended", func(id uuid.UUID) error {
		return s.Support.GiveUp(r.Ctx(), r.Session.Principal, id)
	})
}

func (s *Surface) decide(r *kernel.Request, done string, act func(id uuid.UUID) error) error {
	if err := guard(r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.Param("id"))
	if err != nil {
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	form, status, err := r.Formed(act(id))
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showAccess(r, status, AccessPage{Kind: access.ByOwner, Form: form})
	}
	return r.SeeOther("/console/access?done=" + done)
}
