package apptest

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/processing"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/tenants"
)

// Actor is somebody who comes to the site alfa.
type Actor int

// The actors, in the order in which tables of who may do what have them.
const (
	Nobody         Actor = iota
	Customer             // of alfa
	CustomerOfBeta       // a customer elsewhere
	Owner
	Editor
	Auditor
	OwnerOfBeta     // an owner elsewhere
	Operator        // without a grant
	Reader          // an operator with a grant to read alfa
	Writer          // an operator with a grant to read and write in alfa
	Actors      int = iota
)

var actors = [Actors]struct{ name, home, email string }{
	{"nobody", "alfa", ""},
	{"a customer", "alfa", "kim@example.com"},
	{"a customer of beta", "beta", "lo@example.com"},
	{"the owner", "platform", "owner@alfa.example"},
	{"an editor", "platform", "editor@alfa.example"},
	{"an auditor", "platform", "auditor@alfa.example"},
	{"the owner of beta", "platform", "owner@beta.example"},
	{"an operator", "platform", "owner@platform.example"},
	{"an operator with a grant", "platform", "reader@platform.example"},
	{"an operator with a grant to write", "platform", "writer@platform.example"},
}

func (a Actor) String() string { return actors[a].name }

// Home is the key of the tenant where the actor's account is.
func (a Actor) Home() string { return actors[a].home }

// Cast is a World in which both sites have everything, and everybody is there.
type Cast struct {
	*World
	people [Actors]accounts.Account
	// IDs are of rows of alfa and of beta, by the site's key and what they are:
	// account, act, signing, version, text, document, draft, party, grant, asked,
	// emergency, subprocessor, entry (of the platform's, that the site has objected
	// to), notice, objection, review, invitation.
	IDs map[string]map[string]string
	// Links are secrets that set the password of somebody invited, by site.
	Links map[string]string
	// Invites are secrets of invitations, by site.
	Invites map[string]string
	client  *http.Client
}

// Cast furnishes the world. Nothing in it is owed by anybody.
func (w *World) Cast() *Cast {
	w.t.Helper()
	c := &Cast{World: w, IDs: map[string]map[string]string{"alfa": {}, "beta": {}}, Links: map[string]string{}, Invites: map[string]string{}, client: w.Browser("alfa").http}
	c.client.Jar = nil // whom a request is from is said with each
	for _, key := range []string{"alfa", "beta"} {
		c.publish(key)
	}
	w.Browser("alfa").Register("kim@example.com")
	w.Browser("beta").Register("lo@example.com")
	for _, key := range []string{"alfa", "beta"} {
		c.publishAgain(key)
	}
	w.Member(w.Sites["alfa"], principal.Editor, "editor@alfa.example")
	w.Member(w.Sites["alfa"], principal.Auditor, "auditor@alfa.example")
	w.Member(w.Platform, principal.Operator, "reader@platform.example")
	w.Member(w.Platform, principal.Operator, "writer@platform.example")
	for a := Customer; int(a) < Actors; a++ {
		c.people[a] = w.Person(c.tenant(a.Home()), actors[a].email)
	}
	for _, key := range []string{"alfa", "beta"} {
		c.furnish(key)
	}
	c.IDs["alfa"]["read grant"] = c.grant(Reader, "alfa", false).String()
	c.IDs["alfa"]["grant"] = c.grant(Writer, "alfa", true).String()
	c.IDs["beta"]["grant"] = c.grant(Operator, "beta", true).String()
	w.Follow()
	c.Ask("platform", c.Token(Operator), http.MethodGet, "/studio/beta", nil).Want(http.StatusOK) // a line of beta's access log
	for _, key := range []string{"alfa", "beta"} {
		c.Renew(key) // this operator then has none that holds
	}
	return c
}

// tenant is the id of a site, or of the platform.
func (c *Cast) tenant(key string) tenants.ID {
	if id, ok := c.Sites[key]; ok {
		return id
	}
	return c.Platform
}

// publish gives a site a client, and a version with words of its own.
func (c *Cast) publish(key string) {
	c.t.Helper()
	site := c.Sites[key]
	if err := c.App.Sites.SetArrangement(c.On(site), Shell, sites.Arrangement{Kind: sites.Agency, LegalName: "Kund till " + key + " AB", Address: "Stigen 3",
		Country: "SE", Email: "kund@" + key + ".example", Authorised: true}); err != nil {
		c.t.Fatal(err)
	}
	c.Publish(site, documents.PrivacySlug, documents.NewVersion, map[string]string{
		"sv": "## Hur länge vi sparar\n\nDet här säger bara " + key + ".", "en": "## How long we keep\n\nThis is said by " + key + " alone."})
}

// publishAgain gives it the second version, which asks nothing of anybody, and
// a draft of a third.
func (c *Cast) publishAgain(key string) {
	c.t.Helper()
	site := c.Sites[key]
	c.Publish(site, documents.PrivacySlug, documents.Announcement, map[string]string{"sv": "## Hur länge vi sparar\n\nDet här säger bara " + key + ", i version 2."})
	if _, err := c.Documents.SaveDraft(c.On(site), Shell, documents.PrivacySlug, "sv", "Utkast hos "+key, "Ett utkast hos "+key+".", 0); err != nil {
		c.t.Fatal(err)
	}
}

// write runs fn for a tenant.
func (c *Cast) write(id tenants.ID, fn func(ctx context.Context) error) {
	c.t.Helper()
	if err := c.DB.Tx(c.On(id), fn); err != nil {
		c.t.Fatal(err)
	}
}

// furnish gives a site a row in every table, with words of its own, and notes
// the ids.
func (c *Cast) furnish(key string) {
	c.t.Helper()
	site, ids := c.Sites[key], c.IDs[key]
	c.write(c.Platform, func(ctx context.Context) error {
		_, link, err := c.Accounts.AddMember(ctx, Shell, site, principal.Editor, "Inbjuden till "+key, "invited@"+key+".example")
		c.Links[key] = link
		return err
	})
	if err := c.Acceptance.Mark(c.On(site), Shell, c.People(site)[0].ID, "delivery"); err != nil {
		c.t.Fatal(err)
	}
	if err := c.Processing.Keep(c.On(site)); err != nil { // a record of processing
		c.t.Fatal(err)
	}
	doc := c.Document(site, documents.PrivacySlug)
	ids["document"], ids["version"], ids["text"] = doc.ID.String(), doc.Versions[0].ID.String(), doc.Versions[0].Texts[0].ID.String()
	ids["draft"], ids["account"], ids["act"], ids["site"] =
		c.Drafts(site)[0].ID.String(), c.People(site)[0].ID.String(), c.Acceptances(site)[0].ID.String(), site.String()
	c.snooze(key)
	for _, a := range c.Acceptances(c.Platform) {
		if a.Represents != nil && *a.Represents == site {
			ids["signing"] = a.ID.String()
		}
	}
	for _, r := range c.rowsOf("parties") {
		if r.Values["tenant_id"] == site.String() {
			ids["party"] = r.Values["id"]
		}
	}
}

// grant is one of support access, approved by the site's owner.
func (c *Cast) grant(operator Actor, key string, write bool) uuid.UUID {
	c.t.Helper()
	owner, now, account := c.Person(c.Platform, "owner@"+key+".example").ID, c.Clock.Now(), c.people[operator].ID
	ends := now.Add(24 * time.Hour)
	row := access.Grant{ID: uuid.Must(uuid.NewV7()), SiteID: c.Sites[key], Kind: access.ByOwner, OperatorID: &account, Reason: "Hjälp åt " + key,
		Hours: 24, MayWrite: write, RequestedBy: owner, RequestedAt: now, ApprovedBy: &owner, ApprovedAt: &now, EndsAt: &ends}
	c.write(c.Platform, func(ctx context.Context) error { return db.Conn(ctx).Create(&row).Error })
	return row.ID
}

// Renew ends every grant on a site but the Reader's and the Writer's own, and
// every request, and makes two new requests: asked, by the Operator to the
// owner, and emergency, by the Reader to another operator. It also makes a new
// entry on the site's register, and one on the platform's to which the site
// has objected; and a draft that waits for review.
func (c *Cast) Renew(key string) {
	c.t.Helper()
	c.renewRegisters(key)
	c.sayFacts(key)
	c.connect(key)
	c.renewReview(key)
	c.invite(key)
	site, now := c.Sites[key], c.Clock.Now()
	ask := func(ctx context.Context, by Actor, kind access.Kind) (string, error) {
		account := c.people[by].ID
		row := access.Grant{ID: uuid.Must(uuid.NewV7()), SiteID: site, Kind: kind, OperatorID: &account, Reason: "Bett om hos " + key, Hours: 2,
			RequestedBy: account, RequestedAt: now}
		return row.ID.String(), db.Conn(ctx).Create(&row).Error
	}
	c.write(c.Platform, func(ctx context.Context) (err error) {
		ends := db.Conn(ctx).Model(&access.Grant{}).Where("site_id = ? AND revoked_at IS NULL", site)
		if key == "alfa" {
			ends = ends.Where("id NOT IN ?", []string{c.IDs[key]["read grant"], c.IDs[key]["grant"]})
		}
		if err := ends.Updates(map[string]any{"revoked_at": now, "revoked_by": c.Person(c.Platform, "owner@"+key+".example").ID}).Error; err != nil {
			return err
		}
		if c.IDs[key]["asked"], err = ask(ctx, Operator, access.ByOwner); err != nil {
			return err
		}
		c.IDs[key]["emergency"], err = ask(ctx, Reader, access.Emergency)
		return err
	})
}

// Entry is a new one of a register, with nothing wrong with it.
func Entry(name string) processing.Subprocessor {
	return processing.Subprocessor{ID: uuid.Must(uuid.NewV7()), Name: name, Address: "Vägen 5", Country: "SE", Contact: "hej@example.com",
		Service: "hosting", Categories: "identity", Locations: "SE", Safeguard: "eea", WindowDays: processing.WindowDays, AnnouncedAt: Start}
}

func (c *Cast) renewRegisters(key string) {
	c.t.Helper()
	site, now, ids := c.Sites[key], c.Clock.Now(), c.IDs[key]
	owner := c.Person(c.Platform, "owner@"+key+".example")
	add := func(ctx context.Context, rows ...any) error {
		for _, row := range rows {
			if err := db.Conn(ctx).Create(row).Error; err != nil {
				return err
			}
		}
		return nil
	}
	own, entry := Entry("Tryckeri för "+key), Entry("Hosting AB")
	own.Note, own.WindowDays, entry.AnnouncedAt = "Trycker åt "+key, 0, now
	notice := processing.Notice{ID: uuid.Must(uuid.NewV7()), SubprocessorID: entry.ID, SiteID: site, PartySince: 1, AccountID: owner.ID, Method: "studio",
		Language: "sv", Wording: "Vi berättar för " + key, ShownAt: now, ClosesAt: now.Add(30 * 24 * time.Hour)}
	objection := processing.Objection{ID: uuid.Must(uuid.NewV7()), SubprocessorID: entry.ID, SiteID: site, PartySince: 1, AccountID: owner.ID, Reason: "Det vill inte " + key, At: now}
	reply := processing.Reply{ID: uuid.Must(uuid.NewV7()), ObjectionID: objection.ID, SiteID: site, AccountID: owner.ID, Kind: processing.Answer, Body: "Svar till " + key, At: now}
	c.write(site, func(ctx context.Context) error { return add(ctx, &own) })
	c.write(c.Platform, func(ctx context.Context) error { return add(ctx, &entry, &notice, &objection, &reply) })
	ids["subprocessor"], ids["entry"], ids["notice"], ids["objection"] = own.ID.String(), entry.ID.String(), notice.ID.String(), objection.ID.String()
}

// Account is the actor's; nobody has the zero one.
func (c *Cast) Account(a Actor) accounts.Account { return c.people[a] }

// Token signs the actor in, and is what their browser then sends. Nobody's is
// empty.
func (c *Cast) Token(a Actor) string {
	c.t.Helper()
	if a == Nobody {
		return ""
	}
	token, err := c.Accounts.OpenSession(c.On(c.tenant(a.Home())), c.people[a].ID)
	if err != nil {
		c.t.Fatal(err)
	}
	return token
}

// Principal is who acts when the actor does: with the roles that a request of
// theirs would have, grants included.
func (c *Cast) Principal(a Actor) principal.Principal {
	c.t.Helper()
	if a == Nobody {
		return principal.Principal{}
	}
	session, err := c.Acceptance.Session(c.On(c.tenant(a.Home())), c.Token(a))
	if err != nil || session == nil {
		c.t.Fatal(a, session, err)
	}
	return session.Principal
}

// As is a context of a tenant in which the actor acts, as a request's is.
func (c *Cast) As(a Actor, tenant tenants.ID) context.Context {
	ctx := c.On(tenant)
	if a == Operator || a == Reader || a == Writer {
		ctx = db.ByOperator(ctx, c.people[a].ID, c.Clock.Now())
	}
	return ctx
}

// Ask sends a request to a tenant's host with a session's cookie, and the form
// as a page of that host does.
func (c *Cast) Ask(host, token, method, path string, form url.Values) *Page {
	c.t.Helper()
	browser := &Client{w: c.World, host: host, http: c.client, Header: http.Header{"Accept-Language": {"sv"}, "Accept": {"text/html"}}}
	header := http.Header{}
	if token != "" {
		header.Set("Cookie", c.Kernel.SessionCookie()+"="+token)
	}
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		header.Set("Origin", browser.Origin())
		header.Set("Sec-Fetch-Site", "same-origin")
	}
	return browser.Do(method, path, body, header)
}
