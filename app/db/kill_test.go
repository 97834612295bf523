package db_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/tenants"
)

// TestKilled kills a process with SIGKILL while it takes in customers. All
// that it had acknowledged is there afterwards, and nothing by halves.
func TestKilled(t *testing.T) {
	if dsn := os.Getenv(playDSN); dsn != "" {
		playVictim(t, dsn)
		return
	}
	for dialect, base := range map[string]func(testing.TB) string{"sqlite": apptest.SQLite, "postgres": apptest.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			dsn := base(t)
			var site tenants.ID
			t.Run("prepared", func(t *testing.T) { // and closed again
				w := apptest.NewWorld(t, dsn, func(*config.Config) {})
				site = w.Sites["alfa"]
				w.Publish(site, documents.PrivacySlug, documents.NewVersion, map[string]string{"sv": "En text."})
			})
			acknowledged := kill(t, dsn, site)
			survived(t, dsn, site, acknowledged)
		})
	}
}

// These tell a process of this program to play the one that is killed.
const (
	playDSN  = "DB_TEST_PLAY_VICTIM_ON"
	playSite = "DB_TEST_PLAY_VICTIM_FOR"
)

// playVictim takes in customers until it dies, and says so of each.
func playVictim(t *testing.T, dsn string) {
	site, err := tenants.ParseID(os.Getenv(playSite))
	if err != nil {
		t.Fatal(err)
	}
	a, err := start(t, dsn)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for worker := range 4 {
		go func() {
			for i := 0; ; i++ {
				email := fmt.Sprintf("%d.%d@example.org", worker, i)
				if _, err := register(a, site, email); err != nil {
					done <- err
					return
				}
				if _, err := fmt.Printf("acknowledged %s\n", email); err != nil {
					done <- err // nobody is there to kill us
					return
				}
			}
		}()
	}
	t.Fatal(<-done)
}

// kill starts the victim, lets it get going, kills it, and returns whom it
// had acknowledged.
func kill(t *testing.T, dsn string, site tenants.ID) (acknowledged []string) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
	victim.Env = append(os.Environ(), playDSN+"="+dsn, playSite+"="+site.String())
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	for {
		line, err := said.ReadString('\n')
		if err != nil {
			break
		}
		email, ok := strings.CutPrefix(strings.TrimSpace(line), "acknowledged ")
		if !ok {
			t.Error("the victim said ", line)
			continue
		}
		acknowledged = append(acknowledged, email)
		if len(acknowledged) == 15 {
			if err := victim.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := victim.Wait(); err == nil || len(acknowledged) < 15 {
		t.Fatalf("the victim ended by itself after %d: %v", len(acknowledged), err)
	}
	return acknowledged
}

func survived(t *testing.T, dsn string, site tenants.ID, acknowledged []string) {
	t.Helper()
	b := base{DB: open(t, dsn), dsn: dsn}
	if b.Dialect == db.SQLite {
		var verdict string
		if err := plain(t, "sqlite", rawSQLite(dsn)).QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
			t.Errorf("the file's integrity is %q: %v", verdict, err)
		}
	}
	var people []accounts.Account
	var acts []acceptance.Acceptance
	var identities []acceptance.Identity
	b.in(t, site, func(_ context.Context, conn *gorm.DB) error {
		if err := conn.Find(&people).Error; err != nil {
			return err
		}
		if err := conn.Find(&acts).Error; err != nil {
			return err
		}
		return conn.Find(&identities).Error
	})
	var recorded []string
	for _, p := range people {
		hasAct := slices.ContainsFunc(acts, func(a acceptance.Acceptance) bool { return a.AccountID == p.ID })
		hasIdentity := slices.ContainsFunc(identities, func(i acceptance.Identity) bool { return i.AccountID == p.ID && i.Email == p.Email })
		if !hasAct || !hasIdentity {
			t.Errorf("%s is half there: an act %t, an identity %t", p.Email, hasAct, hasIdentity)
		}
		recorded = append(recorded, p.Email)
	}
	for _, email := range acknowledged {
		if !slices.Contains(recorded, email) {
			t.Errorf("%s was acknowledged and is gone", email)
		}
	}
	if len(acts) != len(people) || len(identities) != len(people) {
		t.Errorf("of %d people there are %d acts and %d identities", len(people), len(acts), len(identities))
	}
}
