//go:build race

package web_test

// sampled is how many of the requests in the big tables are made: one in so
// many. Under the race detector each takes several times as long; CI runs the
// tables whole without it.
const sampled = 7
