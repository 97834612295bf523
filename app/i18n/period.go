package i18n

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// ErrPeriod is returned for what is no period.
var ErrPeriod = errors.New("not an ISO 8601 period")

var periodForm = regexp.MustCompile(`^P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?)$`)

// The units of a period, in the order of periodForm's groups.
var periodUnits = []string{"weeks", "years", "months", "days", "hours", "minutes"}

// parsePeriod reads an ISO 8601 period in whole weeks, or in years, months,
// days, hours and minutes.
func parsePeriod(s string) (amounts map[string]int, err error) {
	groups := periodForm.FindStringSubmatch(s)
	amounts = map[string]int{}
	for i, unit := range periodUnits {
		if groups == nil || groups[i+1] == "" {
			continue
		}
		if amounts[unit], err = strconv.Atoi(groups[i+1]); err != nil {
			return nil, fmt.Errorf("%q: %w", s, err)
		}
	}
	if len(amounts) == 0 || s[len(s)-1] == 'T' {
		return nil, fmt.Errorf("%q: %w", s, ErrPeriod)
	}
	return amounts, nil
}

// ValidPeriod returns why s is no ISO 8601 period that Period can say.
func ValidPeriod(s string) error {
	_, err := parsePeriod(s)
	return err
}

// Period says an ISO 8601 period: "P3Y" is "3 years", and "P0D" "at once". What
// is no period is said as it stands.
func (l *Localizer) Period(iso string) string {
	amounts, err := parsePeriod(iso)
	if err != nil {
		l.report("period", err)
		return iso
	}
	var parts []string
	for _, unit := range periodUnits {
		if n := amounts[unit]; n > 0 {
			parts = append(parts, l.T("period."+unit, "Count", n))
		}
	}
	if len(parts) == 0 {
		return l.T("period.none")
	}
	return l.List(parts)
}
