package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/templates"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

const demoPassword = "correct horse battery staple"

type demoSite struct {
	sites.NewSite
	what, owner string
	agreed      bool // the owner has accepted the platform's agreements
}

var demoPlatform = sites.NewSite{Key: "pactdesk", Hosts: []string{"pactdesk.localhost", "www.pactdesk.localhost"}, Name: "Pactdesk",
	Accent: "#2f5d50", Languages: []string{"en", "sv", "nb"}, TimeZone: "Europe/Stockholm",
	Party: sites.Party{LegalName: "Pactdesk Demo AB", RegistrationNumber: "559000-0001", Address: "Exempelgatan 1, 111 11 Stockholm",
		Country: "SE", Email: "privacy@pactdesk.example"}}

var demoSites = []demoSite{
	{what: "a photographer, in Swedish and English", owner: "Anna Lind", agreed: true, NewSite: sites.NewSite{Key: "nordljus",
		Hosts: []string{"nordljus.localhost", "www.nordljus.localhost"}, Name: "Nordljus Foto", Accent: "#b4532a",
		Languages: []string{"sv", "en"}, TimeZone: "Europe/Stockholm",
		Party: sites.Party{LegalName: "Nordljus Foto AB", RegistrationNumber: "559000-0019", Address: "Norra Hamngatan 4, 972 32 Luleå",
			Country: "SE", Email: "integritet@nordljus.example"}}},
	{what: "a media archive, in Norwegian and English; sold four days ago", owner: "Ingrid Solheim", agreed: true, NewSite: sites.NewSite{Key: "fjord",
		Hosts: []string{"fjord.localhost", "www.fjord.localhost"}, Name: "Fjord Mediearkiv", Accent: "#1f5f8b",
		Languages: []string{"nb", "en"}, TimeZone: "Europe/Oslo",
		Party: sites.Party{LegalName: "Fjord Mediearkiv AS", RegistrationNumber: "999 000 027", Address: "Strandgaten 12, 5013 Bergen",
			Country: "NO", Email: "personvern@fjord.example"}}},
	{what: "in English; its document is not filled in", owner: "Grace Porter", agreed: true, NewSite: sites.NewSite{Key: "harbour",
		Hosts: []string{"harbour.localhost", "www.harbour.localhost"}, Name: "Harbour Images", Accent: "#5a4b8a",
		Languages: []string{"en"}, TimeZone: "Europe/Dublin",
		Party: sites.Party{LegalName: "Harbour Images Ltd", RegistrationNumber: "IE0000035", Address: "3 Custom House Quay, Galway",
			Country: "IE", Email: "privacy@harbour.example"}}},
	{what: "run by an agency for a museum, its client", owner: "Sara Lumen", agreed: true, NewSite: sites.NewSite{Key: "museet",
		Hosts: []string{"museet.localhost", "www.museet.localhost"}, Name: "Skogsmuseets bildarkiv", Accent: "#3f6b3a",
		Languages: []string{"sv"}, TimeZone: "Europe/Stockholm",
		Party: sites.Party{LegalName: "Byrå Lumen AB", RegistrationNumber: "559000-0068", Address: "Rådhusesplanaden 3, 903 28 Umeå",
			Country: "SE", Email: "hej@lumen.example"}}},
	{what: "just created; its owner has accepted nothing yet", owner: "Nils Ek", NewSite: sites.NewSite{Key: "nova",
		Hosts: []string{"nova.localhost", "www.nova.localhost"}, Name: "Nova Bildbyrå", Accent: "#7a3b69",
		Languages: []string{"sv"}, TimeZone: "Europe/Stockholm",
		Party: sites.Party{LegalName: "Nova Bildbyrå AB", RegistrationNumber: "559000-0043", Address: "Storgatan 8, 903 26 Umeå",
			Country: "SE", Email: "hej@nova.example"}}},
}

// furnisher fills the demo through the same services that people use. Its
// clock is set to a past, so that there is one.
type furnisher struct {
	*app.App
	platform tenants.ID
	keys     map[string]tenants.ID
	people   []uuid.UUID // customers of Nordljus, in the order of demoPeople
}

// furnish makes the sample sites and their history, in one transaction: a
// demo that was cut off meanwhile starts anew.
func furnish(ctx context.Context, a *app.App) error {
	morning := a.Clock.Now().Truncate(24 * time.Hour).Add(8 * time.Hour)
	defer a.Clock.Set(time.Time{})
	f := &furnisher{App: a, keys: map[string]tenants.ID{}}
	return a.DB.Tx(ctx, func(ctx context.Context) error {
		for _, step := range []struct {
			ago time.Duration
			do  func(context.Context) error
		}{
			{400 * 24 * time.Hour, f.makePlatform},
			{390 * 24 * time.Hour, f.makeSites},
			{385 * 24 * time.Hour, f.makeLooks},
			{380 * 24 * time.Hour, f.publishFirst},
			{200 * 24 * time.Hour, f.makeCustomers},
			{190 * 24 * time.Hour, f.moreCustomers},
			{90 * 24 * time.Hour, f.addPapers},
			{80 * 24 * time.Hour, f.renamePaper},
			{60 * 24 * time.Hour, f.inviteEditor},
			{45 * 24 * time.Hour, f.emergency},
			{21 * 24 * time.Hour, f.letSupportIn},
			{10 * 24 * time.Hour, f.tellFacts},
			{9*24*time.Hour + time.Hour, f.countVisits},
			{9 * 24 * time.Hour, f.publishSecond},
			{8 * 24 * time.Hour, f.visitorsChoose},
			{7 * 24 * time.Hour, f.sayTranslated},
			{6 * 24 * time.Hour, f.replaceHosting},
			{5 * 24 * time.Hour, f.hearOfIt},
			{4 * 24 * time.Hour, f.sell},
			{3 * 24 * time.Hour, f.askForReview},
			{2 * 24 * time.Hour, f.sendBack},
			{30 * time.Hour, f.addNewsletter},
			{24 * time.Hour, f.askAgain},
			{20 * time.Hour, f.inherit},
			{time.Hour, f.theyAnswer},
			{0, f.supportNow},
		} {
			if a.Clock.Set(morning.Add(-step.ago)); step.ago == 0 {
				a.Clock.Set(time.Time{}) // what holds now holds from now
			}
			if err := step.do(ctx); err != nil {
				return fmt.Errorf("furnishing the demo: %w", err)
			}
		}
		return nil
	})
}

func (f *furnisher) makePlatform(ctx context.Context) error {
	id, err := f.Sites.Create(ctx, shell, tenantdb.Platform, demoPlatform, func(ctx context.Context, id tenants.ID) error {
		if err := f.Documents.Furnish(ctx, tenantdb.Platform); err != nil {
			return err
		}
		if err := f.member(ctx, id, principal.Operator, "Petra Plattform", secondOperator); err != nil {
			return err
		}
		return f.member(ctx, id, principal.Operator, "Olle Operatör", firstOperator)
	})
	if err != nil {
		return err
	}
	f.platform = id
	ctx = tenants.With(ctx, id)
	if err := f.Processing.Announce(ctx, shell, hosting); err != nil {
		return err
	}
	for _, slug := range []string{documents.AgreementSlug, documents.DPASlug, documents.PrivacySlug} {
		in := documents.Publication{Slug: slug, Weight: documents.NewVersion, Leaving: documents.Leaving{AllWarnings: true}, Languages: demoPlatform.Languages, Texts: map[string]documents.Source{}}
		for _, language := range in.Languages {
			title, source := documents.Starter(tenantdb.Platform, slug, language)
			in.Texts[language] = documents.Source{Title: title, Source: source}
		}
		if _, err := f.Documents.Publish(ctx, shell, in); err != nil {
			return err
		}
	}
	for _, email := range []string{firstOperator, secondOperator} {
		if err := f.accept(ctx, email, nil, "sv"); err != nil {
			return err
		}
	}
	return nil
}

// member adds somebody who may act on a site and has used their link.
func (f *furnisher) member(ctx context.Context, site tenants.ID, role principal.Role, name, email string) error {
	platform, err := f.Sites.PlatformUnscoped(ctx)
	if err != nil {
		return err
	}
	return f.DB.As(ctx, platform.ID, func(ctx context.Context) error {
		_, link, err := f.Accounts.AddMember(ctx, shell, site, role, name, email)
		if err != nil {
			return err
		}
		return f.Accounts.SetPassword(ctx, link, demoPassword)
	})
}

func (f *furnisher) makeSites(ctx context.Context) error {
	for _, s := range demoSites {
		id, err := f.Sites.Create(ctx, shell, tenantdb.Site, s.NewSite, func(ctx context.Context, id tenants.ID) error {
			if err := f.Documents.Furnish(ctx, tenantdb.Site); err != nil {
				return err
			}
			return f.member(ctx, id, principal.Owner, s.owner, "owner@"+s.Key+".example")
		})
		if err != nil {
			return err
		}
		f.keys[s.Key] = id
		if s.Key == "museet" {
			if err := f.onSite(ctx, s.Key, func(ctx context.Context) error { return f.Sites.SetArrangement(ctx, shell, museum) }); err != nil {
				return err
			}
		}
		if s.agreed {
			if err := f.agree(ctx, s, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// agree signs the platform's agreements as the owner does.
func (f *furnisher) agree(ctx context.Context, s demoSite, site tenants.ID) error {
	record, err := f.Sites.LoadUnscoped(ctx, site)
	if err != nil {
		return err
	}
	return f.accept(ctx, "owner@"+s.Key+".example", &record, s.Languages[0])
}

// accept says yes to what somebody on the platform owes, through a
// presentation; site is the one whose organisation they sign for, or nil.
func (f *furnisher) accept(ctx context.Context, email string, site *sites.Record, language string) error {
	return f.DB.As(ctx, f.platform, func(ctx context.Context) error {
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		token, err := f.Accounts.SignIn(ctx, email, demoPassword)
		if err != nil {
			return err
		}
		session, err := f.Acceptance.Session(ctx, token)
		if err != nil {
			return err
		}
		answer, err := f.answer(f.platform, docs, session.Subject(site), acceptance.Gate, language)
		if err != nil {
			return err
		}
		answer.MayBind, answer.JobTitle = site != nil, map[string]string{"sv": "VD", "nb": "Daglig leder", "en": "Director"}[language]
		if err := f.Acceptance.Act(ctx, session.Principal, answer); err != nil {
			return err
		}
		return f.Accounts.SignOut(ctx, token)
	})
}

// answer says yes to everything a subject is shown.
func (f *furnisher) answer(tenant tenants.ID, docs []documents.Document, subject acceptance.Subject, method acceptance.Method, language string) (acceptance.Answer, error) {
	offer, err := f.Acceptance.Present(tenant, acceptance.Pending(docs, subject, f.Clock.Now()), subject, method, f.Bundle.Localizer(language), language)
	answer := acceptance.Answer{Token: offer.Token, Outcome: acceptance.Accepted, Ticked: map[uuid.UUID]bool{}}
	for _, item := range offer.Items {
		answer.Ticked[item.Document.ID] = true
	}
	return answer, err
}

func (f *furnisher) publish(ctx context.Context, key string, summaries map[string]string, files map[string]string) error {
	in := documents.Publication{Slug: documents.PrivacySlug, Weight: documents.NewVersion, Leaving: documents.Leaving{AllWarnings: true}, Summaries: summaries, Texts: map[string]documents.Source{}}
	for language, name := range files {
		source, err := readTemplate(templates.FS, "demo/"+name)
		if err != nil {
			return err
		}
		title := documents.StarterTitle(documents.PrivacySlug, language)
		in.Languages = append(in.Languages, language)
		in.Texts[language] = documents.Source{Title: title, Source: source}
	}
	return f.DB.As(ctx, f.keys[key], func(ctx context.Context) error {
		_, err := f.Documents.Publish(ctx, shell, in)
		return err
	})
}

func (f *furnisher) publishFirst(ctx context.Context) error {
	if err := f.publish(ctx, "nordljus", nil, map[string]string{"sv": "nordljus-v1.sv.md", "en": "nordljus-v1.en.md"}); err != nil {
		return err
	}
	if err := f.publish(ctx, "museet", nil, map[string]string{"sv": "museet.sv.md"}); err != nil {
		return err
	}
	return f.publish(ctx, "fjord", nil, map[string]string{"nb": "fjord.nb.md", "en": "fjord.en.md"})
}

func (f *furnisher) makeCustomers(ctx context.Context) error {
	if err := f.makeCustomer(ctx, "nordljus", "sv", "Karin Kund", "kund@nordljus.example"); err != nil {
		return err
	}
	return f.makeCustomer(ctx, "fjord", "nb", "Kari Kunde", "kunde@fjord.example")
}

func (f *furnisher) makeCustomer(ctx context.Context, key, language, name, email string) error {
	id := f.keys[key]
	return f.DB.As(ctx, id, func(ctx context.Context) error {
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		answer, err := f.answer(id, docs, acceptance.Subject{}, acceptance.Registration, language)
		if err != nil {
			return err
		}
		token, err := f.Acceptance.Register(ctx, accounts.NewAccount{Name: name, Email: email, Password: demoPassword}, answer)
		if err != nil {
			return err
		}
		return f.Accounts.SignOut(ctx, token)
	})
}

func (f *furnisher) publishSecond(ctx context.Context) error {
	return f.publish(ctx, "nordljus", map[string]string{
		"sv": "Vi sparar beställningar i sju år i stället för tio, och frågor i ett år i stället för två. Vi berättar också hur skolfotografering går till.",
		"en": "We keep orders for seven years instead of ten, and enquiries for one year instead of two. We also explain how school photography works.",
	}, map[string]string{"sv": "nordljus.sv.md", "en": "nordljus.en.md"})
}
