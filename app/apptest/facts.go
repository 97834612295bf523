package apptest

import (
	"context"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/facts"
)

// sayFacts lets a site say the same about its processing again, in words of
// its own: an older edition of a ready purpose, a service and its cookie.
func (c *Cast) sayFacts(key string) {
	c.t.Helper()
	ready := c.Facts.Library.Edition("enquiries", 1).In("SE")
	swedish := ready.Words["sv"]
	swedish.Name = "Frågor till " + key
	ready.Words["sv"] = swedish
	set := facts.Set{Purposes: []facts.Purpose{ready},
		Connections: []facts.Connection{{Code: "stat", Name: "Statistik om " + key, Category: facts.Statistics, Recipient: "Stat AB", Country: "SE",
			What: map[string]string{"sv": "Räknar besök hos " + key, "en": "Counts visits"}}},
		Cookies: []facts.Cookie{{Name: "_stat", Duration: "P7D", Service: "stat", Third: true, Purpose: map[string]string{"sv": "Känner igen", "en": "Recognises"}}}}
	c.write(c.Sites[key], func(ctx context.Context) error {
		row := facts.Said{Content: set, Revision: 1, UpdatedAt: Start}
		done := db.Conn(ctx).Model(&facts.Said{}).Where("revision > 0").Select("content", "revision", "updated_at").Updates(&row)
		if done.Error != nil || done.RowsAffected > 0 {
			return done.Error
		}
		row.ID = uuid.Must(uuid.NewV7())
		return db.Conn(ctx).Create(&row).Error
	})
}

// Said is what a site has said about its processing.
func (c *Cast) Said(key string) facts.Set {
	c.t.Helper()
	desk, err := c.Facts.Desk(c.On(c.Sites[key]), Shell)
	if err != nil {
		c.t.Fatal(err)
	}
	return desk.Said
}
