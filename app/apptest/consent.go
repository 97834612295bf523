package apptest

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/db"
)

// connect lets a site have a service connected again, which its documents do not
// tell of.
func (c *Cast) connect(key string) {
	c.t.Helper()
	c.write(c.Sites[key], func(ctx context.Context) error {
		all, err := consent.Load(ctx, nil)
		if err != nil || slices.ContainsFunc(all, func(s consent.Connected) bool { return s.Code == "plausible" }) {
			return err
		}
		return db.Conn(ctx).Create(&consent.Connected{ID: uuid.Must(uuid.NewV7()), Code: "plausible", Account: key + ".example", CreatedAt: c.Clock.Now()}).Error
	})
}
