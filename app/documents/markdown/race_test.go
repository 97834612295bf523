//go:build race

package markdown

// The race detector makes each step some ten times as long: under it hostile
// sources are an eighth as large.
const hostileSize = maxSource / 8
