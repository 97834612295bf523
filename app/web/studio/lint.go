package studio

import (
	"net/http"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/lint"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
)

// RemarkLine is something wrong with a text, as the studio shows it: one line,
// and one mend.
type RemarkLine struct {
	Severity lint.Severity
	Line     int // 0: the text as a whole
	Message  string
	Excerpt  string
	Mend     string
	Href     string // where it is mended
	Does     bool   // a button mends it: it puts in Put, in the place of Was or at the end
	Put, Was string
	Place    string // what the buttons say it is
	Risk     string // of leaving it as it is; empty: it cannot be left
	Until    string // when it comes back; empty: it stands
	Who      string // left it
}

// RemarkList is what the check says of a text.
type RemarkList struct {
	Groups   []RemarkGroup
	Sound    bool // there is nothing to mend and nothing to consider
	MayMend  bool
	MayLeave bool
}

// RemarkGroup are those of one kind: error, warning, left.
type RemarkGroup struct {
	Kind    string
	Summary string // how many, in words
	Open    bool   // it is what to look at first
	Lines   []RemarkLine
}

// check tells what is wrong with a text as it stands in the editor.
func (s *Surface) check(d *desk, slug string, text documents.Source) (list RemarkList, err error) {
	remarks, err := s.Documents.Proofread(d.ctx, d.p, slug, d.Param("lang"), text)
	if err != nil {
		return list, err
	}
	list.MayMend, list.MayLeave = d.may(principal.EditDocuments), d.may(principal.PublishDocuments)
	t := documents.Count(remarks)
	list.Sound = t.Errors+t.Warnings == 0
	groups := []RemarkGroup{{Kind: "error", Summary: d.Loc.T("lint.errors", "Count", t.Errors), Open: true},
		{Kind: "warning", Summary: d.Loc.T("lint.warnings", "Count", t.Warnings), Open: t.Errors == 0}, {Kind: "left", Summary: d.Loc.T("lint.aside", "Count", t.Left)}}
	for _, r := range remarks {
		g := &groups[1]
		switch {
		case r.Left != nil:
			g = &groups[2]
		case r.Severity == lint.Error:
			g = &groups[0]
		}
		g.Lines = append(g.Lines, s.remarkLine(d, slug, r))
	}
	for _, g := range groups {
		if len(g.Lines) > 0 {
			list.Groups = append(list.Groups, g)
		}
	}
	return list, nil
}

// tallied is how many there are, in words.
func (d *desk) tallied(t documents.Tally) string {
	var parts []string
	if t.Errors > 0 {
		parts = append(parts, d.Loc.T("lint.errors", "Count", t.Errors))
	}
	if t.Warnings > 0 {
		parts = append(parts, d.Loc.T("lint.warnings", "Count", t.Warnings))
	}
	return strings.Join(parts, ", ")
}

func (s *Surface) remarkLine(d *desk, slug string, r documents.Remark) RemarkLine {
	line := RemarkLine{Severity: r.Severity, Line: r.Line, Message: d.Loc.Message(r.Message, r.Params), Excerpt: r.Excerpt, Mend: d.Loc.T(r.Rule.Mend),
		Put: r.Put, Was: r.Was, Place: r.Place, Href: d.mendsAt(slug, r)}
	if r.Code == "blank" { // the message says the same
		line.Excerpt = ""
	}
	switch {
	case r.Fact:
		line.Mend, line.Href = d.Loc.T("lint.mend.facts"), d.base()+"/facts"
	case r.Target == lint.Put && r.Put != "":
		line.Does = true
	case r.Target == lint.Put:
		line.Mend = d.Loc.T("lint.mend.write")
	}
	if r.Risk != "" {
		line.Risk = d.Loc.T(r.Risk)
	}
	if r.Left != nil {
		line.Until, line.Who = d.Loc.Date(r.Left.Until.In(d.zone())), s.name(d, r.Left.AccountID)
	}
	return line
}

// mendsAt is where something is mended.
func (d *desk) mendsAt(slug string, r documents.Remark) string {
	switch r.Target {
	case lint.Heading:
		return "#title"
	case lint.Facts:
		return d.base() + "/facts"
	case lint.Organisation:
		return d.base() + "/settings/organisation"
	case lint.Register:
		return d.base() + "/settings/processors"
	case lint.Publish:
		return d.documentsPath() + "/" + slug + "/publish"
	}
	return "#source"
}

// answer does what a remark's button says: it mends the text, or leaves it for
// a while. Either way what was typed is kept as a draft.
func (s *Surface) answer(d *desk, verb, place string) error {
	slug, language := d.Param("slug"), d.Param("lang")
	if err := d.require(principal.EditDocuments); err != nil {
		return err
	}
	text := documents.Source{Title: d.FormValue("title"), Source: d.FormValue("source")}
	remarks, err := s.Documents.Proofread(d.ctx, d.p, slug, language, text)
	if err != nil {
		return err
	}
	for _, r := range remarks {
		if r.Place != place || r.Left != nil {
			continue
		}
		switch verb {
		case "mend":
			text.Source = r.Mend(text.Source)
		case "leave":
			if r.Firm {
				return errs.New(errs.Invalid, "lint.error.firm", nil)
			}
			if err := s.Documents.Snooze(d.ctx, d.p, slug, r, d.Loc.T(r.Risk)); err != nil {
				return err
			}
		}
		break
	}
	return s.keep(d, text)
}

// keep saves a text and shows it again; or shows it as it came, beside what
// stands in its way.
func (s *Surface) keep(d *desk, text documents.Source) error {
	slug, language, lock := d.Param("slug"), d.Param("lang"), atoi(d.FormValue("lock"))
	_, was, err := s.Documents.Open(d.ctx, d.p, slug, language)
	if err != nil {
		return err
	}
	if was.Lock == lock && was.Title == text.Title && was.Source == text.Source {
		return d.SeeOther(d.textPath(slug, language))
	}
	_, err = s.Documents.SaveDraft(d.ctx, d.p, slug, language, text.Title, text.Source, lock)
	theirs, conflict := documents.AsConflict(err)
	form, status, err := d.Formed(err)
	if err != nil {
		return err
	}
	form.Values = map[string]string{"title": text.Title, "source": text.Source}
	switch {
	case conflict:
		return s.showEdit(d, status, editing{Form: form, lock: theirs.Lock, theirs: &theirs})
	case status != http.StatusOK && len(form.Errors) > 0:
		return s.showEdit(d, status, editing{Form: form, lock: lock})
	}
	return d.SeeOther(d.textPath(slug, language) + "?saved=1")
}

// checked says how each text of a document stands with the check.
func (d *desk) checked(states []LanguageState, tallies map[string]documents.Tally) {
	for i := range states {
		if t, ok := tallies[states[i].Code]; ok {
			states[i].Check = d.tallied(t)
			states[i].Wrong = t.Errors > 0
		}
	}
}

// PublishWarned are the warnings of a language that the publisher is asked
// about, with a hash of them.
type PublishWarned struct {
	Code, Name, Href, Hash string
	Lines                  []RemarkLine
}

// warn lists what the check asks about the languages that can be published.
// Once a publisher has chosen, it is about their choice: what the others say
// beside it may be another thing.
func (s *Surface) warn(d *desk, page *PublishPage, preview documents.Preview) error {
	if d.Request.Request().Method == http.MethodPost {
		wish, err := d.wish()
		if err == nil {
			wish.Seen, wish.Next, wish.Force = nil, 0, true
			if chosen, err := s.Documents.Prepare(d.ctx, d.p, wish); err == nil {
				preview = chosen
			}
		}
	}
	for _, l := range page.Languages {
		remarks, hash := preview.Warnings(l.Code)
		if hash == "" {
			continue
		}
		w := PublishWarned{Code: l.Code, Name: l.Name, Href: l.Href, Hash: hash}
		for _, r := range remarks {
			w.Lines = append(w.Lines, s.remarkLine(d, page.Slug, r))
		}
		page.Warned = append(page.Warned, w)
	}
	return nil
}

// warned reads which warnings the publisher has seen and leaves as they are.
func (d *desk) warned(languages []string) map[string]string {
	seen := map[string]string{}
	if d.FormValue("warned") != "yes" {
		return seen
	}
	for _, l := range languages {
		if hash := d.FormValue("warned_" + l); hash != "" {
			seen[l] = hash
		}
	}
	return seen
}
