package consent

import (
	"regexp"
	"slices"

	"github.com/pactdesk/pactdesk/app/facts"
)

// Preset is a service that can be connected: what it is for, who gets the
// data, which cookies it sets for how long, and which hosts its pages need.
// Cookies and hosts are as the services' own documentation has them.
type Preset struct {
	Code      string
	Name      string
	Class     facts.Class
	Recipient Recipient
	// Account is what the service calls the site: its form, and an example.
	Account *regexp.Regexp
	Example string
	// Script, Connect, Image and Frame are what a page that runs the service may
	// load, for the response's Content-Security-Policy.
	Script, Connect, Image, Frame []string
	Cookies                       []Cookie
	// Limits says that it can be told to keep less: see Connected.Limited.
	Limits bool
	// Elsewhere are the codes of what only the service's own settings can do, and
	// the owner is asked to see to. Their words are `consent.elsewhere.…`.
	Elsewhere []string
}

// Recipient is the legal entity that receives the data.
type Recipient struct {
	Name, Address, Country, Contact string
	Service                         string // a code of the register of processors
	Locations                       []string
	Safeguard                       string // GDPR chapter V, a code of the register
}

// Cookie is one that a service sets. A name that ends in * stands for all that
// begin so.
type Cookie struct {
	Name     string
	Duration string // ISO 8601; empty: until the browser is closed
	Limited  string // the duration where the service is told to keep less
	Host     string // whose it is, where it is not the site's
	Purpose  string // a code; its words are `consent.cookie.…`
}

// What cookies are for.
const (
	tellsApart = "tells_apart" // tells visitors apart
	visit      = "visit"       // keeps a visit together
	clickID    = "click"       // remembers the advertisement that led here
	profile    = "profile"     // recognises the browser for advertising
	routing    = "routing"     // spreads the load
	choice     = "choice"      // remembers a choice
)

var (
	google = Recipient{Name: "Google Ireland Limited", Address: "Gordon House, Barrow Street, Dublin 4", Country: "IE",
		Contact: "https://support.google.com/policies/contact/general_privacy_form", Locations: []string{"IE", "US"}, Safeguard: "dpf"}
	tagManager = []string{"https://www.googletagmanager.com"}
)

// Presets are all of them.
var Presets = []Preset{
	{
		Code: "google_analytics", Name: "Google Analytics", Class: facts.Statistics, Recipient: google.As("statistics"),
		Account: regexp.MustCompile(`^G-[A-Z0-9]{4,14}$`), Example: "G-AB12CD34EF",
		Script:  tagManager,
		Connect: []string{"https://*.google-analytics.com", "https://*.analytics.google.com", "https://*.googletagmanager.com"},
		Image:   []string{"https://*.google-analytics.com", "https://*.googletagmanager.com"},
		Cookies: []Cookie{{Name: "_ga", Duration: "P2Y", Limited: "P7D", Purpose: tellsApart}, {Name: "_ga_*", Duration: "P2Y", Limited: "P7D", Purpose: visit}},
		Limits:  true, Elsewhere: []string{"retention_14_months", "no_google_signals"},
	},
	{
		Code: "google_ads", Name: "Google Ads", Class: facts.Marketing, Recipient: google.As("advertising"),
		Account: regexp.MustCompile(`^AW-[0-9]{6,12}$`), Example: "AW-123456789",
		Script:  append([]string{"https://www.googleadservices.com", "https://googleads.g.doubleclick.net"}, tagManager...),
		Connect: []string{"https://www.google.com", "https://googleads.g.doubleclick.net", "https://www.googleadservices.com", "https://www.googletagmanager.com"},
		Image:   []string{"https://www.google.com", "https://googleads.g.doubleclick.net", "https://www.googletagmanager.com"},
		Frame:   []string{"https://td.doubleclick.net", "https://www.googletagmanager.com"},
		Cookies: []Cookie{{Name: "_gcl_*", Duration: "P90D", Purpose: clickID}, {Name: "IDE", Duration: "P13M", Host: "doubleclick.net", Purpose: profile},
			{Name: "test_cookie", Duration: "PT15M", Host: "doubleclick.net", Purpose: choice}},
	},
	{
		Code: "meta", Name: "Meta", Class: facts.Marketing,
		Recipient: Recipient{Name: "Meta Platforms Ireland Limited", Address: "Merrion Road, Dublin 4, D04 X2K5", Country: "IE",
			Contact: "https://www.facebook.com/help/contact/540977946302970", Service: "advertising", Locations: []string{"IE", "US"}, Safeguard: "dpf"},
		Account: regexp.MustCompile(`^[0-9]{8,20}$`), Example: "123456789012345",
		Script: []string{"https://connect.facebook.net"}, Connect: []string{"https://www.facebook.com", "https://connect.facebook.net"},
		Image: []string{"https://www.facebook.com"},
		Cookies: []Cookie{{Name: "_fbp", Duration: "P90D", Purpose: tellsApart}, {Name: "_fbc", Duration: "P90D", Purpose: clickID},
			{Name: "fr", Duration: "P90D", Host: "facebook.com", Purpose: profile}},
	},
	{
		Code: "linkedin", Name: "LinkedIn", Class: facts.Marketing,
		Recipient: Recipient{Name: "LinkedIn Ireland Unlimited Company", Address: "Wilton Place, Dublin 2", Country: "IE",
			Contact: "https://www.linkedin.com/help/linkedin/ask/TSO-DPO", Service: "advertising", Locations: []string{"IE", "US"}, Safeguard: "dpf"},
		Account: regexp.MustCompile(`^[0-9]{4,12}$`), Example: "1234567",
		Script: []string{"https://snap.licdn.com"}, Connect: []string{"https://px.ads.linkedin.com"}, Image: []string{"https://px.ads.linkedin.com"},
		Cookies: []Cookie{{Name: "li_fat_id", Duration: "P30D", Purpose: clickID}, {Name: "bcookie", Duration: "P1Y", Host: "linkedin.com", Purpose: profile},
			{Name: "li_gc", Duration: "P6M", Host: "linkedin.com", Purpose: choice}, {Name: "lidc", Duration: "P1D", Host: "linkedin.com", Purpose: routing},
			{Name: "UserMatchHistory", Duration: "P30D", Host: "linkedin.com", Purpose: profile}},
	},
	{
		Code: "microsoft", Name: "Microsoft Advertising", Class: facts.Marketing,
		Recipient: Recipient{Name: "Microsoft Ireland Operations Limited", Address: "One Microsoft Place, South County Business Park, Leopardstown, Dublin 18", Country: "IE",
			Contact: "https://www.microsoft.com/concern/privacy", Service: "advertising", Locations: []string{"IE", "US"}, Safeguard: "dpf"},
		Account: regexp.MustCompile(`^[0-9]{4,12}$`), Example: "12345678",
		Script: []string{"https://bat.bing.com"}, Connect: []string{"https://bat.bing.com"}, Image: []string{"https://bat.bing.com"},
		Cookies: []Cookie{{Name: "_uetsid", Duration: "P1D", Purpose: visit}, {Name: "_uetvid", Duration: "P13M", Purpose: tellsApart},
			{Name: "MUID", Duration: "P13M", Host: "bing.com", Purpose: profile}},
	},
	{
		Code: "plausible", Name: "Plausible", Class: facts.Statistics,
		Recipient: Recipient{Name: "Plausible Insights OÜ", Address: "Västriku tn 2, 50403 Tartu", Country: "EE", Contact: "privacy@plausible.io",
			Service: "statistics", Locations: []string{"EE", "DE"}, Safeguard: "eea"},
		Account: regexp.MustCompile(`^[a-z0-9.-]{4,100}$`), Example: "www.example.com",
		Script: []string{"https://plausible.io"}, Connect: []string{"https://plausible.io"},
	},
	{
		Code: "matomo", Name: "Matomo", Class: facts.Statistics,
		Recipient: Recipient{Name: "InnoCraft Limited", Address: "7 Waterloo Quay, PO Box 625, Wellington 6140", Country: "NZ", Contact: "privacy@matomo.org",
			Service: "statistics", Locations: []string{"DE"}, Safeguard: "adequacy"},
		Account: regexp.MustCompile(`^[a-z0-9-]{2,60}\.matomo\.cloud/[0-9]{1,6}$`), Example: "example.matomo.cloud/1",
		Script: []string{"https://cdn.matomo.cloud"}, Connect: []string{"https://*.matomo.cloud"}, Image: []string{"https://*.matomo.cloud"},
		Cookies: []Cookie{{Name: "_pk_id*", Duration: "P13M", Limited: "P7D", Purpose: tellsApart}, {Name: "_pk_ses*", Duration: "PT30M", Purpose: visit}},
		Limits:  true,
	},
}

// As is the recipient for a service of the register.
func (r Recipient) As(service string) Recipient {
	r.Service = service
	return r
}

// PresetOf is the preset with a code, or nil.
func PresetOf(code string) *Preset {
	if i := slices.IndexFunc(Presets, func(p Preset) bool { return p.Code == code }); i >= 0 {
		return &Presets[i]
	}
	return nil
}

// Lasts is how long a cookie does with a connection as it is.
func (c Cookie) Lasts(limited bool) string {
	if limited && c.Limited != "" {
		return c.Limited
	}
	return c.Duration
}

// Matches reports whether a browser's cookie is one of these.
func (c Cookie) Matches(name string) bool {
	if n := len(c.Name); c.Name[n-1] == '*' {
		return len(name) >= n-1 && name[:n-1] == c.Name[:n-1]
	}
	return name == c.Name
}
