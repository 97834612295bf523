package apptest

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/consent/scan"
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

// scanned is what a scan finds in tests: one of each, without a browser.
func scanned(_ context.Context, v scan.Visit) (scan.Result, error) {
	return scan.Result{Stages: []scan.Stage{scan.Before}, Visited: len(v.Pages), Differences: []scan.Difference{
		{Stage: scan.Before, Page: "/contact", Kind: scan.Host, Name: "pixel.adverts.example", Cause: "https://pixel.adverts.example/see.gif?at=" + v.Origin, Advice: scan.Declare},
		{Stage: scan.Before, Page: "/", Kind: scan.Cookie, Name: "_fbp", Domain: "alfa.localhost", Cause: "/", Advice: scan.Connect, Service: "Meta"},
		{Stage: scan.Before, Page: "/", Kind: scan.Storage, Name: "visitor", Cause: "/", Advice: scan.Declare},
	}}, nil
}
