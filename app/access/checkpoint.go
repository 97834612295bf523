package access

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

// A checkpoint says how long a site's log was at a time and how its last line
// hashed, signed as Go's checksum database signs its own (sumdb/note):
//
//	pactdesk access log
//	019...           the site
//	42               lines
//	9f86d0...        the hash of line 42
//	2026-03-02T09:00:00.000000Z
//
//	— pactdesk-access-log AbCd...
//
// Who keeps one away from the platform can tell later whether anything that
// the log said then is gone: also lines at its end, whose loss leaves the rest
// unbroken.
const (
	checkpointTitle = "pactdesk access log"
	checkpointKeys  = "access log checkpoint" // what the keys' pairs are derived for
	signerName      = "pactdesk-access-log"
)

// noteSigner signs notes with a key's pair.
type noteSigner struct {
	note.Verifier
	private ed25519.PrivateKey
}

func (s noteSigner) Sign(message []byte) ([]byte, error) {
	return ed25519.Sign(s.private, message), nil
}

func (s *Service) signer(key string) (noteSigner, error) {
	private, ok := s.keys.Pair(checkpointKeys, key)
	if !ok {
		return noteSigner{}, fmt.Errorf("access: no key %s", key)
	}
	text, err := note.NewEd25519VerifierKey(signerName, private.Public().(ed25519.PublicKey))
	if err != nil {
		return noteSigner{}, err
	}
	verifier, err := note.NewVerifier(text)
	return noteSigner{verifier, private}, err
}

// Checkpoint makes one of the log of the context's tenant as it is now. There
// is none of a broken log: it would vouch for what is wrong.
func (s *Service) Checkpoint(ctx context.Context, p principal.Principal) (string, error) {
	site, err := reader(ctx, p)
	if err != nil {
		return "", err
	}
	r, err := s.verify(ctx, site)
	if err != nil {
		return "", err
	}
	if !r.Unbroken() {
		return "", errs.New(errs.Conflict, "access.error.broken", nil)
	}
	signer, err := s.signer(s.keys.Current())
	if err != nil {
		return "", err
	}
	text := strings.Join([]string{checkpointTitle, site.String(), strconv.Itoa(r.Lines), r.Hash, s.clock.Now().Format(stamp)}, "\n") + "\n"
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	return string(signed), err
}

// Kept is what comparing the log with a checkpoint has shown.
type Kept struct {
	Lines    int       // the log had then
	At       time.Time // when that was
	Gone     bool      // it has fewer now
	Changed  bool      // it says something else up to there
	NewLines int       // since
}

// Holds reports whether the log still contains what it said then.
func (k Kept) Holds() bool { return !k.Gone && !k.Changed }

// Check compares the log of the context's tenant with a checkpoint that was
// kept.
func (s *Service) Check(ctx context.Context, p principal.Principal, checkpoint string) (k Kept, err error) {
	site, err := reader(ctx, p)
	if err != nil {
		return k, err
	}
	k, hash, ok := s.open(checkpoint, site)
	if !ok {
		return k, errs.InvalidField("checkpoint", "access.error.checkpoint", nil)
	}
	r, err := s.verify(ctx, site)
	if err != nil {
		return k, err
	}
	k.Gone, k.NewLines = r.Lines < k.Lines, max(0, r.Lines-k.Lines)
	if k.Gone || k.Lines == 0 {
		return k, nil
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		then, err := lookBySeq(ctx, k.Lines)
		if db.IsNotFound(err) {
			k.Changed = true
			return nil
		}
		// Its hash stands for all before it as long as those are unbroken.
		k.Changed = then.Hash != hash || !r.Unbroken() && r.Seq <= k.Lines
		return err
	})
	return k, err
}

// open reads a checkpoint of a site that one of our keys has signed.
func (s *Service) open(checkpoint string, site tenants.ID) (k Kept, hash string, ok bool) {
	var verifiers []note.Verifier
	for _, id := range s.keys.IDs() {
		signer, err := s.signer(id)
		if err != nil {
			return k, "", false
		}
		verifiers = append(verifiers, signer.Verifier)
	}
	// As it comes out of a form, or of a mail.
	plain := strings.TrimSpace(strings.ReplaceAll(checkpoint, "\r\n", "\n")) + "\n"
	n, err := note.Open([]byte(plain), note.VerifierList(verifiers...))
	if err != nil {
		return k, "", false
	}
	fields := strings.Split(n.Text, "\n")
	if len(fields) != 6 || fields[0] != checkpointTitle || fields[1] != site.String() {
		return k, "", false
	}
	lines, err := strconv.Atoi(fields[2])
	if err != nil {
		return k, "", false
	}
	at, err := time.Parse(stamp, fields[4])
	return Kept{Lines: lines, At: at}, fields[3], err == nil
}
