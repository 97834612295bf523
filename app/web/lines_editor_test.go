package web_test

var editorLines = []line{
	{route: "POST " + papersOf + "/:slug/text/:lang/convert", platform: "l ll yyn - - ny", form: sent("html", "<p>Inklistrat</p>")},
	{route: "GET " + papersOf + "/:slug/text/:lang/import", platform: "l ll yyn - - ny"},
	{route: "POST " + papersOf + "/:slug/text/:lang/import", platform: "l ll yyn - - ny", form: sent("paste", "Inklistrat.")},
}
