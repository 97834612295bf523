package web_test

import (
	"net/url"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/facts"
)

const factsOf = "/studio/:site/facts"

func theCode(code string) map[string]ids {
	return map[string]ids{":code": func(*apptest.Cast, string) string { return code }}
}

// saying is a form that is filled with what alfa has said.
func saying(seen func(said facts.Set) string, pairs ...string) form {
	return func(c *apptest.Cast) url.Values {
		v := sent(pairs...)(c)
		v.Set("seen", seen(c.Said("alfa")))
		return v
	}
}

func purposeSeen(s facts.Set) string { return facts.Fingerprint(s.Purpose("enquiries")) }

var factsLines = []line{
	{route: "GET " + factsOf, platform: "l ll yyy - - yy"},
	{route: "POST " + factsOf + "/adopt", platform: "l ll >>n - - n>", form: sent("code", "orders")},
	{route: "GET " + factsOf + "/general", platform: "l ll yyn - - ny"},
	{route: "POST " + factsOf + "/general", platform: "l ll >>n - - n>", form: saying(func(s facts.Set) string { g := s.General(); return facts.Fingerprint(&g) }, "exemption", "1")},
	{route: "GET " + factsOf + "/purposes/new", platform: "l ll yyn - - ny"},
	{route: "POST " + factsOf + "/purposes/new", platform: "l ll >>n - - n>", form: sent("name_sv", "Nytt", "why_sv", "För", "basis", "consent")},
	{route: "GET " + factsOf + "/purposes/:code", platform: "l ll yyn - - ny", ids: theCode("enquiries")},
	{route: "POST " + factsOf + "/purposes/:code", platform: "l ll >>n - - n>", ids: theCode("enquiries"), form: saying(purposeSeen, "name_sv", "Ändrat", "basis", "consent")},
	{route: "POST " + factsOf + "/purposes/:code/remove", platform: "l ll >>n - - n>", ids: theCode("enquiries")},
	{route: "GET " + factsOf + "/purposes/:code/improvement", platform: "l ll yyy - - yy", ids: theCode("enquiries")},
	{route: "POST " + factsOf + "/purposes/:code/improvement", platform: "l ll >>n - - n>", ids: theCode("enquiries"),
		form: saying(purposeSeen, "edition", "2", "do", "take", "fields", "why")},
	{route: "GET " + factsOf + "/services/new", platform: "l ll yyn - - ny"},
	{route: "POST " + factsOf + "/services/new", platform: "l ll >>n - - n>", form: sent("name", "Ny", "category", "marketing", "recipient", "Ny AB", "country", "SE")},
	{route: "GET " + factsOf + "/services/:code", platform: "l ll yyn - - ny", ids: theCode("stat")},
	{route: "POST " + factsOf + "/services/:code", platform: "l ll >>n - - n>", ids: theCode("stat"),
		form: saying(func(s facts.Set) string { return facts.Fingerprint(s.Connection("stat")) }, "name", "Ny", "category", "marketing", "recipient", "Ny AB", "country", "SE")},
	{route: "POST " + factsOf + "/services/:code/remove", platform: "l ll >>n - - n>", ids: theCode("stat")},
	{route: "GET " + factsOf + "/cookie", platform: "l ll yyn - - ny"},
	{route: "POST " + factsOf + "/cookie", platform: "l ll >>n - - n>", form: sent("name", "_ny", "amount", "3", "unit", "D")},
	{route: "POST " + factsOf + "/cookie/remove", platform: "l ll >>n - - n>", form: sent("name", "_stat")},
}
