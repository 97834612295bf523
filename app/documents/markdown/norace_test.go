//go:build !race

package markdown

const hostileSize = maxSource
