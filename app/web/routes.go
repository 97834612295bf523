// Package web is every route of the program on one page, and the order in
// which a request meets its checks.
//
// A request goes: recover, request id -> /healthz -> tenant (kernel.serve),
// then, on its route: language -> session -> cross-site check -> suspended? ->
// signed in? -> gate -> the access log -> handler (kernel.Router). A route is Always, Open,
// Personal or Gated; what is not registered here does not exist.
package web

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/web/console"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/site"
	"github.com/pactdesk/pactdesk/app/web/studio"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Routes registers every surface and returns the whole as one handler.
func Routes(k *kernel.Kernel, s *site.Surface, st *studio.Surface, c *console.Surface) http.Handler {
	every, platform := k.Routes(""), k.Routes(tenantdb.Platform)

	// Every host: the documents and what a person needs about them.
	every.Get(kernel.Always, "/assets/*", kernel.ServeAsset)
	every.Get(kernel.Always, "/cldoc/:file", s.Document)
	every.Get(kernel.Always, "/cldoc/:slug/:file", s.OlderDocument)
	every.Get(kernel.Always, "/contact", s.Contact)
	every.Get(kernel.Always, "/subprocessors", s.Subprocessors)
	every.Get(kernel.Always, "/who-answers", s.WhoAnswers)
	every.Get(kernel.Always, "/cookies", s.Cookies)
	every.Post(kernel.Always, "/cookies", s.Choose)
	every.Get(kernel.Always, "/cookies/record", s.ConsentRecord)
	every.Post(kernel.Always, "/language", s.SetLanguage)
	every.Get(kernel.Always, "/login", s.LoginForm)
	every.Post(kernel.Always, "/login", s.Login)
	every.Post(kernel.Always, "/logout", s.Logout)
	every.Get(kernel.Always, "/password/:token", s.PasswordForm)
	every.Post(kernel.Always, "/password/:token", s.SetPassword)

	// While the site is in use.
	every.Get(kernel.Open, "/", s.Home)
	every.Get(kernel.Open, "/register", s.RegisterForm)
	every.Post(kernel.Open, "/register", s.Register)

	// Signed in. The exits: they stay open to whoever owes something.
	every.Get(kernel.Personal, "/accept", s.AcceptForm)
	every.Post(kernel.Personal, "/accept", s.Accept)
	every.Get(kernel.Personal, "/account/privacy", s.Privacy)
	every.Get(kernel.Personal, "/account/privacy/:id", s.Evidence)
	every.Get(kernel.Personal, "/account/export", s.Export)
	every.Get(kernel.Personal, "/account/delete", s.DeleteForm)
	every.Post(kernel.Personal, "/account/delete", s.Delete)

	// Signed in, and nothing owed.
	every.Get(kernel.Gated, "/account", s.Account)
	every.Post(kernel.Gated, "/account", s.Rename)

	// The studio, on the platform's host. A gated owner can still see and
	// withdraw what is published, fetch what was signed, export and close.
	const documents = "/studio/:site/settings/appearance/documents"
	platform.Get(kernel.Personal, "/studio", st.ListSites)
	platform.Get(kernel.Personal, documents+"/:slug/versions", st.Versions)
	platform.Get(kernel.Personal, documents+"/:slug/versions/compare", st.CompareVersions)
	platform.Get(kernel.Personal, documents+"/:slug/versions/:seq/:file", st.VersionFile)
	platform.Post(kernel.Personal, documents+"/:slug/versions/:seq/withdraw", st.Withdraw)
	platform.Post(kernel.Gated, documents+"/:slug/versions/:seq/revert", st.Revert)
	platform.Get(kernel.Personal, "/studio/:site/agreements", st.Agreements)
	platform.Get(kernel.Personal, "/studio/:site/agreements/:id", st.SignedCopy)
	platform.Get(kernel.Personal, "/studio/:site/export", st.ExportSite)
	platform.Get(kernel.Personal, "/studio/:site/close", st.LeaveForm)
	platform.Post(kernel.Personal, "/studio/:site/close", st.CloseSite)

	// Support access, and who has looked: a gated owner can end and read it.
	const access = "/studio/:site/settings/access"
	platform.Get(kernel.Personal, access, st.Access)
	platform.Post(kernel.Gated, access, st.GrantAccess)
	platform.Post(kernel.Gated, access+"/:id/approve", st.ApproveAccess)
	platform.Post(kernel.Personal, access+"/:id/end", st.EndAccess)
	platform.Get(kernel.Personal, access+"/log", st.AccessLog)
	platform.Get(kernel.Personal, access+"/checkpoint", st.AccessCheckpoint)
	platform.Post(kernel.Personal, access+"/check", st.CheckAccessLog)

	// Nor does what is owed to us keep anybody from what is owed to an
	// authority: GDPR Art. 30(4).
	platform.Get(kernel.Personal, "/studio/:site/processing", st.WhoAnswers)
	platform.Get(kernel.Personal, "/studio/:site/processing/record", st.Record)
	platform.Get(kernel.Personal, "/studio/:site/processing/record.csv", st.RecordCSV)
	platform.Get(kernel.Personal, "/studio/:site/processing/record.json", st.RecordJSON)

	platform.Get(kernel.Gated, "/studio/:site", st.Overview)
	platform.Get(kernel.Gated, "/studio/:site/history", st.History)
	platform.Get(kernel.Gated, "/studio/:site/settings/organisation", st.OrganisationForm)
	platform.Post(kernel.Gated, "/studio/:site/settings/organisation", st.Organisation)
	platform.Get(kernel.Gated, "/studio/:site/settings/responsibility", st.ResponsibilityForm)
	platform.Post(kernel.Gated, "/studio/:site/settings/responsibility", st.Responsibility)
	platform.Get(kernel.Gated, "/studio/:site/settings/site", st.SettingsForm)
	platform.Post(kernel.Gated, "/studio/:site/settings/site", st.Settings)
	platform.Get(kernel.Gated, documents, st.ListDocuments)
	platform.Get(kernel.Gated, documents+"/:slug/text/:lang", st.Edit)
	platform.Post(kernel.Gated, documents+"/:slug/text/:lang", st.Save)
	platform.Post(kernel.Gated, documents+"/:slug/text/:lang/preview", st.Preview)
	platform.Post(kernel.Gated, documents+"/:slug/text/:lang/convert", st.Convert)
	platform.Get(kernel.Gated, documents+"/:slug/text/:lang/import", st.ImportForm)
	platform.Post(kernel.Gated, documents+"/:slug/text/:lang/import", st.Import)
	platform.Get(kernel.Gated, documents+"/:slug/translate/:lang", st.TranslateForm)
	platform.Post(kernel.Gated, documents+"/:slug/translate/:lang", st.Translate)
	platform.Get(kernel.Gated, documents+"/:slug/publish", st.PublishForm)
	platform.Get(kernel.Gated, documents+"/:slug/publish/gate", st.PublishGate)
	platform.Post(kernel.Gated, documents+"/:slug/publish", st.Publish)
	platform.Post(kernel.Gated, documents+"/:slug/versions/:seq/check", st.CheckVersion)
	platform.Get(kernel.Gated, documents+"/new", st.NewDocument)
	platform.Post(kernel.Gated, documents+"/new", st.AddDocument)
	platform.Get(kernel.Gated, documents+"/:slug/settings", st.PaperForm)
	platform.Post(kernel.Gated, documents+"/:slug/settings", st.SavePaper)
	platform.Get(kernel.Gated, documents+"/:slug/template/:lang", st.Template)
	platform.Post(kernel.Gated, documents+"/:slug/template/:lang", st.TakeTemplate)
	platform.Post(kernel.Gated, documents+"/:slug/move", st.MoveDocument)
	platform.Post(kernel.Gated, documents+"/:slug/retire", st.RetireDocument)
	platform.Post(kernel.Gated, documents+"/:slug/restore", st.RestoreDocument)
	platform.Post(kernel.Gated, documents+"/:slug/remove", st.RemoveDocument)
	platform.Get(kernel.Gated, documents+"/:slug/review", st.ReviewForm)
	platform.Post(kernel.Gated, documents+"/:slug/review", st.SendForReview)
	platform.Post(kernel.Gated, documents+"/:slug/review/:id", st.DecideReview)
	platform.Post(kernel.Gated, "/studio/:site/settings/publishing", st.LetEditors)
	platform.Get(kernel.Gated, "/studio/:site/settings/people", st.People)
	platform.Post(kernel.Gated, "/studio/:site/settings/people", st.Invite)
	platform.Post(kernel.Gated, "/studio/:site/settings/people/invitations/:id", st.Uninvite)
	platform.Post(kernel.Gated, "/studio/:site/settings/people/:id", st.ChangePerson)
	platform.Get(kernel.Open, "/join/:token", s.JoinForm)
	platform.Post(kernel.Open, "/join/:token", s.Join)

	// Services that need visitors' consent, and how they choose.
	const statistics = "/studio/:site/settings/statistics"
	platform.Get(kernel.Gated, statistics, st.Statistics)
	platform.Get(kernel.Gated, statistics+"/notice", st.NoticePreview)
	platform.Get(kernel.Personal, statistics+"/consents.jsonl", st.Consents)
	platform.Post(kernel.Gated, statistics+"/scan", st.ScanSite)
	platform.Get(kernel.Gated, statistics+"/:code", st.ConnectForm)
	platform.Post(kernel.Gated, statistics+"/:code", st.ConnectService)
	platform.Post(kernel.Gated, statistics+"/:code/disconnect", st.DisconnectService)
	platform.Post(kernel.Gated, statistics+"/:code/settled", st.SettleService)

	// How a version lands, and who the customers are.
	const customers = "/studio/:site/customers"
	platform.Get(kernel.Gated, documents+"/:slug/versions/:seq", st.Landing)
	platform.Get(kernel.Gated, documents+"/:slug/versions/:seq/customers.csv", st.RecipientsCSV)
	platform.Get(kernel.Gated, customers, st.Customers)
	platform.Get(kernel.Gated, customers+"/mark", st.MarkForm)
	platform.Post(kernel.Gated, customers+"/mark", st.Mark)
	platform.Get(kernel.Gated, customers+"/:account", st.Customer)
	platform.Post(kernel.Gated, customers+"/:account", st.MarkCustomer)

	// How the site looks, tried out on its own pages.
	const look = "/studio/:site/settings/appearance/look"
	platform.Get(kernel.Gated, look, st.LookForm)
	platform.Upload(look, st.SaveLook)
	platform.Get(kernel.Gated, look+"/preview/:page", st.LookPreview)
	platform.Get(kernel.Gated, look+"/pictures/:hash", st.LookPicture)

	// Changes of the platform's sub-processors, to which a gated owner can still
	// object, and the site's own register.
	const notices, processors = "/studio/:site/notices", "/studio/:site/settings/processors"
	platform.Get(kernel.Personal, notices, st.Notices)
	platform.Post(kernel.Personal, notices+"/:entry/object", st.Object)
	platform.Post(kernel.Personal, notices+"/:entry/agree", st.AgreeTo)
	platform.Get(kernel.Gated, processors, st.Processors)
	platform.Get(kernel.Gated, processors+"/new", st.ProcessorForm)
	platform.Post(kernel.Gated, processors+"/new", st.AddProcessor)
	platform.Get(kernel.Gated, processors+"/:entry", st.ProcessorForm)
	platform.Post(kernel.Gated, processors+"/:entry", st.ReplaceProcessor)
	platform.Post(kernel.Gated, processors+"/:entry/end", st.EndProcessor)

	// What the site says about its processing.
	const facts = "/studio/:site/facts"
	platform.Get(kernel.Gated, facts, st.ListFacts)
	platform.Post(kernel.Gated, facts+"/adopt", st.AdoptPurpose)
	platform.Get(kernel.Gated, facts+"/general", st.GeneralForm)
	platform.Post(kernel.Gated, facts+"/general", st.SaveGeneral)
	platform.Get(kernel.Gated, facts+"/purposes/new", st.PurposeForm)
	platform.Post(kernel.Gated, facts+"/purposes/new", st.SavePurpose)
	platform.Get(kernel.Gated, facts+"/purposes/:code", st.PurposeForm)
	platform.Post(kernel.Gated, facts+"/purposes/:code", st.SavePurpose)
	platform.Post(kernel.Gated, facts+"/purposes/:code/remove", st.RemovePurpose)
	platform.Get(kernel.Gated, facts+"/purposes/:code/improvement", st.Improvement)
	platform.Post(kernel.Gated, facts+"/purposes/:code/improvement", st.TakeImprovement)
	platform.Get(kernel.Gated, facts+"/services/new", st.ServiceForm)
	platform.Post(kernel.Gated, facts+"/services/new", st.SaveService)
	platform.Get(kernel.Gated, facts+"/services/:code", st.ServiceForm)
	platform.Post(kernel.Gated, facts+"/services/:code", st.SaveService)
	platform.Post(kernel.Gated, facts+"/services/:code/remove", st.RemoveService)
	platform.Get(kernel.Gated, facts+"/cookie", st.CookieForm)
	platform.Post(kernel.Gated, facts+"/cookie", st.SaveCookie)
	platform.Post(kernel.Gated, facts+"/cookie/remove", st.RemoveCookie)

	// The console, for the platform's operators.
	platform.Get(kernel.Gated, "/console", c.ListSites)
	platform.Get(kernel.Gated, "/console/access", c.Access)
	platform.Post(kernel.Gated, "/console/access", c.AskAccess)
	platform.Post(kernel.Gated, "/console/access/:id/approve", c.ApproveAccess)
	platform.Post(kernel.Personal, "/console/access/:id/end", c.EndAccess)

	const subprocessors = "/console/subprocessors"
	platform.Get(kernel.Gated, subprocessors, c.Subprocessors)
	platform.Get(kernel.Gated, subprocessors+"/new", c.SubprocessorForm)
	platform.Post(kernel.Gated, subprocessors+"/new", c.Announce)
	platform.Get(kernel.Gated, subprocessors+"/:entry", c.SubprocessorForm)
	platform.Post(kernel.Gated, subprocessors+"/:entry", c.Replace)
	platform.Post(kernel.Gated, subprocessors+"/:entry/end", c.EndSubprocessor)
	platform.Post(kernel.Gated, "/console/objections/:objection/answer", c.AnswerObjection)
	platform.Get(kernel.Gated, "/console/processing", c.Records)
	platform.Get(kernel.Gated, "/console/processing.csv", c.RecordsCSV)
	platform.Get(kernel.Gated, "/console/processing.json", c.RecordsJSON)

	return k.Handler()
}
