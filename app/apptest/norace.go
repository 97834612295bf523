//go:build !race

package apptest

// Sampled is how many of the cases of a big table are tried: one in so many.
const Sampled = 1
