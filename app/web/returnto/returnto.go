// Package returnto decides where a browser may be sent after a detour.
//
// Signing in and accepting a document are detours: afterwards people want to
// be exactly where they were going. That place travels through the browser, in
// a query or a form field, so anybody can write it. Sent on unread, it would
// let a link to our own sign-in page end on somebody else's copy of it. Clean
// lets through a path and a query on this very host, nothing else.
//
// What is refused is not mended. No browser writes such an address by itself,
// and each mending is a chance to get it wrong; the visitor gets Default.
package returnto

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Default is where people land when there is no place to return to.
const Default = "/account"

// maxLen is far beyond any address of ours and well within what proxies take
// in a Location header.
const maxLen = 2048

// detours are the routes that send people on. Returning to one would ask twice
// for what was just done, sign out again, or go round for ever.
var detours = []string{"/accept", "/login", "/logout", "/register", "/language"}

// Clean returns raw as a path with its query on the same host, or Default. The
// result is plain ASCII, fit for a Location header, and stays as it is when it
// is cleaned again. A fragment is dropped: no server ever saw it.
func Clean(raw string) string {
	if clean, ok := local(raw); ok {
		return clean
	}
	return Default
}

// FromReferer returns the page of the form that a post came from, or Default.
// A post that could not be carried out is answered there, with a GET. Scheme
// and host are the site's own, the host with its port where it has one.
func FromReferer(referer, scheme, host string) string {
	page, err := url.Parse(referer)
	if err != nil || page.User != nil || page.Scheme != scheme || host == "" || !strings.EqualFold(page.Host, host) {
		return Default
	}
	return Clean(page.RequestURI())
}

// Here is FromReferer without its refusal of detours: for a form that stands on
// every page and leads back to it by a plain GET.
func Here(referer, scheme, host string) string {
	page, err := url.Parse(referer)
	if err != nil || page.User != nil || page.Scheme != scheme || host == "" || !strings.EqualFold(page.Host, host) {
		return "/"
	}
	return Local(page.RequestURI())
}

// Local is Clean without its refusal of detours: for the language switch,
// which is on those pages too and comes back to them by a plain GET.
func Local(raw string) string {
	if clean, _, ok := onThisHost(raw); ok {
		return clean
	}
	return "/"
}

func local(raw string) (string, bool) {
	clean, decoded, ok := onThisHost(raw)
	if !ok {
		return "", false
	}
	shortest := path.Clean(decoded)
	for _, detour := range detours {
		if shortest == detour || strings.HasPrefix(shortest, detour+"/") {
			return "", false
		}
	}
	return clean, true
}

func onThisHost(raw string) (clean, decoded string, ok bool) {
	raw, ok = escape(raw)
	if !ok || len(raw) > maxLen || !strings.HasPrefix(raw, "/") {
		return "", "", false
	}
	// ParseRequestURI takes "//host" for a path; Parse sees the host in it.
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return "", "", false
	}
	if !safe(u.Path) {
		return "", "", false
	}
	clean = u.EscapedPath()
	if u.RawQuery != "" {
		clean += "?" + u.RawQuery
	}
	return clean, u.Path, true
}

// safe judges a decoded path, the form that routes are matched in. A path that
// is not its own shortest form holds "//", "." or "..": then a browser, a
// proxy and our router may each understand another page, or another host.
func safe(decoded string) bool {
	if strings.ContainsFunc(decoded, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f }) {
		return false
	}
	shortest := path.Clean(decoded)
	return !strings.Contains(decoded, "//") && (decoded == shortest || decoded == shortest+"/")
}

// escape encodes what an address may not hold as it stands, such as the ä of a
// path that came out of a form field. Control characters have no business
// there, and browsers drop some of them silently, so they are refused.
func escape(raw string) (string, bool) {
	if len(raw) > maxLen {
		return "", false
	}
	var b strings.Builder
	for i := range len(raw) {
		switch c := raw[i]; {
		case c < ' ' || c == 0x7f:
			return "", false
		case c == ' ' || c > 0x7f:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}
