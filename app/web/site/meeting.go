package site

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// countingTakes is as long as counting a meeting may take, with the page sent
// already.
const countingTakes = 2 * time.Second

// met counts that the person has met the gate, once they have been sent its
// page: it keeps nobody waiting, and that it failed is nothing to tell them.
func (s *Surface) met(r *kernel.Request, offer acceptance.Offer) {
	req := r.Request()
	if req.Method != http.MethodGet || r.Site.Tenant.State != tenantdb.Active || fetchedAhead(req) {
		return
	}
	r.Response().Flush()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Ctx()), countingTakes)
	defer cancel()
	if err := s.Acceptance.Met(ctx, r.Session.Principal, offer); err != nil {
		slog.Warn("counting a meeting with the gate", "request", r.ID, "tenant", r.Site.Tenant.ID, "err", err)
	}
}

// fetchedAhead reports whether a browser fetches a page that nobody has asked
// to see yet.
func fetchedAhead(req *http.Request) bool {
	return strings.Contains(req.Header.Get("Sec-Purpose"), "prefetch") || strings.EqualFold(req.Header.Get("Purpose"), "prefetch")
}
