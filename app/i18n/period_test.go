package i18n_test

import (
	"testing"

	"github.com/pactdesk/pactdesk/app/i18n"
)

func TestPeriod(t *testing.T) {
	b := load(t)
	for iso, want := range map[string][3]string{
		"P3Y":     {"3 years", "3 år", "3 år"},
		"P1Y":     {"1 year", "1 år", "1 år"},
		"P1M":     {"1 month", "1 månad", "1 måned"},
		"P90D":    {"90 days", "90 dagar", "90 dager"},
		"P2W":     {"2 weeks", "2 veckor", "2 uker"},
		"PT1H":    {"1 hour", "1 timme", "1 time"},
		"P1Y6M":   {"1 year and 6 months", "1 år och 6 månader", "1 år og 6 måneder"},
		"P1DT12H": {"1 day and 12 hours", "1 dag och 12 timmar", "1 dag og 12 timer"},
		"PT30M":   {"30 minutes", "30 minuter", "30 minutter"},
		"P0D":     {"at once", "genast", "straks"},
	} {
		for i, lang := range []string{"en", "sv", "nb"} {
			if got := b.Localizer(lang).Period(iso); got != want[i] {
				t.Errorf("%s in %s is %q, not %q", iso, lang, got, want[i])
			}
		}
	}
	for _, bad := range []string{"", "P", "PT", "P3", "3Y", "P1YT", "P3Y ", "p3y", "P1W2D", "P99999999999999999999Y", "P-1D", "PT30S", "PTM"} {
		if err := i18n.ValidPeriod(bad); err == nil {
			t.Errorf("%q is a period", bad)
		}
	}
}
