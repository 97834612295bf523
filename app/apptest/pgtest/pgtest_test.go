package pgtest_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
)

// orphanEnv makes this test binary play a process that dies with a server
// running: TestDeadProcessLeavesNothing starts it.
const orphanEnv = "PGTEST_PLAY_ORPHAN"

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// TestBothFormsOfDSN: the keyword form and the URL lead to the same database
// as the same user.
func TestBothFormsOfDSN(t *testing.T) {
	server := pgtest.Cluster(t)
	name := server.CreateDatabase(t, "")
	server.Exec(t, name, `DROP ROLE IF EXISTS "o'clerk"; CREATE ROLE "o'clerk" LOGIN`)
	t.Cleanup(func() { server.Exec(t, name, `DROP ROLE "o'clerk"`) })

	for _, dsn := range []string{server.DSN(name, "o'clerk"), server.URL(name, "o'clerk")} {
		var gotName, gotUser string
		row := open(t, dsn).QueryRowContext(t.Context(), "SELECT current_database(), current_user")
		if err := row.Scan(&gotName, &gotUser); err != nil {
			t.Fatalf("%s: %v", dsn, err)
		}
		if gotName != name || gotUser != "o'clerk" {
			t.Errorf("%s leads to %s as %s", dsn, gotName, gotUser)
		}
	}
}

// TestTemplate: a copy has the template's rows and goes its own way.
func TestTemplate(t *testing.T) {
	server := pgtest.Cluster(t)
	template := server.CreateDatabase(t, "")
	server.Exec(t, template, "CREATE TABLE seals (name text); INSERT INTO seals VALUES ('red')")

	one, other := server.CreateDatabase(t, template), server.CreateDatabase(t, template)
	server.Exec(t, one, "INSERT INTO seals VALUES ('blue')")

	for name, want := range map[string]int{one: 2, other: 1, template: 1} {
		var got int
		db := open(t, server.DSN(name, pgtest.Superuser))
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM seals").Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s holds %d rows, want %d", name, got, want)
		}
	}
}

// TestDroppedAtCleanup: a test's database goes with the test, even while
// somebody is connected.
func TestDroppedAtCleanup(t *testing.T) {
	server := pgtest.Cluster(t)
	var name string
	t.Run("a test that leaves a connection open", func(t *testing.T) {
		name = server.CreateDatabase(t, "")
		db, err := sql.Open("pgx", server.DSN(name, pgtest.Superuser))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.PingContext(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	var left int
	row := open(t, server.DSN("postgres", pgtest.Superuser)).
		QueryRowContext(t.Context(), "SELECT count(*) FROM pg_database WHERE datname = $1", name)
	if err := row.Scan(&left); err != nil {
		t.Fatal(err)
	}
	if left != 0 {
		t.Errorf("database %s outlived its test", name)
	}
}

// TestDeadProcessLeavesNothing kills a process that has a server, in the one
// way that runs no cleanup, and waits for the server's directory to go.
func TestDeadProcessLeavesNothing(t *testing.T) {
	if os.Getenv(orphanEnv) != "" {
		server := pgtest.Cluster(t)
		fmt.Println(server.DSN("postgres", pgtest.Superuser))
		select {}
	}
	if os.Getenv("PACTDESK_TEST_POSTGRES") != "" {
		t.Skip("a named server is not ours to stop")
	}
	pgtest.Cluster(t) // skips where there is no Postgres
	orphan := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	orphan.Env = append(os.Environ(), orphanEnv+"=1")
	out, err := orphan.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	dsn, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, dir, _ := strings.Cut(dsn, "host='")
	dir, _, _ = strings.Cut(dir, "'")
	if _, err := os.Stat(dir); err != nil {
		t.Fatal(err)
	}
	if err := orphan.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = orphan.Wait()

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s is still there", dir)
		}
	}
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
