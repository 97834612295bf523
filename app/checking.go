package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// The program looks at what it has published as the public does: see
// documents/verify.go.

const (
	checkPatience = 4 * time.Second // for one look at a version, by who waits for it too
	fetchTimeout  = 3 * time.Second
	maxPage       = 16 << 20
)

// retries are when a version that is not seen to be public is looked at again.
// After the last, somebody has to say so; or the tenant changes, or the program
// is started anew.
var retries = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour}

// fetcher gets pages from where the public gets them.
func (a *App) fetcher() func(ctx context.Context, host, path string) (string, error) {
	dialer := &net.Dialer{Timeout: fetchTimeout}
	client := &http.Client{
		Timeout:       fetchTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, a.dials(address))
		}},
	}
	return func(ctx context.Context, host, path string) (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.Config.Origin(host)+path, nil)
		if err != nil {
			return "", err
		}
		req.Header.Set("User-Agent", "Pactdesk (checks what it has published)")
		res, err := client.Do(req)
		if err != nil {
			return "", err
		}
		defer res.Body.Close()
		return page(res.StatusCode, res.Body)
	}
}

// dials is where a public address is found: names below localhost are this
// machine, which Go's resolver does not know.
func (a *App) dials(address string) string {
	if a.Config.CheckVia != "" {
		return a.Config.CheckVia
	}
	host, port, err := net.SplitHostPort(address)
	if err == nil && (host == "localhost" || strings.HasSuffix(host, ".localhost")) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

func page(status int, body io.Reader) (string, error) {
	if status != http.StatusOK {
		return "", fmt.Errorf("answered %d", status)
	}
	b, err := io.ReadAll(io.LimitReader(body, maxPage+1))
	if err == nil && len(b) > maxPage {
		err = errors.New("a page without end")
	}
	return string(b), err
}

// FetchHere gets a page from this very process, with no network between: for a
// process that does not serve, and whose public addresses nobody answers.
func (a *App) FetchHere(ctx context.Context, host, path string) (string, error) {
	if err := a.Snapshots.Refresh(ctx); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.Config.Origin(host)+path, nil)
	if err != nil {
		return "", err
	}
	req.RemoteAddr = "127.0.0.1:1"
	w := &answer{header: http.Header{}, status: http.StatusOK}
	a.Handler.ServeHTTP(w, req)
	return page(w.status, &w.body)
}

// answer is a response that is kept.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// CheckHere looks at what a tenant has just published, in this very process: it
// is what Published is where nothing runs beside the requests.
func (a *App) CheckHere(id tenants.ID) {
	if _, err := a.Documents.CheckDue(tenants.With(context.Background(), id), principal.Principal{Kind: principal.Job}); err != nil {
		slog.Error("checking what was published", "tenant", id, "err", err)
	}
}

// checking is the loop that looks at what was published by whomever: in this
// process, in another one that did not live to look, or by the shell.
type checking struct {
	app  *App
	wake chan tenants.ID
	due  map[tenants.ID]retry
}

type retry struct {
	at    time.Time
	tries int
}

func (c *checking) tell(id tenants.ID) {
	select {
	case c.wake <- id:
	default: // it is behind: the tenant's next change, or a restart, tells it again
	}
}

// run looks at every tenant once, and from then on at those that change.
func (c *checking) run(ctx context.Context) {
	if err := c.app.DB.View(ctx, func(ctx context.Context) error {
		all, err := sites.TenantsUnscoped(ctx)
		for _, t := range all {
			c.due[t.ID] = retry{}
		}
		return err
	}); err != nil && ctx.Err() == nil {
		slog.Error("finding what was published and not checked", "err", err)
	}
	system := clock.System() // whatever the app's says: it is the network that is waited for
	for ctx.Err() == nil {
		wait := time.NewTimer(c.step(ctx, system.Now()))
		select {
		case <-ctx.Done():
		case id := <-c.wake:
			c.due[id] = retry{}
		case <-wait.C:
		}
		wait.Stop()
	}
}

// step looks at the tenants whose time has come, and tells when the next one's
// does.
func (c *checking) step(ctx context.Context, now time.Time) time.Duration {
	next := time.Hour
	for id, r := range c.due {
		if ctx.Err() != nil {
			break
		}
		if now.Before(r.at) {
			next = min(next, r.at.Sub(now))
			continue
		}
		waiting, err := c.app.Documents.CheckDue(tenants.With(db.ByProgram(ctx), id), principal.Principal{Kind: principal.Job})
		if err != nil && ctx.Err() == nil {
			slog.Error("checking what was published", "tenant", id, "err", err)
		}
		if !waiting && err == nil || r.tries == len(retries) {
			delete(c.due, id)
			continue
		}
		c.due[id] = retry{at: now.Add(retries[r.tries]), tries: r.tries + 1}
		next = min(next, retries[r.tries])
	}
	return next
}

// startChecking runs it, unless who made the app has it checked in another way.
func (a *App) startChecking(ctx context.Context) {
	if a.Documents.Fetch != nil {
		return
	}
	c := &checking{app: a, wake: make(chan tenants.ID, 1000), due: map[tenants.ID]retry{}}
	a.Documents.Fetch, a.Documents.Patience, a.Documents.Published = a.fetcher(), checkPatience, c.tell
	a.Snapshots.Heard = c.tell
	a.running.Go(func() { c.run(ctx) })
}
