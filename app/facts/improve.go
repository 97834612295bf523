package facts

import (
	"maps"
	"slices"
)

// Improvement is what a later edition of a ready purpose changes in one that a
// site has adopted.
type Improvement struct {
	Code    string
	Edition int // the later one
	Was     Purpose
	Mine    Purpose // as the site has it
	Now     Purpose
	Fields  []string // that differ between the editions: of Fields
}

// Field is a part of a purpose that is taken or left by itself.
type Field struct {
	Name string
	same func(a, b Purpose) bool
	take func(into *Purpose, from Purpose)
}

// Fields are those parts, in the order in which a purpose is told.
var Fields = []Field{
	said("name", func(w *Words) *string { return &w.Name }),
	said("why", func(w *Words) *string { return &w.Why }),
	coded("categories", func(p *Purpose) *[]string { return &p.Categories }),
	said("data", func(w *Words) *string { return &w.Data }),
	coded("subjects", func(p *Purpose) *[]string { return &p.Subjects }),
	coded("sources", func(p *Purpose) *[]string { return &p.Sources }),
	{"basis", func(a, b Purpose) bool { return a.Basis == b.Basis }, func(into *Purpose, from Purpose) { into.Basis = from.Basis }},
	said("interest", func(w *Words) *string { return &w.Interest }),
	{"period", func(a, b Purpose) bool { return a.Period == b.Period && a.From == b.From },
		func(into *Purpose, from Purpose) { into.Period, into.From = from.Period, from.From }},
	said("period_words", func(w *Words) *string { return &w.Period }),
	coded("recipients", func(p *Purpose) *[]string { return &p.Recipients }),
	said("recipients_words", func(w *Words) *string { return &w.Recipients }),
	{"reach", func(a, b Purpose) bool { return a.Reach == b.Reach }, func(into *Purpose, from Purpose) { into.Reach = from.Reach }},
	said("more", func(w *Words) *string { return &w.More }),
}

// coded is a field that is a list of codes.
func coded(name string, of func(*Purpose) *[]string) Field {
	return Field{name, func(a, b Purpose) bool { return sameSet(*of(&a), *of(&b)) },
		func(into *Purpose, from Purpose) { *of(into) = slices.Clone(*of(&from)) }}
}

// said is a field that is words, in all languages.
func said(name string, of func(*Words) *string) Field {
	in := func(p Purpose) map[string]string {
		all := map[string]string{}
		for language, w := range p.Words {
			if s := *of(&w); s != "" {
				all[language] = s
			}
		}
		return all
	}
	return Field{name, func(a, b Purpose) bool { return maps.Equal(in(a), in(b)) },
		func(into *Purpose, from Purpose) {
			into.Words = maps.Clone(into.Words)
			if into.Words == nil {
				into.Words = map[string]Words{}
			}
			for language, w := range from.Words {
				mine := into.Words[language]
				*of(&mine) = *of(&w)
				into.Words[language] = mine
			}
		}}
}

// Same reports whether two purposes have the field alike.
func (f Field) Same(a, b Purpose) bool { return f.same(a, b) }

// Improvement is the one that waits for a purpose of a site of a country, or
// nil: none that the owner has not left already.
func (l Library) Improvement(p Purpose, country string) *Improvement {
	latest := l.Latest(p.Ready)
	if p.Ready == "" || latest == nil || latest.Edition <= max(p.Edition, p.Left) {
		return nil
	}
	i := Improvement{Code: p.Code, Edition: latest.Edition, Mine: p, Now: latest.In(country)}
	if was := l.Edition(p.Ready, p.Edition); was != nil {
		i.Was = was.In(country)
	}
	for _, f := range Fields {
		if !f.same(i.Was, i.Now) && !f.same(i.Mine, i.Now) {
			i.Fields = append(i.Fields, f.Name)
		}
	}
	return &i
}

// Untouched reports whether the site has a field as the edition that it
// adopted had it: then nothing of the owner's is lost by taking the later one.
func (i Improvement) Untouched(name string) bool {
	f := find(Fields, func(f Field) bool { return f.Name == name })
	return f != nil && f.same(i.Was, i.Mine)
}

// Take is the site's purpose with some of the fields as the later edition has
// them. What was not taken is left.
func (i Improvement) Take(names []string) Purpose {
	p := i.Mine
	for _, f := range Fields {
		if slices.Contains(i.Fields, f.Name) && slices.Contains(names, f.Name) {
			f.take(&p, i.Now)
		}
	}
	p.Edition, p.Left = i.Edition, 0
	return p
}
