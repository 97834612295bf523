package responsible

import (
	"context"
	"github.com/pactdesk/pactdesk/app/i18n"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// Record is a record of processing as a page shows it.
type Record struct {
	Kinds       []Link // where there is more than one
	Title, Lead string
	Sections    []processing.Section
	Standing    string // which revision it is, since when
	Compared    string // with which one; empty: with none
	Differences []processing.Difference
	Revisions   []Link // newest first
	CSV, JSON   string
}

// Link leads to another record or revision.
type Link struct {
	Text, Href string
	Current    bool
}

// Desk is on whose behalf a record is shown.
type Desk struct {
	Context   context.Context // of the tenant whose record it is
	Principal principal.Principal
	Service   *processing.Service
	Base      string // the page's path
	Name      string // of a file that is fetched
	Zone      *time.Location
}

// asked is the record and revision of the address.
func (d Desk) asked(r *kernel.Request) (kind processing.Kind, rev processing.Revision, err error) {
	if kind = processing.Kind(r.QueryParam("kind")); kind == "" {
		kind = processing.AsController
	}
	number := r.QueryParam("revision")
	if number == "" {
		rev, err = d.Service.Now(d.Context, d.Principal, kind)
		return kind, rev, err
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return kind, rev, errs.New(errs.NotFound, "error.not_found", nil)
	}
	rev, err = d.Service.At(d.Context, d.Principal, kind, n)
	return kind, rev, err
}

// Show is the record that the address asks for.
func (d Desk) Show(r *kernel.Request) (page Record, err error) {
	kind, rev, err := d.asked(r)
	if err != nil {
		return page, err
	}
	all, err := d.Service.Revisions(d.Context, d.Principal, kind)
	if err != nil {
		return page, err
	}
	kinds, err := d.Service.Kinds(d.Context, d.Principal)
	if err != nil {
		return page, err
	}
	page = Record{Title: r.Loc.T("record.title." + string(kind)), Lead: r.Loc.T("record.lead." + string(kind)), Sections: rev.Record.Sheet(r.Loc)}
	for _, k := range kinds {
		if len(kinds) > 1 {
			page.Kinds = append(page.Kinds, Link{Text: r.Loc.T("record.title." + string(k)), Href: d.href("", k, 0), Current: k == kind})
		}
	}
	for _, k := range all {
		page.Revisions = append(page.Revisions, Link{Text: d.revision(r, k), Href: d.href("", kind, k.Revision),
			Current: k.Revision == rev.Revision && r.QueryParam("revision") != ""})
	}
	asked := 0
	if r.QueryParam("revision") != "" {
		asked = rev.Revision
	}
	page.CSV, page.JSON = d.href(".csv", kind, asked), d.href(".json", kind, asked)
	if page.Standing = r.Loc.T("record.unkept"); rev.Revision > 0 {
		page.Standing = d.revision(r, rev.KeptRecord)
	}
	before := rev.Revision - 1
	if rev.Revision == 0 && len(all) > 0 {
		before = all[0].Revision
	}
	if before < 1 {
		return page, nil
	}
	was, err := d.Service.At(d.Context, d.Principal, kind, before)
	if err != nil {
		return page, err
	}
	page.Compared = r.Loc.T("record.compared", "Revision", before)
	page.Differences = processing.Differences(was.Record.Sheet(r.Loc), page.Sections)
	return page, nil
}

func (d Desk) revision(r *kernel.Request, k processing.KeptRecord) string {
	return r.Loc.T("record.revision", "Revision", k.Revision, "Date", r.Loc.DateTime(k.CreatedAt, d.Zone))
}

func (d Desk) href(suffix string, kind processing.Kind, revision int) string {
	q := url.Values{}
	if kind != processing.AsController {
		q.Set("kind", string(kind))
	}
	if revision > 0 {
		q.Set("revision", strconv.Itoa(revision))
	}
	if len(q) == 0 {
		return d.Base + suffix
	}
	return d.Base + suffix + "?" + q.Encode()
}

// CSV sends the record as a table.
func (d Desk) CSV(r *kernel.Request) error {
	return d.send(r, "csv", "text/csv; charset=utf-8", func(rev processing.Revision) ([]byte, error) { return rev.CSV(r.Loc) })
}

// JSON sends the record in codes and words.
func (d Desk) JSON(r *kernel.Request) error {
	return d.send(r, "json", "application/json", func(rev processing.Revision) ([]byte, error) { return rev.JSON(r.Loc) })
}

func (d Desk) send(r *kernel.Request, suffix, mime string, write func(processing.Revision) ([]byte, error)) error {
	kind, rev, err := d.asked(r)
	if err != nil {
		return err
	}
	body, err := write(rev)
	if err != nil {
		return err
	}
	name := d.Name + "-" + string(kind) + "-" + rev.CreatedAt.UTC().Format(time.DateOnly) + "." + suffix
	r.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return r.Blob(http.StatusOK, mime, body)
}

// paragraph is an article of the GDPR as the record's files have it: 30(1)(b), (c).
var (
	paragraph = regexp.MustCompile(`^(\d+)\((\d+)\)`)
	point     = regexp.MustCompile(`\(([a-z])\)`)
)

// Cited is an article as the reader's language writes it.
func (Record) Cited(loc *i18n.Localizer, article string) string {
	parts := paragraph.FindStringSubmatch(article)
	if parts == nil {
		return loc.T("record.article", "Article", article, "Paragraph", "", "Points", "")
	}
	var points []string
	for _, m := range point.FindAllStringSubmatch(article, -1) {
		points = append(points, loc.T("record.point", "Point", m[1]))
	}
	return loc.T("record.article", "Article", parts[1], "Paragraph", parts[2], "Points", loc.List(points))
}
