package lint

import (
	"fmt"
	"regexp"
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
		1: "en ett ei eit et one a an én ein eine un une uno una", 2: "två to two zwei deux dos", 3: "tre three drei trois tres", 4: "fyra fire four vier quatre cuatro",
		5: "fem five fünf cinq cinco", 6: "sex seks six sechs seis", 7: "sju syv seven sieben sept siete", 8: "åtta åtte otte eight acht huit ocho", 9: "nio ni nine neun neuf nueve",
		10: "tio ti ten zehn dix diez", 11: "elva elleve eleven elf onze once", 12: "tolv twelve zwölf douze doce", 13: "tretton tretten thirteen",
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
		"h": "timme timmar time timer hour hours timen timmen timmars timers", "d": "dag dagar dagars dagers dager dage day days dygn døgn tag tage tagen jour jours día días",
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

// loose are words that may stand between a number and its unit.
var loose = map[string]bool{"hela": true, "full": true, "fulla": true, "calendar": true, "whole": true, "hele": true}

// halves make six months of a year.
var halves = map[string]bool{"half": true, "halvt": true, "halve": true, "halva": true}

// periodsIn finds the times in a text: "sju år", "30 days", "ten (10) years".
func periodsIn(language, s string) (all []term) {
	n, from, half := 0, "", false
	for field := range strings.FieldsSeq(s) {
		word := strings.ToLower(strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
		if u, ok := units[word]; ok && n > 0 && !(word == "an" && language == "en") {
			if half && u.n == 12 {
				n, u.n = 1, 6
			}
			if !half || u.n == 6 {
				all = append(all, term{from + " " + word, value(n*u.n, u.unit)})
			}
			n, half = 0, false
			continue
		}
		if halves[word] {
			n, from, half = 1, word, true
			continue
		}
		if v, ok := numerals[word]; ok {
			if !half { // "half a year"
				n, from = v, word
			}
		} else if v, err := strconv.Atoi(word); err == nil && v > 0 && v < 1000 {
			if n != v { // "ten (10) years" is as it is written first
				n, from = v, word
			}
		} else if !loose[word] {
			n, half = 0, false
		}
	}
	return all
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
