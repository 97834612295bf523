package access

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// lineKeys is what the keys' pairs for lines of the log are derived for.
const lineKeys = "access log line"

// Look writes to the log of the context's tenant, a site, that an operator
// asks for something under a grant, and returns the grant. It is called before
// anything is shown or done, in a transaction of its own: what cannot be
// written down does not happen, and what then fails was still asked for.
func (s *Service) Look(ctx context.Context, p principal.Principal, grant uuid.UUID, method, uri string) (g Grant, err error) {
	site, err := tenants.From(ctx)
	if err != nil {
		return g, err
	}
	if err := p.Require(site, principal.ReadDocuments); err != nil {
		return g, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		if err := lockLog(ctx, s.db, site); err != nil {
			return err
		}
		err := s.db.As(ctx, p.Tenant, func(ctx context.Context) error {
			g, err = grantByID(ctx, grant)
			return err
		})
		if db.IsNotFound(err) || err == nil && (g.SiteID != site || !g.IsFor(p.Account) || g.State(s.clock.Now()) != Holds) {
			return errUnknown // or not any more
		} else if err != nil {
			return err
		}
		last, err := lastLook(ctx)
		if err != nil && !db.IsNotFound(err) {
			return err
		}
		l := Look{ID: uuid.Must(uuid.NewV7()), Seq: last.Seq + 1, At: s.clock.Now(), OperatorID: p.Account, GrantID: grant,
			Method: method, Path: cleanPath(uri), Previous: last.Hash}
		s.seal(&l, site)
		return insert(ctx, &l)
	})
	if err != nil {
		return Grant{}, err // not the one that was found: it may be another site's
	}
	return g, nil
}

const maxPath = 1000 // bytes

// cleanPath is what was asked for in visible ASCII, on one line: what no
// database can refuse and no reader mistake.
func cleanPath(uri string) string {
	var b strings.Builder
	for i := range len(uri) {
		if b.Len() >= maxPath {
			return b.String() + "..."
		}
		if c := uri[i]; c > ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// seal numbers a line's hash and signs it.
func (s *Service) seal(l *Look, site tenants.ID) {
	l.KeyID = s.keys.Current()
	l.Hash = l.digest(site)
	private, _ := s.keys.Pair(lineKeys, l.KeyID) // the current key has one
	l.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(private, []byte(l.Hash)))
}

// stamp is how a line's time is written: UTC, whole microseconds.
const stamp = "2006-01-02T15:04:05.000000Z"

// howToCheck is told to whoever downloads the log; digest does what it says.
const howToCheck = "A line's hash is the SHA-256, in lower-case hexadecimal, of its fields, each followed by one line feed: " +
	"site (as here), id, seq, at, operator, grant, method, path, key, previous. previous is the hash of the line before; " +
	"the first line has none. signature is Ed25519, in base64, over the hash as text, by the public key that key names here."

// digest is the hash of everything that a line says, and so of all before it.
func (l Look) digest(site tenants.ID) string {
	h := sha256.New()
	for _, field := range []string{site.String(), l.ID.String(), strconv.Itoa(l.Seq), l.At.UTC().Format(stamp), l.OperatorID.String(),
		l.GrantID.String(), l.Method, l.Path, l.KeyID, l.Previous} {
		_, _ = io.WriteString(h, field+"\n")
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Flaw is what is wrong with a line of the log.
type Flaw string

// The flaws.
const (
	Altered  Flaw = "altered"  // it says something else than when it was written
	Missing  Flaw = "missing"  // it, or it and others, are gone
	Forged   Flaw = "forged"   // the program did not write it
	Unproven Flaw = "unproven" // signed with a key that the program has no more, and nothing after it vouches for it
)

// Report is what the log's own proof says.
type Report struct {
	Lines int
	Hash  string // of the last line
	Flaw  Flaw   // empty: the log is unbroken
	Seq   int    // the first line that has it
}

// Unbroken reports whether every line is as it was written, and none is gone
// from between.
func (r Report) Unbroken() bool { return r.Flaw == "" }

// Verify walks the log of the context's tenant and names the first line that
// is not as it was written.
func (s *Service) Verify(ctx context.Context, p principal.Principal) (Report, error) {
	site, err := reader(ctx, p)
	if err != nil {
		return Report{}, err
	}
	return s.verify(ctx, site)
}

func (s *Service) verify(ctx context.Context, site tenants.ID) (r Report, err error) {
	c := chain{site: site, keys: s.publicKeys()}
	err = s.walk(ctx, func(l Look) error {
		c.add(l)
		return nil
	})
	return c.end(), err
}

func (s *Service) publicKeys() map[string]ed25519.PublicKey {
	public := map[string]ed25519.PublicKey{}
	for _, id := range s.keys.IDs() {
		if private, ok := s.keys.Pair(lineKeys, id); ok {
			public[id] = private.Public().(ed25519.PublicKey)
		}
	}
	return public
}

const batch = 500 // lines read at a time

// walk reads the log in its order.
func (s *Service) walk(ctx context.Context, line func(Look) error) error {
	return s.db.View(ctx, func(ctx context.Context) error {
		for last := math.MinInt32; ; {
			part, err := looksAfter(ctx, last, batch)
			if err != nil {
				return err
			}
			for _, l := range part {
				if err := line(l); err != nil {
					return err
				}
				last = l.Seq
			}
			if len(part) < batch {
				return nil
			}
		}
	})
}

// chain checks lines one by one.
type chain struct {
	site     tenants.ID
	keys     map[string]ed25519.PublicKey
	report   Report
	unproven int // the first line since the last one whose signature we can check; 0: none
}

func (c *chain) add(l Look) {
	r := &c.report
	if r.Flaw == "" {
		if r.Flaw = c.flaw(l); r.Flaw != "" {
			r.Seq = r.Lines + 1
		}
	}
	r.Lines++
	r.Hash = l.Hash
}

func (c *chain) flaw(l Look) Flaw {
	public, known := c.keys[l.KeyID]
	switch {
	case l.Seq > c.report.Lines+1:
		return Missing
	case l.Seq <= c.report.Lines:
		return Forged // numbered before the first
	case l.digest(c.site) != l.Hash:
		return Altered
	case known && !signed(public, l):
		return Forged
	case l.Previous != c.report.Hash:
		return Altered // signed by us, but to follow another line
	case known:
		c.unproven = 0
	case c.unproven == 0:
		c.unproven = l.Seq
	}
	return ""
}

func signed(public ed25519.PublicKey, l Look) bool {
	signature, err := base64.StdEncoding.Strict().DecodeString(l.Signature)
	return err == nil && ed25519.Verify(public, []byte(l.Hash), signature)
}

func (c *chain) end() Report {
	if c.report.Flaw == "" && c.unproven > 0 {
		c.report.Flaw, c.report.Seq = Unproven, c.unproven
	}
	return c.report
}

// Looks returns a page of the log of the context's tenant, newest first: the
// lines before a number, or, with 0, the last ones.
func (s *Service) Looks(ctx context.Context, p principal.Principal, before, limit int) (all []Look, err error) {
	if _, err := reader(ctx, p); err != nil {
		return nil, err
	}
	if before <= 0 {
		before = math.MaxInt32
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = looksBefore(ctx, before, limit)
		return err
	})
	return all, err
}

// line is a line of the log as it is downloaded.
type line struct {
	Seq       int       `json:"seq"`
	ID        uuid.UUID `json:"id"`
	At        string    `json:"at"`
	Operator  uuid.UUID `json:"operator"`
	Grant     uuid.UUID `json:"grant"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Key       string    `json:"key"`
	Previous  string    `json:"previous"`
	Hash      string    `json:"hash"`
	Signature string    `json:"signature"`
}

// heading is the first line of the download: what it is, and how to check it.
type heading struct {
	Format string            `json:"format"`
	Site   tenants.ID        `json:"site"`
	Made   time.Time         `json:"made"`
	How    string            `json:"how"`
	Keys   map[string]string `json:"keys"` // public, in base64
}

// Write writes the log of the context's tenant as lines of JSON, which anybody
// can check without us.
func (s *Service) Write(ctx context.Context, p principal.Principal, w io.Writer) error {
	site, err := reader(ctx, p)
	if err != nil {
		return err
	}
	head := heading{Format: "pactdesk-access-log/1", Site: site, Made: s.clock.Now(), How: howToCheck, Keys: map[string]string{}}
	for id, public := range s.publicKeys() {
		head.Keys[id] = base64.StdEncoding.EncodeToString(public)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(head); err != nil {
		return err
	}
	return s.walk(ctx, func(l Look) error {
		return out.Encode(line{Seq: l.Seq, ID: l.ID, At: l.At.UTC().Format(stamp), Operator: l.OperatorID, Grant: l.GrantID,
			Method: l.Method, Path: l.Path, Key: l.KeyID, Previous: l.Previous, Hash: l.Hash, Signature: l.Signature})
	})
}
