package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime"
	"sync"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/sync/semaphore"

	"github.com/pactdesk/pactdesk/app/errs"
)

// params are OWASP's second recommendation for argon2id (19 MiB, two passes,
// one lane). They stand in each hash, so raising them breaks no password.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing caps how many argon2id runs are under way at once, so that a flood
// of sign-ins takes processors and memory only up to here; the rest waits, or
// gives up with its request.
var hashing = semaphore.NewWeighted(int64(max(2, runtime.NumCPU())))

// Password lengths in characters. The longest keeps a hash's cost bounded.
const (
	minPassword = 10
	maxPassword = 200
)

func checkPassword(password string) error {
	n := utf8.RuneCountInString(password)
	if n < minPassword {
		return errs.InvalidField("password", "account.error.password_short", errs.Params{"Min": minPassword})
	}
	if n > maxPassword || !utf8.ValidString(password) {
		return errs.InvalidField("password", "account.error.password_long", errs.Params{"Max": maxPassword})
	}
	return nil
}

func hashPassword(ctx context.Context, password string) (string, error) {
	if err := hashing.Acquire(ctx, 1); err != nil {
		return "", err
	}
	defer hashing.Release(1)
	return argon2id.CreateHash(password, params)
}

// nobodysHash is compared with where there is no account, so that the time a
// sign-in takes does not tell whether an address is registered.
var nobodysHash = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(rand.Text(), params)
	if err != nil {
		panic(fmt.Sprintf("accounts: %v", err)) // the system's randomness failed
	}
	return hash
})

// samePassword compares in the same time whether or not there is a hash.
func samePassword(ctx context.Context, password, hash string) (bool, error) {
	if utf8.RuneCountInString(password) > maxPassword {
		password = ""
	}
	if err := hashing.Acquire(ctx, 1); err != nil {
		return false, err
	}
	defer hashing.Release(1)
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, nobodysHash())
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// newToken makes a secret for a browser or a link; only its hash is stored.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// HashToken is what is stored of a token.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
