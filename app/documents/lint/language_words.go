package lint

// tellingWords are words that are frequent in what people write about data and
// terms, language by language: first those of all texts, then of ours. What
// several languages share tells them from the others and stands in each.
var tellingWords = map[string]string{
	"sv": `och att det som en på är av för med den till inte har de i om ett var jag men så vi kan du från under när eller vid sig ska skall
		där hur oss då efter han hon honom dig mig sin sitt sina dess deras denna detta dessa någon något några ingen inget inga vilken vilket
		vilka vad vem varför också bara utan mycket mer mest andra alla allt här nu än kommer finns får måste blir blev vill vara varit
		hade skulle utifrån mellan genom enligt samt dock därför eftersom medan hos ur ut upp innan sedan redan aldrig alltid själv även
		din ditt dina vår vårt våra er ert era deras varje både sådan sådana första andra tredje gör göra gjort ger ge tar tas ta använder
		används använda uppgifter uppgift personuppgifter behandlar behandlas behandling samlar lagrar sparar sparas rätt rättighet rättigheter
		begära radera raderas rätta rättade lämnar lämnas kunder sajten webbplatsen tjänsten bilder bilden integritet ändamål rättslig
		grund avtal samtycke berättigat intresse år månader dagar kontot webbplats besök besöker beställning köp
		kakor besökare information skickar lämna behöver längre säkerhet ansvarar ansvarig`,
	"nb": `og å det som en på er av for med den til ikke har de i om et var jeg men så vi kan du fra under når eller ved seg skal der hvor oss da
		etter han hun ham henne deg meg sin sitt sine dens deres denne dette disse noen noe ingen intet hvilken hvilket hvilke hva hvem
		hvorfor også bare uten mye mer mest andre alle alt her nå enn kommer finnes får må blir ble vil være vært hadde skulle mellom
		gjennom ifølge samt derfor fordi mens hos ut opp før siden allerede aldri alltid selv din ditt dine vår vårt våre deres hver både slik
		slike første andre tredje gjør gjøre gjort gir gi tar tas ta bruker brukes bruke opplysninger opplysning personopplysninger behandler
		behandles behandling samler lagrer lagres rett rettighet rettigheter kreve slette slettes rette rettet kunder nettstedet
		nettsiden tjenesten bilder bildet personvern formål rettslig grunnlag behandlingsgrunnlag avtale samtykke berettiget interesse år
		måneder dager kontoen nettsted besøk besøker bestilling kjøp informasjonskapsler besøkende informasjon sender trenger
		lenger sikkerhet ansvarlig inkludert navn epost epostadresse enkelte hvis dersom kun hvordan enten mot blant over oppgir dere deres avtalen eier eies
		bildene skjerm lenge henvendelse henvendelser sier vedkommende virksomheter fjernes betyr tilgang endret bekreftet`,
	"nn": `og å det som ein ei eit på er av for med den til ikkje har dei i om var eg men så vi me kan du frå under når eller ved seg skal der kvar
		oss då etter han ho henne deg meg sin sitt sine deira denne dette desse nokon noko nokre ingen inkje kva kven kvifor korleis også
		berre utan mykje meir mest andre alle alt her no enn kjem finst får må blir vart vert vil vere vore hadde skulle mellom gjennom
		ifølgje samt difor fordi medan hjå hos ut opp før sidan allereie aldri alltid sjølv din ditt dine vår vårt våre dykkar kvar
		både slik slike første andre tredje gjer gjere gjort gjev gir gi tek ta bruker brukar brukast bruke opplysningar opplysning
		personopplysningar behandlar behandla handsamar samlar lagrar lagra rett rettar rettane krevje slette sletta kundar nettstaden
		nettsida tenesta bilete biletet personvern føremål formål grunnlag avtale samtykke interesse år månader dagar kontoen besøk
		besøkjer informasjonskapslar informasjon sender treng lenger tryggleik ansvarleg namn epost dersom viss korleis anten mot over kjøp
		kontaktar oss nemner einskilde brukaren`,
	"da": `og at det som en på er af for med den til ikke har de i om et var jeg men så vi kan du fra under når eller ved sig skal der hvor os da
		efter han hun ham hende dig mig sin sit sine dens deres denne dette disse nogen noget nogle ingen intet hvilken hvilket hvilke hvad
		hvem hvorfor også kun uden meget mere mest andre alle alt her nu end kommer findes får må bliver blev vil være været havde skulle
		mellem gennem ifølge samt derfor fordi mens hos ud op før siden allerede aldrig altid selv din dit dine vores jeres hver både sådan
		sådanne første anden tredje gør gøre gjort giver give tager tages tage bruger bruges bruge oplysninger oplysning personoplysninger
		behandler behandles behandling indsamler gemmer gemmes ret rettighed rettigheder kræve slette slettes rette rettet kunder hjemmesiden
		webstedet tjenesten billeder billedet privatliv formål retligt retsgrundlag grundlag aftale samtykke legitim interesse år måneder
		dage kontoen besøg besøger bestilling køb cookies besøgende information sender behøver længere sikkerhed ansvarlig navn
		hvis såfremt hvordan enten mod blandt anvender anvendes anmode lov indtil ligeledes dataansvarlig databeskyttelse jer
		ejer ejes billederne skærm længe siger aftalen kontakte optages betyder adgang ændret bekræftet virksomheder slags fjernes høj`,
	"en": `the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her
		she there would their we him been has when who will no more if out so up said what its about than into them can only other time
		new some could these two may first then do any like my now over such our man me even most made after also did many
		must through where much your way should because each those between without within under while during before until
		how why us yours ours itself themselves whether both either nor upon here does doing being using used use uses
		data personal information process processing processed collect collected collects store stored keep kept right rights
		request erase erased delete deleted correct customers customer site website service pictures picture images privacy purpose
		purposes legal basis contract consent legitimate interest years year months days account visit visitors order orders
		send need longer security responsible controller contact name email`,
	"de": `der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei
		einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ihr ihre ihrer
		ihren unser unsere unserer wir uns kann können müssen wenn was wer welche dieser diese dieses keine sowie daten personenbezogene
		personenbezogenen verarbeiten verarbeitung verarbeitet speichern gespeichert recht rechte löschen löschung auskunft kunden webseite
		website dienst bilder zweck zwecke rechtsgrundlage vertrag einwilligung berechtigtes interesse jahre monate tage konto besuch ihnen
		sofern gemäß soweit damit zwischen ohne gegen unter während bitte`,
	"fi": `ja on ei se että hän oli ovat joka mutta kun myös tai sekä jos niin kuin vain jo ole olla voi voivat mukaan sen hänen tämä tämän
		nämä meidän sinun teidän me sinä te he siitä siihen joita jotka jonka mikä miten miksi kaikki muut ennen jälkeen kautta kanssa ilman
		varten käytämme käytetään käsittelemme käsitellään käsittely tiedot tietoja tietojen henkilötietoja henkilötietojen henkilötiedot
		säilytämme säilytetään oikeus oikeudet poistaa poistetaan asiakkaat asiakkaan sivusto sivuston palvelu palvelun kuvat kuvia
		tarkoitus peruste sopimus suostumus oikeutettu etu vuotta kuukautta päivää tili vierailu tilaus yhteyttä`,
	"fr": `de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la ou avec son aux d'un ces cette
		vous nous votre vos notre nos leur leurs être avoir fait peut peuvent sans entre sous afin ainsi lorsque si données personnelles
		traitement traitons traitées collectons conservons conservées droit droits effacement rectification accès clients site service
		images finalité finalités base légale contrat consentement intérêt légitime ans mois jours compte visite commande elle elles dont
		comme mais tout tous toute toutes`,
	"es": `de la que el en y a los del se las por un para con no una su al lo como más o pero sus le ha me si sin sobre este ya entre cuando
		todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo hay vez puede todos así nos ni
		usted ustedes nuestro nuestra nuestros datos personales tratamiento tratamos recopilamos conservamos derecho derechos supresión
		acceso clientes sitio servicio imágenes finalidad base jurídica contrato consentimiento interés legítimo meses días cuenta visita
		pedido durante mediante dicha dichos`,
}
