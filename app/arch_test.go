package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/pactdesk/pactdesk"

// source is one .go file of the module.
type source struct {
	path    string // from the module's root: app/sites/store.go
	pkg     string // its directory
	test    bool   // a test, or a helper of tests
	file    *ast.File
	imports []string
}

var files = token.NewFileSet()

// sources parses every file of the module, once.
var sources = sync.OnceValues(func() (all []source, err error) {
	root := os.DirFS("..")
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata" || base == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		code, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		s := source{path: name, pkg: path.Dir(name)}
		s.test = strings.HasSuffix(name, "_test.go") || matches("app/apptest/...", s.pkg)
		if s.file, err = parser.ParseFile(files, name, code, parser.ParseComments); err != nil {
			return err
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		all = append(all, s)
		return nil
	})
	return all, err
})

// read gives the files that the rules are about; tests on request.
func read(t *testing.T, tests bool) (some []source) {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if tests || !s.test {
			some = append(some, s)
		}
	}
	return some
}

// own are the imports from this module, as directories.
func (s source) own() (dirs []string) {
	for _, imported := range s.imports {
		if dir, ok := strings.CutPrefix(imported, module+"/"); ok {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// matches tells whether a package is meant by a pattern.
func matches(pattern, pkg string) bool {
	dir, below := strings.CutSuffix(pattern, "/...")
	return pkg == dir || below && strings.HasPrefix(pkg, dir+"/")
}

// matching is the longest of the patterns that mean a package, or empty.
func matching(patterns []string, pkg string) (longest string) {
	for _, pattern := range patterns {
		if matches(pattern, pkg) && len(pattern) > len(longest) {
			longest = pattern
		}
	}
	return longest
}

// layerOf is where a package stands, or -1.
func layerOf(pkg string) (layer int) {
	layer = -1
	var longest string
	for i, l := range layers {
		if p := matching(l.packages, pkg); len(p) > len(longest) {
			layer, longest = i, p
		}
	}
	return layer
}

func TestLayers(t *testing.T) {
	for _, s := range read(t, false) {
		from := layerOf(s.pkg)
		if from < 0 {
			t.Errorf("%s: package %s stands in no layer: give it its place in arch_rules_test.go", s.path, s.pkg)
			continue
		}
		for _, pkg := range s.own() {
			if to := layerOf(pkg); to > from {
				t.Errorf("%s imports %s: %s is below %s", s.path, pkg, layers[from].name, layers[to].name)
			}
		}
	}
}

func TestFeatureEdges(t *testing.T) {
	for _, s := range read(t, false) {
		from := matching(features, s.pkg)
		for _, pkg := range s.own() {
			to := matching(features, pkg)
			if from != "" && to != "" && from != to && !slices.Contains(edges[from], to) {
				t.Errorf("%s imports %s: that edge between features is not in the list", s.path, pkg)
			}
		}
	}
	for from := range edges {
		if way := wayBack(from, from, nil); way != nil {
			t.Errorf("the list of edges has a cycle: %s", strings.Join(way, " -> "))
		}
	}
}

// wayBack is a path along the edges from one feature to another, or nil.
func wayBack(from, to string, seen []string) []string {
	seen = append(slices.Clone(seen), from)
	for _, next := range edges[from] {
		if next == to {
			return append(seen, to)
		}
		if slices.Contains(seen, next) {
			continue
		}
		if way := wayBack(next, to, seen); way != nil {
			return way
		}
	}
	return nil
}

func TestSurfaces(t *testing.T) {
	for _, s := range read(t, false) {
		from := matching(surfaces, s.pkg)
		for _, pkg := range s.own() {
			if to := matching(surfaces, pkg); from != "" && to != "" && from != to {
				t.Errorf("%s imports %s: a surface never imports another", s.path, pkg)
			}
		}
	}
}

func TestClosedParts(t *testing.T) {
	for _, s := range read(t, false) {
		for _, rule := range closed {
			for _, pkg := range s.own() {
				if matches(rule.part, s.pkg) && matches(rule.from, pkg) {
					t.Errorf("%s imports %s: %s", s.path, pkg, rule.because)
				}
			}
		}
	}
}

func TestLibraries(t *testing.T) {
	for _, s := range read(t, true) {
		for _, rule := range libraries {
			if matching(rule.only, s.pkg) != "" {
				continue
			}
			if rule.files != nil && (s.test || matching(features, s.pkg) != "" && named(rule.files, s.path)) {
				continue
			}
			for _, imported := range s.imports {
				if strings.HasPrefix(imported, rule.module) {
					t.Errorf("%s imports %s, which is for %v %v", s.path, imported, rule.only, rule.files)
				}
			}
		}
	}
}

// named tells whether a file's name fits one of the patterns.
func named(patterns []string, file string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, path.Base(file))
		return ok && err == nil
	})
}

func TestPackageComments(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range read(t, true) {
		if !strings.HasSuffix(s.path, "_test.go") {
			documented[s.pkg] = documented[s.pkg] || s.file.Doc != nil
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(documented)) {
		if !documented[pkg] {
			t.Errorf("package %s has no doc comment", pkg)
		}
	}
}

func TestFileLength(t *testing.T) {
	for _, s := range read(t, false) {
		if n := files.File(s.file.FileStart).LineCount(); n > maxLines && !ast.IsGenerated(s.file) {
			t.Errorf("%s has %d lines, more than %d: it is about two things", s.path, n, maxLines)
		}
	}
}

// word is something that code can say; said tells whether a node says it.
type word struct {
	name string
	said func(s source, n ast.Node) bool
}

// identifier is a name, whatever it stands for.
func identifier(name string) word {
	return word{name, func(_ source, n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		return ok && id.Name == name
	}}
}

// method is a call of anything's method of a name.
func method(name string) word {
	return word{"." + name + "(", func(_ source, n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return false
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		return ok && f.Sel.Name == name
	}}
}

// function is a package's function, called or handed on.
func function(pkg, name string) word {
	return word{path.Base(pkg) + "." + name, func(s source, n ast.Node) bool {
		return s.mentions(n, pkg, name)
	}}
}

// conversion is a conversion to a package's type, which other code may name.
func conversion(pkg, name string) word {
	return word{path.Base(pkg) + "." + name + "(", func(s source, n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && s.mentions(call.Fun, pkg, name)
	}}
}

// typeOf is a type's declaration by a package's type: its alias, or its kin.
func typeOf(pkg, name string) word {
	return word{"type … " + path.Base(pkg) + "." + name, func(s source, n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		return ok && s.mentions(spec.Type, pkg, name)
	}}
}

// call is a call of anything's function of a name.
func call(name string) word {
	return word{name + "(", func(_ source, n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && called(call.Fun) == name || ok && called(call) == name
	}}
}

// mentions tells whether a node is pkg.name.
func (s source) mentions(n ast.Node, pkg, name string) bool {
	f, ok := n.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != name {
		return false
	}
	x, ok := f.X.(*ast.Ident)
	return ok && x.Name == s.nameOf(pkg)
}

// nameOf is what a file calls an imported package, or empty.
func (s source) nameOf(pkg string) string {
	for i, imported := range s.imports {
		if imported != pkg {
			continue
		}
		if name := s.file.Imports[i].Name; name != nil {
			return name.Name
		}
		return path.Base(pkg)
	}
	return ""
}

// places are where a word is said, as file:line.
func (s source) places(w word) (found []string) {
	ast.Inspect(s.file, func(n ast.Node) bool {
		if n != nil && w.said(s, n) {
			found = append(found, fmt.Sprintf("%s:%d", s.path, files.Position(n.Pos()).Line))
		}
		return true
	})
	return found
}

func TestBannedWords(t *testing.T) {
	for _, s := range read(t, false) {
		for _, rule := range banned {
			if matching(rule.except, s.pkg) != "" {
				continue
			}
			for _, place := range s.places(rule.what) {
				t.Errorf("%s: %s is banned: %s", place, rule.what.name, rule.because)
			}
		}
	}
}

// TestOneDoor: one function turns sanitised text into HTML that templates
// trust, and one our stylesheet into CSS; a second place would be a second
// thing to review.
func TestOneDoor(t *testing.T) {
	for _, door := range []struct {
		word word
		only string
	}{
		{conversion("html/template", "HTML"), htmlDoor},
		{call("InlineCSS"), cssDoor},
	} {
		var found []string
		for _, s := range read(t, false) {
			for _, d := range s.file.Decls {
				ast.Inspect(d, func(n ast.Node) bool {
					if n != nil && door.word.said(s, n) {
						found = append(found, s.pkg+"."+declared(d))
					}
					return true
				})
			}
		}
		if !slices.Equal(found, []string{door.only}) {
			t.Errorf("%s is said in %v, and may be in %s alone", door.word.name, found, door.only)
		}
	}
}

// TestUnscopedCallers: whoever crosses tenants is on the list, and the list
// holds nobody else.
func TestUnscopedCallers(t *testing.T) {
	holdCallers(t, unscopedCallers, func(name string) bool { return ast.IsExported(name) && strings.Contains(name, "Unscoped") })
}

// TestReviewedCallers: the same for SQL that the guard does not read.
func TestReviewedCallers(t *testing.T) {
	holdCallers(t, reviewedCallers, func(name string) bool { return name == "Reviewed" })
}

// holdCallers holds the callers of functions whose name is meant against a
// list. Who bears such a name is not meant.
func holdCallers(t *testing.T, list map[string]string, meant func(name string) bool) {
	t.Helper()
	listed := maps.Clone(list)
	for _, s := range read(t, false) {
		for _, d := range s.file.Decls {
			caller := s.pkg + "." + declared(d)
			if strings.Contains(declared(d), "Unscoped") || meant(declared(d)) {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				name := called(n)
				if !meant(name) {
					return true
				}
				if list[caller] == "" {
					t.Errorf("%s:%d: %s calls %s and is not in the list of those who may",
						s.path, files.Position(n.Pos()).Line, caller, name)
				}
				delete(listed, caller)
				return true
			})
		}
	}
	for caller := range listed {
		t.Errorf("%s is listed and calls nothing of the kind", caller)
	}
}

// declared is a function's name (Type.Method for a method); for a variable,
// whose value may call as well, it is its keyword.
func declared(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return "var"
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	for {
		switch r := receiver.(type) {
		case *ast.StarExpr:
			receiver = r.X
		case *ast.IndexExpr: // a type with a parameter
			receiver = r.X
		case *ast.Ident:
			return r.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}

// called is the name of the function or method that a node mentions by a
// selector, or calls in its own package.
func called(n ast.Node) string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		return n.Sel.Name
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok {
			return f.Name
		}
	}
	return ""
}

// TestRulesBite shows each word the code it is there to catch, and code like
// it that is fine.
func TestRulesBite(t *testing.T) {
	const imports = `package p; import ("time"; h "html/template"); var _ = `
	for _, c := range []struct {
		word      word
		bad, fine string
	}{
		{method("Save"), "db.Save(x)", "save(x)"},
		{method("AutoMigrate"), "db.AutoMigrate(x)", "migrate(x)"},
		{identifier("UpdateAll"), "clause.OnConflict{UpdateAll: true}", "clause.OnConflict{DoNothing: true}"},
		{function("time", "Now"), "Clock{now: time.Now}", "time.Unix(0, 0)"},
		{function("time", "Now"), "time.Now()", "clock.Now()"},
		{conversion("html/template", "HTML"), "h.HTML(x)", "[]h.HTML{}"},
		{typeOf("html/template", "CSS"), "0; type mine = h.CSS", "0; type mine struct { h.CSS }"},
		{call("InlineCSS"), "p.InlineCSS(x)", "[]p.InlineCSS{}"},
		{call("InlineCSS"), "InlineCSS(x)", "inlineCSS(x)"},
	} {
		for code, want := range map[string]int{c.bad: 1, c.fine: 0} {
			s := source{path: "example.go", file: parse(t, imports+code), imports: []string{"time", "html/template"}}
			if got := len(s.places(c.word)); got != want {
				t.Errorf("%s is found %d times in %s, want %d", c.word.name, got, code, want)
			}
		}
	}
}

func parse(t *testing.T, code string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(files, "example.go", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
