package studio

import (
	"encoding/csv"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/plain"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// stamped is how a file says a time: in the site's time zone, with its offset.
const stamped = "2006-01-02T15:04:05-07:00"

// RecipientsCSV sends the list of a version's recipients as a table that a
// spreadsheet opens, row by row.
func (s *Surface) RecipientsCSV(r *kernel.Request) error {
	d, doc, v, err := s.watched(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadCustomers); err != nil {
		return err
	}
	head := r.Response().Header()
	head.Set("Content-Type", "text/csv; charset=utf-8")
	head.Set("Content-Disposition", `attachment; filename="`+d.site.Tenant.Key+"-"+doc.Slug+"-v"+itoa(v.Seq)+"-"+r.Clock.Now().In(d.zone()).Format(time.DateOnly)+`.csv"`)
	if r.Request().Method == http.MethodHead {
		return r.NoContent(http.StatusOK)
	}
	out := csv.NewWriter(r.Response())
	out.UseCRLF = true
	row := func(cells ...string) error {
		for i := range cells {
			cells[i] = plain.Cell(cells[i])
		}
		return out.Write(cells)
	}
	begun := false
	err = s.Acceptance.ExportRecipients(d.ctx, d.p, doc, v, d.filter(doc), func() error {
		begun = true
		r.Response().WriteHeader(http.StatusOK)
		if _, err := r.Response().Write([]byte("\ufeff")); err != nil {
			return err
		}
		t := r.Loc.T
		return row(t("watch.csv.name"), t("watch.csv.email"), t("watch.csv.state"), t("watch.csv.version"), t("watch.csv.language"), t("watch.csv.answered"),
			t("watch.csv.times"), t("watch.csv.last"), t("watch.csv.id"))
	}, func(p acceptance.Recipient) error {
		version, language := "", ""
		if p.VersionID != nil {
			version = itoa(doc.VersionByID(*p.VersionID).Seq)
		}
		if p.Language != "" {
			language = r.Loc.LanguageName(p.Language)
		}
		return row(p.Name, p.Email, d.landingState(p.State, v.Act), version, language, d.stamp(p.At), strconv.Itoa(p.Times), d.stamp(p.LastAt), p.ID.String())
	})
	if err == nil {
		out.Flush()
		err = out.Error()
	}
	if err != nil && begun {
		slog.Error("sending a list", "request", r.ID, "tenant", d.site.Tenant.ID, "err", err)
		panic(http.ErrAbortHandler) // the browser then knows that half is missing
	}
	return err
}

func (d *desk) stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(d.zone()).Format(stamped)
}
