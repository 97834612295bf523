//go:build !linux

package pgtest

// place is where clusters are made.
func place() string { return "/tmp" }
