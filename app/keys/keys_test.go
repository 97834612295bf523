package keys

import (
	"path/filepath"
	"strings"
	"testing"
)

func testKeys(t testing.TB, name string) *Keys {
	t.Helper()
	k, err := Ensure(filepath.Join(t.TempDir(), name))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Whatever is sent, only what one of our keys signed is opened, to the letter.
func FuzzToken(f *testing.F) {
	ours, theirs := testKeys(f, "ours"), testKeys(f, "theirs")
	payload := []byte(`{"id":"x"}`)
	good := ours.Sign(payload)
	f.Add(good)
	f.Add(theirs.Sign(payload))
	f.Add(good + "=")
	f.Add(strings.ToUpper(good))
	f.Add("..")
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Fuzz(func(t *testing.T, token string) {
		opened, key, ok := ours.Open(token)
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
	first, err := Ensure(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Ensure(path)
	if err != nil || second.current != first.current {
		t.Errorf("the key became %v, %v", second, err)
	}
	if _, _, ok := second.Open(first.Sign([]byte("x"))); !ok {
		t.Error("what the first signed is not known to the second")
	}
}

// A pair is the same at every start, and another for every purpose and key.
func TestPairs(t *testing.T) {
	ours, theirs := testKeys(t, "ours"), testKeys(t, "theirs")
	one, ok := ours.Pair("lines", ours.Current())
	if !ok {
		t.Fatal("the current key has no pair")
	}
	again, _ := ours.Pair("lines", ours.Current())
	other, _ := ours.Pair("notes", ours.Current())
	foreign, _ := theirs.Pair("lines", theirs.Current())
	if !one.Equal(again) || one.Equal(other) || one.Equal(foreign) {
		t.Error("pairs are not told apart by key and purpose")
	}
	if _, ok := ours.Pair("lines", theirs.Current()); ok {
		t.Error("a key that is not ours has a pair")
	}
}
