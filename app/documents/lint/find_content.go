package lint

import (
	"regexp"
	"strings"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/i18n"
)

// says reports whether the text speaks of a matter. In a language whose words
// we do not know, only what is known without words can be missed.
func (d *draft) says(matter string) bool {
	switch matter {
	case "controller":
		if d.blocks["who_answers"] || strings.Contains(d.Source, "{{controller.name}}") || d.holds(d.Values["controller.name"]) {
			return true
		}
	case "contact":
		return d.blocks["who_answers"] || strings.Contains(d.Source, "{{controller.email}}") || address.MatchString(d.lower) || strings.Contains(d.lower, "](tel:")
	}
	words := says[matter][d.Language]
	return words == nil && matter != "controller" || containsAny(d.lower, words)
}

func (d *draft) holds(value string) bool {
	return value != "" && strings.Contains(d.lower, strings.ToLower(value))
}

var address = regexp.MustCompile(`[\pL\pN._+-]+@[\pL\pN-]+\.[\pL]{2,}`)

// lacks finds that a matter is not spoken of where it must be.
func lacks(matter string) func(*draft) []Finding {
	return func(d *draft) []Finding {
		if !d.Privacy || d.says(matter) {
			return nil
		}
		return []Finding{{Put: d.offer(matter)}}
	}
}

// offers are the blocks that say a matter, the best first.
var offers = map[string][]string{
	"controller": {"who_answers"}, "contact": {"who_answers"}, "officer": {"who_answers"},
	"purposes": {"facts.purposes", "facts"}, "basis": {"facts.purposes", "facts"}, "periods": {"facts.purposes", "facts"}, "interest": {"facts.purposes", "facts"},
	"recipients": {"facts.recipients", "facts"}, "safeguard": {"facts.transfers", "facts"}, "source": {"facts.sources", "facts"},
	"complaint": {"facts.complaint", "facts"}, "withdrawal": {"facts.rights", "facts"}, "rights": {"facts.rights", "facts"},
}

// offer is the first of them that there is and that the text has not.
func (d *draft) offer(matter string) string {
	for _, name := range offers[matter] {
		if _, known := d.Blocks[name]; known && !d.blocks[name] {
			return "{{" + name + "}}"
		}
	}
	return ""
}

func lacksRights(d *draft) []Finding {
	if !d.Privacy || rightsSay[0].words[d.Language] == nil {
		return nil
	}
	var lacking []i18n.Said
	var about strings.Builder
	for _, r := range rightsSay {
		if !containsAny(d.lower, r.words[d.Language]) {
			lacking = append(lacking, i18n.Said{Key: r.key})
			about.WriteString(r.key)
		}
	}
	if lacking == nil {
		return nil
	}
	return []Finding{{Put: d.offer("rights"), Params: errs.Params{"Lacking": lacking}, about: about.String()}}
}

func lacksOfficer(d *draft) []Finding {
	if !d.DPO {
		return nil
	}
	return lacks("officer")(d)
}

func lacksInterest(d *draft) []Finding {
	// The facts name theirs.
	if !d.Privacy || !containsAny(d.typed, says["interest"][d.Language]) || containsAny(d.typed, says["interest named"][d.Language]) {
		return nil
	}
	return []Finding{{Put: d.offer("interest")}}
}

// lacksSafeguard: somebody outside the EEA receives data, as far as is known.
func lacksSafeguard(d *draft) []Finding {
	if !d.abroad() {
		return nil
	}
	return lacks("safeguard")(d)
}

func (d *draft) abroad() bool {
	for _, p := range d.Facts.Purposes {
		if len(p.Transfers) > 0 {
			return true
		}
	}
	for _, p := range d.Facts.Processors {
		if len(p.Transfers) > 0 {
			return true
		}
	}
	for _, c := range d.Facts.Connections {
		if c.Safeguard != "" {
			return true
		}
	}
	return false
}

func lacksWithdrawal(d *draft) []Finding {
	relied := d.includesFacts() && d.Facts.Consents() || containsAny(d.typed, says["consent as a basis"][d.Language])
	if !relied {
		return nil
	}
	return lacks("withdrawal")(d)
}

func lacksSource(d *draft) []Finding {
	for _, p := range d.Facts.Purposes {
		if p.Indirect() {
			return lacks("source")(d)
		}
	}
	return nil
}

// includesFacts reports whether the site's facts stand in the text.
func (d *draft) includesFacts() bool {
	for name := range d.blocks {
		if name == "facts" || strings.HasPrefix(name, "facts.") {
			return true
		}
	}
	return false
}

// own are the purposes that the owner answers for the words of.
func (d *draft) own() (list []facts.Purpose) {
	if !d.includesFacts() {
		return nil
	}
	for _, p := range d.Facts.Purposes {
		if !p.Held {
			list = append(list, p)
		}
	}
	return list
}
