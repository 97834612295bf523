package documents_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
)

// A correction was never asked about: withdrawn, the version that it was made
// to takes it along, and what held before holds again.
func TestCorrectionFallsWithItsVersion(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC) }
	version := func(seq int, weight documents.Weight, at int) documents.Version {
		return documents.Version{ID: uuid.Must(uuid.NewV7()), Seq: seq, Weight: weight, Act: documents.Acknowledge, PublishedAt: day(at), EnforcedAt: day(at)}
	}
	d := documents.Document{Versions: []documents.Version{
		version(1, documents.NewVersion, 1), version(2, documents.Correction, 2), version(3, documents.NewVersion, 3), version(4, documents.Correction, 4)}}
	on := func(at int, inForce, required int) {
		t.Helper()
		if v := d.InForce(day(at)); v == nil || v.Seq != inForce {
			t.Errorf("on day %d %+v is in force, not version %d", at, v, inForce)
		}
		if v := d.Required(day(at)); v == nil || v.Seq != required {
			t.Errorf("on day %d %+v is required, not version %d", at, v, required)
		}
	}
	on(4, 4, 3)
	accepted := map[uuid.UUID]bool{d.Versions[3].ID: true} // was shown the correction of 3
	if !d.Settled(documents.Whom{Accepted: accepted}, day(4)) {
		t.Error("a correction's text does not settle its version")
	}
	withdrawn := day(5)
	d.Versions[2].WithdrawnAt = &withdrawn
	on(5, 2, 1)
	if d.Settled(documents.Whom{Accepted: accepted}, day(5)) {
		t.Error("a text that fell still settles")
	}
	first := day(6)
	d.Versions[0].WithdrawnAt = &first
	if d.InForce(day(6)) != nil || d.Required(day(6)) != nil {
		t.Error("something holds after everything was withdrawn")
	}
	if next := d.Changes(day(3)); !next.Equal(day(4)) {
		t.Errorf("the next change is at %v", next)
	}
}
