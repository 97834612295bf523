package app_test

// This file is the architecture as a table: what may import what, and which
// words have no place in the code. arch_test.go reads the source and holds it.
//
// Packages are written as Go does: "app/web/..." is app/web and all below it.
// Where several patterns fit, the longest speaks. The rules are about code
// that ships; tests, and the helpers of tests under app/apptest, may reach for
// anything but the libraries.

// layers, from the ground up. A package imports from its own layer or from
// lower ones, never from a higher one. Each package stands in one of them.
var layers = []struct {
	name     string
	packages []string
}{
	{"ground", []string{
		"tenants", "tenants/hostnames",
		"app/errs", "app/clock", "app/principal", "app/config", "app/plain",
		"templates/...", "locales/...", "migrations/...", // embedded files
	}},
	{"tools", []string{
		"tenants/tenantdb", "tenants/tenanttest",
		"app/db", "app/i18n", "app/mail", "app/jobs", "app/ledger",
	}},
	{"features", features},
	{"web", []string{"app/web/..."}},
	{"app", []string{"app"}},
	{"cli", []string{"app/cli/..."}},
	{"cmd", []string{"cmd/..."}},
	{"tests", []string{"app/apptest/..."}},
}

// features are packages named after the noun whose tables they own.
var features = []string{
	"app/accounts/...", "app/acceptance/...", "app/billing/...", "app/consent/...",
	"app/documents/...", "app/gallery/...", "app/processing/...", "app/releases/...",
	"app/retention/...", "app/rights/...", "app/shop/...", "app/sites/...",
	"app/snapshot/...",
}

// edges are all imports from one feature to another. They go one way: a cycle
// here fails the test. What is not here is a small interface on the importing
// side, or a hook that app.go wires.
var edges = map[string][]string{
	"app/documents/...":  {"app/sites/..."},
	"app/acceptance/...": {"app/documents/...", "app/accounts/...", "app/sites/..."},
	"app/snapshot/...":   {"app/sites/...", "app/documents/..."},
	"app/rights/...":     {"app/acceptance/...", "app/accounts/...", "app/documents/...", "app/sites/..."},
}

// surfaces never import each other: what they share is a partial or the kernel.
var surfaces = []string{"app/web/site/...", "app/web/studio/...", "app/web/console/...", "app/web/api/..."}

// closed are parts of the tree that import nothing of another part.
var closed = []struct{ part, from, because string }{
	{"tenants/...", "app/...", "the kernel of tenancy knows no feature"},
}

// libraries stay where they are listed, in tests as well.
var libraries = []struct {
	module string   // the beginning of an import path
	only   []string // the packages that may import it
	files  []string // and, in a feature, the files that may; and any test
}{
	{module: "github.com/labstack/echo", only: []string{"app/web/..."}},
	{module: "github.com/stripe/", only: []string{"app/billing/..."}},
	{module: "github.com/markbates/goth", only: []string{"app/accounts/..."}},
	{module: "github.com/chromedp/", only: []string{"app/apptest/browser"}},
	{
		module: "gorm.io/",
		only:   []string{"tenants/tenantdb", "tenants/tenanttest", "app/db", "app/apptest/..."},
		files:  []string{"store*.go", "model*.go"},
	},
}

// banned words, each with the packages where it may stand all the same.
var banned = []struct {
	what    word
	except  []string
	because string
}{
	{method("Save"), []string{"tenants/tenanttest"}, "gorm's Save becomes an upsert that can cross tenants: use Updates, or another name"},
	{method("AutoMigrate"), nil, "its table rebuild loses indices and triggers: write a migration"},
	{identifier("UpdateAll"), []string{"tenants/tenanttest"}, "an upsert of every column can change a row's tenant: name the columns"},
	{function("time", "Now"), []string{"app/clock"}, "ask a clock.Clock, which tests can set"},
	{function("time", "Since"), []string{"app/clock"}, "it calls time.Now: subtract from the clock's Now"},
	{function("time", "Until"), []string{"app/clock"}, "it calls time.Now: subtract the clock's Now"},
	{conversion("html/template", "JS"), nil, "nothing is trusted as script"},
	{conversion("html/template", "CSS"), nil, "a theme is a stylesheet made from validated values"},
	{conversion("html/template", "URL"), nil, "nothing is trusted as a URL"},
	{conversion("html/template", "HTMLAttr"), nil, "nothing is trusted as an attribute"},
}

// unscopedCallers are the functions that may call an exported function with
// Unscoped in its name, each with the reason. A function that bears the word
// itself needs no entry: its own callers answer for it.
var unscopedCallers = map[string]string{
	"app/acceptance.Service.represent":      "names the organisation behind the site that somebody signs for",
	"app/acceptance.Service.takesCustomers": "reads the record of the context's own tenant, with the processor's party",
	"app/acceptance.Service.Standings":      "counts sites, as the organisations that the platform asks",
	"app.App.Start":                         "runs the erasing job, one transaction a tenant",
	"app/cli.Furnished":                     "asks whether there is a platform yet",
	"app/cli.document":                      "the operator names a site by its key",
	"app/cli.furnisher.member":              "the demo adds members on the platform",
	"app/cli.furnisher.agree":               "the demo signs for a site's organisation",
	"app/cli.erase":                         "the operator runs the erasing routine",
	"app/cli.newSite.create":                "a new tenant gets its first member on the platform",
	"app/cli.printLink":                     "a one-time link leads to the platform's host",
	"app/cli.siteRequire":                   "the operator names a site by its key",
	"app/cli.siteList":                      "the operator's list, from control tables",
	"app/documents.Service.prepare":         "reads the record of the context's own tenant, with the processor's party",
	"app/rights.Service.Export":             "reads the record of the context's own tenant, with the processor's party",
	"app/snapshot.Store.load":               "reads one tenant's record, with the processor's party",
	"app/snapshot.Store.Refresh":            "follows the change feed and the hostnames: control tables",
	"app/web/console.Surface.ListSites":     "the operator's list, from control tables",
	"tenants/tenantdb.model":                "reads gorm's flag in order to refuse it",
	"tenants/tenanttest.asker.fragments":    "attacks with it",
	"tenants/tenanttest.asker.writes":       "attacks with it",
}

// maxLines is how long a file that people wrote may be.
const maxLines = 400
