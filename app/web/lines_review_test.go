package web_test

import (
	"net/url"

	"github.com/pactdesk/pactdesk/app/apptest"
)

// reviewForm is a page about alfa's drafts, sent as it was shown.
func reviewForm(do string) form {
	return func(c *apptest.Cast) url.Values {
		v := url.Values{"do": {do}, "comment": {"Skriv om det"}, "note": {"Se på det här"}, "after": {c.IDs["alfa"]["review"]}}
		for field, hash := range c.Seen("alfa", "seen_") {
			v.Set(field, hash)
			v.Set("send_"+field[len("seen_"):], "yes")
		}
		return v
	}
}

var joins = map[string]ids{":token": func(c *apptest.Cast, site string) string { return c.Invites[site] }}

var reviewLines = []line{
	{route: "GET " + papersOf + "/:slug/review", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/review", platform: "l ll >>n - - n>", form: reviewForm("send")},
	{route: "POST " + papersOf + "/:slug/review/:id", platform: "l ll >nn - - nn", ids: map[string]ids{":id": id("review")}, form: reviewForm("approve")},
	{route: "GET /studio/:site/settings/people", platform: "l ll yyy - - nn"},
	{route: "POST /studio/:site/settings/people/:id", platform: "l ll >nn - - nn", form: sent("do", "role", "role", "auditor"),
		ids: map[string]ids{":id": func(c *apptest.Cast, site string) string { return c.Invited(site).String() }}},
	{route: "POST /studio/:site/settings/people", platform: "l ll ynn - - nn", form: sent("email", "ny@example.com", "role", "editor")},
	{route: "POST /studio/:site/settings/people/invitations/:id", platform: "l ll >nn - - nn", ids: map[string]ids{":id": id("invitation")}},
	{route: "GET /join/:token", platform: all, ids: joins},
	{route: "POST /join/:token", platform: again, ids: joins},
	{route: "POST /studio/:site/settings/publishing", platform: "l ll >nn - - nn", form: sent("publishing", "owners")}, // TestEditorsMayPublish has the other
}
