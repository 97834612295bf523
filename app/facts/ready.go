package facts

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/pactdesk/pactdesk/templates"
)

// Ready is a purpose that comes ready to adopt. The platform improves them: a
// site keeps the edition that it adopted, and takes or leaves a later one.
type Ready struct {
	Code    string `toml:"-"`
	Edition int    `toml:"-"`
	Order   int    `toml:"order"`

	Reach      Reach            `toml:"reach"`
	Basis      Basis            `toml:"basis"`
	Categories []string         `toml:"categories"`
	Subjects   []string         `toml:"subjects"`
	Sources    []string         `toml:"sources"`
	Recipients []string         `toml:"recipients"`
	Period     string           `toml:"period"`
	From       string           `toml:"from"`
	ByCountry  map[string]Limit `toml:"by_country"` // where the law of a country says how long; the words say it elsewhere
	Words      map[string]Words `toml:"words"`
}

// Limit is how long data are kept.
type Limit struct {
	Period string `toml:"period"`
	From   string `toml:"from"`
}

// Library are all ready purposes in all their editions.
type Library []Ready

// LoadLibrary reads it: a file CODE.EDITION.toml for each edition.
func LoadLibrary() (l Library, err error) {
	names, err := fs.Glob(templates.FS, "facts/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		code, edition, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".toml"), ".")
		r := Ready{Code: code}
		if r.Edition, err = strconv.Atoi(edition); err != nil {
			return nil, fmt.Errorf("facts: %s has no edition: %w", name, err)
		}
		meta, err := toml.DecodeFS(templates.FS, name, &r)
		if err != nil {
			return nil, fmt.Errorf("facts: %s: %w", name, err)
		}
		if odd := meta.Undecoded(); len(odd) > 0 {
			return nil, fmt.Errorf("facts: %s: nobody knows %v", name, odd)
		}
		l = append(l, r)
	}
	slices.SortStableFunc(l, func(a, b Ready) int { return cmp.Or(a.Order-b.Order, a.Edition-b.Edition) })
	return l, nil
}

// Edition is one edition of a ready purpose, or nil.
func (l Library) Edition(code string, edition int) *Ready {
	return find(l, func(r Ready) bool { return r.Code == code && r.Edition == edition })
}

// Latest is the latest edition of a ready purpose, or nil.
func (l Library) Latest(code string) (latest *Ready) {
	for i := range l {
		if l[i].Code == code && (latest == nil || l[i].Edition > latest.Edition) {
			latest = &l[i]
		}
	}
	return latest
}

// Offered are the latest editions of all, in their order.
func (l Library) Offered() (all []Ready) {
	for _, r := range l {
		if r.Edition == l.Latest(r.Code).Edition {
			all = append(all, r)
		}
	}
	return all
}

// In is the purpose that a site of a country adopts.
func (r Ready) In(country string) Purpose {
	p := Purpose{Code: r.Code, Ready: r.Code, Edition: r.Edition, Reach: r.Reach, Basis: r.Basis, Categories: slices.Clone(r.Categories),
		Subjects: slices.Clone(r.Subjects), Sources: slices.Clone(r.Sources), Recipients: slices.Clone(r.Recipients), Period: r.Period, From: r.From,
		Words: map[string]Words{}}
	limit, byLaw := r.ByCountry[country]
	if byLaw {
		p.Period, p.From = limit.Period, limit.From
	}
	for language, w := range r.Words {
		if byLaw {
			w.Period = ""
		}
		p.Words[language] = w
	}
	return p
}
