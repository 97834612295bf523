package parallel

// pair is two things that belong together, or one that has no other (-1).
type pair struct{ a, b int }

// apart is the score of two that do not belong together; alone is what it costs
// to stand alone.
const (
	apart = -100
	alone = -1
)

// maxWork bounds the table below; two texts of 200 KB are within it.
const maxWork = 8 << 20

// align pairs two sequences, in order, so that the scores make the most. What is
// too long to weigh is paired as it stands.
func align(n, m int, score func(i, j int) int) (pairs []pair) {
	if n*m > maxWork {
		for i := range max(n, m) {
			p := pair{i, i}
			if i >= n {
				p.a = -1
			}
			if i >= m {
				p.b = -1
			}
			pairs = append(pairs, p)
		}
		return pairs
	}
	const both, first, second = 0, 1, 2
	best, way := make([]int32, (n+1)*(m+1)), make([]uint8, (n+1)*(m+1))
	for i := n; i >= 0; i-- {
		for j := m; j >= 0; j-- {
			at := i*(m+1) + j
			switch {
			case i == n && j == m:
				continue
			case i == n:
				best[at], way[at] = best[at+1]+alone, second
				continue
			case j == m:
				best[at], way[at] = best[at+m+1]+alone, first
				continue
			}
			best[at], way[at] = best[at+m+2]+int32(score(i, j)), both
			if s := best[at+m+1] + alone; s > best[at] {
				best[at], way[at] = s, first
			}
			if s := best[at+1] + alone; s > best[at] {
				best[at], way[at] = s, second
			}
		}
	}
	for i, j := 0, 0; i < n || j < m; {
		switch way[i*(m+1)+j] {
		case both:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case first:
			pairs = append(pairs, pair{i, -1})
			i++
		default:
			pairs = append(pairs, pair{-1, j})
			j++
		}
	}
	return pairs
}
