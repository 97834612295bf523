package web_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

var (
	client = sites.Arrangement{Kind: sites.Agency, LegalName: "Kunden AB", RegistrationNumber: "559000-7777", Address: "Torget 3, Piteå",
		Country: "SE", Email: "dpo@kunden.example", DPO: "Dora Dataskydd", Authorised: true}
	partner = sites.Arrangement{Kind: sites.Joint, LegalName: "Partner AS", RegistrationNumber: "999 111", Address: "Gata 5, Oslo",
		Country: "NO", Email: "post@partner.example", Essence: "Both decide which pictures are shown.", ContactPoint: "both@alfa.example"}
)

func arrange(t *testing.T, w *apptest.World, site tenants.ID, a sites.Arrangement) {
	t.Helper()
	if err := w.App.Sites.SetArrangement(w.On(site), apptest.Shell, a); err != nil {
		t.Fatal(err)
	}
	w.Follow()
}

// listOn puts an entry on a tenant's register.
func listOn(t *testing.T, w *apptest.World, tenant tenants.ID, e processing.Subprocessor) {
	t.Helper()
	e.ID, e.AnnouncedAt = uuid.Must(uuid.NewV7()), w.Clock.Now()
	err := w.DB.Tx(w.On(tenant), func(ctx context.Context) error {
		if err := db.Conn(ctx).Create(&e).Error; err != nil {
			return err
		}
		return w.Processing.Keep(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var lagring = processing.Subprocessor{Name: "Lagring Inc", Address: "1 Cloud Way", Country: "US", Contact: "privacy@lagring.example",
	Service: "hosting", Categories: "identity,contact", Locations: "SE,US", Safeguard: "scc"}

// now is a record as it is, for the shell.
func now(t *testing.T, w *apptest.World, tenant tenants.ID, kind processing.Kind) processing.Revision {
	t.Helper()
	rev, err := w.Processing.Now(w.On(tenant), apptest.Shell, kind)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func revisions(t *testing.T, w *apptest.World, tenant tenants.ID, kind processing.Kind) int {
	t.Helper()
	all, err := w.Processing.Revisions(w.On(tenant), apptest.Shell, kind)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// keepAll is what the hourly job does.
func keepAll(t *testing.T, w *apptest.World) {
	t.Helper()
	if err := w.Processing.KeepAllUnscoped(context.Background(), apptest.Shell); err != nil {
		t.Fatal(err)
	}
}

// The record of a site says all that Art. 30(1) lists, in three languages.
func TestTheRecordOfASite(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		listOn(t, w, w.Platform, lagring)
		listOn(t, w, w.Sites["alfa"], processing.Subprocessor{Name: "Tryckeriet AB", Address: "Gatan 9", Country: "SE", Contact: "hej@tryck.example",
			Service: "printing", Categories: "contact", Locations: "SE", Safeguard: "eea"})
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		for language, words := range map[string][]string{
			"en": {"Record of processing activities, as controller", "Accounts and signing in", "3 years", "United States", "Sites are kept apart", "GDPR Art. 30(1)(g)", "none appointed"},
			"sv": {"Register över behandling, som personuppgiftsansvarig", "3 år", "Sajter hålls isär", "Sverige", "inget utsett", "GDPR art. 30.1 g<", "GDPR art. 30.1 b, c och f<"},
			"nb": {"Protokoll over behandlingsaktiviteter, som behandlingsansvarlig", "3 år", "Nettstedene holdes fra hverandre", "ikke utpekt", "GDPR art. 30 nr. 1 b, c og f<"},
		} {
			owner.Get("/studio/alfa/processing/record?lang="+language).Want(http.StatusOK).Has(words...).
				Has("alfa AB", "privacy@alfa.example", "559000-0001", "platform AB", "Lagring Inc", "Tryckeriet AB").Lacks("beta AB", "⟦")
			owner.Get("/studio/alfa/processing?lang="+language).Want(http.StatusOK).Has("alfa AB", "platform AB", "Lagring Inc", "Tryckeriet AB").Lacks("beta AB", "⟦")
			w.Browser("alfa").Get("/who-answers?lang="+language).Want(http.StatusOK).Has("alfa AB", "privacy@alfa.example", "platform AB", "Lagring Inc", "Tryckeriet AB").Lacks("beta AB", "⟦")
		}
		w.Browser("beta").Get("/who-answers").Want(http.StatusOK).Has("beta AB", "platform AB", "Lagring Inc").Lacks("alfa AB", "Tryckeriet AB")
		w.Browser("platform").Get("/who-answers").Want(http.StatusOK).Has("platform AB", "Lagring Inc").Lacks("alfa AB", "Tryckeriet AB")

		r := now(t, w, w.Sites["alfa"], processing.AsController).Record
		whole(t, r)
		if len(r.Controllers) != 1 || len(r.Transfers) != 1 || r.Transfers[0] != (processing.Transfer{To: "Lagring Inc", Country: "US", Safeguard: "scc"}) {
			t.Errorf("controllers %+v, transfers %+v", r.Controllers, r.Transfers)
		}
		for _, a := range r.Activities {
			if a.Purpose.Own() {
				t.Errorf("%s is the platform's own and stands in a site's record", a.Purpose)
			}
		}
	})
}

// whole fails where a record lacks something that Art. 30(1) or (2) lists.
func whole(t *testing.T, r processing.Record) {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(b, &fields); err != nil {
		t.Fatal(err)
	}
	wants := map[processing.Kind][]string{
		processing.AsController: {"controllers", "activities", "recipients", "transfers", "measures"},
		processing.AsProcessor:  {"processor", "on_behalf_of", "activities", "transfers", "measures"},
	}[r.Kind]
	for _, name := range wants {
		if _, ok := fields[name]; !ok {
			t.Errorf("the record has no %s", name)
		}
	}
	for _, c := range r.Controllers {
		if c.Name == "" || c.Address == "" || c.Country == "" || c.Email == "" || c.Representative == "" {
			t.Errorf("a controller without contact details: %+v", c)
		}
	}
	if len(r.Activities) < 3 || len(r.Measures) < 10 {
		t.Errorf("%d activities and %d measures", len(r.Activities), len(r.Measures))
	}
	for _, a := range r.Activities {
		if a.Basis == "" || len(a.Subjects) == 0 || len(a.Sources) == 0 || len(a.Categories()) == 0 {
			t.Errorf("an activity that is not whole: %+v", a)
		}
		for _, l := range a.Limits {
			if l.Period == "" || l.From == "" {
				t.Errorf("%s: no time limit for %v", a.Purpose, l.Categories)
			}
		}
	}
}

// Where two are responsible, both are named; an agency's client is controller,
// and the agency has a processor's record of its own.
func TestTheRecordsOfOtherArrangements(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		arrange(t, w, alfa, partner)
		arrange(t, w, beta, client)
		joint := now(t, w, alfa, processing.AsController).Record
		whole(t, joint)
		if len(joint.Controllers) != 2 || joint.Controllers[1].Name != "Partner AS" || joint.ContactPoint != "both@alfa.example" {
			t.Errorf("jointly: %+v", joint.Controllers)
		}
		if _, err := w.Processing.Now(w.On(alfa), apptest.Shell, processing.AsProcessor); errs.All(err) == nil {
			t.Error("a controller has a processor's record")
		}
		first, own := now(t, w, beta, processing.AsController).Record, now(t, w, beta, processing.AsProcessor).Record
		whole(t, first)
		whole(t, own)
		if len(first.Controllers) != 1 || first.Controllers[0].Name != "Kunden AB" || first.Controllers[0].DPO != "Dora Dataskydd" ||
			first.Recipients[0].Name != "beta AB" || first.Recipients[1].Name != "platform AB" || first.Recipients[1].Role != processing.SubProcessor {
			t.Errorf("the client's: %+v", first)
		}
		if own.Processor.Name != "beta AB" || own.OnBehalfOf[0].Controllers[0].Name != "Kunden AB" || own.Recipients[0].Name != "platform AB" {
			t.Errorf("the agency's: %+v", own)
		}

		agency := w.Browser("platform").SignIn("owner@beta.example")
		agency.Get("/studio/beta/processing").Want(http.StatusOK).Has("Kunden AB is the controller", "beta AB runs the site for it", "dpo@kunden.example").Lacks("Partner AS")
		agency.Get("/studio/beta/processing/record?kind=processor").Want(http.StatusOK).Has("as processor", "GDPR Art. 30(2)(a)", "Kunden AB")
		w.Browser("platform").SignIn("owner@alfa.example").Get("/studio/alfa/processing").Want(http.StatusOK).
			Has("jointly responsible", "Partner AS", "both@alfa.example", "Both decide which pictures").Lacks("Kunden AB")
		w.Browser("alfa").Get("/who-answers").Want(http.StatusOK).Has("alfa AB", "Partner AS", "both@alfa.example")
		w.Browser("beta").Get("/who-answers").Want(http.StatusOK).Has("Kunden AB", "beta AB", "Runs the site on the controller").Lacks("Partner AS")

		platform := now(t, w, w.Platform, processing.AsProcessor).Record
		whole(t, platform)
		whole(t, now(t, w, w.Platform, processing.AsController).Record)
		if len(platform.OnBehalfOf) != 2 || len(platform.OnBehalfOf[0].Controllers) != 2 || platform.OnBehalfOf[1].Through.Name != "beta AB" {
			t.Errorf("the platform works for %+v", platform.OnBehalfOf)
		}
		operator := w.Browser("platform").SignIn("owner@platform.example")
		operator.Get("/console/processing").Want(http.StatusOK).Has("platform AB", "Security and stopping abuse", "Contracts with the platform").Lacks("alfa AB")
		operator.Get("/console/processing?kind=processor").Want(http.StatusOK).Has("alfa AB", "Partner AS", "Kunden AB", "through the processor beta AB")
		operator.Get("/studio/platform/processing").Want(http.StatusOK).Has("platform AB is the controller for what is below")
	})
}

// Nobody reaches another's record, by page, file or service.
func TestAnothersRecord(t *testing.T) {
	t.Parallel()
	const gone, ok = http.StatusNotFound, http.StatusOK
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		as := func(email string) *apptest.Client { return w.Browser("platform").SignIn(email) }
		for _, path := range []string{"/studio/alfa/processing", "/studio/alfa/processing/record", "/studio/alfa/processing/record.csv", "/studio/alfa/processing/record.json"} {
			as("owner@alfa.example").Get(path).Want(ok).Has("alfa AB")
			as("auditor@alfa.example").Get(path).Want(ok)
			as("owner@beta.example").Get(path).Want(gone).Lacks("alfa AB")
			as("owner@platform.example").Get(path).Want(gone).Lacks("alfa AB")
			w.Browser("alfa").Get(path).Want(gone)
		}
		owner := as("owner@alfa.example")
		owner.Get("/studio/alfa/processing/record?revision=1").Want(ok)
		for _, query := range []string{"?revision=99", "?revision=0", "?revision=x", "?kind=processor", "?kind=processor&revision=1", "?kind=other"} {
			owner.Get("/studio/alfa/processing/record" + query).Want(gone)
		}
		for _, suffix := range []string{"", ".csv", ".json"} {
			owner.Get("/console/processing" + suffix).Want(gone)
			as("owner@platform.example").Get("/console/processing" + suffix).Want(ok).Has("platform AB")
		}
		stranger := principal.Principal{Kind: principal.Person, Tenant: w.Platform, Account: uuid.New(),
			Roles: map[tenants.ID]principal.Role{w.Sites["beta"]: principal.Owner}}
		if _, err := w.Processing.Now(w.On(alfa), stranger, processing.AsController); errs.All(err) == nil {
			t.Error("a stranger reads the record")
		}
		if _, err := w.Processing.At(w.On(alfa), stranger, processing.AsController, 1); errs.All(err) == nil {
			t.Error("a stranger reads a revision")
		}
		if _, err := w.Processing.Revisions(w.On(alfa), stranger, processing.AsController); errs.All(err) == nil {
			t.Error("a stranger reads the revisions")
		}
		if _, err := w.Processing.Kinds(w.On(alfa), stranger); errs.All(err) == nil {
			t.Error("a stranger reads the kinds")
		}
		if err := w.Processing.KeepAllUnscoped(context.Background(), stranger); errs.All(err) == nil {
			t.Error("a stranger keeps records")
		}
	})
}

// One revision for each real change, and none otherwise; what changed is shown.
func TestRevisionsOfARecord(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beta := w.Sites["alfa"], w.Sites["beta"]
		keepAll(t, w)
		own, others := revisions(t, w, alfa, processing.AsController), revisions(t, w, beta, processing.AsController)
		if own != 1 || others != 1 {
			t.Fatalf("%d and %d revisions at first", own, others)
		}
		record, err := w.App.Sites.LoadUnscoped(context.Background(), alfa)
		if err != nil {
			t.Fatal(err)
		}
		party := record.Party
		set := func(change func(*sites.Party), want int) {
			t.Helper()
			change(&party)
			party.Reason = sites.Renamed
			if err := w.App.Sites.SetParty(w.On(alfa), apptest.Shell, party); err != nil {
				t.Fatal(err)
			}
			keepAll(t, w)
			if got := revisions(t, w, alfa, processing.AsController); got != want {
				t.Fatalf("%d revisions, not %d", got, want)
			}
		}
		set(func(*sites.Party) {}, 1)
		set(func(p *sites.Party) { p.Email = "new@alfa.example" }, 2)
		set(func(p *sites.Party) { p.DPO = "Ulla Ombud" }, 3)
		profile := record.Profile
		profile.Accent = "#123456" // is in no record
		if err := w.App.Sites.SetProfile(w.On(alfa), apptest.Shell, profile); err != nil {
			t.Fatal(err)
		}
		set(func(*sites.Party) {}, 3)
		atOnce(8, func(int) error { return w.Processing.Keep(w.On(alfa)) })
		set(func(*sites.Party) {}, 3)
		listOn(t, w, w.Platform, lagring)
		set(func(*sites.Party) {}, 4)
		if got := revisions(t, w, beta, processing.AsController); got != 2 {
			t.Errorf("%d revisions of the neighbour's, whose sub-processors changed once", got)
		}

		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Get("/studio/alfa/processing/record?revision=2").Want(http.StatusOK).Has("What has changed since revision 1",
			"<del>privacy@alfa.example</del>", "<ins>new@alfa.example</ins>").Lacks("<ins>Ulla Ombud</ins>", "Lagring Inc")
		owner.Get("/studio/alfa/processing/record?revision=3").Want(http.StatusOK).Has("<del>none appointed</del>", "<ins>Ulla Ombud</ins>")
		owner.Get("/studio/alfa/processing/record?revision=1").Want(http.StatusOK).Has("privacy@alfa.example").Lacks("What has changed", "new@alfa.example")
		owner.Get("/studio/alfa/processing/record").Want(http.StatusOK).Has("Revision 4", "Lagring Inc")
	})
}

// What changes without being asked is shown as it is, and kept by the job.
func TestARecordThatIsNotKeptYet(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		keepAll(t, w)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		var p *apptest.Page
		for range 3 { // the job of the start, which runs once, may come between
			listOn(t, w, w.Platform, lagring)
			if p = owner.Get("/studio/alfa/processing/record"); strings.Contains(p.Body, "It has changed since the last revision") {
				break
			}
		}
		p.Has("It has changed since the last revision", "Lagring Inc", "What has changed since revision ")
		keepAll(t, w)
		owner.Get("/studio/alfa/processing/record").Want(http.StatusOK).Has("Revision 2").Lacks("It has changed since the last revision")
	})
}

// A spreadsheet opens the CSV without running anything; JSON has it all.
func TestARecordAsAFile(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		for _, name := range []string{"=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(A1)"} {
			e := lagring
			e.Name = name
			listOn(t, w, alfa, e)
		}
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		p := owner.Get("/studio/alfa/processing/record.csv").Want(http.StatusOK)
		if !strings.HasPrefix(p.Body, "\ufeff") || p.Header.Get("Content-Type") != "text/csv; charset=utf-8" ||
			!strings.HasPrefix(p.Header.Get("Content-Disposition"), "attachment;") || p.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the file came as %v", p.Header)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		tamed := 0
		for _, row := range rows {
			for _, cell := range row {
				if strings.IndexAny(cell, "=+-@\t\r") == 0 {
					t.Errorf("a cell begins like a formula: %q", cell)
				}
				if strings.HasPrefix(cell, "'") {
					tamed++
				}
			}
		}
		if tamed < 4 {
			t.Errorf("only %d cells were tamed", tamed)
		}
		for _, point := range []string{"30(1)(a)", "30(1)(b), (c), (f)", "30(1)(d)", "30(1)(e)", "30(1)(g)"} {
			if !slices.ContainsFunc(rows, func(r []string) bool { return r[0] == point }) {
				t.Errorf("the CSV has nothing of Art. %s", point)
			}
		}

		var file struct {
			Record   processing.Record
			Revision int
			Sha256   string
			Words    []processing.Section
		}
		if err := w.Processing.KeepAllUnscoped(context.Background(), apptest.Shell); err != nil { // as the hourly job does
			t.Fatal(err)
		}
		p = owner.Get("/studio/alfa/processing/record.json?lang=sv").Want(http.StatusOK)
		if err := json.Unmarshal([]byte(p.Body), &file); err != nil {
			t.Fatal(err)
		}
		whole(t, file.Record)
		if file.Revision != revisions(t, w, alfa, processing.AsController) || len(file.Sha256) != 64 || len(file.Words) < 8 {
			t.Errorf("revision %d, hash %q, %d sections", file.Revision, file.Sha256, len(file.Words))
		}
		if !slices.ContainsFunc(file.Record.Activities, func(a processing.Activity) bool { return a.Purpose == datamap.Evidence }) {
			t.Error("the record does not tell of the evidence")
		}
	})
}
