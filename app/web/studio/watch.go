package studio

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// listLength is how many customers a list shows at a time.
const listLength = 50

// LandingPage is how one version is received: numbers, languages, days, and
// who has answered what.
type LandingPage struct {
	kernel.Chrome
	Name, Slug string
	Seq        int
	State      string // of the version: in_force, upcoming, …
	From       string
	Act        documents.Act
	Note       string // whom it asks, and since or until when
	Parties    bool   // it binds organisations, which have no list
	Asked      int
	Numbers    []Number
	Languages  []LanguageLine
	Chart      *Chart // nil: nobody has answered
	Public     string // the text
	Back       string // to all versions
	List       *RecipientList
}

// Number is how many have come how far, as a sentence goes on behind it.
type Number struct {
	Count, Share int
	State        acceptance.State
	Words        string
	Href         string // to the list of them; empty: it may not be read
}

// LanguageLine is how it goes in one language.
type LanguageLine struct {
	Code, Name string
	Counts     []int // in the order of the states that have words in a column
	Total      int
}

// RecipientList is the list of a version's recipients.
type RecipientList struct {
	States, Languages []Choice
	Search            string
	Filtered          bool
	People            []RecipientLine
	Next, CSV, Whole  string // empty: there is none
}

// RecipientLine is one of them.
type RecipientLine struct {
	Name, Email, Href string
	State             acceptance.State
	Words             string
	Language          string
	When, Met         string
}

var landingPage = kernel.Declare[LandingPage]("studio/watch_version.html", "studio")

// watched is the version of the address.
func (s *Surface) watched(r *kernel.Request) (d *desk, doc *documents.Document, v *documents.Version, err error) {
	if d, err = s.open(r); err != nil {
		return nil, nil, nil, err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return nil, nil, nil, err
	}
	if doc = documents.BySlug(d.site.Documents, r.Param("slug")); doc == nil {
		return nil, nil, nil, notFound()
	}
	if v = doc.Version(atoi(r.Param("seq"))); v == nil {
		return nil, nil, nil, notFound()
	}
	return d, doc, v, nil
}

func (d *desk) landingPath(slug string, seq int) string {
	return d.documentsPath() + "/" + slug + "/versions/" + itoa(seq)
}

// Landing shows how a version is received.
func (s *Surface) Landing(r *kernel.Request) error {
	d, doc, v, err := s.watched(r)
	if err != nil {
		return err
	}
	title := r.Loc.T("watch.title", "Document", d.DocumentName(doc.Slug), "Version", v.Seq)
	page := LandingPage{Chrome: d.chrome(title, "documents"), Name: d.DocumentName(doc.Slug), Slug: doc.Slug, Seq: v.Seq,
		State: versionState(doc, v, r.Clock.Now()), From: d.at(v.EnforcedAt), Act: v.Act, Parties: doc.Binds == documents.BindsOrganisation,
		Public: d.Config.Origin(d.site.Primary()) + "/cldoc/" + doc.Slug + "/" + itoa(v.Seq) + ".htm", Back: d.documentsPath() + "/" + doc.Slug + "/versions"}
	if page.Parties {
		st, err := s.Acceptance.Standings(d.ctx, d.p, doc)
		if err != nil {
			return err
		}
		page.Asked = st.Customers
		page.Numbers = []Number{{Count: st.On(v.Seq), Share: share(st.On(v.Seq), st.Customers), State: acceptance.Acted,
			Words: r.Loc.T("watch.number.parties", "Count", st.Customers)}}
		return landingPage.Render(r, http.StatusOK, page)
	}
	landing, err := s.Acceptance.Landing(d.ctx, d.p, doc, v, d.zone())
	if err != nil {
		return err
	}
	page.Asked = landing.Asked
	page.Note = d.landingNote(v, landing.Asks, page.State)
	d.count(&page, landing)
	page.Chart = d.chart(landing, v)
	if d.may(principal.ReadCustomers) {
		if page.List, err = s.people(d, doc, v, landing); err != nil {
			return err
		}
	}
	return landingPage.Render(r, http.StatusOK, page)
}

// landingNote says whom a version asks, and why nobody where it is nobody.
func (d *desk) landingNote(v *documents.Version, asks bool, state string) string {
	t := d.Loc.T
	switch {
	case !asks && state == "withdrawn":
		return t("watch.note.withdrawn")
	case v.Weight != documents.NewVersion || v.Act == documents.Inform:
		return t("watch.note.lesser")
	case !asks && v.MustCheck && v.VerifiedAt == nil:
		return t("watch.note.held")
	case !asks:
		return t("watch.note.replaced")
	}
	note := d.whomItAsks(v)
	if note == "" {
		note = t("watch.note.everybody")
	}
	if state == "upcoming" {
		note += " " + t("watch.note.upcoming")
	}
	return note
}

// count fills in the numbers and the languages.
func (d *desk) count(page *LandingPage, landing acceptance.Landing) {
	for _, state := range acceptance.States {
		n := landing.Counts[state]
		if n == 0 && (state != acceptance.Acted || page.Asked == 0) {
			continue
		}
		line := Number{Count: n, Share: share(n, landing.Asked), State: state, Words: d.numberWords(state, page.Act, n, landing.Asked)}
		if d.may(principal.ReadCustomers) {
			line.Href = "?state=" + string(state) + "#people"
		}
		page.Numbers = append(page.Numbers, line)
	}
	for _, l := range landing.Languages {
		line := LanguageLine{Code: l.Language, Name: d.Loc.LanguageName(l.Language), Total: l.Total()}
		for _, state := range acceptance.States[:4] { // who has not seen it has seen it in no language
			line.Counts = append(line.Counts, l.Counts[state])
		}
		page.Languages = append(page.Languages, line)
	}
}

// numberWords is how a sentence goes on behind a number.
func (d *desk) numberWords(state acceptance.State, act documents.Act, n, asked int) string {
	switch state {
	case acceptance.Acted:
		return d.Loc.T("watch.number.acted."+actWords(act), "Count", asked)
	case acceptance.No:
		return d.Loc.T("watch.number.declined."+actWords(act), "Count", n)
	}
	return d.Loc.T("watch.number."+string(state), "Count", n)
}

func actWords(act documents.Act) string {
	if act == documents.Agree {
		return "agree"
	}
	return "acknowledge"
}

// landingState says a state in a few words, behind a name.
func (d *desk) landingState(state acceptance.State, act documents.Act) string {
	if state == acceptance.Acted || state == acceptance.No {
		return d.Loc.T("watch.state." + string(state) + "." + actWords(act))
	}
	return d.Loc.T("watch.state." + string(state))
}

// share is n of all in whole per cent; what is not all is never told as all,
// nor what is something as nothing.
func share(n, all int) int {
	switch {
	case all == 0 || n == 0:
		return 0
	case n == all:
		return 100
	}
	return min(max((n*200+all)/(2*all), 1), 99)
}

// filter is what the address asks of a list.
func (d *desk) filter(doc *documents.Document) acceptance.Filter {
	f := acceptance.Filter{State: acceptance.State(d.QueryParam("state")), Language: d.QueryParam("language"), Search: plainSearch(d.QueryParam("q"))}
	if !slices.Contains(acceptance.States, f.State) {
		f.State = ""
	}
	if !slices.ContainsFunc(doc.Versions, func(v documents.Version) bool { return v.Text(f.Language) != nil }) {
		f.Language = ""
	}
	return f
}

func (s *Surface) people(d *desk, doc *documents.Document, v *documents.Version, landing acceptance.Landing) (*RecipientList, error) {
	f := d.filter(doc)
	after, _ := uuid.Parse(d.QueryParam("after"))
	all, err := s.Acceptance.Recipients(d.ctx, d.p, doc, v, f, after, listLength+1)
	if err != nil {
		return nil, err
	}
	path, q := d.landingPath(doc.Slug, v.Seq), filterQuery(f)
	list := &RecipientList{Search: f.Search, Filtered: f != acceptance.Filter{}, Whole: path + "#people", CSV: path + "/customers.csv" + question(q)}
	for _, state := range acceptance.States {
		list.States = append(list.States, Choice{Value: string(state), Name: d.landingState(state, v.Act), Chosen: state == f.State})
	}
	for _, l := range landing.Languages {
		list.Languages = append(list.Languages, Choice{Value: l.Language, Name: d.Loc.LanguageName(l.Language), Chosen: l.Language == f.Language})
	}
	if len(all) > listLength {
		all = all[:listLength]
		q.Set("after", all[listLength-1].ID.String())
		list.Next = path + question(q) + "#people"
	}
	for _, p := range all {
		list.People = append(list.People, d.recipientLine(p, v.Act))
	}
	return list, nil
}

func (d *desk) recipientLine(p acceptance.Recipient, act documents.Act) RecipientLine {
	line := RecipientLine{Name: p.Name, Email: p.Email, Href: d.customersPath() + "/" + p.ID.String(), State: p.State, Words: d.landingState(p.State, act)}
	if p.Language != "" {
		line.Language = d.Loc.LanguageName(p.Language)
	}
	if p.At != nil {
		line.When = d.at(*p.At)
	}
	if p.At == nil && p.LastAt != nil {
		line.Met = d.Loc.T("watch.met", "Count", p.Times, "When", d.at(*p.LastAt))
	}
	return line
}

func filterQuery(f acceptance.Filter) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"state": string(f.State), "language": f.Language, "q": f.Search} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func question(q url.Values) string {
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// plainSearch is what was typed to search for, if it is something that a name
// or an address can hold.
func plainSearch(typed string) string {
	const most = 100 // characters
	if line, ok := plain.Line(typed, most); ok {
		return line
	}
	return ""
}
