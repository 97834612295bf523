// Package keys holds the secrets that the program signs with, which are never
// in the database: who has only the database can forge neither what somebody
// was shown nor a line of the access log.
package keys

import (
	"bufio"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Keys come from a file with one base64 secret a line (at least 32 bytes;
// lines that start with # are comments). The first signs; the others are only
// recognised. To rotate, put a new line on top, restart, and keep the old ones
// below it: presentations outlive a key by a day, but an access log whose last
// line was signed with a key cannot be proven without it. Each signature, and
// each acceptance, names its key by an id derived from the secret.
type Keys struct {
	current string
	ids     []string // the current one first
	secrets map[string][]byte
}

const minSecret = 32

// Load reads the file.
func Load(path string) (*Keys, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("presentation keys: %w", err)
	}
	defer f.Close()
	k := &Keys{secrets: map[string][]byte{}}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(secret) < minSecret {
			return nil, errors.New("presentation keys: a line is not base64 of at least 32 bytes")
		}
		id := keyID(secret)
		k.secrets[id] = secret
		k.ids = append(k.ids, id)
		if k.current == "" {
			k.current = id
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("presentation keys: %w", err)
	}
	if k.current == "" {
		return nil, errors.New("presentation keys: the file holds none")
	}
	return k, nil
}

// Ensure reads the file, after making it with a new key where there is
// none: for the demo, and for the first start on one machine.
func Ensure(path string) (*Keys, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Load(path)
	}
	if err != nil {
		return nil, fmt.Errorf("presentation keys: %w", err)
	}
	secret := make([]byte, minSecret)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the program instead
	_, err = fmt.Fprintf(f, "# Signs what people are shown before they accept. Keep it secret.\n%s\n", base64.StdEncoding.EncodeToString(secret))
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("presentation keys: %w", err)
	}
	return Load(path)
}

func keyID(secret []byte) string {
	sum := sha256.Sum256(append([]byte("pactdesk presentation key "), secret...))
	return hex.EncodeToString(sum[:4])
}

// Sign makes a token that nobody else can, of a payload that anybody can read.
func (k *Keys) Sign(payload []byte) string {
	body := base64.RawURLEncoding.EncodeToString(payload)
	return body + "." + k.current + "." + base64.RawURLEncoding.EncodeToString(k.mac(k.current, body))
}

func (k *Keys) mac(id, body string) []byte {
	h := hmac.New(sha256.New, k.secrets[id])
	h.Write([]byte("presentation." + id + "." + body))
	return h.Sum(nil)
}

// Open returns what was signed, and by which key; ok is false for anything
// that none of our keys signed.
func (k *Keys) Open(token string) (payload []byte, key string, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || k.secrets[parts[1]] == nil {
		return nil, "", false
	}
	// Compared as text: decoding would read the same signature in several spellings.
	if !hmac.Equal([]byte(parts[2]), []byte(base64.RawURLEncoding.EncodeToString(k.mac(parts[1], parts[0])))) {
		return nil, "", false
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(parts[0])
	return payload, parts[1], err == nil
}

// Current is the id of the key that signs.
func (k *Keys) Current() string { return k.current }

// IDs are all keys', the current one first.
func (k *Keys) IDs() []string { return slices.Clone(k.ids) }

// Pair derives a key's pair for one purpose, for signatures that others can
// check without a secret; ok is false for a key that is not ours. What is
// signed for one purpose is worth nothing for another.
func (k *Keys) Pair(purpose, id string) (private ed25519.PrivateKey, ok bool) {
	secret, ok := k.secrets[id]
	if !ok {
		return nil, false
	}
	seed, err := hkdf.Key(sha256.New, secret, nil, "pactdesk "+purpose, ed25519.SeedSize)
	if err != nil {
		panic(err) // only of lengths that are impossible
	}
	return ed25519.NewKeyFromSeed(seed), true
}
