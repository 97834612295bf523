// Package compare tells what changed between two published texts, the way a
// person would: this paragraph is new, that one is gone, and in this one "ten"
// became "seven".
//
// A customer who accepted version 3 is shown this before version 4, so it must
// not miss a changed word and should not tire anybody with what is the same.
// It compares what is read, not how it is marked up: text that moved, another
// spacing, a heading of another size, bold that came or went, the numbers of
// lists and footnotes, or where a link leads are no changes.
//
//	blocks.go  HTML to paragraphs, each with the heading it stands under
//	diff.go    the longest common run of two sequences, within bounds
//	words.go   two versions of a paragraph, word by word, made readable
//	compare.go which paragraph became which
//
// The result is plain text in pieces. Showing it is the template's work:
//
//	Orders are kept for <del>ten</del><ins>seven</ins> years.
package compare

import (
	"cmp"
	"slices"
)

// Kind is what happened to a paragraph.
type Kind int

// The kinds of Change.
const (
	Added Kind = iota
	Removed
	Changed
)

// String is the kind's name, for a class or a message key.
func (k Kind) String() string { return [...]string{"added", "removed", "changed"}[k] }

// Op is what happened to a run of words.
type Op int

// The ops of a Span.
const (
	Same Op = iota
	Insert
	Delete
)

// String is the op's name, for a class or a message key.
func (o Op) String() string { return [...]string{"same", "insert", "delete"}[o] }

// Change is a paragraph, heading, list item or table row that is not as it
// was. Section is the text of the heading above it, or empty before the first;
// a heading itself stands under the next larger one.
type Change struct {
	Section string
	Kind    Kind
	Spans   []Span
}

// Span is a run of words. The Same and Delete spans of a change make up the
// old text of the paragraph, the Same and Insert spans the new one, with single
// spaces for white space and " | " between the cells of a table.
type Span struct {
	Op   Op
	Text string
}

// Texts compares two texts that package markdown rendered. The changes are in
// the order of the new text, what was removed where it would have stood; nil
// means that they read the same.
func Texts(oldHTML, newHTML string) []Change {
	if oldHTML == newHTML {
		return nil
	}
	was, is := blocks(oldHTML), blocks(newHTML)
	numbers := map[string]int{}
	same := common(intern(numbers, texts(was)), intern(numbers, texts(is)))
	settleMoves(was, is, same)
	return walk(was, is, same)
}

// settleMoves decides about blocks that stand elsewhere than they did. Within
// their section, or with it, they say what they said. In another section the
// same words may say another thing ("Your name", from what is not collected to
// what is), so there they are removed and added, even where the sequences can
// be laid over each other so that they match.
func settleMoves(was, is []block, same match) {
	before, after := sections(was), sections(is)
	strayed := func(a, b block) bool {
		renamed := !after[a.section] || !before[b.section]
		return a.section != b.section && !renamed
	}
	left := map[string][]int{} // old blocks without a match, by text
	for i, j := 0, 0; i < len(was) || j < len(is); i, j = i+1, j+1 {
		for ; i < len(was) && !same.was[i]; i++ {
			left[was[i].text] = append(left[was[i].text], i)
		}
		for ; j < len(is) && !same.now[j]; j++ {
		}
		if i < len(was) && strayed(was[i], is[j]) {
			same.was[i], same.now[j] = false, false
			left[was[i].text] = append(left[was[i].text], i)
		}
	}
	for j := range is {
		if same.now[j] {
			continue
		}
		candidates := left[is[j].text]
		n := slices.IndexFunc(candidates, func(i int) bool { return !strayed(was[i], is[j]) })
		if n < 0 {
			continue
		}
		was[candidates[n]].moved, is[j].moved = true, true
		candidates[n] = candidates[0]
		left[is[j].text] = candidates[1:]
	}
}

// sections are the headings that blocks stand under, and "" for the beginning.
func sections(of []block) map[string]bool {
	out := map[string]bool{"": true}
	for _, b := range of {
		out[b.section] = true
		if b.heading {
			out[b.text] = true
		}
	}
	return out
}

// walk goes through both texts from one unchanged block to the next, and tells
// what happened in between.
func walk(was, is []block, same match) []Change {
	var changes []Change
	for i, j := 0, 0; i < len(was) || j < len(is); i, j = i+1, j+1 {
		var gone, come []block
		for ; i < len(was) && !same.was[i]; i++ {
			if !was[i].moved {
				gone = append(gone, was[i])
			}
		}
		for ; j < len(is) && !same.now[j]; j++ {
			if !is[j].moved {
				come = append(come, is[j])
			}
		}
		changes = append(changes, hunk(gone, come)...)
	}
	return changes
}

// hunk tells what became of the blocks between two that are unchanged: each
// new one is a new version of an old one, or added.
func hunk(gone, come []block) []Change {
	var changes []Change
	was := pair(gone, come)
	lives := make([]bool, len(gone))
	for _, i := range was {
		if i >= 0 {
			lives[i] = true
		}
	}
	next, waiting := 0, 0 // the old and the new blocks told of so far
	tell := func(i, j int) {
		for ; next < i; next++ {
			if !lives[next] {
				changes = append(changes, Change{gone[next].section, Removed, []Span{{Delete, gone[next].text}}})
			}
		}
		for ; waiting < j; waiting++ {
			changes = append(changes, Change{come[waiting].section, Added, []Span{{Insert, come[waiting].text}}})
		}
	}
	for j, i := range was {
		if i >= 0 {
			tell(i, j)
			changes = append(changes, Change{come[j].section, Changed, words(gone[i].text, come[j].text)})
			waiting = j + 1
		}
	}
	tell(len(gone), len(come))
	return changes
}

// A new paragraph counts as a version of an old one where at least half of
// their words are the same. A paragraph is compared with those that stand near
// its old place, so that a text that was rewritten altogether is done quickly;
// in hunks of a size that people make, all are near.
const (
	alike = 0.5
	near  = 100
)

// pair finds for each new block the old one that it is a version of, or -1:
// the most similar pair first, then the next.
func pair(gone, come []block) []int {
	was := slices.Repeat([]int{-1}, len(come))
	if len(gone) == 0 {
		return was
	}
	type candidate struct {
		old, new int
		score    float64
	}
	var found []candidate
	numbers := map[string]int{}
	oldBags, newBags := bags(numbers, gone), bags(numbers, come)
	for j := range come {
		middle := j * len(gone) / len(come)
		for i := max(0, middle-near); i < min(len(gone), middle+near+1); i++ {
			score := similarity(oldBags[i], newBags[j])
			if score >= alike && gone[i].text != come[j].text {
				found = append(found, candidate{i, j, score})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	taken := make([]bool, len(gone))
	for _, f := range found {
		if was[f.new] < 0 && !taken[f.old] {
			was[f.new], taken[f.old] = f.old, true
		}
	}
	return was
}

// bags are the words of each block, as sorted numbers.
func bags(numbers map[string]int, of []block) [][]int {
	out := make([][]int, len(of))
	for i, b := range of {
		out[i] = intern(numbers, slices.DeleteFunc(tokens(b.text), notWordToken))
		slices.Sort(out[i])
	}
	return out
}

// similarity is the share of words that two bags have in common, 0 to 1.
func similarity(a, b []int) float64 {
	all := float64(len(a) + len(b))
	if 2*float64(min(len(a), len(b))) < alike*all { // not even if all of them were
		return 0
	}
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return 2 * float64(n) / max(all, 1)
}
