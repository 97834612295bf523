package studio

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// LookPage is where a site is made its owner's own, beside its real pages as
// they would be.
type LookPage struct {
	kernel.Chrome
	kernel.Form
	Saved    bool
	Tried    bool // what is shown is not saved
	ReadOnly bool
	groups   map[string]LookGroup
	Pictures []LookPicture
	Footers  []LookFooter
	Frame    string // what the preview begins with
	Base     string // where its pages are
	Page     string
	Pages    []string
}

// LookGroup is a choice of one among several, with the words for it.
type LookGroup struct {
	Field, Legend, Hint string
	Choices             []LookChoice
	Own, OwnName        string // a colour of one's own; empty: there is none to choose
	IsOwn               bool
	Mistake             string
	Offer, Take         string // the nearest colour that can be saved, and the button that takes it
	ReadOnly            bool
}

// LookChoice is one of them.
type LookChoice struct {
	Value, Name string
	Day, Night  string // colours to show
	Checked     bool
}

// LookPicture is a picture that may be sent.
type LookPicture struct {
	Kind, Hash, Href string
	Width, Height    int
}

// LookFooter is the footer in one language.
type LookFooter struct {
	Language, Text, TextField string
	Links                     []LookFooterLink
	Open                      bool
}

// LookFooterLink is a row of it.
type LookFooterLink struct{ Label, LabelField, Href, HrefField string }

// Group is one of the page's choices.
func (p LookPage) Group(field string) LookGroup { return p.groups[field] }

var lookPage = kernel.Declare[LookPage]("studio/look.html", "studio")

func (d *desk) lookPath() string { return d.base() + "/settings/appearance/look" }

// LookForm shows how the site looks.
func (s *Surface) LookForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	look, err := s.Appearance.Open(d.ctx, d.p)
	if err != nil {
		return err
	}
	return s.showLook(d, http.StatusOK, kernel.Form{}, look, false)
}

func (s *Surface) showLook(d *desk, status int, form kernel.Form, look appearance.Look, tried bool) error {
	page := LookPage{Chrome: d.chrome(d.Loc.T("look.title"), "settings"), Form: form, Saved: d.QueryParam("saved") == "1", Tried: tried,
		ReadOnly: !d.may(principal.EditSettings), groups: d.lookGroups(look.Theme), Base: d.lookPath() + "/preview/",
		Pages: d.previewPages(), Page: "document"}
	page.Path = d.lookPath()
	for _, kind := range appearance.Kinds {
		p := LookPicture{Kind: string(kind)}
		if image, ok := look.Picture(kind); ok {
			p.Hash, p.Width, p.Height, p.Href = image.Hash, image.Width, image.Height, d.picturePath(image.Hash)
		}
		page.Pictures = append(page.Pictures, p)
	}
	for _, language := range d.site.Profile.Languages.List() {
		page.Footers = append(page.Footers, lookFooter(language, look.Footer[language], form))
	}
	d.sayWrong(page.groups, form, look.Theme)
	if doc := documents.BySlug(d.site.Documents, documents.PrivacySlug); doc == nil || doc.InForce(d.Clock.Now()) == nil {
		page.Page = "home"
	}
	page.Frame = page.Base + page.Page
	if tried || len(form.Errors) > 0 {
		page.Frame += "?" + lookQuery(look.Theme).Encode()
	}
	d.Frames()
	return lookPage.Render(d.Request, status, page)
}

// sayWrong puts beside each choice what is wrong with it, and what would do.
func (d *desk) sayWrong(groups map[string]LookGroup, form kernel.Form, t appearance.Theme) {
	offers := map[string]string{}
	if len(form.Errors) > 0 && d.valid(t) {
		for _, f := range t.Style.Check() {
			offers[f.Field] = f.Nearest
		}
	}
	for field, g := range groups {
		g.Mistake, g.ReadOnly = form.Error(field), !d.may(principal.EditSettings)
		if g.Offer = offers[field]; g.Offer != "" {
			g.Take = d.Loc.T("look.take", "Colour", g.Offer)
		}
		groups[field] = g
	}
}

// valid reports whether a theme is one, so that its colours can be judged.
func (d *desk) valid(t appearance.Theme) bool {
	return len(t.Clean(d.site.Profile.Languages.List())) == 0
}

func (d *desk) picturePath(hash string) string { return d.lookPath() + "/pictures/" + hash }

// lookGroups are all choices of one among several, as a theme has them.
func (d *desk) lookGroups(t appearance.Theme) map[string]LookGroup {
	groups := map[string]LookGroup{}
	add := func(field, value string, values []string) {
		g := d.lookGroup(field)
		for _, v := range values {
			g.Choices = append(g.Choices, LookChoice{Value: v, Name: d.Loc.T("look." + field + "." + v), Checked: v == value})
		}
		groups[field] = g
	}
	add("button", string(t.Style.Button), words(appearance.Buttons))
	add("type", string(t.Style.Type), words(appearance.Types))
	add("size", string(t.Style.Size), words(appearance.Sizes))
	add("corner", string(t.Style.Corner), words(appearance.Corners))
	add("scheme", string(t.Style.Scheme), words(appearance.Schemes))
	add("header", string(t.Header), words(appearance.Headers))
	shades := func(field, value string, all []appearance.Shade) {
		g := d.lookGroup(field)
		g.Own, g.OwnName, g.IsOwn = value, d.Loc.T("look.own"), true
		for _, s := range all {
			c := LookChoice{Value: s.Day, Name: d.Loc.T("look." + field + "." + s.Code), Day: s.Day, Night: s.Night, Checked: s.Day == value}
			g.IsOwn = g.IsOwn && !c.Checked
			g.Choices = append(g.Choices, c)
		}
		groups[field] = g
	}
	shades("paper", t.Style.Paper, appearance.Papers)
	shades("ink", t.Style.Ink, appearance.Inks)
	accent := d.lookGroup("accent")
	accent.Own = t.Style.Accent
	groups["accent"] = accent
	return groups
}

func (d *desk) lookGroup(field string) LookGroup {
	return LookGroup{Field: field, Legend: d.Loc.T("look." + field), Hint: d.Loc.T("look." + field + ".hint")}
}

func words[S ~string](values []S) (all []string) {
	for _, v := range values {
		all = append(all, string(v))
	}
	return all
}

func lookFooter(language string, f appearance.Footer, form kernel.Form) LookFooter {
	out := LookFooter{Language: language, Text: f.Text, TextField: appearance.FooterField(language, "text", 0), Open: !f.Empty()}
	for i := range appearance.MaxFooterLinks {
		l := LookFooterLink{LabelField: appearance.FooterField(language, "label", i), HrefField: appearance.FooterField(language, "href", i)}
		if i < len(f.Links) {
			l.Label, l.Href = f.Links[i].Label, f.Links[i].Href
		}
		out.Open = out.Open || form.Error(l.LabelField) != "" || form.Error(l.HrefField) != ""
		out.Links = append(out.Links, l)
	}
	return out
}

// typedTheme reads a theme out of a form, or out of the address of a preview,
// which has the same fields.
func typedTheme(v func(string) string, languages []string) appearance.Theme {
	own := func(field string) string {
		if v(field) == "own" {
			return v(field + "_own")
		}
		return v(field)
	}
	t := appearance.Theme{Style: appearance.Style{Accent: v("accent"), Paper: own("paper"), Ink: own("ink"), Button: appearance.Button(v("button")),
		Type: appearance.Type(v("type")), Size: appearance.Size(v("size")), Corner: appearance.Corner(v("corner")), Scheme: appearance.Scheme(v("scheme"))},
		Header: appearance.Header(v("header")), Footer: map[string]appearance.Footer{}}
	for _, kind := range appearance.Kinds {
		if v(string(kind)+"_none") != "yes" {
			*t.Picture(kind) = v(string(kind) + "_is")
		}
	}
	for _, language := range languages {
		f := appearance.Footer{Text: v(appearance.FooterField(language, "text", 0))}
		for i := range appearance.MaxFooterLinks {
			f.Links = append(f.Links, appearance.FooterLink{Label: v(appearance.FooterField(language, "label", i)), Href: v(appearance.FooterField(language, "href", i))})
		}
		t.Footer[language] = f
	}
	return t
}

// lookQuery is the other way about.
func lookQuery(t appearance.Theme) url.Values {
	q := url.Values{"accent": {t.Style.Accent}, "paper": {t.Style.Paper}, "ink": {t.Style.Ink}, "button": {string(t.Style.Button)}, "type": {string(t.Style.Type)},
		"size": {string(t.Style.Size)}, "corner": {string(t.Style.Corner)}, "scheme": {string(t.Style.Scheme)}, "header": {string(t.Header)}}
	for _, kind := range appearance.Kinds {
		q.Set(string(kind)+"_is", *t.Picture(kind))
	}
	for language, f := range t.Footer {
		q.Set(appearance.FooterField(language, "text", 0), f.Text)
		for i, l := range f.Links {
			if l.Label+l.Href != "" {
				q.Set(appearance.FooterField(language, "label", i), l.Label)
				q.Set(appearance.FooterField(language, "href", i), l.Href)
			}
		}
	}
	return q
}

// SaveLook saves how the site looks, or shows it as it would be.
func (s *Surface) SaveLook(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.EditSettings); err != nil {
		return err
	}
	theme := typedTheme(r.FormValue, d.site.Profile.Languages.List())
	if field, hex, ok := strings.Cut(strings.TrimPrefix(r.FormValue("do"), "take:"), ":"); ok {
		for name, colour := range map[string]*string{"accent": &theme.Style.Accent, "paper": &theme.Style.Paper, "ink": &theme.Style.Ink} {
			if name == field {
				*colour = hex
			}
		}
	}
	err = s.takePictures(d, &theme)
	tried := r.FormValue("do") == "try"
	if err == nil && !tried {
		err = s.Appearance.Set(d.ctx, d.p, theme)
	}
	form, status, err := r.Formed(d.localised(err))
	if err != nil {
		return err
	}
	if len(form.Errors) == 0 && !tried {
		return r.SeeOther(d.lookPath() + "?saved=1")
	}
	look, err := s.Appearance.Try(d.ctx, d.p, theme)
	if err != nil {
		return err
	}
	return s.showLook(d, status, form, look, tried)
}

// takePictures takes in the files that came with the form. Those that are good
// stay, whatever else is wrong.
func (s *Surface) takePictures(d *desk, t *appearance.Theme) error {
	var wrong errs.List
	for _, kind := range appearance.Kinds {
		up, ok := d.Files[string(kind)]
		if !ok {
			continue
		}
		image, err := s.Appearance.AddImage(d.ctx, d.p, kind, up)
		all := errs.All(err)
		if err != nil && (len(all) == 0 || all[0].Kind != errs.Invalid) {
			return err
		}
		wrong = append(wrong, all...)
		if err == nil {
			if kind == appearance.Logo && t.Logo == "" && t.Header == appearance.NameOnly {
				t.Header = appearance.Both // who sends a logo wants to see it
			}
			*t.Picture(kind) = image.Hash
		}
	}
	return wrong.OrNil()
}

// localised writes the numbers in a mistake as the reader's language does.
func (d *desk) localised(err error) error {
	for _, e := range errs.All(err) {
		for name, value := range e.Params {
			if f, ok := value.(float64); ok {
				e.Params[name] = d.Loc.Decimal(f)
			}
		}
	}
	return err
}
