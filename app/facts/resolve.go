package facts

import (
	"slices"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Resolve fills in what the owner has said from the record, the data map and
// the site's own register of processors.
func Resolve(said Set, r sites.Record, m datamap.Map, processors []Processor) Set {
	set := said
	set.Processors = processors
	set.Purposes = append(slices.Clone(said.Purposes), held(m)...) // first what people come for
	for i := range set.Purposes {
		p := &set.Purposes[i]
		p.Left = 0 // between the owner and the library
		p.Processors = slices.DeleteFunc(slices.Clone(p.Processors), func(id string) bool { return set.Processor(id) == nil })
		for j, id := range p.Processors {
			p.Processors[j] = set.Processor(id).ID
		}
		slices.Sort(p.Processors)
		p.Processors = slices.Compact(p.Processors)
	}
	set.Cookies = append(heldCookies(m), said.Cookies...)
	country := r.Controller().Country
	if set.Authority == "" && AuthorityOf(country) != nil {
		set.Authority = country
	}
	if set.AgeLimit == 0 {
		set.AgeLimit = AgeOf(country)
	}
	return set
}
