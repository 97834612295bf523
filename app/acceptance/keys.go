package acceptance

import (
	"bufio"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Keys sign presentations. They come from a file with one base64 secret a
// line (at least 32 bytes; lines that start with # are comments). The first
// signs; the others are only recognised. To rotate, put a new line on top,
// restart, and remove the old line once a presentation's life (a day) has
// passed. Each signature, and each acceptance, names its key by an id derived
// from the secret.
type Keys struct {
	current string
	secrets map[string][]byte
}

const minSecret = 32

// LoadKeys reads the file.
func LoadKeys(path string) (*Keys, error) {
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

// EnsureKeys reads the file, after making it with a new key where there is
// none: for the demo, and for the first start on one machine.
func EnsureKeys(path string) (*Keys, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return LoadKeys(path)
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
	return LoadKeys(path)
}

func keyID(secret []byte) string {
	sum := sha256.Sum256(append([]byte("pactdesk presentation key "), secret...))
	return hex.EncodeToString(sum[:4])
}

func (k *Keys) sign(payload []byte) string {
	body := base64.RawURLEncoding.EncodeToString(payload)
	return body + "." + k.current + "." + base64.RawURLEncoding.EncodeToString(k.mac(k.current, body))
}

func (k *Keys) mac(id, body string) []byte {
	h := hmac.New(sha256.New, k.secrets[id])
	h.Write([]byte("presentation." + id + "." + body))
	return h.Sum(nil)
}

// open returns what was signed, and by which key; ok is false for anything
// that none of our keys signed.
func (k *Keys) open(token string) (payload []byte, key string, ok bool) {
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
