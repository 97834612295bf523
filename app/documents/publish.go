package documents

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Publication is a wish to publish.
type Publication struct {
	Slug       string
	Weight     Weight
	EnforcedAt time.Time // zero: now
	// Languages are those to publish from their drafts (or, without one, from
	// the published source, filled in from the record as it is now). The
	// other languages of the version before are carried over to the letter;
	// but a `new` version has only the languages that are named here.
	Languages []string
	Summaries map[string]string // what changed, by language
	// Seen are the hashes of the texts that the publisher looked at, by
	// language: a text that has changed since is not published unseen. A
	// language that is not in it is published as it is.
	Seen map[string]string
	// Next is the number that the publisher was told it would have; 0: any.
	Next     int
	Overtake bool // publish although a scheduled version then never takes effect
	// Purposes are those whose customers alone a `new` version asks; it merely
	// tells the others. Empty: everybody whom the document is for.
	Purposes []string
	// Meaning says that the languages named are a correction that changes what
	// their texts mean: a `new` version that asks those alone who were shown
	// them, and carries the other languages over as a correction does.
	Meaning bool
	// Confirmed are the codes of the changes of substance that the publisher
	// of a correction was shown, and said to be none for the customer.
	Confirmed []string
	Leaving   // what is wrong with the texts
	// Texts replaces the drafts, for who brings finished texts (the shell).
	Texts map[string]Source

	remarks map[string][]Remark // what the check says: see judge
	again   *Version            // publishes it once more: of its facts, asking whom it asked
}

// Source is a text as its author writes it.
type Source struct {
	Title, Source  string
	TranslatedFrom string // as a draft's
}

const (
	maxSummary  = 2000
	maxSchedule = 366 * 24 * time.Hour
)

// Preview is what a publication would make, before it is made.
type Preview struct {
	Document Document
	Version  Version
	Before   *Version            // what it replaces; nil: nothing was in force
	Overtook []int               // scheduled versions that would never take effect
	Changes  []Change            // of substance, whatever the texts say
	Remarks  map[string][]Remark // what the check says, by language
}

// Publish freezes a publication as the document's next version.
func (s *Service) Publish(ctx context.Context, p principal.Principal, in Publication) (v Version, err error) {
	site, err := s.may(ctx, p, principal.PublishDocuments)
	if err != nil {
		return v, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		// First: it locks the tenant's row, so that publishing and accepting
		// stand in one order, and so do two publications. The time is taken
		// after it, or the order of times could be another.
		if err := sites.Bump(ctx, s.clock.Now()); err != nil {
			return err
		}
		if _, err := s.may(ctx, p, principal.PublishDocuments); err != nil { // what the site lets editors do may have changed
			return err
		}
		if err := in.canonical(); err != nil {
			return err
		}
		doc, err := bySlug(ctx, in.Slug)
		if err != nil {
			return err
		}
		if made := in.made(&doc); made != nil { // a button is soon pressed twice
			v = *made
			return nil
		}
		preview, err := s.prepare(ctx, site, in, s.clock.Now())
		if err != nil {
			return err
		}
		if in.Next != 0 && in.Next != preview.Version.Seq {
			return errs.New(errs.Conflict, "document.error.changed", nil)
		}
		if len(preview.Overtook) > 0 && !in.Overtake {
			return errs.InvalidField("overtake", "document.error.overtakes", errs.Params{"Version": preview.Overtook[0]})
		}
		if err := in.shown(preview); err != nil {
			return err
		}
		v = preview.Version
		if err := in.confirm(&v, preview.Changes); err != nil {
			return err
		}
		if err := insert(ctx, &v); err != nil {
			return err
		}
		for i := range v.Texts {
			if err := insert(ctx, &v.Texts[i]); err != nil {
				return err
			}
		}
		approver, err := settleReview(ctx, p, v.PublishedAt, v.DocumentID, in)
		if err != nil {
			return err
		}
		if in.Texts == nil { // otherwise what somebody is writing is not what was published
			for _, l := range in.Languages {
				if err := deleteDraft(ctx, v.DocumentID, l); err != nil {
					return err
				}
			}
		}
		if s.Published != nil {
			db.AfterCommit(ctx, func() { s.Published(site) })
		}
		now := v.PublishedAt
		doc.Versions = append(doc.Versions, v)
		if err := s.saveStatus(ctx, &doc, now); err != nil {
			return err
		}
		details := ledger.Details{"Document": in.Slug, "Version": v.Seq, "Weight": v.Weight, "Languages": strings.Join(v.Languages(), ", "),
			"EnforcedAt": v.EnforcedAt}
		if approver != nil {
			details["ApprovedBy"] = *approver
		}
		return ledger.Record(ctx, p, now, ledger.VersionPublished, details)
	})
	return v, err
}

// Prepare does all that Publish does, but for publishing: it shows what would
// be published, or everything that stands in the way.
func (s *Service) Prepare(ctx context.Context, p principal.Principal, in Publication) (preview Preview, err error) {
	site, err := s.may(ctx, p, principal.ReadDocuments)
	if err != nil {
		return preview, err
	}
	if err := in.canonical(); err != nil {
		return preview, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		preview, err = s.prepare(ctx, site, in, s.clock.Now())
		return err
	})
	return preview, err
}

func (s *Service) prepare(ctx context.Context, site tenants.ID, in Publication, now time.Time) (Preview, error) {
	doc, err := bySlug(ctx, in.Slug)
	if err != nil {
		return Preview{}, err
	}
	if doc.Retired() {
		return Preview{}, errs.New(errs.Invalid, "papers.error.retired", nil)
	}
	record, err := s.sites.LoadUnscoped(ctx, site)
	if err != nil {
		return Preview{}, err
	}
	now = doc.after(now)
	enforced := now
	if !in.EnforcedAt.IsZero() {
		enforced = in.EnforcedAt.UTC().Truncate(time.Microsecond)
	}
	before := doc.InForce(enforced)
	if wrong := append(in.validate(before, enforced, now), in.checkConcerns(&doc)...); len(wrong) > 0 {
		return Preview{}, wrong
	}
	if !record.Party.Complete() {
		return Preview{}, errs.New(errs.Invalid, "document.error.party_incomplete", nil)
	}
	if err := record.Arrangement.Missing(); err != nil {
		return Preview{}, err
	}
	v := Version{ID: uuid.Must(uuid.NewV7()), DocumentID: doc.ID, Seq: 1, Weight: in.Weight, Act: doc.Act,
		PartyID: record.Party.ID, Processor: record.Processor(), Roles: record.Roles, MustCheck: !s.Unseen, PublishedAt: now, EnforcedAt: enforced}
	if last := doc.Latest(); last != nil {
		v.Seq = last.Seq + 1
	}
	if v.Facts, err = s.factsFor(ctx, in.again); err != nil {
		return Preview{}, err
	}
	if before != nil {
		if before.Facts, err = factsOf(ctx, before.ID); err != nil {
			return Preview{}, err
		}
	}
	in.remarks = map[string][]Remark{}
	if v.Texts, err = s.freeze(ctx, &doc, before, &v, in, record); err != nil {
		return Preview{}, err
	}
	if err := in.concern(&doc, before, &v, enforced); err != nil {
		return Preview{}, err
	}
	v.SourceLanguage = record.Profile.Languages.Source()
	if v.Text(v.SourceLanguage) == nil {
		v.SourceLanguage = v.Texts[0].Language
	}
	preview := Preview{Document: doc, Version: v, Before: before, Remarks: in.remarks}
	if before != nil {
		was, err := s.Responsible(ctx, before)
		if err != nil {
			return Preview{}, err
		}
		preview.Changes = changes(before, &v, was)
	}
	for _, u := range doc.Upcoming(now) {
		if u.EnforcedAt.After(enforced) {
			preview.Overtook = append(preview.Overtook, u.Seq)
		}
	}
	return preview, nil
}

// canonical writes every language in one way, each once.
func (in *Publication) canonical() error {
	var languages []string
	for _, l := range in.Languages {
		code, ok := i18n.Valid(l)
		if !ok {
			return errs.InvalidField("languages", "document.error.no_language", nil)
		}
		if !slices.Contains(languages, code) {
			languages = append(languages, code)
		}
	}
	in.Languages = languages
	slices.Sort(in.Purposes)
	in.Purposes = slices.Compact(in.Purposes)
	in.Summaries, in.Seen, in.Texts, in.Warned = byCode(in.Summaries), byCode(in.Seen), byCode(in.Texts), byCode(in.Warned)
	for _, l := range languages {
		if _, ok := in.Texts[l]; in.Texts != nil && !ok {
			return errs.InvalidField("languages", "document.error.no_language", nil)
		}
	}
	return nil
}

func (in *Publication) validate(before *Version, enforced, now time.Time) (wrong errs.List) {
	switch {
	case !slices.Contains([]Weight{Correction, Announcement, NewVersion}, in.Weight):
		wrong = append(wrong, errs.InvalidField("weight", "document.error.weight", nil))
	case before == nil && in.Weight != NewVersion:
		wrong = append(wrong, errs.InvalidField("weight", "document.error.first_is_new", nil))
	}
	if enforced.Before(now) {
		wrong = append(wrong, errs.InvalidField("enforced_at", "document.error.past", nil))
	} else if enforced.After(now.Add(maxSchedule)) {
		wrong = append(wrong, errs.InvalidField("enforced_at", "document.error.far", nil))
	}
	if len(in.Languages) == 0 {
		wrong = append(wrong, errs.InvalidField("languages", "document.error.no_language", nil))
	}
	for l, summary := range in.Summaries {
		if utf8.RuneCountInString(summary) > maxSummary || !utf8.ValidString(summary) || strings.ContainsRune(summary, 0) {
			wrong = append(wrong, errs.InvalidField("summary_"+l, "document.error.summary", errs.Params{"Max": maxSummary}))
		}
	}
	return wrong
}

// freeze renders the named languages and carries the others over.
func (s *Service) freeze(ctx context.Context, doc *Document, before, v *Version, in Publication, record sites.Record) ([]Text, error) {
	carried := map[string]Text{}
	if before != nil {
		texts, err := textsOf(ctx, before.ID)
		if err != nil {
			return nil, err
		}
		for _, t := range texts {
			t.Summary = "" // it told of the change before
			carried[t.Language] = t
		}
	}
	sources, err := s.sources(ctx, doc, in)
	if err != nil {
		return nil, err
	}
	out, around := map[string]Text{}, s.around(record)
	if in.Weight != NewVersion || in.Meaning {
		out = maps.Clone(carried)
	}
	var wrong errs.List
	for _, language := range in.Languages {
		src, ok := sources[language]
		if old, published := carried[language]; !ok && published {
			src = Source{Title: old.Title, Source: old.Source, TranslatedFrom: old.TranslatedFrom}
		}
		fillings, err := s.fillingsWith(ctx, record, v.Facts, language)
		if err != nil {
			return nil, err
		}
		around.filled[language] = fillings
		text, problems := render(doc, language, src, fillings)
		wrong = append(wrong, problems...)
		if seen, ok := in.Seen[language]; ok && seen != text.Hash && len(problems) == 0 {
			return nil, errs.New(errs.Conflict, "document.error.changed", nil)
		}
		text.Summary = strings.TrimSpace(in.Summaries[language])
		if language != record.Profile.Languages.Source() { // which follows nothing
			text.TranslatedFrom = src.TranslatedFrom
		}
		out[language] = text
	}
	faults, err := s.judge(ctx, doc, around, in, out)
	if err != nil {
		return nil, err
	}
	if wrong = append(wrong, faults...); len(wrong) > 0 {
		return nil, wrong
	}
	texts := make([]Text, 0, len(out))
	for _, l := range slices.Sorted(maps.Keys(out)) {
		t := out[l]
		t.ID, t.VersionID, t.Language = uuid.Must(uuid.NewV7()), v.ID, l
		texts = append(texts, t)
	}
	return texts, nil
}

func (s *Service) sources(ctx context.Context, doc *Document, in Publication) (map[string]Source, error) {
	if in.Texts != nil {
		return in.Texts, nil
	}
	drafts, err := draftsOf(ctx, doc.ID)
	if err != nil {
		return nil, err
	}
	sources := map[string]Source{}
	for _, d := range drafts {
		sources[d.Language] = Source{Title: d.Title, Source: d.Source, TranslatedFrom: d.TranslatedFrom}
	}
	return sources, nil
}

// render makes a text of a source, or tells everything that is wrong with it,
// each with its language and line.
func render(doc *Document, language string, src Source, fillings Fillings) (t Text, wrong errs.List) {
	where := func(e *errs.Error) {
		located := errs.Params{"Language": language, "Document": doc.Slug}
		maps.Copy(located, e.Params)
		e = errs.New(e.Kind, e.Key, located)
		e.Field = "text_" + language
		wrong = append(wrong, e)
	}
	title, err := cleanTitle(src.Title)
	if err == nil && title == "" {
		err = errs.New(errs.Invalid, "document.error.title_missing", nil)
	}
	for _, e := range errs.All(err) {
		where(e)
	}
	source := markdown.Normalise(src.Source)
	filled, blanks := fillings.fill(source)
	for _, b := range blanks {
		where(errs.New(errs.Invalid, "document.error.blank", errs.Params{"Line": b.Line, "Name": b.Name}))
	}
	rendered, err := markdown.Render(filled, IDPrefix(doc.anchor()))
	for _, e := range errs.All(err) {
		where(e)
	}
	t = Text{Title: title, Source: source, HTML: rendered.HTML}
	t.Hash = t.Sum()
	return t, wrong
}
