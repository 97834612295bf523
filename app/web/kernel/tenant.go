package kernel

import (
	"log/slog"
	"net/http"
	"strings"

	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/snapshot"
	"github.com/pactdesk/pactdesk/tenants/hostnames"
)

// resolve finds the tenant of a request, or answers it: a host nobody owns is
// told so without any work, and a tenant's other names lead to its primary.
func (k *Kernel) resolve(w http.ResponseWriter, req *http.Request) (*snapshot.Site, bool) {
	host := req.Host
	if k.trusted(req) {
		// One value, set by our proxy: a list means that a client's own got through.
		if forwarded := req.Header.Values("X-Forwarded-Host"); len(forwarded) == 1 {
			host = forwarded[0]
			req.Host = host // what CrossOriginProtection compares the origin with
		}
	}
	name, ok := hostnames.Normalise(host)
	found, known := k.Snapshots.ByHost(name)
	if !ok || !known {
		k.unknownHost(w, req)
		return nil, false
	}
	site, err := k.Snapshots.Site(req.Context(), found.Tenant)
	if err != nil {
		slog.Error("loading a site", "err", err, "request", w.Header().Get("X-Request-Id"))
		http.Error(w, k.Bundle.Localizer("en").T("error.unavailable"), http.StatusServiceUnavailable)
		return nil, false
	}
	if !found.Primary {
		path := req.URL.EscapedPath()
		if !strings.HasPrefix(path, "/") { // as in `GET *`: it must not join the host's name
			path = "/"
		}
		target := k.Config.Origin(site.Primary()) + path
		if req.URL.RawQuery != "" {
			target += "?" + req.URL.RawQuery
		}
		w.Header().Set("Cache-Control", "max-age=300")
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusPermanentRedirect)
		return nil, false
	}
	return site, true
}

// unknownHost helps the rightful owner of a host that leads here and belongs
// to nobody, and reveals nothing about anybody who is here.
func (k *Kernel) unknownHost(w http.ResponseWriter, req *http.Request) {
	requested := i18n.ParseAcceptLanguage(req.Header.Get("Accept-Language"))
	lang := i18n.Match(k.Bundle.Languages(), "en", requested...)
	page := UnknownHostPage{Localizer: k.Bundle.Localizer(lang), Stylesheet: k.Assets.inline("plain.css")}
	w.Header().Set("Content-Security-Policy", k.Assets.aloneCSP("plain.css"))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Language")
	body, err := unknownHostPage.execute(page)
	if err != nil {
		slog.Error("rendering", "err", err)
		http.Error(w, "unknown host", http.StatusMisdirectedRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusMisdirectedRequest)
	if req.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// UnknownHostPage is shown on a host nobody owns. Assets are not served
// there, so its style is inside it, allowed by hash.
type UnknownHostPage struct {
	*i18n.Localizer
	Stylesheet InlineCSS
}

var unknownHostPage = Declare[UnknownHostPage]("unknown_host.html", "")
