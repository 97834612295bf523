package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// term is a period or a date, as it is written and as a value that is the same
// in every language.
type term struct{ text, value string }

// numerals are number words, of all languages together: no word means one
// number in one of them and another in another.
var numerals = map[string]int{}

// units are words for units of time: the unit and how many of it.
var units = map[string]struct {
	unit string
	n    int
}{}

func init() {
	for n, words := range map[int]string{
		1: "en ett ei eit et one a an én ein eine un une uno una", 2: "två to two zwei deux dos", 3: "tre three drei trois tres third tredje", 4: "fourth fjärde fjerde fyra fire four vier quatre cuatro",
		5: "fifth femte fem five fünf cinq cinco", 6: "sex seks six sechs seis", 7: "sju syv seven sieben sept siete", 8: "åtta åtte otte eight acht huit ocho", 9: "nio ni nine neun neuf nueve",
		10: "tenth tionde tiende tio ti ten zehn dix diez", 11: "elva elleve eleven elf onze once", 12: "tolv twelve zwölf douze doce", 13: "tretton tretten thirteen",
		14: "fjorton fjorten fourteen vierzehn quatorze catorce", 15: "femton femten fifteen", 18: "arton atten eighteen", 20: "tjugo tjue tyve twenty", 24: "tjugofyra tjuefire twenty-four",
		30: "trettio tretti tredive thirty", 36: "trettiosex trettiseks thirty-six", 60: "sextio seksti tres sixty", 72: "sjuttiotvå syttito seventy-two", 90: "nittio nitti ninety",
	} {
		for w := range strings.FieldsSeq(words) {
			if w != "tres" || n == 3 {
				numerals[w] = n
			}
		}
	}
	for of, words := range map[string]string{
		"h": "timme timmar time timer hour hours timen timmen timmars timers", "d": "arbetsdag arbetsdagar arbeidsdag arbeidsdager kalenderdag kalenderdagar kalenderdager bankdag bankdagar vardagar virkedager virkedag hverdager dag dagar dagars dagers dager dage day days dygn døgn tag tage tagen jour jours día días",
		"w": "vecka veckor veckors ukers uke uker veke veker uge uger week weeks", "m": "månad månader månads månaders måned måneder måneds måneders month months monat monate monaten mois mes meses",
		"y": "år års year years jahr jahre jahren an ans año años",
	} {
		for w := range strings.FieldsSeq(words) {
			u := units[w]
			switch of {
			case "w":
				u.unit, u.n = "d", 7
			case "y":
				u.unit, u.n = "m", 12
			default:
				u.unit, u.n = of, 1
			}
			units[w] = u
		}
	}
}

// halves make six months of a year.
var halves = map[string]bool{"half": true, "halvt": true, "halve": true, "halva": true}

// periodsIn finds the times in a text: "sju år", "30 days", "ten (10) years",
// "three unused years", "half a year".
func periodsIn(language, s string) (all []term) {
	var n count
	for field := range strings.FieldsSeq(s) {
		word := strings.ToLower(strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
		word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
		if u, ok := units[word]; ok && n.of > 0 && speaks(language, word) {
			if n.half && u.n == 12 {
				n.of, u.n, n.half = 1, 6, false
			}
			if !n.half {
				all = append(all, term{n.text + " " + word, value(n.of*u.n, u.unit)})
			}
			n = count{}
			continue
		}
		n.read(word)
		if strings.IndexByte(".,;:!?", field[len(field)-1]) >= 0 {
			n = count{}
		}
	}
	return all
}

// peculiar are the units that are another word in another language.
var peculiar = map[string][]string{"time": {"nb", "nn", "da"}, "timer": {"nb", "nn", "da"}, "tag": {"de"}, "tage": {"de"}, "an": {"fr"}, "ans": {"fr"}}

func speaks(language, unit string) bool {
	of, restricted := peculiar[unit]
	return !restricted || slices.Contains(of, language)
}

// count is a number that waits for its unit.
type count struct {
	of   int
	text string // as it is written
	half bool   // of the unit
	gap  bool   // a word stands between
}

func (n *count) read(word string) {
	v, ok := numerals[word]
	if d, err := strconv.Atoi(word); !ok && err == nil && d > 0 && d < 1000 {
		if d == n.of { // "ten (10) years" is as it is written first
			return
		}
		v, ok = d, true
	}
	switch {
	case halves[word]:
		*n = count{of: 1, text: word, half: true}
	case ok && n.half: // "half a year"
	case ok:
		*n = count{of: v, text: word}
	case n.of > 0 && !n.gap && !n.half:
		n.gap = true
	default:
		*n = count{}
	}
}

func value(n int, unit string) string { return strconv.Itoa(n) + unit }

var isoForm = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(\d+)H)?$`)

// isoPeriod is the value of a period of the facts, where it is in one unit.
func isoPeriod(p string) (string, bool) {
	m := isoForm.FindStringSubmatch(p)
	if m == nil {
		return "", false
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	months, days, hours := 12*n(1)+n(2), 7*n(3)+n(4), n(5)
	switch {
	case months > 0 && days == 0 && hours == 0:
		return value(months, "m"), true
	case days > 0 && months == 0 && hours == 0:
		return value(days, "d"), true
	case hours > 0 && months == 0 && days == 0:
		return value(hours, "h"), true
	}
	return "", false
}

// monthNames are by language, in the order of the year.
var monthNames = func() map[string]int {
	out := map[string]int{}
	for _, names := range []string{
		"januari februari mars april maj juni juli augusti september oktober november december",
		"january february march april may june july august september october november december",
		"januar februar mars april mai juni juli august september oktober november desember",
		"januar februar marts april maj juni juli august september oktober november december",
		"januar februar märz april mai juni juli august september oktober november dezember",
	} {
		for i, name := range strings.Fields(names) {
			out[name] = i + 1
		}
	}
	return out
}()

var (
	dayFirst   = regexp.MustCompile(`(?i)\b([0-3]?[0-9])(?:st|nd|rd|th|\.)?(?: of)? (\pL{3,9}) ((?:19|20)[0-9]{2})\b`)
	monthFirst = regexp.MustCompile(`(?i)\b(\pL{3,9}) ([0-3]?[0-9])(?:st|nd|rd|th)?,? ((?:19|20)[0-9]{2})\b`)
	isoDate    = regexp.MustCompile(`\b((?:19|20)[0-9]{2})-([01][0-9])-([0-3][0-9])\b`)
)

// datesIn finds the days in a text, with their year.
func datesIn(s string) (all []term) {
	if !strings.Contains(s, "19") && !strings.Contains(s, "20") {
		return nil
	}
	day := func(text, y string, m int, d string) {
		if n, err := strconv.Atoi(d); err == nil && m > 0 && m <= 12 && n > 0 && n <= 31 {
			all = append(all, term{text, fmt.Sprintf("%s-%02d-%02d", y, m, n)})
		}
	}
	for _, m := range dayFirst.FindAllStringSubmatch(s, -1) {
		day(m[0], m[3], monthNames[strings.ToLower(m[2])], m[1])
	}
	for _, m := range monthFirst.FindAllStringSubmatch(s, -1) {
		day(m[0], m[3], monthNames[strings.ToLower(m[1])], m[2])
	}
	for _, m := range isoDate.FindAllStringSubmatch(s, -1) {
		n, _ := strconv.Atoi(m[2])
		day(m[0], m[1], n, m[3])
	}
	return all
}
