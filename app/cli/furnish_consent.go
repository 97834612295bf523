package cli

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// countVisits: Nordljus has Google Analytics connected, and its second version
// tells of it; Fjord has nothing, so a newcomer sees both.
func (f *furnisher) countVisits(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@nordljus.example")
	if err != nil {
		return err
	}
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		if err := f.Consent.Connect(ctx, owner, consent.Wish{Code: "google_analytics", Account: "G-NORDLJUS1", Limited: true}); err != nil {
			return err
		}
		return f.Consent.Settle(ctx, owner, "google_analytics", []string{"retention_14_months"})
	})
}

// visitorsChoose: what some of them have chosen since.
func (f *furnisher) visitorsChoose(ctx context.Context) error {
	began := f.Clock.Now()
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		record, err := f.Sites.LoadUnscoped(ctx, f.keys["nordljus"])
		if err != nil {
			return err
		}
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		connected, err := consent.Load(ctx, docs)
		if err != nil {
			return err
		}
		site := &snapshot.Site{Record: record, Documents: docs, Connected: connected}
		for i := range 46 {
			now := began.Add(time.Duration(i) * 4 * time.Hour)
			f.Clock.Set(now)
			live := consent.LiveAt(connected, docs, record.Roles, now)
			language := map[bool]string{true: "en", false: "sv"}[i%4 == 3]
			r := &kernel.Request{Kernel: f.Kernel, Site: site, Languages: []string{language}, Loc: f.Bundle.Localizer(language)}
			html, err := r.NoticeBytes(live)
			if err != nil {
				return err
			}
			var allowed []facts.Class
			if i%5 < 2 {
				allowed = consent.Optional
			}
			if _, err := f.Consent.Choose(ctx, allowed, live, consent.Shown{Version: live.Notice, Language: language, HTML: html, Method: consent.OnNotice, GPC: i%11 == 10}, nil); err != nil {
				return err
			}
		}
		return nil
	})
}
