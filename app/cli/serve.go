package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/hostnames"
)

func migrate(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	if _, err := parse("migrate", args, std, func(fs *flag.FlagSet) { cfg.Flags(fs, std.Getenv) }); err != nil {
		return err
	}
	if err := cfg.Finish(std.Getenv); err != nil {
		return err
	}
	if err := db.Migrate(ctx, cfg.Database, cfg.OwnerDatabase); err != nil {
		return err
	}
	fmt.Fprintln(std.Out, "the schema is up to date")
	return nil
}

func serve(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	if _, err := parse("serve", args, std, func(fs *flag.FlagSet) { cfg.Flags(fs, std.Getenv) }); err != nil {
		return err
	}
	a, err := open(ctx, &cfg, std)
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return done(a, err)
	}
	if err := a.Start(ctx); err != nil {
		return done(a, err)
	}
	slog.Info("serving", "config", cfg.String())
	return done(a, a.Serve(ctx, l))
}

func erase(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	if _, err := parse("erase", args, std, func(fs *flag.FlagSet) { cfg.Flags(fs, std.Getenv) }); err != nil {
		return err
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		n, err := a.Acceptance.EraseDueUnscoped(ctx, shell)
		if err == nil {
			fmt.Fprintf(std.Out, "erased %d identities\n", n)
		}
		return err
	})
}

// doctor checks what can be wrong before anybody complains.
func doctor(ctx context.Context, args []string, std IO) error {
	var cfg config.Config
	var healthz string
	hosts, err := parse("doctor", args, std, func(fs *flag.FlagSet) {
		cfg.Flags(fs, std.Getenv)
		fs.StringVar(&healthz, "healthz", "", "only ask this address whether the server is well")
	})
	if err != nil {
		return err
	}
	if healthz != "" {
		return askHealth(ctx, healthz)
	}
	if err := cfg.Finish(std.Getenv); err != nil {
		return err
	}
	d, err := db.Open(cfg.Database)
	if err != nil {
		return err
	}
	ill := false
	report := func(what string, err error) {
		if err != nil {
			ill = true
			fmt.Fprintf(std.Out, "wrong  %s: %v\n", what, err)
			return
		}
		fmt.Fprintf(std.Out, "ok     %s\n", what)
	}
	report("the database answers", d.Ping(ctx))
	have, want, err := d.SchemaVersion(ctx)
	if err == nil && have != want {
		err = fmt.Errorf("it is on step %d, the program wants %d", have, want)
	}
	report("the schema is current", err)
	report("the role is bound by row-level security", d.CheckRole(ctx))
	report("no SQL can choose its tenant", d.CheckSetConfig(ctx))
	if err := d.Close(); err != nil {
		return err
	}
	if ill {
		return errors.New("not everything is well")
	}
	return explainHosts(ctx, &cfg, std, hosts)
}

// explainHosts says what each host resolves to, and why.
func explainHosts(ctx context.Context, cfg *config.Config, std IO, hosts []string) error {
	if len(hosts) == 0 {
		return nil
	}
	a, err := open(ctx, cfg, std)
	if err != nil {
		return err
	}
	if err := a.Snapshots.Refresh(ctx); err != nil {
		return done(a, err)
	}
	for _, h := range hosts {
		name, ok := hostnames.Normalise(h)
		if !ok {
			fmt.Fprintf(std.Out, "%s: no hostname, so it is answered as a host nobody owns\n", h)
			continue
		}
		found, known := a.Snapshots.ByHost(name)
		if !known {
			fmt.Fprintf(std.Out, "%s: looked up as %s, which belongs to nobody\n", h, name)
			continue
		}
		site, err := a.Snapshots.Site(ctx, found.Tenant)
		if err != nil {
			return done(a, err)
		}
		how := "it is the primary name"
		if !found.Primary {
			how = "it redirects to " + site.Primary()
		}
		fmt.Fprintf(std.Out, "%s: looked up as %s, belongs to %s (%s, %s); %s\n", h, name, site.Tenant.Key, site.Tenant.Kind, site.Tenant.State, how)
	}
	return done(a, nil)
}

func askHealth(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(res.Body, 200))
		return fmt.Errorf("%s: %s", res.Status, body)
	}
	return nil
}
