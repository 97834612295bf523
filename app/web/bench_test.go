package web_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "modernc.org/sqlite"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/templates"
	"github.com/pactdesk/pactdesk/tenants/hostnames"
)

// The benchmarks state ratios that were taken in one run, turn by turn, so
// that a machine's mood falls on both sides alike. Run them with
//
//	go test -run '^$' -bench . -benchtime 3s ./app/web

// connection speaks HTTP over one kept-alive loopback connection and does no
// more than a client must, so that what is measured is the server.
type connection struct {
	net.Conn
	r *bufio.Reader
}

func dial(b *testing.B, address string) *connection {
	b.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return &connection{c, bufio.NewReaderSize(c, 64<<10)}
}

// ask sends a request and returns the status and how long the body was.
func (c *connection) ask(b *testing.B, request []byte) (status string, length int) {
	if _, err := c.Write(request); err != nil {
		b.Fatal(err)
	}
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			b.Fatal(err)
		}
		switch {
		case status == "":
			status = string(line[9:12])
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			length, _ = strconv.Atoi(strings.TrimSpace(string(line[16:])))
		case len(line) == 2 && length == 0:
			b.Fatal("a response without a length")
		case len(line) == 2:
			if _, err := c.r.Discard(length); err != nil {
				b.Fatal(err)
			}
			return status, length
		}
	}
}

// turns measures two requests in turn and reports how many times the first's
// speed the second has.
func turns(b *testing.B, first, second func(), unit string) {
	const turn = 50
	for range turn { // warm both
		first()
		second()
	}
	var one, two time.Duration
	b.ResetTimer()
	for range b.N {
		start := time.Now()
		for range turn {
			first()
		}
		middle := time.Now()
		for range turn {
			second()
		}
		one, two = one+middle.Sub(start), two+time.Since(middle)
	}
	b.ReportMetric(one.Seconds()/two.Seconds(), unit)
	b.ReportMetric(float64(one.Microseconds())/float64(b.N*turn), "first-µs")
	b.ReportMetric(float64(two.Microseconds())/float64(b.N*turn), "second-µs")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkDocument compares the public document page (second) with a bare
// net/http handler that writes the same bytes (first).
func BenchmarkDocument(b *testing.B) {
	w := apptest.NewWorld(b, apptest.SQLite(b), func(*config.Config) {})
	var policy string // a long one: some 25 KB of text, 8 KB when compressed
	for _, name := range []string{"platform-privacy.1.en.md", "demo/nordljus-v1.en.md", "user-agreement.1.en.md"} {
		part, err := templates.FS.ReadFile("documents/" + name)
		if err != nil {
			b.Fatal(err)
		}
		policy += string(part) + "\n\n"
	}
	w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, map[string]string{"en": policy})
	request := func(path string) []byte {
		return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: alfa.localhost\r\nAccept-Language: en\r\nAccept-Encoding: br\r\n\r\n", path)
	}
	path := "/cldoc/" + privacy + ".htm"
	app := dial(b, w.Server.Listener.Addr().String())
	status, length := app.ask(b, request(path))
	if status != "200" {
		b.Fatal(status)
	}
	body := make([]byte, length)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	b.Cleanup(bare.Close)
	plain := dial(b, bare.Listener.Addr().String())
	wanted := request(path)
	turns(b, func() { plain.ask(b, wanted) }, func() { app.ask(b, wanted) }, "of-bare")
}

// BenchmarkNotice compares a document page that asks about cookies (second)
// with the same page for who has refused, who is not asked (first).
func BenchmarkNotice(b *testing.B) {
	w := apptest.NewWorld(b, apptest.SQLite(b), func(*config.Config) {})
	counting(w)
	refused := choose(w.Browser("alfa"), "necessary", nil).Header.Get("Set-Cookie")
	refused, _, _ = strings.Cut(refused, ";")
	request := func(more string) []byte {
		return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: alfa.localhost\r\nAccept-Language: en\r\nAccept-Encoding: br\r\n%s\r\n", documentPath, more)
	}
	asked, unasked := request(""), request("Cookie: "+refused+"\r\n")
	c := dial(b, w.Server.Listener.Addr().String())
	_, with := c.ask(b, asked)
	_, without := c.ask(b, unasked)
	if without >= with {
		b.Fatalf("the page is %d bytes with the notice and %d without", with, without)
	}
	turns(b, func() { c.ask(b, unasked) }, func() { c.ask(b, asked) }, "of-without")
	b.ReportMetric(float64(with-without), "more-bytes")
}

// BenchmarkGate compares a gated page (second) with the same page behind the
// same session read, ungated (first).
func BenchmarkGate(b *testing.B) {
	w := apptest.NewWorld(b, apptest.SQLite(b), func(*config.Config) {})
	w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
	page := func(r *kernel.Request) error { return r.HTMLBlob(http.StatusOK, bytes.Repeat([]byte("x"), 1024)) }
	routes := w.Kernel.Routes("")
	routes.Get(kernel.Personal, "/bench/ungated", page)
	routes.Get(kernel.Gated, "/bench/gated", page)
	token := registered(b, w)
	request := func(path string) []byte {
		return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: alfa.localhost\r\nCookie: session=%s\r\n\r\n", path, token)
	}
	ungated, gated := request("/bench/ungated"), request("/bench/gated")
	c := dial(b, w.Server.Listener.Addr().String())
	for _, r := range [][]byte{ungated, gated} {
		if status, _ := c.ask(b, r); status != "200" {
			b.Fatal(status)
		}
	}
	turns(b, func() { c.ask(b, ungated) }, func() { c.ask(b, gated) }, "of-ungated")
}

// registered makes a customer and returns the session's token.
func registered(b *testing.B, w *apptest.World) string {
	b.Helper()
	kim := w.Browser("alfa")
	form := kim.Get("/register").Ticked("/register")
	form.Set("name", "Kim")
	form.Set("email", "kim@example.com")
	form.Set("password", apptest.Password)
	cookie := kim.Post("/register", form).To("/account").Header.Get("Set-Cookie")
	token, _, _ := strings.Cut(strings.TrimPrefix(cookie, "session="), ";")
	return token
}

// BenchmarkHost looks a Host up among 10 and among 100,000 tenants.
func BenchmarkHost(b *testing.B) {
	for _, n := range []int{10, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			path := apptest.SQLite(b)
			fill(b, path, n)
			d, err := db.Open(path)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = d.Close() })
			store := snapshot.New(d, sites.New(d, nil))
			if err := store.Refresh(context.Background()); err != nil {
				b.Fatal(err)
			}
			hosts := make([]string, 1024)
			for i := range hosts {
				hosts[i] = fmt.Sprintf("site%d.example:8080", i*max(1, n/1024)%n)
			}
			i := 0
			for b.Loop() {
				name, ok := hostnames.Normalise(hosts[i&1023])
				if _, known := store.ByHost(name); !ok || !known {
					b.Fatal(name)
				}
				i++
			}
		})
	}
}

func fill(b *testing.B, path string, n int) {
	b.Helper()
	pool, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	tx, err := pool.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		id := uuid.Must(uuid.NewV7()).String()
		if _, err := tx.Exec("INSERT INTO tenants VALUES (?, 'site', ?, 'active', 1, '2026-01-01 00:00:00+00:00')", id, "site"+strconv.Itoa(i)); err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Exec("INSERT INTO hostnames VALUES (?, ?, 1, '2026-01-01 00:00:00+00:00')", fmt.Sprintf("site%d.example", i), id); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}
