package consent

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/sites"
)

// version names a notice by what it asks: which services, of which class, with
// which recipient, for which controllers. Another purpose, recipient or
// controller is another notice, which asks again; another wording is not.
func version(services []Running, roles sites.Roles) string {
	var parts []string
	for _, s := range services {
		parts = append(parts, string(s.Preset.Class)+" "+s.Preset.Code+" "+s.Preset.Recipient.Name)
	}
	slices.Sort(parts)
	for _, c := range roles.Controllers {
		parts = append(parts, c.LegalName+" "+c.RegistrationNumber)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// Periods are how long choices hold, from a day on: data, since the law is
// moving.
type Periods struct {
	From    time.Time
	Consent int // months; then it has lapsed, and the services stop
	Refusal int // months in which nobody who refused is asked again
}

// periods, the latest last. Twelve and six months are what the Swedish and
// French authorities hold to be reasonable.
var periods = []Periods{
	{From: time.Date(2018, 5, 25, 0, 0, 0, 0, time.UTC), Consent: 12, Refusal: 6},
}

// PeriodsAt are those in force at a time.
func PeriodsAt(now time.Time) Periods {
	for i := len(periods) - 1; i > 0; i-- {
		if !periods[i].From.After(now) {
			return periods[i]
		}
	}
	return periods[0]
}

// Until is when the choice ends by itself.
func (c Choice) Until(now time.Time) time.Time {
	if c.Refused() {
		return c.Day.AddDate(0, PeriodsAt(now).Refusal, 0)
	}
	return c.Day.AddDate(0, PeriodsAt(now).Consent, 0)
}

// holds reports whether the choice answers a notice at a time.
func (c Choice) holds(notice string, now time.Time) bool {
	return c.Notice == notice && c.rests(now)
}

// rests reports whether the choice is younger than it lasts, and not from a
// day that has not come.
func (c Choice) rests(now time.Time) bool {
	return now.Before(c.Until(now)) && !c.Day.After(now)
}

// classes are those of services, in the order of the choice.
func classes(services []Running) (all []facts.Class) {
	for _, class := range Optional {
		if slices.ContainsFunc(services, func(s Running) bool { return s.Preset.Class == class }) {
			all = append(all, class)
		}
	}
	return all
}
