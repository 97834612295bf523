package web_test

import "github.com/pactdesk/pactdesk/app/apptest"

const lookOf = "/studio/:site/settings/appearance/look"

var lookLines = []line{
	{route: "GET " + lookOf, platform: "l ll yyy - - yy"},
	{route: "POST " + lookOf, platform: "l ll >nn - - n>", form: sent("accent", "#123456", "paper", "#ffffff", "ink", "own", "ink_own", "#222222",
		"button", "filled", "type", "system", "size", "normal", "corner", "pill", "scheme", "follow", "header", "name", "do", "save")},
	{route: "GET " + lookOf + "/preview/:page", platform: "l ll yyy - - yy",
		ids: map[string]ids{":page": func(*apptest.Cast, string) string { return "home" }}},
	{route: "GET " + lookOf + "/pictures/:hash", platform: "l ll --- - - --"}, // there is none of that name
}
