package web_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Commits become visible in another order than their numbers in the feed were
// given: a site whose transaction took longer than another's is found too.
func TestASiteThatCommitsLateIsFound(t *testing.T) {
	t.Parallel()
	w := apptest.NewWorld(t, apptest.Postgres(t), func(*config.Config) {}) // SQLite has one writer at a time
	inside, release, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		_, err := w.App.Sites.Create(context.Background(), apptest.Shell, tenantdb.Site, sites.NewSite{Key: "late", Hosts: []string{"late.localhost"}, Name: "Site late",
			Languages: []string{"sv"}, Party: sites.Party{LegalName: "late AB"}}, func(ctx context.Context, _ tenants.ID) error {
			close(inside)
			<-release
			return w.Documents.Furnish(ctx, tenantdb.Site)
		})
		done <- err
	}()
	<-inside
	named(t, w, "bilder", "bilder.localhost")
	w.Browser("bilder").Get("/contact").Want(http.StatusOK)
	w.Browser("late").Get("/contact").Want(http.StatusMisdirectedRequest)
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	w.Follow()
	w.Browser("late").Get("/contact").Want(http.StatusOK).Has("Site late")
}

// The platform's party stands on every site: a change of it is seen there,
// whoever on the platform has seen it before.
func TestThePlatformsPartyIsSeenOnEverySite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner, visitor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("alfa")
		visitor.Get("/contact").Want(http.StatusOK).Has("platform AB")
		if err := w.App.Sites.SetParty(w.On(w.Platform), apptest.Shell, sites.Party{LegalName: "Renamed AB", Reason: sites.Renamed, Address: "Gatan 2", Country: "SE", Email: "p@platform.example"}); err != nil {
			t.Fatal(err)
		}
		owner.Get("/account").Want(http.StatusOK) // exact at once, on the platform
		w.Follow()
		visitor.Get("/contact").Want(http.StatusOK).Has("Renamed AB").Lacks("platform AB")
		owner.Get("/contact").Want(http.StatusOK).Has("Renamed AB")
	})
}
