package studio

import (
	"net/http"
	"slices"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// previewPages are the pages that a look can be tried on.
var previewPages = []string{"document", "gate", "register", "home", "login"}

// previewPages are those that this site has: owners do not register, they are
// invited.
func (d *desk) previewPages() []string {
	return slices.DeleteFunc(slices.Clone(previewPages), func(page string) bool {
		return page == "register" && d.site.Tenant.Kind == tenantdb.Platform
	})
}

// LookPicture answers with a picture that is being tried out.
func (s *Surface) LookPicture(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadDocuments); err != nil {
		return err
	}
	return r.ShowPicture(d.site.Tenant.ID, r.Param("hash"))
}

// LookPreview shows a page of the site with the look that the address says, or
// with the one that it has; the stylesheet of that look; or what is wrong with
// it.
func (s *Surface) LookPreview(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	look, err := s.Appearance.Open(d.ctx, d.p)
	if err != nil {
		return err
	}
	languages := d.site.Profile.Languages.List()
	typed := typedTheme(r.QueryParam, languages)
	var wrong errs.List
	if r.QueryParam("accent") != "" {
		if wrong = typed.Clean(languages); len(wrong) == 0 {
			if look, err = s.Appearance.Try(d.ctx, d.p, typed); err != nil {
				return err
			}
		}
	}
	switch as := appearance.Scheme(r.QueryParam("as")); as {
	case appearance.Light, appearance.Dark:
		look.Style.Scheme = as
	}
	page := r.Param("page")
	switch {
	case page == "theme.css":
		return r.CSS(kernel.Stylesheet(look.Style))
	case page == "check":
		return r.JSON(http.StatusOK, d.lookCheck(typed.Style, len(wrong) == 0))
	case !slices.Contains(d.previewPages(), page):
		return notFound()
	}
	site := *d.site
	site.Look = look
	r.Framed()
	language := r.QueryParam("in")
	if !slices.Contains(languages, language) {
		language = languages[0]
	}
	return s.ShowPage(r.As(&site, language, &kernel.Preview{Picture: d.picturePath,
		Stylesheet: d.lookPath() + "/preview/theme.css?" + r.QueryParams().Encode()}), page)
}

// lookVerdict is what a script tells beside a colour.
type lookVerdict struct {
	Message string `json:"message"`
	Nearest string `json:"nearest"`
	Take    string `json:"take"` // what the button says that takes it
}

func (d *desk) lookCheck(s appearance.Style, valid bool) map[string]lookVerdict {
	verdicts := map[string]lookVerdict{}
	if valid {
		for _, f := range s.Check() {
			verdicts[f.Field] = lookVerdict{d.failing(f), f.Nearest, d.Loc.T("look.take", "Colour", f.Nearest)}
		}
	}
	return verdicts
}

func (d *desk) failing(f appearance.Failing) string {
	e := f.Err()
	_ = d.localised(e)
	return d.Loc.Message(e.Key, e.Params)
}
