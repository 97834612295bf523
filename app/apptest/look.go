package apptest

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/consent"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/tenants"
)

// In is the same world for a subtest: failures are the subtest's.
func (w *World) In(t testing.TB) *World {
	c := *w
	c.t = t
	return &c
}

// Second starts the app once more, on the same database, keys and clock, with
// a server of its own: another process, or the same one started again.
func (w *World) Second() *World {
	w.t.Helper()
	second := *w
	second.Server = httptest.NewUnstartedServer(nil)
	cfg := w.Config
	cfg.Addr, cfg.Port = second.Server.Listener.Addr().String(), port(second.Server.Listener.Addr())
	var err error
	if second.App, err = app.New(context.Background(), cfg, w.Clock); err != nil {
		w.t.Fatal(err)
	}
	second.Documents.Unchecked = w.Documents.Unchecked
	second.Documents.Fetch, second.Documents.Published = second.FetchHere, second.CheckHere
	if err := second.Start(context.Background()); err != nil {
		w.t.Fatal(err)
	}
	second.Server.Config.Handler = second.Handler
	second.Server.Start()
	w.t.Cleanup(func() {
		second.Server.Close()
		if err := second.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return &second
}

// In is the same browser for a subtest: failures are the subtest's.
func (c *Client) In(t testing.TB) *Client {
	there := *c
	there.w = c.w.In(t)
	return &there
}

// At is the same browser, with its cookies, at another process' server.
func (c *Client) At(w *World) *Client {
	there := w.Browser(c.host)
	there.http.Jar, there.Header = c.http.Jar, c.Header
	return there
}

// passwordHash is of Password, made once: making one takes long on purpose.
var passwordHash = sync.OnceValues(func() (string, error) {
	return accounts.New(nil, nil).Hash(context.Background(), Password)
})

// usePassword does to an account what its link does.
func usePassword(ctx context.Context, account uuid.UUID) error {
	hash, err := passwordHash()
	if err != nil {
		return err
	}
	if err := db.Conn(ctx).Model(&accounts.Account{}).Where("id = ?", account).Update("password_hash", hash).Error; err != nil {
		return err
	}
	return db.Conn(ctx).Where("account_id = ?", account).Delete(&accounts.PasswordLink{}).Error
}

// Raw sends bytes to the server as they are, for requests that no client
// would write, and reads the answer.
func (w *World) Raw(request string) *Page {
	w.t.Helper()
	conn, err := net.Dial("tcp", w.Server.Listener.Addr().String())
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, request); err != nil {
		w.t.Fatal(err)
	}
	method, _, _ := strings.Cut(request, " ")
	line, _, _ := strings.Cut(request, "\r\n")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		w.t.Fatalf("%q: %v", request, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%q: %v", request, err)
	}
	return &Page{Status: res.StatusCode, Header: res.Header, Body: string(b), Path: line, c: &Client{w: w}}
}

// Acceptances are all acts on a tenant, the oldest first.
func (w *World) Acceptances(tenant tenants.ID) []acceptance.Acceptance {
	w.t.Helper()
	return rows[acceptance.Acceptance](w, tenant, "at, id")
}

// Identities are who stands beside a tenant's acts.
func (w *World) Identities(tenant tenants.ID) []acceptance.Identity {
	w.t.Helper()
	return rows[acceptance.Identity](w, tenant, "id")
}

// People are a tenant's accounts.
func (w *World) People(tenant tenants.ID) []accounts.Account {
	w.t.Helper()
	return rows[accounts.Account](w, tenant, "email_key")
}

// Sessions are a tenant's.
func (w *World) Sessions(tenant tenants.ID) []accounts.Session {
	w.t.Helper()
	return rows[accounts.Session](w, tenant, "created_at, id")
}

// Drafts are a tenant's.
func (w *World) Drafts(tenant tenants.ID) []documents.Draft {
	w.t.Helper()
	return rows[documents.Draft](w, tenant, "language")
}

// Consents are what visitors of a tenant have allowed, the oldest first.
func (w *World) Consents(tenant tenants.ID) []consent.Consent {
	w.t.Helper()
	return rows[consent.Consent](w, tenant, "at, id")
}

// Notices are the proofs that owners were shown changes of the platform's
// register, the oldest first.
func (w *World) Notices() []processing.Notice {
	w.t.Helper()
	return rows[processing.Notice](w, w.Platform, "shown_at, id")
}

// Objections are the sites'.
func (w *World) Objections() []processing.Objection {
	w.t.Helper()
	return rows[processing.Objection](w, w.Platform, "at, id")
}

// Replies are what followed.
func (w *World) Replies() []processing.Reply {
	w.t.Helper()
	return rows[processing.Reply](w, w.Platform, "at, id")
}

func rows[T any](w *World, tenant tenants.ID, order string) (all []T) {
	w.t.Helper()
	if err := w.DB.View(w.On(tenant), func(ctx context.Context) error {
		return db.Conn(ctx).Order(order).Find(&all).Error
	}); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// Document is a tenant's document with its versions, as the database has it.
func (w *World) Document(tenant tenants.ID, slug string) *documents.Document {
	w.t.Helper()
	docs, _, err := w.Documents.List(w.On(tenant), Shell)
	if err != nil {
		w.t.Fatal(err)
	}
	d := documents.BySlug(docs, slug)
	if d == nil {
		w.t.Fatalf("there is no document %q", slug)
	}
	return d
}

// Person is who signs in with an address on a tenant.
func (w *World) Person(tenant tenants.ID, email string) accounts.Account {
	w.t.Helper()
	for _, a := range w.People(tenant) {
		if a.Email == email {
			return a
		}
	}
	w.t.Fatalf("nobody has the address %s", email)
	return accounts.Account{}
}

// Of is an account as one that acts.
func Of(a accounts.Account) principal.Principal {
	return principal.Principal{Kind: principal.Person, Tenant: tenants.ID(a.TenantID), Account: a.ID}
}

// Withdraw takes a version back. What pages show has followed.
func (w *World) Withdraw(site tenants.ID, slug string, seq int) {
	w.t.Helper()
	if err := w.Documents.Withdraw(w.On(site), Shell, slug, seq); err != nil {
		w.t.Fatal(err)
	}
	w.Follow()
}

// Cookie is the value of a cookie that the browser keeps, or empty.
func (c *Client) Cookie(name string) string {
	c.w.t.Helper()
	u, err := url.Parse(c.Origin())
	if err != nil {
		c.w.t.Fatal(err)
	}
	for _, cookie := range c.http.Jar.Cookies(u) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// Sign accepts, as its owner, all that the platform asks of a site's
// organisation.
func (w *World) Sign(key string) {
	w.t.Helper()
	ctx := w.On(w.Platform)
	err := w.DB.Tx(ctx, func(ctx context.Context) error {
		var owner accounts.Account
		if err := db.Conn(ctx).Where("email_key = ?", "owner@"+key+".example").First(&owner).Error; err != nil {
			return err
		}
		token, err := w.Accounts.OpenSession(ctx, owner.ID)
		if err != nil {
			return err
		}
		session, err := w.Acceptance.Session(ctx, token)
		if err != nil {
			return err
		}
		site, err := w.App.Sites.ByKeyUnscoped(ctx, key)
		if err != nil {
			return err
		}
		record, err := w.App.Sites.LoadUnscoped(ctx, site.ID)
		if err != nil {
			return err
		}
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		subject := session.Subject(&record)
		offer, err := w.Acceptance.Present(w.Platform, acceptance.Pending(docs, subject, w.Clock.Now()), subject, acceptance.Gate, w.Bundle.Localizer("en"), "en")
		if err != nil {
			return err
		}
		answer := acceptance.Answer{Token: offer.Token, Outcome: acceptance.Accepted, Ticked: map[uuid.UUID]bool{}, MayBind: true, JobTitle: "Owner"}
		for _, item := range offer.Items {
			answer.Ticked[item.Document.ID] = true
		}
		if err := w.Acceptance.Act(ctx, session.Principal, answer); err != nil {
			return err
		}
		return w.Accounts.SignOut(ctx, token)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
