package plain_test

import (
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/plain"
)

func TestLine(t *testing.T) {
	for typed, want := range map[string]string{
		"":                    "",
		"  Anna   Lind ":      "Anna Lind",
		"Åsa O’Neill-Ødegård": "Åsa O’Neill-Ødegård",
		"می\u200cخواهم":       "می\u200cخواهم", // a joiner that the word needs
		"Foto™ 2":             "Foto™ 2",
	} {
		if got, ok := plain.Line(typed, 40); !ok || got != want {
			t.Errorf("%q became %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"a\u202eb", "\u200b", "a\x00b", "\xff", "\u3164", "a\u2066b", strings.Repeat("x", 41)} {
		if _, ok := plain.Line(typed, 40); ok {
			t.Errorf("%q passes", typed)
		}
	}
}
