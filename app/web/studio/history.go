package studio

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/lint"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// HistoryPage is what happened, newest first.
type HistoryPage struct {
	kernel.Chrome
	Days             []HistoryDay
	Zone             string
	Documents, Kinds []Choice
	Filtered         bool
	Whole            string // the page without filter
	Older, Newest    string // empty: there is none
}

// HistoryDay is a day on which something happened, in the site's time zone.
type HistoryDay struct {
	Date, ID string
	Lines    []HistoryLine
}

// HistoryLine is one event as a sentence.
type HistoryLine struct{ Clock, Who, Sentence string }

// Choice is one of a list.
type Choice struct {
	Value, Name string
	Chosen      bool
}

var historyPage = kernel.Declare[HistoryPage]("studio/history.html", "studio")

// historyLength is how many events a page has.
const historyLength = 50

// History shows the site's history.
func (s *Surface) History(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	page := HistoryPage{Chrome: d.chrome(r.Loc.T("studio.history.title"), "history"), Zone: d.site.Profile.TimeZone, Whole: d.base() + "/history"}
	filter := d.historyFilter(&page)
	var entries []ledger.Entry
	if err := s.DB.View(d.ctx, func(ctx context.Context) error {
		entries, err = ledger.Page(ctx, filter, historyLength+1)
		return err
	}); err != nil {
		return err
	}
	if len(entries) > historyLength {
		entries = entries[:historyLength]
		page.Older = d.historyPath(entries[historyLength-1].ID.String())
	}
	if filter.Before != (uuid.UUID{}) {
		page.Newest = d.historyPath("")
	}
	for _, e := range entries {
		at := e.At.In(d.zone())
		if date := r.Loc.Date(at); len(page.Days) == 0 || page.Days[len(page.Days)-1].Date != date {
			page.Days = append(page.Days, HistoryDay{Date: date, ID: "d" + at.Format("20060102")})
		}
		day := &page.Days[len(page.Days)-1]
		day.Lines = append(day.Lines, HistoryLine{Clock: at.Format("15:04"), Who: d.actor(s, e), Sentence: s.sentence(d, e)})
	}
	return historyPage.Render(r, http.StatusOK, page)
}

// historyFilter reads what is asked for. What there is not, is not asked for.
func (d *desk) historyFilter(page *HistoryPage) (f ledger.Filter) {
	for i := range d.site.Documents {
		slug := d.site.Documents[i].Slug
		c := Choice{Value: slug, Name: d.DocumentName(slug), Chosen: slug == d.QueryParam("document")}
		if c.Chosen {
			f.Document = append([]string{slug}, d.site.Documents[i].Formerly...)
		}
		page.Documents = append(page.Documents, c)
	}
	for _, kind := range historyKinds {
		c := Choice{Value: kind.code, Name: d.Loc.T(kind.key), Chosen: kind.code == d.QueryParam("kind")}
		if c.Chosen {
			f.Events = eventsOf(kind.code)
		}
		page.Kinds = append(page.Kinds, c)
	}
	page.Filtered = len(f.Document) > 0 || len(f.Events) > 0
	if before, err := uuid.Parse(d.QueryParam("before")); err == nil {
		f.Before = before
	}
	return f
}

func (d *desk) historyPath(before string) string {
	q := url.Values{}
	for name, value := range map[string]string{"document": d.QueryParam("document"), "kind": d.QueryParam("kind"), "before": before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return d.base() + "/history"
	}
	return d.base() + "/history?" + q.Encode()
}

// historyKinds are what events are about. Those that stand in none of the
// others are about documents.
var historyKinds = []struct {
	code, key string
	events    []ledger.Event
}{
	{"documents", "history.kind.documents", nil},
	{"people", "history.kind.people", []ledger.Event{ledger.MemberAdded, ledger.MemberInvited, ledger.MemberJoined, ledger.MemberChanged, ledger.MemberRemoved, ledger.CustomerMarked, ledger.CustomerUnmarked,
		ledger.CustomersMarked, ledger.CustomersUnmarked, ledger.RecipientsExported, ledger.AccountDeleted, ledger.IdentitiesErased}},
	{"organisation", "history.kind.organisation", []ledger.Event{ledger.PartyChanged, ledger.PartyRenamed, ledger.PartyTransferred, ledger.ArrangementChanged,
		ledger.AgreementAccepted, ledger.SubprocessorAnnounced, ledger.SubprocessorEnded, ledger.SubprocessorAgreed, ledger.ProcessorAdded, ledger.ProcessorEnded,
		ledger.ObjectionMade, ledger.ObjectionAnswered}},
	{"access", "history.kind.access", []ledger.Event{ledger.AccessRequested, ledger.AccessRefused, ledger.AccessGranted, ledger.EmergencyAccessGranted, ledger.AccessEnded}},
	{"site", "history.kind.site", []ledger.Event{ledger.SiteCreated, ledger.SiteSuspended, ledger.SiteResumed, ledger.SiteClosed, ledger.SettingsChanged,
		ledger.EditorsLet, ledger.EditorsNotLet}},
}

func eventsOf(code string) []ledger.Event {
	rest := slices.Sorted(maps.Keys(sentences))
	for _, kind := range historyKinds {
		if kind.code == code && kind.events != nil {
			return kind.events
		}
		rest = slices.DeleteFunc(rest, func(e ledger.Event) bool { return slices.Contains(kind.events, e) })
	}
	return rest
}

// actor names who acted while their account exists. An account that is not on
// the platform is a customer, whom the history does not name.
func (d *desk) actor(s *Surface, e ledger.Entry) string {
	switch {
	case e.ActorKind == principal.Shell:
		return d.Loc.T("history.actor.shell")
	case e.ActorKind == principal.Job:
		return d.Loc.T("history.actor.job")
	case e.ActorID == nil:
		return d.Loc.T("history.actor.gone")
	}
	return s.name(d, *e.ActorID)
}

// name is what somebody is called whose account is on the platform.
func (s *Surface) name(d *desk, account uuid.UUID) string {
	if name, ok := d.names[account]; ok {
		return name
	}
	name := d.Loc.T("history.actor.gone")
	if a, err := s.Accounts.Get(d.Ctx(), account); err == nil {
		name = a.Name
	}
	if d.names == nil {
		d.names = map[uuid.UUID]string{}
	}
	d.names[account] = name
	return name
}

func (s *Surface) sentence(d *desk, e ledger.Entry) string {
	params := errs.Params{}
	for k, v := range e.Details {
		if n, ok := v.(float64); ok {
			v = int(n) // as JSON has it
		}
		params[k] = v
	}
	if slug, ok := e.Details["Document"].(string); ok {
		params["Document"] = d.DocumentName(slug)
	}
	if role, ok := e.Details["Role"].(string); ok {
		params["Role"] = roleName(d.Request, principal.Role(role))
	}
	if weight, ok := e.Details["Weight"].(string); ok {
		params["Weight"] = d.weightName(documents.Weight(weight))
	}
	if codes, ok := e.Details["Languages"].(string); ok {
		params["Languages"] = d.inOrder(strings.FieldsFunc(codes, func(c rune) bool { return c == ',' || c == ' ' }))
	}
	if rule := lint.ByCode(text(e.Details["Rule"])); rule != nil {
		until, _ := time.Parse(time.RFC3339Nano, text(e.Details["Until"]))
		params["Language"], params["Risk"], params["Until"] = i18n.Tongue(text(e.Details["Language"])), i18n.Said{Key: rule.Risk}, d.Loc.Date(until.In(d.zone()))
	}
	if code := text(e.Details["Purpose"]); code != "" {
		params["Purpose"] = s.purposeHere(d, code)
	}
	key := sentences[e.Event]
	if hours, ok := params["Hours"]; ok {
		params["Count"] = hours
	}
	if e.Event == ledger.MemberAdded || e.Event == ledger.MemberChanged || e.Event == ledger.MemberRemoved {
		params["Member"] = s.inSentence(d, text(e.Details["Member"]))
	}
	if by := text(e.Details["ApprovedBy"]); by != "" {
		key, params["ApprovedBy"] = "history.version_published_approved", s.inSentence(d, by)
	}
	return d.Loc.Message(key, params)
}

// purposeHere is what a purpose is called while the site's facts have it, and
// its code after that.
func (s *Surface) purposeHere(d *desk, code string) string {
	if d.facts == nil {
		set, err := s.Facts.Current(d.ctx)
		if err != nil {
			return code
		}
		d.facts = &set
	}
	return d.purposeName(*d.facts, code)
}

// inSentence names whom a sentence is about, if that is still known.
func (s *Surface) inSentence(d *desk, account string) string {
	id, err := uuid.Parse(account)
	if err != nil || s.name(d, id) == d.Loc.T("history.actor.gone") {
		return d.Loc.T("history.somebody")
	}
	return s.name(d, id)
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
