package web_test

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/documents"
)

// sent is a form that is always the same.
func sent(pairs ...string) form {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return func(*apptest.Cast) url.Values { return v }
}

// parameter is what a parameter of most routes stands for.
func parameter(c *apptest.Cast, before, name, host, site string) string {
	switch name {
	case ":site":
		return site
	case ":file":
		switch {
		case strings.HasSuffix(before, "/cldoc") && host == "platform":
			return documents.DPASlug + ".htm"
		case strings.HasSuffix(before, "/cldoc"):
			return documents.PrivacySlug + ".htm"
		}
		return "1.htm"
	case ":slug":
		if before == "/cldoc" && host == "platform" {
			return documents.DPASlug
		}
		return documents.PrivacySlug
	case ":lang":
		return "sv"
	case ":seq":
		return "2"
	case ":token":
		return c.Links[site]
	case ":id":
		if host == "platform" {
			return c.IDs[site]["signing"]
		}
		return c.IDs[site]["act"]
	}
	return "x"
}

// id stands for a row of the site's (apptest.Cast.IDs).
func id(name string) ids {
	return func(c *apptest.Cast, site string) string { return c.IDs[site][name] }
}

var draftForm = func(c *apptest.Cast) url.Values {
	v := url.Values{"title": {"Ändrad"}, "source": {"Ändrad."}, "do": {"save"}, "lock": {"0"}}
	for _, d := range c.Drafts(c.Sites["alfa"]) {
		v.Set("lock", strconv.Itoa(d.Lock))
	}
	return v
}

// entry is the form of an entry of a register.
func entry(name string) form {
	e := apptest.Entry(name)
	return sent("name", e.Name, "address", e.Address, "country", e.Country, "contact", e.Contact, "service", e.Service, "categories", e.Categories,
		"locations", e.Locations, "safeguard", e.Safeguard, "window_days", "30", "do", "announce")
}

// lines are all routes, in the order of routes.go. To refuse is the rule: who
// has no letter that lets them in has no business there.
var coreLines = []line{
	{route: "GET /assets/*", here: all, suspended: all, platform: all},
	{route: "GET /cldoc/:file", here: all, suspended: all, platform: all},
	{route: "GET /cldoc/:slug/:file", here: all, suspended: all, platform: all},
	{route: "GET /contact", here: all, suspended: all, platform: all},
	{route: "POST /language", here: onwards, suspended: onwards, platform: onwards, form: sent("lang", "sv")},
	{route: "GET /login", here: "y >y yyy y y yy", suspended: "y >y yyy y y yy", platform: "y yy >>> > > >>"},
	{route: "POST /login", here: again, suspended: again, platform: again, form: sent("email", "kim@example.com", "password", "not hers at all")},
	{route: "POST /logout", here: onwards, suspended: onwards, platform: onwards},
	{route: "GET /password/:token", here: nowhere, suspended: nowhere, platform: all}, // a link of the platform's
	{route: "POST /password/:token", here: nowhere, suspended: nowhere, platform: again, form: sent("password", "short", "again", "short")},
	{route: "GET /subprocessors", here: all, suspended: all, platform: all},
	{route: "GET /who-answers", here: all, suspended: all, platform: all},

	{route: "GET /", here: all, suspended: closed, platform: all},
	{route: "GET /register", here: "y >y yyy y y yy", suspended: closed, platform: nowhere},
	{route: "POST /register", here: "c cc ccc c c cc", suspended: closed, platform: nowhere, // nothing was shown to them
		form: sent("name", "Mo", "email", "mo@example.com", "password", apptest.Password)},

	{route: "GET /accept", here: "l >l lll l l ll", suspended: "l >l lll l l ll", platform: "l ll >>> > > >>"}, // nobody owes anything
	{route: "POST /accept", here: "l >l lll l l ll", suspended: "l >l lll l l ll", platform: "l ll >>> > > >>", form: sent("answer", "accept")},
	{route: "GET /account/privacy", here: own, suspended: own, platform: owns},
	{route: "GET /account/privacy/:id", here: own, suspended: own, platform: "l ll y-- - - --"}, // what the owner has signed
	{route: "GET /account/export", here: own, suspended: own, platform: owns},
	{route: "GET /account/delete", here: own, suspended: own, platform: owns},
	{route: "POST /account/delete", here: "l il lll l l ll", suspended: "l il lll l l ll", platform: "l ll iii i i ii", form: sent("password", "not theirs at all")},

	{route: "GET /account", here: own, suspended: closed, platform: owns},
	{route: "POST /account", here: "l >l lll l l ll", suspended: closed, platform: "l ll >>> > > >>", form: sent("name", "Another Name")},

	{route: "GET /studio", platform: "l ll >>> > > yy"},
	{route: "GET " + papersOf + "/:slug/versions", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/versions/:seq/withdraw", platform: "l ll >nn - - nn"},
	{route: "GET /studio/:site/agreements", platform: "l ll yny - - nn"},
	{route: "GET /studio/:site/agreements/:id", platform: "l ll yny - - nn"},
	{route: "GET /studio/:site/export", platform: "l ll ynn - - nn"},
	{route: "GET /studio/:site/close", platform: "l ll ynn - - nn"},
	{route: "POST /studio/:site/close", platform: "l ll >nn - - nn", form: sent("key", "alfa")},

	{route: "GET " + accessOf, platform: "l ll yny - - nn"},
	{route: "POST " + accessOf, platform: "l ll >nn - - nn", form: sent("reason", "Hjälp", "hours", "2")},
	{route: "POST " + accessOf + "/:id/approve", platform: "l ll >nn - - nn", ids: map[string]ids{":id": id("asked")},
		form: func(c *apptest.Cast) url.Values { return url.Values{"hours-" + c.IDs["alfa"]["asked"]: {"1"}} }},
	{route: "POST " + accessOf + "/:id/end", platform: "l ll >nn - - nn", ids: map[string]ids{":id": id("asked")}},
	{route: "GET " + accessOf + "/log", platform: "l ll yny - - nn"},
	{route: "GET " + accessOf + "/checkpoint", platform: "l ll yny - - nn"},
	{route: "POST " + accessOf + "/check", platform: "l ll ini - - nn", form: sent("checkpoint", "none that was given")},

	{route: "GET /studio/:site/processing", platform: "l ll yyy - - yy"},
	{route: "GET /studio/:site/processing/record", platform: "l ll yyy - - yy"},
	{route: "GET /studio/:site/processing/record.csv", platform: "l ll yyy - - yy"},
	{route: "GET /studio/:site/processing/record.json", platform: "l ll yyy - - yy"},

	{route: "GET /studio/:site", platform: "l ll yyy - - yy"},
	{route: "GET /studio/:site/history", platform: "l ll yyy - - yy"},
	{route: "GET /studio/:site/settings/organisation", platform: "l ll yyy - - yy"},
	{route: "POST /studio/:site/settings/organisation", platform: "l ll >nn - - nn",
		form: sent("legal_name", "Ändrad AB", "address", "Gatan 2", "country", "SE", "email", "new@alfa.example", "reason", "mended")},
	{route: "GET /studio/:site/settings/responsibility", platform: "l ll yyy - - yy"},
	{route: "POST /studio/:site/settings/responsibility", platform: "l ll >nn - - nn",
		form: sent("kind", "agency", "other_legal_name", "En annan AB", "other_address", "Stigen 4", "other_country", "SE", "other_email", "a@example.com", "authorised", "yes")},
	{route: "GET /studio/:site/settings/site", platform: "l ll yyy - - yy"},
	{route: "POST /studio/:site/settings/site", platform: "l ll >nn - - n>",
		form: sent("name", "Ändrad", "accent", "#123456", "languages", "sv, en", "time_zone", "Europe/Stockholm")},
	{route: "GET " + papersOf, platform: "l ll yyy - - yy"},
	{route: "GET " + papersOf + "/:slug/text/:lang", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/text/:lang", platform: "l ll >>n - - n>", form: draftForm},
	{route: "POST " + papersOf + "/:slug/text/:lang/preview", platform: "l ll yyy - - ny", form: sent("title", "Ändrad", "source", "Ändrad.")},
	{route: "GET " + papersOf + "/:slug/publish", platform: "l ll ynn - - nn"},
	{route: "POST " + papersOf + "/:slug/publish", platform: "l ll >nn - - nn", form: sent("weight", "announcement", "languages", "sv", "when", "now")},

	{route: "GET " + noticesOf, platform: "l ll yyy - - yy"},
	{route: "POST " + noticesOf + "/:entry/object", platform: "l ll >nn - - nn", ids: map[string]ids{":entry": id("entry")}, form: sent("reason", "Nej")},
	{route: "POST " + noticesOf + "/:entry/agree", platform: "l ll >nn - - nn", ids: map[string]ids{":entry": id("entry")}},
	{route: "GET " + processorsOf, platform: "l ll yyy - - yy"},
	{route: "GET " + processorsOf + "/new", platform: "l ll ynn - - nn"},
	{route: "POST " + processorsOf + "/new", platform: "l ll >nn - - nn", form: entry("Ny AB")},
	{route: "GET " + processorsOf + "/:entry", platform: "l ll ynn - - nn", ids: map[string]ids{":entry": id("subprocessor")}},
	{route: "POST " + processorsOf + "/:entry", platform: "l ll >nn - - nn", ids: map[string]ids{":entry": id("subprocessor")}, form: entry("Nyare AB")},
	{route: "POST " + processorsOf + "/:entry/end", platform: "l ll >nn - - nn", ids: map[string]ids{":entry": id("subprocessor")}},

	{route: "GET /console", platform: "l ll --- - y yy"},
	{route: "GET /console/access", platform: "l ll --- - y yy"},
	{route: "POST /console/access", platform: "l ll --- - c >>", form: sent("site", "alfa", "reason", "Hjälp", "hours", "2")}, // the first waits already
	{route: "POST /console/access/:id/approve", platform: "l ll --- - > n>", ids: map[string]ids{":id": id("emergency")}},     // not one's own
	{route: "POST /console/access/:id/end", platform: "l ll --- - > --", ids: map[string]ids{":id": id("asked")}},
	{route: "GET /console/subprocessors", platform: "l ll --- - y yy"},
	{route: "GET /console/subprocessors/new", platform: "l ll --- - y yy"},
	{route: "POST /console/subprocessors/new", platform: "l ll --- - > >>", form: entry("Ny AB")},
	{route: "GET /console/subprocessors/:entry", platform: "l ll --- - y yy", ids: map[string]ids{":entry": id("entry")}},
	{route: "POST /console/subprocessors/:entry", platform: "l ll --- - > >>", ids: map[string]ids{":entry": id("entry")}, form: entry("Nyare AB")},
	{route: "POST /console/subprocessors/:entry/end", platform: "l ll --- - > >>", ids: map[string]ids{":entry": id("entry")}},
	{route: "POST /console/objections/:objection/answer", platform: "l ll --- - > >>", ids: map[string]ids{":objection": id("objection")}, form: sent("body", "Så här")},
	{route: "GET /console/processing", platform: "l ll --- - y yy"},
	{route: "GET /console/processing.csv", platform: "l ll --- - y yy"},
	{route: "GET /console/processing.json", platform: "l ll --- - y yy"},
}

const (
	papersOf     = "/studio/:site/settings/appearance/documents"
	accessOf     = "/studio/:site/settings/access"
	noticesOf    = "/studio/:site/notices"
	processorsOf = "/studio/:site/settings/processors"
)
