package lint

// says are the words by which a text is taken to speak of a matter: beginnings
// and parts of words in small letters, any one of which is enough. They are
// generous: the point is to find what is not there at all.
var says = map[string]map[string][]string{
	"controller": {
		"sv": {"personuppgiftsansvarig", "vem som ansvarar", "ansvarig för"},
		"en": {"controller", "who is responsible", "responsible for the processing", "responsible for processing"},
		"nb": {"behandlingsansvarlig", "hvem som er ansvarlig", "ansvarlig for"},
	},
	"purposes": {
		"sv": {"ändamål", "syfte", "varför vi", "använder vi", "vi använder"},
		"en": {"purpose", "why we", "we use", "how we use"},
		"nb": {"formål", "hvorfor vi", "bruker vi", "vi bruker"},
	},
	"basis": {
		"sv": {"rättslig grund", "rättsliga grund", "laglig grund", "lagliga grund", "berättigat intresse", "berättigade intresse", "art. 6", "artikel 6", "intresseavvägning"},
		"en": {"legal bas", "lawful bas", "legal ground", "legitimate interest", "basis for processing", "art. 6", "article 6"},
		"nb": {"behandlingsgrunnlag", "rettslig grunnlag", "rettslige grunnlag", "berettiget interesse", "berettigede interesse", "art. 6", "artikkel 6"},
	},
	"periods": {
		"sv": {"sparas", "sparar", "lagras", "bevaras", "raderas", "gallras", "tas bort"},
		"en": {"kept", "we keep", "retain", "retention", "stored", "store ", "erased", "deleted", "delete "},
		"nb": {"lagres", "lagrer", "oppbevar", "slettes", "bevares", "beholder"},
	},
	"complaint": {
		"sv": {"klaga", "klagomål", "tillsynsmyndighet", "integritetsskyddsmyndigheten"},
		"en": {"complain", "supervisory authority"},
		"nb": {"klage", "tilsynsmyndighet", "datatilsynet"},
	},
	"recipients": {
		"sv": {"mottagare", "får uppgift", "får det", "delar vi", "vi delar", "lämnas ut", "lämnar ut", "biträde", "leverantör", "tar emot"},
		"en": {"recipient", "receive", "share", "processor", "disclos", "supplier", "provider", "third part"},
		"nb": {"mottaker", "får opplysning", "deler vi", "vi deler", "utlever", "databehandler", "leverandør", "tar imot"},
	},
	"safeguard": {
		"sv": {"standardavtalsklausul", "adekvat", "utanför eu", "utanför ees", "tredjeland"},
		"en": {"standard contractual", "adequa", "outside the e", "third countr", "safeguard", "privacy framework"},
		"nb": {"standard personvernbestemmelse", "standardavtale", "adekvat", "tilstrekkelig beskytt", "utenfor e", "tredjeland"},
	},
	"withdrawal": {
		"sv": {"ta tillbaka", "återkall", "dra tillbaka", "tar tillbaka", "drar tillbaka"},
		"en": {"withdraw", "revoke", "take back", "consent back", "change your consent"},
		"nb": {"trekke", "trekker", "trekkes", "ta tilbake", "tilbakekall"},
	},
	"duty": {
		"sv": {"måste du", "du måste", "behöver vi", "krävs", "nödvändig", "frivillig", "kräver det"},
		"en": {"you must", "required", "voluntary", "we need your", "necessary", "must give", "have to give", "requires this"},
		"nb": {"må du", "du må", "kreves", "frivillig", "trenger vi", "nødvendig", "krever det"},
	},
	"automated": {
		"sv": {"automatisera", "profilering"},
		"en": {"automated", "profiling", "automatic means"},
		"nb": {"automatiser", "profilering"},
	},
	"source": {
		"sv": {"kommer från", "kommer också från", "hämta", "får vi från", "lämnar elev", "från andra", "från din", "från skolan"},
		"en": {"come from", "comes from", "obtain", "provided by", "given to us by", "from others", "from your", "from the school", "gives us"},
		"nb": {"kommer fra", "henter", "får vi fra", "fra andre", "fra din", "fra skolen", "gir oss"},
	},
	"officer": {
		"sv": {"dataskyddsombud"},
		"en": {"data protection officer"},
		"nb": {"personvernombud"},
	},
	"interest": { // that it is relied on
		"sv": {"berättigat intresse", "berättigade intresse", "art. 6.1 f", "intresseavvägning"},
		"en": {"legitimate interest", "6(1)(f)"},
		"nb": {"berettiget interesse", "berettigede interesse", "nr. 1 f", "interesseavveining"},
	},
	"interest named": {
		"sv": {"intresse av", "intresse att", "intresset av", "intresset att", "intresse i", "intresse är"},
		"en": {"interest in", "interests in", "interest of ", "interest is", "interests are", "interest to "},
		"nb": {"interesse av", "interesse i", "interessen av", "interessen i", "interesse er"},
	},
	"consent as a basis": {
		"sv": {"ditt samtycke", "samtycke, art", "6.1 a", "stöd av samtycke", "grund: samtycke"},
		"en": {"your consent", "consent, art", "6(1)(a)", "basis of consent", "based on consent", "active consent"},
		"nb": {"samtykket ditt", "ditt samtykke", "samtykke, art", "nr. 1 a", "grunnlag: samtykke"},
	},
}

// rightsSay are the same for the rights, each by its message key.
var rightsSay = []struct {
	key   string
	words map[string][]string
}{
	{"lint.right.access", map[string][]string{"sv": {"tillgång", "registerutdrag", "kopia", "få veta"}, "en": {"access", "copy of", "a copy"}, "nb": {"innsyn", "kopi", "få vite"}}},
	{"lint.right.rectification", map[string][]string{"sv": {"rättad", "rättelse", "rätta ", "rättas", "korriger"}, "en": {"rectif", "correct"}, "nb": {"rettet", "retting", "rette ", "rettes", "korriger"}}},
	{"lint.right.erasure", map[string][]string{"sv": {"rader", "bort"}, "en": {"eras", "delet", "remov", "forgotten"}, "nb": {"slett", "fjern"}}},
	{"lint.right.restriction", map[string][]string{"sv": {"begräns"}, "en": {"restrict", "limited in", "limitation"}, "nb": {"begrens"}}},
	{"lint.right.portability", map[string][]string{"sv": {"portab", "flytta", "maskinläs", "få ut", "format"}, "en": {"portab", "machine", "another service", "export", "be moved", "can move", "format"}, "nb": {"portab", "flytt", "maskinles", "få ut", "utlever", "format"}}},
	{"lint.right.objection", map[string][]string{"sv": {"invänd"}, "en": {"object to", "to object", "may object", "can object", "and object", "objection", "protest", "oppose", "object at", "object,", "object."}, "nb": {"protest", "innsigelse", "motsette"}}},
}
