package studio

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// PaperPage is what is chosen about a document beside its texts.
type PaperPage struct {
	kernel.Chrome
	kernel.Form
	New       bool
	Kind      documents.Kind
	Slug      string
	Names     []PaperName
	Address   string // what stands before the slug in the address, as it is read
	Formerly  []string
	Acts      []PaperAct
	Audience  []PaperPurpose // purposes whose customers are marked
	Everybody bool
	Listed    bool
	BuiltIn   bool
	Bindings  []PaperAct // whom it binds, where that can be chosen
	Retired   string     // since when; empty: it is in use
	Published bool
	MayRetire bool
	ReadOnly  bool
	Saved     bool
	Action    string
	Base      string
	Seen      string
	Theirs    []FieldPair // what somebody else saved meanwhile, where it differs
}

// PaperName is what the document is called in a language.
type PaperName struct{ Code, Language, Field, Value, Title string }

// PaperAct is a choice.
type PaperAct struct {
	Value, Name, What string
	Chosen            bool
}

// PaperPurpose is a purpose that only some customers' data are used for.
type PaperPurpose struct {
	Code, Name string
	Customers  int // who are marked for it
	Chosen     bool
}

var paperPage = kernel.Declare[PaperPage]("studio/papers_settings.html", "studio")

// PaperForm shows a document's settings.
func (s *Surface) PaperForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	doc := documents.BySlug(d.site.Documents, r.Param("slug"))
	if doc == nil {
		return notFound()
	}
	form := kernel.Form{Values: map[string]string{"slug": doc.Slug}}
	for l, name := range doc.Names {
		form.Values["name_"+l] = name
	}
	return s.showPaper(d, http.StatusOK, form, doc, doc.Fingerprint(), nil)
}

func (s *Surface) showPaper(d *desk, status int, form kernel.Form, doc *documents.Document, seen string, theirs *documents.Document) error {
	fresh := seen == ""
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	page := PaperPage{Form: form, New: fresh, Kind: doc.Kind, Slug: doc.Slug, Address: d.Config.Origin(d.site.Primary()) + "/cldoc/",
		Formerly: doc.Formerly, Everybody: doc.Audience == "", Listed: !doc.Unlisted, BuiltIn: doc.BuiltIn(), Published: len(doc.Versions) > 0,
		MayRetire: d.may(principal.PublishDocuments), ReadOnly: !d.may(principal.EditSettings), Saved: d.QueryParam("saved") == "1",
		Base: d.documentsPath() + "/" + doc.Slug, Seen: seen}
	title := d.Loc.T("papers.settings.title", "Document", d.DocumentName(doc.Slug))
	if page.Action = page.Base + "/settings"; fresh {
		page.Action, title = d.documentsPath()+"/new", d.Loc.T("papers.kind."+string(doc.Kind))
	}
	page.Chrome = d.chrome(title, "documents")
	if doc.Retired() {
		page.Retired = d.Loc.Date(doc.RetiredAt.In(d.zone()))
	}
	page.Names = d.paperNames(form, doc)
	for _, act := range doc.Acts() {
		page.Acts = append(page.Acts, PaperAct{Value: string(act), Name: d.Loc.T("papers.act." + string(act)),
			What: d.Loc.T("papers.act." + string(act) + ".what"), Chosen: act == doc.Act})
	}
	if fresh && d.site.Tenant.Kind == tenantdb.Platform {
		for _, binds := range []documents.Binds{documents.BindsPerson, documents.BindsOrganisation} {
			page.Bindings = append(page.Bindings, PaperAct{Value: string(binds), Name: d.Loc.T("papers.binds." + string(binds)),
				Chosen: binds == doc.Binds || doc.Binds == "" && binds == documents.BindsPerson})
		}
	}
	var err error
	if page.Audience, err = s.audience(d, doc); err != nil {
		return err
	}
	if theirs != nil {
		if page.Theirs, err = s.papersApart(d, form, doc, theirs); err != nil {
			return err
		}
	}
	return paperPage.Render(d.Request, status, page)
}

// paperNames are the document's names in the site's languages. A text has a
// title of its own, which is then what people read.
func (d *desk) paperNames(form kernel.Form, doc *documents.Document) (names []PaperName) {
	v := doc.InForce(d.Clock.Now())
	for _, l := range d.site.Profile.Languages.List() {
		name := PaperName{Code: l, Language: d.Loc.LanguageName(l), Field: "name_" + l, Value: form.Value("name_" + l)}
		if v != nil && v.Text(l) != nil {
			name.Title = v.Text(l).Title
		}
		names = append(names, name)
	}
	return names
}

func (d *desk) paperFields() []string {
	fields := []string{"slug"}
	for _, l := range d.site.Profile.Languages.List() {
		fields = append(fields, "name_"+l)
	}
	return fields
}

// paperSettings reads the form.
func (d *desk) paperSettings() (in documents.Settings, err error) {
	params, err := d.FormParams()
	if err != nil {
		return in, err
	}
	in = documents.Settings{Names: map[string]string{}, Slug: d.FormValue("slug"), Act: documents.Act(d.FormValue("act")),
		Unlisted: d.FormValue("listed") != "yes", Binds: documents.Binds(d.FormValue("binds")), Seen: d.FormValue("seen")}
	for _, l := range d.site.Profile.Languages.List() {
		in.Names[l] = d.FormValue("name_" + l)
	}
	if d.FormValue("whom") == "some" {
		in.Audience = params["audience"]
	}
	return in, nil
}

// SavePaper keeps a document's settings.
func (s *Surface) SavePaper(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	in, err := d.paperSettings()
	if err != nil {
		return err
	}
	doc, err := s.Documents.Configure(d.ctx, d.p, r.Param("slug"), in)
	theirs, conflict := documents.AsSettingsConflict(err)
	form, status, err := r.Formed(err, d.paperFields()...)
	if err != nil {
		return err
	}
	if conflict || len(form.Errors) > 0 {
		shown := documents.BySlug(d.site.Documents, r.Param("slug"))
		if shown == nil {
			return notFound()
		}
		typed := *shown
		typed.Act, typed.Unlisted, typed.Audience = in.Act, in.Unlisted, strings.Join(in.Audience, ",")
		seen := shown.Fingerprint()
		if in.Seen != "" {
			seen = in.Seen
		}
		if conflict {
			typed.Slug, seen = theirs.Slug, theirs.Fingerprint()
		}
		return s.showPaper(d, status, form, &typed, seen, theirs)
	}
	return r.SeeOther(d.documentsPath() + "/" + doc.Slug + "/settings?saved=1")
}

// papersApart are the settings in which what was typed differs from what
// somebody else has saved.
func (s *Surface) papersApart(d *desk, form kernel.Form, mine, theirs *documents.Document) (pairs []FieldPair, err error) {
	differs := func(label, typed, now string) {
		if typed != now {
			pairs = append(pairs, FieldPair{Label: label, Now: slices.DeleteFunc([]string{now}, func(s string) bool { return s == "" })})
		}
	}
	t := d.Loc.T
	set, err := s.Facts.Current(d.ctx)
	if err != nil {
		return nil, err
	}
	whom := func(doc *documents.Document) string {
		if doc.Audience == "" {
			return t("papers.audience.all")
		}
		return d.purposeNames(set, doc.Purposes())
	}
	listed := func(doc *documents.Document) string {
		return t(map[bool]string{true: "papers.theirs.no", false: "papers.theirs.yes"}[doc.Unlisted])
	}
	differs(t("papers.act"), t("papers.act."+string(mine.Act)), t("papers.act."+string(theirs.Act)))
	if theirs.BuiltIn() {
		return pairs, nil
	}
	for _, l := range d.site.Profile.Languages.List() {
		differs(t("papers.name")+", "+d.Loc.LanguageName(l), form.Value("name_"+l), theirs.Names[l])
	}
	differs(t("papers.audience"), whom(mine), whom(theirs))
	differs(t("papers.slug"), form.Value("slug"), theirs.Slug)
	differs(t("papers.listed"), listed(mine), listed(theirs))
	return pairs, nil
}

// audience are the purposes that can be chosen: those whose customers are
// marked, since the others touch everybody. One that was chosen before stays.
func (s *Surface) audience(d *desk, doc *documents.Document) (all []PaperPurpose, err error) {
	set, err := s.Facts.Current(d.ctx)
	if err != nil {
		return nil, err
	}
	counts, err := s.Acceptance.Marked(d.ctx, d.p)
	if err != nil {
		return nil, err
	}
	chosen := doc.Purposes()
	for _, p := range set.Purposes {
		is := slices.Contains(chosen, p.Code)
		if p.Reach == facts.Marked || is {
			all = append(all, PaperPurpose{Code: p.Code, Name: d.purposeName(set, p.Code), Customers: counts[p.Code], Chosen: is})
		}
	}
	for _, code := range chosen {
		if !slices.ContainsFunc(all, func(p PaperPurpose) bool { return p.Code == code }) {
			all = append(all, PaperPurpose{Code: code, Name: code, Customers: counts[code], Chosen: true})
		}
	}
	return all, nil
}
