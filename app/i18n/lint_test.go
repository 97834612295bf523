package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// TestMessagesAreComplete holds the files of locales/ to each other and to the
// code and the templates of the whole module. It asks two questions:
//
// Is every key used? Any string in Go or in a template that equals a key uses
// it. A string that ends where a key goes on, "date.month." or
// "document.state.%s", uses all keys that begin so.
//
// Does every key exist? That can only be asked of strings which are surely
// keys, for "account.deleted" may be an event and "site.css" a file:
//   - in Go, those that stand where a key is taken: T("..."), Message("..."),
//     errs.New(kind, "..."), errs.InvalidField(field, "..."), and Key: "..."
//     if it begins like a key that exists;
//   - in a template, those given to t or to a method T, and any other that
//     begins like a key that exists, unless it ends like a file's name.
//
// A mistyped key in any other place leaves the right one unused, and fails all
// the same.
func TestMessagesAreComplete(t *testing.T) {
	for _, problem := range lint(os.DirFS("../.."), mayBeSame) {
		t.Error(problem)
	}
}

// mayBeSame lists keys whose text is rightly the same as the English.
var mayBeSame = map[string]bool{}

// likely is how long a text must be, without its placeholders, for it to be no
// coincidence that it is the same in another language.
const likely = 20

var (
	keyForm      = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)
	prefixForm   = regexp.MustCompile(`^((?:[a-z0-9_]+\.)+)(?:%[sdv].*)?$`)
	action       = regexp.MustCompile(`{{.*?}}`)
	templateForm = regexp.MustCompile(`^templates/.*\.(html|txt|tmpl)$`)
	fileForm     = regexp.MustCompile(`\.(css|js|html?|txt|md|svg|png|jpe?g|webp|avif|gif|ico|woff2|json|xml|csv|pdf|zip|webmanifest)$`)
)

// keyArgument tells, of the functions that take a key, which argument it is.
var keyArgument = map[string]int{"T": 0, "t": 0, "Message": 0, "errs.New": 1, "errs.InvalidField": 1}

// linter gathers what is wrong with a module.
type linter struct {
	keys     map[string]bool // of any language
	heads    map[string]bool // the first segments of the keys
	used     map[string]bool
	prefixes map[string]bool
	problems []string
}

func (l *linter) addf(format string, args ...any) {
	if p := fmt.Sprintf(format, args...); !slices.Contains(l.problems, p) {
		l.problems = append(l.problems, p)
	}
}

func lint(module fs.FS, same map[string]bool) []string {
	l := &linter{keys: map[string]bool{}, heads: map[string]bool{}, used: map[string]bool{}, prefixes: map[string]bool{}}
	messages, err := readMessages(module)
	if err != nil {
		return []string{err.Error()}
	}
	l.compare(messages, same)
	if err := fs.WalkDir(module, ".", l.visit(module)); err != nil {
		l.addf("%v", err)
	}
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		if !l.isUsed(key) {
			l.addf("%s: no code and no template uses it", key)
		}
	}
	return l.problems
}

// readMessages reads locales/ by language and key.
func readMessages(module fs.FS) (map[string]map[string]*i18n.Message, error) {
	locales, err := fs.Sub(module, "locales")
	if err != nil {
		return nil, err
	}
	files, err := readFiles(locales)
	if err != nil {
		return nil, err
	}
	messages := map[string]map[string]*i18n.Message{}
	for lang, file := range files {
		messages[lang] = map[string]*i18n.Message{}
		for _, m := range file.Messages {
			messages[lang][m.ID] = m
		}
	}
	return messages, nil
}

// compare holds the languages to each other.
func (l *linter) compare(languages map[string]map[string]*i18n.Message, same map[string]bool) {
	for _, messages := range languages {
		for key := range messages {
			l.keys[key] = true
			head, _, _ := strings.Cut(key, ".")
			l.heads[head] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		if !keyForm.MatchString(key) {
			l.addf("%s: a key is written as in %q", key, "gate.title")
		}
		reference := languages[Reference][key]
		for _, lang := range slices.Sorted(maps.Keys(languages)) {
			m := languages[lang][key]
			if m == nil {
				l.addf("%s: missing in %s", key, lang)
				continue
			}
			if strings.TrimSpace(m.Other) == "" {
				l.addf("%s: empty in %s", key, lang)
			}
			names := l.placeholders(lang, m)
			if slices.Contains(names, count) && m.One == "" {
				l.addf("%s: counts in %s, so it needs its plural forms: { one = ..., other = ... }", key, lang)
			}
			if lang == Reference || reference == nil {
				continue
			}
			if want := l.placeholders(Reference, reference); !slices.Equal(names, want) {
				l.addf("%s: has the placeholders %v in %s, but %v in %s", key, names, lang, want, Reference)
			}
			if m.Other == reference.Other && len(action.ReplaceAllString(m.Other, "")) > likely && !same[key] {
				l.addf("%s: the same in %s as in %s; has it been forgotten?", key, lang, Reference)
			}
		}
	}
}

// placeholders returns the names in a message's forms, sorted.
func (l *linter) placeholders(lang string, m *i18n.Message) []string {
	names := map[string]bool{}
	for _, form := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		err := inspect(m.ID, form, func(n parse.Node) {
			if field, ok := n.(*parse.FieldNode); ok {
				names[strings.Join(field.Ident, ".")] = true
			}
		})
		if err != nil {
			l.addf("%s: in %s: %v", m.ID, lang, err)
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (l *linter) visit(module fs.FS) fs.WalkDirFunc {
	return func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); name != "." && (base[0] == '.' || base == "testdata" || base == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		isCode := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
		isTemplate := templateForm.MatchString(name)
		if !isCode && !isTemplate {
			return nil
		}
		text, err := fs.ReadFile(module, name)
		if err != nil {
			return err
		}
		if isCode {
			l.code(name, text)
		} else {
			l.template(name, string(text))
		}
		return nil
	}
}

// use notes that a string occurs, whatever it may be.
func (l *linter) use(s string) {
	l.used[s] = true
	if m := prefixForm.FindStringSubmatch(s); m != nil {
		l.prefixes[m[1]] = true
	}
}

func (l *linter) isUsed(key string) bool {
	if l.used[key] {
		return true
	}
	for i, c := range key {
		if c == '.' && l.prefixes[key[:i+1]] {
			return true
		}
	}
	return false
}

// expect notes a string that is surely a key.
func (l *linter) expect(where, s string) {
	if !l.keys[s] {
		l.addf("%s: there is no message %q", where, s)
	}
}

// beginsLikeKey reports whether s looks like a key and begins like one we have.
func (l *linter) beginsLikeKey(s string) bool {
	head, _, _ := strings.Cut(s, ".")
	return l.heads[head] && keyForm.MatchString(s)
}

func (l *linter) code(name string, text []byte) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		l.addf("%v", err)
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				l.use(s)
			}
		case *ast.CallExpr:
			if i, ok := keyArgument[called(n.Fun)]; ok && i < len(n.Args) {
				if s, ok := literal(n.Args[i]); ok && keyForm.MatchString(s) {
					l.expect(files.Position(n.Pos()).String(), s)
				}
			}
		case *ast.KeyValueExpr:
			if field, ok := n.Key.(*ast.Ident); ok && field.Name == "Key" {
				if s, ok := literal(n.Value); ok && l.beginsLikeKey(s) {
					l.expect(files.Position(n.Pos()).String(), s)
				}
			}
		}
		return true
	})
}

// called names a function as keyArgument does: those of errs with their
// package, because New is a common name, and methods without their receiver.
func called(fun ast.Expr) string {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		if pkg, ok := fun.X.(*ast.Ident); ok && pkg.Name == "errs" {
			return "errs." + fun.Sel.Name
		}
		return fun.Sel.Name
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func (l *linter) template(name, text string) {
	err := inspect(name, text, func(n parse.Node) {
		switch n := n.(type) {
		case *parse.StringNode:
			l.use(n.Text)
			if l.beginsLikeKey(n.Text) && !fileForm.MatchString(n.Text) {
				l.expect(name, n.Text)
			}
		case *parse.CommandNode:
			if len(n.Args) > 1 && says(n.Args[0]) {
				if s, ok := n.Args[1].(*parse.StringNode); ok {
					l.expect(name, s.Text)
				}
			}
		}
	})
	if err != nil {
		l.addf("%v", err)
	}
}

// says reports whether a template calls t, or a method T of anything.
func says(function parse.Node) bool {
	var names []string
	switch f := function.(type) {
	case *parse.IdentifierNode:
		return f.Ident == "t"
	case *parse.FieldNode:
		names = f.Ident
	case *parse.VariableNode:
		names = f.Ident
	case *parse.ChainNode:
		names = f.Field
	}
	return len(names) > 0 && names[len(names)-1] == "T"
}

// inspect shows visit every node of a template and of those defined in it.
// Which functions there are does not matter.
func inspect(name, text string, visit func(parse.Node)) error {
	tree, defined := parse.New(name), map[string]*parse.Tree{}
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(text, "", "", defined); err != nil {
		return err
	}
	for _, t := range defined {
		walk(t.Root, visit)
	}
	return nil
}

func walk(n parse.Node, visit func(parse.Node)) {
	visit(n)
	switch n := n.(type) {
	case *parse.ListNode:
		walkAll(n.Nodes, visit)
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.PipeNode:
		walkAll(n.Cmds, visit)
	case *parse.CommandNode:
		walkAll(n.Args, visit)
	case *parse.ChainNode:
		walk(n.Node, visit)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	}
}

func walkBranch(n *parse.BranchNode, visit func(parse.Node)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	if n.ElseList != nil {
		walk(n.ElseList, visit)
	}
}

func walkAll[N parse.Node](nodes []N, visit func(parse.Node)) {
	for _, n := range nodes {
		walk(n, visit)
	}
}
