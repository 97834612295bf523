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
		"app/errs", "app/clock", "app/principal", "app/config", "app/plain", "app/datamap", "app/keys",
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
	"app/access/...", "app/accounts/...", "app/acceptance/...", "app/billing/...", "app/consent/...",
	"app/appearance/...", "app/documents/...", "app/facts/...", "app/gallery/...", "app/processing/...", "app/releases/...",
	"app/retention/...", "app/rights/...", "app/shop/...", "app/sites/...",
	"app/snapshot/...",
}

// edges are all imports from one feature to another. They go one way: a cycle
// here fails the test. What is not here is a small interface on the importing
// side, or a hook that app.go wires.
var edges = map[string][]string{
	"app/facts/...":      {"app/sites/..."},
	"app/consent/...":    {"app/documents/...", "app/facts/...", "app/sites/..."},
	"app/documents/...":  {"app/sites/...", "app/facts/..."},
	"app/acceptance/...": {"app/documents/...", "app/accounts/...", "app/sites/..."},
	"app/appearance/...": {"app/sites/..."},
	"app/snapshot/...":   {"app/sites/...", "app/documents/...", "app/appearance/...", "app/consent/..."},
	"app/processing/...": {"app/documents/...", "app/facts/...", "app/sites/..."}, // documents: how Markdown is written
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
	// Of what ships, only the scan drives a browser: what a page does can be seen nowhere else.
	{module: "github.com/chromedp/", only: []string{"app/apptest/browser", "app/consent/scan"}},
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
	{method("Save"), attackers, "gorm's Save becomes an upsert that can cross tenants: use Updates, or another name"},
	{method("AutoMigrate"), nil, "its table rebuild loses indices and triggers: write a migration"},
	{identifier("UpdateAll"), attackers, "an upsert of every column can change a row's tenant: name the columns"},
	{function("time", "Now"), []string{"app/clock"}, "ask a clock.Clock, which tests can set"},
	{function("time", "Since"), []string{"app/clock"}, "it calls time.Now: subtract from the clock's Now"},
	{function("time", "Until"), []string{"app/clock"}, "it calls time.Now: subtract the clock's Now"},
	{conversion("html/template", "JS"), nil, "nothing is trusted as script"},
	{conversion("html/template", "CSS"), nil, "a theme is a stylesheet made from validated values"},
	{conversion("html/template", "URL"), nil, "nothing is trusted as a URL"},
	{conversion("html/template", "HTMLAttr"), nil, "nothing is trusted as an attribute"},
	{typeOf("html/template", "HTML"), nil, "another name would be another door: see htmlDoor"},
	{typeOf("html/template", "JS"), nil, "nothing is trusted as script"},
	{typeOf("html/template", "CSS"), []string{"app/web/kernel"}, "another name would be another door: see cssDoor"},
	{typeOf("html/template", "URL"), nil, "nothing is trusted as a URL"},
	{typeOf("html/template", "HTMLAttr"), nil, "nothing is trusted as an attribute"},
}

// attackers try what nobody may do, to see it refused.
var attackers = []string{"tenants/tenanttest"}

// The one function that turns text into HTML that templates trust, and the one
// that turns our own stylesheet into CSS that they do.
const (
	htmlDoor = "app/web/kernel.HTML"
	cssDoor  = "app/web/kernel.Assets.inline"
)

// unscopedCallers are the functions that may call an exported function with
// Unscoped in its name, each with the reason. A function that bears the word
// itself needs no entry: its own callers answer for it.
var unscopedCallers = map[string]string{
	"app.App.Start":                          "the hourly erasure goes through all tenants, one transaction each",
	"app.checking.run":                       "what was published and not looked at is found tenant by tenant",
	"app.App.acceptedDPA":                    "which agreement a site's organisation accepted on the platform",
	"app/acceptance.Service.Agreements":      "what an organisation signed counts from when it took over the site",
	"app/acceptance.Service.Standings":       "an agreement with organisations is counted against the number of sites",
	"app/acceptance.Service.TakesCustomers":  "the context's own site, and what its organisation accepted on the platform",
	"app/acceptance.Service.represent":       "evidence of the platform's names the site that was signed for",
	"app/acceptance.Service.subject":         "what an organisation signed counts from when it took over the site",
	"app/cli.Furnished":                      "asks whether there is a platform yet",
	"app/cli.document":                       "the shell names a site by its key",
	"app/cli.erase":                          "the shell runs the erasure of all tenants",
	"app/cli.furnisher.agree":                "the demo's owners sign for their sites",
	"app/cli.furnisher.member":               "the demo's members are accounts of the platform",
	"app/cli.furnisher.visitorsChoose":       "the notice names who is responsible, which is public",
	"app/cli.newSite.create":                 "a new site's owner is an account of the platform",
	"app/cli.printLink":                      "an owner's link leads to the platform's address",
	"app/cli.scanSite":                       "the shell names a site by its key",
	"app/cli.siteInvite":                     "the shell names a site by its key; members are accounts of the platform",
	"app/cli.siteList":                       "the shell lists all sites, from control tables",
	"app/cli.siteRequire":                    "the shell names a site by its key",
	"app/documents.Service.AnnounceRoles":    "the context's own record, after a change of it",
	"app/documents.Service.Proofread":        "the context's own record, which its texts are filled in from",
	"app/documents.Service.ProofreadAll":     "the context's own record, which its texts are filled in from",
	"app/documents.Service.Open":             "the starter texts of the platform are others than a site's",
	"app/documents.Service.record":           "the context's own record",
	"app/documents.Service.letPublish":       "the context's own record says whether its editors may publish",
	"app/documents.Service.prepare":          "a text names the platform's party as processor, which is public",
	"app/facts.Service.desk":                 "the context's own record, which is public",
	"app/processing.Service.AnswerObjection": "the operator answers a site, whose record says which legal entity objected",
	"app/processing.Service.Keep":            "the context's own record, and who is processor, which is public",
	"app/processing.Service.Overview":        "the operator counts how the platform's register stands with all sites",
	"app/processing.Service.mine":            "the context's own record, and who is processor, which is public",
	"app/processing.Service.record":          "the context's own record, and the platform's party, which is public",
	"app/processing.Service.settled":         "one site of the operator's overview",
	"app/rights.Service.record":              "an export names the platform's party as processor, which is public",
	"app/sites.Service.tellRoles":            "the context's own record, before a change of it",
	"app/snapshot.Store.Refresh":             "follows the change feed and the hostnames of all tenants: control tables",
	"app/snapshot.Store.load":                "a tenant's record has the platform's party as processor, which is public",
	"app/web/console.Surface.ListSites":      "the operator's list of all sites, from control tables",
	"app/web/console.Surface.sites":          "the sites that support access can be asked for, from control tables",
	"tenants/tenantdb.model":                 "looks whether gorm's Unscoped was called, to refuse it",
	"tenants/tenanttest.asker.fragments":     "calls gorm's Unscoped to see it refused",
	"tenants/tenanttest.asker.writes":        "calls gorm's Unscoped to see it refused",
}

// reviewedCallers are the functions that may write SQL which the guard cannot
// read (tenantdb.Reviewed), each with what keeps it within a tenant.
var reviewedCallers = map[string]string{
	"app/acceptance.countCustomers":    "counts; each table in it is joined by tenant_id",
	"app/acceptance.countQuarters":     "counts; each table in it is joined by tenant_id",
	"app/acceptance.countReached":      "counts; each table in it is joined by tenant_id",
	"app/acceptance.countStates":       "counts; each table in it is joined by tenant_id",
	"app/acceptance.eraseDue":          "calls Postgres' routine, which reads the transaction's tenant",
	"app/acceptance.listCustomers":     "lists; each table in it is joined by tenant_id",
	"app/acceptance.listReached":       "lists; each table in it is joined by tenant_id",
	"app/acceptance.loadSession":       "the one statement of a gated request; each table in it is joined by tenant_id",
	"app/acceptance.lockTenant":        "locks the context's own row of a control table",
	"app/acceptance.meet":              "adds a row of the context's tenant, or counts up that very one",
	"app/acceptance.standings":         "counts; each table in it is joined by tenant_id",
	"app/acceptance.asked":             "counts; each table in it is joined by tenant_id",
	"app/access.lockLog":               "locks the context's own row of a control table",
	"app/accounts.hold":                "locks one row, by tenant_id and id",
	"app/consent.eraseDue":             "calls Postgres' routine, which reads the transaction's tenant",
	"app/db.transaction.tell":          "tells Postgres the tenant; it makes the SQL of a typed id, since SET takes no bound values",
	"app/sites.Bump":                   "counts up the context's own row of a control table",
	"tenants/tenanttest.suite.rowsOfB": "looks past the walls at what an attack has done",
}

// madeSQL are the functions that may hand gorm SQL which is not a constant.
var madeSQL = map[string]string{
	"app/db.transaction.tell":            "a typed id: it cannot hold a quote",
	"tenants/tenanttest.asker.fragments": "attacks with it",
	"tenants/tenanttest.asker.writes":    "attacks with it",
	"tenants/tenanttest.asker.reads":     "attacks with it",
	"tenants/tenanttest.suite.rowsOfB":   "the name of the model's table",
}

// maxLines is how long a file that people wrote may be.
const maxLines = 400
