package acceptance

import (
	"path/filepath"
	"strings"
	"testing"
)

func testKeys(t testing.TB, name string) *Keys {
	t.Helper()
	k, err := EnsureKeys(filepath.Join(t.TempDir(), name))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Whatever is sent, only what one of our keys signed is opened, to the letter.
func FuzzToken(f *testing.F) {
	ours, theirs := testKeys(f, "ours"), testKeys(f, "theirs")
	payload := []byte(`{"id":"x"}`)
	good := ours.sign(payload)
	f.Add(good)
	f.Add(theirs.sign(payload))
	f.Add(good + "=")
	f.Add(strings.ToUpper(good))
	f.Add("..")
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Fuzz(func(t *testing.T, token string) {
		opened, key, ok := ours.open(token)
		if ok != (token == good) {
			t.Fatalf("%q was opened: %v", token, ok)
		}
		if ok && (string(opened) != string(payload) || key != ours.current) {
			t.Fatalf("%q opened as %q by %q", token, opened, key)
		}
	})
}

// A second start reads the key that the first made.
func TestKeysStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	first, err := EnsureKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := EnsureKeys(path)
	if err != nil || second.current != first.current {
		t.Errorf("the key became %v, %v", second, err)
	}
	if _, _, ok := second.open(first.sign([]byte("x"))); !ok {
		t.Error("what the first signed is not known to the second")
	}
}
