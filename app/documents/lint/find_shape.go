package lint

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/errs"
)

// link is one in a text.
type link struct {
	part   *part
	offset int
	href   string
}

var linked = regexp.MustCompile(`\]\(\s*<?([^()\s<>]*)>?(?:\s+"[^"]*")?\s*\)|\]:\s+(\S+)|(https?://[^\s()<>\[\]"“”]+)`)

// links are those that somebody typed, filled in.
func (d *draft) links() (all []link) {
	if d.linked != nil {
		return d.linked
	}
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind == included || !strings.Contains(p.typed, "](") && !strings.Contains(p.typed, "http") && !strings.Contains(p.typed, "]:") {
			continue
		}
		for _, m := range linked.FindAllStringSubmatchIndex(p.typed, -1) {
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 {
					href, _ := markdown.Fill(p.typed[m[g]:m[g+1]], d.Values)
					if g == 6 {
						href = strings.TrimRight(href, ".,;:!?*_")
					}
					all = append(all, link{p, m[0], href})
				}
			}
		}
	}
	d.linked = all
	return all
}

// here is the path of a link that leads to this site; ok is false for others.
func (d *draft) here(href string) (p string, ok bool) {
	u, err := url.Parse(href)
	if err != nil || u.Opaque != "" || strings.HasPrefix(href, "#") {
		return "", false
	}
	if u.Host != "" {
		return path.Clean("/" + u.Path), slices.Contains(d.Hosts, strings.ToLower(u.Hostname()))
	}
	if u.Scheme != "" {
		return "", false
	}
	return path.Clean(path.Join("/cldoc", rooted(u.Path))), true
}

// rooted resolves a path as a browser does on a document's page.
func rooted(p string) string {
	if strings.HasPrefix(p, "/") {
		return "/.." + p
	}
	return p
}

func deadLinks(d *draft) (found []Finding) {
	for _, l := range d.links() {
		p, ok := d.here(l.href)
		dead := l.href == "" || ok && d.Knows != nil && !d.Knows(p)
		if !dead || strings.Contains(l.href, "{{") {
			continue
		}
		f := at(l.part, l.offset)
		f.Params = errs.Params{"Where": l.href}
		found = append(found, f)
	}
	return found
}

func deadAnchors(d *draft) (found []Finding) {
	var ids map[string]bool
	for _, l := range d.links() {
		fragment, ok := strings.CutPrefix(l.href, "#")
		if !ok {
			continue
		}
		if ids == nil {
			ids = d.anchors()
		}
		if decoded, err := url.PathUnescape(fragment); err == nil {
			fragment = decoded
		}
		if ids[fragment] || ids[markdown.Anchor(fragment)] {
			continue
		}
		f := at(l.part, l.offset)
		f.Params = errs.Params{"Where": l.href}
		found = append(found, f)
	}
	return found
}

// anchors are the ids of the headings, as markdown gives them.
func (d *draft) anchors() map[string]bool {
	ids, counts := map[string]bool{}, map[string]int{}
	add := func(text string) {
		base := markdown.Anchor(plainText(text))
		id := base
		if counts[base]++; counts[base] > 1 {
			id += "-" + itoa(counts[base])
		}
		ids[id] = true
	}
	for i := range d.parts {
		switch p := &d.parts[i]; p.kind {
		case heading:
			add(p.filled)
		case included:
			for l := range strings.SplitSeq(p.filled, "\n") {
				if headed.MatchString(l) {
					add(strings.Trim(l, "# "))
				}
			}
		}
	}
	return ids
}

func plainLinks(d *draft) (found []Finding) {
	for _, l := range d.links() {
		if _, own := d.here(l.href); own && strings.HasPrefix(l.href, "http://") {
			f := at(l.part, l.offset)
			f.Was, f.Put, f.Params = l.href, "https://"+l.href[len("http://"):], errs.Params{"Where": l.href}
			found = append(found, f)
		}
	}
	return found
}

func skippedLevels(d *draft) (found []Finding) {
	last := 0
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind != heading {
			continue
		}
		if last > 0 && p.level > last+1 {
			found = append(found, at(p, 0))
		}
		last = p.level
	}
	return found
}

// sameHeadings finds two headings that are the same under the same one above:
// "Which data" may well stand under each purpose.
func sameHeadings(d *draft) (found []Finding) {
	var above [7]string
	seen := map[string]bool{}
	for i := range d.parts {
		p := &d.parts[i]
		if p.kind != heading {
			continue
		}
		above[p.level] = strings.ToLower(plainText(p.filled))
		for l := p.level + 1; l < len(above); l++ {
			above[l] = ""
		}
		key := strings.Join(above[:p.level+1], "\x00")
		if seen[key] {
			found = append(found, at(p, 0))
		}
		seen[key] = true
	}
	return found
}
