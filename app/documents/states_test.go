package documents_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/documents"
)

// on is a moment: a number of hours after the beginning of time.
func on(hours int) time.Time {
	return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
}

// history reads versions in short: "new 1" was published and took effect at
// 1, "new 1 10" was published at 1 to take effect at 10, "correction 3 -5" was
// withdrawn at 5.
func history(t *testing.T, lines ...string) *documents.Document {
	t.Helper()
	d := &documents.Document{ID: uuid.New(), Slug: "x", Binds: documents.BindsPerson, Act: documents.Acknowledge}
	for i, line := range lines {
		words := strings.Fields(line)
		v := documents.Version{ID: uuid.New(), Seq: i + 1, Weight: documents.Weight(words[0]), Act: documents.Acknowledge}
		if v.Weight == "inform" {
			v.Weight, v.Act = documents.NewVersion, documents.Inform
		}
		for j, word := range words[1:] {
			n, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case n < 0:
				at := on(-n)
				v.WithdrawnAt = &at
			case j == 0:
				v.PublishedAt, v.EnforcedAt = on(n), on(n)
			default:
				v.EnforcedAt = on(n)
			}
		}
		d.Versions = append(d.Versions, v)
	}
	return d
}

func seq(v *documents.Version) int {
	if v == nil {
		return 0
	}
	return v.Seq
}

func TestStates(t *testing.T) {
	for name, c := range map[string]struct {
		versions []string
		at       int
		inForce  int    // 0: none
		required int    // 0: nothing
		upcoming string // numbers
	}{
		"nothing published":                             {nil, 5, 0, 0, ""},
		"before it was published":                       {[]string{"new 2"}, 1, 0, 0, ""},
		"at the instant":                                {[]string{"new 2"}, 2, 1, 1, ""},
		"later":                                         {[]string{"new 2"}, 9, 1, 1, ""},
		"scheduled":                                     {[]string{"new 1", "new 2 10"}, 9, 1, 1, "2"},
		"scheduled, at the instant":                     {[]string{"new 1", "new 2 10"}, 10, 2, 2, ""},
		"two scheduled":                                 {[]string{"new 1", "new 2 10", "new 3 12"}, 5, 1, 1, "2 3"},
		"two scheduled, the first in force":             {[]string{"new 1", "new 2 10", "new 3 12"}, 11, 2, 2, "3"},
		"two at one instant":                            {[]string{"new 1", "new 2 10", "new 3 10"}, 10, 3, 3, ""},
		"the first is scheduled":                        {[]string{"new 1 10"}, 5, 0, 0, "1"},
		"withdrawn":                                     {[]string{"new 1 -5"}, 5, 0, 0, ""},
		"before it is withdrawn":                        {[]string{"new 1 -5"}, 4, 1, 1, ""},
		"withdrawn, the one before holds":               {[]string{"new 1", "new 3 -5"}, 5, 1, 1, ""},
		"withdrawn in the middle":                       {[]string{"new 1", "new 3 -8", "new 5"}, 9, 3, 3, ""},
		"withdrawn before its time":                     {[]string{"new 1", "new 2 10 -5"}, 12, 1, 1, ""},
		"withdrawn, and scheduled no more":              {[]string{"new 1", "new 2 10 -5"}, 6, 1, 1, ""},
		"a correction asks nothing":                     {[]string{"new 1", "correction 3"}, 4, 2, 1, ""},
		"an announcement asks nothing":                  {[]string{"new 1", "announcement 3"}, 4, 2, 1, ""},
		"a scheduled announcement":                      {[]string{"new 1", "announcement 3 6"}, 5, 1, 1, "2"},
		"corrections of a later version":                {[]string{"new 1", "new 3", "correction 4", "announcement 5"}, 6, 4, 2, ""},
		"overtaken":                                     {[]string{"new 1", "new 2 10", "correction 4"}, 5, 3, 1, ""},
		"overtaken, when its time has come":             {[]string{"new 1", "new 2 10", "correction 4"}, 11, 3, 1, ""},
		"overtaken by what is scheduled earlier":        {[]string{"new 1", "new 2 10", "new 3 6"}, 5, 1, 1, "3"},
		"overtaken by a new one":                        {[]string{"new 1", "new 2 10", "new 4"}, 11, 3, 3, ""},
		"not overtaken by what was withdrawn":           {[]string{"new 1", "new 2 10", "correction 4 -6"}, 11, 2, 2, ""},
		"not overtaken by what comes at once":           {[]string{"new 1", "new 2 10", "correction 4 10"}, 10, 3, 2, ""},
		"a correction falls with its version":           {[]string{"new 1", "new 3 -6", "correction 4"}, 7, 1, 1, ""},
		"a correction of what holds does not":           {[]string{"new 1", "correction 2", "new 3 -6"}, 7, 2, 1, ""},
		"a correction that was withdrawn":               {[]string{"new 1", "correction 2 -6"}, 7, 1, 1, ""},
		"all withdrawn":                                 {[]string{"new 1 -4", "new 3 -4", "correction 3 -4"}, 5, 0, 0, ""},
		"information asks nothing":                      {[]string{"inform 1"}, 2, 1, 0, ""},
		"information after what was asked asks no more": {[]string{"new 1", "inform 3"}, 4, 2, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := history(t, c.versions...)
			if got := seq(d.InForce(on(c.at))); got != c.inForce {
				t.Errorf("version %d is in force, not %d", got, c.inForce)
			}
			if got := seq(d.Required(on(c.at))); got != c.required {
				t.Errorf("version %d is required, not %d", got, c.required)
			}
			var upcoming []string
			for _, v := range d.Upcoming(on(c.at)) {
				upcoming = append(upcoming, fmt.Sprint(v.Seq))
			}
			if got := strings.Join(upcoming, " "); got != c.upcoming {
				t.Errorf("%q are to come, not %q", got, c.upcoming)
			}
		})
	}
}

// A version takes effect at its instant, and is withdrawn at its instant: not
// a microsecond before.
func TestStatesAreExact(t *testing.T) {
	d := history(t, "new 1", "new 2 10 -20")
	for _, c := range []struct {
		at   time.Time
		want int
	}{
		{on(1).Add(-time.Microsecond), 0}, {on(1), 1}, {on(10).Add(-time.Microsecond), 1}, {on(10), 2},
		{on(10).In(time.FixedZone("elsewhere", -9*60*60)), 2}, {on(20).Add(-time.Microsecond), 2}, {on(20), 1},
	} {
		if in, required := seq(d.InForce(c.at)), seq(d.Required(c.at)); in != c.want || required != c.want {
			t.Errorf("at %v version %d is in force and %d required, not %d", c.at, in, required, c.want)
		}
	}
}

func TestSettled(t *testing.T) {
	for name, c := range map[string]struct {
		versions []string
		at       int
		accepted []int
		want     bool
	}{
		"nothing is asked":                            {nil, 1, nil, true},
		"nothing was accepted":                        {[]string{"new 1"}, 2, nil, false},
		"what is asked":                               {[]string{"new 1"}, 2, []int{1}, true},
		"an older one":                                {[]string{"new 1", "new 3"}, 4, []int{1}, false},
		"before the newer one was in force":           {[]string{"new 1", "new 3 6"}, 5, []int{1}, true},
		"the newer one in advance":                    {[]string{"new 1", "new 3 6"}, 7, []int{2}, true},
		"only the newer one, and it is not in force":  {[]string{"new 1", "new 3 6"}, 5, []int{2}, true},
		"a correction of it":                          {[]string{"new 1", "correction 3"}, 4, []int{2}, true},
		"the version that was corrected":              {[]string{"new 1", "correction 3"}, 4, []int{1}, true},
		"one that was withdrawn":                      {[]string{"new 1", "new 3 -5"}, 6, []int{2}, false},
		"both, and the later was withdrawn":           {[]string{"new 1", "new 3 -5"}, 6, []int{1, 2}, true},
		"the one that holds again":                    {[]string{"new 1", "new 3 -5"}, 6, []int{1}, true},
		"a correction of one that was withdrawn":      {[]string{"new 1", "new 3 -5", "correction 4"}, 6, []int{3}, false},
		"a later one, and the required was withdrawn": {[]string{"new 1", "new 3 -7", "new 5"}, 8, []int{3}, true},
	} {
		d, accepted := history(t, c.versions...), map[uuid.UUID]bool{uuid.New(): true}
		for _, n := range c.accepted {
			accepted[d.Version(n).ID] = true
		}
		if got := d.Settled(documents.Whom{Accepted: accepted}, on(c.at)); got != c.want {
			t.Errorf("%s: settled is %v", name, got)
		}
	}
}
