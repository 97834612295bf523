package facts

import (
	"context"
	"slices"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// Connect tells of a service that the context's site has connected, under its
// own code, with the cookies that it sets: in the place of what was told of it
// before.
func (s *Service) Connect(ctx context.Context, p principal.Principal, in Connection, cookies []Cookie) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		if wrong := in.clean(); len(wrong) > 0 || in.Code == "" {
			return "", nil, append(wrong, errs.InvalidField("code", "error.bad_request", nil))
		}
		set.Cookies = slices.DeleteFunc(set.Cookies, func(c Cookie) bool { return c.Service == in.Code })
		event := ledger.FactsServiceChanged
		if mine := set.Connection(in.Code); mine != nil {
			*mine = in
		} else {
			event = ledger.FactsServiceConnected
			set.Connections = append(set.Connections, in)
		}
		for _, c := range cookies {
			if set.Cookie(c.Name) == nil { // two services of one house may share one
				set.Cookies = append(set.Cookies, c)
			}
		}
		return event, details(in.Name), set.full()
	})
}

// Disconnect stops telling of a service, and of the cookies that it sets, if
// anything was told.
func (s *Service) Disconnect(ctx context.Context, p principal.Principal, code string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		mine := set.Connection(code)
		if mine == nil {
			return "", nil, nil
		}
		name := mine.Name
		set.disconnect(code)
		return ledger.FactsServiceRemoved, details(name), nil
	})
}

func (s *Set) disconnect(code string) {
	s.Connections = slices.DeleteFunc(s.Connections, func(c Connection) bool { return c.Code == code })
	s.Cookies = slices.DeleteFunc(s.Cookies, func(c Cookie) bool { return c.Service == code })
}
