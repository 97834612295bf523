package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// FactsPage is what the site says about its processing.
type FactsPage struct {
	kernel.Chrome
	Base       string
	TextLang   string // that the facts are said in here, where the site has not the reader's
	Purposes   []PurposeCard
	Held       []PurposeCard // what follows from the service itself
	Ready      []PurposeCard
	Services   []FactCard
	Cookies    []FactCard
	General    []FactLine
	MayChange  bool
	Saved      bool
	Changes    *FactChanges
	Unspoken   string // the site's languages that the app has no words for
	Improved   []PurposeCard
	Processors string // the address of the register
}

// PurposeCard is a purpose in the reader's language.
type PurposeCard struct {
	Code, Name, Why string
	Lines           []FactLine
	More            string
	Missing         string // the languages in which a word is missing
	Edition         int
	Used            string // the documents that keep it from being removed
	Marked          int    // customers who are marked with it
}

// FactLine is one thing that is said.
type FactLine struct {
	Label, Text string
	Missing     bool
}

// FactCard is a service or a cookie.
type FactCard struct {
	Name, Href, Missing string
	Lines               []string
	Held                bool
	Remove              string // what the form that removes it names
}

// FactChanges tell how the facts differ from those of the version in force.
type FactChanges struct {
	Version int
	Lines   []string
	Href    string // to publishing; empty: not theirs to do
}

var factsPage = kernel.Declare[FactsPage]("studio/facts.html", "studio")

func (d *desk) factsPath() string { return d.base() + "/facts" }

// openFacts opens the facts of the site of the address.
func (s *Surface) openFacts(r *kernel.Request, action principal.Action) (*desk, facts.Desk, error) {
	d, err := s.open(r)
	if err != nil {
		return nil, facts.Desk{}, err
	}
	if err := d.p.Require(d.site.Tenant.ID, action); err != nil {
		return nil, facts.Desk{}, err
	}
	f, err := s.Facts.Desk(d.ctx, d.p)
	return d, f, err
}

// ListFacts shows them all.
func (s *Surface) ListFacts(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.ReadDocuments)
	if err != nil {
		return err
	}
	page := FactsPage{Chrome: d.chrome(r.Loc.T("studio.facts.title"), "facts"), Base: d.factsPath(), MayChange: d.may(principal.EditDocuments),
		Saved: r.QueryParam("saved") == "1", Processors: d.processorsPath()}
	page.TextLang = d.factsLocalizer().Lang()
	tree := d.factsTree(f.Current)
	gaps := d.gaps(f.Current)
	marked, err := s.Acceptance.Marked(d.ctx, d.p)
	if err != nil {
		return err
	}
	for _, p := range f.Current.Purposes {
		card := d.purposeCard(p, tree)
		card.Missing = gaps[facts.PurposeGroup(p.Code)]
		card.Marked, card.Used = marked[p.Code], d.about(p.Code)
		if p.Held {
			page.Held = append(page.Held, card)
		} else {
			page.Purposes = append(page.Purposes, card)
		}
	}
	offered := d.factsTree(facts.Set{Purposes: f.Offered})
	for _, p := range f.Offered {
		page.Ready = append(page.Ready, d.purposeCard(p, offered))
	}
	for _, i := range f.Improvements {
		page.Improved = append(page.Improved, PurposeCard{Code: i.Code, Name: d.nameOf(i.Mine), Edition: i.Edition})
	}
	page.Services, page.Cookies, page.General = d.serviceCards(f.Current), d.cookieCards(f.Current), d.general(f)
	page.Changes, err = s.factChanges(d, f.Current)
	if err != nil {
		return err
	}
	page.Unspoken = d.unspoken()
	return factsPage.Render(r, http.StatusOK, page)
}

// about names the documents that are for a purpose's customers, or ask them.
func (d *desk) about(purpose string) string {
	var names []string
	for _, doc := range documents.ForPurpose(d.site.Documents, purpose, d.Clock.Now()) {
		names = append(names, d.DocumentName(doc.Slug))
	}
	return d.Loc.List(names)
}

func (d *desk) factsTree(set facts.Set) facts.Tree { return facts.Render(set, d.factsLocalizer()) }

// factsLocalizer says facts to the reader: in their language, if the site has
// words in it, and otherwise in the site's.
func (d *desk) factsLocalizer() *i18n.Localizer {
	languages := d.site.Profile.Languages.List()
	if slices.Contains(languages, d.Loc.Lang()) {
		return d.Loc
	}
	return d.Bundle.Localizer(languages[0])
}

// nameOf is what a purpose is called, to the reader.
func (d *desk) nameOf(p facts.Purpose) string {
	return d.purposeName(facts.Set{Purposes: []facts.Purpose{p}}, p.Code)
}

func spans(all []facts.Span) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(s.Text)
	}
	return strings.TrimSpace(b.String())
}

// purposeCard takes a purpose out of a tree.
func (d *desk) purposeCard(p facts.Purpose, tree facts.Tree) PurposeCard {
	card := PurposeCard{Code: p.Code, Edition: p.Edition}
	for _, n := range tree.Part(facts.PurposeGroup(p.Code)) {
		switch {
		case n.Kind == facts.Heading:
			card.Name = spans(n.Spans)
		case n.Kind == facts.Paragraph && card.Why == "":
			card.Why = spans(n.Spans)
		case n.Kind == facts.Paragraph:
			card.More = spans(n.Spans)
		case n.Kind == facts.List:
			for _, item := range n.Nodes {
				card.Lines = append(card.Lines, FactLine{Label: strings.TrimSuffix(item.Spans[0].Text, ":"), Text: spans(item.Spans[1:]), Missing: isBlank(item.Spans)})
			}
		}
	}
	return card
}

func isBlank(all []facts.Span) bool {
	return slices.ContainsFunc(all, func(s facts.Span) bool { return s.Style == facts.Blank })
}

// gaps are, by group, the languages of the site in which a word is missing.
func (d *desk) gaps(set facts.Set) map[string]string {
	missing := map[string][]string{}
	for _, l := range d.spoken() {
		tree := facts.Render(set, d.Bundle.Localizer(l))
		for n := range tree.All() {
			if n.Kind != facts.Group {
				continue
			}
			for inner := range (facts.Tree{Nodes: n.Nodes}).All() {
				if isBlank(inner.Spans) && !slices.Contains(missing[n.Name], l) {
					missing[n.Name] = append(missing[n.Name], l)
				}
			}
		}
	}
	out := map[string]string{}
	for name, languages := range missing {
		out[name] = d.languageNames(languages)
	}
	return out
}

// spoken are the site's languages that the app has words in.
func (d *desk) spoken() (codes []string) {
	for _, l := range d.site.Profile.Languages.List() {
		if i18n.SameLanguage(d.Bundle.Localizer(l).Lang(), l) {
			codes = append(codes, l)
		}
	}
	return codes
}

func (d *desk) unspoken() string {
	var codes []string
	for _, l := range d.site.Profile.Languages.List() {
		if !slices.Contains(d.spoken(), l) {
			codes = append(codes, l)
		}
	}
	return d.languageNames(codes)
}

func (d *desk) serviceCards(set facts.Set) (cards []FactCard) {
	for _, c := range set.Connections {
		card := FactCard{Name: c.Name, Href: d.factsPath() + "/services/" + c.Code, Missing: d.without(c.What), Remove: c.Code,
			Lines: []string{d.Loc.T(c.Category.Key()), c.Recipient + ", " + d.Loc.Country(c.Country)}}
		if c.Safeguard != "" {
			card.Lines = append(card.Lines, d.Loc.T(facts.SafeguardKey(c.Safeguard)))
		}
		cards = append(cards, card)
	}
	return cards
}

// without names the site's languages in which a word is missing.
func (d *desk) without(words map[string]string) string {
	var codes []string
	for _, l := range d.spoken() {
		if words[l] == "" {
			codes = append(codes, l)
		}
	}
	return d.languageNames(codes)
}

// cookieCards take the cookies out of the table that documents show.
func (d *desk) cookieCards(set facts.Set) (cards []FactCard) {
	tree := d.factsTree(set)
	for n := range tree.All() {
		if n.Kind != facts.Table {
			continue
		}
		for i, row := range n.Nodes[1:] {
			c := set.Cookies[i]
			card := FactCard{Name: c.Name, Held: c.Held}
			for _, cell := range row.Nodes[1:] {
				card.Lines = append(card.Lines, spans(cell.Spans))
			}
			if !c.Held {
				card.Href, card.Remove, card.Missing = d.factsPath()+"/cookie?name="+urlEscaped(c.Name), c.Name, d.without(c.Purpose)
			}
			cards = append(cards, card)
		}
	}
	return cards
}

// general is what is said of the site as a whole.
func (d *desk) general(f facts.Desk) []FactLine {
	t := d.Loc.T
	authority := t("studio.facts.authority_none")
	if a := facts.AuthorityOf(f.Current.Authority); a != nil {
		authority = a.In(d.Loc.Lang()) + ", " + d.Loc.Country(a.Country)
	}
	exemption := t("studio.facts.exemption_no")
	if f.Current.Exemption {
		exemption = t("studio.facts.exemption_yes")
	}
	return []FactLine{{Label: t("studio.facts.authority"), Text: authority}, {Label: t("studio.facts.age"), Text: t("studio.facts.age_years", "Age", f.Current.AgeLimit)},
		{Label: t("studio.facts.exemption"), Text: exemption}}
}

// factChanges compares the facts with those of the privacy document in force;
// nil where they are the same, or where it is from before there were facts.
func (s *Surface) factChanges(d *desk, now facts.Set) (*FactChanges, error) {
	doc := documents.BySlug(d.site.Documents, documents.PrivacySlug)
	if doc == nil {
		return nil, nil
	}
	v := doc.InForce(d.Clock.Now())
	if v == nil {
		return nil, nil
	}
	before, err := s.Documents.FactsOf(d.ctx, v)
	if err != nil || before.IsZero() {
		return nil, err
	}
	lines := d.differences(before, now)
	if len(lines) == 0 {
		return nil, nil
	}
	c := &FactChanges{Version: v.Seq, Lines: lines}
	if d.may(principal.PublishDocuments) {
		c.Href = d.documentsPath() + "/" + doc.Slug + "/publish"
	}
	return c, nil
}

// factsChanged tells that the facts have changed since the privacy document in
// force was published, with the way to publish it again: where it tells them.
func (s *Surface) factsChanged(d *desk) (*Warning, error) {
	if d.site.Tenant.Kind == tenantdb.Platform {
		return nil, nil
	}
	if says, err := s.Documents.SaysFacts(d.ctx, d.p, documents.PrivacySlug); err != nil || !says {
		return nil, err
	}
	now, err := s.Facts.Current(d.ctx)
	if err != nil {
		return nil, err
	}
	changes, err := s.factChanges(d, now)
	if err != nil || changes == nil {
		return nil, err
	}
	w := Warning{Message: d.Loc.T("studio.warning.facts", "Version", changes.Version), Href: changes.Href, Mend: d.Loc.T("studio.warning.facts_mend")}
	if w.Href == "" {
		w.Href, w.Mend = d.factsPath(), d.Loc.T("studio.warning.facts_see")
	}
	return &w, nil
}

// differences say in what the facts differ, as far as a text shows it.
func (d *desk) differences(before, now facts.Set) (lines []string) {
	for _, difference := range facts.Weightiest(facts.Compare(before, now)) {
		if difference.Kind != facts.ReachChanged {
			lines = append(lines, d.DifferenceWords(before, now, difference))
		}
	}
	return lines
}

// DifferenceWords say one difference between two sets, to the reader.
func (d *desk) DifferenceWords(before, now facts.Set, difference facts.Difference) string {
	name := d.Loc.T("facts.difference.all")
	for _, set := range []facts.Set{before, now} {
		if set.Purpose(difference.Purpose) != nil {
			name = d.purposeName(set, difference.Purpose)
		}
	}
	return d.Loc.T(difference.Key(), "Name", name)
}

// AdoptPurpose makes a ready purpose the site's.
func (s *Surface) AdoptPurpose(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return d.backToFacts(s.Facts.Adopt(d.ctx, d.p, r.FormValue("code")))
}

// backToFacts leads back to the list after a change that had nothing to type.
func (d *desk) backToFacts(err error) error {
	if err != nil {
		return err
	}
	return d.SeeOther(d.factsPath() + "?saved=1")
}

// RemovePurpose takes one away.
func (s *Surface) RemovePurpose(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return d.backToFacts(s.Facts.RemovePurpose(d.ctx, d.p, r.Param("code")))
}

var errNoFact = errs.New(errs.NotFound, "error.not_found", nil)
