package compare

import "slices"

// match tells, for each element of two sequences, whether it belongs to their
// common part. The n-th that does in one is the n-th that does in the other.
type match struct{ was, now []bool }

// maxEdits bounds the work on one pair of sequences, which grows with its
// square. Above it the middle of both counts as replaced.
const maxEdits = 1000

// common finds the longest common subsequence of two sequences.
//
// What only one of them has is set aside first. Two texts without a word in
// common are then done at once, and the edits that are counted are only those
// among what both have.
func common(was, now []int) match {
	m := match{make([]bool, len(was)), make([]bool, len(now))}
	oldAt, newAt := shared(was, now), shared(now, was)

	for len(oldAt) > 0 && len(newAt) > 0 && was[oldAt[0]] == now[newAt[0]] {
		m.was[oldAt[0]], m.now[newAt[0]] = true, true
		oldAt, newAt = oldAt[1:], newAt[1:]
	}
	for len(oldAt) > 0 && len(newAt) > 0 && was[oldAt[len(oldAt)-1]] == now[newAt[len(newAt)-1]] {
		m.was[oldAt[len(oldAt)-1]], m.now[newAt[len(newAt)-1]] = true, true
		oldAt, newAt = oldAt[:len(oldAt)-1], newAt[:len(newAt)-1]
	}
	m.shortestEdit(was, now, oldAt, newAt)
	return m
}

// shared lists the places in a whose values occur in b as well.
func shared(a, b []int) []int {
	in := make(map[int]bool, len(b))
	for _, v := range b {
		in[v] = true
	}
	var at []int
	for i, v := range a {
		if in[v] {
			at = append(at, i)
		}
	}
	return at
}

// shortestEdit marks the common part of what is at oldAt and newAt. It is
// Myers' greedy search (1986): for each number of edits d, how far one can get
// on each diagonal k = x-y; then the way is followed back. far[d] has the x of
// the diagonals -d, -d+2, ..., d.
func (m match) shortestEdit(was, now, oldAt, newAt []int) {
	var far [][]int
	for d := 0; d <= maxEdits; d++ {
		row := make([]int, d+1)
		far = append(far, row)
		for n := range row {
			k := 2*n - d
			x := 0
			if d > 0 {
				x, _ = step(far[d-1], n)
			}
			for x < len(oldAt) && x-k < len(newAt) && was[oldAt[x]] == now[newAt[x-k]] {
				x++
			}
			row[n] = x
			if x >= len(oldAt) && x-k >= len(newAt) {
				m.follow(far, n, oldAt, newAt)
				return
			}
		}
	}
}

// step is where the n-th diagonal of the row after prev starts, and which
// diagonal of prev it comes from: from the one above by deleting (x grows),
// or from the one below by inserting.
func step(prev []int, n int) (x, from int) {
	if n == 0 || n < len(prev) && prev[n] > prev[n-1] {
		return prev[n], n
	}
	return prev[n-1] + 1, n - 1
}

// follow goes back from the end on the n-th diagonal of the last row and marks
// what was passed without an edit.
func (m match) follow(far [][]int, n int, oldAt, newAt []int) {
	for d, f := range slices.Backward(far) {
		start, from := 0, 0
		if d > 0 {
			start, from = step(far[d-1], n)
		}
		k := 2*n - d
		for x := start; x < f[n]; x++ {
			m.was[oldAt[x]], m.now[newAt[x-k]] = true, true
		}
		n = from
	}
}

// intern numbers strings, equal ones alike.
func intern(numbers map[string]int, of []string) []int {
	out := make([]int, len(of))
	for i, s := range of {
		n, ok := numbers[s]
		if !ok {
			n = len(numbers)
			numbers[s] = n
		}
		out[i] = n
	}
	return out
}

// Common tells, of each element of two sequences, whether it belongs to their
// common part: the n-th that does in one is the n-th that does in the other.
func Common(was, now []string) (inWas, inNow []bool) {
	numbers := map[string]int{}
	m := common(intern(numbers, was), intern(numbers, now))
	return m.was, m.now
}
