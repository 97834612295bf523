package documents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Stage is how far a review has come.
type Stage string

// The stages.
const (
	NoReview Stage = ""         // none, or what it was about is published or gone
	Waiting  Stage = "waiting"  // for somebody who may publish
	Cleared  Stage = "approved" // and not published yet
	SentBack Stage = "returned" // to the editors, until they send again
)

// Standing is a document's last review, held against its drafts as they are.
type Standing struct {
	Review
	Stage Stage
	// Changed are the languages whose draft is another than was sent, or than
	// was approved; Gone those that have no draft any more.
	Changed, Gone []string
}

// Reviewing is all that a page about a document's review needs.
type Reviewing struct {
	Document Document
	Drafts   map[string]Draft // by language, whole
	Standing Standing
}

// Languages are those that were sent, or that were approved.
func (r *Review) Languages() (codes []string) {
	for _, s := range r.about() {
		codes = append(codes, s.Language)
	}
	return codes
}

func (r *Review) about() []Sent {
	if r.Outcome == Approved {
		return r.Seen
	}
	return r.Sent
}

// Sum tells one draft from another by what it says.
func (d *Draft) Sum() string {
	sum := sha256.Sum256([]byte(d.Title + "\n" + d.Source))
	return hex.EncodeToString(sum[:])
}

var stages = map[ReviewOutcome]Stage{Waits: Waiting, Approved: Cleared, Returned: SentBack}

// standingOf holds a review against drafts.
func standingOf(r *Review, drafts map[string]Draft) (st Standing) {
	if r == nil {
		return st
	}
	st.Review = *r
	for _, s := range r.about() {
		switch draft, ok := drafts[s.Language]; {
		case !ok:
			st.Gone = append(st.Gone, s.Language)
		case draft.Sum() != s.Hash:
			st.Changed = append(st.Changed, s.Language)
		}
	}
	if len(st.Gone) < len(r.about()) {
		st.Stage = stages[r.Outcome]
	}
	return st
}

// Reviews tells how the context's tenant's documents stand, those with nothing
// to tell left out.
func (s *Service) Reviews(ctx context.Context, p principal.Principal) (standings map[uuid.UUID]Standing, err error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return nil, err
	}
	standings = map[uuid.UUID]Standing{}
	err = s.db.View(ctx, func(ctx context.Context) error {
		docs, err := Catalogue(ctx)
		if err != nil {
			return err
		}
		for i := range docs {
			st, _, err := standing(ctx, docs[i].ID)
			if err != nil {
				return err
			}
			if st.Stage != NoReview {
				standings[docs[i].ID] = st
			}
		}
		return nil
	})
	return standings, err
}

// ReviewOf tells how one document stands.
func (s *Service) ReviewOf(ctx context.Context, p principal.Principal, slug string) (r Reviewing, err error) {
	if _, err := s.may(ctx, p, principal.ReadDocuments); err != nil {
		return r, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		if r.Document, err = bySlug(ctx, slug); err != nil {
			return err
		}
		r.Standing, r.Drafts, err = standing(ctx, r.Document.ID)
		return err
	})
	return r, err
}

func standing(ctx context.Context, document uuid.UUID) (st Standing, drafts map[string]Draft, err error) {
	all, err := draftsOf(ctx, document)
	if err != nil {
		return st, nil, err
	}
	drafts = map[string]Draft{}
	for _, d := range all {
		drafts[d.Language] = d
	}
	last, err := latestReview(ctx, document)
	return standingOf(last, drafts), drafts, err
}

// Request is a wish to have drafts reviewed.
type Request struct {
	Slug string
	// Seen are the drafts to send, by language, as who sends them saw them.
	Seen map[string]string
	Note string
	// After is the review that waited when the page was made: this one takes
	// its place. The zero id: none did.
	After uuid.UUID
}

const maxNote = 2000

// SendForReview asks those who may publish to look at drafts as they are now.
func (s *Service) SendForReview(ctx context.Context, p principal.Principal, in Request) (r Review, err error) {
	if err := s.mayPersonally(ctx, p, principal.EditDocuments); err != nil {
		return r, err
	}
	note, err := cleanNote("note", in.Note)
	if err != nil {
		return r, err
	}
	err = s.reviewing(ctx, in.Slug, func(ctx context.Context, now time.Time, is Reviewing) error {
		sent, err := is.seen(in.Seen)
		if err != nil {
			return err
		}
		if len(sent) == 0 {
			return errs.InvalidField("languages", "review.error.no_language", nil)
		}
		if last := &is.Standing.Review; last.ID != (uuid.UUID{}) && last.Outcome == Waits {
			if last.ID != in.After && is.Standing.Stage == Waiting { // what nobody waits for any more is in nobody's way
				return errs.New(errs.Conflict, "review.error.waits", nil)
			}
			if err := decide(ctx, p, now, last, Withdrawn, nil, ""); err != nil {
				return err
			}
		}
		r = Review{ID: uuid.Must(uuid.NewV7()), DocumentID: is.Document.ID, AskedBy: p.Account, AskedAt: now, Note: note, Sent: sent, Seen: []Sent{}}
		if err := insert(ctx, &r); err != nil {
			return err
		}
		return record(ctx, p, now, ledger.ReviewAsked, in.Slug, r.Languages())
	})
	return r, err
}

// Verdict is a decision about a review.
type Verdict struct {
	Slug    string
	Review  uuid.UUID
	Approve bool // or send back
	// Seen are the drafts that were looked at, by language: an approval is of
	// these, and of no other.
	Seen    map[string]string
	Comment string
}

// Decide approves what was sent, or sends it back. It publishes nothing.
func (s *Service) Decide(ctx context.Context, p principal.Principal, in Verdict) error {
	if err := s.mayPersonally(ctx, p, principal.PublishDocuments); err != nil {
		return err
	}
	comment, err := cleanNote("comment", in.Comment)
	if err != nil {
		return err
	}
	if !in.Approve && comment == "" {
		return errs.InvalidField("comment", "review.error.comment", nil)
	}
	return s.reviewing(ctx, in.Slug, func(ctx context.Context, now time.Time, is Reviewing) error {
		if err := s.mayPersonally(ctx, p, principal.PublishDocuments); err != nil { // what the site lets editors do may have changed
			return err
		}
		if err := is.waiting(ctx, in.Review); err != nil {
			return err
		}
		r, outcome, event := &is.Standing.Review, Returned, ledger.ReviewReturned
		var seen []Sent
		if in.Approve {
			outcome, event = Approved, ledger.ReviewApproved
			if seen, err = is.seen(in.Seen); err != nil {
				return err
			}
			for _, l := range r.Languages() { // all that was sent, but for what has been published or discarded since
				if _, there := is.Drafts[l]; there && in.Seen[l] == "" {
					return errs.New(errs.Conflict, "review.error.changed", nil)
				}
			}
		}
		if err := decide(ctx, p, now, r, outcome, seen, comment); err != nil {
			return err
		}
		return record(ctx, p, now, event, in.Slug, r.Languages())
	})
}

// TakeBack ends a review that nobody has decided.
func (s *Service) TakeBack(ctx context.Context, p principal.Principal, slug string, review uuid.UUID) error {
	if err := s.mayPersonally(ctx, p, principal.EditDocuments); err != nil {
		return err
	}
	return s.reviewing(ctx, slug, func(ctx context.Context, now time.Time, is Reviewing) error {
		if err := is.waiting(ctx, review); err != nil {
			return err
		}
		r := &is.Standing.Review
		if err := decide(ctx, p, now, r, Withdrawn, nil, ""); err != nil {
			return err
		}
		return record(ctx, p, now, ledger.ReviewTakenBack, slug, r.Languages())
	})
}

// letPublish asks the site whether its editors may publish.
func (s *Service) letPublish(ctx context.Context, site tenants.ID) error {
	record, err := s.sites.LoadUnscoped(ctx, site)
	if err == nil && !record.Profile.EditorsPublish {
		err = errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	return err
}

// mayPersonally is may, for what only a person can do.
func (s *Service) mayPersonally(ctx context.Context, p principal.Principal, action principal.Action) error {
	_, err := s.may(ctx, p, action)
	if err == nil && p.Kind != principal.Person {
		err = errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	return err
}

// reviewing runs a change of a document's review, after everybody else's.
func (s *Service) reviewing(ctx context.Context, slug string, fn func(ctx context.Context, now time.Time, is Reviewing) error) error {
	return s.db.Tx(ctx, func(ctx context.Context) (err error) {
		if err := sites.Bump(ctx, s.clock.Now()); err != nil { // it locks the tenant's row
			return err
		}
		var is Reviewing
		if is.Document, err = bySlug(ctx, slug); err != nil {
			return err
		}
		if is.Standing, is.Drafts, err = standing(ctx, is.Document.ID); err != nil {
			return err
		}
		return fn(ctx, s.clock.Now(), is)
	})
}

// waiting fails unless a review is the one that waits.
func (is *Reviewing) waiting(ctx context.Context, review uuid.UUID) error {
	if is.Standing.ID == review && is.Standing.Stage == Waiting {
		return nil
	}
	there, err := hasReview(ctx, is.Document.ID, review)
	switch {
	case err != nil:
		return err
	case !there:
		return errs.New(errs.NotFound, "error.not_found", nil)
	}
	return errs.New(errs.Conflict, "review.error.decided", nil)
}

// seen holds what somebody saw against the drafts as they are.
func (is *Reviewing) seen(hashes map[string]string) (seen []Sent, err error) {
	for _, l := range slices.Sorted(maps.Keys(hashes)) {
		draft, ok := is.Drafts[l]
		if !ok || draft.Sum() != hashes[l] {
			return nil, errs.New(errs.Conflict, "review.error.changed", nil)
		}
		seen = append(seen, Sent{Language: l, Hash: hashes[l]})
	}
	return seen, nil
}

func decide(ctx context.Context, p principal.Principal, now time.Time, r *Review, outcome ReviewOutcome, seen []Sent, comment string) error {
	r.Outcome, r.DecidedAt, r.Seen, r.Comment = outcome, &now, append([]Sent{}, seen...), comment
	if p.Kind == principal.Person {
		r.DecidedBy = &p.Account
	}
	done, err := setDecided(ctx, *r)
	if err == nil && !done {
		err = errs.New(errs.Conflict, "review.error.decided", nil)
	}
	return err
}

func record(ctx context.Context, p principal.Principal, now time.Time, event ledger.Event, slug string, languages []string) error {
	return ledger.Record(ctx, p, now, event, ledger.Details{"Document": slug, "Languages": strings.Join(languages, ", ")})
}

func cleanNote(field, typed string) (string, error) {
	note := strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	if utf8.RuneCountInString(note) > maxNote || !plain.Text(note) {
		return "", errs.InvalidField(field, "review.error.note", errs.Params{"Max": maxNote})
	}
	return note, nil
}

// settleReview ends the review of drafts that are being published, before they
// are gone. It returns who had approved them as they are, or nil.
func settleReview(ctx context.Context, p principal.Principal, now time.Time, doc uuid.UUID, in Publication) (*uuid.UUID, error) {
	st, drafts, err := standing(ctx, doc)
	if err != nil || st.Stage == NoReview || in.Texts != nil {
		return nil, err
	}
	published := func(l string) bool { return slices.Contains(in.Languages, l) || slices.Contains(st.Gone, l) }
	switch st.Stage {
	case Waiting:
		if !slices.ContainsFunc(st.Languages(), func(l string) bool { return !published(l) }) {
			return nil, decide(ctx, p, now, &st.Review, Overtaken, nil, "")
		}
	case Cleared:
		for _, l := range in.Languages {
			if _, has := drafts[l]; has && (!slices.Contains(st.Languages(), l) || slices.Contains(st.Changed, l)) {
				return nil, nil
			}
		}
		return st.DecidedBy, nil
	}
	return nil, nil
}
