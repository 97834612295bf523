package studio

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// PublishPage asks whether anything changes for the customer, and shows what
// will be published, to whom, and when.
type PublishPage struct {
	kernel.Chrome
	kernel.Form
	Name      string
	Slug      string
	First     bool // nothing is in force yet
	Before    int  // the version in force, which the changes are told from
	Next      int  // this version's number
	Customers int
	Weight    documents.Weight
	When      string // now or at
	At        string // as the browser's field has it, in the site's time zone
	Zone      string
	Languages []PublishLanguage
	Blockers  []Warning       // what must be mended before anything can be published
	Warned    []PublishWarned // what the check asks about, by language
	Review    *ReviewNote
	Overtakes []int // scheduled versions that would never take effect
	EditHref  string
	PublishChoice
}

// PublishLanguage is one language of the version.
type PublishLanguage struct {
	*i18n.Localizer
	Before           int // the version that its changes are told from
	Code, Name, Href string
	Field            string // of its summary
	Chosen           bool
	HasDraft         bool
	Published        bool
	Missing          bool // neither: it has no text to publish
	Changes          []compare.Change
	New              bool // not published before
	Summary          string
	Hash             string   // of the text that is shown, after the version's number, so that nothing else is published
	Blockers         []string // what must be mended in this language's text
}

var publishPage = kernel.Declare[PublishPage]("studio/publish.html", "studio")

// PublishForm shows what would be published.
func (s *Surface) PublishForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showPublish(d, http.StatusOK, kernel.Form{Values: map[string]string{}}, documents.Publication{}, false)
}

func (s *Surface) showPublish(d *desk, status int, form kernel.Form, wish documents.Publication, stale bool) error {
	if err := d.require(principal.PublishDocuments); err != nil {
		return err
	}
	slug := d.Param("slug")
	docs, drafts, err := s.Documents.List(d.ctx, d.p)
	if err != nil {
		return err
	}
	doc := documents.BySlug(docs, slug)
	if doc == nil {
		return notFound()
	}
	st, err := s.Acceptance.Standings(d.ctx, d.p, doc)
	if err != nil {
		return err
	}
	inForce := doc.InForce(d.Clock.Now())
	name := d.DocumentName(slug)
	page := PublishPage{Chrome: d.chrome(d.Loc.T("studio.publish.title", "Document", name), "documents"), Form: form, Name: name, Slug: slug,
		First: inForce == nil, Next: 1, Customers: st.Customers, Weight: wish.Weight, Zone: d.site.Profile.TimeZone, When: d.FormValue("when"), At: d.FormValue("at"),
		EditHref: d.textPath(slug, d.site.Profile.Languages.Source())}
	if inForce != nil {
		page.Before = inForce.Seq
	}
	if last := doc.Latest(); last != nil {
		page.Next = last.Seq + 1
	}
	if page.Review, err = s.noteOn(d, slug); err != nil {
		return err
	}
	if d.posted() {
		page.Weight = documents.Weight(d.FormValue("weight")) // a correction, also where it asks somebody
	}
	d.propose(&page)
	page.Languages = d.publishLanguages(doc, drafts[doc.ID], wish)
	if err := s.addPreview(d, &page, inForce); err != nil {
		return err
	}
	if err := s.conclude(d, &page, doc); err != nil {
		return err
	}
	page.Stale = stale
	d.addGates(&page)
	d.Frames()
	return publishPage.Render(d.Request, status, page)
}

// propose fills in what the owner has not said: a first version now, a later
// one on a weekday morning in two weeks.
func (d *desk) propose(page *PublishPage) {
	if page.When == "" {
		page.When = "at"
		if page.First {
			page.When = "now"
		}
	}
	if page.At == "" {
		day := d.Clock.Now().In(d.zone()).AddDate(0, 0, 14)
		for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			day = day.AddDate(0, 0, 1)
		}
		page.At = day.Format(time.DateOnly) + "T09:00"
	}
	if page.First {
		page.Weight = documents.NewVersion
	}
}

func (d *desk) publishLanguages(doc *documents.Document, drafts map[string]documents.Draft, wish documents.Publication) (langs []PublishLanguage) {
	v := doc.InForce(d.Clock.Now())
	for _, code := range d.languagesOf(v, drafts) {
		_, hasDraft := drafts[code]
		l := PublishLanguage{Localizer: d.Loc, Code: code, Name: d.Loc.LanguageName(code), Href: d.textPath(doc.Slug, code), Field: "summary_" + code,
			HasDraft: hasDraft, Published: v != nil && v.Text(code) != nil, Summary: wish.Summaries[code]}
		l.Missing = !l.HasDraft && !l.Published
		l.New = !l.Published && !l.Missing
		l.Chosen = !l.Missing && !d.posted() || slices.Contains(wish.Languages, code)
		langs = append(langs, l)
	}
	return langs
}

// addPreview renders what would be published in every language that has
// something, compares it with what is in force, and lists what is in the way.
func (s *Surface) addPreview(d *desk, page *PublishPage, before *documents.Version) error {
	wish := documents.Publication{Slug: page.Slug, Weight: documents.NewVersion}
	for _, l := range page.Languages {
		if !l.Missing {
			wish.Languages = append(wish.Languages, l.Code)
		}
	}
	preview, err := s.Documents.Prepare(d.ctx, d.p, wish)
	if d.block(page, &wish, err) {
		preview, err = s.Documents.Prepare(d.ctx, d.p, wish)
	}
	if len(page.Blockers) > 0 {
		return nil
	} else if err != nil {
		return err
	}
	page.Overtakes = preview.Overtook
	if err := s.choose(d, page, preview); err != nil {
		return err
	}
	for i := range page.Languages {
		l := &page.Languages[i]
		after := preview.Version.Text(l.Code)
		if after != nil {
			l.Hash = itoa(page.Next) + "." + after.Hash
		}
		if after == nil || before == nil || before.Text(l.Code) == nil {
			continue
		}
		if l.Changes, err = s.Documents.Difference(d.ctx, *before.Text(l.Code), *after); err != nil {
			return err
		}
		l.Before = before.Seq
	}
	return s.warn(d, page, preview)
}

// block takes the languages whose text has something to mend out of the wish,
// so that the others can be published without them. It reports whether any are
// left; where none is, or where it is no text that stands in the way, nothing
// can be published yet.
func (d *desk) block(page *PublishPage, wish *documents.Publication, err error) (again bool) {
	all := errs.All(err)
	if len(wish.Languages) == 0 {
		page.Blockers = []Warning{{Message: d.Loc.T("studio.publish.no_text"), Href: page.EditHref, Mend: d.Loc.T("studio.publish.mend")}}
		return false
	}
	if len(all) == 0 || all[0].Kind != errs.Invalid {
		return false
	}
	for _, e := range all {
		message := d.Loc.Message(e.Key, e.Params)
		i := slices.IndexFunc(page.Languages, func(l PublishLanguage) bool { return e.Params["Language"] == l.Code })
		if i < 0 {
			page.Blockers = append(page.Blockers, Warning{Message: message, Href: d.base() + "/settings/organisation", Mend: d.Loc.T("studio.publish.mend_organisation")})
			continue
		}
		l := &page.Languages[i]
		l.Blockers, l.Chosen = append(l.Blockers, message), false
		wish.Languages = slices.DeleteFunc(wish.Languages, func(code string) bool { return code == l.Code })
	}
	if len(page.Blockers) == 0 && len(wish.Languages) == 0 {
		for _, l := range page.Languages {
			if len(l.Blockers) > 0 {
				page.Blockers = append(page.Blockers, Warning{Message: d.Loc.T("studio.publish.blocked", "Language", d.Loc.LanguageHere(l.Code), "Count", len(l.Blockers)),
					Href: l.Href, Mend: d.Loc.T("studio.publish.mend")})
			}
		}
	}
	return len(page.Blockers) == 0
}

// Publish publishes.
func (s *Surface) Publish(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	wish, err := d.wish()
	if r.FormValue("do") == "update" {
		return s.showPublish(d, http.StatusOK, kernel.Form{Values: map[string]string{}}, wish, false)
	}
	if said := r.FormValue("do"); err == nil && said != "" && said != claim(wish) {
		return s.showPublish(d, http.StatusConflict, kernel.Form{Values: map[string]string{}}, wish, true)
	}
	if err == nil {
		err = s.publish(d, wish)
	}
	form, status, err := r.Formed(err)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showPublish(d, status, form, wish, false)
	}
	return r.SeeOther(d.documentsPath() + "?published=" + r.Param("slug"))
}

// publish publishes, and waits until the public is seen to be shown it, or is
// not: the list that comes next tells. That it could not look takes nothing
// back; the program goes on looking.
func (s *Surface) publish(d *desk, wish documents.Publication) error {
	v, err := s.Documents.Publish(d.ctx, d.p, wish)
	if err != nil {
		return err
	}
	if _, err := s.Documents.Check(d.ctx, d.p, wish.Slug, v.Seq); err != nil {
		slog.Error("checking what was published", "site", d.site.Tenant.Key, "err", err)
	}
	return nil
}
