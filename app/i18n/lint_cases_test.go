package i18n

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// A module of one message in two languages, used by one line of code. Each
// case changes a file and says what the linter must complain of; none: nothing.
func TestLint(t *testing.T) {
	const (
		en, sv, code, page = "locales/en.toml", "locales/sv.toml", "app/x.go", "templates/site/gate.html"
		title              = "\"gate.title\" = \"Before you go on\"\n"
		titel              = "\"gate.title\" = \"Innan du går vidare\"\n"
		uses               = "package app\n\nimport \"crypto/sha256\"\n\nvar _ = \"gate.title\"\n"
	)
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"all is well":           {},
		"no templates yet":      {files: map[string]string{"templates/embed.go": "package templates"}},
		"an empty template":     {files: map[string]string{page: ""}},
		"used in a test only":   {files: map[string]string{code: "", "app/x_test.go": uses}, want: []string{"app/x.go:", "gate.title: no code"}},
		"used in a template":    {files: map[string]string{code: "package app", page: `{{if .X}}a{{else}}{{t "gate.title"}}{{end}}`}},
		"used in a definition":  {files: map[string]string{code: "package app", page: `{{define "x"}}{{range .X}}{{$.L.T "gate.title"}}{{end}}{{end}}`}},
		"used through a pipe":   {files: map[string]string{code: "package app", page: `{{template "x" (dict "Label" ("gate.title" | t))}}`}},
		"used by its beginning": {files: map[string]string{code: "package app\n\nfunc f(s string) { T(\"gate.\" + s) }"}},
		"used by a format":      {files: map[string]string{code: "package app", page: `{{with .X}}{{t (printf "gate.%s" .)}}{{end}}`}},
		"not used by another's": {files: map[string]string{code: "package app\n\nvar _ = \"agate.\" + \"gate\""}, want: []string{"gate.title: no code"}},
		"not read":              {files: map[string]string{".x/x.go": "no Go", "testdata/x.go": "no Go", "templates/x/a.md": "{{"}},

		"unknown in T":            {files: map[string]string{code: uses + "func f() { l.T(\"other.title\") }"}, want: []string{`app/x.go:6:12: there is no message "other.title"`}},
		"unknown in Message":      {files: map[string]string{code: uses + "func f() { x.Message(\"gate.tilte\", nil) }"}, want: []string{"gate.tilte"}},
		"unknown in errs":         {files: map[string]string{code: uses + "var _ = errs.New(errs.Conflict, \"gate.x\", nil)"}, want: []string{"gate.x"}},
		"unknown in a field":      {files: map[string]string{code: uses + "var _ = errs.InvalidField(\"gate.name\", \"gate.x\", nil)"}, want: []string{"gate.x"}},
		"unknown in Key":          {files: map[string]string{code: uses + "var _ = E{Key: \"gate.x\"}"}, want: []string{"gate.x"}},
		"not a key at all":        {files: map[string]string{code: uses + "var _ = []string{\"gate.css\", \"gate.deleted\", \"a.b\", \"SELECT gate.id\"}\nvar _ = E{Key: \"slog.key\"}"}},
		"another's New":           {files: map[string]string{code: uses + "var _ = template.New(\"x\", \"gate.html\")"}},
		"unknown in t":            {files: map[string]string{page: `{{t "gate"}}`}, want: []string{`templates/site/gate.html: there is no message "gate"`}},
		"unknown in t, once told": {files: map[string]string{page: `{{t "gate.x" "Name" .Y}}`}, want: []string{`gate.html: there is no message "gate.x"`}},
		"unknown in a template":   {files: map[string]string{page: `{{template "x" (dict "Label" "gate.x")}}`}, want: []string{"gate.x"}},
		"files in a template":     {files: map[string]string{page: `{{asset "gate.css"}}{{template "gate.html" .}}{{x "no.key" "gate"}}`}},
		"a broken template":       {files: map[string]string{page: `{{if}}`}, want: []string{"gate.html:1"}},

		"missing in Swedish":             {files: map[string]string{sv: ""}, want: []string{"gate.title: missing in sv"}},
		"missing in English":             {files: map[string]string{en: ""}, want: []string{"gate.title: missing in en"}},
		"empty":                          {files: map[string]string{sv: `"gate.title" = " "`}, want: []string{"gate.title: empty in sv"}},
		"forgotten":                      {files: map[string]string{en: `"gate.title" = "More than twenty letters"`, sv: `"gate.title" = "More than twenty letters"`}, want: []string{"the same in sv"}},
		"allowed to be the same":         {files: map[string]string{en: title + `"gate.same" = "Pactdesk, Pactdesk, Pactdesk"`, sv: titel + `"gate.same" = "Pactdesk, Pactdesk, Pactdesk"`, page: `{{t "gate.same"}}`}},
		"short but for its placeholders": {files: map[string]string{en: `"gate.title" = "{{.Day}} {{.Month}} {{.Year}}"`, sv: `"gate.title" = "{{.Day}} {{.Month}} {{.Year}}"`}},
		"other placeholders":             {files: map[string]string{en: `"gate.title" = "{{.A}} {{.B}}"`, sv: `"gate.title" = "{{.B}} {{.C}}"`}, want: []string{"[B C] in sv, but [A B]"}},
		"placeholders elsewhere":         {files: map[string]string{en: `"gate.title" = "{{.A}} x {{.B}}"`, sv: `"gate.title" = "{{.B}} y {{ .A }}"`}},
		"a broken placeholder":           {files: map[string]string{sv: `"gate.title" = "{{.A"`}, want: []string{"gate.title: in sv:"}},
		"no plural":                      {files: map[string]string{en: `"gate.title" = { one = "x", other = "{{.Count}} x" }`, sv: `"gate.title" = "{{.Count}} x"`}, want: []string{"counts in sv"}},
		"a plural":                       {files: map[string]string{en: `"gate.title" = { one = "x", other = "{{.Count}} x" }`, sv: `"gate.title" = { one = "ett", other = "{{.Count}} y" }`}},
		"an odd key":                     {files: map[string]string{en: title + `"Gate" = "x"`, sv: titel + `"Gate" = "y"`, page: `{{t "Gate"}}`}, want: []string{"Gate: a key is written as"}},
		"a part of its own":              {files: map[string]string{"locales/part.en.toml": `"gate.more" = "More"`, "locales/part.sv.toml": `"gate.more" = "Mer"`, page: `{{t "gate.more"}}`}},
		"a part in one language":         {files: map[string]string{"locales/part.en.toml": `"gate.more" = "More"`, page: `{{t "gate.more"}}`}, want: []string{"gate.more: missing in sv"}},
		"said twice":                     {files: map[string]string{"locales/part.en.toml": title}, want: []string{"gate.title, which another file says"}},
		"unreadable":                     {files: map[string]string{en: `[`}, want: []string{"en.toml"}},
	} {
		t.Run(name, func(t *testing.T) {
			module := fstest.MapFS{}
			for name, text := range map[string]string{en: title, sv: titel, code: uses} {
				module[name] = &fstest.MapFile{Data: []byte(text)}
			}
			for name, text := range c.files {
				module[name] = &fstest.MapFile{Data: []byte(text)}
			}
			got := lint(module, map[string]bool{"gate.same": true})
			if !slices.EqualFunc(got, c.want, strings.Contains) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}
