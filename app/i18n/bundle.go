// Package i18n says things in the reader's language.
//
// There are two kinds of language here. The app's own words exist in the
// languages of locales/: a Bundle holds them and gives a Localizer for one.
// A site's documents exist in whatever languages its owner published them:
// Match chooses among those. So a Finnish page may have an English frame, and
// each part must be marked with its own lang and Dir.
//
// Messages are plain strings with {{.Placeholders}}. They never hold HTML and
// are not escaped here: html/template escapes them where they are put on a
// page, as it does any other text.
//
// A message that cannot be said shows as ⟦its.key⟧ and is reported through
// Bundle.OnProblem, which tests make fatal. Before that, lint_test.go compares
// the files of locales/ with each other and with the code and the templates.
package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Reference is the language that the others are translated from. It is also
// what people get whose language we neither have nor have a neighbour of.
const Reference = "en"

// Problem hears of a message that could not be said as it should have been.
type Problem func(lang, key string, err error)

// Bundle holds the app's own words in all its languages.
type Bundle struct {
	languages  []string
	localizers map[string]*Localizer
	problem    atomic.Pointer[Problem]
}

// Load reads every language there is a file for: sv.toml for Swedish, with
// studio.sv.toml and the like beside it for parts that have many words.
func Load(fsys fs.FS) (*Bundle, error) {
	files, err := readFiles(fsys)
	if err != nil {
		return nil, err
	}
	if files[Reference] == nil {
		return nil, fmt.Errorf("i18n: no %s.toml, the file the others are translations of", Reference)
	}

	b := &Bundle{localizers: make(map[string]*Localizer)}
	b.OnProblem(func(lang, key string, err error) {
		slog.Error("a message could not be said", "lang", lang, "key", key, "error", err)
	})
	messages := i18n.NewBundle(language.MustParse(Reference))
	for lang, file := range files {
		if err := messages.AddMessages(file.Tag, file.Messages...); err != nil {
			return nil, fmt.Errorf("i18n: %s: %w", file.Path, err)
		}
		b.languages = append(b.languages, lang)
		b.localizers[lang] = &Localizer{
			bundle:   b,
			lang:     lang,
			dir:      Dir(lang),
			messages: i18n.NewLocalizer(messages, lang),
			numbers:  message.NewPrinter(file.Tag),
		}
	}
	slices.SortFunc(b.languages, referenceFirst)
	return b, nil
}

func referenceFirst(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == Reference:
		return -1
	case b == Reference:
		return 1
	}
	return strings.Compare(a, b)
}

// readFiles reads the files of locales/ by language.
func readFiles(fsys fs.FS) (map[string]*i18n.MessageFile, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	files := make(map[string]*i18n.MessageFile)
	var problems []error
	for _, name := range names {
		lang := strings.TrimSuffix(path.Base(name), ".toml")
		if dot := strings.LastIndexByte(lang, '.'); dot >= 0 {
			lang = lang[dot+1:]
		}
		if canonical, ok := Valid(lang); !ok || canonical != lang {
			problems = append(problems, fmt.Errorf("i18n: %s is not named after a language", name))
			continue
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			problems = append(problems, fmt.Errorf("i18n: %w", err))
			continue
		}
		file, err := i18n.ParseMessageFileBytes(text, path.Base(lang+".toml"), map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			problems = append(problems, fmt.Errorf("i18n: %s: %w", name, err))
			continue
		}
		if whole := files[lang]; whole != nil {
			problems = append(problems, twice(name, whole.Messages, file.Messages)...)
			whole.Messages = append(whole.Messages, file.Messages...)
			continue
		}
		files[lang] = file
	}
	return files, errors.Join(problems...)
}

// twice finds the keys that a file says though another has said them.
func twice(name string, said, more []*i18n.Message) (problems []error) {
	keys := map[string]bool{}
	for _, m := range said {
		keys[m.ID] = true
	}
	for _, m := range more {
		if keys[m.ID] {
			problems = append(problems, fmt.Errorf("i18n: %s says %s, which another file says already", name, m.ID))
		}
	}
	return problems
}

// OnProblem says who hears of messages that are missing in a language or lack
// a parameter; at first they are logged. It may be called at any time.
func (b *Bundle) OnProblem(hear Problem) { b.problem.Store(&hear) }

// Languages are those the app itself speaks, the reference first.
func (b *Bundle) Languages() []string { return slices.Clone(b.languages) }

// Localizer returns the words for somebody who reads lang. Where we do not
// have that language it is the nearest that we have; its Lang tells which.
func (b *Bundle) Localizer(lang string) *Localizer {
	return b.localizers[Match(b.languages, Reference, lang)]
}
