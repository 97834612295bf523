// Package hostnames turns the names a tenant answers on into keys.
//
// A request says which site it wants in its Host header, and an owner types
// the same name into a form; both write it in many ways: with capitals, with a
// port, with the dot of the root, as "bücher.example" or as
// "xn--bcher-kva.example". Normalise gives all of them the one key under which
// a hostname is stored and looked up, so that no spelling of a name leads to
// another tenant. Whatever is no hostname gets no key: a request for it is
// turned away before any tenant is known.
//
// Only names have keys. IP addresses are refused because no tenant owns one,
// and because an address in a Host header is mostly somebody scanning.
package hostnames

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const (
	maxName  = 253  // of a whole name in DNS, without the root's dot
	maxLabel = 63   // of one label in DNS
	maxRaw   = 1024 // of what is mapped at all: a header is outside input
)

// profile is idna.Lookup, which also validates names that arrive as A-labels,
// with one exception: hyphens in the third and fourth place of plain labels
// are allowed, because such names exist ("ab--cd.example") and browsers reach
// them. Hyphens at the ends are refused by check.
var profile = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(false))

// Normalise returns the key of a hostname: lower case, A-labels, no port, no
// trailing dot. It reports false for what is no hostname. A key is its own
// key. Full-width letters and the dots of East Asian keyboards are mapped to
// ordinary ones, as browsers do, before the name is judged.
//
// It stands first in every request: of a name that is clean already a part of
// host is returned, without an allocation.
func Normalise(host string) (key string, ok bool) {
	name, ok := cutPort(host)
	if !ok {
		return "", false
	}
	key = strings.TrimSuffix(name, ".")
	if clean, encoded := check(key); clean && !encoded {
		return key, true
	}

	// The name is mapped with its dot on: were dots cut both before and after,
	// "example.com。." would pass. The mapping lets broken UTF-8 through.
	if len(name) > maxRaw || !utf8.ValidString(name) {
		return "", false
	}
	key, err := profile.ToASCII(name)
	if err != nil {
		return "", false
	}
	key = strings.TrimSuffix(key, ".")
	if clean, _ := check(key); !clean {
		return "", false
	}
	return key, true
}

// Unicode returns a key in the form that people read. It falls back on the key
// itself where the readable form would not lead back to it. Names can be made
// to look alike: never let this form be all that tells two sites apart.
func Unicode(key string) string {
	name, err := profile.ToUnicode(key)
	if err != nil {
		return key
	}
	if back, ok := Normalise(name); !ok || back != key {
		return key
	}
	return name
}

// cutPort takes the port off. A second colon makes the port invalid, and with
// it everything that is written like an IPv6 address.
func cutPort(host string) (name string, ok bool) {
	name, port, found := strings.Cut(host, ":")
	if !found {
		return name, true
	}
	if len(port) > len("65535") {
		return "", false
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", false
	}
	return name, true
}

// check reports whether name is a hostname written as a key is, and whether
// any label of it is encoded, so that the encoding must be judged as well.
func check(name string) (clean, encoded bool) {
	if len(name) > maxName {
		return false, false
	}
	rest, more := name, true
	var label string
	for more {
		label, rest, more = strings.Cut(rest, ".")
		if !checkLabel(label) {
			return false, false
		}
		encoded = encoded || strings.HasPrefix(label, "xn--")
	}
	return !isNumber(label), encoded
}

func checkLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		switch c := label[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-':
		default:
			return false
		}
	}
	return true
}

// isNumber reports whether a name that ends in this label is an IPv4 address
// to a browser, which reads "127.1", "2130706433" and "0x7f.1" as addresses
// too. No top-level domain is a number.
func isNumber(label string) bool {
	digits := "0123456789"
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		label, digits = hex, "0123456789abcdef"
	}
	return strings.Trim(label, digits) == ""
}
