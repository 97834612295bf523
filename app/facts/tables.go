package facts

import "slices"

// Authority is a supervisory authority: GDPR Art. 51.
type Authority struct {
	Country string
	Name    string
	Named   map[string]string // what it calls itself in other languages
	Address string            // on the web
}

// In is what it is called in a language.
func (a Authority) In(language string) string {
	if name := a.Named[language]; name != "" {
		return name
	}
	return a.Name
}

// Board is where the European Data Protection Board lists all of them.
const Board = "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en"

// Authorities are those of the EEA, by country. In Germany, a company's is the
// one of its Land, which the federal one lists.
var Authorities = []Authority{
	{Country: "AT", Name: "Datenschutzbehörde", Address: "https://www.dsb.gv.at/"},
	{Country: "BE", Name: "Gegevensbeschermingsautoriteit / Autorité de protection des données", Address: "https://www.dataprotectionauthority.be/"},
	{Country: "BG", Name: "Комисия за защита на личните данни", Address: "https://www.cpdp.bg/", Named: map[string]string{"en": "Commission for Personal Data Protection"}},
	{Country: "CY", Name: "Γραφείο Επιτρόπου Προστασίας Δεδομένων", Address: "https://www.dataprotection.gov.cy/", Named: map[string]string{"en": "Commissioner for Personal Data Protection"}},
	{Country: "CZ", Name: "Úřad pro ochranu osobních údajů", Address: "https://uoou.gov.cz/"},
	{Country: "DE", Name: "Datenschutzaufsichtsbehörden des Bundes und der Länder", Address: "https://www.bfdi.bund.de/"},
	{Country: "DK", Name: "Datatilsynet", Address: "https://www.datatilsynet.dk/"},
	{Country: "EE", Name: "Andmekaitse Inspektsioon", Address: "https://www.aki.ee/"},
	{Country: "ES", Name: "Agencia Española de Protección de Datos", Address: "https://www.aepd.es/"},
	{Country: "FI", Name: "Tietosuojavaltuutetun toimisto", Address: "https://tietosuoja.fi/",
		Named: map[string]string{"sv": "Dataombudsmannens byrå", "en": "Office of the Data Protection Ombudsman"}},
	{Country: "FR", Name: "Commission nationale de l’informatique et des libertés (CNIL)", Address: "https://www.cnil.fr/"},
	{Country: "GR", Name: "Αρχή Προστασίας Δεδομένων Προσωπικού Χαρακτήρα", Address: "https://www.dpa.gr/", Named: map[string]string{"en": "Hellenic Data Protection Authority"}},
	{Country: "HR", Name: "Agencija za zaštitu osobnih podataka", Address: "https://azop.hr/"},
	{Country: "HU", Name: "Nemzeti Adatvédelmi és Információszabadság Hatóság", Address: "https://www.naih.hu/"},
	{Country: "IE", Name: "Data Protection Commission", Address: "https://www.dataprotection.ie/"},
	{Country: "IS", Name: "Persónuvernd", Address: "https://www.personuvernd.is/"},
	{Country: "IT", Name: "Garante per la protezione dei dati personali", Address: "https://www.garanteprivacy.it/"},
	{Country: "LI", Name: "Datenschutzstelle", Address: "https://www.datenschutzstelle.li/"},
	{Country: "LT", Name: "Valstybinė duomenų apsaugos inspekcija", Address: "https://vdai.lrv.lt/"},
	{Country: "LU", Name: "Commission nationale pour la protection des données", Address: "https://cnpd.public.lu/"},
	{Country: "LV", Name: "Datu valsts inspekcija", Address: "https://www.dvi.gov.lv/"},
	{Country: "MT", Name: "Information and Data Protection Commissioner", Address: "https://idpc.org.mt/"},
	{Country: "NL", Name: "Autoriteit Persoonsgegevens", Address: "https://www.autoriteitpersoonsgegevens.nl/"},
	{Country: "NO", Name: "Datatilsynet", Address: "https://www.datatilsynet.no/", Named: map[string]string{"en": "Datatilsynet (Norwegian Data Protection Authority)"}},
	{Country: "PL", Name: "Urząd Ochrony Danych Osobowych", Address: "https://uodo.gov.pl/"},
	{Country: "PT", Name: "Comissão Nacional de Proteção de Dados", Address: "https://www.cnpd.pt/"},
	{Country: "RO", Name: "Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal", Address: "https://www.dataprotection.ro/"},
	{Country: "SE", Name: "Integritetsskyddsmyndigheten (IMY)", Address: "https://www.imy.se/"},
	{Country: "SI", Name: "Informacijski pooblaščenec", Address: "https://www.ip-rs.si/"},
	{Country: "SK", Name: "Úrad na ochranu osobných údajov", Address: "https://dataprotection.gov.sk/"},
}

// AuthorityOf is the authority of a country, or nil: it is not in the EEA.
// Åland's own one is for its public bodies only.
func AuthorityOf(country string) *Authority {
	if country == "AX" {
		country = "FI"
	}
	return find(Authorities, func(a Authority) bool { return a.Country == country })
}

// ages are from when a child can consent alone to a service that is offered to
// it directly: GDPR Art. 8(1) and national law. It says 16 where no country
// says otherwise.
var ages = map[string]int{
	"AT": 14, "BE": 13, "BG": 14, "CY": 14, "CZ": 15, "DE": 16, "DK": 15, "EE": 13, "ES": 14, "FI": 13, "AX": 13, "FR": 15, "GR": 15, "HR": 16,
	"HU": 16, "IE": 16, "IS": 13, "IT": 14, "LI": 16, "LT": 14, "LU": 16, "LV": 13, "MT": 13, "NL": 16, "NO": 13, "PL": 16, "PT": 13, "RO": 16,
	"SE": 13, "SI": 15, "SK": 16,
}

// The ages that a country may choose from.
const (
	MinAge = 13
	MaxAge = 16
)

// AgeOf is that of a country.
func AgeOf(country string) int {
	if age := ages[country]; age > 0 {
		return age
	}
	return MaxAge
}

// withinEEA reports whether what goes to a country is no transfer.
func withinEEA(country string) bool {
	return AuthorityOf(country) != nil || slices.Contains([]string{"GF", "GP", "MF", "MQ", "RE", "YT"}, country)
}
