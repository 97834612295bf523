package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/compare"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// ReviewNote is how a document's review stands, as a sentence with the one
// thing to do about it.
type ReviewNote struct {
	Document string
	Stage    documents.Stage
	Words    string
	Changed  string // that what is there is another than what was sent
	Said     string // what was written along: by who asked, or by who decided
	Href, Do string
}

// reviewNote says how a review stands to who looks at it; nil: nothing to say.
func (s *Surface) reviewNote(d *desk, slug string, st documents.Standing) *ReviewNote {
	if st.Stage == documents.NoReview {
		return nil
	}
	note := &ReviewNote{Document: d.DocumentName(slug), Stage: st.Stage, Href: d.reviewPath(slug), Do: d.Loc.T("review.see"), Said: st.Comment}
	languages := d.inOrder(st.Languages())
	changed := "review.changed"
	switch st.Stage {
	case documents.Waiting:
		note.Said = st.Note
		note.Words = d.Loc.T("review.waiting", "Who", s.name(d, st.AskedBy), "When", d.Loc.DateTime(st.AskedAt, d.zone()), "Languages", languages)
		if d.may(principal.PublishDocuments) {
			note.Do = d.Loc.T("review.do")
		}
	case documents.SentBack:
		note.Words = d.Loc.T("review.returned", "Who", s.decider(d, st), "When", d.Loc.DateTime(*st.DecidedAt, d.zone()), "Languages", languages)
		changed = ""
		if d.sends() {
			note.Do = d.Loc.T("review.again")
		}
	case documents.Cleared:
		note.Words = d.Loc.T("review.approved", "Who", s.decider(d, st), "When", d.Loc.DateTime(*st.DecidedAt, d.zone()), "Languages", languages)
		changed = "review.changed_approved"
		if d.may(principal.PublishDocuments) {
			note.Href, note.Do = d.publishPath(slug), d.Loc.T("review.publish")
		}
	}
	if len(st.Changed) > 0 && changed != "" {
		note.Changed = d.Loc.T(changed, "Languages", d.inOrder(st.Changed))
	}
	return note
}

// inOrder names languages in the order that the site has them in.
func (d *desk) inOrder(codes []string) string {
	order := d.site.Profile.Languages.List()
	place := func(code string) int {
		if i := slices.Index(order, code); i >= 0 {
			return i
		}
		return len(order)
	}
	codes = slices.Clone(codes)
	slices.SortStableFunc(codes, func(a, b string) int { return place(a) - place(b) })
	return d.languageNames(codes)
}

func (s *Surface) decider(d *desk, st documents.Standing) string {
	if st.DecidedBy == nil {
		return d.Loc.T("history.actor.gone")
	}
	return s.name(d, *st.DecidedBy)
}

func (d *desk) reviewPath(slug string) string { return d.documentsPath() + "/" + slug + "/review" }

func (d *desk) publishPath(slug string) string { return d.documentsPath() + "/" + slug + "/publish" }

// sends reports whether the person's way to a published text is by a review.
func (d *desk) sends() bool {
	return d.may(principal.EditDocuments) && !d.p.May(d.site.Tenant.ID, principal.PublishDocuments)
}

// may reports whether the person may do something to the site: who may publish
// is for the site to say.
func (d *desk) may(action principal.Action) bool {
	id := d.site.Tenant.ID
	return d.p.May(id, action) ||
		action == principal.PublishDocuments && d.site.Profile.EditorsPublish && d.p.May(id, principal.PublishIfLet)
}

// require returns the refusal where they may not.
func (d *desk) require(action principal.Action) error {
	if d.may(action) {
		return nil
	}
	return d.p.Require(d.site.Tenant.ID, action)
}

// reviews are the notes on all documents that have one, in their order.
func (s *Surface) reviews(d *desk) (notes []ReviewNote, err error) {
	standings, err := s.Documents.Reviews(d.ctx, d.p)
	if err != nil {
		return nil, err
	}
	for i := range d.site.Documents {
		doc := &d.site.Documents[i]
		if note := s.reviewNote(d, doc.Slug, standings[doc.ID]); note != nil {
			notes = append(notes, *note)
		}
	}
	return notes, nil
}

// noteOn is the note on one document, or nil.
func (s *Surface) noteOn(d *desk, slug string) (*ReviewNote, error) {
	is, err := s.Documents.ReviewOf(d.ctx, d.p, slug)
	if err != nil {
		return nil, err
	}
	return s.reviewNote(d, slug, is.Standing), nil
}

// ReviewPage is a document's drafts beside what is in force, and what an
// editor and an owner say to each other about them.
type ReviewPage struct {
	kernel.Chrome
	kernel.Form
	Name, Slug  string
	State       *ReviewNote // of what was sent last
	Sent        bool        // just now
	ID          uuid.UUID   // of the review that waits
	Before      int         // the version in force
	Languages   []ReviewLanguage
	Decides     bool // the person may approve or send back
	Sends       bool // or send, or send again
	TakesBack   bool
	PublishHref string // for who needs no review
}

// ReviewLanguage is one of the drafts.
type ReviewLanguage struct {
	*i18n.Localizer
	Code, Name, Href string
	Title            string
	Hash             string
	Sent, Changed    bool // in the review, and since
	New              bool // no text in this language is in force
	Chosen           bool
	Before           int
	Changes          []compare.Change
}

var reviewPage = kernel.Declare[ReviewPage]("studio/review.html", "studio")

// ReviewForm shows what waits for review, or what could be sent.
func (s *Surface) ReviewForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showReview(d, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showReview(d *desk, status int, form kernel.Form) error {
	slug := d.Param("slug")
	is, err := s.Documents.ReviewOf(d.ctx, d.p, slug)
	if err != nil {
		return err
	}
	st, name := is.Standing, d.DocumentName(slug)
	page := ReviewPage{Chrome: d.chrome(d.Loc.T("review.title", "Document", name), "documents"), Form: form, Name: name, Slug: slug,
		State: s.reviewNote(d, slug, st), Sent: d.QueryParam("sent") == "1", Sends: d.sends() && len(is.Drafts) > 0}
	if page.State != nil {
		page.State.Href = "" // one is there
		if st.Stage == documents.Cleared && d.may(principal.PublishDocuments) {
			page.PublishHref = d.publishPath(slug)
		}
	} else if d.may(principal.PublishDocuments) && len(is.Drafts) > 0 {
		page.PublishHref = d.publishPath(slug)
	}
	if st.Stage == documents.Waiting {
		page.ID, page.Decides, page.TakesBack = st.ID, d.may(principal.PublishDocuments), d.may(principal.EditDocuments)
	}
	if _, typed := form.Values["note"]; !typed && st.Stage != documents.NoReview && st.Stage != documents.Cleared {
		form.Values["note"] = st.Note
	}
	if err := s.addDrafts(d, &page, is); err != nil {
		return err
	}
	// Who looks at what waits is asked to decide, not to send; and sending again
	// is for when there is something else to send.
	page.Sends = page.Sends && (st.Stage != documents.Waiting || len(st.Changed) > 0 || slices.ContainsFunc(page.Languages, func(l ReviewLanguage) bool { return !l.Sent }))
	return reviewPage.Render(d.Request, status, page)
}

// addDrafts compares each draft with what is in force. It shows also what
// could not be published yet: that is what a review may be about.
func (s *Surface) addDrafts(d *desk, page *ReviewPage, is documents.Reviewing) error {
	before := is.Document.InForce(d.Clock.Now())
	if before != nil {
		page.Before = before.Seq
	}
	sent := is.Standing.Languages()
	if is.Standing.Stage == documents.NoReview {
		sent = nil
	}
	for _, code := range d.languagesOf(before, is.Drafts) {
		draft, ok := is.Drafts[code]
		if !ok {
			continue
		}
		l := ReviewLanguage{Localizer: d.Loc, Code: code, Name: d.Loc.LanguageName(code), Href: d.textPath(page.Slug, code), Title: draft.Title, Hash: draft.Sum(),
			Sent: slices.Contains(sent, code), Changed: slices.Contains(is.Standing.Changed, code), Before: page.Before}
		l.Chosen = d.FormValue("do") != "send" || d.FormValue("send_"+code) != ""
		rendered, _, err := s.Documents.Draught(d.ctx, page.Slug, draft.Source, d.site.Record, code)
		if err != nil && len(errs.All(err)) == 0 {
			return err
		}
		l.New = before == nil || before.Text(code) == nil
		if !l.New {
			after := documents.Text{Title: draft.Title, HTML: rendered.HTML}
			after.Hash = after.Sum()
			if l.Changes, err = s.Documents.Difference(d.ctx, *before.Text(code), after); err != nil {
				return err
			}
		}
		page.Languages = append(page.Languages, l)
	}
	return nil
}

// SendForReview asks for a review.
func (s *Surface) SendForReview(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	in := documents.Request{Slug: r.Param("slug"), Note: r.FormValue("note"), Seen: map[string]string{}}
	in.After, _ = uuid.Parse(r.FormValue("after")) // none: the zero id
	for code, hash := range d.seen() {
		if r.FormValue("send_"+code) != "" {
			in.Seen[code] = hash
		}
	}
	_, err = s.Documents.SendForReview(d.ctx, d.p, in)
	form, status, err := r.Formed(err, "note")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showReview(d, status, form)
	}
	return r.SeeOther(d.reviewPath(in.Slug) + "?sent=1")
}

// seen are the drafts that the page showed, by language.
func (d *desk) seen() map[string]string {
	seen := map[string]string{}
	params, err := d.FormParams()
	if err != nil {
		return seen
	}
	for name, values := range params {
		if code, ok := strings.CutPrefix(name, "seen_"); ok {
			seen[code] = values[0]
		}
	}
	return seen
}

// DecideReview approves, sends back, or takes back.
func (s *Surface) DecideReview(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	slug := r.Param("slug")
	id, err := uuid.Parse(r.Param("id"))
	if err != nil {
		return notFound()
	}
	to := d.documentsPath()
	switch r.FormValue("do") {
	case "withdraw":
		to, err = d.reviewPath(slug), s.Documents.TakeBack(d.ctx, d.p, slug, id)
	case "approve":
		to = d.publishPath(slug)
		fallthrough
	default:
		err = s.Documents.Decide(d.ctx, d.p, documents.Verdict{Slug: slug, Review: id, Approve: r.FormValue("do") == "approve",
			Seen: d.seen(), Comment: r.FormValue("comment")})
	}
	form, status, err := r.Formed(err, "comment")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showReview(d, status, form)
	}
	return r.SeeOther(to)
}

// LetEditors says whether the site's editors may publish.
func (s *Surface) LetEditors(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := s.Sites.LetEditorsPublish(d.ctx, d.p, r.FormValue("publishing") == "editors"); err != nil {
		return err
	}
	return r.SeeOther(d.base() + "/settings/site?saved=1")
}
