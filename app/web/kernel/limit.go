package kernel

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/pactdesk/pactdesk/app/clock"
	"github.com/pactdesk/pactdesk/app/errs"
)

// Limit is how often something that can be guessed or flooded may be tried.
type Limit struct {
	name  string
	every time.Duration // one more try is given this often,
	burst int           // up to so many
}

// The limits. An account's hold across addresses, an address' across accounts.
var (
	LimitSignInAccount   = Limit{"sign-in account", 30 * time.Second, 10}
	LimitSignInAddress   = Limit{"sign-in address", 5 * time.Second, 40}
	LimitRegister        = Limit{"registration address", 20 * time.Second, 20}
	LimitRegisterAccount = Limit{"registration account", 30 * time.Second, 10}
	LimitConsent         = Limit{"consent address", 5 * time.Second, 60}
	LimitAnswer          = Limit{"answer account", 2 * time.Second, 40}
	LimitAnswerAddress   = Limit{"answer address", time.Second, 120}
	LimitExport          = Limit{"export account", 10 * time.Second, 10}
	LimitPassword        = Limit{"password account", 30 * time.Second, 10}
)

// limits keeps the tries of this process, in memory only: an address is
// forgotten once it has been quiet long enough to start anew, at the latest
// sweepEvery after that. The data map says how long that is at most.
type limits struct {
	clock    *clock.Clock
	off      bool
	mu       sync.Mutex
	tries    map[string]*tries
	sweeping bool // a sweep is due
}

const sweepEvery = 10 * time.Minute

type tries struct {
	limiter *rate.Limiter
	forget  time.Time
}

func newLimits(c *clock.Clock, off bool) *limits {
	return &limits{clock: c, off: off, tries: map[string]*tries{}}
}

func (l *limits) allow(limit Limit, key string) bool {
	if l.off {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	key = limit.name + "\x00" + key
	t := l.tries[key]
	if t == nil {
		t = &tries{limiter: rate.NewLimiter(rate.Every(limit.every), limit.burst)}
		l.tries[key] = t
	}
	t.forget = now.Add(limit.quiet())
	l.sweepLater()
	return t.limiter.AllowN(now, 1)
}

// quiet is after how long without a try all of them may be made again.
func (l Limit) quiet() time.Duration { return l.every * time.Duration(l.burst) }

// sweepLater sees to it that what is kept is forgotten, also where nobody
// comes any more. l.mu is held.
func (l *limits) sweepLater() {
	if l.sweeping || len(l.tries) == 0 {
		return
	}
	l.sweeping = true
	time.AfterFunc(sweepEvery, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.sweeping = false
		l.sweep()
		l.sweepLater()
	})
}

// sweep forgets who has been quiet for long enough.
func (l *limits) sweep() {
	now := l.clock.Now()
	for k, t := range l.tries {
		if now.After(t.forget) {
			delete(l.tries, k)
		}
	}
}

// Allow counts a try against a limit. key is what the limit is for, within
// the tenant: an account's address as it was typed, say.
func (r *Request) Allow(limit Limit, key string) error {
	key = strings.ToLower(strings.TrimSpace(key))
	key = key[:min(len(key), maxKey)] // what somebody typed is kept in memory
	if r.limits.allow(limit, r.Site.Tenant.ID.String()+"\x00"+key) {
		return nil
	}
	return errs.New(errs.TooMany, "error.too_many", nil)
}

const maxKey = 254 // bytes in an e-mail address

// AllowAddress counts a try against a limit by network address. It holds
// across tenants: guessing is guessing wherever it is done.
func (r *Request) AllowAddress(limit Limit) error {
	if r.limits.allow(limit, r.clientNetwork()) {
		return nil
	}
	return errs.New(errs.TooMany, "error.too_many", nil)
}

// clientNetwork is who is asking: an IPv4 address, or the /64 of an IPv6 one,
// which is what one subscriber has.
func (r *Request) clientNetwork() string {
	addr := r.clientAddress(r.Request())
	if addr.Is6() && !addr.Is4In6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.Unmap().String()
}

func parseClient(s string) (netip.Addr, error) {
	if p, err := netip.ParseAddrPort(s); err == nil {
		return p.Addr(), nil
	}
	return netip.ParseAddr(s)
}

func (k *Kernel) clientAddress(req *http.Request) netip.Addr {
	remote, err := netip.ParseAddrPort(req.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	if !k.trusted(req) {
		return remote.Addr()
	}
	// Each proxy appends the address that it saw: from the right, the first one
	// that is no proxy of ours is who asks, and nothing left of it is believed.
	forwarded := strings.Split(strings.Join(req.Header.Values("X-Forwarded-For"), ","), ",")
	client := remote.Addr()
	for _, f := range slices.Backward(forwarded) {
		addr, err := parseClient(strings.TrimSpace(f))
		if err != nil {
			break
		}
		client = addr
		if !k.trustedAddr(addr) {
			break
		}
	}
	return client
}
