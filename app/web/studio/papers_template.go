package studio

import (
	"html"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/documents/follow"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// TemplatePage shows what the platform has changed in a text since the site
// took it over, paragraph by paragraph, to take or to leave.
type TemplatePage struct {
	kernel.Chrome
	kernel.Form
	Name       string
	Slug       string
	Language   string
	LanguageIn string
	Dir        string
	Hunks      []HunkView
	Seen       string
	Rewritten  int // hunks where the site has words of its own
	Did        string
	EditHref   string
	ReadOnly   bool
}

// HunkView is one paragraph.
type HunkView struct {
	*i18n.Localizer
	Field   string
	Code    string // language of the text
	Dir     string
	What    string // what happened to it, in words
	Section string // the heading above it
	Mine    string // as the site has rewritten it
	Changes []compare.Change
	Choices []HunkChoice
}

// HunkChoice is what can be said to it.
type HunkChoice struct {
	Value, Says string
	Chosen      bool
}

var templatePage = kernel.Declare[TemplatePage]("studio/papers_template.html", "studio")

// Template shows what there is to take.
func (s *Surface) Template(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showTemplate(d, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showTemplate(d *desk, status int, form kernel.Form) error {
	slug, language := d.Param("slug"), d.Param("lang")
	is, err := s.Documents.Improvement(d.ctx, d.p, slug, language)
	if err != nil {
		return err
	}
	name := d.DocumentName(slug)
	page := TemplatePage{Chrome: d.chrome(d.Loc.T("papers.template.title", "Document", name), "documents"), Form: form, Name: name, Slug: is.Document.Slug,
		Language: language, LanguageIn: d.Loc.LanguageHere(language), Dir: i18n.Dir(language), Seen: is.Seen, EditHref: d.textPath(is.Document.Slug, language),
		ReadOnly: !d.may(principal.EditDocuments)}
	switch n := atoi(d.QueryParam("taken")); {
	case n > 0:
		page.Did = d.Loc.T("papers.template.did", "Count", n)
	case n == 0:
		page.Did = d.Loc.T("papers.template.left")
	}
	for i, h := range is.Hunks {
		view := d.hunk(i, h, language)
		if form.Values["seen"] == is.Seen { // the same texts: what was chosen still fits
			view.choose(form.Values[view.Field])
		}
		if h.State == follow.Rewritten {
			page.Rewritten++
		}
		page.Hunks = append(page.Hunks, view)
	}
	return templatePage.Render(d.Request, status, page)
}

func (h *HunkView) choose(value string) {
	for i := range h.Choices {
		h.Choices[i].Chosen = h.Choices[i].Value == value
	}
}

func (d *desk) hunk(n int, h follow.Hunk, language string) HunkView {
	view := HunkView{Localizer: d.Loc, Field: "choice_" + itoa(n), Code: language, Dir: i18n.Dir(language), Mine: h.Mine, Section: h.Section,
		What: d.Loc.T("papers.template." + string(h.Kind) + "." + string(h.State)), Changes: compare.Texts(lines(h.Old), lines(h.New))}
	choices := []follow.Choice{follow.Take, follow.Leave}
	switch {
	case h.State == follow.Rewritten && h.Kind == follow.Removed:
		choices = []follow.Choice{follow.Replace, follow.Leave}
	case h.State == follow.Rewritten:
		choices = []follow.Choice{follow.Take, follow.Replace, follow.Leave}
	}
	for _, c := range choices {
		view.Choices = append(view.Choices, HunkChoice{Value: string(c), Says: d.Loc.T(choiceKey(h, c))})
	}
	return view
}

// choiceKey is how a choice is said of a paragraph.
func choiceKey(h follow.Hunk, c follow.Choice) string {
	switch {
	case c == follow.Leave:
		return "papers.template.leave"
	case h.Kind == follow.Removed && h.State == follow.Rewritten:
		return "papers.template.remove_mine"
	case h.Kind == follow.Removed:
		return "papers.template.remove"
	case h.State != follow.Rewritten:
		return "papers.template.take"
	case c == follow.Replace:
		return "papers.template.replace"
	}
	return "papers.template.beside"
}

// lines makes each line of a Markdown source a paragraph, so that two can be
// compared.
func lines(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		b.WriteString("<p>" + html.EscapeString(line) + "</p>")
	}
	return b.String()
}

// TakeTemplate carries out what was chosen.
func (s *Surface) TakeTemplate(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	in := documents.Decision{Slug: r.Param("slug"), Language: r.Param("lang"), Seen: r.FormValue("seen"),
		Mark: "{{" + d.Bundle.Localizer(r.Param("lang")).T("papers.template.mark") + "}}"}
	is, err := s.Documents.Improvement(d.ctx, d.p, in.Slug, in.Language)
	if err != nil {
		return err
	}
	fields, taken := []string{"seen"}, 0
	for i, h := range is.Hunks {
		field := "choice_" + itoa(i)
		fields = append(fields, field)
		choice := chosen(r.FormValue("do"), r.FormValue(field), h)
		if choice == follow.Take || choice == follow.Replace {
			taken++
		}
		in.Choices = append(in.Choices, choice)
	}
	_, err = s.Documents.DecideImprovement(d.ctx, d.p, in)
	form, status, err := r.Formed(err, fields...)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showTemplate(d, status, form)
	}
	return r.SeeOther(d.documentsPath() + "/" + in.Slug + "/template/" + in.Language + "?taken=" + itoa(taken))
}

// chosen is what the author said of one paragraph: by itself, or of all at
// once. All at once never touches what they have rewritten.
func chosen(do, one string, h follow.Hunk) follow.Choice {
	switch choice := follow.Choice(one); {
	case do == "leave_all":
		return follow.Leave
	case do == "take_all" && h.State != follow.Rewritten:
		return follow.Take
	case choice == follow.Take || choice == follow.Leave || choice == follow.Replace:
		return choice
	}
	return ""
}

// improved lists the documents that there is more to take for, with the
// languages of it.
func (d *desk) improved(docs []documents.Document, found map[uuid.UUID][]string) (all []ImprovedLine) {
	for i := range docs {
		languages := found[docs[i].ID]
		if len(languages) == 0 {
			continue
		}
		name := d.DocumentName(docs[i].Slug)
		line := ImprovedLine{Message: d.Loc.T("papers.template.improved", "Document", name)}
		for _, l := range languages {
			line.Texts = append(line.Texts, kernel.FooterLink{Title: d.Loc.LanguageHere(l), Href: d.documentsPath() + "/" + docs[i].Slug + "/template/" + l})
		}
		all = append(all, line)
	}
	return all
}
