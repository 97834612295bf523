// Package scan visits a site in a headless Chromium, as a visitor would at each
// stage of a choice about cookies, and holds what its pages do against what the
// site has declared: cookies, what they write into the browser's storage, and
// the hosts that they reach.
//
//	scan.go    what is visited, and what is found
//	browse.go  the browser, and what it tells
//	judge.go   what was seen against what was declared
package scan

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/consent"
)

// Stage is how far a visitor has chosen.
type Stage string

// The stages, in their order.
const (
	Before    Stage = "before" // a choice
	Refused   Stage = "refused"
	Allowed   Stage = "allowed"    // everything
	TakenBack Stage = "taken_back" // what was allowed
)

// Kind is of what was observed.
type Kind string

// The kinds.
const (
	Cookie  Kind = "cookie"
	Storage Kind = "storage"
	Host    Kind = "host"
)

// Advice is what puts a difference right.
type Advice string

// The advice.
const (
	Withhold Advice = "withhold" // a connected service runs without consent: take it out of the page, or disconnect it
	Connect  Advice = "connect"  // the page runs a service that can be connected, and is not
	Declare  Advice = "declare"  // declare it, or take it out of the page
)

// Difference is something observed that was not declared for its stage: the
// first time that it was.
type Difference struct {
	Stage   Stage
	Page    string // path
	Kind    Kind
	Name    string // of the cookie, the key or the host
	Domain  string // whose cookie it is
	Cause   string // the address of the request, or of the script, that did it
	Advice  Advice
	Service string // the preset that it belongs to, by its name; empty: nobody knows
}

// Visit is what is to be visited, and what is declared.
type Visit struct {
	Origin  string   // scheme, name and port
	Pages   []string // paths
	Live    consent.Live
	Cookies []string // names of the site's own cookies; one that ends in * stands for all that begin so

	// ConsentCookie is the name of the cookie that keeps a choice. Refusing and
	// allowing are set as the server would: a visit is no visitor, whose consent
	// were evidence. Only taking back is pressed, since it does something.
	ConsentCookie string
	Now           time.Time

	// Via is the host and port through which the origin is reached from here;
	// empty: where its name leads.
	Via   string
	Limit time.Duration // for all of it
}

// Result is what a scan has found.
type Result struct {
	Differences []Difference
	Stages      []Stage // that were gone through, the last perhaps in part
	Visited     int     // pages, over all stages
	Cut         bool    // the time was up before everything was visited
}

// ErrNoBrowser says that no Chromium is installed.
var ErrNoBrowser = errors.New("no Chromium is installed here: install the package `chromium`, or scan from a machine that has it")

// MaxPages is how many pages a scan visits at most, at each stage.
const MaxPages = 60

// Installed is Chromium's path, or empty.
func Installed() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Run visits. A site that runs nothing that needs consent has only its first
// stage: there is nothing to choose.
func Run(ctx context.Context, v Visit) (r Result, err error) {
	path := Installed()
	if path == "" {
		return r, ErrNoBrowser
	}
	origin, err := url.Parse(v.Origin)
	if err != nil {
		return r, err
	}
	if len(v.Pages) > MaxPages {
		v.Pages, r.Cut = v.Pages[:MaxPages], true
	}
	limited, cancel := context.WithTimeout(ctx, v.Limit)
	defer cancel()
	late := func() bool { return errors.Is(limited.Err(), context.DeadlineExceeded) && ctx.Err() == nil }
	b, err := start(limited, path, v, origin)
	if err != nil {
		r.Cut = late()
		if r.Cut {
			err = nil
		}
		return r, err
	}
	defer b.close()
	j := &judge{visit: v, host: origin.Hostname(), result: &r, seen: map[Difference]bool{}, left: map[string]bool{}}
	stages := []Stage{Before}
	if len(v.Live.Services) > 0 {
		stages = append(stages, Refused, Allowed, TakenBack)
	}
	for _, stage := range stages {
		if err = b.reach(stage); err == nil {
			r.Stages = append(r.Stages, stage)
			err = b.goThrough(stage, j)
		}
		if late() {
			r.Cut = true
			return r, nil
		}
		if err != nil {
			return r, fmt.Errorf("%s, %s: %w", v.Origin, stage, err)
		}
	}
	return r, nil
}

// choice is a cookie's value for a stage.
func (v Visit) choice(stage Stage) string {
	c := consent.Choice{Notice: v.Live.Notice, Day: v.Now.UTC().Truncate(24 * time.Hour)}
	if stage == Allowed {
		c.Allowed, c.ID = v.Live.Classes(), uuid.New()
	}
	return c.String()
}
