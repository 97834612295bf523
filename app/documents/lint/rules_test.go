package lint

import (
	"maps"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/facts"
)

// sound are texts with nothing wrong with them.
var sound = map[string]string{
	"en": `## Who is responsible

{{who_answers}}

## Why, and for how long

Our purposes are to run your account and to deliver pictures. The legal basis is our contract with you, and our legitimate interest in answering you. We keep orders for three years.

We need your e-mail; the rest is voluntary. Some names come from the school. The lab receives what it prints.

## Your rights

You have the right to access, rectification, erasure, restriction and portability, and to object to what we do. No decision is automated. You may complain to the supervisory authority.`,
	"sv": `## Vem som ansvarar

{{who_answers}}

## Varför, och hur länge

Våra ändamål är att sköta ditt konto och leverera bilder. Rättslig grund är vårt avtal med dig, och vårt berättigade intresse av att svara dig. Beställningar sparas i tre år.

Vi behöver din e-post; resten är frivilligt. Några namn kommer från skolan. Labbet är mottagare av det som det trycker.

## Dina rättigheter

Du har rätt till tillgång, rättelse, radering, begränsning och portabilitet, och att invända mot det som vilar på ett intresse. Inga beslut är automatiserade. Du kan klaga hos Integritetsskyddsmyndigheten.`,
	"nb": `## Hvem som er ansvarlig

{{who_answers}}

## Hvorfor, og hvor lenge

Formålene våre er å drive kontoen din og levere bilder. Behandlingsgrunnlaget er avtalen vår med deg, og vår berettigede interesse i å svare deg. Bestillinger lagres i tre år.

Vi trenger e-posten din; resten er frivillig. Noen navn kommer fra skolen. Laboratoriet er mottaker av det som det trykker.

## Rettighetene dine

Du har rett til innsyn, retting, sletting, begrensning og dataportabilitet, og til å protestere mot det som bygger på en interesse. Ingen avgjørelser er automatiserte. Du kan klage til Datatilsynet.`,
}

func soundly(language string) Input {
	return Input{Language: language, Title: "Privacy", Source: sound[language], Privacy: true, Hosts: []string{"nordljus.example", "www.nordljus.example"},
		Values: map[string]string{"controller.name": "Nordljus Foto AB", "controller.email": "privacy@nordljus.example", "site.name": "Nordljus", "site.address": "nordljus.example"},
		Blocks: map[string]string{"who_answers": "Nordljus Foto AB, privacy@nordljus.example", "facts": "", "facts.rights": "", "facts.purposes": ""},
		Knows:  func(p string) bool { return p == "/" || p == "/contact" || p == "/cldoc/terms.htm" }}
}

// An example changes the sound text, or what is known around it.
type example func(in *Input)

func more(text string) example { return func(in *Input) { in.Source += "\n\n" + text } }

func instead(old, by string) example {
	return func(in *Input) {
		if !strings.Contains(in.Source, old) {
			panic("the sound text has no " + old)
		}
		in.Source = strings.ReplaceAll(in.Source, old, by)
	}
}

func all(examples ...example) example {
	return func(in *Input) {
		for _, e := range examples {
			e(in)
		}
	}
}

func inLanguage(language string, e example) example {
	return func(in *Input) {
		*in = soundly(language)
		e(in)
	}
}

func only(text string) example { return func(in *Input) { in.Source, in.Privacy = text, false } }

func beside(language, source string) example {
	return func(in *Input) { in.Others = append(in.Others, Text{language, source}) }
}

func known(change func(s *facts.Set)) example { return func(in *Input) { change(&in.Facts) } }

// about adds a purpose to the facts, and the facts to the text.
func about(p facts.Purpose) example {
	return all(known(func(s *facts.Set) { s.Purposes = append(s.Purposes, p) }), more("{{facts.purposes}}"))
}

// school is a purpose with nothing missing, changed.
func school(change func(p *facts.Purpose)) facts.Purpose {
	p := facts.Purpose{Code: "school", Basis: facts.LegitimateInterest, Period: "P1Y", From: "event_end", Words: map[string]facts.Words{
		"en": {Name: "School pictures", Why: "We take them.", Interest: "taking them"}, "sv": {Name: "Skolfoto", Why: "Vi tar dem.", Interest: "att ta dem"}}}
	p.Words = maps.Clone(p.Words)
	change(&p)
	return p
}

func unchanged(*facts.Purpose) {}

func connected(name, safeguard string) example {
	return known(func(s *facts.Set) {
		s.Connections = append(s.Connections, facts.Connection{Code: "x", Name: name, Recipient: name + " Inc", Country: "US", Safeguard: safeguard})
	})
}

// noAnswer takes the contact away, and nobody takes whom it is of as well.
var (
	noAnswer = instead("{{who_answers}}", "We are here for you.")
	nobody   = all(noAnswer, instead("Who is responsible", "Welcome"))
)

// examples are what each rule finds and what it lets be.
var examples = map[string]struct{ fails, passes []example }{
	"title": {[]example{func(in *Input) { in.Title = " " }}, []example{func(in *Input) { in.Title = "x" }}},
	"blank": {
		[]example{more("We sell {{what you sell}}."), all(func(in *Input) { in.Blocks["facts"] = "Kept for {{how long}}" }, more("{{facts}}"))},
		[]example{more(`We write \{{braces}} and {{site.name}}.`)},
	},
	"placeholder": {
		[]example{more("Lorem ipsum dolor sit amet."), more("Write to [company name] in Luleå."), more("Skriv till [Företagsnamn], [org.nr]."), more("Visit www.dinsajt.se today."),
			more("Our address is <your address>."), more("Ring XXX så svarar vi."), more("TODO: write this."), more("Signed: ____________")},
		[]example{more("Write to [Nordljus](/contact) about [namn](/contact), [^1] and [1].\n\n[company]: /contact"), more("Louis XIV and XXL prints…"), more("<https://www.imy.se/>")},
	},
	"contact": {
		[]example{more("To use a right, contact us at the address “”."), more("Skriv till oss på ”” eller ring."), more("E-post: , telefon: 0920-1."), more("Write [to us](mailto:) any day."),
			more("Write to name@example.com."), more("Mail privacy@ and we answer."), more("Contact information for our officer is:\n\nThe studio is responsible for all of this."), more("- E-post:")},
		[]example{more("Contact information:\n\nStorgatan 1, Luleå"), more("E-post: a@b.se, telefon: 1."), more("[us](mailto:{{controller.email}})"), more("He said “no” and ”ja”."), more("Our post: come by."), more("E-post:\n\n{{who_answers}}")},
	},
	"name_gone": {
		[]example{more("Data are collected via’s jobseeker portal or directly by e-mail."), more("We advertise through ’s own portal."), more("When you fill out a form on, your data are stored."),
			more("Ansökan skickas via , eller till oss."), more("Our agent (  ) helps us.")},
		[]example{more("It’s the studio’s portal, and ’tis ours."), more("Log on, look around. We sign in, too."), more("Via Nordljus (Luleå) går allt."), more("[x](/contact) and f() is code.")},
	},
	"language": {
		[]example{func(in *Input) { in.Source = sound["sv"] }, inLanguage("nb", func(in *Input) { in.Source = sound["en"] }), inLanguage("sv", func(in *Input) { in.Source = sound["nb"] })},
		[]example{inLanguage("sv", more("Välkommen.")), inLanguage("nb", more("Velkommen.")), only("Vi säljer bilder.")},
	},
	"bundled": {
		[]example{more("By using this site you consent to cookies."), inLanguage("sv", more("Genom att fortsätta använda sajten samtycker du till att vi sparar cookies.")),
			inLanguage("nb", more("Ved å bruke nettstedet samtykker du til informasjonskapsler.")), all(func(in *Input) { in.Agreed = true }, more("By accepting this text you consent to all of it."))},
		[]example{more("By using this site you do not consent to anything."), more("By accepting this text you consent to nothing."), inLanguage("sv", more("Genom att läsa vidare samtycker du inte."))},
	},
	"dead_link": {
		[]example{more("[Terms](/cldoc/trems.htm)"), more("[Terms](trems.htm)"), more("[Old](https://www.nordljus.example/old) page"), more("[Nothing]()"), more("https://{{site.address}}/gone")},
		[]example{more("[Terms](/cldoc/terms.htm), [again](terms.htm), [ask](../contact), [home](https://nordljus.example/), [theirs](https://other.example/old), [mail](mailto:a@b.se)")},
	},
	"dead_anchor": {
		[]example{more("See [rights](#your-right).")},
		[]example{more("See [rights](#your-rights) and [why](#why-and-for-how-long), [again](#Your%20rights).\n\n## A *new* [one](/contact)\n\n[x](#a-new-one)")},
	},
	"purpose_basis":  {[]example{about(school(func(p *facts.Purpose) { p.Basis = "" }))}, []example{about(school(unchanged)), known(func(s *facts.Set) { s.Purposes = []facts.Purpose{{Code: "x"}} })}},
	"purpose_period": {[]example{about(school(func(p *facts.Purpose) { p.Period, p.From = "", "" }))}, []example{about(school(unchanged)), about(facts.Purpose{Code: "x", Held: true})}},
	"purpose_words": {
		[]example{inLanguage("nb", about(school(unchanged))), about(school(func(p *facts.Purpose) {
			p.Words["sv"] = facts.Words{Name: "Skolfoto", Why: "Vi.", Interest: "att", More: "Mer."}
		}))},
		[]example{about(school(unchanged))},
	},
	"no_controller": {[]example{nobody}, []example{all(nobody, more("Nordljus Foto AB is here.")), all(nobody, more("{{controller.name}}"))}},
	"no_contact":    {[]example{noAnswer}, []example{all(noAnswer, more("Write to {{controller.email}}.")), all(noAnswer, more("Write to anna@nordljus.example."))}},
	"no_purposes":   {[]example{instead("purposes", "things")}, []example{more("x")}},
	"no_basis":      {[]example{all(instead("The legal basis is", "It is"), instead("our legitimate interest in answering", "answering"))}, []example{more("x")}},
	"no_periods":    {[]example{instead("We keep orders for three years.", "")}, []example{all(instead("We keep orders for three years.", ""), more("Orders are deleted after a year."))}},
	"no_rights":     {[]example{instead("portability", "more"), inLanguage("sv", instead("invända", "se fram")), inLanguage("nb", instead("innsyn", "mer"))}, []example{inLanguage("sv", more("x")), inLanguage("nb", more("x"))}},
	"no_complaint":  {[]example{instead("You may complain to the supervisory authority.", "")}, []example{more("x")}},
	"no_officer":    {[]example{func(in *Input) { in.DPO = true }}, []example{all(func(in *Input) { in.DPO = true }, more("Our data protection officer answers."))}},
	"no_interest":   {[]example{instead(" in answering you", "")}, []example{all(instead("our legitimate interest in answering you", "consent"), more("You can withdraw it."))}},
	"no_recipients": {[]example{instead("The lab receives what it prints.", "")}, []example{more("x")}},
	"no_safeguard": {
		[]example{all(connected("Zoom", "scc"), more("Zoom runs our courses."))},
		[]example{all(connected("Zoom", "scc"), more("Zoom runs our courses, under standard contractual clauses.")), all(connected("Zoom", ""), more("Zoom runs our courses."))},
	},
	"no_withdrawal": {
		[]example{more("Portraits are shown with your consent."), inLanguage("sv", more("Porträtt visas med ditt samtycke.")), about(school(func(p *facts.Purpose) { p.Basis = facts.Consent }))},
		[]example{more("Portraits are shown with your consent, which you can withdraw."), more("This is no consent.")},
	},
	"no_duty":      {[]example{instead("We need your e-mail; the rest is voluntary.", "")}, []example{more("x")}},
	"no_automated": {[]example{instead("No decision is automated.", "")}, []example{more("x")}},
	"no_source": {
		[]example{all(instead("Some names come from the school.", ""), about(school(func(p *facts.Purpose) { p.Sources = []string{"school"} })))},
		[]example{about(school(func(p *facts.Purpose) { p.Sources = []string{"school"} })), instead("Some names come from the school.", "")},
	},
	"part_language": {
		[]example{
			more("Which data: Vi samler inn opplysninger som navn, e-postadresse og firmanavn, samt historikk over det du gjør hos oss, også når du åpner e-post."),
			more("Here is what we do with your data and for how long we keep them when you have become a customer of ours. Vi sparar det som du skriver till oss så länge vi behöver det för att kunna svara på dina frågor."),
			more("- Namnet som du har gett oss\n- Den e-post som vi skriver till\n- Vad du har köpt och när det var"),
		},
		[]example{more("It is called “Om att ge sitt samtycke till att bilden visas för andra än dem som har beställt den hos oss” here."), more("Norra Hamngatan 4, Luleå. Åsa Öberg, Östen Ängström, Märta Åkesson, Håkan Sjögren, Göran Väst, Maj Nyström, Örjan Norén.")},
	},
	"periods_differ": {
		[]example{beside("sv", strings.ReplaceAll(sound["sv"], "tre år", "sju år")), beside("sv", "Beställningar sparas i tio år.")},
		[]example{beside("sv", sound["sv"]), all(instead("three years", "36 months"), beside("nb", sound["nb"])), beside("sv", strings.ReplaceAll(sound["sv"], "tre år", "36 månader")),
			all(instead("three years", "half a year"), beside("sv", strings.ReplaceAll(sound["sv"], "tre år", "sex månader"))), all(instead("three years", "three years (yes, three years)"), beside("sv", sound["sv"]+"\n\nVarje månad, om en timme.")),
			all(instead("three years", "ten (10) years"), beside("sv", strings.ReplaceAll(sound["sv"], "tre år", "tio (10) år")))},
	},
	"dates_differ": {
		[]example{all(more("Valid from 1 December 2026."), beside("sv", sound["sv"]+"\n\nGäller från 2 december 2026."))},
		[]example{all(more("Valid from December 1st, 2026."), beside("sv", sound["sv"]+"\n\nGäller från den 1 december 2026.")), all(more("Valid from 2026-12-01."), beside("nb", sound["nb"]+"\n\nGjelder fra 1. desember 2026."))},
	},
	"period_unknown": {
		[]example{all(about(school(unchanged)), more("## School pictures\n\nThey are kept for two years."))},
		[]example{all(about(school(unchanged)), more("## School pictures\n\nThey are kept for twelve months.\n\n## Else\n\nFor two years."))},
	},
	"service_unnamed": {[]example{connected("Mailchimp", "")}, []example{all(connected("Mailchimp", ""), more("Mailchimp sends our letters."))}},
	"service_unknown": {
		[]example{more("Your data are stored in Hubspot, which we use."), more("We collect data with Google Analytics."), inLanguage("sv", more("Kurserna hålls i Zoom."))},
		[]example{all(connected("HubSpot", ""), more("Your data are stored in Hubspot.")), more("We do not use Google Analytics or Facebook."), inLanguage("sv", more("Vi använder inte Google Analytics.")), more("We zoomed in."),
			all(func(in *Input) { in.Blocks["subprocessors"] = "| Zoom Video Communications | US |" }, more("Courses are in Zoom."))},
	},
	"facts_newer": {[]example{func(in *Input) { in.FactsNewer = true }}, []example{more("x")}},
	"plain_http":  {[]example{more("[Home](http://nordljus.example/)")}, []example{more("[Home](https://nordljus.example/), [theirs](http://other.example/)")}},
	"heading_level": {
		[]example{more("#### Deep\n\nToo soon.")},
		[]example{more("### One down\n\nx\n\n## And up\n\nx")},
	},
	"heading_twice": {
		[]example{more("## Your rights\n\nAgain.")},
		[]example{more("## A\n\n### Which data\n\nx\n\n## B\n\n### Which data\n\nx")},
	},
}

// Each rule finds what it is for and lets be what it is not. A rule without
// both does not get in.
func TestRules(t *testing.T) {
	for i := range Rules {
		r := &Rules[i]
		t.Run(r.Code, func(t *testing.T) {
			e, ok := examples[r.Code]
			if !ok || len(e.fails) == 0 || len(e.passes) == 0 {
				t.Fatal("it has no example that fails, or none that passes")
			}
			if r.Severity != Error && r.Severity != Warning || r.Message == "" || r.Mend == "" || r.Target == "" || r.Firm == (r.Risk != "") || r.Firm && r.Severity != Error {
				t.Errorf("%+v is not whole", *r)
			}
			for n, change := range e.fails {
				in := soundly("en")
				change(&in)
				if found := of(Run(in), r.Code); len(found) == 0 {
					t.Errorf("example %d of what fails passes:\n%s", n, in.Source[max(0, len(in.Source)-300):])
				} else if f := found[0]; f.Place == "" || f.Line > strings.Count(in.Source, "\n")+1 || f.Line > 0 && f.Excerpt == "" {
					t.Errorf("example %d: %+v", n, f)
				}
			}
			for n, change := range e.passes {
				in := soundly("en")
				change(&in)
				if found := of(Run(in), r.Code); len(found) > 0 {
					t.Errorf("example %d of what passes fails: %+v", n, found[0])
				}
			}
		})
	}
	for code := range examples {
		if ByCode(code) == nil {
			t.Errorf("%s is no rule", code)
		}
	}
}

func of(all []Finding, code string) (found []Finding) {
	for _, f := range all {
		if f.Code == code {
			found = append(found, f)
		}
	}
	return found
}

// The sound texts are sound, beside each other.
func TestSoundTexts(t *testing.T) {
	for language := range sound {
		in := soundly(language)
		for other, source := range sound {
			if other != language {
				in.Others = append(in.Others, Text{other, source})
			}
		}
		for _, f := range Run(in) {
			t.Errorf("%s: %s in line %d: %q %v", language, f.Code, f.Line, f.Excerpt, f.Params)
		}
	}
}

// A policy as people have them, with the faults that people make.
const inherited = `## Privacy statement and data controller

The studio has its head office at Møllebakken 1. Contact information for our privacy group is:

The studio is responsible for the processing of the data about you.

## Why we collect data

We use Google Analytics to see how the site is used. The purpose is to improve it. The basis for processing is a legitimate interest. Data are deleted after 14 months.

Which data: Vi samler inn opplysninger om navn, e-postadresse og firmanavn, i tillegg til historikk over det du gjør hos oss når du leser det vi sender.

When you fill out a form, your data are stored in Hubspot, which we also use to send letters. Courses are held in Zoom.

## Job applications

Data about jobseekers are collected via’s jobseeker portal or by e-mail. They are kept for two years.

## Your rights

To use your rights, contact us at the address “”. You have access, rectification, erasure, restriction and portability, and you may object to what we do. You may complain to the supervisory authority.`

func TestInheritedText(t *testing.T) {
	in := soundly("en")
	in.Source = inherited
	in.Others = []Text{{"sv", strings.Join([]string{"## A", "## B\n\nEfter 14 månader.", "## C\n\nTre år.", "## D"}, "\n\n")}}
	lines := map[string][]int{}
	for _, f := range Run(in) {
		lines[f.Code] = append(lines[f.Code], f.Line)
	}
	for code, want := range map[string][]int{"contact": {3, 21}, "no_contact": {0}, "name_gone": {17}, "part_language": {11}, "periods_differ": {17}} {
		if got := lines[code]; len(got) != len(want) || got[0] != want[0] || got[len(got)-1] != want[len(want)-1] {
			t.Errorf("%s is found in %v, not %v", code, got, want)
		}
	}
	if len(lines["service_unknown"]) != 3 {
		t.Errorf("services: %v", lines["service_unknown"])
	}
}

// What a finding is about stays the same place when something else changes,
// and is another when the words do.
func TestPlaces(t *testing.T) {
	find := func(change example) string {
		in := soundly("en")
		change(&in)
		found := of(Run(in), "plain_http")
		if len(found) != 1 {
			t.Fatal(found)
		}
		return found[0].Place
	}
	link := more("[Home](http://nordljus.example/) is here.")
	if a, b := find(link), find(all(more("Something before."), link)); a != b {
		t.Error("another paragraph makes another place")
	}
	if a, b := find(link), find(more("[Home](http://nordljus.example/) is there.")); a == b {
		t.Error("other words are the same place")
	}
}

// The editor asks at every pause in typing; against what rendering the same text
// costs, a 200 KB one is to be comfortable.
func BenchmarkRun200KB(b *testing.B) {
	in := soundly("en")
	in.Source = strings.Repeat(inherited+"\n\n"+sound["sv"]+"\n\n", 1+200_000/(len(inherited)+len(sound["sv"])))
	in.Others = []Text{{"sv", strings.Repeat(sound["sv"]+"\n\n", 150)}, {"nb", strings.Repeat(sound["nb"]+"\n\n", 150)}}
	for b.Loop() {
		Run(in)
	}
}
