package documents

import (
	"context"
	"time"

	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// AnnounceRoles tells the context's tenant's customers that others are
// responsible than before, though no text was edited: it publishes each
// document in force again, filled in anew, as an announcement that says who.
// What is scheduled is scheduled again, or it would name the old ones when its
// time comes. It runs in the transaction of the change (GDPR Art. 13(1)(a),
// 14(1)(a)).
func (s *Service) AnnounceRoles(ctx context.Context, p principal.Principal, before sites.Record, bundle *i18n.Bundle) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	now, err := s.sites.LoadUnscoped(ctx, id)
	if err != nil || now.Roles.Same(before.Roles) {
		return err
	}
	docs, err := Catalogue(ctx)
	if err != nil {
		return err
	}
	for i := range docs {
		doc := &docs[i]
		at := doc.after(s.clock.Now())
		current := doc.InForce(at)
		if current == nil {
			continue
		}
		upcoming := doc.Upcoming(at)
		if err := s.republish(ctx, p, doc, current, Announcement, time.Time{}, func(language string) string {
			return rolesSummary(bundle.Localizer(language), before, now)
		}); err != nil {
			return err
		}
		for _, v := range upcoming {
			summary := func(language string) string { return v.Text(language).Summary }
			if err := s.republish(ctx, p, doc, v, v.Weight, v.EnforcedAt, summary); err != nil {
				return err
			}
		}
	}
	return nil
}

// republish publishes a version's sources once more.
func (s *Service) republish(ctx context.Context, p principal.Principal, doc *Document, v *Version, weight Weight, enforced time.Time, summary func(language string) string) error {
	in := Publication{Slug: doc.Slug, Weight: weight, EnforcedAt: enforced, Languages: v.Languages(), Overtake: true,
		Summaries: map[string]string{}, Texts: map[string]Source{}, Leaving: Leaving{Force: true}, again: v}
	texts, err := textsOf(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, t := range texts {
		in.Texts[t.Language] = Source{Title: t.Title, Source: t.Source}
		in.Summaries[t.Language] = summary(t.Language)
	}
	_, err = s.Publish(ctx, p, in)
	return err
}

// rolesSummary says who was responsible and who is, in a text's language.
func rolesSummary(loc *i18n.Localizer, before, now sites.Record) string {
	was, is := loc.List(before.Roles.Names()), loc.List(now.Roles.Names())
	switch {
	case was == is: // another processor, or another number
		return loc.T("roles.announce.details", "Names", is)
	case now.Party.Revision != before.Party.Revision && now.Party.Reason == sites.Renamed:
		return loc.T("roles.announce.renamed", "Before", was, "Now", is)
	case now.Roles.Kind == sites.Joint:
		return loc.T("roles.announce.joint", "Before", was, "Now", is, "Contact", now.Roles.Contact())
	}
	return loc.T("roles.announce.transferred", "Before", was, "Now", is, "Contact", now.Roles.Contact())
}
