package lint

import (
	"regexp"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
)

func noTitle(d *draft) []Finding {
	if strings.TrimSpace(d.Title) != "" {
		return nil
	}
	return []Finding{{}}
}

// leftBlank finds the {{…}} that nothing fills. One inside a block comes from
// the facts, and stands at the line that includes it.
func leftBlank(d *draft) (found []Finding) {
	if !strings.Contains(d.Source, "{{") && len(d.blocks) == 0 {
		return nil
	}
	n := 0
	for l := range strings.SplitSeq(d.Source, "\n") {
		n++
		if !strings.Contains(l, "{{") {
			continue
		}
		block, inside := d.block(strings.TrimSpace(l))
		if inside {
			l = block
		}
		_, blanks := markdown.Fill(l, d.Values)
		for _, b := range blanks {
			found = append(found, Finding{Line: n, Excerpt: b.Name, Params: errs.Params{"Name": b.Name}, about: b.Name, Fact: inside})
		}
	}
	return found
}

// pattern is a way in which something is left out or left in. It is tried only
// on what holds one of its hints: an expression takes its time.
type pattern struct {
	hints []string
	match *regexp.Regexp
}

func (p pattern) in(s string) []int {
	if !containsAny(s, p.hints) {
		return nil
	}
	return p.match.FindStringIndex(s)
}

var placeholderForms = []pattern{
	{[]string{"orem ", "OREM ", "TODO", "TBD", "FIXME", "XXX", "xxx", "_____", "………", "......."}, regexp.MustCompile(`(?i)\blorem ipsum\b|\b(?:TODO|TBD|FIXME):|\bX{3,}\b|_{5,}|…{3,}|\.{7,}`)},
	{[]string{"["}, regexp.MustCompile(`(?i)\\?\[[^\[\]\n()]{0,20}(?:företag|bolag|namn|company|name|navn|firma|selskap|adress|address|e-post|epost|e-?mail|datum|\bdate\b|\bdato\b|org\.?\s?n|webbplats|sajt|website|nettsted|insert|fyll|ange |sett inn|your |ditt |your|telefon|phone)[^\[\]\n()]{0,30}\](?:[^(\[:]|$)`)},
	{[]string{"<"}, regexp.MustCompile(`(?i)<(?:your|ditt|din|dina|företag|bolag|namn|company|name|navn|firma|insert|ange|fyll)[^<>\n@]{0,40}>`)},
	{[]string{"din", "your", "site", "ditt", "mitt"}, regexp.MustCompile(`(?i)\b(?:www\.)?(?:dinsajt|dindomän|dindoman|yoursite|yourdomain|yourcompany|mysite|dittnettsted|mittföretag|dittforetag)\.(?:se|com|no|nu|org|net)\b`)},
}

func placeholders(d *draft) []Finding { return d.each(placeholderForms, nil) }

var contactForms = []pattern{
	{[]string{"“", "”", `"`, "«", "»", "„", "'", "’"}, regexp.MustCompile(`“\s*”|”\s*”|„\s*[“”]|«\s*»|»\s*«|(?:^|[\s(])(?:"\s*"|''|’’|‘’)(?:[\s.,;)]|$)`)},
	{[]string{":,", ": ,", ":;", ": ;", ":.", ": .", ":(", ": ("}, regexp.MustCompile(`(?i)\b(?:e-?mail|e-?post(?:adress|adresse)?|mejl|mail|tel|telefon|telephone|phone|tlf|org\.?\s?(?:nr|no)|adress|address|adresse|kontakt|contact)\.?\s*:\s*(?:[,;]|\.(?:\s|$)|\(\s*\))`)},
	{[]string{"mailto:", "MAILTO:", "Mailto:"}, regexp.MustCompile(`(?i)mailto:\s*(?:[)>"'\s]|$)`)},
	{[]string{"@"}, regexp.MustCompile(`(?i)\b(?:[a-z0-9._-]+)@(?:example|exempel|eksempel|domain|domän|domene|company|företag|foretag|firma|yourcompany|yourdomain|yoursite|dinsajt|dindomän|dittforetag)\.(?:com|se|no|org|net)\b`)},
	{[]string{"@"}, regexp.MustCompile(`\b[a-z0-9._-]+@(?:[\s.,;)]|$)`)},
}

// blankContacts finds where people are to be told how to reach somebody, and
// are not.
func blankContacts(d *draft) []Finding {
	found := d.each(contactForms, func(p *part, match []int) Finding {
		f := at(p, match[0])
		if m := p.typed[match[0]:match[1]]; emptyQuotes.MatchString(m) {
			f.Was, f.Put = emptyQuotes.FindString(m), d.contact()
		} else if strings.HasPrefix(strings.ToLower(m), "mailto:") {
			f.Was, f.Put = m[:7], "mailto:"+d.contact()
		}
		return f
	})
	for i := range d.parts {
		if p := &d.parts[i]; promises(p) && (i+1 == len(d.parts) || !reaches(&d.parts[i+1])) {
			found = append(found, at(p, len(p.typed)-1))
		}
	}
	return found
}

var emptyQuotes = regexp.MustCompile(`^“\s*”|^”\s*”|^„\s*[“”]|^«\s*»`)

// contact is what stands for the address of whoever answers.
func (d *draft) contact() string { return "{{controller.email}}" }

var (
	labelled = regexp.MustCompile(`(?im)^(?:e-?mail|e-?post(?:adress|adresse)?|mejl|mail|telefon|telephone|phone|tlf)\s*:$`)
	contacts = []string{"contact information", "contact details", "kontaktuppgift", "kontaktinformation", "kontaktinformasjon", "kontaktopplysning"}
)

// promises reports whether a part says that an address follows.
func promises(p *part) bool {
	if p.kind != paragraph && p.kind != item || !strings.HasSuffix(p.typed, ":") {
		return false
	}
	last := p.typed[strings.LastIndexByte(p.typed, '\n')+1:]
	return labelled.MatchString(last) || containsAny(strings.ToLower(last), contacts)
}

// reaches reports whether a part can be an address: of some kind, or one that
// the program puts in.
func reaches(p *part) bool {
	return p.kind != heading && strings.ContainsAny(p.typed, "@0123456789{(") || p.kind == included
}

var goneForms = []pattern{
	{[]string{" ’s", " 's", " ´s", "\n’s", "\n's"}, regexp.MustCompile(`(?:^|\s)[’'´]s\s+\pL`)},
	{[]string{"’s ", "'s ", "´s "}, regexp.MustCompile(`(?i)\b(?:via|through|by|from|at|with|of|for|to|hos|från|fra|till|til)[’'´]s\s`)},
	{[]string{" ,", " .", " ;"}, regexp.MustCompile(`(?i)(?:^|\s)(?:via|at|on|from|to|by|through|hos|på|från|till|fra|til|av)\s+[,.;](?:\s|$)`)},
	{[]string{"via,", "via.", "via;", " on,", " at,", " of,", " på,", " hos,", " on.", " at.", " of.", " på.", " hos."}, regexp.MustCompile(`(?i)\b(?:via|(?:form|page|portal|site|website|formulär|skjema|sida|side) (?:on|at|of|på|hos))[,.;](?:\s|$)`)},
	{[]string{"()", "( "}, regexp.MustCompile(`[^\]\pL]\(\s*\)`)},
}

// namesGone finds where a name has fallen out: nobody's portal, a way through
// nothing.
func namesGone(d *draft) []Finding { return d.each(goneForms, nil) }

// each tries patterns on what was typed, each at most once in a part.
func (d *draft) each(patterns []pattern, finding func(*part, []int) Finding) (found []Finding) {
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind == included {
			continue
		}
		for _, form := range patterns {
			m := form.in(p.typed)
			if m == nil {
				continue
			}
			if finding != nil {
				found = append(found, finding(p, m))
			} else {
				found = append(found, at(p, m[0]))
			}
			break
		}
	}
	return found
}

// bundles are consent that somebody is said to give by doing something else.
var bundles = map[string]*regexp.Regexp{
	"consent": regexp.MustCompile(`by (?:using|continuing|visiting|browsing|accessing|entering|registering|signing up|ordering|accepting)[^.!?]{0,160}\byou (?:also |hereby |thereby |automatically )?(?:consent|give (?:us )?(?:your )?consent)` +
		`|continued use[^.!?]{0,80}(?:constitutes|means|is)[^.!?]{0,40}consent`),
	"samtyck": regexp.MustCompile(`genom att (?:använda|fortsätta|besöka|surfa|registrera|beställa|handla|skapa|godkänna)[^.!?]{0,160}(?:samtycker|(?:lämnar|ger) du[^.!?]{0,20}samtycke)` +
		`|fortsatt användning[^.!?]{0,80}samtyck`),
	"samtykk": regexp.MustCompile(`ved å (?:bruke|fortsette|besøke|surfe|registrere|bestille|opprette|godta)[^.!?]{0,160}(?:samtykker|gir du[^.!?]{0,20}samtykke)` +
		`|fortsatt bruk[^.!?]{0,80}samtykk`),
}

func bundledConsent(d *draft) (found []Finding) {
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind == included {
			continue
		}
		typed := strings.ToLower(p.typed)
		for stem, form := range bundles {
			if !strings.Contains(typed, stem) {
				continue
			}
			m := form.FindStringIndex(typed)
			if m == nil || !d.Agreed && accepts.MatchString(typed[m[0]:m[1]]) {
				continue
			}
			found = append(found, at(p, m[0]))
		}
	}
	return found
}

// accepts is an act of its own, where the document has one: what is bundled
// with it is bundled only where the document asks for it.
var accepts = regexp.MustCompile(`^(?:by accepting|genom att godkänna|ved å godta)`)

func containsAny(s string, words []string) bool {
	for _, a := range words {
		if strings.Contains(s, a) {
			return true
		}
	}
	return false
}
