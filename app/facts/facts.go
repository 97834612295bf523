// Package facts owns what a site says about its processing: why it uses whose
// data, on which legal basis, for how long, who receives them. A fact is told
// once; every language of every document that includes it follows (render.go),
// and each published version keeps the facts it was made of.
//
//	facts.go     what there is to say, as one value
//	codes.go     the codes that its fields are chosen from
//	tables.go    supervisory authorities and age limits, by country
//	held.go      the purposes and cookies that follow from the data map
//	ready.go     purposes that come ready to adopt, with their editions
//	resolve.go   what the owner has said, filled in from the record
//	compare.go   in what two sets differ
//	render.go    from facts and a language to a document tree (tree.go)
//	service.go   reading and changing them
package facts

import (
	"maps"
	"slices"

	"github.com/pactdesk/pactdesk/app/datamap"
)

// Set is all that a site has said: one value, so that it can be frozen with a
// version and two can be compared. Current fills in what the record, the data
// map and the register of processors say.
type Set struct {
	Purposes    []Purpose    `json:"purposes,omitempty"`
	Connections []Connection `json:"connections,omitempty"`
	Cookies     []Cookie     `json:"cookies,omitempty"`
	Authority   string       `json:"authority,omitempty"` // the country whose supervisory authority it is
	AgeLimit    int          `json:"age_limit,omitempty"` // of who can consent alone: GDPR Art. 8
	Exemption   bool         `json:"exemption,omitempty"` // for journalism or art, is relied on: GDPR Art. 85
	Processors  []Processor  `json:"processors,omitempty"`
}

// Purpose is why some data are used.
type Purpose struct {
	Code    string `json:"code"`              // the site's own; stable, and in customers' marks
	Ready   string `json:"ready,omitempty"`   // the ready purpose that it was adopted from
	Edition int    `json:"edition,omitempty"` // of that, which the site has
	Left    int    `json:"left,omitempty"`    // the latest edition that the owner has looked at and left
	// Held says that it follows from what the app itself holds: its words are
	// the app's, and nobody edits it.
	Held bool `json:"held,omitempty"`

	Reach      Reach      `json:"reach,omitempty"`
	Basis      Basis      `json:"basis,omitempty"`
	Categories []string   `json:"categories,omitempty"` // of data
	Subjects   []string   `json:"subjects,omitempty"`   // whose
	Sources    []string   `json:"sources,omitempty"`    // from whom, where not from the person: GDPR Art. 14(2)(f)
	Period     string     `json:"period,omitempty"`     // ISO 8601; empty: in words only
	From       string     `json:"from,omitempty"`       // the event it counts from
	Recipients []string   `json:"recipients,omitempty"` // kinds
	Processors []string   `json:"processors,omitempty"` // ids of the site's own register
	Transfers  []Transfer `json:"transfers,omitempty"`  // out of the EEA, to who is on no register

	Words map[string]Words `json:"words,omitempty"` // by language
}

// Words are what the owner says of a purpose in one language. Name and Why are
// always there, and Interest where that is the basis; the others where one of
// the languages has them.
type Words struct {
	Name       string `json:"name,omitempty" toml:"name"`
	Why        string `json:"why,omitempty" toml:"why"`
	Data       string `json:"data,omitempty" toml:"data"`             // more exactly which data
	Interest   string `json:"interest,omitempty" toml:"interest"`     // the interest that is legitimate, or more about the basis
	Period     string `json:"period,omitempty" toml:"period"`         // how long, in words; or more about it
	Recipients string `json:"recipients,omitempty" toml:"recipients"` // more exactly who
	More       string `json:"more,omitempty" toml:"more"`             // what else people should know
}

// Connection is a service that the site has connected.
type Connection struct {
	Code      string            `json:"code"`
	Name      string            `json:"name"`
	Category  Class             `json:"category"`
	Recipient string            `json:"recipient"` // the legal entity that receives data
	Country   string            `json:"country"`
	Safeguard string            `json:"safeguard,omitempty"` // of a transfer out of the EEA
	What      map[string]string `json:"what,omitempty"`      // for, by language
}

// Cookie is a cookie that the site's pages set.
type Cookie struct {
	Name     string            `json:"name"`
	Held     bool              `json:"held,omitempty"`     // by the app itself
	Code     string            `json:"code,omitempty"`     // of the data map, where it is held
	Duration string            `json:"duration,omitempty"` // ISO 8601; empty: until the browser is closed
	Third    bool              `json:"third,omitempty"`    // another's than the site's
	Service  string            `json:"service,omitempty"`  // the code of the connection that sets it; empty: the site
	Purpose  map[string]string `json:"purpose,omitempty"`  // by language
}

// Transfer is one to a country outside the EEA: GDPR Art. 13(1)(f).
type Transfer struct {
	Country   string `json:"country"`
	Safeguard string `json:"safeguard"`
}

// Processor is one of the site's own register, as documents tell of it.
type Processor struct {
	ID        string     `json:"id"`
	Former    []string   `json:"former,omitempty"` // ids of the entries that it has replaced
	Name      string     `json:"name"`
	Country   string     `json:"country"`
	Service   string     `json:"service"` // a code of the register's
	Note      string     `json:"note,omitempty"`
	Transfers []Transfer `json:"transfers,omitempty"`
}

// Reach is whose data a purpose touches, of the customers.
type Reach string

// The reaches.
const (
	Everyone Reach = "everyone"
	Marked   Reach = "marked" // those whom the owner has marked with it
)

// IsZero reports whether nothing is known: a version from before there were
// facts, or the platform's own tenant.
func (s Set) IsZero() bool { return len(s.Purposes) == 0 && s.Authority == "" && len(s.Cookies) == 0 }

// Purpose returns the purpose with a code, or nil.
func (s Set) Purpose(code string) *Purpose {
	return find(s.Purposes, func(p Purpose) bool { return p.Code == code })
}

// Connection returns the connected service with a code, or nil.
func (s Set) Connection(code string) *Connection {
	return find(s.Connections, func(c Connection) bool { return c.Code == code })
}

// Cookie returns the cookie of that name, or nil.
func (s Set) Cookie(name string) *Cookie {
	return find(s.Cookies, func(c Cookie) bool { return c.Name == name })
}

// Processor returns the entry of the register with an id, or the one that has
// replaced it, or nil.
func (s Set) Processor(id string) *Processor {
	return find(s.Processors, func(p Processor) bool { return p.ID == id || slices.Contains(p.Former, id) })
}

func find[T any](list []T, is func(T) bool) *T {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return &list[i]
	}
	return nil
}

// Consents reports whether anything rests on consent.
func (s Set) Consents() bool {
	return slices.ContainsFunc(s.Purposes, func(p Purpose) bool { return p.Basis == Consent })
}

// Indirect reports whether some of the data do not come from the person
// themselves: then GDPR Art. 14 applies.
func (p Purpose) Indirect() bool { return len(p.Sources) > 0 }

// Languages are those that the owner has words in.
func (p Purpose) Languages() []string { return slices.Sorted(maps.Keys(p.Words)) }

// Is reports whether the purpose is one of the data map's.
func (p Purpose) Is(held datamap.Purpose) bool { return p.Held && p.Code == string(held) }
