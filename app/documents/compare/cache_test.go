package compare

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestCache(t *testing.T) {
	c := NewCache(10_000)
	loaded := 0
	between := func(before, after string) []Change {
		t.Helper()
		changes, err := c.Between(before, after, func() (string, string, error) {
			loaded++
			return "<p>" + before + "</p>", "<p>" + after + "</p>", nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return changes
	}
	if between("a", "a") != nil || loaded != 0 {
		t.Error("a text was compared with itself")
	}
	first := show(between("a", "b"))
	if first == "" || show(between("a", "b")) != first || loaded != 1 {
		t.Errorf("%q was worked out %d times", first, loaded)
	}
	if between("b", "a"); loaded != 2 {
		t.Error("backwards is another difference")
	}
	for i := range 100 { // more than there is room for
		between("a", fmt.Sprint(i))
		between("a", "b") // what is used stays
	}
	if loaded != 102 || c.size > c.most || len(c.items) != c.used.Len() || len(c.items) > 40 {
		t.Errorf("%d were worked out, and %d are kept in %d bytes", loaded, len(c.items), c.size)
	}
	before := len(c.items)
	between("a", strings.Repeat("long ", 5000)) // would take all the room
	if len(c.items) != before {
		t.Error("one that is too large was kept")
	}
	if _, err := c.Between("x", "y", func() (string, string, error) { return "", "", errors.New("gone") }); err == nil {
		t.Error("a text that cannot be read is no text")
	}
}

// TestAPairIsComparedOnce: who asks for it again asks for no text.
func TestAPairIsComparedOnce(t *testing.T) {
	p := pairs()["edited"]
	c := NewCache(32 << 20)
	first, err := c.Between("1", "2", func() (string, string, error) { return p[0], p[1], nil })
	if err != nil || len(first) == 0 {
		t.Fatal(err, len(first))
	}
	if _, err := c.Between("1", "2", func() (string, string, error) { return "", "", errors.New("asked again") }); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkCompare200KB is what a reader waits for once for each pair of
// texts; BenchmarkCompare200KBCached is what everybody after them does.
func BenchmarkCompare200KB(b *testing.B) {
	p := pairs()["edited"]
	for b.Loop() {
		Texts(p[0], p[1])
	}
}

func BenchmarkCompare200KBCached(b *testing.B) {
	p := pairs()["edited"]
	c := NewCache(32 << 20)
	for b.Loop() {
		if _, err := c.Between("1", "2", func() (string, string, error) { return p[0], p[1], nil }); err != nil {
			b.Fatal(err)
		}
	}
}
