package processing

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"time"

	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/plain"
)

// CSV is a record as a table that a spreadsheet opens: UTF-8 with a byte order
// mark, one fact a row.
func (r Revision) CSV(loc *i18n.Localizer) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	rows := [][]string{{loc.T("record.csv.article"), loc.T("record.csv.section"), loc.T("record.csv.field"), loc.T("record.csv.value")}}
	for _, s := range r.Record.Sheet(loc) {
		for _, f := range s.Fields {
			for _, v := range f.Values {
				rows = append(rows, []string{s.Article, s.Title, f.Name, v})
			}
		}
	}
	if r.Revision > 0 {
		rows = append(rows, []string{"", loc.T("record.csv.revision"), strconv.Itoa(r.Revision), r.CreatedAt.UTC().Format(time.RFC3339)})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = plain.Cell(row[i])
		}
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

// JSON is a record in codes, and in words beside them.
func (r Revision) JSON(loc *i18n.Localizer) ([]byte, error) {
	return json.MarshalIndent(struct {
		Record   Record    `json:"record"`
		Revision int       `json:"revision,omitempty"` // none: it is not kept yet
		Since    time.Time `json:"since"`
		Hash     string    `json:"sha256"`
		Language string    `json:"language"`
		Words    []Section `json:"words"`
	}{r.Record, r.Revision, r.CreatedAt.UTC(), r.Hash, loc.Lang(), r.Record.Sheet(loc)}, "", "  ")
}
