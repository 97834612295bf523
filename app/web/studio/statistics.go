package studio

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// StatisticsPage is Settings / Statistics: the services that are connected, and
// how visitors choose about them.
type StatisticsPage struct {
	kernel.Chrome
	Base      string
	Connected []ConnectCard
	Others    []ConnectCard
	Publish   string // where the document's new text is published; empty: nothing waits
	Weeks     []ChoiceWeek
	Languages []ChoiceLanguage
	GPC       int // of those who chose, how many browsers send Global Privacy Control
	Previews  []kernel.LanguageLink
	Export    string
	Scans     bool // a browser is installed that can visit the site
	Saved     bool
	ReadOnly  bool
}

// ConnectCard is a service that is, or can be, connected.
type ConnectCard struct {
	*consent.Preset
	Account   string
	Limited   bool
	Live      bool
	Waits     bool // the document in force does not tell of it yet
	Href      string
	Elsewhere []ElsewhereLine
	Remind    bool // something is left to do in the service itself
	Recipient string
}

// ElsewhereLine is what only the service's own settings can do.
type ElsewhereLine struct {
	Code string
	Done bool
}

// ChoiceWeek is how visitors chose in a week, with what a bar shows of it.
type ChoiceWeek struct {
	From                        string
	Necessary, Part, All, Total int
	X, Y                        int // where its bar begins; the chart is 100 high
	AllTop, AllHeight           int
	PartTop, PartHeight         int
}

// ChoiceLanguage is the same by the language that they read.
type ChoiceLanguage struct {
	Name                        string
	Necessary, Part, All, Total int
}

var statisticsPage = kernel.Declare[StatisticsPage]("studio/statistics.html", "studio")

const choiceWeeks = 26

func (d *desk) statisticsPath() string { return d.base() + "/settings/statistics" }

// Statistics shows them.
func (s *Surface) Statistics(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	connections, err := s.Consent.Connections(d.ctx, d.p)
	if err != nil {
		return err
	}
	now := d.Clock.Now()
	counts, err := s.Consent.Counts(d.ctx, d.p, now.AddDate(0, 0, -7*choiceWeeks))
	if err != nil {
		return err
	}
	page := StatisticsPage{Chrome: d.chrome(r.Loc.T("statistics.title"), "settings"), Base: d.statisticsPath(), Saved: r.QueryParam("saved") == "1",
		ReadOnly: !d.may(principal.EditOrganisation), Export: d.statisticsPath() + "/consents.jsonl", Scans: s.CanScan()}
	live := consent.LiveAt(connections, d.site.Documents, d.site.Roles, now)
	page.Connected, page.Others = d.services(connections, live)
	for _, card := range page.Connected {
		if card.Waits {
			page.Publish = d.documentsPath() + "/" + documents.PrivacySlug + "/publish"
		}
	}
	if len(connections) > 0 {
		for _, code := range d.site.Profile.Languages.List() {
			page.Previews = append(page.Previews, kernel.LanguageLink{Code: code, Name: d.Loc.LanguageName(code)})
		}
	}
	d.countChoices(&page, counts, live)
	r.Frames()
	return statisticsPage.Render(r, http.StatusOK, page)
}

func (d *desk) services(connections []consent.Connected, live consent.Live) (connected, others []ConnectCard) {
	for i := range consent.Presets {
		p := &consent.Presets[i]
		card := ConnectCard{Preset: p, Href: d.statisticsPath() + "/" + p.Code, Recipient: p.Recipient.Name + ", " + d.Loc.Country(p.Recipient.Country)}
		at := slices.IndexFunc(connections, func(c consent.Connected) bool { return c.Code == p.Code })
		if at < 0 {
			others = append(others, card)
			continue
		}
		c := connections[at]
		card.Account, card.Limited = c.Account, c.Limited
		card.Live = slices.ContainsFunc(live.Services, func(s consent.Running) bool { return s.Code == p.Code })
		card.Waits = !card.Live
		done := strings.Split(c.Elsewhere, ",")
		for _, code := range p.Elsewhere {
			line := ElsewhereLine{code, slices.Contains(done, code)}
			card.Elsewhere = append(card.Elsewhere, line)
			card.Remind = card.Remind || !line.Done
		}
		connected = append(connected, card)
	}
	return connected, others
}

// countChoices puts the counts into weeks and languages.
func (d *desk) countChoices(page *StatisticsPage, counts []consent.Count, live consent.Live) {
	weeks, languages := map[time.Time]*ChoiceWeek{}, map[string]*ChoiceLanguage{}
	whole := len(live.Classes())
	for _, c := range counts {
		w := weeks[c.Week]
		if w == nil {
			w = &ChoiceWeek{From: d.Loc.Date(c.Week)}
			weeks[c.Week] = w
		}
		l := languages[c.Language]
		if l == nil {
			l = &ChoiceLanguage{Name: d.Loc.LanguageName(c.Language)}
			languages[c.Language] = l
		}
		switch chosen := strings.Count(c.Chosen, ",") + 1; {
		case c.Chosen == "":
			w.Necessary, l.Necessary = w.Necessary+c.Count, l.Necessary+c.Count
		case chosen < whole:
			w.Part, l.Part = w.Part+c.Count, l.Part+c.Count
		default:
			w.All, l.All = w.All+c.Count, l.All+c.Count
		}
		w.Total, l.Total = w.Total+c.Count, l.Total+c.Count
		if c.GPC {
			page.GPC += c.Count
		}
	}
	most := 1
	for _, w := range weeks {
		most = max(most, w.Total)
	}
	for i, at := range slices.SortedFunc(maps.Keys(weeks), time.Time.Compare) {
		w := *weeks[at]
		w.X, w.Y = i*20, 100-w.Total*100/most
		w.AllHeight, w.PartHeight = w.All*100/most, w.Part*100/most
		w.AllTop = 100 - w.AllHeight
		w.PartTop = w.AllTop - w.PartHeight
		page.Weeks = append(page.Weeks, w)
	}
	for _, l := range languages {
		page.Languages = append(page.Languages, *l)
	}
	slices.SortFunc(page.Languages, func(a, b ChoiceLanguage) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Name, b.Name))
	})
}

// ConnectPage connects a service, or changes how it is connected.
type ConnectPage struct {
	kernel.Chrome
	kernel.Form
	Service  *consent.Preset
	Base     string
	There    bool
	Limited  bool
	Cookies  []ConnectCookie
	To       string
	Shield   string
	ReadOnly bool
}

// ConnectCookie is a cookie that it will set.
type ConnectCookie struct{ Name, Purpose, Duration, Limited string }

var connectPage = kernel.Declare[ConnectPage]("studio/statistics_service.html", "studio")

// ConnectForm shows what connecting a service means.
func (s *Surface) ConnectForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showConnect(d, http.StatusOK, kernel.Form{Values: map[string]string{}}, nil)
}

func (s *Surface) showConnect(d *desk, status int, form kernel.Form, limited *bool) error {
	preset := consent.PresetOf(d.Param("code"))
	connections, err := s.Consent.Connections(d.ctx, d.p)
	if err != nil {
		return err
	}
	if preset == nil {
		return notFound()
	}
	page := ConnectPage{Chrome: d.chrome(preset.Name, "settings"), Form: form, Service: preset, Base: d.statisticsPath(), Limited: true,
		To:     preset.Recipient.Name + ", " + preset.Recipient.Address + ", " + d.Loc.Country(preset.Recipient.Country),
		Shield: d.Loc.T("processor.safeguard." + preset.Recipient.Safeguard), ReadOnly: !d.may(principal.EditOrganisation)}
	for _, c := range connections {
		if c.Code == preset.Code {
			page.There, page.Limited = true, c.Limited
			if _, typed := form.Values["account"]; !typed {
				page.Values["account"] = c.Account
			}
		}
	}
	if limited != nil {
		page.Limited = *limited
	}
	for _, c := range preset.Cookies {
		row := ConnectCookie{Name: c.Name, Purpose: d.Loc.T("consent.cookie." + c.Purpose), Duration: d.Loc.Period(c.Duration)}
		if c.Limited != "" {
			row.Limited = d.Loc.Period(c.Limited)
		}
		page.Cookies = append(page.Cookies, row)
	}
	return connectPage.Render(d.Request, status, page)
}

// ConnectService connects it.
func (s *Surface) ConnectService(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	limited := r.FormValue("limited") == "yes"
	err = s.Consent.Connect(d.ctx, d.p, consent.Wish{Code: r.Param("code"), Account: r.FormValue("account"), Limited: limited})
	form, status, err := r.Formed(err, "account")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showConnect(d, status, form, &limited)
	}
	return r.SeeOther(d.statisticsPath() + "?saved=1")
}

// DisconnectService takes it away.
func (s *Surface) DisconnectService(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := s.Consent.Disconnect(d.ctx, d.p, r.Param("code")); err != nil {
		return err
	}
	return r.SeeOther(d.statisticsPath() + "?saved=1")
}

// SettleService keeps what has been set in the service itself.
func (s *Surface) SettleService(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	params, err := r.FormParams()
	if err != nil {
		return err
	}
	if err := s.Consent.Settle(d.ctx, d.p, r.Param("code"), params["done"]); err != nil {
		return err
	}
	return r.SeeOther(d.statisticsPath() + "?saved=1")
}

// NoticePreview shows the notice on the site's own front page.
func (s *Surface) NoticePreview(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	connections, err := s.Consent.Connections(d.ctx, d.p)
	if err != nil {
		return err
	}
	language := r.QueryParam("in")
	if languages := d.site.Profile.Languages; !slices.Contains(languages.List(), language) {
		language = languages.Source()
	}
	r.Framed()
	site := *d.site
	site.Connected = connections
	return s.ShowPage(r.As(&site, language, &kernel.Preview{Picture: d.picturePath,
		Stylesheet: d.lookPath() + "/preview/theme.css"}), "notice")
}

// Consents is every consent that is kept, for an authority.
func (s *Surface) Consents(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	h := r.Response().Header()
	h.Set("Content-Type", "application/jsonl; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="consents-`+d.site.Tenant.Key+`.jsonl"`)
	return s.Consent.Write(d.ctx, d.p, r.Response())
}
