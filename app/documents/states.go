package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/i18n"
)

// Act is what a document asks of its reader.
type Act string

// The acts.
const (
	Acknowledge Act = "acknowledge" // "I have taken part of the information": a privacy notice
	Agree       Act = "agree"       // "I accept": terms, agreements
	Inform      Act = "inform"      // nothing
)

// Binds is whom an act on the document binds.
type Binds string

// The two of them.
const (
	BindsPerson       Binds = "person"
	BindsOrganisation Binds = "organisation"
)

// Weight is how much a version asks of those who know the one before.
type Weight string

// The weights.
const (
	Correction   Weight = "correction"   // nobody is told
	Announcement Weight = "announcement" // customers are told, nobody is stopped
	NewVersion   Weight = "new"          // customers must act again
)

// The states of a version are derived from its times, here and nowhere else,
// so that no job has to fire for one to begin.

// Withdrawn reports whether the version was taken back by then.
func (v *Version) Withdrawn(at time.Time) bool {
	return v.WithdrawnAt != nil && !v.WithdrawnAt.After(at)
}

// standing reports whether a version is published and counts. A correction or
// an announcement stands on the `new` version that it was made to: withdrawn,
// that one takes it along, since nobody was ever asked about its text.
func (d *Document) standing(v *Version, at time.Time) bool {
	if v.Withdrawn(at) || v.PublishedAt.After(at) {
		return false
	}
	if v.Weight == NewVersion {
		return true
	}
	base := d.madeTo(v)
	return base != nil && !base.Withdrawn(at)
}

// madeTo returns the `new` version that was in force, or was to be, when a
// lesser one was published on top of it.
func (d *Document) madeTo(v *Version) *Version {
	for i := len(d.Versions) - 1; i >= 0; i-- {
		if u := &d.Versions[i]; u.Seq < v.Seq && u.Weight == NewVersion && !u.EnforcedAt.After(v.EnforcedAt) && !u.Withdrawn(v.PublishedAt) {
			return u
		}
	}
	return nil
}

// after returns now, or the first instant after everything that has happened
// to the document, where another machine's clock is ahead of this one's.
func (d *Document) after(now time.Time) time.Time {
	for i := range d.Versions {
		v := &d.Versions[i]
		if v.PublishedAt.After(now) {
			now = v.PublishedAt.Add(time.Microsecond)
		}
		if v.WithdrawnAt != nil && v.WithdrawnAt.After(now) {
			now = v.WithdrawnAt.Add(time.Microsecond)
		}
	}
	return now
}

// Changes returns the next time at which something about the document changes
// by itself, or the zero time.
func (d *Document) Changes(now time.Time) (next time.Time) {
	for i := range d.Versions {
		v := &d.Versions[i]
		times := []time.Time{v.PublishedAt, v.EnforcedAt}
		if v.WithdrawnAt != nil {
			times = append(times, *v.WithdrawnAt)
		}
		if v.VerifiedAt != nil { // by another machine's clock
			times = append(times, *v.VerifiedAt)
		}
		for _, t := range times {
			if t.After(now) && (next.IsZero() || t.Before(next)) {
				next = t
			}
		}
	}
	return next
}

// InForce returns the version whose text holds at a time, or nil: of those
// that are published, whose time has come and that are not withdrawn, the one
// with the highest sequence number.
func (d *Document) InForce(at time.Time) *Version {
	for i := len(d.Versions) - 1; i >= 0; i-- {
		if v := &d.Versions[i]; d.standing(v, at) && !v.EnforcedAt.After(at) {
			return v
		}
	}
	return nil
}

// overtaker returns a later version that was in force before v's time came:
// v then never takes effect.
func (d *Document) overtaker(v *Version, at time.Time) *Version {
	for i := range d.Versions {
		if u := &d.Versions[i]; u.Seq > v.Seq && d.standing(u, at) && u.EnforcedAt.Before(v.EnforcedAt) {
			return u
		}
	}
	return nil
}

// Upcoming returns the published versions whose time has not come and will,
// earliest first.
func (d *Document) Upcoming(at time.Time) (next []*Version) {
	for i := range d.Versions {
		if v := &d.Versions[i]; d.standing(v, at) && v.EnforcedAt.After(at) && d.overtaker(v, at) == nil {
			next = append(next, v)
		}
	}
	return next
}

// Version returns the version with a sequence number, or nil.
func (d *Document) Version(seq int) *Version {
	for i := range d.Versions {
		if d.Versions[i].Seq == seq {
			return &d.Versions[i]
		}
	}
	return nil
}

// VersionByID returns the version with an id, or nil.
func (d *Document) VersionByID(id uuid.UUID) *Version {
	for i := range d.Versions {
		if d.Versions[i].ID == id {
			return &d.Versions[i]
		}
	}
	return nil
}

// Latest returns the version with the highest sequence number, or nil.
func (d *Document) Latest() *Version {
	if len(d.Versions) == 0 {
		return nil
	}
	return &d.Versions[len(d.Versions)-1]
}

// Languages are those that the version is published in.
func (v *Version) Languages() []string {
	langs := make([]string, len(v.Texts))
	for i := range v.Texts {
		langs[i] = v.Texts[i].Language
	}
	return langs
}

// Text returns the version's text in exactly this language, or nil.
func (v *Version) Text(language string) *Text {
	for i := range v.Texts {
		if v.Texts[i].Language == language {
			return &v.Texts[i]
		}
	}
	return nil
}

// Best returns the text for a reader who asks for languages in this order.
func (v *Version) Best(requested ...string) *Text {
	return v.Text(i18n.Match(v.Languages(), v.SourceLanguage, requested...))
}

// Sum is what Hash must be: anybody with the text can compute it.
func (t *Text) Sum() string {
	sum := sha256.Sum256([]byte(t.Title + "\n" + t.HTML))
	return hex.EncodeToString(sum[:])
}

// BySlug finds a document in a catalogue by its address, or by one that it had
// before; or nil.
func BySlug(docs []Document, slug string) *Document {
	for i := range docs {
		if docs[i].Slug == slug {
			return &docs[i]
		}
	}
	for i := range docs {
		if slices.Contains(docs[i].Formerly, slug) {
			return &docs[i]
		}
	}
	return nil
}
