package apptest

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

// renewReview makes a draft where there is none, ends what waits, and sends
// all drafts for review in words of the site's own.
func (c *Cast) renewReview(key string) {
	c.t.Helper()
	site, now, ids := c.Sites[key], c.Clock.Now(), c.IDs[key]
	if len(c.draftsOf(key)) == 0 {
		if _, err := c.Documents.SaveDraft(c.On(site), Shell, documents.PrivacySlug, "sv", "Utkast hos "+key, "Ännu ett utkast hos "+key+".", 0); err != nil {
			c.t.Fatal(err)
		}
	}
	var sent []documents.Sent
	for _, d := range c.draftsOf(key) {
		sent = append(sent, documents.Sent{Language: d.Language, Hash: d.Sum()})
		ids["draft"] = d.ID.String()
	}
	row := documents.Review{ID: uuid.Must(uuid.NewV7()), DocumentID: uuid.MustParse(ids["document"]), AskedBy: c.Person(c.Platform, "owner@"+key+".example").ID,
		AskedAt: now, Note: "Att granska hos " + key, Sent: sent, Seen: []documents.Sent{}}
	c.write(site, func(ctx context.Context) error {
		if err := db.Conn(ctx).Model(&documents.Review{}).Where("outcome = ?", documents.Waits).
			Updates(map[string]any{"outcome": documents.Withdrawn, "decided_at": now}).Error; err != nil {
			return err
		}
		return db.Conn(ctx).Create(&row).Error
	})
	ids["review"] = row.ID.String()
}

// draftsOf are the drafts of a site's privacy document.
func (c *Cast) draftsOf(key string) (drafts []documents.Draft) {
	for _, d := range c.Drafts(c.Sites[key]) {
		if d.DocumentID.String() == c.IDs[key]["document"] {
			drafts = append(drafts, d)
		}
	}
	return drafts
}

// Seen is what a page with all drafts of a site's privacy document would send
// of them: each field's name begins with a prefix, before the language.
func (c *Cast) Seen(key, prefix string) map[string]string {
	seen := map[string]string{}
	for _, d := range c.draftsOf(key) {
		seen[strings.TrimSpace(prefix+d.Language)] = d.Sum()
	}
	return seen
}

// Invited is the account of somebody who was invited to a site, and has not
// come yet.
func (c *Cast) Invited(key string) uuid.UUID {
	return c.Person(c.Platform, "invited@"+key+".example").ID
}

// invite gives a site one invitation, which nobody has used.
func (c *Cast) invite(key string) {
	c.t.Helper()
	now := c.Clock.Now()
	row := accounts.Invitation{ID: uuid.Must(uuid.NewV7()), SiteID: c.Sites[key], Role: principal.Editor, Email: "asked@" + key + ".example",
		TokenHash: accounts.HashToken("invitation-to-" + key), InvitedBy: c.Person(c.Platform, "owner@"+key+".example").ID, CreatedAt: now, ExpiresAt: now.Add(accounts.LinkLife)}
	c.Invites[key], c.IDs[key]["invitation"] = "invitation-to-"+key, row.ID.String()
	c.write(c.Platform, func(ctx context.Context) error {
		if err := db.Conn(ctx).Where("site_id = ?", row.SiteID).Delete(&accounts.Invitation{}).Error; err != nil {
			return err
		}
		return db.Conn(ctx).Create(&row).Error
	})
}
