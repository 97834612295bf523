package follow

import (
	"slices"
	"strings"
)

// Kind is what the next edition does to a paragraph.
type Kind string

// The kinds.
const (
	Changed Kind = "changed"
	Added   Kind = "added"
	Removed Kind = "removed"
)

// State is what has become of the paragraph in mine.
type State string

// The states.
const (
	Untouched State = "untouched" // it is as it was adopted
	Rewritten State = "rewritten" // its author has written it anew: Mine
	Gone      State = "gone"      // its author has taken it away
)

// Hunk is one paragraph in which the next edition differs from the base.
type Hunk struct {
	Kind  Kind
	State State
	Old   string // as it was adopted; empty where it is new
	New   string // as it is in the next edition; empty where it is gone
	Mine  string // where it was rewritten

	Section string // the heading above it, as it is written; empty: it is one, or there is none

	gap  int // before which block of the base it stands
	mine int // which block of mine it is, or where it would stand
}

// Choice is what an author says to a hunk.
type Choice string

// The choices. The zero Choice leaves it to another day.
const (
	Leave   Choice = "leave"
	Take    Choice = "take"    // beside mine, where I have rewritten it
	Replace Choice = "replace" // in the place of mine
)

// Hunks are the paragraphs to decide about. What mine has already, or has lost
// that the next edition has lost too, is none.
func Hunks(base, next, mine string) []Hunk {
	all := hunks(cut(base), cut(next), cut(mine))
	return slices.DeleteFunc(all, func(h Hunk) bool { return h.settled() })
}

func (h Hunk) settled() bool {
	return h.Kind == Removed && h.State == Gone || h.Mine != "" && h.Mine == h.New
}

// hunks are all of them.
func hunks(base, next, mine text) []Hunk {
	b, n, m := base.texts(), next.texts(), mine.texts()
	changed, kept := align(b, n), align(b, m)
	taken := map[int]bool{} // blocks of mine that come from the base
	for _, j := range kept.of {
		taken[j] = true
	}
	var all []Hunk
	add := func(h Hunk, among []string, at int) {
		h.Section = above(among, at)
		h.place(kept, len(m))
		switch {
		case h.Kind == Added:
			h.State = Untouched
			if i := slices.Index(m, h.New); i >= 0 && !taken[i] { // written in by hand
				h.Mine = h.New
			}
		case kept.of[h.gap] < 0:
			h.State = Gone
		case kept.same[h.gap]:
			h.State = Untouched
		default:
			h.State, h.Mine = Rewritten, m[kept.of[h.gap]]
		}
		all = append(all, h)
	}
	j := 0
	for i := range b {
		to := changed.of[i]
		if to < 0 {
			add(Hunk{Kind: Removed, Old: b[i], gap: i}, b, i)
			continue
		}
		for ; j < to; j++ {
			add(Hunk{Kind: Added, New: n[j], gap: i}, n, j)
		}
		if !changed.same[i] {
			add(Hunk{Kind: Changed, Old: b[i], New: n[j], gap: i}, n, j)
		}
		j++
	}
	for ; j < len(n); j++ {
		add(Hunk{Kind: Added, New: n[j], gap: len(b)}, n, j)
	}
	return all
}

// above is the heading over a block that is none itself.
func above(blocks []string, at int) string {
	if isHeading(blocks[at]) {
		return ""
	}
	for i := at; i >= 0; i-- {
		if isHeading(blocks[i]) {
			return strings.Trim(blocks[i], "# ")
		}
	}
	return ""
}

// place finds where the hunk is in mine, or would be: after what stood before
// it, or before what stood after it.
func (h *Hunk) place(kept pairing, length int) {
	if h.Kind != Added && kept.of[h.gap] >= 0 {
		h.mine = kept.of[h.gap]
		return
	}
	for i := h.gap - 1; i >= 0; i-- {
		if kept.of[i] >= 0 {
			h.mine = kept.of[i] + 1
			return
		}
	}
	for i := h.gap; i < len(kept.of); i++ {
		if kept.of[i] >= 0 {
			h.mine = kept.of[i]
			return
		}
	}
	h.mine = length
}

// Apply carries out choices, one for each of the Hunks. It returns the base
// with what has been decided, whichever way, so that it is never asked again;
// and mine with what was taken. Where mine was rewritten and the new paragraph
// is put beside it, the line mark stands between.
func Apply(base, next, mine, mark string, choices []Choice) (decided, taken string) {
	b, m := cut(base), cut(mine)
	all := hunks(b, cut(next), m)
	var inBase, inMine []edit
	left, n := false, 0
	for _, h := range all {
		choice := Leave // what is settled already
		if !h.settled() {
			choice = ""
			if n < len(choices) {
				choice = choices[n]
			}
			n++
		}
		if choice == "" {
			left = true
			continue
		}
		inBase = append(inBase, h.editOf(h.gap, h.Kind != Added))
		if e, ok := h.edit(choice, mark); ok {
			inMine = append(inMine, e)
		}
	}
	if !left {
		decided = next
	} else {
		decided = b.apply(inBase)
	}
	if len(inMine) == 0 {
		return decided, mine
	}
	slices.SortStableFunc(inMine, func(a, b edit) int { return a.start - b.start })
	return decided, m.apply(inMine)
}

// editOf puts the new paragraph at a place, instead of the one there or before
// it.
func (h Hunk) editOf(at int, instead bool) edit {
	e := edit{start: at, end: at}
	if instead {
		e.end++
	}
	if h.New != "" {
		e.with = []string{h.New}
	}
	return e
}

// edit is what a choice does to mine, if anything.
func (h Hunk) edit(choice Choice, mark string) (edit, bool) {
	switch {
	case choice == Leave:
		return edit{}, false
	case h.Kind == Added || h.State == Gone:
		return h.editOf(h.mine, false), true
	case h.State == Untouched || choice == Replace:
		return h.editOf(h.mine, true), true
	case h.Kind == Removed: // beside mine there is nothing to put
		return edit{}, false
	}
	return edit{start: h.mine + 1, end: h.mine + 1, with: []string{mark, h.New}}, true
}

// Matches counts the paragraphs of an edition that a text has, word for word,
// and those of both.
func Matches(edition, source string) (same, inEdition, inSource int) {
	a, b := cut(edition), cut(source)
	has := map[string]bool{}
	for _, t := range b.texts() {
		has[t] = true
	}
	for _, t := range a.texts() {
		if has[t] {
			same++
		}
	}
	return same, len(a.blocks), len(b.blocks)
}
