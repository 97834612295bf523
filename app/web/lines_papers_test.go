package web_test

// papersLines are the routes of documents beyond their texts.
var papersLines = []line{
	{route: "GET " + papersOf + "/new", platform: "l ll ynn - - ny"},
	{route: "POST " + papersOf + "/new", platform: "l ll >nn - - n>", form: sent("kind", "blank", "name_sv", "Ännu ett", "act", "inform", "listed", "yes")},
	{route: "GET " + papersOf + "/:slug/settings", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/settings", platform: "l ll >nn - - n>", form: sent("act", "acknowledge")},
	{route: "POST " + papersOf + "/:slug/move", platform: "l ll >nn - - n>", form: sent("to", "up")},
	{route: "POST " + papersOf + "/:slug/retire", platform: "l ll cnn - - nn"}, // the first document is nobody's to take away
	{route: "POST " + papersOf + "/:slug/restore", platform: "l ll cnn - - nn"},
	{route: "POST " + papersOf + "/:slug/remove", platform: "l ll cnn - - nc"},
}
