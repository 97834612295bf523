package studio

import (
	"strconv"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
)

// Chart shows how many answered when, as bars: drawn here, in the units of its
// view box, and stretched to whatever room it is given. The rows say the same.
type Chart struct {
	Width, Height int
	Bars          []Bar
	Half          string // the height of the middle line
	Peak          int    // what the topmost line stands for
	Began         string // where on it the version came into force; empty: where it begins
	BeganWords    string
	From, To      string
	Heading       string // what a bar stands for
	Declined      bool   // somebody said no
	Rows          []ChartRow
}

// Bar is one span of time: those who acted, and on top of them those who did
// not want to.
type Bar struct {
	X, Width          string
	ActedY, ActedH    string
	DeclineY, Decline string
	Words             string
}

// ChartRow is the same in figures.
type ChartRow struct {
	When            string
	Acted, Declined int
	Sum             int // of those who acted until then
}

const (
	chartWidth, chartHeight = 720, 160
	// mostBars is how many can be told apart; what takes longer goes by weeks,
	// then by months.
	mostBars = 62
)

// span is a bar's time: from a day to the day before the next one's.
type span struct {
	begins          time.Time
	acted, declined int
}

// steps are how a chart divides time, the finest first.
var steps = []struct {
	key   string
	first func(day time.Time) time.Time
	next  func(day time.Time) time.Time
}{
	{"day", func(d time.Time) time.Time { return d }, func(d time.Time) time.Time { return d.AddDate(0, 0, 1) }},
	{"week", func(d time.Time) time.Time { return d.AddDate(0, 0, -(int(d.Weekday())+6)%7) }, func(d time.Time) time.Time { return d.AddDate(0, 0, 7) }},
	{"month", func(d time.Time) time.Time { return d.AddDate(0, 0, 1-d.Day()) }, func(d time.Time) time.Time { return d.AddDate(0, 1, 0) }},
}

// chart draws how a version is received, from when it came into force, or the
// first answer, until now; of one that asks nobody any more, until the last.
func (d *desk) chart(landing acceptance.Landing, v *documents.Version) *Chart {
	if len(landing.Days) == 0 {
		return nil
	}
	began := beginningOfDay(v.EnforcedAt, d.zone())
	from, to := landing.Days[0].Day, landing.Days[len(landing.Days)-1].Day
	today := beginningOfDay(d.Clock.Now(), d.zone())
	if began.Before(from) {
		from = began
	}
	if landing.Asks && today.After(to) {
		to = today
	}
	key, spans := divide(landing.Days, from, to)
	c := &Chart{Width: chartWidth, Height: chartHeight, Half: tenths(chartHeight * 5), From: d.Loc.Date(from), To: d.Loc.Date(to), Heading: d.Loc.T("watch.chart.by." + key)}
	for _, s := range spans {
		c.Peak = max(c.Peak, s.acted+s.declined)
		c.Declined = c.Declined || s.declined > 0
	}
	if c.Peak = max(c.Peak, 4); c.Peak%2 == 1 {
		c.Peak++ // so that half of it is a number of people
	}
	d.draw(c, key, spans, began)
	return c
}

func beginningOfDay(t time.Time, zone *time.Location) time.Time {
	y, m, day := t.In(zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// divide puts days into as fine spans as there is room for.
func divide(days []acceptance.DayCount, from, to time.Time) (key string, spans []span) {
	for i, step := range steps {
		spans = nil
		for day := step.first(from); !day.After(to); day = step.next(day) {
			spans = append(spans, span{begins: day})
		}
		if key = step.key; len(spans) <= mostBars || i == len(steps)-1 {
			break
		}
	}
	at := 0
	for _, day := range days {
		for at+1 < len(spans) && !day.Day.Before(spans[at+1].begins) {
			at++
		}
		spans[at].acted += day.Acted
		spans[at].declined += day.Declined
	}
	return key, spans
}

// draw places the bars, in tenths of a unit.
func (d *desk) draw(c *Chart, key string, spans []span, began time.Time) {
	slot := chartWidth * 10 / len(spans)
	width := min(slot*3/4, 400)
	sum := 0
	for i, s := range spans {
		acted, declined := s.acted*chartHeight*10/c.Peak, s.declined*chartHeight*10/c.Peak
		top := chartHeight*10 - acted
		when := d.spanName(key, s.begins)
		c.Bars = append(c.Bars, Bar{X: tenths(i*slot + (slot-width)/2), Width: tenths(width), ActedY: tenths(top), ActedH: tenths(acted),
			DeclineY: tenths(top - declined), Decline: tenths(declined), Words: d.Loc.T("watch.chart.bar", "When", when, "Acted", d.Loc.Number(s.acted), "Declined", d.Loc.Number(s.declined))})
		sum += s.acted
		if s.acted+s.declined > 0 {
			c.Rows = append(c.Rows, ChartRow{When: when, Acted: s.acted, Declined: s.declined, Sum: sum})
		}
		if i > 0 && !s.begins.Before(began) && spans[i-1].begins.Before(began) {
			c.Began, c.BeganWords = tenths(i*slot), d.Loc.T("watch.chart.began", "Date", d.Loc.Date(began))
		}
	}
}

func (d *desk) spanName(key string, begins time.Time) string {
	switch key {
	case "week":
		return d.Loc.T("watch.chart.week", "Date", d.Loc.Date(begins))
	case "month":
		return d.Loc.MonthYear(begins)
	}
	return d.Loc.Date(begins)
}

// tenths writes a number of them.
func tenths(n int) string { return strconv.FormatFloat(float64(n)/10, 'f', -1, 64) }
