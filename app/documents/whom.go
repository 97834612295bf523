package documents

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Whom is somebody of whom a document may require something, as far as that
// decides what. The zero value is who comes from nowhere: a visitor who is
// about to register.
type Whom struct {
	Accepted map[uuid.UUID]bool   // versions
	Texts    map[uuid.UUID]string // the hash of the text shown, by version that was accepted
	Purposes []string             // those that touch their data
}

// Everybody reports whether a version asks all who know the document.
func (c Concerns) Everybody() bool { return len(c.Purposes) == 0 && len(c.Texts) == 0 }

// verified reports whether the version was seen by then to be public as it was
// published, where it has to be before it is required of anybody.
func (v *Version) verified(at time.Time) bool {
	return !v.MustCheck || v.VerifiedAt != nil && !v.VerifiedAt.After(at)
}

// asks reports whether a version is one that has to be acted on at a time, by
// whomever it concerns.
func (d *Document) asks(v *Version, at time.Time) bool {
	return v.Weight == NewVersion && v.Act != Inform && d.standing(v, at) && !v.EnforcedAt.After(at) && v.verified(at) && d.overtaker(v, at) == nil
}

// concerns reports whether a version asks somebody. Who has been shown one of
// the texts that it asks about is who stands on it: has accepted nothing later.
func (d *Document) concerns(v *Version, who Whom, at time.Time) bool {
	if !touches(v.Concerns.Purposes, who) {
		return false
	}
	return len(v.Concerns.Texts) == 0 || slices.Contains(v.Concerns.Texts, d.standsOn(who, at))
}

// touches reports whether one of the purposes touches somebody's data; none:
// what it is about touches everybody's.
func touches(purposes []string, who Whom) bool {
	return len(purposes) == 0 || slices.ContainsFunc(who.Purposes, func(p string) bool { return slices.Contains(purposes, p) })
}

// standsOn is the hash of the text that somebody holds to: the one they were
// shown of the latest version that they accepted.
func (d *Document) standsOn(who Whom, at time.Time) string {
	for i := len(d.Versions) - 1; i >= 0; i-- {
		if v := &d.Versions[i]; who.Accepted[v.ID] && d.standing(v, at) {
			return who.Texts[v.ID]
		}
	}
	return ""
}

// Required returns the version that is being asked about at a time, of
// everybody or of those it concerns, or nil: the latest `new` one in force. A
// later change of less weight asks nothing of its own.
func (d *Document) Required(at time.Time) *Version {
	return d.required(at, func(*Version) bool { return true })
}

// RequiredOf returns the version that somebody must have acted on at a time,
// or nil: the latest `new` one in force that concerns them.
func (d *Document) RequiredOf(who Whom, at time.Time) *Version {
	return d.required(at, func(v *Version) bool { return d.concerns(v, who, at) })
}

func (d *Document) required(at time.Time, counts func(*Version) bool) *Version {
	for i := len(d.Versions) - 1; i >= 0; i-- {
		if v := &d.Versions[i]; d.asks(v, at) && counts(v) {
			return v
		}
	}
	return nil
}

// Settled reports whether somebody has settled what the document requires of
// them at a time: accepted that version or a later one, and not one that was
// withdrawn.
func (d *Document) Settled(who Whom, at time.Time) bool {
	required := d.RequiredOf(who, at)
	if required == nil {
		return true
	}
	for i := range d.Versions {
		if v := &d.Versions[i]; v.Seq >= required.Seq && d.standing(v, at) && who.Accepted[v.ID] {
			return true
		}
	}
	return false
}

// TellsOnly returns the version that somebody is to be told of without having
// to act: the one in force, but for its corrections, where it is an
// announcement or asks others. Nobody is told of what the public was not seen
// to be shown.
func (d *Document) TellsOnly(who Whom, at time.Time) *Version {
	if !touches(d.Purposes(), who) {
		return nil
	}
	for v := d.InForce(at); v != nil; v = d.before(v, at) {
		switch {
		case who.Accepted[v.ID] || !v.verified(at):
			return nil
		case v.Weight == NewVersion && len(v.Concerns.Texts) > 0 && !d.concerns(v, who, at):
			// their text stands as it stood
		case v.Weight == Announcement || v.Weight == NewVersion && !d.concerns(v, who, at):
			return v
		case v.Weight == NewVersion:
			return nil
		}
	}
	return nil
}

// before is the version that held before another did: of a correction, what it
// corrects.
func (d *Document) before(v *Version, at time.Time) *Version {
	for i := len(d.Versions) - 1; i >= 0; i-- {
		if u := &d.Versions[i]; u.Seq < v.Seq && d.standing(u, at) && !u.EnforcedAt.After(at) {
			return u
		}
	}
	return nil
}
