package studio

import (
	"slices"

	"github.com/pactdesk/pactdesk/app/documents"
)

// LanguageState is one language of a document and how far it has come.
type LanguageState struct {
	Code, Name, Href string
	State            string // missing, draft, published
	Seq              int    // the version in force that has it
	OlderThan        string // the source language, in the reader's words, where that text is newer
	Words            string // all of that, said
	Check            string // what the check found, in numbers; empty: nothing, or not asked
	Wrong            bool   // something has to be mended
	Current          bool   // the one that is open
	CompareHref      string // where it is mended, beside the source; empty: nothing is to be
	Compare          string // what that link says
}

// languageStates lists the site's languages, and any other that was published
// or is being written, with what each has. A text that somebody has said to say
// the same as the source language's is older when that has changed since; of
// others it is known by version alone.
func (s *Surface) languageStates(d *desk, doc *documents.Document, drafts map[string]documents.Draft, current string) (states []LanguageState, err error) {
	v, source := doc.InForce(d.Clock.Now()), d.sourceLanguage()
	following, err := s.Documents.Following(d.ctx, d.p, doc.Slug, source)
	if err != nil {
		return nil, err
	}
	for _, code := range d.languagesOf(v, drafts) {
		state := LanguageState{Code: code, Name: d.Loc.LanguageName(code), Href: d.textPath(doc.Slug, code), State: "missing", Current: code == current}
		if v != nil && v.Text(code) != nil {
			state.State, state.Seq = "published", v.Seq
		}
		if _, ok := drafts[code]; ok {
			state.State = "draft"
		}
		follows, said := following[code]
		switch {
		case code == source:
		case said && follows.Older, !said && state.Seq > 0 && changedIn(doc, v, source) > changedIn(doc, v, code):
			state.OlderThan = d.Loc.LanguageHere(source)
			state.CompareHref, state.Compare = d.translatePath(doc.Slug, code), d.Loc.T("translate.mend")
		}
		state.Words = d.stateWords(state, said, follows)
		states = append(states, state)
	}
	return states, nil
}

func (d *desk) stateWords(l LanguageState, said bool, follows documents.Following) string {
	t := d.Loc.T
	switch draft := l.State == "draft"; {
	case l.OlderThan != "" && said && draft && follows.Draft:
		return t("translate.state.draft_older_draft", "Language", l.OlderThan)
	case l.OlderThan != "" && said && draft:
		return t("translate.state.draft_older", "Language", l.OlderThan)
	case l.OlderThan != "" && said && follows.Draft:
		return t("translate.state.older_draft", "Version", l.Seq, "Language", l.OlderThan)
	case draft && l.OlderThan != "":
		return t("studio.state.draft_older", "Version", l.Seq, "Language", l.OlderThan)
	case l.OlderThan != "":
		return t("studio.state.older", "Version", l.Seq, "Language", l.OlderThan)
	case draft && l.Seq > 0:
		return t("studio.state.draft_over", "Version", l.Seq)
	case draft:
		return t("studio.state.draft")
	case l.State == "published":
		return t("studio.state.published", "Version", l.Seq)
	}
	return t("studio.state.missing")
}

func (d *desk) languagesOf(v *documents.Version, drafts map[string]documents.Draft) []string {
	codes := append([]string{}, d.site.Profile.Languages.List()...)
	has := func(code string) bool {
		return slices.Contains(codes, code)
	}
	if v != nil {
		for _, code := range v.Languages() {
			if !has(code) {
				codes = append(codes, code)
			}
		}
	}
	for code := range drafts {
		if !has(code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// changedIn is the version in which a language's present text first stood.
func changedIn(doc *documents.Document, v *documents.Version, language string) int {
	text := v.Text(language)
	if text == nil {
		return 0
	}
	first := v.Seq
	for i := len(doc.Versions) - 1; i >= 0; i-- {
		other := &doc.Versions[i]
		if other.Seq > v.Seq {
			continue
		}
		if t := other.Text(language); t == nil || t.Hash != text.Hash {
			break
		}
		first = other.Seq
	}
	return first
}
