package processing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Revision is a record as it stood from a time on; Number 0 is the record as
// it is now, not kept yet.
type Revision struct {
	KeptRecord
	Record Record
}

// Keep keeps the context's tenant's records where they are not what they were.
// It is called in the transaction of whatever changes them.
func (s *Service) Keep(ctx context.Context) error {
	id, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context) error {
		r, err := s.sites.LoadUnscoped(ctx, id)
		if err != nil {
			return err
		}
		for _, kind := range Kinds(r) {
			record, err := s.derive(ctx, r, kind)
			if err != nil {
				return err
			}
			if err := s.keep(ctx, record); err != nil {
				return err
			}
		}
		return nil
	})
}

const keepTries = 5

// keep adds a revision if the record differs from the last one. The hourly job
// of another process may take the number first: then it is compared again.
func (s *Service) keep(ctx context.Context, record Record) error {
	content, hash, err := record.encode()
	if err != nil {
		return err
	}
	for range keepTries {
		last, err := lastKept(ctx, record.Kind)
		if err != nil || last.Hash == hash {
			return err
		}
		added, err := keepOnce(ctx, &KeptRecord{ID: uuid.Must(uuid.NewV7()), Kind: string(record.Kind), Revision: last.Revision + 1,
			Content: content, Hash: hash, CreatedAt: s.clock.Now()})
		if err != nil || added {
			return err
		}
	}
	return errors.New("processing: somebody else keeps this record again and again")
}

func (r Record) encode() (content, hash string, err error) {
	b, err := json.Marshal(r)
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), err
}

// KeepAllUnscoped keeps every tenant's records, one transaction each: for what
// changes them without being asked, such as a new version of this program, or
// another tenant's details.
func (s *Service) KeepAllUnscoped(ctx context.Context, p principal.Principal) error {
	if !p.Trusted() {
		return errs.New(errs.Forbidden, "error.forbidden", nil)
	}
	var all []tenants.ID
	err := s.db.View(ctx, func(ctx context.Context) error {
		list, err := sites.TenantsUnscoped(ctx)
		for _, t := range list {
			all = append(all, t.ID)
		}
		return err
	})
	for _, id := range all {
		if failed := s.Keep(tenants.With(ctx, id)); failed != nil {
			err = errors.Join(err, fmt.Errorf("tenant %s: %w", id, failed))
		}
	}
	return err
}

// Kinds are the records that the context's tenant has.
func (s *Service) Kinds(ctx context.Context, p principal.Principal) (kinds []Kind, err error) {
	r, err := s.mine(ctx, p)
	return Kinds(r), err
}

// Now is the context's tenant's record as it is now. Its number is that of the
// last revision if it has not changed since, and otherwise 0.
func (s *Service) Now(ctx context.Context, p principal.Principal, kind Kind) (now Revision, err error) {
	r, err := s.mine(ctx, p)
	if err != nil {
		return now, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		if now.Record, err = s.derive(ctx, r, kind); err != nil {
			return err
		}
		_, hash, err := now.Record.encode()
		if err != nil {
			return err
		}
		last, err := lastKept(ctx, kind)
		if now.KeptRecord = last; last.Hash != hash {
			now.KeptRecord = KeptRecord{Kind: string(kind), Hash: hash, CreatedAt: s.clock.Now()}
		}
		return err
	})
	return now, err
}

// At is a revision of one of the context's tenant's records.
func (s *Service) At(ctx context.Context, p principal.Principal, kind Kind, revision int) (was Revision, err error) {
	if _, err := s.may(ctx, p); err != nil {
		return was, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		was.KeptRecord, err = keptRevision(ctx, kind, revision)
		if db.IsNotFound(err) {
			return errs.New(errs.NotFound, "error.not_found", nil)
		}
		return err
	})
	if err != nil {
		return was, err
	}
	return was, json.Unmarshal([]byte(was.Content), &was.Record)
}

// Revisions are those of one of the context's tenant's records, newest first,
// without what they hold.
func (s *Service) Revisions(ctx context.Context, p principal.Principal, kind Kind) (all []KeptRecord, err error) {
	if _, err := s.may(ctx, p); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		all, err = keptRevisions(ctx, kind)
		return err
	})
	return all, err
}

// mine is the record of the context's tenant, for who may read its documents.
func (s *Service) mine(ctx context.Context, p principal.Principal) (r sites.Record, err error) {
	id, err := s.may(ctx, p)
	if err != nil {
		return r, err
	}
	return s.sites.LoadUnscoped(ctx, id)
}

// may says who reads records and what they are made of: whoever reads the
// documents, which tell the same.
func (s *Service) may(ctx context.Context, p principal.Principal) (tenants.ID, error) {
	id, err := tenants.From(ctx)
	if err != nil {
		return id, err
	}
	return id, p.Require(id, principal.ReadDocuments)
}
