package parallel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/documents/parallel"
)

// told is rows in short: source|text, and what happened.
func told(rows []parallel.Row) string {
	var out []string
	for _, r := range rows {
		s := r.Source + "|" + r.Text
		if r.Kind != "" {
			s += " " + r.Kind
			for _, piece := range r.Spans {
				for _, span := range piece {
					s += fmt.Sprintf(" %s[%s]", span.Op, strings.TrimSpace(span.Text))
				}
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestRows(t *testing.T) {
	t.Parallel()
	const was = "## Vem\n\nVi sparar i 10 år.\n\n- a\n- b\n\n## Hur\n\nSom förr."
	for name, c := range map[string]struct{ source, from, text, want string }{
		"nobody has said": {was, "", "## Who\n\nWe keep it 10 years.\n\n- a\n- b\n\n## How\n\nAs before.",
			"## Vem|## Who\nVi sparar i 10 år.|We keep it 10 years.\n- a\n- b|- a\n- b\n## Hur|## How\nSom förr.|As before."},
		"unchanged": {"a\n\nb", "a\n\n\nb", "c\n\nd", "a|c\nb|d"},
		"a word, a new one, and one gone": {"## Vem\n\nVi sparar i 7 år.\n\nMer om det.\n\n- a\n- b\n\n## Hur", was, "## Who\n\nWe keep it 10 years.\n\n- a\n- b\n\n## How\n\nAs before.",
			"## Vem|## Who\nVi sparar i 7 år.|We keep it 10 years. changed same[Vi sparar i] delete[10] insert[7] same[år.]\nMer om det.| added\n- a\n- b|- a\n- b\n## Hur|## How\n|As before. removed delete[Som förr.]"},
		"nothing translated":      {"a\n\n{{facts}}", "", "", "a|\n{{facts}}|"},
		"more in the translation": {"## A\n\nb", "", "Extra.\n\n## A\n\nb\n\n| c |\n| - |", "|Extra.\n## A|## A\nb|b\n|| c |\n| - |"},
	} {
		if got := told(parallel.Rows(c.source, c.from, c.text)); got != c.want {
			t.Errorf("%s:\n%s\nnot\n%s", name, got, c.want)
		}
	}
}

// What is cut and joined is the text that it was, but for empty lines; and no
// paragraph of either is missing from the rows.
func FuzzRows(f *testing.F) {
	f.Add("a\n\nb\n\n```\nc\n\nd\n```\n\n- e\n\n  f", "a", "b\n\n\n  c")
	f.Fuzz(func(t *testing.T, source, from, text string) {
		joined := parallel.Join(parallel.Blocks(text))
		if strings.Join(strings.Fields(joined), " ") != strings.Join(strings.Fields(text), " ") || parallel.Join(parallel.Blocks(joined)) != joined {
			t.Fatalf("%q became %q", text, joined)
		}
		var sources, texts []string
		for _, r := range parallel.Rows(source, from, text) {
			sources, texts = append(sources, r.Source), append(texts, r.Text)
		}
		if parallel.Join(texts) != joined || parallel.Join(sources) != parallel.Join(parallel.Blocks(source)) {
			t.Fatalf("rows of %q and %q hold %q and %q", source, text, sources, texts)
		}
	})
}

// Texts of the size of the longest there are.
func TestLong(t *testing.T) {
	t.Parallel()
	var was, is strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&was, "## Rubrik %d\n\nStycke %d med ord som %d står i det, och fler därtill för längdens skull.\n\n", i, i, i*7)
		fmt.Fprintf(&is, "## Annan %d\n\nStycke %d med andra ord som %d står i det, och fler därtill för längdens skull.\n\n", i, i, i*7)
	}
	rows := parallel.Rows(is.String(), was.String(), was.String())
	if len(rows) < 3000 {
		t.Errorf("%d rows", len(rows))
	}
}
