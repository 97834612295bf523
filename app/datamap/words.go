package datamap

// The keys of the codes' words. A purpose has besides, under `.why`, a sentence
// that says what it is for and, where its basis is a legitimate interest, that
// interest under `.interest`.

// Key is the locale key of a purpose's name.
func (p Purpose) Key() string { return "datamap.purpose." + string(p) }

// Key is the locale key of a legal basis.
func (b Basis) Key() string { return "datamap.basis." + string(b) }

// Key is the locale key of who somebody is.
func (s Subject) Key() string { return "datamap.subject." + string(s) }

// Key is the locale key of a category.
func (c Category) Key() string { return "datamap.category." + string(c) }

// Key is the locale key of where data come from.
func (s Source) Key() string { return "datamap.source." + string(s) }

// Key is the locale key of how data end.
func (e Erasure) Key() string { return "datamap.erasure." + string(e) }

// Key is the locale key of an event, as it stands behind a period: "3 years
// after the account was deleted".
func (e Event) Key() string { return "datamap.event." + string(e) }

// Key is the locale key of which rows are excepted.
func (r Rows) Key() string { return "datamap.rows." + string(r) }

// Key is the locale key of where something is kept.
func (p Place) Key() string { return "datamap.place." + string(p) }

// Key is the locale key of what is kept there.
func (e Elsewhere) Key() string { return "datamap.elsewhere." + e.Name }
