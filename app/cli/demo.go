package cli

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
)

// demo runs everything with sample sites. It needs nothing but a free port.
func demo(ctx context.Context, args []string, std IO) error {
	cfg := config.Config{}
	if _, err := parse("demo", args, std, func(fs *flag.FlagSet) {
		fs.StringVar(&cfg.Addr, "addr", "127.0.0.1:8080", "address to listen on")
		fs.StringVar(&cfg.Data, "data", "", "folder of the database (default: a fresh temporary one; one that has data is used as it is)")
		fs.BoolVar(&cfg.NoRateLimit, "no-rate-limit", false, "for load tests, on loopback only")
	}); err != nil {
		return err
	}
	cfg.Scheme = "http"
	if cfg.Data == "" {
		dir, err := os.MkdirTemp("", "pactdesk-demo-")
		if err != nil {
			return err
		}
		cfg.Data = dir
	}
	cfg.Database = filepath.Join(cfg.Data, "pactdesk.db")
	if err := cfg.Finish(func(string) string { return "" }); err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return err
	}
	if cfg.Port, err = strconv.Atoi(port); err != nil {
		return err
	}
	a, err := Furnished(ctx, cfg)
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return done(a, err)
	}
	printDemo(a, std)
	err = a.Serve(ctx, l)
	fmt.Fprintln(std.Out, "stopped")
	return done(a, err)
}

// Furnished opens a database on this machine and fills it with the sample
// sites, unless they are there already.
func Furnished(ctx context.Context, cfg config.Config) (*app.App, error) {
	if err := db.Migrate(ctx, cfg.Database, cfg.OwnerDatabase); err != nil {
		return nil, err
	}
	a, err := app.New(ctx, cfg, clock.System())
	if err != nil {
		return nil, err
	}
	_, err = a.Sites.PlatformUnscoped(ctx)
	if errs.Is(err, errs.NotFound) {
		a.Documents.Unseen = true
		err = furnish(ctx, a)
		a.Documents.Unseen = false
	}
	if err != nil {
		return nil, done(a, err)
	}
	return a, nil
}

func printDemo(a *app.App, std IO) {
	out := std.Out
	fmt.Fprintf(out, "\nPactdesk is running. Data: %s\n\n", a.Config.Data)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ADDRESS\tWHAT IT IS\tSIGN IN AS")
	row := func(host, what, who string) { fmt.Fprintf(w, "%s\t%s\t%s\n", a.Config.Origin(host), what, who) }
	row("pactdesk.localhost", "the platform: studio and console", "operator@pactdesk.example")
	for _, s := range demoSites {
		row(s.Key+".localhost", s.what, "owner@"+s.Key+".example, on the platform")
	}
	row("pactdesk.localhost", "as an editor of Nordljus, whose change waits for its owner", demoEditor)
	row("nordljus.localhost", "as a customer who owes version 2", "kund@nordljus.example")
	row("fjord.localhost", "as a customer who is told of the sale", "kunde@fjord.example")
	_ = w.Flush()
	fmt.Fprintf(out, "\nEvery password is: %s\n", demoPassword)
	fmt.Fprintf(out, "A document:        %s/cldoc/cookies-privacy-policies.htm\n", a.Config.Origin("nordljus.localhost"))
	fmt.Fprintf(out, "Become a customer: %s/register\n", a.Config.Origin("fjord.localhost"))
	fmt.Fprintf(out, "\nCtrl-C stops it.\n")
}

func readTemplate(files fs.FS, name string) (string, error) {
	b, err := fs.ReadFile(files, "documents/"+name)
	return string(b), err
}
