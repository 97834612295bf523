// Package locales holds what the app says: a file a language, and beside it one
// a language for each part that has many words (facts.sv.toml). English is the
// reference; a test in app/i18n holds the others to its keys and placeholders.
//
// A message is one line, wherever in the file it belongs:
//
//	"gate.title" = "Before you go on"
//	"gate.greeting" = "Welcome to {{.Site}}"
//	"gate.count" = { one = "{{.Count}} document", other = "{{.Count}} documents" }
//
// Never open a [table]: TOML would take every line below it for a part of it.
package locales

import "embed"

//go:embed *.toml
var FS embed.FS
