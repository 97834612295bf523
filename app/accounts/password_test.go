package accounts

import (
	"testing"

	"github.com/alexedwards/argon2id"
)

// Where there is no hash to compare with, the work is the same: a hash of the
// same cost is compared all the same, and says no.
func TestNobodyCostsTheSame(t *testing.T) {
	theirs, err := hashPassword(t.Context(), "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	cost := func(hash string) argon2id.Params {
		p, _, _, err := argon2id.DecodeHash(hash)
		if err != nil {
			t.Fatal(err)
		}
		return *p
	}
	if a, b := cost(theirs), cost(nobodysHash()); a != b || a != *params {
		t.Errorf("somebody costs %+v, nobody %+v", a, b)
	}
	for name, c := range map[string]struct {
		password, hash string
		want           bool
	}{
		"right":   {"correct horse battery staple", theirs, true},
		"wrong":   {"correct horse battery stable", theirs, false},
		"nobody":  {"correct horse battery staple", "", false},
		"nothing": {"", "", false},
	} {
		if got, err := samePassword(t.Context(), c.password, c.hash); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
