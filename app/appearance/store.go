package appearance

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants/tenantdb"
)

// Theme is what a site has chosen: one row a tenant. A site without one has
// chosen nothing yet.
type Theme struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	Style     Style             `gorm:"embedded"`
	Header    Header
	Footer    map[string]Footer `gorm:"serializer:json"` // by language
	Logo      string            // hashes of pictures; empty: none
	LogoDark  string
	Icon      string
	UpdatedAt time.Time
}

// Header is what stands at the top of a page.
type Header string

// The headers. Where there is no logo, the name stands there.
const (
	NameOnly Header = "name"
	LogoOnly Header = "logo"
	Both     Header = "both"
)

// Headers are all of them.
var Headers = []Header{NameOnly, LogoOnly, Both}

// Picture is the hash of a picture of a kind; empty: there is none.
func (t *Theme) Picture(kind Kind) *string {
	return map[Kind]*string{Logo: &t.Logo, LogoDark: &t.LogoDark, Icon: &t.Icon}[kind]
}

// Image is a picture as we have drawn it: a PNG, named by its hash. Nothing
// changes it.
type Image struct {
	TenantID  tenantdb.TenantID `gorm:"primaryKey"`
	ID        uuid.UUID         `gorm:"primaryKey"`
	Hash      string
	Width     int
	Height    int
	Luminance float64 // of what can be seen of it
	Content   []byte  // empty where it is only described
	CreatedAt time.Time
}

// hashOf names a content: 144 bits of its SHA-256.
func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// Look is how the context's tenant looks.
type Look struct {
	Theme
	Images map[string]Image // the pictures that it names, without their content
}

// Picture is the picture of a kind, without its content.
func (l Look) Picture(kind Kind) (Image, bool) {
	image, ok := l.Images[*l.Theme.Picture(kind)]
	return image, ok
}

// Load reads the context's tenant's look; accent is its profile's.
func Load(ctx context.Context, accent string) (Look, error) {
	l := Look{Theme: Theme{Style: Began(accent), Header: NameOnly}, Images: map[string]Image{}}
	t, err := loadTheme(ctx)
	if db.IsNotFound(err) {
		return l, nil
	} else if err != nil {
		return l, err
	}
	l.Theme, l.Style.Accent = t, accent
	return l, l.describe(ctx)
}

// describe reads about the pictures that a look names; one that is not there
// is left out of it.
func (l *Look) describe(ctx context.Context) error {
	l.Images = map[string]Image{}
	var named []string
	for _, kind := range Kinds {
		if h := *l.Theme.Picture(kind); h != "" {
			named = append(named, h)
		}
	}
	if len(named) == 0 {
		return nil
	}
	var found []Image
	if err := db.Conn(ctx).Omit("Content").Where("hash IN ?", named).Find(&found).Error; err != nil {
		return err
	}
	for _, image := range found {
		l.Images[image.Hash] = image
	}
	return nil
}

func loadTheme(ctx context.Context) (t Theme, err error) { return t, db.Conn(ctx).First(&t).Error }

// writeTheme writes the tenant's one row.
func writeTheme(ctx context.Context, t Theme) error {
	old, err := loadTheme(ctx)
	if db.IsNotFound(err) {
		t.ID = uuid.Must(uuid.NewV7())
		return db.Conn(ctx).Create(&t).Error
	} else if err != nil {
		return err
	}
	t.ID = old.ID
	return db.Conn(ctx).Model(&Theme{}).Where("id = ?", old.ID).Select("*").Omit("TenantID", "ID").Updates(&t).Error
}

func loadImage(ctx context.Context, hash string) (image Image, err error) {
	return image, db.Conn(ctx).Where("hash = ?", hash).First(&image).Error
}

func addImage(ctx context.Context, image *Image) error { return db.Conn(ctx).Create(image).Error }

// listImages describes all pictures of the tenant, the newest first.
func listImages(ctx context.Context) (all []Image, err error) {
	return all, db.Conn(ctx).Omit("Content").Order("created_at DESC, id DESC").Find(&all).Error
}

func deleteImage(ctx context.Context, id uuid.UUID) error {
	return db.Conn(ctx).Where("id = ?", id).Delete(&Image{}).Error
}
