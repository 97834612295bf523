//go:build race

package apptest

// Sampled is how many of the cases of a big table are tried: one in so many.
// Under the race detector each takes several times as long; CI runs the tables
// whole without it.
const Sampled = 7
