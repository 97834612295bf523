package app

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/consent/scan"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants"
)

// Scan visits a site's public pages, or the paths that are given, and holds
// what they do against what it has declared.
func (a *App) Scan(ctx context.Context, site *snapshot.Site, pages []string, limit time.Duration) (scan.Result, error) {
	set, err := a.Facts.Current(tenants.With(ctx, site.Tenant.ID))
	if err != nil {
		return scan.Result{}, err
	}
	if len(pages) == 0 {
		pages = a.publicPages(site)
	}
	if a.Scanner == nil {
		return scan.Result{}, scan.ErrNoBrowser
	}
	return a.Scanner(ctx, scan.Visit{Origin: a.Config.Origin(site.Primary()), Pages: pages, Cookies: scan.Names(set), Via: a.Config.CheckVia,
		Live:          consent.LiveAt(site.Connected, site.Documents, site.Roles, a.Clock.Now()),
		ConsentCookie: a.Kernel.ConsentCookie(), Now: a.Clock.Now(), Limit: limit})
}

// scanTime is how long somebody in the studio waits for a scan at most.
const scanTime = 45 * time.Second

// scanNow is the studio's way to Scan: one at a time, since each is a whole
// browser.
func (a *App) scanNow(ctx context.Context, site *snapshot.Site) (scan.Result, error) {
	if !a.scanning.TryLock() {
		return scan.Result{}, errs.New(errs.TooMany, "scan.error.busy", nil)
	}
	defer a.scanning.Unlock()
	return a.Scan(ctx, site, nil, scanTime)
}

// publicPages are those that anybody can open: the documents in each language,
// the others in the site's own.
func (a *App) publicPages(site *snapshot.Site) []string {
	pages := []string{"/"}
	for _, d := range site.Documents {
		if d.InForce(a.Clock.Now()) == nil {
			continue
		}
		for _, language := range site.Profile.Languages.List() {
			pages = append(pages, kernel.DocumentPath(d.Slug)+"?lang="+language)
		}
	}
	return append(pages, "/contact", "/who-answers", "/cookies", "/login", "/register")
}
