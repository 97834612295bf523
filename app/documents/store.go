package documents

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Document is an information document of a tenant. Versions are all that were
// ever published, in their order.
type Document struct {
	TenantID tenantdb.TenantID `gorm:"primaryKey"`
	ID       uuid.UUID         `gorm:"primaryKey"`
	Slug     string
	Binds    Binds
	Act      Act // what the next version will ask; each version keeps its own
	Position int
	// Audience are the codes of the purposes whose customers the document is
	// for, comma-separated; empty: everybody.
	Audience  string
	CreatedAt time.Time

	Kind     Kind
	Names    map[string]string `gorm:"serializer:json"` // by language; empty: it has no other than its title
	Unlisted bool              // not in the footer
	// RetiredAt is since when it is out of use: its versions are withdrawn, and
	// its addresses still answer.
	RetiredAt *time.Time
	// RemovedAt is set on what was never published and is not to be seen again.
	RemovedAt *time.Time

	Versions []Version `gorm:"-"`
	Formerly []string  `gorm:"-"` // the addresses it had before, the first one first
}

// Draft is a text in one language that is not published. There is none where
// the published text is the latest.
type Draft struct {
	TenantID   tenantdb.TenantID `gorm:"primaryKey"`
	ID         uuid.UUID         `gorm:"primaryKey"`
	DocumentID uuid.UUID
	Language   string
	Title      string
	Source     string
	// TranslatedFrom is the text of the source language, as its author wrote it,
	// that this one is known to say the same as; empty: nobody has said.
	TranslatedFrom string
	Lock           int // counts saves; who saves says which one was read
	UpdatedAt      time.Time
}

// Version is what was published at one time. But for WithdrawnAt, which is
// set once, nothing of it ever changes.
type Version struct {
	TenantID       tenantdb.TenantID `gorm:"primaryKey"`
	ID             uuid.UUID         `gorm:"primaryKey"`
	DocumentID     uuid.UUID
	Seq            int
	Weight         Weight
	Act            Act
	SourceLanguage string
	PartyID        uuid.UUID   // the revision of the tenant's party
	Processor      sites.Party `gorm:"serializer:json"` // the platform's, as it was
	Roles          sites.Roles `gorm:"serializer:json"` // of everybody, as they were; see Responsible
	// Facts are what the site said about its processing, when it was published;
	// in a catalogue only where it concerns some purposes.
	Facts facts.Set `gorm:"serializer:json"`
	// Concerns says whose data the change touches: the others are only told.
	Concerns Concerns `gorm:"serializer:json"`
	// Confirmed are the changes of substance that the publisher was shown and
	// said to be none for the customer, as codes, comma-separated.
	Confirmed string
	// MustCheck says that the version is required of nobody before the program
	// has seen each of its texts at its public address: see verify.go.
	MustCheck   bool
	PublishedAt time.Time
	EnforcedAt  time.Time
	WithdrawnAt *time.Time

	Texts []Text `gorm:"-"`
	// VerifiedAt is when all texts had been seen at their public addresses.
	VerifiedAt *time.Time `gorm:"-"`
	// Checks are what was last seen, a language each in their order.
	Checks []Check `gorm:"-"`
}

// Concerns are whom a version asks. The zero value is everybody.
type Concerns struct {
	// Purposes are codes of the site's facts: customers whose data are used for
	// one of them.
	Purposes []string `json:"purposes,omitempty"`
	// Texts are hashes: customers whose latest answer was to one of these texts.
	Texts []string `json:"texts,omitempty"`
}

// Text is a version in one language. Nothing edits it, ever.
type Text struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	VersionID uuid.UUID
	Language  string
	Title     string
	Summary   string // what changed, in the author's words
	Source    string // as it was typed; empty in a catalogue
	HTML      string `gorm:"column:html"` // sanitised; empty in a catalogue
	Hash      string // SHA-256 of title, newline and HTML, in hex
	// TranslatedFrom is as a draft's; empty in a catalogue.
	TranslatedFrom string
}

// Check is what the program saw when it fetched a version's text at its public
// address.
type Check struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	VersionID uuid.UUID
	Language  string
	Outcome   Outcome
	Hash      string // of what was seen; empty: nothing that could be a text
	At        time.Time
}

// Outcome is how a check ended.
type Outcome string

// The outcomes.
const (
	OK          Outcome = "ok"
	Mismatch    Outcome = "mismatch"
	Unreachable Outcome = "unreachable"
)

func insert(ctx context.Context, row any) error { return db.Conn(ctx).Create(row).Error }

// Catalogue reads the context's tenant's documents with their versions, but
// for what they say (factsOf), and, of the texts, all but the text itself. It belongs in a transaction.
func Catalogue(ctx context.Context) (docs []Document, err error) {
	var versions []Version
	var texts []Text
	if err := db.Conn(ctx).Where("removed_at IS NULL").Order("position, slug").Find(&docs).Error; err != nil {
		return nil, err
	}
	former, err := formerSlugs(ctx)
	if err != nil {
		return nil, err
	}
	if err := db.Conn(ctx).Omit("facts").Order("seq").Find(&versions).Error; err != nil {
		return nil, err
	}
	for i := range versions {
		if len(versions[i].Concerns.Purposes) > 0 { // they have the names of the purposes
			if versions[i].Facts, err = factsOf(ctx, versions[i].ID); err != nil {
				return nil, err
			}
		}
	}
	if err := db.Conn(ctx).Omit("source", "html", "translated_from").Order("language").Find(&texts).Error; err != nil {
		return nil, err
	}
	var checks []Check
	if err := db.Conn(ctx).Order("at, id").Find(&checks).Error; err != nil {
		return nil, err
	}
	seen := map[uuid.UUID][]Check{}
	for _, c := range checks {
		seen[c.VersionID] = append(seen[c.VersionID], c)
	}
	byVersion := map[uuid.UUID][]Text{}
	for _, t := range texts {
		byVersion[t.VersionID] = append(byVersion[t.VersionID], t)
	}
	byDocument := map[uuid.UUID][]Version{}
	for _, v := range versions {
		v.Texts = byVersion[v.ID]
		v.see(seen[v.ID])
		byDocument[v.DocumentID] = append(byDocument[v.DocumentID], v)
	}
	for i := range docs {
		docs[i].Versions, docs[i].Formerly = byDocument[docs[i].ID], former[docs[i].ID]
	}
	return docs, nil
}

func textByID(ctx context.Context, id uuid.UUID) (t Text, err error) {
	return t, db.Conn(ctx).Where("id = ?", id).First(&t).Error
}

// factsOf are those that a version was published with.
func factsOf(ctx context.Context, version uuid.UUID) (facts.Set, error) {
	var v Version
	err := db.Conn(ctx).Select("facts").Where("id = ?", version).First(&v).Error
	return v.Facts, err
}

// FactsByVersion reads what each version of a document was made of, which a
// catalogue leaves out.
func FactsByVersion(ctx context.Context, document uuid.UUID) (map[uuid.UUID]facts.Set, error) {
	var versions []Version
	err := db.Conn(ctx).Select("id", "facts").Where("document_id = ? AND withdrawn_at IS NULL", document).Find(&versions).Error
	by := make(map[uuid.UUID]facts.Set, len(versions))
	for _, v := range versions {
		by[v.ID] = v.Facts
	}
	return by, err
}

func textsOf(ctx context.Context, version uuid.UUID) (texts []Text, err error) {
	return texts, db.Conn(ctx).Where("version_id = ?", version).Find(&texts).Error
}

func checksOf(ctx context.Context, version uuid.UUID) (checks []Check, err error) {
	return checks, db.Conn(ctx).Where("version_id = ?", version).Order("at, id").Find(&checks).Error
}

func draftsOf(ctx context.Context, document uuid.UUID) (drafts []Draft, err error) {
	return drafts, db.Conn(ctx).Where("document_id = ?", document).Order("language").Find(&drafts).Error
}

func allDrafts(ctx context.Context) (drafts []Draft, err error) {
	return drafts, db.Conn(ctx).Omit("source", "translated_from").Find(&drafts).Error
}

func draftFor(ctx context.Context, document uuid.UUID, language string) (d Draft, err error) {
	return d, db.Conn(ctx).Where("document_id = ? AND language = ?", document, language).First(&d).Error
}

// updateDraft reports false where the draft was saved by somebody else since
// d.Lock was read.
func updateDraft(ctx context.Context, d Draft) (bool, error) {
	res := db.Conn(ctx).Model(&Draft{}).Where("id = ? AND lock = ?", d.ID, d.Lock).
		Updates(map[string]any{"title": d.Title, "source": d.Source, "lock": d.Lock + 1, "updated_at": d.UpdatedAt})
	return res.RowsAffected == 1, res.Error
}

// setTranslatedFrom reports false where the draft was saved by somebody else
// since lock was read.
func setTranslatedFrom(ctx context.Context, draft uuid.UUID, lock int, from string) (bool, error) {
	res := db.Conn(ctx).Model(&Draft{}).Where("id = ? AND lock = ?", draft, lock).Update("translated_from", from)
	return res.RowsAffected == 1, res.Error
}

func deleteDraft(ctx context.Context, document uuid.UUID, language string) error {
	return db.Conn(ctx).Where("document_id = ? AND language = ?", document, language).Delete(&Draft{}).Error
}

func setWithdrawn(ctx context.Context, version uuid.UUID, at time.Time) (bool, error) {
	res := db.Conn(ctx).Model(&Version{}).Where("id = ? AND withdrawn_at IS NULL", version).Update("withdrawn_at", at)
	return res.RowsAffected == 1, res.Error
}

func setAct(ctx context.Context, document uuid.UUID, act Act) error {
	return db.Conn(ctx).Model(&Document{}).Where("id = ?", document).Update("act", act).Error
}
