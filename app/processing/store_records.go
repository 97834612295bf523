package processing

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/pactdesk/pactdesk/app/db"
)

// unended are the entries of the context's tenant's register that have not
// ended.
func unended(ctx context.Context, now time.Time) (list []Subprocessor, err error) {
	return list, db.Conn(ctx).Where("ended_at IS NULL OR ended_at > ?", now).Order("announced_at, id").Find(&list).Error
}

// lastKept is the latest revision of a record, or a zero one.
func lastKept(ctx context.Context, kind Kind) (k KeptRecord, err error) {
	err = db.Conn(ctx).Where("kind = ?", kind).Order("revision DESC").First(&k).Error
	if db.IsNotFound(err) {
		return KeptRecord{}, nil
	}
	return k, err
}

func keptRevision(ctx context.Context, kind Kind, revision int) (k KeptRecord, err error) {
	return k, db.Conn(ctx).Where("kind = ? AND revision = ?", kind, revision).First(&k).Error
}

// keptRevisions are all of them but for what they hold, newest first.
func keptRevisions(ctx context.Context, kind Kind) (all []KeptRecord, err error) {
	return all, db.Conn(ctx).Omit("content").Where("kind = ?", kind).Order("revision DESC").Find(&all).Error
}

// keepOnce adds a revision unless somebody else has just taken its number.
func keepOnce(ctx context.Context, k *KeptRecord) (added bool, err error) {
	res := db.Conn(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(k)
	return res.RowsAffected == 1, res.Error
}
