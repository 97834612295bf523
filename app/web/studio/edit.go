package studio

import (
	"cmp"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

func notFound() error { return echo.ErrNotFound }

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// EditPage is the source of one language with the result beside it.
type EditPage struct {
	kernel.Chrome
	kernel.Form
	Name        string
	Slug        string
	Language    string
	LanguageIn  string // what the reader calls it
	Dir         string
	Lock        int
	Saved       string // when the draft was saved; empty: there is none
	JustSaved   bool
	Languages   []LanguageState
	Preview     template.HTML
	PreviewNote string // why there is no preview
	Remarks     RemarkList
	Theirs      *documents.Draft // what somebody else saved meanwhile
	Beside      *documents.Draft // that, or another text to look at beside this one
	ReadOnly    bool
	MayPublish  bool
	Sends       bool // for review, since they may not publish
	Review      *ReviewNote
	PublishHref string
	PreviewHref string
	SaveHref    string
	ConvertHref string
	ImportHref  string
	// The same text beside the source language's; empty: it is that.
	TranslateHref string
	From          string // the source language, in the reader's words
	Older         string // that this one is older, said
	Insertable    []documents.Insertable
	Keeping       Keeping
}

var editPage = kernel.Declare[EditPage]("studio/edit.html", "studio")

// Edit shows a text's draft, or what a draft starts from.
func (s *Surface) Edit(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if code, ok := i18n.Valid(r.Param("lang")); !ok || code != r.Param("lang") {
		return notFound()
	}
	_, draft, err := s.Documents.Open(d.ctx, d.p, r.Param("slug"), r.Param("lang"))
	if err != nil {
		return err
	}
	form := kernel.Form{Values: map[string]string{"title": draft.Title, "source": draft.Source}}
	return s.showEdit(d, http.StatusOK, editing{Form: form, lock: draft.Lock})
}

// editing is a text as it stands in its form.
type editing struct {
	kernel.Form
	lock   int
	theirs *documents.Draft // that stands in its way
	beside *documents.Draft // that it is held against before it is kept
}

func (s *Surface) showEdit(d *desk, status int, e editing) error {
	slug, language := d.Param("slug"), d.Param("lang")
	docs, drafts, err := s.Documents.List(d.ctx, d.p)
	if err != nil {
		return err
	}
	doc := documents.BySlug(docs, slug)
	if doc == nil {
		return notFound()
	}
	name := d.DocumentName(slug)
	page := EditPage{Chrome: d.chrome(name+" · "+d.Loc.LanguageHere(language), "documents"), Form: e.Form, Name: name, Slug: slug,
		Language: language, LanguageIn: d.Loc.LanguageHere(language), Dir: i18n.Dir(language), Lock: e.lock,
		JustSaved: d.QueryParam("saved") == "1", Theirs: e.theirs, Beside: cmp.Or(e.theirs, e.beside),
		ReadOnly: !d.may(principal.EditDocuments), MayPublish: d.may(principal.PublishDocuments),
		PublishHref: d.documentsPath() + "/" + slug + "/publish", SaveHref: d.textPath(slug, language), PreviewHref: d.textPath(slug, language) + "/preview"}
	page.ConvertHref, page.ImportHref = page.SaveHref+"/convert", page.SaveHref+"/import"
	if page.Insertable, err = s.Documents.Insertable(d.ctx, d.site.Record, language); err != nil {
		return err
	}
	if page.Languages, err = s.languageStates(d, doc, drafts[doc.ID], language); err != nil {
		return err
	}
	page.From = d.Loc.LanguageHere(d.sourceLanguage())
	for _, l := range page.Languages {
		switch {
		case l.Current && l.CompareHref != "":
			page.Older = l.Words
		case l.Code == d.sourceLanguage() && l.State != "missing" && !l.Current:
			page.TranslateHref = d.translatePath(slug, language)
		}
	}
	page.Sends = d.sends() && !page.MayPublish
	if page.Review, err = s.noteOn(d, slug); err != nil {
		return err
	}
	saved, ok := drafts[doc.ID][language]
	if ok {
		page.Saved = d.Loc.DateTime(saved.UpdatedAt, d.zone())
	}
	page.Keeping = d.keeping(slug, language, saved.UpdatedAt)
	page.Keeping.Held, page.Keeping.Unsaved = e.beside != nil, d.Request.Request().Method == http.MethodPost
	if page.Preview, page.PreviewNote, err = s.preview(d, slug, e.Value("source")); err != nil {
		return err
	}
	if page.Remarks, err = s.check(d, slug, documents.Source{Title: e.Value("title"), Source: e.Value("source")}); err != nil {
		return err
	}
	return editPage.Render(d.Request, status, page)
}

func (s *Surface) preview(d *desk, slug, source string) (html template.HTML, note string, err error) {
	rendered, _, err := s.Documents.Draught(d.ctx, slug, source, d.site.Record, d.Param("lang"))
	for _, e := range errs.All(err) {
		return "", d.Loc.Message(e.Key, e.Params), nil
	}
	return kernel.HTML(rendered.HTML), "", err
}

// Save keeps the draft; "preview" shows it again, "publish" goes on.
func (s *Surface) Save(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	slug, language := r.Param("slug"), r.Param("lang")
	if r.FormValue("do") == "discard" {
		if err := s.Documents.DiscardDraft(d.ctx, d.p, slug, language); err != nil {
			return err
		}
		return r.SeeOther(d.textPath(slug, language))
	}
	if verb, place, ok := strings.Cut(r.FormValue("do"), ":"); ok {
		return s.answer(d, verb, place)
	}
	lock, autosave := atoi(r.FormValue("lock")), r.FormValue("do") == "autosave"
	if autosave && r.FormValue("who") != d.p.Account.String() {
		return errs.New(errs.Forbidden, "editor.error.somebody_else", nil)
	}
	draft, err := s.Documents.SaveDraft(d.ctx, d.p, slug, language, r.FormValue("title"), r.FormValue("source"), lock)
	if autosave {
		return answerScript(r, draft, err)
	}
	theirs, conflict := documents.AsConflict(err)
	form, status, err := r.Formed(err, "title", "source")
	if err != nil {
		return err
	}
	if conflict {
		return s.showEdit(d, status, editing{Form: form, lock: theirs.Lock, theirs: &theirs})
	}
	if len(form.Errors) > 0 {
		return s.showEdit(d, status, editing{Form: form, lock: lock})
	}
	if r.FormValue("do") == "review" {
		return r.SeeOther(d.reviewPath(slug))
	}
	if r.FormValue("do") == "publish" {
		return r.SeeOther(d.documentsPath() + "/" + slug + "/publish")
	}
	return r.SeeOther(d.textPath(slug, language) + "?saved=1")
}

// PreviewPart is the result alone, for the script that shows it as one types.
type PreviewPart struct {
	*i18n.Localizer
	Preview     template.HTML
	PreviewNote string
	Remarks     RemarkList
}

var previewPart = kernel.Declare[PreviewPart]("studio/preview.html", "")

// Preview renders a source without keeping it.
func (s *Surface) Preview(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	part := PreviewPart{Localizer: r.Loc}
	if part.Preview, part.PreviewNote, err = s.preview(d, r.Param("slug"), r.FormValue("source")); err != nil {
		return err
	}
	if part.Remarks, err = s.check(d, r.Param("slug"), documents.Source{Title: cmp.Or(r.FormValue("title"), "…"), Source: r.FormValue("source")}); err != nil {
		return err
	}
	return previewPart.Render(r, http.StatusOK, part)
}
