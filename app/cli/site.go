package cli

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// newSite are the flags of what a tenant starts with.
type newSite struct {
	sites.NewSite
	hosts, languages list
	member, email    string
}

func (n *newSite) define(fs *flag.FlagSet, who string) {
	fs.Var(&n.hosts, "host", "hostname; the first is the primary one (may be repeated)")
	fs.StringVar(&n.Name, "name", "", "name, as visitors read it")
	fs.StringVar(&n.Accent, "accent", "", "colour, as #rrggbb")
	fs.Var(&n.languages, "lang", "language; the first is the one that the others are translated from (may be repeated)")
	fs.BoolVar(&n.DocumentRequired, "document-required", false, "take no customers before the privacy document is published")
	fs.StringVar(&n.TimeZone, "time-zone", "Europe/Stockholm", "time zone")
	fs.StringVar(&n.Party.LegalName, "legal-name", "", "legal name of the organisation")
	fs.StringVar(&n.Party.RegistrationNumber, "registration-number", "", "its registration number")
	fs.StringVar(&n.Party.Address, "address", "", "its postal address")
	fs.StringVar(&n.Party.Country, "country", "", "its country, as two letters")
	fs.StringVar(&n.Party.Email, "contact", "", "its e-mail address for questions about privacy")
	fs.StringVar(&n.Party.DPO, "dpo", "", "its data protection officer, if it has one")
	fs.StringVar(&n.member, who+"-name", "", "name of the "+who)
	fs.StringVar(&n.email, who, "", "e-mail address of the "+who)
}

// create makes a tenant with its documents and its first member, all or
// nothing, and returns the one-time link that sets a new member's password.
func (n *newSite) create(ctx context.Context, a *app.App, kind tenantdb.Kind, role principal.Role) (link string, err error) {
	n.Hosts, n.Languages = n.hosts, n.languages
	_, err = a.Sites.Create(ctx, shell, kind, n.NewSite, func(ctx context.Context, site tenants.ID) error {
		if err := a.Documents.Furnish(ctx, kind); err != nil {
			return err
		}
		platform, err := a.Sites.PlatformUnscoped(ctx)
		if err != nil {
			return err
		}
		return a.DB.As(ctx, platform.ID, func(ctx context.Context) error {
			_, link, err = a.Accounts.AddMember(ctx, shell, site, role, n.member, n.email)
			return err
		})
	})
	return link, err
}

func printLink(ctx context.Context, a *app.App, std IO, email, link string) error {
	if link == "" {
		fmt.Fprintf(std.Out, "%s has an account already and signs in with it\n", email)
		return nil
	}
	platform, err := a.Sites.PlatformUnscoped(ctx)
	if err != nil {
		return err
	}
	record, err := a.Sites.LoadUnscoped(ctx, platform.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.Out, "%s sets a password here, once, within seven days (this is not shown again):\n  %s/password/%s\n",
		email, a.Config.Origin(record.Primary()), link)
	return nil
}

func initPlatform(ctx context.Context, args []string, std IO) error {
	return makeTenant(ctx, "init", args, std, tenantdb.Platform, principal.Operator, "platform")
}

// makeTenant reads the options of a new tenant and makes it.
func makeTenant(ctx context.Context, name string, args []string, std IO, kind tenantdb.Kind, role principal.Role, key string) error {
	var cfg config.Config
	var n newSite
	if _, err := parse(name, args, std, func(fs *flag.FlagSet) {
		cfg.Flags(fs, std.Getenv)
		fs.StringVar(&n.Key, "key", key, "short name, for commands and for addresses in the studio")
		n.define(fs, string(role))
	}); err != nil {
		return err
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		link, err := n.create(ctx, a, kind, role)
		if err != nil {
			return err
		}
		fmt.Fprintf(std.Out, "%s answers on %s\n", n.Key, strings.Join(n.hosts, ", "))
		return printLink(ctx, a, std, n.email, link)
	})
}

func site(ctx context.Context, args []string, std IO) error {
	if len(args) == 0 {
		fmt.Fprintln(std.Err, siteVerbs)
		return errUsage
	}
	switch verb, rest := args[0], args[1:]; verb {
	case "create":
		return makeTenant(ctx, "site create", rest, std, tenantdb.Site, principal.Owner, "")
	case "invite":
		return siteInvite(ctx, rest, std)
	case "suspend":
		return siteState(ctx, rest, std, tenantdb.Suspended)
	case "resume":
		return siteState(ctx, rest, std, tenantdb.Active)
	case "require":
		return siteRequire(ctx, rest, std, true)
	case "unrequire":
		return siteRequire(ctx, rest, std, false)
	case "list":
		return siteList(ctx, rest, std)
	}
	fmt.Fprintln(std.Err, siteVerbs)
	return errUsage
}

const siteVerbs = `pactdesk site create|list
pactdesk site invite … KEY             one more owner, editor or auditor; or another link for one whose first ran out
pactdesk site suspend|resume KEY       a suspended site still answers for its documents and its customers' rights
pactdesk site require|unrequire KEY    whether it takes customers only once its privacy document is published`

func siteRequire(ctx context.Context, args []string, std IO, required bool) error {
	var cfg config.Config
	key, err := oneKey("site", args, std, func(fs *flag.FlagSet) { cfg.Flags(fs, std.Getenv) })
	if err != nil {
		return err
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		t, err := a.Sites.ByKeyUnscoped(ctx, key)
		if err != nil {
			return err
		}
		if err := a.Sites.RequireDocument(tenants.With(ctx, t.ID), shell, required); err != nil {
			return err
		}
		fmt.Fprintf(std.Out, "%s: document required before customers: %t\n", key, required)
		return nil
	})
}

// siteInvite lets one more person act on a site, or gives somebody whose link
// ran out another.
func siteInvite(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	var role, name, email string
	key, err := oneKey("site invite", args, std, func(fs *flag.FlagSet) {
		cfg.Flags(fs, std.Getenv)
		fs.StringVar(&role, "role", string(principal.Owner), "owner, editor or auditor; operator of the platform")
		fs.StringVar(&name, "name", "", "the person's name")
		fs.StringVar(&email, "email", "", "the person's e-mail address")
	})
	if err != nil {
		return err
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		t, err := a.Sites.ByKeyUnscoped(ctx, key)
		if err != nil {
			return err
		}
		roles := []principal.Role{principal.Owner, principal.Editor, principal.Auditor}
		if t.Kind == tenantdb.Platform {
			roles = []principal.Role{principal.Operator}
		}
		if !slices.Contains(roles, principal.Role(role)) {
			return fmt.Errorf("--role %q: on %s it is one of %s", role, key, roles)
		}
		platform, err := a.Sites.PlatformUnscoped(ctx)
		if err != nil {
			return err
		}
		_, link, err := a.Accounts.AddMember(tenants.With(ctx, platform.ID), shell, t.ID, principal.Role(role), name, email)
		if err != nil {
			return err
		}
		return printLink(ctx, a, std, email, link)
	})
}

// oneKey reads the options and the one site that a command is about.
func oneKey(name string, args []string, std IO, define func(*flag.FlagSet)) (string, error) {
	words, err := parse(name, args, std, define)
	if err != nil {
		return "", err
	}
	if len(words) != 1 {
		fmt.Fprintln(std.Err, "name one site by its key, after the options")
		return "", errUsage
	}
	return words[0], nil
}

func siteState(ctx context.Context, args []string, std IO, state tenantdb.State) error {
	var cfg config.Config
	key, err := oneKey("site", args, std, func(fs *flag.FlagSet) { cfg.Flags(fs, std.Getenv) })
	if err != nil {
		return err
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		if err := a.Sites.SetState(ctx, shell, key, state); err != nil {
			return err
		}
		fmt.Fprintf(std.Out, "%s is %s\n", key, state)
		return nil
	})
}

func siteList(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	if _, err := parse("site list", args, std, func(fs *flag.FlagSet) { cfg.Flags(fs, std.Getenv) }); err != nil {
		return err
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		all, err := a.Sites.ListUnscoped(ctx, shell)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(std.Out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "KEY\tHOST\tSTATE\tVERSION\tLANGUAGES\tWITHOUT A TEXT")
		for _, s := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", s.Key, s.Primary, s.State, s.Status.LatestVersion, s.Status.Languages, strings.Join(s.Status.Missing(), ","))
		}
		return w.Flush()
	})
}
