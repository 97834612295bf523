//go:build !race

package web_test

const sampled = 1
