package i18n

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Date writes the day of t, in t's own time zone: "1 december 2026".
func (l *Localizer) Date(t time.Time) string {
	return l.T("date.day", "Day", t.Day(), "Month", l.month(t), "Year", t.Year())
}

// MonthYear writes the month of t: "december 2026".
func (l *Localizer) MonthYear(t time.Time) string {
	return l.T("date.month_year", "Month", l.month(t), "Year", t.Year())
}

// DateTime writes the minute of t as the clocks show it at loc (UTC where it
// is nil), and names the zone: these times are evidence, and must not be read
// two ways.
func (l *Localizer) DateTime(t time.Time, loc *time.Location) string {
	if loc == nil {
		loc = time.UTC
	}
	t = t.In(loc)
	return l.T("date.time", "Date", l.Date(t), "Clock", t.Format("15:04"), "Zone", t.Format("MST"))
}

func (l *Localizer) month(t time.Time) string {
	return l.T("date.month." + strconv.Itoa(int(t.Month())))
}

// Number writes n with its digits in groups: "12 500", with a space that does
// not break.
func (l *Localizer) Number(n int) string { return l.numbers.Sprint(n) }

// Decimal writes x with one digit after the point, as the language has it.
func (l *Localizer) Decimal(x float64) string { return l.numbers.Sprintf("%.1f", x) }

// List writes items as one phrase: "a, b och c".
func (l *Localizer) List(items []string) string {
	if len(items) == 0 {
		return ""
	}
	last := len(items) - 1
	if last == 0 {
		return items[0]
	}
	return l.T("list.and", "First", strings.Join(items[:last], ", "), "Last", items[last])
}

// LanguageName is what a language calls itself, whoever asks: somebody who
// looks for Svenska may not know the word Swedish.
func (l *Localizer) LanguageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	name := display.Self.Name(tag)
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return code
	}
	return string(unicode.ToTitle(first)) + name[size:]
}

// LanguageHere is what a language is called in the reader's, as it is written
// in a sentence: Swedish, svenska, svensk.
func (l *Localizer) LanguageHere(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := display.Tags(language.Make(l.lang)).Name(tag); name != "" {
		return name
	}
	return code
}

// CountryName is what a country (ISO 3166-1 alpha-2) is called in a language,
// or the code itself where that is not known.
func CountryName(lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if namer := display.Regions(language.Make(lang)); namer != nil {
		if name := namer.Name(region); name != "" {
			return name
		}
	}
	return code
}

// Country is CountryName in the reader's language.
func (l *Localizer) Country(code string) string { return CountryName(l.lang, code) }

// rightToLeft are the scripts in use that run from right to left.
var rightToLeft = map[string]bool{
	"Adlm": true, "Arab": true, "Hebr": true, "Nkoo": true, "Rohg": true, "Syrc": true, "Thaa": true,
}

// Dir is the direction that text in a language runs in, as HTML says it.
func Dir(code string) string {
	script, _ := language.Make(code).Script()
	if rightToLeft[script.String()] {
		return "rtl"
	}
	return "ltr"
}
