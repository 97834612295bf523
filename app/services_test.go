package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
)

// A service's method answers everybody (apptest.Actor, then the shell and a
// job) with a letter each:
//
//	nobody | customer here, elsewhere | owner, editor, auditor | owner elsewhere | operator | operator with a grant to read, to write | shell, job
//
//	y  done        n  may not        -  does not exist        c  conflict        x  fails in another way
//
// What it is asked for is alfa's: the context's tenant is alfa, or where the
// line says so the platform.
type asked struct {
	answers string
	on      string // "platform", or empty for the site
	self    bool   // it is about who asks, and names nobody else
	call    func(c *caller) (any, error)
}

// caller is somebody who calls a method.
type caller struct {
	*apptest.Cast
	ctx context.Context // the site's, or the platform's
	p   principal.Principal
	key string            // of the site whose ids are used
	id  map[string]string // of that site's rows
}

const everybody = apptest.Actors + 2

// person is who an actor is; after the actors come the shell and a job.
func person(c *apptest.Cast, a int) (name string, p principal.Principal) {
	switch a {
	case apptest.Actors:
		return "the shell", apptest.Shell
	case apptest.Actors + 1:
		return "a job", principal.Principal{Kind: principal.Job}
	}
	return apptest.Actor(a).String(), c.Principal(apptest.Actor(a))
}

func letter(err error) string {
	if err == nil {
		return "y"
	}
	for kind, l := range map[errs.Kind]string{errs.NotFound: "-", errs.Forbidden: "n", errs.Conflict: "c", errs.Invalid: "i"} {
		if errs.Is(err, kind) {
			return l
		}
	}
	return "x"
}

var errUndo = errors.New("undo")

// try calls a method as somebody, on a site and with the ids of one. Unless it
// is kept, it is undone.
func (m asked) try(c *apptest.Cast, a int, on, of string, keep bool) (result any, err error) {
	_, p := person(c, a)
	tenant := c.Sites[on]
	if m.on == "platform" {
		tenant = c.Platform
	}
	ctx := c.On(tenant)
	if a < apptest.Actors {
		ctx = c.As(apptest.Actor(a), tenant)
	}
	failed := c.DB.Tx(ctx, func(ctx context.Context) error {
		result, err = m.call(&caller{Cast: c, ctx: ctx, p: p, key: of, id: c.IDs[of]})
		if keep {
			return err
		}
		return errUndo
	})
	if keep && err == nil {
		err = failed
	}
	return result, err
}

// TestEverybodyOnEveryMethod calls every exported method of every service as
// everybody. One that is not in the table, nor among those that take nobody's
// word (byReason), fails it.
func TestEverybodyOnEveryMethod(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		everyMethodHasALine(t, w)
		c := w.Cast()
		cell := 0
		for _, name := range sortedNames() {
			m := methods[name]
			letters := strings.ReplaceAll(m.answers, " ", "")
			if len(letters) != everybody {
				t.Fatalf("%s: %q has not a letter for everybody", name, m.answers)
			}
			for a := range everybody {
				if cell++; cell%apptest.Sampled != 0 {
					continue
				}
				_, err := m.try(c, a, "alfa", "alfa", false)
				if got := letter(err); got != letters[a:a+1] {
					who, _ := person(c, a)
					t.Errorf("%s answers %s with %s, not %s: %v", name, who, got, letters[a:a+1], err)
				}
			}
		}
	})
}

// TestAttackOnServices calls every method as alfa's people with what is
// beta's: with beta's ids in the context of alfa, and in the context of beta.
func TestAttackOnServices(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := w.Cast()
		secrets := w.SecretsOf("beta")
		before := w.RowsAbout("beta")
		for i, name := range sortedNames() {
			if i%apptest.Sampled != 0 {
				continue
			}
			m := methods[name]
			for _, a := range []apptest.Actor{apptest.Nobody, apptest.Customer, apptest.Owner, apptest.Editor, apptest.Auditor, apptest.Reader, apptest.Writer} {
				if a >= apptest.Operator && m.on == "platform" {
					continue // an operator's acts are on every site
				}
				for _, on := range []string{"alfa", "beta"} {
					if on == "alfa" && m.self {
						continue
					}
					result, err := m.try(c, int(a), on, "beta", true)
					if told := secrets.In(everything(result)); len(told) > 0 {
						t.Errorf("%s on %s tells %s %q", name, on, a, told)
					}
					if on == "beta" && err == nil && m.answers != "y yy yyy y y yy yy" {
						t.Errorf("%s on beta lets %s", name, a)
					}
				}
			}
			if after := w.RowsAbout("beta"); len(apptest.Differences(before, after)) > 0 {
				t.Errorf("%s changed what is beta's:\n%s", name, strings.Join(apptest.Differences(before, after), "\n"))
				before = after
			}
		}
	})
}

// everything is all that can be read of a result.
func everything(result any) string {
	encoded, err := json.Marshal(result)
	if err != nil {
		encoded = nil
	}
	return string(encoded) + fmt.Sprintf("%+v", result)
}

func sortedNames() (names []string) {
	for name := range methods {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// everyMethodHasALine reads the services of App. A method that takes a
// principal and is not in the table must say why.
func everyMethodHasALine(t *testing.T, w *apptest.World) {
	t.Helper()
	listed := map[string]bool{}
	for name := range methods {
		first, _, _ := strings.Cut(name, " ") // what follows tells two lines of one method apart
		listed[first] = true
	}
	there := map[string]bool{}
	services := reflect.ValueOf(w.App).Elem()
	for i := range services.NumField() {
		field := services.Type().Field(i)
		if !field.IsExported() || field.Type.Kind() != reflect.Pointer || field.Type.Elem().Name() != "Service" {
			continue
		}
		for method := range field.Type.Methods() {
			name := field.Name + "." + method.Name
			there[name] = true
			_, excused := byReason[name]
			if listed[name] == excused {
				t.Errorf("%s must have a line in methods, or a reason in byReason, and not both", name)
			}
		}
	}
	for name := range byReason {
		listed[name] = true
	}
	for name := range listed {
		if !there[name] {
			t.Errorf("there is no %s", name)
		}
	}
}
