package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/lint"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/tenants"
)

// document import publishes Markdown that a site already has.
func document(ctx context.Context, args []string, std IO) error {
	if len(args) == 0 || args[0] != "import" {
		fmt.Fprintln(std.Err, "pactdesk document import --site KEY --slug SLUG --lang sv=FILE [--lang en=FILE …] [--force]")
		return errUsage
	}
	var cfg config.Config
	var key, slug, weight, enforceAt, summary string
	var files list
	var force bool
	if _, err := parse("document import", args[1:], std, func(fs *flag.FlagSet) {
		cfg.Flags(fs, std.Getenv)
		fs.StringVar(&key, "site", "", "the site's key")
		fs.StringVar(&slug, "slug", documents.PrivacySlug, "the document")
		fs.Var(&files, "lang", "language=FILE: a text; its first line may be `# Title` (may be repeated)")
		fs.StringVar(&weight, "weight", string(documents.NewVersion), "new (customers must act), announcement or correction")
		fs.StringVar(&enforceAt, "enforce-at", "", "when it takes effect (RFC 3339); now if left out")
		fs.StringVar(&summary, "summary", "", "what changed, for customers")
		fs.BoolVar(&force, "force", false, "publish although the check finds something that must be mended")
	}); err != nil {
		return err
	}
	in := documents.Publication{Slug: slug, Weight: documents.Weight(weight), Summaries: map[string]string{}, Texts: map[string]documents.Source{}}
	if enforceAt != "" {
		at, err := time.Parse(time.RFC3339, enforceAt)
		if err != nil {
			return fmt.Errorf("--enforce-at %q is no RFC 3339 time, such as 2026-12-01T09:00:00+01:00", enforceAt)
		}
		in.EnforcedAt = at
	}
	above := map[string]int{} // how many lines of a file are not its text's
	for _, f := range files {
		if err := addText(&in, f, summary, above); err != nil {
			return err
		}
	}
	return with(ctx, &cfg, std, func(a *app.App) error {
		t, err := a.Sites.ByKeyUnscoped(ctx, key)
		if err != nil {
			return err
		}
		ctx := tenants.With(ctx, t.ID)
		in.Leaving = documents.Leaving{AllWarnings: true, Force: true}
		preview, err := a.Documents.Prepare(ctx, shell, in)
		if errs.HasKey(err, "error.not_found") {
			return fmt.Errorf("%s has no document %q", key, slug)
		}
		if err != nil {
			return err
		}
		if wrong := tell(std, a, in, preview, above); wrong > 0 && !force {
			return fmt.Errorf("nothing was published: mend what must be mended (%d), or give --force", wrong)
		}
		in.Force = force
		v, err := a.Documents.Publish(ctx, shell, in)
		if err != nil {
			return err
		}
		fmt.Fprintf(std.Out, "%s: version %d of %s (%s) in %s, in force from %s\n", key, v.Seq, slug, v.Weight,
			strings.Join(v.Languages(), ", "), v.EnforcedAt.Format(time.RFC3339))
		return nil
	})
}

// tell prints what the check finds in the texts, and counts what must be
// mended.
func tell(std IO, a *app.App, in documents.Publication, preview documents.Preview, above map[string]int) (wrong int) {
	loc := a.Bundle.Localizer("en")
	for _, language := range in.Languages {
		for _, r := range preview.Remarks[language] {
			if r.Left != nil {
				continue
			}
			where := ""
			if r.Line > 0 {
				where = fmt.Sprintf(":%d", r.Line+above[language])
			}
			quote := ""
			if r.Excerpt != "" {
				quote = " “" + r.Excerpt + "”"
			}
			fmt.Fprintf(std.Err, "%s%s: %s: %s%s\n", language, where, r.Severity, loc.Message(r.Message, r.Params), quote)
			if r.Severity == lint.Error {
				wrong++
			}
		}
	}
	return wrong
}

func addText(in *documents.Publication, given, summary string, above map[string]int) error {
	language, path, ok := strings.Cut(given, "=")
	if !ok {
		return fmt.Errorf("--lang %q: write it as sv=FILE", given)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	title, rest := documents.SplitTitle(string(b))
	if title == "" {
		title = documents.StarterTitle(in.Slug, language)
	}
	above[language] = strings.Count(strings.TrimSuffix(string(b), rest), "\n")
	in.Languages = append(in.Languages, language)
	in.Texts[language] = documents.Source{Title: title, Source: rest}
	in.Summaries[language] = summary
	return nil
}
