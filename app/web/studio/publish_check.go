package studio

import (
	"slices"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// PublicCheck is how a version fared when the program looked at it as the
// public does.
type PublicCheck struct {
	Done  string // when all its texts had been seen; empty: not yet
	Says  string // what it means that they have not
	Seen  []SeenText
	Again string // where to ask for another look; empty: the reader may not

	AgainWord string
}

// SeenText is one language of it.
type SeenText struct{ Language, Says, Href string }

// publicCheck tells about a version; nil: from before anybody looked.
func (d *desk) publicCheck(doc *documents.Document, v *documents.Version) *PublicCheck {
	if !v.MustCheck {
		return nil
	}
	if v.VerifiedAt != nil {
		return &PublicCheck{Done: d.Loc.DateTime(*v.VerifiedAt, d.zone())}
	}
	if !slices.Contains(doc.Unverified(d.Clock.Now()), v) {
		return nil // withdrawn, or another has taken its place
	}
	c := &PublicCheck{Says: d.Loc.T("studio.public.waits"), AgainWord: d.Loc.T("studio.public.again")}
	if d.may(principal.PublishDocuments) {
		c.Again = d.documentsPath() + "/" + doc.Slug + "/versions/" + itoa(v.Seq) + "/check"
	}
	for _, l := range v.Languages() {
		key := "studio.public.not_yet"
		if i := slices.IndexFunc(v.Checks, func(k documents.Check) bool { return k.Language == l }); i >= 0 {
			key = "studio.public." + string(v.Checks[i].Outcome)
		}
		c.Seen = append(c.Seen, SeenText{Language: d.Loc.LanguageName(l), Says: d.Loc.T(key),
			Href: d.Config.Origin(d.site.Primary()) + documents.VersionPath(doc.Slug, v.Seq) + "?lang=" + l})
	}
	return c
}

// held warns of versions that ask nothing because the public is not seen to be
// shown them.
func (d *desk) held() (warnings []Warning) {
	for i := range d.site.Documents {
		doc := &d.site.Documents[i]
		for _, v := range doc.Unverified(d.Clock.Now()) {
			worst := "not_yet"
			for _, c := range v.Checks {
				if c.Outcome == documents.Mismatch || c.Outcome == documents.Unreachable && worst == "not_yet" {
					worst = string(c.Outcome)
				}
			}
			warnings = append(warnings, Warning{Message: d.Loc.T("studio.public.held."+worst, "Document", d.DocumentName(doc.Slug), "Version", v.Seq),
				Href: d.documentsPath() + "/" + doc.Slug + "/versions", Mend: d.Loc.T("studio.public.held.mend")})
		}
	}
	return warnings
}

// CheckVersion looks at a version at its public addresses again.
func (s *Surface) CheckVersion(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if _, err := s.Documents.Check(d.ctx, d.p, r.Param("slug"), atoi(r.Param("seq"))); err != nil {
		return err
	}
	return r.SeeOther(d.documentsPath() + "/" + r.Param("slug") + "/versions")
}
