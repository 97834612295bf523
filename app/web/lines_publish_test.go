package web_test

var publishLines = []line{
	{route: "GET " + papersOf + "/:slug/publish/gate", platform: "l ll yyy - - yy"},
	{route: "POST " + papersOf + "/:slug/versions/:seq/check", platform: "l ll >nn - - nn"},
}
