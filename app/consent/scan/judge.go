package scan

import (
	"net/url"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/facts"
)

// sight is something that a page did.
type sight struct {
	kind         Kind
	name, domain string
	cause        string
}

// judge holds what is seen against what is declared.
type judge struct {
	visit  Visit
	host   string
	result *Result
	seen   map[Difference]bool
	left   map[string]bool // cookies of others' hosts that an allowed service has left, which only they can delete
}

func (j *judge) judge(stage Stage, page string, s sight) {
	if s.domain = strings.TrimPrefix(s.domain, "."); j.declared(stage, s) {
		if s.kind == Cookie && !j.own(s.domain) {
			j.left[s.name+" "+s.domain] = true
		}
		return
	}
	if s.kind == Cookie && s.cause == "" && j.left[s.name+" "+s.domain] {
		return // it lies there from when it was allowed
	}
	d := Difference{Kind: s.kind, Name: s.name, Domain: s.domain}
	if j.seen[d] {
		return
	}
	j.seen[d] = true
	d.Stage, d.Page, d.Cause, d.Advice = stage, page, s.cause, Declare
	if d.Cause == "" {
		d.Cause = j.visit.Origin + page
	}
	if p := j.preset(s); p != nil {
		d.Service, d.Advice = p.Name, Connect
		if slices.ContainsFunc(j.visit.Live.Services, func(r consent.Running) bool { return r.Preset == p }) {
			d.Advice = Withhold
		}
	}
	j.result.Differences = append(j.result.Differences, d)
}

// own reports whether a cookie's domain is the site's, or one above it.
func (j *judge) own(domain string) bool {
	return domain == j.host || strings.HasSuffix(j.host, "."+domain)
}

func (j *judge) declared(stage Stage, s sight) bool {
	if s.kind == Cookie && s.domain == j.host && slices.ContainsFunc(j.visit.Cookies, func(name string) bool { return consent.Cookie{Name: name}.Matches(s.name) }) {
		return true
	}
	return stage == Allowed && slices.ContainsFunc(j.visit.Live.Services, func(r consent.Running) bool { return j.belongs(s, *r.Preset) })
}

// preset is the service that somebody knows it by, or nil. Services share
// hosts: the one that runs here comes before others.
func (j *judge) preset(s sight) *consent.Preset {
	for _, r := range j.visit.Live.Services {
		if j.belongs(s, *r.Preset) {
			return r.Preset
		}
	}
	for i := range consent.Presets {
		if j.belongs(s, consent.Presets[i]) {
			return &consent.Presets[i]
		}
	}
	return nil
}

// belongs reports whether a service does that: sets the cookie, or needs the
// host.
func (j *judge) belongs(s sight, p consent.Preset) bool {
	switch s.kind {
	case Cookie:
		return slices.ContainsFunc(p.Cookies, func(c consent.Cookie) bool {
			if c.Host == "" {
				return j.own(s.domain) && c.Matches(s.name)
			}
			return (s.domain == c.Host || strings.HasSuffix(s.domain, "."+c.Host)) && c.Matches(s.name)
		})
	case Host:
		return slices.ContainsFunc(slices.Concat(p.Script, p.Connect, p.Image, p.Frame), func(source string) bool {
			_, host, _ := strings.Cut(source, "://")
			if below, wild := strings.CutPrefix(host, "*"); wild {
				return strings.HasSuffix(s.name, below)
			}
			return s.name == host
		})
	}
	return false // no service has declared storage
}

// Names are those of the site's own cookies, from its facts: what the app sets,
// and what the site has declared besides.
func Names(set facts.Set) (names []string) {
	for _, c := range set.Cookies {
		if c.Service == "" && c.Name != "" {
			names = append(names, strings.Split(c.Name, " / ")...)
		}
	}
	return names
}

// hostOf is a request's host; empty: it asks nobody.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "ws" && u.Scheme != "wss" {
		return ""
	}
	return u.Hostname()
}
