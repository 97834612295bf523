package cli

import (
	"context"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// What the demo shows of controllers and processors: a register with a
// replacement that one site has objected to, a site that was sold, one that an
// agency runs, and support access with its log.

const (
	firstOperator  = "operator@pactdesk.example"
	secondOperator = "operator2@pactdesk.example"
)

var hosting = processing.Subprocessor{Name: "Norrhall Drift AB", RegistrationNumber: "559000-0050", Address: "Serverv. 2, 951 61 Luleå", Country: "SE",
	Contact: "dataskydd@norrhall.example", Service: "hosting", Categories: "identity,contact,credential,sign_in,answers,writing", Locations: "SE",
	Safeguard: "eea", WindowDays: 30}

var newHosting = processing.Subprocessor{Name: "Fjellsky AS", RegistrationNumber: "999 000 050", Address: "Datavegen 7, 2624 Lillehammer", Country: "NO",
	Contact: "personvern@fjellsky.example", Service: "hosting", Categories: "identity,contact,credential,sign_in,answers,writing", Locations: "NO",
	Safeguard: "eea", WindowDays: 30}

// museum is the client that an agency runs its site for.
var museum = sites.Arrangement{Kind: sites.Agency, LegalName: "Skogsmuseet i Umeå", RegistrationNumber: "802400-0027", Address: "Museigatan 1, 907 38 Umeå",
	Country: "SE", Email: "dataskydd@skogsmuseet.example", DPO: "Maj Skog, dso@skogsmuseet.example", Authorised: true}

var buyer = sites.Party{LegalName: "Vestland Arkiv AS", RegistrationNumber: "999 000 035", Address: "Torget 3, 5014 Bergen", Country: "NO",
	Email: "personvern@vestland.example", Reason: sites.Transferred}

// as finds out who signs in with an address.
func (f *furnisher) as(ctx context.Context, email string) (p principal.Principal, err error) {
	err = f.DB.As(ctx, f.platform, func(ctx context.Context) error {
		token, err := f.Accounts.SignIn(ctx, email, demoPassword)
		if err != nil {
			return err
		}
		session, err := f.Acceptance.Session(ctx, token)
		if err != nil {
			return err
		}
		p = session.Principal
		return f.Accounts.SignOut(ctx, token)
	})
	return p, err
}

func (f *furnisher) onSite(ctx context.Context, key string, fn func(context.Context) error) error {
	return f.DB.As(ctx, f.keys[key], fn)
}

// letSupportIn: an owner lets support in for an afternoon.
func (f *furnisher) letSupportIn(ctx context.Context) error {
	if err := f.grant(ctx, "nordljus", access.Wish{Reason: "Hjälp med den engelska översättningen", Hours: 4}); err != nil {
		return err
	}
	return f.looks(ctx, "nordljus", "/settings/appearance/documents", "/settings/appearance/documents/cookies-privacy-policies/text/en")
}

func (f *furnisher) grant(ctx context.Context, key string, w access.Wish) error {
	owner, err := f.as(ctx, "owner@"+key+".example")
	if err != nil {
		return err
	}
	return f.onSite(ctx, key, func(ctx context.Context) error { return f.Access.Grant(ctx, owner, w) })
}

// looks writes an operator's looks to a site's log, as the studio does.
func (f *furnisher) looks(ctx context.Context, key string, paths ...string) error {
	operator, grants, err := f.operator(ctx, firstOperator)
	if err != nil {
		return err
	}
	site := f.keys[key]
	return f.onSite(ctx, key, func(ctx context.Context) error {
		for _, path := range paths {
			if _, err := f.Access.Look(ctx, operator, grants[site], "GET", "/studio/"+key+path); err != nil {
				return err
			}
		}
		return nil
	})
}

// operator is an operator as the studio meets them: with the grants that hold.
func (f *furnisher) operator(ctx context.Context, email string) (p principal.Principal, grants map[tenants.ID]uuid.UUID, err error) {
	err = f.DB.As(ctx, f.platform, func(ctx context.Context) error {
		token, err := f.Accounts.SignIn(ctx, email, demoPassword)
		if err != nil {
			return err
		}
		session, err := f.Acceptance.Session(ctx, token)
		if err != nil {
			return err
		}
		p, grants = session.Principal, session.Grants
		return f.Accounts.SignOut(ctx, token)
	})
	return p, grants, err
}

// emergency: an operator looks in on another's word, and the owner is told.
func (f *furnisher) emergency(ctx context.Context) error {
	first, err := f.as(ctx, firstOperator)
	if err != nil {
		return err
	}
	second, err := f.as(ctx, secondOperator)
	if err != nil {
		return err
	}
	site := f.keys["nordljus"]
	if err := f.DB.As(ctx, f.platform, func(ctx context.Context) error {
		if err := f.Access.TakeEmergency(ctx, first, site, access.Wish{Reason: "Felaktiga tecken på publika sidor, ägaren går inte att nå", Hours: 1}); err != nil {
			return err
		}
		waiting, err := f.Access.OfOperator(ctx, second)
		if err != nil {
			return err
		}
		return f.Access.ApproveEmergency(ctx, second, waiting[0].ID)
	}); err != nil {
		return err
	}
	return f.looks(ctx, "nordljus", "/settings/appearance/documents")
}

// replaceHosting announces that another does the hosting.
func (f *furnisher) replaceHosting(ctx context.Context) error {
	return f.DB.As(ctx, f.platform, func(ctx context.Context) error {
		register, err := f.Processing.Register(ctx)
		if err != nil {
			return err
		}
		return f.Processing.Replace(ctx, shell, register[0].ID, newHosting)
	})
}

// hearOfIt shows the change to two owners; one of them objects.
func (f *furnisher) hearOfIt(ctx context.Context) error {
	for key, language := range map[string]string{"nordljus": "sv", "harbour": "en"} {
		owner, err := f.as(ctx, "owner@"+key+".example")
		if err != nil {
			return err
		}
		if err := f.onSite(ctx, key, func(ctx context.Context) error {
			loc := f.Bundle.Localizer(language)
			list, err := f.Processing.Notices(ctx, owner, loc)
			if err != nil {
				return err
			}
			for _, told := range list {
				if err := f.Processing.NoticeShown(ctx, owner, f.keys[key], []uuid.UUID{told.Entry.ID}, processing.InStudio, loc); err != nil {
					return err
				}
				if key == "harbour" && told.Entry.Replaces != nil {
					if err := f.Processing.Object(ctx, owner, told.Entry.ID, "Our client's contract says that the pictures stay in Ireland or Sweden."); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// sell hands the archive over to another organisation, which accepts the
// platform's agreements anew.
func (f *furnisher) sell(ctx context.Context) error {
	if err := f.onSite(ctx, "fjord", func(ctx context.Context) error { return f.Sites.SetParty(ctx, shell, buyer) }); err != nil {
		return err
	}
	for _, s := range demoSites {
		if s.Key == "fjord" {
			return f.agree(ctx, s, f.keys["fjord"])
		}
	}
	return nil
}

// supportNow: the owner has support in, to look and not to touch.
func (f *furnisher) supportNow(ctx context.Context) error {
	if err := f.grant(ctx, "nordljus", access.Wish{Reason: "Kolla varför en kund inte får språket engelska", Hours: 24}); err != nil {
		return err
	}
	return f.looks(ctx, "nordljus", "", "/history")
}
