package follow

import (
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/compare"
)

// pairing says which block of one text is which of another, in their order.
type pairing struct {
	of   []int // of each block of the first, the block of the second, or -1
	same []bool
}

// align finds the blocks that two texts share, and between those the ones that
// are versions of each other.
func align(a, b []string) pairing {
	p := pairing{of: make([]int, len(a)), same: make([]bool, len(a))}
	for i := range p.of {
		p.of[i] = -1
	}
	inA, inB := compare.Common(a, b)
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		fromA, fromB := i, j
		for i < len(a) && !inA[i] {
			i++
		}
		for j < len(b) && !inB[j] {
			j++
		}
		p.between(a[fromA:i], b[fromB:j], fromA, fromB)
		if i < len(a) && j < len(b) {
			p.of[i], p.same[i] = j, true
			i, j = i+1, j+1
		}
	}
	return p
}

// A block is a version of another where at least a third of their words are the
// same; and a heading is never one of a paragraph. Where texts differ more than
// people make them, nothing is.
const (
	alike   = 1. / 3
	maxPart = 40_000 // pairs of blocks
)

// between pairs the blocks of two stretches that share none, so that as much as
// possible is alike and the order is kept.
func (p pairing) between(a, b []string, offA, offB int) {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > maxPart {
		return
	}
	bagsA, bagsB := bags(a), bags(b)
	likeness := make([][]float64, len(a))
	best := make([][]float64, len(a)+1) // of the stretches that end before i and j
	for i := range best {
		best[i] = make([]float64, len(b)+1)
	}
	for i := range a {
		likeness[i] = make([]float64, len(b))
		for j := range b {
			if isHeading(a[i]) == isHeading(b[j]) {
				likeness[i][j] = similar(bagsA[i], bagsB[j])
			}
			best[i+1][j+1] = max(best[i][j+1], best[i+1][j])
			if l := likeness[i][j]; l >= alike {
				best[i+1][j+1] = max(best[i+1][j+1], best[i][j]+l)
			}
		}
	}
	for i, j := len(a), len(b); i > 0 && j > 0; {
		switch l := likeness[i-1][j-1]; {
		case l >= alike && best[i][j] == best[i-1][j-1]+l:
			p.of[offA+i-1] = offB + j - 1
			i, j = i-1, j-1
		case best[i][j] == best[i-1][j]:
			i--
		default:
			j--
		}
	}
}

func isHeading(block string) bool { return strings.HasPrefix(block, "#") }

// bags count the words of blocks.
func bags(blocks []string) []map[string]int {
	out := make([]map[string]int, len(blocks))
	for i, b := range blocks {
		out[i] = map[string]int{}
		for w := range strings.FieldsSeq(b) {
			if w = strings.Trim(w, "#*_|.,;:()[]"); w != "" {
				out[i][w]++
			}
		}
	}
	return out
}

// similar is the share of words that two blocks have in common, 0 to 1.
func similar(a, b map[string]int) float64 {
	all, both := 0, 0
	for w, n := range a {
		all += n
		both += min(n, b[w])
	}
	for _, n := range b {
		all += n
	}
	return 2 * float64(both) / float64(max(all, 1))
}
