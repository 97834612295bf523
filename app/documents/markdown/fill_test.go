package markdown

import (
	"slices"
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	values := map[string]string{
		"name": "Nordljus Foto AB", "empty": " \n", "mail": "anna_b@nordljus.se", "web": "https://nordljus.se/a_b?c=d",
		"address": "Storgatan 1\r\n\r\n 123 45 Umeå ", "marks": "*A* [b](c) <d> | `e` _f_ ~g~ {{name}} \\ &amp; B&B & C",
		"list": "1. a", "bullet": "- a", "quote": "> a", "tags": "#1 Foto", "odd": "ö@å.se",
	}
	for _, tc := range []struct {
		source, want string
		blanks       []Blank
	}{
		{"{{name}}, {{ name }}", "Nordljus Foto AB, Nordljus Foto AB", nil},
		{"{{address}}", "Storgatan 1, 123 45 Umeå", nil},
		{"[{{mail}}](mailto:{{mail}}) {{web}}", "[anna_b@nordljus.se](mailto:anna_b@nordljus.se) https://nordljus.se/a_b?c=d", nil},
		{"{{odd}}", "ö@å.se", nil},
		{"{{marks}}", "\\*A\\* \\[b\\](c) \\<d\\> \\| \\`e\\` \\_f\\_ \\~g\\~ \\{\\{name\\}\\} \\\\ \\&amp; B\\&B & C", nil},
		{"{{list}} {{bullet}} {{quote}} {{tags}}", `1\. a \- a \> a \#1 Foto`, nil},
		{"a\n{{what you sell}}\n\n{{empty}} {{name}} {{}}", "a\n{{what you sell}}\n\n{{empty}} Nordljus Foto AB {{}}",
			[]Blank{{"what you sell", 2}, {"empty", 4}, {"", 4}}},
		{`\{\{name\}\} \{{name}} \\{{name}} \{\{{name}}`, `\{\{name\}\} \{{name}} \\Nordljus Foto AB \{\{{name}}`, nil},
		{"{{a\nb}} {{{name}}} {name} {{name}", "{{a\nb}} {Nordljus Foto AB} {name} {{name}", nil},
	} {
		got, blanks := Fill(tc.source, values)
		if got != tc.want || !slices.Equal(blanks, tc.blanks) {
			t.Errorf("Fill(%q)\ngot  %q %v\nwant %q %v", tc.source, got, blanks, tc.want, tc.blanks)
		}
	}
}

// What a value is, is what the reader sees, wherever in a line it stands.
func FuzzFilledValuesAreLiteral(f *testing.F) {
	for _, v := range []string{
		"a", "1. a", "---", "a|b", "<b>", "a\nb", "[^1]", "&copy;", "a_b@c.se", "~~a~~", "\\", "{{v}}", "www.a.se",
		"# a", "===", "`a", "![a](b)", "1)", ":-:", "\u1fef",
	} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if len(value) > 500 || !visible(value) || len(check(value)) > 0 {
			return
		}
		var parts []string
		for part := range strings.SplitSeq(Normalise(value), "\n") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
		want := strings.Join(parts, ", ")
		for layout, seen := range map[string]string{
			"{{v}}": "%", "x {{v}} y": "x % y", "- {{v}}": "%", "a\n{{v}}": "a %", "|{{v}}|\n|-|\n|{{v}}|": "% %",
		} {
			source, blanks := Fill(layout, map[string]string{"v": value})
			doc, err := Render(source, "p-")
			if err != nil || len(blanks) > 0 {
				t.Fatalf("%q in %q: %v %v", value, layout, blanks, err)
			}
			if got, want := squeeze(Text(doc.HTML)), squeeze(strings.ReplaceAll(seen, "%", want)); got != want {
				t.Fatalf("%q in %q\nsource %q\nHTML   %s\ngot    %q\nwant   %q", value, layout, source, doc.HTML, got, want)
			}
		}
	})
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
