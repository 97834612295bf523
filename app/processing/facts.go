package processing

import (
	"context"

	"github.com/pactdesk/pactdesk/app/facts"
)

// ForFacts are the context's site's own processors as its facts tell of them.
func (s *Service) ForFacts(ctx context.Context) (all []facts.Processor, err error) {
	err = s.db.View(ctx, func(ctx context.Context) error {
		register, err := register(ctx)
		for _, e := range register {
			if e.Current() {
				all = append(all, e.forFacts(register))
			}
		}
		return err
	})
	return all, err
}

func (e Subprocessor) forFacts(register []Subprocessor) facts.Processor {
	p := facts.Processor{ID: e.ID.String(), Name: e.Name, Country: e.Country, Service: e.Service, Note: e.Note}
	for old := e.replaced(register); old != nil; old = old.replaced(register) {
		p.Former = append(p.Former, old.ID.String())
	}
	for _, country := range distinct(e.countries()) {
		if !withinEEA(country) {
			p.Transfers = append(p.Transfers, facts.Transfer{Country: country, Safeguard: e.Safeguard})
		}
	}
	return p
}
