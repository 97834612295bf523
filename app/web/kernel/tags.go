package kernel

import (
	"encoding/json"
	"strings"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/facts"
)

// Tag is a script of a service that was allowed.
type Tag struct {
	Src    string
	Domain string // Plausible's name for the site
}

// tags are the scripts that run what a class of pages has been allowed: one of
// our own on this host, which says what was consented to and readies each
// service, and then theirs. Before consent there is neither.
func (a *Assets) tags(live consent.Live, class consent.Class) (all []Tag) {
	var ours strings.Builder
	var theirs []Tag
	google := false
	for _, s := range live.Services {
		if !class.Loads(s.Preset.Class) {
			continue
		}
		switch s.Code {
		case "google_analytics", "google_ads":
			if !google {
				google = true
				ours.WriteString(googleConsent(class))
				theirs = append(theirs, Tag{Src: "https://www.googletagmanager.com/gtag/js?id=" + s.Account})
			}
			ours.WriteString("gtag(\"config\"," + quoted(s.Account) + "," + googleConfig(s) + ");\n")
		case "meta":
			ours.WriteString(metaReady + "fbq(\"init\"," + quoted(s.Account) + ");fbq(\"track\",\"PageView\");\n")
			theirs = append(theirs, Tag{Src: "https://connect.facebook.net/en_US/fbevents.js"})
		case "linkedin":
			ours.WriteString("window._linkedin_data_partner_ids=[" + quoted(s.Account) + "];" + linkedInReady)
			theirs = append(theirs, Tag{Src: "https://snap.licdn.com/li.lms-analytics/insight.min.js"})
		case "microsoft":
			ours.WriteString(microsoftReady + "addEventListener(\"load\",()=>{if(window.UET){window.uetq=new UET({ti:" + quoted(s.Account) +
				",q:window.uetq});uetq.push(\"pageLoad\")}});\n")
			theirs = append(theirs, Tag{Src: "https://bat.bing.com/bat.js"})
		case "plausible":
			theirs = append(theirs, Tag{Src: "https://plausible.io/js/script.js", Domain: s.Account})
		case "matomo":
			host, site, _ := strings.Cut(s.Account, "/")
			ours.WriteString(matomo(host, site, s.Limited))
			theirs = append(theirs, Tag{Src: "https://cdn.matomo.cloud/" + host + "/matomo.js"})
		}
	}
	if ours.Len() > 0 {
		all = append(all, Tag{Src: a.made("tags", ".js", "text/javascript; charset=utf-8", []byte(ours.String()))})
	}
	return append(all, theirs...)
}

// quoted is a text as JavaScript has it. An account has been held against its
// preset's form besides.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// googleConsent is Google's Consent Mode, version 2, in the order that it asks
// for: all four signals denied, then what was granted, then the library. It is
// the basic mode: none of this is there before consent.
func googleConsent(class consent.Class) string {
	granted := "{}"
	switch {
	case class.Loads(facts.Statistics) && class.Loads(facts.Marketing):
		granted = `{ad_storage:"granted",ad_user_data:"granted",ad_personalization:"granted",analytics_storage:"granted"}`
	case class.Loads(facts.Statistics):
		granted = `{analytics_storage:"granted"}`
	case class.Loads(facts.Marketing):
		granted = `{ad_storage:"granted",ad_user_data:"granted",ad_personalization:"granted"}`
	}
	return `window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}
gtag("consent","default",{ad_storage:"denied",ad_user_data:"denied",ad_personalization:"denied",analytics_storage:"denied"});
gtag("consent","update",` + granted + `);
gtag("js",new Date());
`
}

// googleConfig keeps cookies on this very host, so that no neighbour below the
// same domain sees them. Limited, there are no signals for advertising, and the
// identifier ends after seven days that do not roll on.
func googleConfig(s consent.Running) string {
	if s.Limited {
		return `{cookie_domain:"none",cookie_expires:604800,cookie_update:false,allow_google_signals:false,allow_ad_personalization_signals:false}`
	}
	return `{cookie_domain:"none"}`
}

const (
	metaReady = `(()=>{const f=window.fbq=function(){f.callMethod?f.callMethod.apply(f,arguments):f.queue.push(arguments)};` +
		`window._fbq=f;f.push=f;f.loaded=true;f.version="2.0";f.queue=[]})();fbq("consent","grant");`
	linkedInReady  = `window.lintrk=function(a,b){lintrk.q.push([a,b])};lintrk.q=[];` + "\n"
	microsoftReady = `window.uetq=window.uetq||[];uetq.push("consent","default",{ad_storage:"denied"});uetq.push("consent","update",{ad_storage:"granted"});`
)

func matomo(host, site string, limited bool) string {
	s := `window._paq=window._paq||[];`
	if limited {
		s += `_paq.push(["setVisitorCookieTimeout",604800]);`
	}
	return s + `_paq.push(["trackPageView"]);_paq.push(["setTrackerUrl",` + quoted("https://"+host+"/matomo.php") + `]);_paq.push(["setSiteId",` + quoted(site) + "]);\n"
}
