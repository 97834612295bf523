package processing

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/tenants"
)

// register is all that ever was on the context's tenant's register, the oldest
// first.
func register(ctx context.Context) (all []Subprocessor, err error) {
	return all, db.Conn(ctx).Order("announced_at, id").Find(&all).Error
}

// setEnded reports false where the entry had ended before.
func setEnded(ctx context.Context, entry uuid.UUID, at time.Time) (bool, error) {
	res := db.Conn(ctx).Model(&Subprocessor{}).Where("id = ? AND ended_at IS NULL", entry).Update("ended_at", at)
	return res.RowsAffected == 1, res.Error
}

// insertOnce adds a row unless the same act is there already: the first counts.
func insertOnce(ctx context.Context, row any) (added bool, err error) {
	res := db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(row)
	return res.RowsAffected == 1, res.Error
}

// objectionByID is for the platform, which answers it.
func objectionByID(ctx context.Context, id uuid.UUID) (o Objection, err error) {
	return o, db.Conn(ctx).Where("id = ?", id).First(&o).Error
}

// said is what was shown to sites and what they answered.
type said struct {
	notices    []Notice
	objections []Objection
	replies    []Reply
}

// saidBy reads it of one site. The context's tenant is the platform.
func saidBy(ctx context.Context, site tenants.ID) (s said, err error) {
	if err := db.Conn(ctx).Where("site_id = ?", site).Find(&s.notices).Error; err != nil {
		return s, err
	}
	if err := db.Conn(ctx).Where("site_id = ?", site).Find(&s.objections).Error; err != nil {
		return s, err
	}
	return s, db.Conn(ctx).Where("site_id = ?", site).Order("at, id").Find(&s.replies).Error
}

// saidByAll reads it of all sites, for the platform: it is between the two.
func saidByAll(ctx context.Context) (map[tenants.ID]*said, error) {
	var all said
	if err := db.Conn(ctx).Find(&all.notices).Error; err != nil {
		return nil, err
	}
	if err := db.Conn(ctx).Find(&all.objections).Error; err != nil {
		return nil, err
	}
	if err := db.Conn(ctx).Order("at, id").Find(&all.replies).Error; err != nil {
		return nil, err
	}
	by := map[tenants.ID]*said{}
	of := func(site tenants.ID) *said {
		if by[site] == nil {
			by[site] = &said{}
		}
		return by[site]
	}
	for _, n := range all.notices {
		of(n.SiteID).notices = append(of(n.SiteID).notices, n)
	}
	for _, o := range all.objections {
		of(o.SiteID).objections = append(of(o.SiteID).objections, o)
	}
	for _, r := range all.replies {
		of(r.SiteID).replies = append(of(r.SiteID).replies, r)
	}
	return by, nil
}
