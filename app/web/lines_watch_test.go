package web_test

import (
	"net/url"

	"github.com/pactdesk/pactdesk/app/apptest"
)

const (
	landingOf   = papersOf + "/:slug/versions/:seq"
	customersOf = "/studio/:site/customers"
)

// Support sees how a version lands, and never who the customers are.
var watchLines = []line{
	{route: "GET " + landingOf, platform: "l ll yyy - - yy"},
	{route: "GET " + landingOf + "/customers.csv", platform: "l ll yyy - - nn"},
	{route: "GET " + customersOf, platform: "l ll yyy - - nn"},
	{route: "GET " + customersOf + "/mark", platform: "l ll yyn - - nn"},
	{route: "POST " + customersOf + "/mark", platform: "l ll yyn - - nn", form: func(*apptest.Cast) url.Values {
		return url.Values{"purpose": {"school"}, "addresses": {"kim@example.com"}, "do": {"unmark"}}
	}},
	{route: "GET " + customersOf + "/:account", platform: "l ll yyy - - nn", ids: map[string]ids{":account": id("account")}},
	{route: "POST " + customersOf + "/:account", platform: "l ll >>n - - nn", ids: map[string]ids{":account": id("account")}, form: sent("shown", "school")},
}
