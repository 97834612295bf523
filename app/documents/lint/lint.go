// Package lint tells what is wrong with a document before a lawyer does: pure
// functions over a text and what is known around it. Nothing here reads a
// database or a clock, so that the editor can ask at every pause in typing.
//
//	lint.go      what is handed in, what comes out, and the run
//	rules.go     the table of rules: code, severity, message, mend, what it risks
//	text.go      a source as parts with lines
//	language.go  which language a paragraph is in
//	periods.go   periods and dates as values that languages share
//	services.go  services by the names that texts use
//	words.go     what a document must say, as words of each language
//	find_*.go    what the rules look for
//
// A rule that accuses a correct text is worse than one that misses something:
// where a rule cannot know, it says nothing.
package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
)

// Input is a text and all that is known around it.
type Input struct {
	Language string
	Title    string
	Source   string // as typed, normalised

	// Values and Blocks are what stands for the names in a text.
	Values map[string]string
	Blocks map[string]string
	// Others are the document's texts in its other languages, as they would
	// stand beside this one.
	Others []Text

	Privacy bool // it must say what GDPR Art. 13 and 14 ask for
	Agreed  bool // its reader is asked to accept it

	Facts      facts.Set
	FactsNewer bool // they have changed since the text in force was published
	DPO        bool // there is a data protection officer

	Hosts []string // the site's own
	// Knows reports whether an address on the site, as a path, leads anywhere.
	Knows func(path string) bool
}

// Text is a text in another language.
type Text struct {
	Language, Source string
}

// Finding is one thing that is wrong, in one place.
type Finding struct {
	*Rule
	Line    int    // in the source, 1-based; 0: the text as a whole
	Excerpt string // what stands there
	Params  errs.Params
	// Put is what the mend puts into the text: in the place of Was, or where
	// that is empty, at the end.
	Put, Was string
	Fact     bool // it is mended in the site's facts, not in the text
	// Place is what the finding is about, as a hash: it changes with the words.
	Place string
	about string // what Place is made of
}

// Severity is whether a finding stands in the way.
type Severity string

// The two of them.
const (
	Error   Severity = "error"   // nothing is published while it stands
	Warning Severity = "warning" // the publisher says that it may
)

// Target is the kind of place that mends something.
type Target string

// The targets.
const (
	Line         Target = "line"         // the place in the text
	Heading      Target = "title"        // the title's field
	Put          Target = "put"          // a button that changes the text
	Facts        Target = "facts"        // the site's facts
	Organisation Target = "organisation" // who is responsible, and how they are reached
	Register     Target = "register"     // of the site's own processors
	Translation  Target = "translation"  // the languages beside each other
	Publish      Target = "publish"
)

// Run applies every rule and returns what they found: errors first, each kind
// in the order of the text.
func Run(in Input) []Finding {
	d := newDraft(in)
	var all []Finding
	for i := range Rules {
		r := &Rules[i]
		for _, f := range r.find(d) {
			f.Rule = r
			f.Place = place(r.Code, f)
			all = append(all, f)
			if len(all) > most {
				break
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		if a.Severity != b.Severity {
			return cmp.Compare(a.Severity, b.Severity) // "error" comes before "warning"
		}
		return cmp.Compare(a.Line, b.Line)
	})
	return all
}

// most is how many findings anybody can do something with.
const most = 400

// place tells two findings of a rule apart by the words they are about, and
// not by their line: what is above may change.
func place(code string, f Finding) string {
	sum := sha256.Sum256([]byte(code + "\x00" + f.about))
	return hex.EncodeToString(sum[:8])
}

// draft is an input that has been read.
type draft struct {
	Input
	parts  []part
	blocks map[string]bool // those that are in the text
	lower  string          // all that a reader meets, in small letters
	typed  string          // what of it somebody typed
	others []*draft
	linked []link // once they have been looked for

	tallied bool
	tallies []tally // of the parts
	foreign string  // the language that the whole is in, where that is another
}

func newDraft(in Input) *draft {
	d := &draft{Input: in, blocks: map[string]bool{}}
	d.read()
	var all, typed strings.Builder
	for _, p := range d.parts {
		all.WriteString(p.filled + "\n")
		if p.kind != included {
			typed.WriteString(p.filled + "\n")
		}
	}
	d.lower, d.typed = strings.ToLower(all.String()), strings.ToLower(typed.String())
	for _, t := range in.Others {
		o := &draft{Input: Input{Language: t.Language, Source: t.Source, Blocks: in.Blocks, Values: in.Values}, blocks: map[string]bool{}}
		o.read()
		d.others = append(d.others, o)
	}
	return d
}

// at is a finding at a part, with what stands about a place in it.
func at(p *part, offset int) Finding {
	offset = max(0, min(offset, len(p.typed)))
	return Finding{Line: p.line + strings.Count(p.typed[:offset], "\n"), Excerpt: excerpt(p.typed, offset), about: p.typed}
}

func itoa(n int) string { return strconv.Itoa(n) }
