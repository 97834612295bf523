package rights

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/datamap"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Export is everything a site holds about one person, for them to keep, with
// what GDPR Art. 15(1) wants said of it. Codes are the data map's. Times are
// UTC in RFC 3339.
type Export struct {
	Format     string      `json:"format"` // names this shape and its version
	ExportedAt time.Time   `json:"exported_at"`
	Site       string      `json:"site"`
	Roles      sites.Roles `json:"roles"`
	Tables     []TablePart `json:"tables"`
	Texts      []TextPart  `json:"texts"`    // each once; acceptances name them by hash
	Versions   []Version   `json:"versions"` // acceptances name them by id
}

// TablePart is one kind of thing that is held.
type TablePart struct {
	Name string `json:"name"`
	// OnPlatform says that the rows stand with the platform, whose purpose it is.
	OnPlatform bool            `json:"on_platform,omitempty"`
	Purpose    datamap.Purpose `json:"purpose"`
	Basis      datamap.Basis   `json:"legal_basis"`
	End
	But     []But        `json:"except,omitempty"`
	Columns []ColumnPart `json:"columns"`
	Rows    []db.Row     `json:"rows"` // last: a site's are written one by one
}

// End is how and when data end.
type End struct {
	Erasure   datamap.Erasure    `json:"erasure"`
	Retention *datamap.Retention `json:"retention,omitempty"`
}

func ends(e datamap.Erasure, r datamap.Retention) End {
	if r == (datamap.Retention{}) {
		return End{Erasure: e}
	}
	return End{e, &r}
}

// But are rows that are held for something else.
type But struct {
	Rows    datamap.Rows    `json:"rows"`
	Purpose datamap.Purpose `json:"purpose"`
	End
}

// ColumnPart is one thing that each row holds.
type ColumnPart struct {
	Name     string           `json:"name"`
	Category datamap.Category `json:"category"`
	Source   datamap.Source   `json:"source"`
}

// TextPart is a text as it was shown. SHA256 is of title, newline and HTML.
type TextPart struct {
	SHA256   string `json:"sha256"`
	Language string `json:"language"`
	Title    string `json:"title"`
	HTML     string `json:"html"`
}

// Version tells which version of which document an id means.
type Version struct {
	ID       uuid.UUID `json:"id"`
	Document string    `json:"document"`
	Version  int       `json:"version"`
}

// described is a table's declaration without rows. Of its columns it has those
// that wanted lets through.
func described(t datamap.Table, platform bool, wanted func(datamap.Column) bool) TablePart {
	whole := t.Whole(datamap.Column{}, platform)
	part := TablePart{Name: t.Name, OnPlatform: platform, Purpose: t.Purpose, Basis: t.Purpose.Basis(platform),
		End: ends(whole.Erasure, whole.Retention), Rows: []db.Row{}}
	for _, e := range t.But {
		part.But = append(part.But, But{e.Rows, e.Purpose, ends(e.Erasure, e.Retention)})
	}
	for _, c := range t.Columns {
		if wanted(c) {
			part.Columns = append(part.Columns, ColumnPart{c.Name, c.Category, t.Whole(c, platform).Source})
		}
	}
	return part
}

// take are a row's values in the columns of the part.
func (t TablePart) take(from db.Row) db.Row {
	row := db.Row{}
	for _, c := range t.Columns {
		row[c.Name] = from[c.Name]
	}
	return row
}

func exported(c datamap.Column) bool { return c.Exported }

// Export gathers everything about the person who asks.
func (s *Service) Export(ctx context.Context, p principal.Principal) (e Export, err error) {
	tenant, err := tenants.From(ctx)
	if err != nil {
		return e, err
	}
	if err := p.RequireSelf(tenant); err != nil {
		return e, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		if _, err := s.accounts.Get(ctx, p.Account); err != nil {
			return err
		}
		record, err := s.record(ctx)
		if err != nil {
			return err
		}
		e = Export{Format: "customer-export/2", ExportedAt: s.clock.Now(), Site: record.Profile.Name, Roles: record.Roles}
		platform := record.Tenant.Kind == tenantdb.Platform
		for _, t := range s.about(platform) {
			rows, err := db.ReadAll(ctx, t.Model, of(t, p.Account))
			if err != nil {
				return err
			}
			part := described(t, platform, exported)
			for _, row := range rows {
				part.Rows = append(part.Rows, part.take(row))
			}
			e.Tables = append(e.Tables, part)
		}
		return s.addTexts(ctx, p, &e)
	})
	return e, err
}

// addTexts adds what the person's acts lead to: the texts as they were shown.
func (s *Service) addTexts(ctx context.Context, p principal.Principal, e *Export) error {
	acts, err := s.acceptance.Mine(ctx, p)
	if err != nil {
		return err
	}
	docs, err := documents.Catalogue(ctx)
	if err != nil {
		return err
	}
	shown, named := map[string]bool{}, map[uuid.UUID]bool{}
	for _, a := range acts {
		for i := range docs {
			if v := docs[i].VersionByID(a.VersionID); v != nil && !named[v.ID] {
				named[v.ID] = true
				e.Versions = append(e.Versions, Version{v.ID, docs[i].Slug, v.Seq})
			}
		}
		if shown[a.TextHash] {
			continue
		}
		shown[a.TextHash] = true
		text, err := s.documents.Text(ctx, a.TextID)
		if err != nil {
			return err
		}
		e.Texts = append(e.Texts, TextPart{SHA256: text.Hash, Language: text.Language, Title: text.Title, HTML: text.HTML})
	}
	return nil
}
