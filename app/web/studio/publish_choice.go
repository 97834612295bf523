package studio

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
)

// PublishChoice is what the publisher has chosen, or what is proposed, with
// what follows from it.
type PublishChoice struct {
	Asks      string // everybody, or purposes
	Everybody int    // whom a new version asks that concerns all
	Purposes  []PurposeChoice
	Meaning   *MeaningChoice // a correction that changes what a text means; nil: nothing is corrected
	Changes   []string       // of substance, in words
	Codes     string         // of those, as the box has them that says they are none for the customer
	Confirmed bool
	Stale     bool // the button said something else than what is chosen
	Gates     []GateLink

	Claim string // what the button says, for what is sent to be held against
	Says  string // what happens, to whom and when
	Does  string // the button
}

// PurposeChoice is a purpose that touches some customers' data.
type PurposeChoice struct {
	Code, Name string
	Customers  int
	Chosen     bool
}

// MeaningChoice asks whether a correction changes what a text means.
type MeaningChoice struct {
	Question  string
	Customers int // who were shown it
	Chosen    bool
}

// GateLink leads to the gate as a customer would meet it.
type GateLink struct{ Code, Name, Href string }

const (
	asksEverybody = "everybody"
	asksPurposes  = "purposes"
)

// posted reports whether the form was sent, so that what it says counts.
func (d *desk) posted() bool { return d.Request.Request().Method == http.MethodPost }

// wish reads the form: the answer to "does anything change for the customer?"
// is the weight.
func (d *desk) wish() (documents.Publication, error) {
	params, err := d.FormParams()
	if err != nil {
		return documents.Publication{}, err
	}
	in := documents.Publication{Slug: d.Param("slug"), Weight: documents.Weight(d.FormValue("weight")), Languages: params["languages"],
		Summaries: map[string]string{}, Seen: map[string]string{}, Overtake: d.FormValue("overtake") == "yes",
		Confirmed: strings.FieldsFunc(d.FormValue("confirmed"), func(c rune) bool { return c == ',' })}
	for _, l := range in.Languages {
		if next, seen, ok := strings.Cut(d.FormValue("seen_"+l), "."); ok {
			in.Next, in.Seen[l] = atoi(next), seen
		}
		in.Summaries[l] = d.FormValue("summary_" + l)
	}
	in.Warned = d.warned(in.Languages)
	switch {
	case in.Weight == documents.Correction && d.FormValue("meaning") == "yes":
		in.Weight, in.Meaning = documents.NewVersion, true
	case in.Weight == documents.NewVersion && d.FormValue("asks") == asksPurposes:
		if in.Purposes = params["purposes"]; len(in.Purposes) == 0 {
			return in, errs.InvalidField("asks", "document.error.nobody", nil) // none would be everybody
		}
	}
	if d.FormValue("when") == "at" {
		at, err := time.ParseInLocation("2006-01-02T15:04", d.FormValue("at"), d.zone())
		if err != nil {
			return in, errs.InvalidField("at", "document.error.time", nil)
		}
		in.EnforcedAt = at
	}
	return in, nil
}

// claim is what a button says that would publish this: whoever presses it gets
// that and nothing else.
func claim(in documents.Publication) string {
	at := "now"
	if !in.EnforcedAt.IsZero() {
		at = strconv.FormatInt(in.EnforcedAt.Unix(), 10)
	}
	languages, purposes := slices.Sorted(slices.Values(in.Languages)), slices.Sorted(slices.Values(in.Purposes))
	return fmt.Sprintf("%s %t %s %s %s", in.Weight, in.Meaning, strings.Join(purposes, ","), at, strings.Join(languages, ","))
}

// choose fills in whom the version can ask and, where the publisher has not
// said, what the changes of substance propose.
func (s *Surface) choose(d *desk, page *PublishPage, preview documents.Preview) error {
	doc, before := &preview.Document, facts.Set{}
	if preview.Before != nil {
		before = preview.Before.Facts
	}
	page.Changes = d.changeWords(before, preview.Version.Facts, preview.Changes)
	codes := make([]string, len(preview.Changes))
	for i, c := range preview.Changes {
		codes[i] = c.Code()
	}
	page.Codes = strings.Join(codes, ",")
	page.Confirmed = page.Codes != "" && d.FormValue("confirmed") == page.Codes
	page.Everybody = page.Customers
	if doc.Binds == documents.BindsOrganisation {
		return nil
	}
	if all := doc.Purposes(); len(all) > 0 {
		n, err := s.Acceptance.Reach(d.ctx, d.p, doc, documents.Concerns{Purposes: all})
		if err != nil {
			return err
		}
		page.Everybody = n
	}
	if err := s.addPurposes(d, page, doc, preview); err != nil {
		return err
	}
	d.proposeFrom(page, preview)
	return s.addMeaning(d, page, &preview)
}

// addPurposes lists the purposes that touch some customers only.
func (s *Surface) addPurposes(d *desk, page *PublishPage, doc *documents.Document, preview documents.Preview) error {
	if page.First {
		return nil // it is new to everybody
	}
	marked, err := s.Acceptance.Marked(d.ctx, d.p)
	if err != nil {
		return err
	}
	params, err := d.FormParams()
	if err != nil {
		return err
	}
	set := preview.Version.Facts
	add := func(code string) {
		has := func(p PurposeChoice) bool { return p.Code == code }
		if only := doc.Purposes(); slices.ContainsFunc(page.Purposes, has) || len(only) > 0 && !slices.Contains(only, code) {
			return
		}
		page.Purposes = append(page.Purposes, PurposeChoice{Code: code, Name: d.purposeName(set, code), Customers: marked[code],
			Chosen: slices.Contains(params["purposes"], code)})
	}
	for _, p := range set.Purposes {
		if p.Reach == facts.Marked || marked[p.Code] > 0 {
			add(p.Code)
		}
	}
	for _, c := range preview.Changes { // one that is gone touched somebody too
		if c.Purpose != "" && marked[c.Purpose] > 0 {
			add(c.Purpose)
		}
	}
	return nil
}

// proposeFrom proposes what the changes of substance speak for: a new version,
// and where they all touch purposes of some customers, one that asks those. A
// purpose that nobody is marked with may be one that nobody got round to mark.
func (d *desk) proposeFrom(page *PublishPage, preview documents.Preview) {
	if page.Asks = d.FormValue("asks"); page.Asks == "" {
		page.Asks = asksEverybody
	}
	if d.posted() || page.First || len(preview.Changes) == 0 {
		return
	}
	page.Weight = documents.NewVersion
	for _, c := range preview.Changes {
		if !slices.ContainsFunc(page.Purposes, func(p PurposeChoice) bool { return p.Code == c.Purpose && p.Customers > 0 }) {
			return
		}
	}
	page.Asks = asksPurposes
	for i := range page.Purposes {
		p := &page.Purposes[i]
		p.Chosen = slices.ContainsFunc(preview.Changes, func(c documents.Change) bool { return c.Purpose == p.Code })
	}
}

// addMeaning asks about a correction of some languages, where others stay as
// they are.
func (s *Surface) addMeaning(d *desk, page *PublishPage, preview *documents.Preview) error {
	var chosen []string
	for _, l := range page.Languages {
		if l.Chosen {
			chosen = append(chosen, l.Code)
		}
	}
	corrected := preview.Corrected(chosen)
	if len(corrected) == 0 {
		return nil
	}
	as, err := s.Documents.Prepare(d.ctx, d.p, documents.Publication{Slug: page.Slug, Weight: documents.NewVersion, Meaning: true, Languages: corrected})
	if err != nil {
		return err
	}
	n, err := s.Acceptance.Reach(d.ctx, d.p, &as.Document, as.Version.Concerns)
	if err != nil {
		return err
	}
	page.Meaning = &MeaningChoice{Customers: n, Chosen: d.FormValue("meaning") == "yes",
		Question: d.Loc.T("studio.publish.meaning", "Count", len(corrected), "Languages", d.languageNames(corrected))}
	return nil
}

// conclude says what the button does, to whom and when.
func (s *Surface) conclude(d *desk, page *PublishPage, doc *documents.Document) error {
	page.Does = d.Loc.T("studio.publish.do", "Version", page.Next)
	wish, wrong := d.chosen(page)
	if wrong != nil || page.Weight == "" { // what is wrong is told where it stands
		return nil //nolint:nilerr // see above
	}
	asked, told := 0, 0
	switch {
	case wish.Meaning && page.Meaning != nil:
		asked = page.Meaning.Customers
	case wish.Weight == documents.Announcement:
		told = page.Everybody
	case len(wish.Purposes) > 0:
		reached, err := s.Acceptance.Reach(d.ctx, d.p, doc, documents.Concerns{Purposes: wish.Purposes})
		if err != nil {
			return err
		}
		asked, told = reached, page.Everybody-reached
	case wish.Weight == documents.NewVersion:
		asked = page.Everybody
	}
	how := "quiet"
	count := asked
	switch wish.Weight {
	case documents.Announcement:
		how, count = "told", told
	case documents.NewVersion:
		how = "asked"
	}
	when := "now"
	if !wish.EnforcedAt.IsZero() {
		when = "at"
	}
	moment := d.moment(wish.EnforcedAt)
	page.Claim = claim(wish)
	page.Does = d.Loc.T("studio.publish.do."+when+"."+how, "Version", page.Next, "When", moment, "Count", count)
	page.Says = d.Loc.T("studio.publish.says."+when+"."+how, "When", moment, "Count", count)
	if told > 0 && how == "asked" {
		page.Says += " " + d.Loc.T("studio.publish.says.others", "Count", told)
	}
	return nil
}

// chosen is the wish that the page stands for: what was sent, or what is
// proposed.
func (d *desk) chosen(page *PublishPage) (documents.Publication, error) {
	if d.posted() {
		return d.wish()
	}
	in := documents.Publication{Weight: page.Weight}
	for _, l := range page.Languages {
		if l.Chosen {
			in.Languages = append(in.Languages, l.Code)
		}
	}
	for _, p := range page.Purposes {
		if p.Chosen && page.Asks == asksPurposes && page.Weight == documents.NewVersion {
			in.Purposes = append(in.Purposes, p.Code)
		}
	}
	var err error
	if page.When == "at" {
		in.EnforcedAt, err = time.ParseInLocation("2006-01-02T15:04", page.At, d.zone())
	}
	return in, err
}

// moment is a time as one says it: with the day of the week, as the site's
// clocks show it.
func (d *desk) moment(t time.Time) string {
	t = t.In(d.zone())
	return d.Loc.T("studio.publish.moment", "Weekday", d.Loc.T("date.weekday."+strconv.Itoa(int(t.Weekday()))), "Day", t.Day(),
		"Month", d.Loc.T("date.month."+strconv.Itoa(int(t.Month()))), "Clock", t.Format("15:04"))
}

// addGates leads to what a customer would meet, in each language.
func (d *desk) addGates(page *PublishPage) {
	for _, l := range page.Languages {
		if l.Missing || len(l.Blockers) > 0 || l.Hash == "" {
			continue
		}
		q := url.Values{"lang": {l.Code}}
		if l.Summary != "" {
			q.Set("summary", l.Summary)
		}
		if page.When == "at" {
			q.Set("at", page.At)
		}
		page.Gates = append(page.Gates, GateLink{Code: l.Code, Name: l.Name, Href: d.documentsPath() + "/" + page.Slug + "/publish/gate?" + q.Encode()})
	}
}
