package db_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/ledger"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
	"github.com/pactdesk/pactdesk/tenants/tenanttest"
)

// models are all models of tenants' tables: TestEveryTableIsExercised holds
// the list against the live catalogue.
var models = []model{
	of("profiles", "name", "Stolen", profile),
	of("parties", "legal_name", "Stolen AB", party),
	of("accounts", "name", "Stolen", account),
	of("sessions", "token_hash", "stolen", session),
	of("password_links", "token_hash", "stolen", passwordLink),
	of("memberships", "role", principal.Operator, membership),
	of("documents", "slug", "stolen", document),
	of("slugs", "slug", "stolen", formerSlug),
	of("adoptions", "name", "stolen", adoption),
	of("drafts", "title", "Stolen", draft),
	of("versions", "source_language", "xx", version),
	of("texts", "title", "Stolen", text),
	of("acceptances", "language", "xx", accepted),
	of("identities", "name", "Stolen", identity),
	of("erasures", "erased", 99, erasure),
	of("meetings", "times", 99, meeting),
	of("history", "event", "stolen", entry),
	of("arrangements", "legal_name", "Stolen AB", arrangement),
	of("subprocessors", "name", "Stolen AB", subprocessor),
	of("notices", "language", "xx", notice),
	of("objections", "reason", "Stolen", objection),
	of("objection_replies", "body", "Stolen", reply),
	of("grants", "reason", "Stolen", grant),
	of("looks", "path", "/stolen", look),
	of("themes", "type", "stolen", theme),
	of("images", "hash", "stolen", picture),
	of("processing_records", "content", "stolen", keptRecord),
	of("reviews", "comment", "stolen", review),
	of("invitations", "email", "stolen@example.org", invitation),
	of("snoozes", "risk", "Stolen", snooze),
	of("facts", "revision", 99, said),
	of("marks", "purpose", "stolen", mark),
	of("services", "elsewhere", "stolen", service),
	of("consent_notices", "html", "stolen", consentNotice),
	of("consents", "allowed", "stolen", consented),
	of("consent_counts", "count", 99, consentCount),
	of("checks", "language", "xx", check),
}

// model is one of them: how to exercise it, and how to add a row of it.
type model struct {
	table    string
	exercise func(t *testing.T, w tenanttest.World)
	add      func(ctx context.Context) error
}

// of describes a model by its maker of rows and a column that can be changed.
func of[M any](table, column string, value any, maker func(ctx context.Context) (*M, error)) model {
	return model{table,
		func(t *testing.T, w tenanttest.World) {
			tenanttest.Exercise(t, w, tenanttest.Model[M]{Make: maker, Column: column, Value: value})
		},
		func(ctx context.Context) error { _, err := maker(ctx); return err }}
}

// The makers each add a row for the context's tenant with the rows it needs.

var when = apptest.Start

func id() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func added[M any](ctx context.Context, row *M) (*M, error) {
	return row, db.Conn(ctx).Create(row).Error
}

func profile(ctx context.Context) (*sites.Profile, error) {
	return added(ctx, &sites.Profile{ID: id(), Name: "A site", Accent: "#000000", Languages: "sv,en", TimeZone: "UTC"})
}

func party(ctx context.Context) (*sites.Party, error) {
	return added(ctx, &sites.Party{ID: id(), Revision: revision(ctx), LegalName: "A company", Reason: sites.Mended, CreatedAt: when})
}

// revision is one that the context's tenant's party has not had.
func revision(ctx context.Context) int {
	var n int64
	db.Conn(ctx).Model(&sites.Party{}).Count(&n)
	return int(n) + 1
}

func account(ctx context.Context) (*accounts.Account, error) {
	email := id().String() + "@example.org"
	return added(ctx, &accounts.Account{ID: id(), Email: email, EmailKey: email, Name: "Anna", CreatedAt: when})
}

func session(ctx context.Context) (*accounts.Session, error) {
	of, err := account(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &accounts.Session{ID: id(), AccountID: of.ID, TokenHash: id().String(), CreatedAt: when, ExpiresAt: when})
}

func passwordLink(ctx context.Context) (*accounts.PasswordLink, error) {
	of, err := account(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &accounts.PasswordLink{ID: id(), AccountID: of.ID, TokenHash: id().String(), ExpiresAt: when})
}

func membership(ctx context.Context) (*accounts.Membership, error) {
	of, err := account(ctx)
	if err != nil {
		return nil, err
	}
	site, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &accounts.Membership{ID: id(), SiteID: site, AccountID: of.ID, Role: principal.Owner, CreatedAt: when})
}

func service(ctx context.Context) (*consent.Connected, error) {
	return added(ctx, &consent.Connected{ID: id(), Code: id().String(), Account: "G-1", CreatedAt: when})
}

func consentNotice(ctx context.Context) (*consent.Notice, error) {
	return added(ctx, &consent.Notice{ID: id(), Hash: id().String(), Version: "1", Language: "sv", HTML: "<aside>", CreatedAt: when})
}

func consented(ctx context.Context) (*consent.Consent, error) {
	of, err := consentNotice(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &consent.Consent{ID: id(), Allowed: "statistics", NoticeHash: of.Hash, Language: "sv", Method: consent.OnNotice, At: when, EraseAt: when})
}

func consentCount(ctx context.Context) (*consent.Count, error) {
	return added(ctx, &consent.Count{ID: id(), Week: when, Language: id().String(), Count: 1})
}

func document(ctx context.Context) (*documents.Document, error) {
	return added(ctx, &documents.Document{ID: id(), Slug: id().String(), Binds: documents.BindsPerson, Act: documents.Agree, CreatedAt: when})
}

func formerSlug(ctx context.Context) (*documents.Slug, error) {
	of, err := document(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Slug{ID: id(), Slug: id().String(), DocumentID: of.ID, CreatedAt: when})
}

func adoption(ctx context.Context) (*documents.Adoption, error) {
	of, err := document(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Adoption{ID: id(), DocumentID: of.ID, Language: "sv", Name: "terms", Edition: 1, Source: "A text", AdoptedAt: when})
}

func draft(ctx context.Context) (*documents.Draft, error) {
	of, err := document(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Draft{ID: id(), DocumentID: of.ID, Language: "sv", Title: "A title", Source: "A text", UpdatedAt: when})
}

func version(ctx context.Context) (*documents.Version, error) {
	of, err := document(ctx)
	if err != nil {
		return nil, err
	}
	by, err := party(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Version{ID: id(), DocumentID: of.ID, Seq: 1, Weight: documents.NewVersion, Act: documents.Agree,
		SourceLanguage: "sv", PartyID: by.ID, PublishedAt: when, EnforcedAt: when})
}

func text(ctx context.Context) (*documents.Text, error) {
	of, err := version(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Text{ID: id(), VersionID: of.ID, Language: "sv", Title: "A title", Source: "A text", HTML: "<p>A text</p>"})
}

func accepted(ctx context.Context) (*acceptance.Acceptance, error) {
	shown, err := text(ctx)
	if err != nil {
		return nil, err
	}
	var v documents.Version
	if err := db.Conn(ctx).Where("id = ?", shown.VersionID).First(&v).Error; err != nil {
		return nil, err
	}
	return added(ctx, &acceptance.Acceptance{ID: id(), AccountID: id(), DocumentID: v.DocumentID, VersionID: v.ID, TextID: shown.ID,
		Language: "sv", Act: documents.Agree, Outcome: acceptance.Accepted, Method: acceptance.Gate, PresentationID: id(), PresentedAt: when, At: when})
}

func identity(ctx context.Context) (*acceptance.Identity, error) {
	of, err := accepted(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &acceptance.Identity{ID: id(), AcceptanceID: of.ID, AccountID: of.AccountID, Name: "Anna", Email: "anna@example.org"})
}

func meeting(ctx context.Context) (*acceptance.Meeting, error) {
	who, err := account(ctx)
	if err != nil {
		return nil, err
	}
	of, err := version(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &acceptance.Meeting{ID: id(), AccountID: who.ID, VersionID: of.ID, Language: "sv", Times: 1, FirstAt: when, LastAt: when})
}

// erasure is of a day before any identity's time was up.
func erasure(ctx context.Context) (*acceptance.Erasure, error) {
	return added(ctx, &acceptance.Erasure{ID: id(), Cutoff: when.Add(-24 * time.Hour), Erased: 1})
}

func entry(ctx context.Context) (*ledger.Entry, error) {
	return added(ctx, &ledger.Entry{ID: id(), At: when, ActorKind: principal.Shell, Event: ledger.SiteCreated, Details: ledger.Details{"Key": "a"}})
}

func arrangement(ctx context.Context) (*sites.Arrangement, error) {
	var n int64
	db.Conn(ctx).Model(&sites.Arrangement{}).Count(&n)
	return added(ctx, &sites.Arrangement{ID: id(), Revision: int(n) + 1, Kind: sites.Agency, LegalName: "A client", CreatedAt: when})
}

func subprocessor(ctx context.Context) (*processing.Subprocessor, error) {
	return added(ctx, &processing.Subprocessor{ID: id(), Name: "Hosting AB", AnnouncedAt: when})
}

func notice(ctx context.Context) (*processing.Notice, error) {
	of, site, err := announced(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &processing.Notice{ID: id(), SubprocessorID: of.ID, SiteID: site, AccountID: id(), Method: "studio", Language: "sv", ShownAt: when, ClosesAt: when})
}

// announced is an entry of the register, and a site that may be told of it.
func announced(ctx context.Context) (*processing.Subprocessor, tenants.ID, error) {
	site, err := tenants.From(ctx)
	if err != nil {
		return nil, site, err
	}
	of, err := subprocessor(ctx)
	return of, site, err
}

func objection(ctx context.Context) (*processing.Objection, error) {
	of, site, err := announced(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &processing.Objection{ID: id(), SubprocessorID: of.ID, SiteID: site, AccountID: id(), Reason: "No", At: when})
}

func reply(ctx context.Context) (*processing.Reply, error) {
	to, err := objection(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &processing.Reply{ID: id(), ObjectionID: to.ID, SiteID: to.SiteID, AccountID: id(), Kind: "answered", Body: "Why", At: when})
}

func grant(ctx context.Context) (*access.Grant, error) {
	site, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &access.Grant{ID: id(), SiteID: site, Kind: access.ByOwner, Reason: "Help", Hours: 1, RequestedBy: id(), RequestedAt: when})
}

func look(ctx context.Context) (*access.Look, error) {
	var n int64
	db.Conn(ctx).Model(&access.Look{}).Count(&n)
	return added(ctx, &access.Look{ID: id(), Seq: int(n) + 1, At: when, OperatorID: id(), GrantID: id(), Method: "GET", Path: "/"})
}

func keptRecord(ctx context.Context) (*processing.KeptRecord, error) {
	var n int64
	db.Conn(ctx).Model(&processing.KeptRecord{}).Count(&n)
	return added(ctx, &processing.KeptRecord{ID: id(), Kind: "controller", Revision: int(n) + 1, Content: "{}", CreatedAt: when})
}

func snooze(ctx context.Context) (*documents.Snooze, error) {
	d, err := document(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Snooze{ID: id(), DocumentID: d.ID, Language: "sv", Rule: "no_rights", Place: "0123456789abcdef", AccountID: id(), Risk: "A risk",
		At: when, Until: when.Add(time.Hour)})
}

func review(ctx context.Context) (*documents.Review, error) {
	of, err := document(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Review{ID: id(), DocumentID: of.ID, AskedBy: id(), AskedAt: when, Note: "Look", Sent: []documents.Sent{}, Seen: []documents.Sent{}})
}

func said(ctx context.Context) (*facts.Said, error) {
	return added(ctx, &facts.Said{ID: id(), Content: facts.Set{Authority: "SE"}, Revision: 1, UpdatedAt: when})
}

func mark(ctx context.Context) (*acceptance.Mark, error) {
	of, err := account(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &acceptance.Mark{ID: id(), AccountID: of.ID, Purpose: "orders", CreatedAt: when})
}

func check(ctx context.Context) (*documents.Check, error) {
	of, err := version(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &documents.Check{ID: id(), VersionID: of.ID, Language: "sv", Outcome: documents.OK, At: when})
}

func theme(ctx context.Context) (*appearance.Theme, error) {
	return added(ctx, &appearance.Theme{ID: id(), Style: appearance.Began("#000000"), Header: appearance.NameOnly, Footer: map[string]appearance.Footer{}, UpdatedAt: when})
}

func picture(ctx context.Context) (*appearance.Image, error) {
	return added(ctx, &appearance.Image{ID: id(), Hash: id().String(), Width: 1, Height: 1, Content: []byte{1}, CreatedAt: when})
}

func invitation(ctx context.Context) (*accounts.Invitation, error) {
	by, err := account(ctx)
	if err != nil {
		return nil, err
	}
	site, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return added(ctx, &accounts.Invitation{ID: id(), SiteID: site, Role: principal.Editor, Email: "new@example.org", TokenHash: id().String(), InvitedBy: by.ID,
		CreatedAt: when, ExpiresAt: when})
}
