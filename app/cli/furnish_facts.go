package cli

import (
	"context"
	"slices"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
)

// What the demo shows of facts: Nordljus has adopted ready purposes, one of
// them in an edition that has been improved since, changed one and written one
// of its own; its text in force is made of them, and a purpose that came later
// waits to be published.

// tellFacts: what Nordljus does, before its second version.
func (f *furnisher) tellFacts(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@nordljus.example")
	if err != nil {
		return err
	}
	now := f.Facts.Library
	defer func() { f.Facts.Library = now }()
	f.Facts.Library = slices.DeleteFunc(slices.Clone(now), func(r facts.Ready) bool { return r.Edition > 1 }) // as it then was
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		for _, code := range []string{"orders", "bookkeeping", "delivery", "school", "showcase", "enquiries"} {
			if err := f.Facts.Adopt(ctx, owner, code); err != nil {
				return err
			}
		}
		if err := f.change(ctx, owner, "enquiries", func(p *facts.Purpose) { p.Period = "P1Y" }); err != nil {
			return err
		}
		for code, how := range map[string]func(*facts.Purpose){
			"orders": func(p *facts.Purpose) { p.Period, p.From = "P7Y", "calendar_year"; sayPeriod(p, "", "") },
			"delivery": func(p *facts.Purpose) {
				p.Period = "P5Y"
				sayPeriod(p, "Galleriet stängs efter ett år.", "The gallery closes after one year.")
			},
		} {
			if err := f.change(ctx, owner, code, how); err != nil {
				return err
			}
		}
		_, err := f.Facts.SavePurpose(ctx, owner, weddingGuests, "")
		return err
	})
}

// change changes a purpose of the context's site.
func (f *furnisher) change(ctx context.Context, owner principal.Principal, code string, how func(*facts.Purpose)) error {
	desk, err := f.Facts.Desk(ctx, owner)
	if err != nil {
		return err
	}
	p := *desk.Said.Purpose(code)
	seen := facts.Fingerprint(&p)
	how(&p)
	_, err = f.Facts.SavePurpose(ctx, owner, p, seen)
	return err
}

// sayPeriod says how long in words, in the languages of the site.
func sayPeriod(p *facts.Purpose, swedish, english string) {
	words := map[string]facts.Words{}
	for language, said := range map[string]string{"sv": swedish, "en": english} {
		w := p.Words[language]
		w.Period = said
		words[language] = w
	}
	p.Words = words
}

var weddingGuests = facts.Purpose{Reach: facts.Marked, Basis: facts.LegitimateInterest, Categories: []string{"images", "captions"}, Subjects: []string{"pictured"},
	Sources: []string{"own_work"}, Period: "P5Y", From: "delivery", Recipients: []string{"client"}, Words: map[string]facts.Words{
		"sv": {Name: "Gäster på bröllop och fester", Why: "För att skildra dagen åt dem som har bjudit in oss.", Interest: "vårt och beställarens intresse av att skildra dagen",
			More: "Vill du slippa vara med, säg till fotografen eller skriv till oss."},
		"en": {Name: "Guests at weddings and parties", Why: "To tell of the day for those who invited us.", Interest: "our and our client’s interest in telling of the day",
			More: "If you would rather not be in the pictures, tell the photographer or write to us."},
	}}

// addNewsletter: since then Nordljus sends one.
func (f *furnisher) addNewsletter(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@nordljus.example")
	if err != nil {
		return err
	}
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error { return f.Facts.Adopt(ctx, owner, "newsletter") })
}
