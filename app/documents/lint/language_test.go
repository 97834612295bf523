package lint

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/templates"
)

// samples are paragraphs as they stand in such texts, by language. The
// detector was chosen by them: see TestLanguages.
var samples = map[string][]string{
	"sv": {
		"Vi samlar in namn, e-post och företag när du hör av dig via formuläret eller chatten, och sparar det så länge vi behöver det för att svara dig.",
		"När du öppnar ett utskick från oss och klickar på en länk i det får vi veta det. Vill du inte det kan du när som helst säga upp brevet.",
		"Uppgifter om sökande tas bort två år efter att tjänsten har tillsatts, om vi inte kommer överens om något annat.",
		"Den som är med på en bild får alltid höra av sig till fotografen och be att den tas ner, och vi tittar på varje sådan fråga.",
		"Statistiken används bara för att förstå vilka sidor som läses. Den kan inte kopplas till någon enskild besökare efter fjorton månader.",
		"Betalningar sköts av banken. Vi ser inte ditt kortnummer, men vi ser vad du har köpt och när, eftersom bokföringen kräver det.",
		"Fotografen äger bilderna, men beställaren får använda dem så som avtalet säger, i tryck och på skärm, så länge hon vill.",
		"Kurser och webbinarier spelas in om alla säger ja. Det som skrivs i chatten sparar vi i högst ett år och visar inte för andra.",
	},
	"nb": {
		"Vi samler inn navn, e-postadresse og firmanavn når du tar kontakt via skjemaet eller chatten, og lagrer det så lenge vi trenger det for å svare deg.",
		"Når du åpner en e-post fra oss og klikker på en lenke i den, får vi vite det. Vil du ikke det, kan du når som helst melde deg av.",
		"Opplysninger om søkere slettes to år etter at stillingen er besatt, hvis vi ikke blir enige om noe annet.",
		"Den som er med på et bilde, kan alltid ta kontakt med fotografen og be om at det fjernes, og vi ser på hver slik henvendelse.",
		"Statistikken brukes bare for å forstå hvilke sider som leses. Den kan ikke knyttes til noen enkelt besøkende etter fjorten måneder.",
		"Betalinger tas hånd om av banken. Vi ser ikke kortnummeret ditt, men vi ser hva du har kjøpt og når, siden bokføringen krever det.",
		"Fotografen eier bildene, men oppdragsgiveren får bruke dem slik avtalen sier, på trykk og på skjerm, så lenge hun vil.",
		"Kurs og webinarer tas opp hvis alle sier ja. Det som skrives i chatten, lagrer vi i høyst ett år og viser ikke til andre.",
	},
	"nn": {
		"Vi samlar inn namn, e-postadresse og firmanamn når du tek kontakt via skjemaet eller chatten, og lagrar det så lenge vi treng det for å svare deg.",
		"Når du opnar ein e-post frå oss og klikkar på ei lenkje i han, får vi vite det. Vil du ikkje det, kan du når som helst melde deg av.",
		"Opplysningar om søkjarar blir sletta to år etter at stillinga er fylt, dersom vi ikkje blir samde om noko anna.",
		"Den som er med på eit bilete, kan alltid ta kontakt med fotografen og be om at det blir fjerna, og vi ser på kvar slik førespurnad.",
		"Statistikken blir berre brukt for å forstå kva sider som blir lesne. Han kan ikkje knytast til nokon einskild besøkjande etter fjorten månader.",
	},
	"da": {
		"Vi indsamler navn, e-mailadresse og firmanavn, når du kontakter os via formularen eller chatten, og gemmer det, så længe vi har brug for det til at svare dig.",
		"Når du åbner en mail fra os og klikker på et link i den, får vi det at vide. Vil du ikke det, kan du til enhver tid afmelde dig.",
		"Oplysninger om ansøgere slettes to år efter, at stillingen er besat, hvis vi ikke bliver enige om noget andet.",
		"Den, der er med på et billede, kan altid kontakte fotografen og bede om, at det fjernes, og vi ser på hver af den slags henvendelser.",
		"Statistikken bruges kun til at forstå, hvilke sider der læses. Den kan ikke knyttes til nogen enkelt besøgende efter fjorten måneder.",
		"Betalinger varetages af banken. Vi ser ikke dit kortnummer, men vi ser, hvad du har købt og hvornår, da bogføringen kræver det.",
		"Fotografen ejer billederne, men kunden må bruge dem, som aftalen siger, på tryk og på skærm, så længe hun vil.",
		"Kurser og webinarer optages, hvis alle siger ja. Det, der skrives i chatten, gemmer vi i højst et år og viser ikke til andre.",
	},
	"en": {
		"We collect your name, e-mail and company when you get in touch through the form or the chat, and keep them for as long as we need them to answer you.",
		"When you open a message from us and click on a link in it, we are told. If you would rather not, you can unsubscribe at any time.",
		"Details about applicants are erased two years after the position has been filled, unless we agree on something else.",
		"Anybody who is in a picture may always write to the photographer and ask that it be taken down, and we look at every such request.",
		"The statistics only help us see which pages are read. They cannot be tied to any single visitor after fourteen months.",
		"Payments are handled by the bank. We never see your card number, but we do see what you bought and when, since bookkeeping requires it.",
		"The photographer owns the pictures, but the client may use them as the contract says, in print and on screen, for as long as she likes.",
		"Courses and webinars are recorded if everybody says yes. What is written in the chat we keep for one year at most and show to nobody else.",
	},
	"de": {
		"Wir erheben Ihren Namen, Ihre E-Mail-Adresse und Ihre Firma, wenn Sie sich über das Formular melden, und speichern sie, solange wir sie für die Antwort brauchen.",
		"Angaben über Bewerber werden zwei Jahre nach der Besetzung der Stelle gelöscht, sofern wir nichts anderes mit ihnen vereinbaren.",
		"Wer auf einem Bild zu sehen ist, kann sich jederzeit an den Fotografen wenden und darum bitten, dass es entfernt wird.",
	},
	"fi": {
		"Keräämme nimesi ja sähköpostiosoitteesi, kun otat meihin yhteyttä lomakkeella, ja säilytämme ne niin kauan kuin tarvitsemme niitä vastataksemme sinulle.",
		"Hakijoiden tiedot poistetaan kahden vuoden kuluttua siitä, kun tehtävä on täytetty, jos emme ole sopineet muuta heidän kanssaan.",
	},
	"fr": {
		"Nous collectons votre nom et votre adresse électronique lorsque vous nous contactez par le formulaire, et les conservons aussi longtemps que nécessaire pour vous répondre.",
		"Les données des candidats sont effacées deux ans après que le poste a été pourvu, sauf si nous en convenons autrement avec eux.",
	},
	"es": {
		"Recopilamos su nombre y su correo electrónico cuando se pone en contacto con nosotros a través del formulario, y los conservamos mientras los necesitemos para responderle.",
		"Los datos de los candidatos se suprimen dos años después de que se haya cubierto el puesto, salvo que acordemos otra cosa con ellos.",
	},
}

// Each paragraph is found to be in its language whatever it is said to be in,
// and none is accused that is in the language it says. On the same table
// whatlanggo took 6 of 46 for another (Danish for bokmål, bokmål for nynorsk)
// and cannot say that it does not know; lingua took none, and is 124 MB.
func TestLanguages(t *testing.T) {
	for language, texts := range samples {
		for _, text := range texts {
			var words tally
			words.count(prose(text))
			for _, said := range tongueNames {
				want := language
				if said == language {
					want = ""
				}
				if got := words.other(said); got != want {
					t.Errorf("said to be %s, %q is held to be %q, not %q", said, text, got, want)
				}
			}
			if got := Language(text); got != language {
				t.Errorf("%q is held to be %q", text, got)
			}
		}
	}
}

// What may stand in any text accuses nobody.
func TestLanguagesLetBe(t *testing.T) {
	for _, text := range []string{
		"Nordljus Foto AB, Norra Hamngatan 4, 972 32 Luleå, Sverige. Fjord Mediearkiv AS, Strandgaten 12, 5013 Bergen, Norge. Anna Lind, Ingrid Solheim, Åsa Öberg, Bjørn Ødegård.",
		"See “Om att ge eller inte ge sitt samtycke till att bilden visas för andra än dem som har beställt den och vad det innebär för dig” for more.",
		"Integritetsskyddsmyndigheten (IMY), Box 8114, 104 20 Stockholm. Datatilsynet, Postboks 458 Sentrum, 0105 Oslo.",
		"Vi sparar.", "Vår policy gäller alla som är kunder hos oss.",
		"| `__Host-session` | 14 | `language` | 365 | `cart` | 14 |",
		"https://example.com/og/det/er/ikke/noe/som/vi/har/hos/oss https://example.com/og/det/er/ikke/noe/som/vi/har/hos/oss",
	} {
		var words tally
		words.count(prose(text))
		for _, said := range append(tongueNames, "pl", "is") {
			if got := words.other(said); got != "" && len(words.words) >= enough {
				t.Errorf("said to be %s, %q is held to be %s", said, text, got)
			}
		}
	}
}

// Our own texts are in the language that their names say, to the paragraph.
func TestLanguagesOfOurTexts(t *testing.T) {
	files, err := fs.Glob(templates.FS, "documents/*.md")
	more, err2 := fs.Glob(templates.FS, "documents/demo/*.md")
	if err != nil || err2 != nil || len(files) == 0 || len(more) == 0 {
		t.Fatal(files, more, err, err2)
	}
	judged := 0
	for _, file := range append(files, more...) {
		b, err := fs.ReadFile(templates.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		language := strings.TrimSuffix(file, ".md")
		language = language[strings.LastIndexByte(language, '.')+1:]
		for _, said := range []string{"sv", "nb", "en", "da"} {
			for p := range strings.SplitSeq(string(b), "\n\n") {
				var words tally
				words.count(prose(p))
				got := words.other(said)
				if said == language && got != "" || got != "" && got != language {
					t.Errorf("%s, said to be %s: %q is held to be %s", file, said, p, got)
				}
				if said != language && len(words.words) >= 25 {
					if judged++; got == "" && said != "da" {
						t.Errorf("%s passes for %s: %q", file, said, p)
					}
				}
			}
		}
	}
	if judged < 200 {
		t.Errorf("only %d paragraphs were judged", judged)
	}
}
