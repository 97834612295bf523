// Package cli is what the operator types: one file a command. A command
// builds the same app as the server does, acts as the shell's principal
// through the same services, and a server that runs on the same database
// follows within a second.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/locales"
)

// IO is what a command reads and writes besides its arguments.
type IO struct {
	Out, Err io.Writer
	Getenv   func(string) string
}

type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, std IO) error
}

var commands = []command{
	{"demo", "run the whole product with sample sites, on this machine", demo},
	{"init", "make the platform: its host, its party, its first operator", initPlatform},
	{"migrate", "bring the database's schema up to date", migrate},
	{"serve", "answer requests", serve},
	{"site", "create, suspend, resume or list sites", site},
	{"document", "publish texts that a site already has", document},
	{"doctor", "check the database, the schema and what a host resolves to", doctor},
	{"scan", "visit a site in a browser, and hold its cookies and hosts against the declared", scanSite},
	{"erase", "erase the identities whose time is up (the server does it hourly)", erase},
}

// shell is who acts at the command line.
var shell = principal.Principal{Kind: principal.Shell}

var errUsage = errors.New("usage")

// Run runs a command and returns the exit code: 0, 1 for a failure, 2 for
// arguments that make no sense.
func Run(ctx context.Context, args []string, std IO) int {
	slog.SetDefault(slog.New(slog.NewTextHandler(std.Err, nil)))
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		usage(std.Out)
		return 0
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], std)
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			return 2
		}
		fmt.Fprintf(std.Err, "pactdesk %s: %s\n", c.name, explain(err))
		return 1
	}
	fmt.Fprintf(std.Err, "pactdesk: there is no command %q\n", args[0])
	usage(std.Err)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "pactdesk COMMAND [options]     (pactdesk COMMAND -h lists a command's options)")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
}

// explain says an error in words; the shell speaks English.
func explain(err error) string {
	all := errs.All(err)
	bundle, loadErr := i18n.Load(locales.FS)
	if len(all) == 0 || loadErr != nil {
		return err.Error()
	}
	loc := bundle.Localizer("en")
	var lines []string
	for _, e := range all {
		line := loc.Message(e.Key, e.Params)
		if lang, ok := e.Params["Language"].(string); ok && strings.HasPrefix(e.Field, "text_") {
			line = lang + ": " + line
		}
		if cause := errors.Unwrap(e); cause != nil {
			line += " (" + cause.Error() + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n  ")
}

// parse reads a command's flags; what is left are its words.
func parse(name string, args []string, std IO, define func(*flag.FlagSet)) ([]string, error) {
	fs := flag.NewFlagSet("pactdesk "+name, flag.ContinueOnError)
	fs.SetOutput(std.Err)
	define(fs)
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, errUsage
	}
	return fs.Args(), nil
}

// open builds the app for a command that does one thing.
func open(ctx context.Context, cfg *config.Config, std IO) (*app.App, error) {
	if err := cfg.Finish(std.Getenv); err != nil {
		return nil, err
	}
	return app.New(ctx, *cfg, clock.System())
}

// with opens the app for a command, does what it is for and closes it.
func with(ctx context.Context, cfg *config.Config, std IO, do func(a *app.App) error) error {
	a, err := open(ctx, cfg, std)
	if err != nil {
		return err
	}
	return done(a, do(a))
}

// done closes the app and keeps the first error.
func done(a *app.App, err error) error { return errors.Join(err, a.Close()) }

// list collects a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }
