package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/consent/scan"
)

// scanSite visits a site that is served, at its public address, and tells where
// its pages do what it has not declared.
func scanSite(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	var key string
	var pages list
	var limit time.Duration
	if _, err := parse("scan", args, std, func(fs *flag.FlagSet) {
		cfg.Flags(fs, std.Getenv)
		fs.StringVar(&key, "site", "", "the site's key")
		fs.Var(&pages, "page", "path of a page to visit, instead of the public ones (may be repeated)")
		fs.DurationVar(&limit, "limit", 3*time.Minute, "how long it may take")
	}); err != nil {
		return err
	}
	for _, p := range pages {
		if !strings.HasPrefix(p, "/") {
			return fmt.Errorf("--page %q is no path, such as /contact", p)
		}
	}
	if scan.Installed() == "" {
		return scan.ErrNoBrowser
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		t, err := a.Sites.ByKeyUnscoped(ctx, key)
		if err != nil {
			return err
		}
		site, err := a.Snapshots.Latest(ctx, t.ID)
		if err != nil {
			return err
		}
		result, err := a.Scan(ctx, site, pages, limit)
		if err != nil {
			return err
		}
		return tellScan(std, a.Config.Origin(site.Primary()), result, limit)
	})
}

var scanStages = map[scan.Stage]string{scan.Before: "before any choice", scan.Refused: "after refusing",
	scan.Allowed: "after allowing everything", scan.TakenBack: "after taking back"}

// tellScan prints what was found, and fails where that is something.
func tellScan(std IO, origin string, r scan.Result, limit time.Duration) error {
	var stages []string
	for _, s := range r.Stages {
		stages = append(stages, scanStages[s])
	}
	fmt.Fprintf(std.Out, "%s: %d pages visited, %s\n", origin, r.Visited, strings.Join(stages, ", "))
	for _, d := range r.Differences {
		what := string(d.Kind) + " " + d.Name
		switch d.Kind {
		case scan.Cookie:
			what += " of " + d.Domain
		case scan.Storage:
			what = "entry " + d.Name + " in the browser's storage"
		}
		fmt.Fprintf(std.Out, "\n%s, %s: the %s is not declared\n  caused by %s\n  %s\n", d.Page, scanStages[d.Stage], what, d.Cause, scanAdvice(d))
	}
	switch {
	case len(r.Differences) > 0:
		return fmt.Errorf("differences between what the pages do and what is declared: %d", len(r.Differences))
	case r.Cut:
		return errors.New("not everything was visited within " + limit.String() + ": give a longer --limit, or fewer pages by --page")
	}
	fmt.Fprintln(std.Out, "everything that was observed is declared")
	return nil
}

func scanAdvice(d scan.Difference) string {
	switch d.Advice {
	case scan.Withhold:
		return d.Service + " is connected, and runs here without consent: take it out of the page itself, or disconnect it under Settings / Statistics"
	case scan.Connect:
		return "it belongs to " + d.Service + ": connect that under Settings / Statistics, so that visitors are asked, or take it out of the page"
	}
	return "declare it among the facts with what it is for and how long it lasts, or take out of the page what causes it"
}
