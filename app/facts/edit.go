package facts

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
)

// How much a site can say.
const (
	maxPurposes    = 60
	maxConnections = 40
	maxCookies     = 80
)

var missing = errs.New(errs.NotFound, "error.not_found", nil)

func details(name string) ledger.Details { return ledger.Details{"Name": name} }

// anyName is what a purpose is called in the history: in Swedish or English,
// or whatever there is.
func (p Purpose) anyName() string {
	for _, l := range append([]string{"sv", "en", "nb"}, p.Languages()...) {
		if name := p.Words[l].Name; name != "" {
			return name
		}
	}
	return p.Code
}

// Adopt makes a ready purpose one of the site's. To adopt it twice is to adopt
// it once.
func (s *Service) Adopt(ctx context.Context, p principal.Principal, code string) error {
	return s.edit(ctx, p, func(set *Set, country string) (ledger.Event, ledger.Details, error) {
		ready := s.Library.Latest(code)
		if ready == nil {
			return "", nil, missing
		}
		if slices.ContainsFunc(set.Purposes, func(p Purpose) bool { return p.Ready == code }) {
			return "", nil, nil
		}
		purpose := ready.In(country)
		purpose.Code = set.free(purpose.Code)
		set.Purposes = append(set.Purposes, purpose)
		return ledger.FactsPurposeAdopted, details(purpose.anyName()), set.full()
	})
}

// free is a code that no purpose has, made of one that is wished for.
func (s Set) free(wish string) string {
	code := wish
	for n := 2; s.Purpose(code) != nil || isHeld(code); n++ {
		code = wish + "-" + strconv.Itoa(n)
	}
	return code
}

func (s Set) full() error {
	if len(s.Purposes) > maxPurposes || len(s.Connections) > maxConnections || len(s.Cookies) > maxCookies {
		return errs.New(errs.Invalid, "facts.error.full", nil)
	}
	return nil
}

// SavePurpose keeps a purpose as it was typed: a new one where it has no code.
// seen is the fingerprint of the one that the form was filled with. It returns
// the code.
func (s *Service) SavePurpose(ctx context.Context, p principal.Principal, in Purpose, seen string) (code string, err error) {
	err = s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		if wrong := in.clean(); len(wrong) > 0 {
			return "", nil, wrong
		}
		if in.Code == "" {
			if twin := set.twin(in); twin != "" { // a button is soon pressed twice
				code = twin
				return "", nil, nil
			}
			in.Code = set.free(slug(in.anyName()))
			code = in.Code
			set.Purposes = append(set.Purposes, in)
			return ledger.FactsPurposeAdded, details(in.anyName()), set.full()
		}
		code = in.Code
		mine := set.Purpose(code)
		if Fingerprint(mine) != seen {
			return "", nil, &ConflictError{Theirs: *set}
		}
		if mine == nil {
			return "", nil, missing
		}
		in.Ready, in.Edition, in.Left = mine.Ready, mine.Edition, mine.Left
		in.Words = in.over(mine.Words)
		*mine = in
		return ledger.FactsPurposeChanged, details(in.anyName()), nil
	})
	return code, err
}

// twin is the code of a purpose with the same facts and words, or empty.
func (s Set) twin(in Purpose) string {
	for _, p := range s.Purposes {
		code := p.Code
		p.Code, p.Ready, p.Edition, p.Left = in.Code, in.Ready, in.Edition, in.Left
		if Fingerprint(&p) == Fingerprint(&in) {
			return code
		}
	}
	return ""
}

// over are the words that were typed, and those in languages that the form did
// not show: but of them nothing that was taken away in all it did.
func (p Purpose) over(before map[string]Words) map[string]Words {
	out := map[string]Words{}
	for language, w := range before {
		for _, f := range texts {
			if !some(p, func(o Words) string { return *f.of(&o) }) {
				*f.of(&w) = ""
			}
		}
		out[language] = w
	}
	maps.Copy(out, p.Words)
	return out
}

// RemovePurpose takes a purpose away, unless something is for its customers.
func (s *Service) RemovePurpose(ctx context.Context, p principal.Principal, code string) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		if err := s.removePurpose(ctx, p, code); err != nil || s.Removing == nil {
			return err
		}
		return s.Removing(ctx, p, code)
	})
}

func (s *Service) removePurpose(ctx context.Context, p principal.Principal, code string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		mine := set.Purpose(code)
		if mine == nil {
			return "", nil, missing
		}
		name := mine.anyName()
		set.Purposes = slices.DeleteFunc(set.Purposes, func(p Purpose) bool { return p.Code == code })
		return ledger.FactsPurposeRemoved, details(name), nil
	})
}

// Improve takes some fields of a later edition of a ready purpose, or leaves
// them all: either is remembered. seen is as in SavePurpose.
func (s *Service) Improve(ctx context.Context, p principal.Principal, code string, edition int, fields []string, seen string) error {
	return s.edit(ctx, p, func(set *Set, country string) (ledger.Event, ledger.Details, error) {
		mine := set.Purpose(code)
		if mine == nil {
			return "", nil, missing
		}
		i := s.Library.Improvement(*mine, country)
		if i == nil || i.Edition != edition { // it was taken or left meanwhile
			return "", nil, nil
		}
		if Fingerprint(mine) != seen {
			return "", nil, &ConflictError{Theirs: *set}
		}
		event := ledger.FactsPurposeImproved
		if len(fields) == 0 {
			event, mine.Left = ledger.FactsPurposeLeft, edition
		} else {
			*mine = i.Take(fields)
		}
		return event, ledger.Details{"Name": mine.anyName(), "Edition": edition}, nil
	})
}

// SaveConnection keeps a connected service: a new one where it has no code.
func (s *Service) SaveConnection(ctx context.Context, p principal.Principal, in Connection, seen string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		if wrong := in.clean(); len(wrong) > 0 {
			return "", nil, wrong
		}
		if in.Code == "" {
			if slices.ContainsFunc(set.Connections, in.same) {
				return "", nil, nil
			}
			in.Code = slug(in.Name)
			for n := 2; set.Connection(in.Code) != nil; n++ {
				in.Code = slug(in.Name) + "-" + strconv.Itoa(n)
			}
			set.Connections = append(set.Connections, in)
			return ledger.FactsServiceConnected, details(in.Name), set.full()
		}
		mine := set.Connection(in.Code)
		if Fingerprint(mine) != seen {
			return "", nil, &ConflictError{Theirs: *set}
		}
		if mine == nil {
			return "", nil, missing
		}
		in.What = over(in.What, mine.What)
		*mine = in
		return ledger.FactsServiceChanged, details(in.Name), nil
	})
}

// RemoveConnection takes a service away, with the cookies that it sets.
func (s *Service) RemoveConnection(ctx context.Context, p principal.Principal, code string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		mine := set.Connection(code)
		if mine == nil {
			return "", nil, missing
		}
		name := mine.Name
		set.disconnect(code)
		return ledger.FactsServiceRemoved, details(name), nil
	})
}

// SaveCookie keeps a cookie in the place of the one of a name; empty: a new
// one.
func (s *Service) SaveCookie(ctx context.Context, p principal.Principal, name string, in Cookie, seen string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		if wrong := in.clean(*set, heldCookies(s.datamap)); len(wrong) > 0 {
			return "", nil, wrong
		}
		mine := set.Cookie(name)
		if Fingerprint(mine) != seen {
			return "", nil, &ConflictError{Theirs: *set}
		}
		if other := set.Cookie(in.Name); other != nil && other != mine {
			if Fingerprint(other) == Fingerprint(&in) {
				return "", nil, nil
			}
			return "", nil, errs.InvalidField("name", "facts.error.cookie_taken", errs.Params{"Name": in.Name})
		}
		if mine == nil {
			set.Cookies = append(set.Cookies, in)
		} else {
			in.Purpose = over(in.Purpose, mine.Purpose)
			*mine = in
		}
		return ledger.FactsCookieSaved, details(in.Name), set.full()
	})
}

// over are words by language, with those that a form did not show.
func over(typed, before map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, before)
	maps.Copy(out, typed)
	return out
}

// RemoveCookie takes a cookie away.
func (s *Service) RemoveCookie(ctx context.Context, p principal.Principal, name string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		if set.Cookie(name) == nil {
			return "", nil, missing
		}
		set.Cookies = slices.DeleteFunc(set.Cookies, func(c Cookie) bool { return c.Name == name })
		return ledger.FactsCookieRemoved, details(name), nil
	})
}

// General is what is said of the site as a whole. Empty and 0: as its country
// has it.
type General struct {
	Authority string
	AgeLimit  int
	Exemption bool
}

// General is that part of what was said.
func (s Set) General() General { return General{s.Authority, s.AgeLimit, s.Exemption} }

// SaveGeneral keeps it.
func (s *Service) SaveGeneral(ctx context.Context, p principal.Principal, in General, seen string) error {
	return s.edit(ctx, p, func(set *Set, _ string) (ledger.Event, ledger.Details, error) {
		if wrong := in.check(); len(wrong) > 0 {
			return "", nil, wrong
		}
		if mine := set.General(); Fingerprint(&mine) != seen {
			return "", nil, &ConflictError{Theirs: *set}
		}
		set.Authority, set.AgeLimit, set.Exemption = in.Authority, in.AgeLimit, in.Exemption
		return ledger.FactsGeneralChanged, nil, nil
	})
}
