package acceptance_test

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants"
)

var start = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

var purposes = []string{"orders", "images"}

// invented is a document with a history that publishing could have made.
func invented(r *rand.Rand, binds documents.Binds) documents.Document {
	d := documents.Document{ID: uuid.New(), Binds: binds}
	now := start
	for seq := range r.IntN(7) {
		now = now.Add(time.Duration(r.IntN(5)) * time.Hour)
		v := documents.Version{ID: uuid.New(), Seq: seq + 1, Weight: documents.NewVersion, Act: documents.Agree, PublishedAt: now, EnforcedAt: now}
		if r.IntN(3) == 0 {
			v.EnforcedAt = now.Add(time.Duration(r.IntN(20)) * time.Hour)
		}
		if v.MustCheck = r.IntN(2) == 0; v.MustCheck && r.IntN(4) > 0 {
			seen := now.Add(time.Duration(r.IntN(3)) * time.Hour)
			v.VerifiedAt = &seen
		}
		if binds == documents.BindsPerson && r.IntN(3) == 0 {
			v.Concerns.Purposes = purposes[:1+r.IntN(2)]
		}
		if d.InForce(v.EnforcedAt) != nil && r.IntN(2) == 0 {
			v.Concerns = documents.Concerns{}
			v.Weight = []documents.Weight{documents.Correction, documents.Announcement}[r.IntN(2)]
		}
		d.Versions = append(d.Versions, v)
		if r.IntN(4) == 0 {
			if w := &d.Versions[r.IntN(len(d.Versions))]; w.WithdrawnAt == nil {
				at := now.Add(time.Duration(r.IntN(3)) * time.Hour)
				w.WithdrawnAt, now = &at, at
			}
		}
	}
	return d
}

// some takes some of all versions.
func some(r *rand.Rand, docs []documents.Document) map[uuid.UUID]bool {
	ids := map[uuid.UUID]bool{uuid.New(): true} // and one of elsewhere
	for _, d := range docs {
		for _, v := range d.Versions {
			if r.IntN(3) == 0 {
				ids[v.ID] = true
			}
		}
	}
	return ids
}

func owes(owed []acceptance.Owed) map[uuid.UUID]bool {
	ids := map[uuid.UUID]bool{}
	for _, o := range owed {
		ids[o.Document.ID] = true
	}
	return ids
}

// What Pending must be true to, whatever was published, withdrawn and accepted.
func TestPendingWhateverHappened(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	asked, free := 0, 0
	for range 20_000 {
		docs := []documents.Document{invented(r, documents.BindsPerson), invented(r, documents.BindsPerson), invented(r, documents.BindsOrganisation)}
		s := acceptance.Subject{Account: uuid.New(), Accepted: some(r, docs), ByParty: some(r, docs), Purposes: purposes[:r.IntN(3)]}
		if r.IntN(2) == 0 {
			s.Represents = tenants.NewID()
		}
		at := start.Add(time.Duration(r.IntN(40)) * time.Hour)
		owed := acceptance.Pending(docs, s, at)
		if len(owed) == 0 {
			free++
		} else {
			asked++
		}
		acted := s
		acted.Accepted, acted.ByParty = maps.Clone(s.Accepted), maps.Clone(s.ByParty)
		for _, o := range owed {
			d := o.Document
			if o.Required == nil || o.Shown == nil || o.Required.Weight != documents.NewVersion || o.Shown.Seq < o.Required.Seq ||
				o.Required.EnforcedAt.After(at) || o.Shown.EnforcedAt.After(at) || o.Shown.Withdrawn(at) || o.Required.Withdrawn(at) {
				t.Fatalf("asked for %+v, shown %+v", o.Required, o.Shown)
			}
			if o.Shown.ID != d.InForce(at).ID || o.Required.ID != d.RequiredOf(s.Whom(d), at).ID {
				t.Fatal("the page would show something else than what is in force")
			}
			if d.Binds == documents.BindsOrganisation {
				if s.Represents.IsZero() {
					t.Fatal("somebody who represents nobody is asked to sign")
				}
				acted.ByParty[o.Shown.ID] = true
			} else {
				acted.Accepted[o.Shown.ID] = true
			}
		}
		if left := acceptance.Pending(docs, acted, at); len(left) > 0 {
			t.Fatalf("who has acted on all that was shown still owes %+v", left)
		}

		// A person's acts settle nothing for the organisation, nor its for them.
		swapped := s
		swapped.Accepted, swapped.ByParty = s.ByParty, s.Accepted
		for _, o := range acceptance.Pending(docs, swapped, at) {
			settling := s.ByParty
			if o.Document.Binds == documents.BindsOrganisation {
				settling = s.Accepted
			}
			if o.Document.Settled(documents.Whom{Accepted: settling, Purposes: swapped.Whom(o.Document).Purposes}, at) {
				t.Fatal("an act counts for somebody else")
			}
		}

		// More acts never ask for more; a lesser change published now asks nobody.
		more := s
		more.Accepted = maps.Clone(s.Accepted)
		maps.Copy(more.Accepted, some(r, docs))
		for id := range owes(acceptance.Pending(docs, more, at)) {
			if !owes(owed)[id] {
				t.Fatal("an act made somebody owe")
			}
		}
		d := docs[0]
		if last := d.Latest(); d.InForce(at) != nil && !last.PublishedAt.After(at) {
			d.Versions = append(append([]documents.Version{}, d.Versions...), documents.Version{ID: uuid.New(), Seq: last.Seq + 1,
				Weight: documents.Correction, Act: documents.Agree, PublishedAt: at, EnforcedAt: at})
			corrected := []documents.Document{d, docs[1], docs[2]}
			if now := owes(acceptance.Pending(corrected, s, at)); len(now) != len(owes(owed)) {
				t.Fatalf("a correction changed what is owed from %v to %v", owes(owed), now)
			}
		}

		// Nothing changes by itself between the instants that are known to change something.
		for i := range docs {
			next := docs[i].Changes(at)
			if next.IsZero() {
				next = at.Add(1000 * time.Hour)
			}
			one := docs[i : i+1]
			if len(acceptance.Pending(one, s, at)) != len(acceptance.Pending(one, s, next.Add(-time.Microsecond))) {
				t.Fatalf("what is owed changed before %v", next)
			}
		}
	}
	if asked < 1000 || free < 1000 {
		t.Errorf("%d were asked and %d were not: that tries little", asked, free)
	}
}

// What is published for later can be acted on now, and is then not asked for.
func TestPendingAhead(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	tried := 0
	for range 5000 {
		docs := []documents.Document{invented(r, documents.BindsPerson), invented(r, documents.BindsPerson)}
		now := start
		for _, d := range docs {
			for _, v := range d.Versions {
				if v.PublishedAt.After(now) {
					now = v.PublishedAt
				}
				for _, at := range []*time.Time{v.WithdrawnAt, v.VerifiedAt} {
					if at != nil && at.After(now) {
						now = *at
					}
				}
			}
		}
		ahead := acceptance.Ahead(docs, now)
		if ahead.Before(now) {
			t.Fatal("ahead lies behind")
		}
		s := acceptance.Subject{Account: uuid.New(), Accepted: map[uuid.UUID]bool{}, Purposes: purposes[:r.IntN(3)]}
		for _, o := range append(acceptance.Pending(docs, s, now), acceptance.Pending(docs, s, ahead)...) {
			s.Accepted[o.Shown.ID] = true
			tried++
		}
		for at := now; at.Before(ahead.Add(100 * time.Hour)); at = at.Add(time.Hour) {
			if owed := acceptance.Pending(docs, s, at); len(owed) > 0 {
				t.Fatalf("who has acted in advance is asked for %+v at %v", owed[0].Required, at)
			}
		}
	}
	if tried < 1000 {
		t.Errorf("%d acts: that tries little", tried)
	}
}
