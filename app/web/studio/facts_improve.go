package studio

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// ImprovementPage shows what a later edition of a ready purpose changes, field
// by field.
type ImprovementPage struct {
	kernel.Chrome
	Base, Name, Seen string
	Edition          int
	Fields           []FieldPair
	MayChange        bool
	Changed          bool // somebody else has changed the purpose meanwhile
}

var improvementPage = kernel.Declare[ImprovementPage]("studio/facts_improvement.html", "studio")

// Improvement shows it; where none waits it leads back.
func (s *Surface) Improvement(r *kernel.Request) error {
	d, f, err := s.openFacts(r, principal.ReadDocuments)
	if err != nil {
		return err
	}
	return d.showImprovement(f, http.StatusOK, false)
}

func (d *desk) showImprovement(f facts.Desk, status int, changed bool) error {
	i := f.Improvement(d.Param("code"))
	if i == nil {
		return d.SeeOther(d.factsPath())
	}
	name := d.nameOf(i.Mine)
	page := ImprovementPage{Chrome: d.chrome(d.Loc.T("studio.facts.improvement_title", "Name", name), "facts"), Base: d.factsPath(), Name: name,
		Seen: facts.Fingerprint(f.Said.Purpose(i.Code)), Edition: i.Edition, MayChange: d.may(principal.EditDocuments), Changed: changed}
	for _, field := range i.Fields {
		page.Fields = append(page.Fields, FieldPair{Name: field, Label: d.fieldLabel(field), Was: d.fieldLines(field, i.Was), Mine: d.fieldLines(field, i.Mine),
			Now: d.fieldLines(field, i.Now), Ticked: i.Untouched(field), MineDiffers: !i.Untouched(field)})
	}
	return improvementPage.Render(d.Request, status, page)
}

// TakeImprovement takes the fields that are ticked, or leaves it.
func (s *Surface) TakeImprovement(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	var fields []string
	if r.FormValue("do") == "take" {
		fields = r.Request().PostForm["fields"]
	}
	err = s.Facts.Improve(d.ctx, d.p, r.Param("code"), atoi(r.FormValue("edition")), fields, r.FormValue("seen"))
	if _, conflict := facts.AsConflict(err); conflict {
		f, err := s.Facts.Desk(d.ctx, d.p)
		if err != nil {
			return err
		}
		return d.showImprovement(f, http.StatusConflict, true)
	}
	return d.backToFacts(err)
}
