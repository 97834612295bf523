package processing

import (
	"slices"

	"github.com/pactdesk/pactdesk/app/datamap"
)

// activities are what the controller of a tenant does, by purpose, as the data
// map declares it: of a site, all but what the platform does there on its own
// account; of the platform, what is kept on its own tenant, and that.
func (s *Service) activities(platform bool) []Activity {
	g := gathered{}
	for _, t := range s.datamap.Tables {
		g.table(t, platform, func(p datamap.Purpose) bool { return platform || !p.Own() })
		if platform {
			g.table(t, false, datamap.Purpose.Own)
		}
	}
	for _, e := range s.datamap.Elsewhere {
		if platform || !e.Purpose.Own() {
			g.elsewhere(e, platform)
		}
	}
	return g.inOrder(platform)
}

// platformsOwn are what the platform is controller for on every site.
func (s *Service) platformsOwn() []Activity {
	g := gathered{}
	for _, t := range s.datamap.Tables {
		g.table(t, false, datamap.Purpose.Own)
	}
	for _, e := range s.datamap.Elsewhere {
		if e.Purpose.Own() {
			g.elsewhere(e, false)
		}
	}
	return g.inOrder(true)
}

// gathered are activities while the map is read, by purpose.
type gathered map[datamap.Purpose]*Activity

// inOrder are the activities as a record lists them.
func (g gathered) inOrder(platform bool) (all []Activity) {
	for _, p := range datamap.Purposes {
		if a := g[p]; a != nil {
			a.Basis = p.Basis(platform)
			all = append(all, *a)
		}
	}
	return all
}

// table adds what a table holds about people on a kind of tenant, for the
// purposes that are asked for.
func (g gathered) table(t datamap.Table, platform bool, asked func(datamap.Purpose) bool) {
	subjects := t.Subjects(platform)
	if len(subjects) == 0 {
		return
	}
	for _, c := range t.Columns {
		c = t.Whole(c, platform)
		if !c.Category.Personal() && !c.Identifies && c.Category != datamap.Writing {
			continue // it may stand beside something about a person, but tells nothing of them
		}
		about := subjects
		if c.Subject != t.Subject(platform) {
			about = []datamap.Subject{c.Subject}
		}
		if asked(c.Purpose) {
			g.add(c.Purpose, about, c.Source, c.Category, Limit{Period: c.Retention.Period, From: c.Retention.From, Erasure: c.Erasure})
		}
		if !platform {
			continue // what is excepted is about organisations, and stands on the platform's tenant
		}
		for _, but := range t.But {
			if asked(but.Purpose) {
				g.add(but.Purpose, about, c.Source, c.Category, Limit{Period: but.Retention.Period, From: but.Retention.From, Erasure: but.Erasure, Rows: but.Rows})
			}
		}
	}
}

func (g gathered) elsewhere(e datamap.Elsewhere, platform bool) {
	subject := e.Subject
	if platform && e.OnPlatform != datamap.NoOne {
		subject = e.OnPlatform
	}
	g.add(e.Purpose, []datamap.Subject{subject}, e.Source, e.Category, Limit{Period: e.Retention.Period, From: e.Retention.From, Place: e.Place})
}

// add notes one thing that is held.
func (g gathered) add(purpose datamap.Purpose, subjects []datamap.Subject, source datamap.Source, category datamap.Category, limit Limit) {
	a := g[purpose]
	if a == nil {
		a = &Activity{Purpose: purpose}
		g[purpose] = a
	}
	for _, s := range subjects {
		a.Subjects = once(a.Subjects, s)
	}
	a.Sources = once(a.Sources, source)
	at := slices.IndexFunc(a.Limits, func(l Limit) bool {
		return l.Period == limit.Period && l.From == limit.From && l.Erasure == limit.Erasure && l.Rows == limit.Rows && l.Place == limit.Place
	})
	if at < 0 {
		at = len(a.Limits)
		a.Limits = append(a.Limits, limit)
	}
	a.Limits[at].Categories = once(a.Limits[at].Categories, category)
}
