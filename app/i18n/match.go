package i18n

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Languages that most readers of the first read well enough, the easiest
// first. Only these are offered in place of a language unasked: a document
// people are held to must be one they can read.
var neighbours = map[string][]string{
	"sv": {"nb", "nn", "da"},
	"nb": {"nn", "da", "sv"},
	"nn": {"nb", "da", "sv"},
	"da": {"nb", "nn", "sv"},
}

// Match returns the language, of those a document is available in, to show it
// in. requested is what the reader asked for, the dearest first: an explicit
// choice, then what a cookie remembers, then ParseAcceptLanguage's list; empty
// ones are passed over.
//
// Anything the reader asked for comes before anything they did not, so the
// whole list is searched (for each the same language, then the same without
// regard to region) before neighbours are considered. Then comes English, and
// at last source, the language the document was written in. The answer is an
// element of available as it stands there; it is empty only if available is.
func Match(available []string, source string, requested ...string) string {
	for _, want := range requested {
		if have := find(available, want); have != "" {
			return have
		}
	}
	for _, want := range requested {
		for _, near := range neighbours[strings.ToLower(base(want))] {
			if have := find(available, near); have != "" {
				return have
			}
		}
	}
	for _, want := range [...]string{"en", source} {
		if have := find(available, want); have != "" {
			return have
		}
	}
	if len(available) > 0 {
		return available[0]
	}
	return ""
}

// find returns want itself, or else the least particular of its regions.
func find(available []string, want string) (best string) {
	if want == "" {
		return ""
	}
	for _, have := range available {
		if strings.EqualFold(have, want) {
			return have
		}
		if strings.EqualFold(base(have), base(want)) && (best == "" || len(have) < len(best)) {
			best = have
		}
	}
	return best
}

// base is the language without script and region. "no" covers both kinds of
// Norwegian and is in practice the written standard of nine in ten: bokmål.
func base(code string) string {
	lang, _, _ := strings.Cut(code, "-")
	if strings.EqualFold(lang, "no") {
		return "nb"
	}
	return lang
}

// What is read of an Accept-Language header. Browsers send a handful.
const (
	maxHeader = 1024
	maxRanges = 20
)

// SameLanguage reports whether two codes are of one language, whatever the
// region.
func SameLanguage(a, b string) bool { return strings.EqualFold(base(a), base(b)) }

// ParseAcceptLanguage returns the languages of an Accept-Language header, the
// dearest first. The header is anybody's: malformed parts are passed over, and
// so are "*", which asks for nothing in particular, and what has quality 0.
func ParseAcceptLanguage(header string) []string {
	if len(header) > maxHeader {
		header = header[:strings.LastIndexByte(header[:maxHeader+1], ',')+1] // whole parts only
	}
	type choice struct {
		code    string
		quality float64
	}
	var choices []choice
	read := 0
	for part := range strings.SplitSeq(header, ",") {
		if read++; read > maxRanges {
			break
		}
		code, params, weighted := strings.Cut(part, ";")
		code, ok := Valid(strings.Trim(code, " \t"))
		quality := 1.0
		if weighted {
			quality = parseQuality(strings.Trim(params, " \t"))
		}
		if ok && quality > 0 {
			choices = append(choices, choice{code, quality})
		}
	}
	slices.SortStableFunc(choices, func(a, b choice) int { return cmp.Compare(b.quality, a.quality) })

	codes := make([]string, len(choices))
	for i, c := range choices {
		codes[i] = c.code
	}
	return codes
}

// parseQuality reads "q=0.8". What is malformed has quality 0.
func parseQuality(param string) float64 {
	if len(param) < 3 || !strings.EqualFold(param[:2], "q=") {
		return 0
	}
	digits := param[2:]
	if len(digits) > len("0.000000") || strings.Trim(digits, "0123456789.") != "" {
		return 0 // ParseFloat would read "NaN" and "1e-9" as well
	}
	q, err := strconv.ParseFloat(digits, 64)
	if err != nil || q > 1 {
		return 0
	}
	return q
}

// Valid reports whether code, from a client or an owner, has the form of a
// language: two or three letters, then perhaps a script and a region, such as
// "nb", "en-GB" or "zh-Hant-TW". It returns the lower-case form we store. It
// does not ask whether there is such a language.
func Valid(code string) (canonical string, ok bool) {
	lang, rest, more := strings.Cut(code, "-")
	if len(lang) < 2 || len(lang) > 3 || !isAll(lang, isLetter) {
		return "", false
	}
	if script, region, regional := strings.Cut(rest, "-"); len(script) == 4 && isAll(script, isLetter) {
		rest, more = region, regional
	}
	if more && !isRegion(rest) {
		return "", false
	}
	return strings.ToLower(code), true
}

func isRegion(s string) bool {
	return len(s) == 2 && isAll(s, isLetter) || len(s) == 3 && isAll(s, isDigit)
}

func isAll(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
