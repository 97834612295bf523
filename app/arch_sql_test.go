package app_test

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"
)

// takesSQL are gorm's methods whose first argument may be SQL.
var takesSQL = []string{"Where", "Or", "Not", "Having", "Order", "Group", "Select", "Distinct", "Joins", "InnerJoins", "Table",
	"Pluck", "Raw", "Exec", "Expr"}

// TestSQLIsConstant: what is handed to gorm as SQL was written by us, as it
// is: values are bound, never put into a string. On SQLite nothing else would
// stop a value that is SQL, but for the guard's look at its fragments.
func TestSQLIsConstant(t *testing.T) {
	listed := maps.Clone(madeSQL)
	for _, s := range read(t, false) {
		if !slices.ContainsFunc(s.imports, func(path string) bool {
			return strings.HasPrefix(path, "gorm.io/") || path == module+"/tenants/tenantdb" || path == module+"/app/db"
		}) {
			continue
		}
		for _, d := range s.file.Decls {
			caller := s.pkg + "." + declared(d)
			ast.Inspect(d, func(n ast.Node) bool {
				sql := sqlOf(n)
				if sql == nil || s.constant(t, d, sql) {
					return true
				}
				if madeSQL[caller] == "" {
					t.Errorf("%s:%d: SQL that is not a constant", s.path, files.Position(sql.Pos()).Line)
				}
				delete(listed, caller)
				return true
			})
		}
	}
	for caller := range listed {
		t.Errorf("%s is listed and makes no SQL", caller)
	}
}

// sqlOf is what a node hands to gorm as SQL, or nil.
func sqlOf(n ast.Node) ast.Expr {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains(takesSQL, f.Sel.Name) {
		return nil
	}
	return call.Args[0]
}

// constant tells whether an expression is a constant string, or no string at
// all: a row, a map, another query. A variable is as good as what its function
// puts into it.
func (s source) constant(t *testing.T, in ast.Decl, e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.CompositeLit, *ast.FuncLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	case *ast.BinaryExpr:
		return s.constant(t, in, e.X) && s.constant(t, in, e.Y)
	case *ast.ParenExpr:
		return s.constant(t, in, e.X)
	case *ast.Ident:
		return s.isConst(t, e.Name) || s.onlyConstants(t, in, e.Name)
	case *ast.CallExpr: // of another method of gorm's, which is looked at by itself
		f, ok := e.Fun.(*ast.SelectorExpr)
		return ok && (slices.Contains(takesSQL, f.Sel.Name) || f.Sel.Name == "Model")
	}
	return false
}

// isConst tells whether the file's package has a constant of a name.
func (s source) isConst(t *testing.T, name string) bool {
	for _, other := range read(t, true) {
		if other.pkg != s.pkg {
			continue
		}
		for _, d := range other.file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				if slices.ContainsFunc(spec.(*ast.ValueSpec).Names, func(id *ast.Ident) bool { return id.Name == name }) {
					return true
				}
			}
		}
	}
	return false
}

// onlyConstants tells whether a function makes a variable and puts nothing but
// constants into it.
func (s source) onlyConstants(t *testing.T, in ast.Decl, name string) bool {
	made, only := false, true
	ast.Inspect(in, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, to := range assign.Lhs {
			if id, ok := to.(*ast.Ident); !ok || id.Name != name {
				continue
			}
			made = made || assign.Tok == token.DEFINE
			only = only && len(assign.Lhs) == len(assign.Rhs) && s.constant(t, in, assign.Rhs[i])
		}
		return true
	})
	return made && only
}

// TestControlTables: a model says that it is no tenant's in one place only.
func TestControlTables(t *testing.T) {
	for _, s := range read(t, true) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "ControlTable" && s.path != "tenants/tenantdb/control.go" {
				t.Errorf("%s makes a control table: they are a closed list, in tenants/tenantdb/control.go", s.path)
			}
		}
	}
}

// TestConstantsAreToldApart shows the rule what it is there to catch.
func TestConstantsAreToldApart(t *testing.T) {
	for code, want := range map[string]bool{
		`q.Where("id = ?", x)`:                       true,
		`q.Where("id = " + "?", x)`:                  true,
		`q.Where(&Row{}, x)`:                         true,
		`q.Where(map[string]any{})`:                  true,
		`q.Order("id = '" + x + "'")`:                false,
		`q.Order(x)`:                                 false,
		`q.Raw(fmt.Sprintf("x", y))`:                 false,
		`y := "a"; if x == "" { y = "b" }; q.Raw(y)`: true,
		`y := "a"; if x == "" { y = x }; q.Raw(y)`:   false,
		`y := "a"; y += x; q.Raw(y)`:                 false,
		`y := strings.ToUpper("a"); q.Raw(y)`:        false,
		`q.Where(q.Where("a").Or("b"))`:              true,
		`q.Where(q.Where("a").Or(x))`:                false,
		`y, z := two(); q.Raw(y, z)`:                 false,
	} {
		f := parse(t, "package p; func f(x string) { "+code+" }")
		s, ok := source{path: "p.go", pkg: "p", file: f}, true
		ast.Inspect(f, func(n ast.Node) bool {
			if sql := sqlOf(n); sql != nil {
				ok = ok && s.constant(t, f.Decls[0], sql)
			}
			return true
		})
		if ok != want {
			t.Errorf("%s: constant %t, want %t", code, ok, want)
		}
	}
}
