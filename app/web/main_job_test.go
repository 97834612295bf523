package web_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// TestMain also fails a whole run in which a page was never shown: a template
// that nothing executes is a template that nobody has seen work.
func TestMain(m *testing.M) {
	code := pgtest.Main(m)
	if run := flag.Lookup("test.run"); code == 0 && run.Value.String() == "" {
		for _, p := range kernel.DeclaredPages {
			if !p.Executed.Load() {
				fmt.Fprintf(os.Stderr, "no test shows the page %s\n", p.Name)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// Each template is checked against the struct that it shows.
func TestTemplatesFitTheirPages(t *testing.T) {
	for _, p := range kernel.DeclaredPages {
		if err := templatecheck.CheckHTML(p.Template(), reflect.Zero(p.Data).Interface()); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

const privacy = documents.PrivacySlug

var first = map[string]string{
	"sv": "## Hur länge vi sparar\n\nBeställningar sparas i tio år.\n\nVi skickar inga nyhetsbrev.",
	"en": "## How long we keep\n\nOrders are kept for ten years.\n\nWe send no newsletters.",
}

var second = map[string]string{
	"sv": "## Hur länge vi sparar\n\nBeställningar sparas i sju år.\n\nVi skickar inga nyhetsbrev.",
	"en": "## How long we keep\n\nOrders are kept for seven years.\n\nWe send no newsletters.",
}

// The walk of the main job: host -> document -> register -> publish -> gate ->
// accept, and the same person on the other site is nobody.
func TestMainJob(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		kim := w.Browser("alfa")
		kim.Get("/cldoc/"+privacy+".htm").Want(200).Has("ten years", `lang="en"`).Lacks("tio år")

		kim.Register("kim@example.com")
		kim.Get("/account").Want(200).Has("kim@example.com")

		w.Clock.Advance(time.Hour)
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, second)
		gated := kim.Get("/account?tab=2")
		gated.To("/accept?return=%2Faccount%3Ftab%3D2")

		gate := kim.Get(gated.Header.Get("Location")).Want(200)
		gate.Has("<del>", "ten", "<ins>", "seven", "alfa AB")
		for box, ticked := range gate.Boxes("act_") {
			if ticked {
				t.Errorf("%s is ticked beforehand", box)
			}
		}
		form := gate.Ticked("/accept")
		form.Set("answer", "accept")
		kim.Post("/accept", form).To("/account?tab=2")
		kim.Get("/account").Want(200)
		kim.Get("/account/privacy").Want(200).Has("Policy en", "2026")

		other := w.Browser("beta")
		other.Get("/account").To("/login?return=%2Faccount")
		other.Post("/login", url.Values{"email": {"kim@example.com"}, "password": {apptest.Password}}).Want(http.StatusUnprocessableEntity)
		if strings.Contains(other.Get("/register").Want(200).Body, "act_") {
			t.Error("a site with nothing published asks for an act")
		}
	})
}
