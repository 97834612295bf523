package compare

import (
	"container/list"
	"sync"
)

// Cache keeps differences by the pair of hashes that they are between, within
// a bound of bytes: the least recently used go first. A hash stands for one
// text, whoever's it is, so nothing has to be forgotten for being old.
type Cache struct {
	most int

	mu    sync.Mutex
	size  int
	items map[[2]string]*list.Element
	used  *list.List // the latest first
}

type kept struct {
	key     [2]string
	changes []Change
	size    int
}

// NewCache makes a cache of at most so many bytes.
func NewCache(most int) *Cache {
	return &Cache{most: most, items: map[[2]string]*list.Element{}, used: list.New()}
}

// Between returns what changed from one text to another, and asks for their
// HTML only where it is not known yet. The result is shared: it is not to be
// changed.
func (c *Cache) Between(before, after string, load func() (old, now string, err error)) ([]Change, error) {
	if before == after {
		return nil, nil
	}
	key := [2]string{before, after}
	if changes, ok := c.get(key); ok {
		return changes, nil
	}
	old, now, err := load()
	if err != nil {
		return nil, err
	}
	changes := Texts(old, now) // outside the lock: it can take a while
	c.put(key, changes)
	return changes, nil
}

func (c *Cache) get(key [2]string) ([]Change, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[key]
	if !ok {
		return nil, false
	}
	c.used.MoveToFront(e)
	return e.Value.(*kept).changes, true
}

func (c *Cache) put(key [2]string, changes []Change) {
	k := &kept{key, changes, weigh(changes)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.items[key]; ok || k.size > c.most {
		return
	}
	c.items[key] = c.used.PushFront(k)
	c.size += k.size
	for c.size > c.most {
		last := c.used.Back()
		old := last.Value.(*kept)
		c.used.Remove(last)
		delete(c.items, old.key)
		c.size -= old.size
	}
}

// weigh is about what a difference takes in memory.
func weigh(changes []Change) int {
	const entry, change, span = 400, 64, 40 // what stands around the words
	n := entry
	for _, c := range changes {
		n += change + len(c.Section)
		for _, s := range c.Spans {
			n += span + len(s.Text)
		}
	}
	return n
}
