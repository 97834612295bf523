package web_test

const statisticsRoute = "/studio/:site/settings/statistics"

var consentLines = []line{
	{route: "GET /cookies", here: all, suspended: all, platform: all},
	{route: "POST /cookies", here: "i ii iii i i ii", suspended: "i ii iii i i ii", platform: "i ii iii i i ii", form: sent("choice", "")},
	{route: "GET /cookies/record", here: nowhere, suspended: nowhere, platform: nowhere},
	{route: "GET " + statisticsRoute, platform: "l ll yyy - - yy"},
	{route: "GET " + statisticsRoute + "/notice", platform: "l ll yyy - - yy"},
	{route: "GET " + statisticsRoute + "/consents.jsonl", platform: "l ll yyy - - yy"},
	{route: "POST " + statisticsRoute + "/scan", platform: "l ll yyy - - ny"},
	{route: "GET " + statisticsRoute + "/:code", platform: "l ll yyy - - yy", ids: theCode("google_analytics")},
	{route: "POST " + statisticsRoute + "/:code", platform: "l ll >nn - - nn", ids: theCode("google_analytics"), form: sent("account", "G-ALFA1234")},
	{route: "POST " + statisticsRoute + "/:code/disconnect", platform: "l ll >nn - - nn", ids: theCode("plausible")},
	{route: "POST " + statisticsRoute + "/:code/settled", platform: "l ll >nn - - nn", ids: theCode("plausible"), form: sent("done", "x")},
}
