package lint

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Which language is a paragraph in? The neighbours share most of their words
// (sv, nb, nn, da), and a statistic of letters, which general detectors keep,
// takes the one for the other in a paragraph of twenty words. So this compares
// the few words that tell two languages apart: a text is in another language
// only where it has clearly more of the words that only that one has than of
// those that only its own has. What is in doubt is let be: a warning about a
// correct paragraph costs more trust than a missed one.

// enough is how many words a paragraph must have to be judged.
const enough = 15

// tongueNames are the languages that can be told, each by some of its words;
// the place of one is its bit.
var tongueNames = []string{"sv", "nb", "nn", "da", "en", "de", "fi", "fr", "es"}

// tellingLetters are half as good as a word.
var tellingLetters = []string{"äöå", "æøå", "æøå", "æøå", "", "äöüß", "äö", "éèêàçùœ", "ñóíáé"}

var (
	tongueOf = map[string]int{}
	knownBy  = map[string]uint16{} // which languages have a word, as bits
	spelt    = map[rune]uint16{}   // and a letter
)

func init() {
	for i, language := range tongueNames {
		tongueOf[language] = i
		for w := range strings.FieldsSeq(tellingWords[language]) {
			knownBy[w] |= 1 << i
		}
		for _, r := range tellingLetters[i] {
			spelt[r] |= 1 << i
		}
	}
}

// tally is what the words of a text say of its language, word by word: bits of
// the languages that have it, and of those whose letters it has.
type tally struct {
	words []uint16
	half  []uint16
}

// count takes in a text. Names say nothing about the language of what they
// stand in, so a word with a capital letter counts only where a sentence
// begins.
func (t *tally) count(text string) {
	begins := true
	for field := range strings.FieldsSeq(text) {
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) })
		first, _ := utf8.DecodeRuneInString(word)
		named := unicode.IsUpper(first) && !begins
		begins = strings.IndexByte(".:?!|", field[len(field)-1]) >= 0
		if word == "" || named || strings.ContainsAny(field, "@/\\_{}<>=") {
			continue
		}
		word = strings.ToLower(word)
		known, half := knownBy[word], uint16(0)
		for _, r := range word {
			if r >= utf8.RuneSelf {
				half |= spelt[r]
			}
		}
		t.words, t.half = append(t.words, known), append(t.half, half&^known)
	}
}

// add takes in another tally.
func (t *tally) add(other tally) {
	t.words, t.half = append(t.words, other.words...), append(t.half, other.half...)
}

// only is how much speaks for one language and not for the other, in halves.
func (t *tally) only(a, b int) (n int) {
	for i, w := range t.words {
		if w>>a&1 == 1 && w>>b&1 == 0 {
			n += 2
		}
		if h := t.half[i]; h>>a&1 == 1 && h>>b&1 == 0 && w>>b&1 == 0 {
			n++
		}
	}
	return n
}

// share is how many of the words a language has.
func (t *tally) share(a int) (n int) {
	for _, w := range t.words {
		n += int(w >> a & 1)
	}
	return n
}

func (t *tally) best() (best int) {
	for i := range tongueNames {
		if t.only(i, best) > t.only(best, i) {
			best = i
		}
	}
	return best
}

// sameReader are languages written so alike that the one stands for the other.
var sameReader = map[string]string{"no": "nb"}

// other returns the language that the words are in, where that is clearly
// another than it is said to be; or nothing.
func (t *tally) other(said string) string {
	if len(t.words) < enough {
		return ""
	}
	best := t.best()
	if name := tongueNames[best]; name == said || name == sameReader[said] || t.share(best)*5 < len(t.words) {
		return ""
	}
	pro, con := 2*t.share(best), 0
	if own, known := tongueOf[said]; known {
		pro, con = t.only(best, own), t.only(own, best)
	} else if t.share(best)*3 < len(t.words) { // nothing speaks for a language that we know no words of
		return ""
	}
	if pro < 6 || pro < 3*con || (pro-con)*5 < len(t.words) {
		return ""
	}
	return tongueNames[best]
}

// Language tells which language a text is in, of those we know, or nothing
// where it is too short.
func Language(text string) string {
	var t tally
	if t.count(prose(text)); len(t.words) < enough {
		return ""
	}
	return tongueNames[t.best()]
}
