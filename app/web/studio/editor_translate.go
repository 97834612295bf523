package studio

import (
	"net/http"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/parallel"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// TranslatePage is a text beside the one that it is to say the same as, a
// paragraph beside a paragraph.
type TranslatePage struct {
	kernel.Chrome
	kernel.Form
	Name       string
	Language   string
	LanguageIn string
	Dir        string
	From       string // the source language, in the reader's words
	FromCode   string
	FromDir    string
	FromDraft  bool   // what stands at the left is a draft
	FromTitle  string // its title
	TitleWas   string // what that was when this text last said the same; empty: the same
	Seen       string // the mark of what stands at the left
	Rows       []TranslateRow
	Changed    []TranslateRow // those that have changed
	Said       bool           // somebody has said that this text says the same as one at the left
	Older      bool           // and that has changed since
	Languages  []LanguageState
	Lock       int
	Saved      string
	JustSaved  bool
	Theirs     *documents.Draft
	Beside     *documents.Draft
	Keeping    Keeping
	ReadOnly   bool
	Href       string // of this page
	SaveHref   string
	EditHref   string
}

// TranslateRow is a paragraph in both languages.
type TranslateRow struct {
	parallel.Row
	N    int    // 1-based
	What string // what happened to the source's since, said
	Rows int    // of the field
}

var translatePage = kernel.Declare[TranslatePage]("studio/editor_translate.html", "studio")

// translating is a translation's text as it stands in its form.
type translating struct {
	kernel.Form
	source string
	lock   int
	theirs *documents.Draft
}

// TranslateForm shows a text beside the one that it is to say the same as.
func (s *Surface) TranslateForm(r *kernel.Request) error {
	d, t, err := s.translation(r)
	if err != nil {
		return err
	}
	form := kernel.Form{Values: map[string]string{"title": t.Draft.Title}}
	return s.showTranslation(d, t, http.StatusOK, translating{Form: form, source: t.Draft.Source, lock: t.Draft.Lock})
}

// translation opens the page of the address: of another language than the
// source's, of a document that has a text in that.
func (s *Surface) translation(r *kernel.Request) (*desk, documents.Translation, error) {
	d, err := s.open(r)
	if err != nil {
		return nil, documents.Translation{}, err
	}
	code, ok := i18n.Valid(r.Param("lang"))
	if !ok || code != r.Param("lang") || code == d.sourceLanguage() {
		return nil, documents.Translation{}, notFound()
	}
	t, err := s.Documents.Translation(d.ctx, d.p, r.Param("slug"), d.sourceLanguage(), code)
	if err == nil && !t.From.There {
		err = notFound()
	}
	return d, t, err
}

func (d *desk) sourceLanguage() string { return d.site.Profile.Languages.Source() }

func (d *desk) translatePath(slug, language string) string {
	return d.documentsPath() + "/" + slug + "/translate/" + language
}

func (s *Surface) showTranslation(d *desk, t documents.Translation, status int, in translating) error {
	slug, language, from := t.Document.Slug, d.Param("lang"), d.sourceLanguage()
	docs, drafts, err := s.Documents.List(d.ctx, d.p)
	if err != nil {
		return err
	}
	doc := documents.BySlug(docs, slug)
	if doc == nil {
		return notFound()
	}
	name := d.DocumentName(slug)
	page := TranslatePage{Chrome: d.chrome(name+" · "+d.Loc.LanguageHere(language), "documents"), Form: in.Form, Name: name, Language: language,
		LanguageIn: d.Loc.LanguageHere(language), Dir: i18n.Dir(language), From: d.Loc.LanguageHere(from), FromCode: from, FromDir: i18n.Dir(from),
		FromDraft: t.From.Draft, FromTitle: t.From.Title, Seen: t.From.Mark(), Lock: in.lock, JustSaved: d.QueryParam("saved") == "1",
		Theirs: in.theirs, Beside: in.theirs, ReadOnly: !d.may(principal.EditDocuments), Href: d.translatePath(slug, language),
		SaveHref: d.textPath(slug, language), EditHref: d.textPath(slug, language)}
	if page.Languages, err = s.languageStates(d, doc, drafts[doc.ID], language); err != nil {
		return err
	}
	saved, ok := drafts[doc.ID][language]
	if ok {
		page.Saved = d.Loc.DateTime(saved.UpdatedAt, d.zone())
	}
	page.Keeping = d.keeping(slug, language, saved.UpdatedAt)
	page.Keeping.Unsaved = d.Request.Request().Method == http.MethodPost
	page.lay(d, t, in.source)
	return translatePage.Render(d.Request, status, page)
}

// lay puts the paragraphs side by side, and marks what has changed.
func (page *TranslatePage) lay(d *desk, t documents.Translation, source string) {
	was := t.Draft.TranslatedFrom
	page.Said, page.Older = was != "", was != "" && was != t.From.Whole()
	title, before := documents.SplitTitle(was)
	if page.Older && title != t.From.Title {
		page.TitleWas = title
	}
	for _, row := range parallel.Rows(t.From.Source.Source, before, source) {
		out := TranslateRow{Row: row, N: len(page.Rows) + 1, Rows: max(2, min(24, 1+strings.Count(row.Text, "\n")+max(len(row.Text), len(row.Source))/58))}
		if row.Kind != "" {
			out.What = d.Loc.T("translate.kind." + row.Kind)
		}
		page.Rows = append(page.Rows, out)
		if row.Kind != "" {
			page.Changed = append(page.Changed, out)
		}
	}
}

// Translate keeps the text. "same" says besides that it now says the same as
// what stands at the left; "show" only lays it out anew.
func (s *Surface) Translate(r *kernel.Request) error {
	d, t, err := s.translation(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.EditDocuments); err != nil {
		return err
	}
	lock, do, source := atoi(r.FormValue("lock")), r.FormValue("do"), d.joined(t)
	if do == "show" {
		form := kernel.Form{Values: map[string]string{"title": r.FormValue("title")}}
		return s.showTranslation(d, t, http.StatusOK, translating{Form: form, source: r.FormValue("source"), lock: lock})
	}
	slug, language, words := r.Param("slug"), r.Param("lang"), documents.Source{Title: r.FormValue("title"), Source: source}
	var draft documents.Draft
	if do == "same" {
		draft, err = s.Documents.Follow(d.ctx, d.p, slug, d.sourceLanguage(), language, r.FormValue("seen"), words, lock)
	} else {
		draft, err = s.Documents.SaveDraft(d.ctx, d.p, slug, language, words.Title, words.Source, lock)
	}
	changed := errs.HasKey(err, "translate.error.changed") // and yet the words are kept
	theirs, conflict := documents.AsConflict(err)
	form, status, err := r.Formed(err, "title")
	if err != nil {
		return err
	}
	at := translating{Form: form, source: source, lock: lock}
	switch {
	case conflict:
		at.lock, at.theirs = theirs.Lock, &theirs
	case changed:
		at.lock = draft.Lock
		if t, err = s.Documents.Translation(d.ctx, d.p, slug, d.sourceLanguage(), language); err != nil {
			return err
		}
	case len(form.Errors) == 0 && do == "publish":
		return r.SeeOther(d.documentsPath() + "/" + slug + "/publish")
	case len(form.Errors) == 0:
		return r.SeeOther(d.translatePath(slug, language) + "?saved=1")
	}
	return s.showTranslation(d, t, status, at)
}

// joined is the text that a form's paragraphs make; where nobody has changed
// one it is the text that it was, to the letter.
func (d *desk) joined(t documents.Translation) string {
	form := d.Request.Request().PostForm
	source := parallel.Join(form["block"])
	if source == parallel.Join(parallel.Blocks(t.Draft.Source)) {
		return t.Draft.Source
	}
	return source
}
