// Package tenants is the kernel of tenancy: who a tenant is, and how the
// tenant of a piece of work travels with its context.
//
// A tenant is a site, or the platform itself, which is a tenant like any
// other. Every query on a tenant's tables takes its tenant from the context
// (see tenantdb) and fails where there is none, so the one way to touch a
// tenant's rows is to say whose they are:
//
//	ctx = tenants.With(ctx, site.ID)
//
// The packages below tenants import nothing of app/.
package tenants

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// ID identifies a tenant. It is a type of its own so that no other id can be
// passed where a tenant is meant.
type ID uuid.UUID

// ErrNone is returned where work on a tenant's data has no tenant.
var ErrNone = errors.New("tenants: no tenant in the context")

// NewID makes an id that sorts by its time of making (UUIDv7).
func NewID() ID { return ID(uuid.Must(uuid.NewV7())) }

// ParseID reads the canonical text form.
func ParseID(s string) (ID, error) {
	u, err := uuid.Parse(s)
	if err != nil {
		return ID{}, fmt.Errorf("tenants: %w", err)
	}
	return ID(u), nil
}

func (id ID) String() string { return uuid.UUID(id).String() }

// IsZero reports whether id names no tenant.
func (id ID) IsZero() bool { return id == ID{} }

// Value stores the id as text, which both databases take.
func (id ID) Value() (driver.Value, error) { return id.String(), nil }

// Scan reads the id from a column of either database.
func (id *ID) Scan(src any) error { return (*uuid.UUID)(id).Scan(src) }

// MarshalText makes ids readable in JSON.
func (id ID) MarshalText() ([]byte, error) { return uuid.UUID(id).MarshalText() }

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(b []byte) error { return (*uuid.UUID)(id).UnmarshalText(b) }

type contextKey struct{}

// With returns a context whose work is done for tenant id.
func With(ctx context.Context, id ID) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// From returns the tenant that the context's work is done for, or ErrNone.
func From(ctx context.Context) (ID, error) {
	if id, ok := ctx.Value(contextKey{}).(ID); ok && !id.IsZero() {
		return id, nil
	}
	return ID{}, ErrNone
}
