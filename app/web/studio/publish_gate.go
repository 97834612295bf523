package studio

import (
	"slices"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// PublishGate shows the gate as a customer would meet it if the draft were
// published: the real page, in the site's own look, in which nothing can be
// done.
func (s *Surface) PublishGate(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	language := r.QueryParam("lang")
	if language == "" {
		language = d.site.Profile.Languages.Source()
	}
	wish := documents.Publication{Slug: r.Param("slug"), Weight: documents.NewVersion, Languages: []string{language},
		Summaries: map[string]string{language: r.QueryParam("summary")}}
	if at, err := time.ParseInLocation("2006-01-02T15:04", r.QueryParam("at"), d.zone()); err == nil && at.After(d.Clock.Now()) {
		wish.EnforcedAt = at
	}
	preview, err := s.Documents.Prepare(d.ctx, d.p, wish)
	if err != nil {
		return err
	}
	in := language
	if languages := d.site.Profile.Languages.List(); !slices.Contains(languages, in) {
		in = languages[0]
	}
	r.Framed()
	return s.ShowGate(r.As(d.site, in, &kernel.Preview{Picture: d.picturePath, Stylesheet: d.lookPath() + "/preview/theme.css"}), preview)
}
