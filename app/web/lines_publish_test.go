package web_test

var publishLines = []line{
	{route: "POST " + papersOf + "/:slug/versions/:seq/check", platform: "l ll >nn - - nn"},
}
