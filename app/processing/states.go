package processing

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// State is how an entry of the platform's register stands with a site. It is
// derived from times, here and nowhere else: no job has to fire for a window
// to close.
type State string

// The states.
const (
	// Unagreed: the organisation has accepted no data processing agreement, so
	// nobody processes anything for it and there is nothing to amend.
	Unagreed State = "unagreed"
	Annexed  State = "annexed"   // in the annex of the agreement that it accepted
	Unseen   State = "unseen"    // announced; none of the owners has been shown it
	Open     State = "open"      // the owners may object
	InEffect State = "in_effect" // they had their time
	Objected State = "objected"  // the change waits for agreement
	AgreedTo State = "agreed"    // after an objection
	Ended    State = "ended"     // by the operator, or since what replaces it took effect here
)

// Standing is how one entry stands with a site.
type Standing struct {
	Entry     Subprocessor
	State     State
	Since     time.Time // of the state
	Notice    *Notice
	Objection *Objection
	Replies   []Reply // to the objection, the oldest first

	tookEffect *time.Time
}

// Applies reports whether the sub-processor may have the site's data.
func (st Standing) Applies() bool { return applying[st.State] }

var applying = map[State]bool{Annexed: true, InEffect: true, AgreedTo: true}

// Objectable reports whether the site may object now. One whose owner speaks
// up before anybody was shown the notice need not wait for it.
func (st Standing) Objectable() bool { return st.State == Unseen || st.State == Open }

// Answered reports whether the last word about an objection is the operator's.
func (st Standing) Answered() bool {
	return st.State == Objected && len(st.Replies) > 0
}

// settling is all that an entry's state at a site is derived from.
type settling struct {
	agreement  time.Time // when the version that was accepted had been published
	agreed     bool
	notices    map[uuid.UUID]*Notice    // by entry
	objections map[uuid.UUID]*Objection // by entry
	replies    map[uuid.UUID][]Reply    // by objection
}

// settle leaves out what a legal entity said that has handed the site over.
func settle(all said, partySince int) settling {
	s := settling{notices: map[uuid.UUID]*Notice{}, objections: map[uuid.UUID]*Objection{}, replies: map[uuid.UUID][]Reply{}}
	for i := range all.notices {
		if n := &all.notices[i]; n.PartySince == partySince {
			s.notices[n.SubprocessorID] = n
		}
	}
	for i := range all.objections {
		if o := &all.objections[i]; o.PartySince == partySince {
			s.objections[o.SubprocessorID] = o
		}
	}
	for _, r := range all.replies {
		s.replies[r.ObjectionID] = append(s.replies[r.ObjectionID], r)
	}
	return s
}

// derive tells how each entry of the platform's register stands at a time.
func (s settling) derive(entries []Subprocessor, now time.Time) []Standing {
	list := make([]Standing, len(entries))
	by := map[uuid.UUID]*Standing{}
	for i, e := range entries {
		list[i] = s.standing(e, now)
		by[e.ID] = &list[i]
	}
	for _, next := range list {
		if next.tookEffect == nil || next.Entry.Replaces == nil {
			continue
		}
		if old := by[*next.Entry.Replaces]; old != nil && (old.State != Ended || old.Since.After(*next.tookEffect)) {
			old.State, old.Since = Ended, *next.tookEffect
		}
	}
	return list
}

func (s settling) standing(e Subprocessor, now time.Time) Standing {
	st := Standing{Entry: e, Notice: s.notices[e.ID], Objection: s.objections[e.ID]}
	if st.Objection != nil {
		st.Replies = s.replies[st.Objection.ID]
	}
	ended := e.EndedAt != nil && !e.EndedAt.After(now)
	if ended { // what replaced another and took effect before it ended has replaced it
		now = *e.EndedAt
	}
	if st.State, st.Since = s.state(st, now); st.Applies() {
		at := st.Since
		st.tookEffect = &at
	}
	if ended {
		st.State, st.Since = Ended, *e.EndedAt
	}
	return st
}

// state leaves aside whether the entry has ended. An objection comes before
// the agreement: to accept a later version, whose annex names the entry, is
// not to take back what was said against it.
func (s settling) state(st Standing, now time.Time) (State, time.Time) {
	switch {
	case !s.agreed:
		return Unagreed, st.Entry.AnnouncedAt
	case st.Objection != nil:
		for _, r := range st.Replies {
			if r.Kind == Agreement {
				return AgreedTo, r.At
			}
		}
		return Objected, st.Objection.At
	case !st.Entry.AnnouncedAt.After(s.agreement):
		return Annexed, st.Entry.AnnouncedAt
	case st.Notice == nil:
		return Unseen, st.Entry.AnnouncedAt
	case now.Before(st.Notice.ClosesAt):
		return Open, st.Notice.ShownAt
	}
	return InEffect, st.Notice.ClosesAt
}

// Standings tells how each entry of the platform's register stands with a
// site at a time: for the pages about it, and for whoever will send data.
func (s *Service) Standings(ctx context.Context, site tenants.ID, now time.Time) (list []Standing, err error) {
	err = s.db.View(tenants.With(ctx, site), func(ctx context.Context) error {
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		list, err = s.standings(ctx, record, now)
		return err
	})
	return list, err
}

func (s *Service) standings(ctx context.Context, record sites.Record, now time.Time) (list []Standing, err error) {
	err = s.db.View(onPlatform(ctx, record), func(ctx context.Context) error {
		entries, err := register(ctx)
		if err != nil || len(entries) == 0 {
			return err
		}
		all, err := saidBy(ctx, record.Tenant.ID)
		if err != nil {
			return err
		}
		settled := settle(all, record.PartySince)
		if settled.agreement, settled.agreed, err = s.AcceptedDPA(ctx, record.Tenant.ID); err != nil {
			return err
		}
		list = settled.derive(entries, now)
		return nil
	})
	return list, err
}

// Applies reports whether a sub-processor of the platform may have a site's
// data at a time. Whoever sends data to one asks it first.
func (s *Service) Applies(ctx context.Context, site tenants.ID, entry uuid.UUID, now time.Time) (bool, error) {
	list, err := s.Standings(ctx, site, now)
	for _, st := range list {
		if st.Entry.ID == entry {
			return st.Applies(), err
		}
	}
	return false, err
}
