package apptest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
)

// Strict holds texts to the check before they are published, as the program
// does. A World begins without: the texts of most tests are a line long.
func (w *World) Strict() { w.Documents.Unchecked = false }

// snooze leaves something that the check has found on a site as it is.
func (c *Cast) snooze(key string) {
	c.t.Helper()
	now := c.Clock.Now()
	row := documents.Snooze{ID: uuid.Must(uuid.NewV7()), DocumentID: uuid.MustParse(c.IDs[key]["document"]), Language: "sv", Rule: "no_rights", Place: "0123456789abcdef",
		AccountID: c.Person(c.Platform, "owner@"+key+".example").ID, Risk: "Vad det riskerar hos " + key, At: now, Until: now.Add(30 * 24 * time.Hour)}
	c.write(c.Sites[key], func(ctx context.Context) error { return db.Conn(ctx).Create(&row).Error })
}
