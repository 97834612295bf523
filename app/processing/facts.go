package processing

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
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

// Stated is a purpose that the controller itself has told of in the site's
// facts: Art. 30(1)(b) to (f).
type Stated struct {
	facts.Purpose
	Engaged []string `json:"engaged,omitempty"` // the processors that receive its data, by name
}

// stated are a site's, and the services that it has connected are added to
// the recipients.
func (s *Service) stated(ctx context.Context, r sites.Record, out *Record) (all []Stated, err error) {
	if s.Facts == nil {
		return nil, nil
	}
	set, err := s.Facts(tenants.With(ctx, r.Tenant.ID))
	if err != nil {
		return nil, err
	}
	for _, p := range set.Purposes {
		if p.Held { // the data map tells of these, column by column
			continue
		}
		st := Stated{Purpose: p}
		for _, id := range p.Processors {
			if e := set.Processor(id); e != nil {
				st.Engaged = append(st.Engaged, e.Name)
			}
		}
		st.Processors = nil
		all = append(all, st)
	}
	for _, c := range set.Connections {
		out.Recipients = append(out.Recipients, Recipient{Role: Connected, Name: c.Recipient, Country: c.Country, Service: c.Name,
			Locations: []string{c.Country}, Safeguard: c.Safeguard})
	}
	return all, nil
}

// name is what a purpose is called in a language or, as the record is the
// controller's own, in the first that it has words in.
func (p Stated) name(language string) string {
	for _, l := range append([]string{language}, slices.Sorted(maps.Keys(p.Words))...) {
		if name := p.Words[l].Name; name != "" {
			return name
		}
	}
	return p.Code
}

// said is one of the owner's words, in the language or the first that has it.
func (p Stated) said(language string, of func(facts.Words) string) string {
	for _, l := range append([]string{language}, slices.Sorted(maps.Keys(p.Words))...) {
		if s := of(p.Words[l]); s != "" {
			return s
		}
	}
	return ""
}

// stated says one.
func (w words) stated(p Stated) Section {
	lang := w.loc.Lang()
	say := func(of func(facts.Words) string) string { return p.said(lang, of) }
	each := func(codes []string, key func(string) string) (all []string) {
		for _, c := range codes {
			all = append(all, w.loc.T(key(c)))
		}
		return all
	}
	s := w.section("stated."+p.Code, "(b), (c), (d), (e), (f)", p.name(lang))
	s.put("why", w.loc.T("record.why"), say(func(o facts.Words) string { return o.Why }))
	basis := w.loc.T(p.Basis.Key())
	if interest := say(func(o facts.Words) string { return o.Interest }); interest != "" {
		basis += ": " + interest
	}
	s.put("basis", w.loc.T("record.basis"), basis)
	s.put("subjects", w.loc.T("record.subjects"), each(p.Subjects, facts.SubjectKey)...)
	s.put("categories", w.loc.T("record.categories"), append(each(p.Categories, facts.CategoryKey), say(func(o facts.Words) string { return o.Data }))...)
	s.put("sources", w.loc.T("record.sources"), each(p.Sources, facts.SourceKey)...)
	s.put("kept", w.loc.T("record.kept"), joined([]string{facts.Period(w.loc, p.Period, p.From), strings.TrimSuffix(say(func(o facts.Words) string { return o.Period }), ".")}, ". "))
	s.put("recipients", w.loc.T("record.recipients"), slices.Concat(p.Engaged, each(p.Recipients, facts.RecipientKey), []string{say(func(o facts.Words) string { return o.Recipients })})...)
	for _, t := range p.Transfers {
		s.put("transfers", w.loc.T("record.transfers"), w.loc.Country(t.Country)+": "+safeguardName(w.loc, t.Safeguard))
	}
	return s
}
