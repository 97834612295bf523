package lint

import (
	"strings"

	"github.com/pactdesk/pactdesk/app/errs"
)

// service is one that texts name.
type service struct {
	Name  string
	Found []string // in small letters, whole words
	Also  []string // what else a register may call it: its company
}

var services = []service{
	{"Google Analytics", []string{"google analytics"}, []string{"google"}},
	{"Google Ads", []string{"google ads", "google adwords", "google marketing platform", "doubleclick"}, []string{"google"}},
	{"Google Maps", []string{"google maps"}, []string{"google"}},
	{"reCAPTCHA", []string{"recaptcha"}, []string{"google"}},
	{"YouTube", []string{"youtube"}, []string{"google"}},
	{"Facebook", []string{"facebook", "meta pixel", "meta ads"}, []string{"meta platforms"}},
	{"Instagram", []string{"instagram"}, []string{"meta platforms"}},
	{"LinkedIn", []string{"linkedin"}, []string{"microsoft"}},
	{"Microsoft Advertising", []string{"microsoft bing", "bing ads", "bing", "microsoft advertising", "microsoft clarity"}, []string{"microsoft"}},
	{"TikTok", []string{"tiktok"}, nil},
	{"Pinterest", []string{"pinterest"}, nil},
	{"HubSpot", []string{"hubspot"}, nil},
	{"Mailchimp", []string{"mailchimp"}, []string{"intuit"}},
	{"Brevo", []string{"brevo", "sendinblue"}, nil},
	{"SendGrid", []string{"sendgrid"}, []string{"twilio"}},
	{"Salesforce", []string{"salesforce"}, nil},
	{"Zendesk", []string{"zendesk"}, nil},
	{"Intercom", []string{"intercom"}, nil},
	{"Zoom", []string{"zoom"}, nil},
	{"Microsoft Teams", []string{"microsoft teams"}, []string{"microsoft"}},
	{"Calendly", []string{"calendly"}, nil},
	{"Typeform", []string{"typeform"}, nil},
	{"SurveyMonkey", []string{"surveymonkey"}, nil},
	{"Hotjar", []string{"hotjar"}, []string{"contentsquare"}},
	{"Matomo", []string{"matomo"}, nil},
	{"Plausible", []string{"plausible analytics"}, nil},
	{"Vimeo", []string{"vimeo"}, nil},
	{"Stripe", []string{"stripe"}, nil},
	{"Klarna", []string{"klarna"}, nil},
	{"PayPal", []string{"paypal"}, nil},
	{"Cloudflare", []string{"cloudflare"}, nil},
	{"Dropbox", []string{"dropbox"}, nil},
	{"WeTransfer", []string{"wetransfer"}, nil},
	{"Teamtailor", []string{"teamtailor"}, nil},
}

// denials are words that make a sentence say that a service is not used.
var denials = []string{" not ", " no ", " nor ", "n't ", " inte ", " ingen ", " inga ", " varken ", " ikke ", " ingen ", " verken ", " never ", " aldrig ", " aldri "}

func servicesUnknown(d *draft) (found []Finding) {
	if !d.Privacy {
		return nil
	}
	typed := make([]string, len(d.parts))
	for i := range d.parts {
		if p := &d.parts[i]; p.kind != included && p.kind != heading {
			typed[i] = strings.ToLower(prose(p.filled))
		}
	}
	for _, s := range services {
		if d.registered(s) {
			continue
		}
		for i := range d.parts {
			if offset := s.named(typed[i]); offset >= 0 {
				p := &d.parts[i]
				f := at(p, max(0, strings.Index(strings.ToLower(p.typed), typed[i][offset:offset+3])))
				f.Params, f.about = errs.Params{"Name": s.Name}, s.Name
				found = append(found, f)
				break
			}
		}
	}
	return found
}

// named tells where a text names the service as one that is used, or -1.
func (s service) named(lower string) int {
	for _, name := range s.Found {
		for from := 0; ; {
			i := strings.Index(lower[from:], name)
			if i < 0 {
				break
			}
			i += from
			from = i + len(name)
			if edge(lower, i-1) && edge(lower, from) && !denied(lower, i) {
				return i
			}
		}
	}
	return -1
}

// edge reports whether no letter stands at a byte.
func edge(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return true
	}
	c := s[i]
	return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c < 0x80
}

// denied looks back through the sentence.
func denied(s string, i int) bool {
	from := max(strings.LastIndexAny(s[:i], ".!?|"), 0)
	return containsAny(s[from:i], denials)
}

// registered reports whether the site has said that it uses the service.
func (d *draft) registered(s service) bool {
	is := func(name string) bool {
		name = strings.ToLower(name)
		return name != "" && (containsAny(name, s.Found) || containsAny(name, s.Also))
	}
	for _, c := range d.Facts.Connections {
		if is(c.Name) || is(c.Recipient) {
			return true
		}
	}
	for _, p := range d.Facts.Processors {
		if is(p.Name) {
			return true
		}
	}
	for name, block := range d.Blocks { // the registers of the processors
		if !strings.HasPrefix(name, "facts") && is(block) {
			return true
		}
	}
	for _, p := range d.Facts.Purposes { // in the owner's own words
		if w := p.Words[d.Language]; is(w.Recipients) {
			return true
		}
	}
	return false
}

func servicesUnnamed(d *draft) (found []Finding) {
	if !d.Privacy {
		return nil
	}
	for _, c := range d.Facts.Connections {
		if d.holds(c.Name) || d.holds(c.Recipient) {
			continue
		}
		found = append(found, Finding{Params: errs.Params{"Name": c.Name}, Put: d.offer("recipients"), about: c.Code})
	}
	return found
}
