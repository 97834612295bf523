package web_test

import "github.com/pactdesk/pactdesk/app/apptest"

// papersLines are the routes of documents beyond their texts.
var papersLines = []line{
	{route: "GET " + papersOf + "/:slug/versions/compare", platform: "l ll --- - - --"}, // it asks which two
	{route: "GET " + papersOf + "/:slug/versions/:seq/:file", platform: "l ll yyy - - yy", ids: map[string]ids{":file": func(*apptest.Cast, string) string { return "sv.md" }}},
	{route: "POST " + papersOf + "/:slug/versions/:seq/revert", platform: "l ll >>n - - n>"},
	{route: "GET " + papersOf + "/new", platform: "l ll ynn - - ny"},
	{route: "POST " + papersOf + "/new", platform: "l ll >nn - - n>", form: sent("kind", "blank", "name_sv", "Ännu ett", "act", "inform", "listed", "yes")},
	{route: "GET " + papersOf + "/:slug/settings", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/settings", platform: "l ll >nn - - n>", form: sent("act", "acknowledge")},
	{route: "POST " + papersOf + "/:slug/move", platform: "l ll >nn - - n>", form: sent("to", "up")},
	{route: "GET " + papersOf + "/:slug/template/:lang", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/template/:lang", platform: "l ll ccn - - nc", form: sent("seen", "x")}, // there is nothing to take
	{route: "POST " + papersOf + "/:slug/retire", platform: "l ll cnn - - nn"},                                  // the first document is nobody's to take away
	{route: "POST " + papersOf + "/:slug/restore", platform: "l ll cnn - - nn"},
	{route: "POST " + papersOf + "/:slug/remove", platform: "l ll cnn - - nc"},
}
