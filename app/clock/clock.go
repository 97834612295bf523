// Package clock tells the time in the one form the whole product stores: UTC,
// whole microseconds (Postgres keeps no finer ones, and a time that changes
// when it is read back would change a hash).
package clock

import (
	"sync"
	"time"
)

// Clock tells the time. The zero value is the system's clock.
type Clock struct {
	mu    sync.Mutex
	fixed time.Time
}

// System is the machine's clock.
func System() *Clock { return &Clock{} }

// Fixed is a clock that stands still until it is moved: for tests, and for
// seeding a demo with a past.
func Fixed(t time.Time) *Clock { return &Clock{fixed: Clean(t)} }

// Now is the current time in UTC and whole microseconds.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.fixed.IsZero() {
		return c.fixed
	}
	return Clean(time.Now())
}

// Set moves a clock to t, where it stands still. The zero time sets it going
// with the system's again.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed = t
	if !t.IsZero() {
		c.fixed = Clean(t)
	}
}

// Advance moves a fixed clock on by d.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Clean is t as it is stored.
func Clean(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
