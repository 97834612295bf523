package app

import (
	"context"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
)

// engage is consent's hook: see there. Who is on the register for that service
// already stays as the owner has written it.
func (a *App) engage(ctx context.Context, p principal.Principal, preset consent.Preset) error {
	to := preset.Recipient
	current, err := a.Processing.Register(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(current, func(e processing.Subprocessor) bool { return e.Name == to.Name && e.Service == to.Service }) {
		return nil
	}
	if err := a.Processing.Announce(ctx, p, processing.Subprocessor{Name: to.Name, Address: to.Address, Country: to.Country, Contact: to.Contact,
		Service: to.Service, Note: preset.Name, Categories: strings.Join([]string{string(datamap.Pseudonym), string(datamap.Network)}, ","),
		Locations: strings.Join(to.Locations, ","), Safeguard: to.Safeguard}); err != nil {
		return err
	}
	return a.Processing.RequireRegistered(ctx, to.Service)
}
