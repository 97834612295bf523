package consent

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/facts"
)

// Choice is what a browser has chosen, as its cookie says it. A refusal has no
// identifier: it says only what, to which notice and when.
type Choice struct {
	Allowed []facts.Class // beyond what is necessary, in the order of facts.Classes
	Notice  string        // the version of the notice that it was given to
	Day     time.Time     // UTC
	ID      uuid.UUID     // of the consent; nil: nothing was allowed
}

// The letters that stand for classes in a cookie.
var letters = map[facts.Class]string{facts.Statistics: "s", facts.Marketing: "m"}

// Optional are the classes that somebody can allow.
var Optional = []facts.Class{facts.Statistics, facts.Marketing}

const cookieForm = "1" // the first field: how the others are written

// Allows reports whether a class was allowed.
func (c Choice) Allows(class facts.Class) bool { return slices.Contains(c.Allowed, class) }

// Refused reports whether nothing was.
func (c Choice) Refused() bool { return len(c.Allowed) == 0 }

// String is the cookie's value.
func (c Choice) String() string {
	allowed := "-"
	if !c.Refused() {
		allowed = ""
		for _, class := range c.Allowed {
			allowed += letters[class]
		}
	}
	fields := []string{cookieForm, allowed, c.Notice, strconv.FormatInt(c.Day.Unix()/86400, 10)}
	if !c.Refused() {
		fields = append(fields, c.ID.String())
	}
	return strings.Join(fields, ".")
}

// Read reads a cookie's value. What is not exactly what String writes is no
// choice: consent is never guessed.
func Read(value string) (c Choice, ok bool) {
	fields := strings.Split(value, ".")
	if len(fields) < 4 || fields[0] != cookieForm {
		return Choice{}, false
	}
	for _, class := range Optional {
		if strings.Contains(fields[1], letters[class]) {
			c.Allowed = append(c.Allowed, class)
		}
	}
	day, err := strconv.ParseInt(fields[3], 10, 32)
	if err != nil || day < 0 {
		return Choice{}, false
	}
	c.Notice, c.Day = fields[2], time.Unix(day*86400, 0).UTC()
	if len(fields) == 5 {
		if c.ID, err = uuid.Parse(fields[4]); err != nil {
			return Choice{}, false
		}
	}
	return c, c.String() == value
}

// Class is what a page shows and loads, by consent: a small enum, since pages
// are kept in memory for each.
type Class int8

// The classes of a page.
const (
	Unneeded   Class = iota // the site has nothing that needs consent
	Undecided               // the notice is shown, and nothing is loaded
	Refused                 // neither
	Statistics              // allowed
	Marketing
	Both
)

// Loads reports whether a page of the class loads services of a class.
func (c Class) Loads(class facts.Class) bool {
	switch class {
	case facts.Statistics:
		return c == Statistics || c == Both
	case facts.Marketing:
		return c == Marketing || c == Both
	}
	return false
}

// ClassOf is the class of a browser's pages: by what it has chosen, if it has,
// and by whether it sends Global Privacy Control, which refuses until somebody
// has chosen explicitly.
func ClassOf(live Live, c Choice, chosen, gpc bool, now time.Time) Class {
	switch {
	case len(live.Services) == 0:
		return Unneeded
	case chosen && c.holds(live.Notice, now):
		return classOf(c, live)
	case gpc || chosen && c.Refused() && c.rests(now):
		return Refused
	}
	return Undecided
}

func classOf(c Choice, live Live) Class {
	s := c.Allows(facts.Statistics) && live.Has(facts.Statistics)
	m := c.Allows(facts.Marketing) && live.Has(facts.Marketing)
	switch {
	case s && m:
		return Both
	case s:
		return Statistics
	case m:
		return Marketing
	}
	return Refused
}
