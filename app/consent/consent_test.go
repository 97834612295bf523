package consent

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/locales"
)

var day = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func running(codes ...string) Live {
	var l Live
	for _, c := range codes {
		l.Services = append(l.Services, Running{Connected{Code: c, Account: PresetOf(c).Example}, PresetOf(c)})
	}
	l.Notice = version(l.Services, sites.Roles{Controllers: []sites.Party{{LegalName: "Alfa AB"}}})
	return l
}

// A cookie says exactly what was chosen, or nothing.
func TestAChoiceIsReadAsItWasWritten(t *testing.T) {
	id := uuid.New()
	for _, c := range []Choice{
		{Notice: "n", Day: day}, {Notice: "n", Day: day, Allowed: []facts.Class{facts.Statistics}, ID: id},
		{Notice: "n", Day: day, Allowed: []facts.Class{facts.Marketing}, ID: id}, {Notice: "n", Day: day, Allowed: Optional, ID: id},
	} {
		got, ok := Read(c.String())
		if !ok || got.String() != c.String() || !slices.Equal(got.Allowed, c.Allowed) || got.ID != c.ID || !got.Day.Equal(c.Day) {
			t.Errorf("%s was read as %+v", c, got)
		}
	}
	for _, value := range []string{"", "1", "all", "true", "2.s.n.20514." + id.String(), "1.s.n.20514", "1.-.n.20514." + id.String(), "1.x.n.20514." + id.String(),
		"1.ms.n.20514." + id.String(), "1.ss.n.20514." + id.String(), "1.s.n.-1." + id.String(), "1.s.n.20514.x", "1.s.n.20514." + id.String() + ".x", "1.s.n.020514." + id.String()} {
		if c, ok := Read(value); ok {
			t.Errorf("%q was taken for %+v", value, c)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("1.s.abc.20514.019d0000-0000-7000-8000-000000000000")
	f.Add("1.-.abc.20514")
	f.Fuzz(func(t *testing.T, value string) {
		if c, ok := Read(value); ok && c.String() != value {
			t.Fatalf("%q was taken for %q", value, c)
		}
	})
}

// Who is asked, and what runs, by what was chosen, when, and what is asked now.
func TestClassOf(t *testing.T) {
	ga, both := running("google_analytics"), running("google_analytics", "meta")
	allowed := func(l Live, classes ...facts.Class) *Choice {
		c := &Choice{Notice: l.Notice, Day: day, Allowed: classes}
		if len(classes) > 0 {
			c.ID = uuid.New()
		}
		return c
	}
	now := day.Add(30 * 24 * time.Hour)
	for name, c := range map[string]struct {
		live Live
		c    *Choice
		gpc  bool
		at   time.Time
		want Class
	}{
		"nothing is connected":                  {live: Live{}, want: Unneeded},
		"nothing is connected, but was allowed": {live: Live{}, c: allowed(ga, facts.Statistics), want: Unneeded},
		"not chosen":                            {live: ga, want: Undecided},
		"refused":                               {live: ga, c: allowed(ga), want: Refused},
		"allowed":                               {live: ga, c: allowed(ga, facts.Statistics), want: Statistics},
		"allowed one of two":                    {live: both, c: allowed(both, facts.Marketing), want: Marketing},
		"allowed both":                          {live: both, c: allowed(both, Optional...), want: Both},
		"allowed what is not connected":         {live: ga, c: allowed(ga, facts.Marketing), want: Refused},
		"a new recipient asks again":            {live: both, c: allowed(ga, facts.Statistics), want: Undecided},
		"refused is not asked by a new one":     {live: both, c: allowed(ga), want: Refused},
		"refused half a year ago":               {live: ga, c: allowed(ga), at: day.AddDate(0, 6, 0), want: Undecided},
		"refused a day less":                    {live: ga, c: allowed(ga), at: day.AddDate(0, 6, -1), want: Refused},
		"allowed a year ago has lapsed":         {live: ga, c: allowed(ga, facts.Statistics), at: day.AddDate(1, 0, 0), want: Undecided},
		"allowed a day less":                    {live: ga, c: allowed(ga, facts.Statistics), at: day.AddDate(1, 0, -1), want: Statistics},
		"allowed tomorrow":                      {live: ga, c: allowed(ga, facts.Statistics), at: day.Add(-time.Hour), want: Undecided},
		"GPC refuses":                           {live: ga, gpc: true, want: Refused},
		"GPC, and an explicit yes":              {live: ga, c: allowed(ga, facts.Statistics), gpc: true, want: Statistics},
		"GPC, and a yes to something else":      {live: both, c: allowed(ga, facts.Statistics), gpc: true, want: Refused},
	} {
		if c.at.IsZero() {
			c.at = now
		}
		choice := Choice{}
		if c.c != nil {
			choice = *c.c
		}
		if got := ClassOf(c.live, choice, c.c != nil, c.gpc, c.at); got != c.want {
			t.Errorf("%s: %d, not %d", name, got, c.want)
		}
	}
}

// Another controller, recipient or service is another notice; the order is not.
func TestANoticeIsAnotherByWhatItAsks(t *testing.T) {
	ga := running("google_analytics").Services
	alfa := sites.Roles{Controllers: []sites.Party{{LegalName: "Alfa AB", Address: "Here"}}}
	is := version(ga, alfa)
	if version(ga, sites.Roles{Controllers: []sites.Party{{LegalName: "Alfa AB", Address: "There"}}}) != is {
		t.Error("an address asks again")
	}
	if version(ga, sites.Roles{Controllers: []sites.Party{{LegalName: "Beta AB"}}}) == is || version(running("google_analytics", "meta").Services, alfa) == is {
		t.Error("another controller or service does not ask again")
	}
	two := running("google_analytics", "meta").Services
	if version(two, alfa) != version([]Running{two[1], two[0]}, alfa) {
		t.Error("the order asks again")
	}
}

// Presets are whole: an account like the example, words, hosts over TLS, and
// periods that can be said.
func TestPresets(t *testing.T) {
	b, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	b.OnProblem(func(lang, key string, err error) { t.Errorf("%s: %s: %v", lang, key, err) })
	for _, p := range Presets {
		if !p.Account.MatchString(p.Example) || p.Account.MatchString(p.Example+"\"") || p.Account.MatchString("') ; alert(1)") {
			t.Errorf("%s: accounts are not what they are to be", p.Code)
		}
		for _, hosts := range [][]string{p.Script, p.Connect, p.Image, p.Frame} {
			for _, h := range hosts {
				if len(h) < 12 || h[:8] != "https://" || h[8:] == "*" {
					t.Errorf("%s: the host %s", p.Code, h)
				}
			}
		}
		for _, c := range p.Cookies {
			for _, period := range []string{c.Lasts(false), c.Lasts(true)} {
				if period != "" && i18n.ValidPeriod(period) != nil {
					t.Errorf("%s: %s lasts %q", p.Code, c.Name, period)
				}
			}
			for _, l := range b.Languages() {
				b.Localizer(l).T("consent.cookie." + c.Purpose)
			}
		}
	}
}
