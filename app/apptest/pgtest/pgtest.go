// Package pgtest gives tests a Postgres server of their own: a cluster in a
// fresh directory, spoken to over a Unix socket, that is gone when the test
// process is. It never touches a machine's service.
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
//
//	func TestRows(t *testing.T) {
//		server := pgtest.Cluster(t)
//		name := server.CreateDatabase(t, "")
//		db, err := sql.Open("pgx", server.DSN(name, pgtest.Superuser))
//		...
//	}
//
// A suite makes its schema once, in a template, and then a database a test:
// copying one takes some 15 ms.
//
// # Environment
//
//   - PACTDESK_TEST_POSTGRES, a superuser's DSN, names a server to use instead.
//     Databases are made and dropped on it, roles stay; it must let every role
//     that a test makes in with that DSN's password, or without one.
//   - PACTDESK_REQUIRE_POSTGRES=1 turns the skip, where no Postgres is
//     installed, into a failure.
package pgtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the database/sql driver "pgx"
)

// Superuser is the role that owns a cluster of our own.
const Superuser = "postgres"

// Server is a running Postgres server whose superuser the tests are.
type Server struct {
	host, port      string
	user, password  string
	sslmode         string
	stop            func() // ends a cluster of our own; nil for one that was named
	maintenanceName string // the database to stand in while making others
}

// shared is the process's one server; Cluster starts it and Main stops it.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Cluster returns the process's server, starting it at the first call. Without
// Postgres on the machine it skips the test, or fails it where
// PACTDESK_REQUIRE_POSTGRES=1.
func Cluster(tb testing.TB) *Server {
	tb.Helper()
	shared.once.Do(func() { shared.server, shared.err = open() })
	switch {
	case shared.err == nil:
		return shared.server
	case errors.Is(shared.err, errNotInstalled) && os.Getenv("PACTDESK_REQUIRE_POSTGRES") != "1":
		tb.Skip("pgtest: ", shared.err)
	default:
		tb.Fatal("pgtest: ", shared.err)
	}
	return nil
}

// Main runs a package's tests and then stops the server, if one was started,
// and waits until its directory is removed. A package that does without Main
// leaves nothing behind either: it only does not wait.
func Main(m *testing.M) int {
	code := m.Run()
	if shared.server != nil && shared.server.stop != nil {
		shared.server.stop()
	}
	return code
}

func open() (*Server, error) {
	if dsn := os.Getenv("PACTDESK_TEST_POSTGRES"); dsn != "" {
		return named(dsn)
	}
	return start()
}

// named is the server that a DSN of either form points at.
func named(dsn string) (*Server, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("PACTDESK_TEST_POSTGRES: %w", err)
	}
	s := &Server{
		host: c.Host, port: strconv.Itoa(int(c.Port)),
		user: c.User, password: c.Password,
		sslmode:         "disable",
		maintenanceName: cmp.Or(c.Database, "postgres"),
	}
	if c.TLSConfig != nil {
		s.sslmode = "require"
	}
	return s, nil
}

// DSN is the keyword form of a connection string: host=/tmp/pg1 user=postgres ...
func (s *Server) DSN(db, user string) string {
	var b strings.Builder
	for _, kv := range s.settings(db, user) {
		fmt.Fprintf(&b, "%s='%s' ", kv[0], strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(kv[1]))
	}
	return strings.TrimSpace(b.String())
}

// URL is the same as a URL: postgres://postgres@/name?host=%2Ftmp%2Fpg1...
func (s *Server) URL(db, user string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + db}
	q := url.Values{}
	for _, kv := range s.settings(db, user) {
		switch kv[0] {
		case "user", "dbname":
		case "password":
			u.User = url.UserPassword(user, kv[1])
		default:
			q.Set(kv[0], kv[1])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

func (s *Server) settings(db, user string) [][2]string {
	kvs := [][2]string{
		{"host", s.host}, {"port", s.port}, {"user", user}, {"dbname", db}, {"sslmode", s.sslmode},
	}
	if s.password != "" {
		kvs = append(kvs, [2]string{"password", s.password})
	}
	return kvs
}

// CreateDatabase makes a database for one test, as a copy of template (""
// means an empty one), and drops it when the test ends, whoever is still
// connected. Nobody may be connected to the template meanwhile.
func (s *Server) CreateDatabase(tb testing.TB, template string) (name string) {
	tb.Helper()
	name = "test_" + strings.ToLower(rand.Text())
	s.Exec(tb, s.maintenanceName, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s",
		name, pgx.Identifier{cmp.Or(template, "template1")}.Sanitize()))
	tb.Cleanup(func() {
		s.Exec(tb, s.maintenanceName, fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
	})
	return name
}

// Exec runs SQL in a database as the superuser, several statements if need be,
// on a connection that is closed again: the database can serve as a template
// right after.
func (s *Server) Exec(tb testing.TB, db, statements string) {
	tb.Helper()
	if err := s.exec(context.Background(), db, statements); err != nil {
		tb.Fatalf("pgtest: in database %s: %v\n%s", db, err, statements)
	}
}

func (s *Server) exec(ctx context.Context, db, statements string) error {
	conn, err := sql.Open("pgx", s.DSN(db, s.user))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, statements)
	return err
}
