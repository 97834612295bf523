package documents

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Asking returns the versions that ask something of somebody at a time, latest
// first: those whose time has come down to the last one that asks everybody,
// after which nobody is held to an earlier one.
func (d *Document) Asking(at time.Time) (all []*Version) {
	for i := len(d.Versions) - 1; i >= 0; i-- {
		v := &d.Versions[i]
		if !d.asks(v, at) {
			continue
		}
		if all = append(all, v); v.Concerns.Everybody() {
			break
		}
	}
	return all
}

// AskingOf returns those of them that concern somebody.
func (d *Document) AskingOf(who Whom, at time.Time) (all []*Version) {
	for _, v := range d.Asking(at) {
		if d.concerns(v, who, at) {
			all = append(all, v)
		}
	}
	return all
}

// ForPurpose returns the documents in use that are for a purpose's customers alone,
// or that ask them alone, now or when a version's time has come.
func ForPurpose(docs []Document, purpose string, at time.Time) (all []*Document) {
	for i := range docs {
		d := &docs[i]
		asks := slices.ContainsFunc(append(d.Asking(at), d.Upcoming(at)...), func(v *Version) bool { return slices.Contains(v.Concerns.Purposes, purpose) })
		if !d.Retired() && (asks || slices.Contains(d.Purposes(), purpose)) {
			all = append(all, d)
		}
	}
	return all
}

// WillAsk reports whether a version asks somebody at a time, or will when its
// own has come.
func (d *Document) WillAsk(v *Version, at time.Time) bool {
	if v.EnforcedAt.After(at) {
		at = v.EnforcedAt
	}
	if v.VerifiedAt != nil && v.VerifiedAt.After(at) {
		at = *v.VerifiedAt
	}
	for _, u := range d.Asking(at) {
		if u.ID == v.ID {
			return true
		}
	}
	return false
}

// Settling returns the versions of which to accept one settles what v asks, as
// Settled has it. Of a version that asks nobody any more they are those that
// its own answers were given to: itself and the lesser ones made to it.
func (d *Document) Settling(v *Version, at time.Time) (ids []uuid.UUID) {
	asks := d.WillAsk(v, at)
	for i := range d.Versions {
		switch u := &d.Versions[i]; {
		case u.ID == v.ID:
			ids = append(ids, u.ID)
		case asks && u.Seq > v.Seq && d.standing(u, at):
			ids = append(ids, u.ID)
		case !asks && v.Weight == NewVersion && u.Weight != NewVersion && d.madeTo(u) != nil && d.madeTo(u).ID == v.ID:
			ids = append(ids, u.ID)
		}
	}
	return ids
}

// Standing returns the versions that count at a time: those that are published
// and not withdrawn.
func (d *Document) Standing(at time.Time) (ids []uuid.UUID) {
	for i := range d.Versions {
		if v := &d.Versions[i]; d.standing(v, at) {
			ids = append(ids, v.ID)
		}
	}
	return ids
}
