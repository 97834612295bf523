package cli_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/cli"
	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// shell types commands against one database.
type shell struct {
	t   *testing.T
	env map[string]string
}

func (s *shell) run(args ...string) (out string, code int) {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	code = cli.Run(context.Background(), args, cli.IO{Out: &stdout, Err: &stderr, Getenv: func(k string) string { return s.env[k] }})
	return stdout.String() + stderr.String(), code
}

func (s *shell) ok(args ...string) string {
	s.t.Helper()
	out, code := s.run(args...)
	if code != 0 {
		s.t.Fatalf("pactdesk %s: exit %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

func (s *shell) fails(want string, args ...string) {
	s.t.Helper()
	out, code := s.run(args...)
	if code == 0 || !strings.Contains(out, want) {
		s.t.Errorf("pactdesk %s: exit %d, without %q:\n%s", strings.Join(args, " "), code, want, out)
	}
}

// onBoth runs a test with a shell on each database, unmigrated on SQLite.
func onBoth(t *testing.T, test func(t *testing.T, s *shell, cfg config.Config)) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		test(t, &shell{t, map[string]string{"PACTDESK_DATA": dir, "PACTDESK_SCHEME": "http"}},
			config.Config{Database: filepath.Join(dir, "pactdesk.db"), Keys: filepath.Join(dir, "presentation.keys"), Scheme: "http"})
	})
	t.Run("postgres", func(t *testing.T) {
		dsn, keys := apptest.Postgres(t), filepath.Join(t.TempDir(), "keys")
		apptest.MakeKeys(t, keys)
		test(t, &shell{t, map[string]string{"PACTDESK_DATABASE": dsn, "PACTDESK_OWNER_DATABASE": apptest.PostgresOwner(t, dsn),
			"PACTDESK_KEYS": keys, "PACTDESK_SCHEME": "http"}}, config.Config{Database: dsn, Keys: keys, Scheme: "http"})
	})
}

func TestOperatorsDay(t *testing.T) {
	onBoth(t, func(t *testing.T, s *shell, cfg config.Config) {
		s.ok("migrate")
		s.ok("migrate") // a second run does nothing
		party := []string{"--name", "Name", "--legal-name", "Legal AB", "--address", "Gatan 1", "--country", "SE", "--contact", "privacy@x.example", "--lang", "sv", "--lang", "en"}
		s.fails("has not been set up", append([]string{"site", "create", "--key", "early", "--host", "early.localhost", "--owner", "a@x.example", "--owner-name", "A"}, party...)...)
		s.ok(append([]string{"init", "--host", "app.localhost", "--operator", "op@x.example", "--operator-name", "Op"}, party...)...)
		out := s.ok(append([]string{"site", "create", "--key", "nord", "--host", "Nord.localhost", "--host", "www.nord.localhost", "--owner", "anna@x.example", "--owner-name", "Anna"}, party...)...)
		link := regexp.MustCompile(`http://app\.localhost/password/(\S+)`).FindStringSubmatch(out)
		if link == nil {
			t.Fatalf("no one-time link in\n%s", out)
		}
		s.fails("used by another site", append([]string{"site", "create", "--key", "thief", "--host", "nord.localhost", "--owner", "t@x.example", "--owner-name", "T"}, party...)...)

		// A server that runs meanwhile obeys.
		a, err := app.New(context.Background(), cfg, clock.System())
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		file := filepath.Join(t.TempDir(), "policy.md")
		if err := os.WriteFile(file, []byte("# Vår policy\n\n## Rubrik\n\nText om {{controller.name}}.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.fails("no such file", "document", "import", "--site", "nord", "--lang", "sv="+file+"x")
		s.fails("site", "document", "import", "--site", "nobody", "--lang", "sv="+file)
		s.fails("nothing was published", "document", "import", "--site", "nord", "--lang", "sv="+file) // it lacks most of what the law asks for
		s.ok("document", "import", "--site", "nord", "--slug", documents.PrivacySlug, "--lang", "sv="+file, "--summary", "Först", "--force")
		s.ok("document", "import", "--site", "nord", "--lang", "en="+file, "--weight", "correction", "--force")
		if err := a.Snapshots.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		host, ok := a.Snapshots.ByHost("nord.localhost")
		if !ok {
			t.Fatal("the host is unknown")
		}
		site, err := a.Snapshots.Site(context.Background(), host.Tenant)
		if err != nil {
			t.Fatal(err)
		}
		if v := documents.BySlug(site.Documents, documents.PrivacySlug).InForce(a.Clock.Now()); v == nil || v.Seq != 2 || v.Text("sv").Title != "Vår policy" {
			t.Errorf("in force is %+v", v)
		}
		for _, want := range []string{"nord", "active", "2", "sv,en"} {
			if out := s.ok("site", "list"); !strings.Contains(out, want) {
				t.Errorf("the list lacks %q:\n%s", want, out)
			}
		}
		// A link that ran out is made anew; who has come in needs none.
		again := s.ok("site", "invite", "--email", "anna@x.example", "--name", "Anna", "nord")
		if fresh := regexp.MustCompile(`/password/(\S+)`).FindStringSubmatch(again); fresh == nil || fresh[1] == link[1] {
			t.Errorf("no other link in\n%s", again)
		}
		s.ok("site", "invite", "--role", "auditor", "--email", "eva@x.example", "--name", "Eva", "nord")
		s.fails("owner editor auditor", "site", "invite", "--role", "operator", "--email", "eva@x.example", "--name", "Eva", "nord")
		s.fails("nobody", "site", "invite", "--email", "eva@x.example", "--name", "Eva", "nobody")
		s.ok("site", "suspend", "nord")
		if out := s.ok("site", "list"); !strings.Contains(out, "suspended") {
			t.Errorf("not suspended:\n%s", out)
		}
		s.ok("site", "resume", "nord")
		s.fails("nobody", "site", "suspend", "nobody")
		if out := s.ok("doctor", "WWW.nord.localhost:80", "elsewhere.example", "[::1]"); !strings.Contains(out, "redirects to nord.localhost") ||
			!strings.Contains(out, "belongs to nobody") || !strings.Contains(out, "no hostname") {
			t.Errorf("doctor says\n%s", out)
		}
		s.ok("erase")
	})
}

func TestWrongUse(t *testing.T) {
	s := &shell{t, map[string]string{}}
	s.fails("no command", "dance")
	s.fails("no database", "serve")
	s.fails("loopback", "demo", "--addr", "0.0.0.0:0", "--no-rate-limit")
	s.fails("RFC 3339", "document", "import", "--site", "x", "--enforce-at", "tomorrow")
	s.fails("not migrated", "serve", "--data", t.TempDir())
	if out := s.ok("help"); !strings.Contains(out, "demo") {
		t.Errorf("help says\n%s", out)
	}
}

// The demo is furnished once, and is what the README promises.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	cfg := config.Config{Data: dir, Database: filepath.Join(dir, "pactdesk.db"), Keys: filepath.Join(dir, "keys"), Scheme: "http", Port: 8080, NoRateLimit: true}
	a, err := cli.Furnished(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	w := apptest.Serve(t, cfg, cli.Furnished) // the second time it is used as it is
	page := "/cldoc/" + documents.PrivacySlug + ".htm"
	w.Browser("nordljus").Get(page+"?lang=sv").Want(http.StatusOK).Has("sju år", "Nordljus Foto AB", "Pactdesk Demo AB", "Sverige")
	w.Browser("fjord").Get(page+"?lang=nb").Want(http.StatusOK).Has("Vestland Arkiv AS", "Norge")
	w.Browser("museet").Get(page).Want(http.StatusOK).Has("Skogsmuseet i Umeå", "Byrå Lumen AB", "Pactdesk Demo AB")
	w.Browser("fjord").SignIn("kunde@fjord.example").Get("/account?lang=nb").Want(http.StatusOK).Has("Vestland Arkiv AS er nå ansvarlig")
	w.Browser("harbour").Get(page).Want(http.StatusNotFound).Has("Harbour Images Ltd", "privacy@harbour.example")
	kund := w.Browser("nordljus").SignIn("kund@nordljus.example")
	kund.Get("/account").To("/accept?return=%2Faccount")
	gate := kund.Get("/accept?return=%2Faccount&lang=sv").Want(http.StatusOK).Has("<ins>", "<del>")
	form := gate.Ticked("/accept")
	form.Set("answer", "accept")
	kund.Post("/accept", form).To("/account")

	log := w.Browser("pactdesk").SignIn("owner@nordljus.example").Get("/studio/nordljus/settings/access").Want(http.StatusOK)
	log.Has("Olle Operatör", "/studio/nordljus/history")
	for _, owner := range []string{"nordljus", "fjord", "harbour", "museet"} {
		w.Browser("pactdesk").SignIn("owner@" + owner + ".example").Get("/studio/" + owner).Want(http.StatusOK)
	}
	const papers = "/settings/appearance/documents"
	for _, owner := range []string{"nordljus", "fjord", "museet"} { // what they have published is sound
		w.Browser("pactdesk").SignIn("owner@" + owner + ".example").Get("/studio/" + owner + papers).Want(http.StatusOK).Lacks("to mend")
	}
	w.Browser("pactdesk").SignIn("owner@harbour.example").Get("/studio/harbour" + papers).Want(http.StatusOK).Has("7 to mend, 6 to consider")
	nova := w.Browser("pactdesk").SignIn("owner@nova.example")
	nova.Get("/studio").To("/studio/nova")
	nova.Get("/studio/nova").To("/accept?for=nova&return=%2Fstudio%2Fnova")
	nova.Get("/accept?for=nova").Want(http.StatusOK).Has("Nova Bildbyrå AB", `name="job_title"`, `name="may_bind"`)
	operator := w.Browser("pactdesk").SignIn("operator@pactdesk.example")
	operator.Get("/console").Want(http.StatusOK).Has("Harbour Images", "Nova Bildbyrå")
	operator.Get("/studio/nordljus").Want(http.StatusOK) // with a grant
	operator.Get("/studio/fjord").Want(http.StatusNotFound)
	operator.Get("/console/subprocessors").Want(http.StatusOK).Has("Fjellsky AS", "Harbour Images")
}
