package acceptance

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// State is how far somebody has come with a version that asks them.
type State string

// The states.
const (
	Acted  State = "acted" // accepted it or a later one, or took part of it
	No     State = "declined"
	Stuck  State = "stuck"  // met the gate StuckAt times without an answer
	Seen   State = "seen"   // met it, without an answer yet
	Unseen State = "unseen" // has not met it
)

// States are all of them, in the order in which pages tell them.
var States = []State{Acted, No, Stuck, Seen, Unseen}

// stateOf is the rule. store_insight.go has the same in SQL.
func stateOf(accepted, declined bool, times int) State {
	switch {
	case accepted:
		return Acted
	case declined:
		return No
	case times >= StuckAt:
		return Stuck
	case times > 0:
		return Seen
	}
	return Unseen
}

// Landing is how a version is received.
type Landing struct {
	Asks      bool // somebody is asked now, or will be when its time comes; else it tells of answers only
	Asked     int  // who owe it or have answered it
	Counts    map[State]int
	Languages []LanguageCount // most first; of who has neither met nor answered it nobody knows
	Days      []DayCount      // those on which somebody answered, the first first
}

// LanguageCount is how it goes in one language of the text.
type LanguageCount struct {
	Language string
	Counts   map[State]int
}

// Total is everybody in a language.
func (l LanguageCount) Total() (n int) {
	for _, c := range l.Counts {
		n += c
	}
	return n
}

// DayCount is how many answered on a day.
type DayCount struct {
	Day             time.Time // its beginning, where the site is
	Acted, Declined int
}

// Landing counts how a version is received, by language and, in a time zone,
// by day, for whoever may read the site's documents. Documents that bind
// organisations are counted by Standings.
func (s *Service) Landing(ctx context.Context, p principal.Principal, d *documents.Document, v *documents.Version, zone *time.Location) (l Landing, err error) {
	if err := requireHere(ctx, p, principal.ReadDocuments); err != nil {
		return l, err
	}
	now := s.clock.Now()
	l = Landing{Asks: d.WillAsk(v, now), Counts: map[State]int{}}
	params, err := reach(ctx, d, v, now)
	if err != nil {
		return l, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		states, err := countStates(ctx, s.db, params)
		if err != nil {
			return err
		}
		l.add(states)
		quarters, err := countQuarters(ctx, s.db, params)
		l.Days = byDay(quarters, zone)
		return err
	})
	return l, err
}

func (l *Landing) add(states []stateCount) {
	by := map[string]map[State]int{}
	for _, c := range states {
		l.Asked += c.Count
		l.Counts[c.State] += c.Count
		if by[c.Language] == nil {
			by[c.Language] = map[State]int{}
		}
		by[c.Language][c.State] += c.Count
	}
	delete(by, "") // unseen
	for language, counts := range by {
		l.Languages = append(l.Languages, LanguageCount{language, counts})
	}
	slices.SortFunc(l.Languages, func(a, b LanguageCount) int {
		if n := b.Total() - a.Total(); n != 0 {
			return n
		}
		return strings.Compare(a.Language, b.Language)
	})
}

func byDay(quarters []quarterCount, zone *time.Location) (days []DayCount) {
	by := map[time.Time]*DayCount{}
	for _, q := range quarters {
		y, m, d := time.Unix(q.Quarter*900, 0).In(zone).Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, zone)
		if by[day] == nil {
			by[day] = &DayCount{Day: day}
		}
		if q.State == Acted {
			by[day].Acted += q.Count
		} else {
			by[day].Declined += q.Count
		}
	}
	for _, d := range by {
		days = append(days, *d)
	}
	slices.SortFunc(days, func(a, b DayCount) int { return a.Day.Compare(b.Day) })
	return days
}

// Filter is whom a list of a version's recipients shows. Empty is everybody.
type Filter struct {
	State    State
	Language string
	Search   string // in names and e-mail addresses
}

// Recipient is somebody whom a version asks, or who has answered it.
type Recipient struct {
	ID        uuid.UUID // the account's
	Name      string
	Email     string
	State     State
	Language  string // of the text answered or last shown; empty: neither
	VersionID *uuid.UUID
	At        *time.Time // of the answer
	Times     int        // the gate was met
	LastAt    *time.Time // the last time
}

// Recipients lists up to limit of a version's recipients, newest first, after
// an account (zero: from the first).
func (s *Service) Recipients(ctx context.Context, p principal.Principal, d *documents.Document, v *documents.Version, f Filter,
	after uuid.UUID, limit int) (all []Recipient, err error) {
	if err := requireHere(ctx, p, principal.ReadCustomers); err != nil {
		return nil, err
	}
	params, err := reach(ctx, d, v, s.clock.Now())
	if err != nil {
		return nil, err
	}
	if after == (uuid.UUID{}) {
		after = last
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = listReached(ctx, s.db, f.into(params), after, limit)
		return err
	})
	return all, err
}

// exportPage is how many recipients are read at a time when all are taken out.
const exportPage = 2000

// ExportRecipients hands all of a version's recipients to write, newest first.
// That they were taken out, by whom and how many, is in the history before the
// first of them is.
func (s *Service) ExportRecipients(ctx context.Context, p principal.Principal, d *documents.Document, v *documents.Version, f Filter,
	begin func() error, write func(Recipient) error) error {
	if err := requireHere(ctx, p, principal.ReadCustomers); err != nil {
		return err
	}
	now := s.clock.Now()
	params, err := reach(ctx, d, v, now)
	if err != nil {
		return err
	}
	f.into(params)
	if err := s.db.Tx(ctx, func(ctx context.Context) error {
		n, err := countReached(ctx, s.db, params)
		if err != nil {
			return err
		}
		return ledger.Record(ctx, p, now, ledger.RecipientsExported, ledger.Details{"Document": d.Slug, "Version": v.Seq, "Count": n})
	}); err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	for after := last; ; {
		var page []Recipient
		if err := s.db.View(ctx, func(ctx context.Context) error {
			page, err = listReached(ctx, s.db, params, after, exportPage)
			return err
		}); err != nil {
			return err
		}
		for _, r := range page {
			if err := write(r); err != nil {
				return err
			}
		}
		if len(page) < exportPage {
			return nil
		}
		after = page[len(page)-1].ID
	}
}
