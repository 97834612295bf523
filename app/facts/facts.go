// Package facts owns what a site says about its processing: why it uses whose
// data, on which legal basis, for how long, who receives them. A fact is told
// once; every language of every document that includes it follows (render.go),
// and each published version keeps the facts it was made of.
package facts

// Set is all that a site has said: one value, so that it can be frozen with a
// version and two can be compared.
type Set struct {
	Purposes []Purpose `json:"purposes,omitempty"`
}

// Purpose is why some data are used.
type Purpose struct {
	Code string `json:"code"` // the site's own; stable, and in customers' marks
}

// Difference is one thing in which two sets differ.
type Difference struct {
	Kind    string // what: purpose_added, basis, period, recipients, …
	Purpose string // the code of the purpose that it touches; empty: none in particular
}

// Compare tells what differs.
func Compare(before, after Set) []Difference { return nil }

// Weighty reports whether it changes something for those whose data it is.
func (d Difference) Weighty() bool { return true }
