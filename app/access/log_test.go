package access_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/access"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/pgtest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/keys"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/tenants"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// bench is a world with a grant on the site alfa and looks under it.
type bench struct {
	*apptest.World
	t               *testing.T
	alfa            context.Context
	owner, operator principal.Principal
	grant           uuid.UUID
}

func newBench(t *testing.T, w *apptest.World) *bench {
	t.Helper()
	b := &bench{World: w, t: t, alfa: w.On(w.Sites["alfa"])}
	b.owner, b.operator = b.as("owner@alfa.example", "alfa", principal.Owner), b.as("owner@platform.example", "", principal.Operator)
	b.grant = b.granted("alfa")
	return b
}

// as is a person of the platform with a role on a site; no site: the platform.
func (b *bench) as(email, site string, role principal.Role) principal.Principal {
	b.t.Helper()
	p := apptest.Of(b.Person(b.Platform, email))
	on := b.Platform
	if site != "" {
		on = b.Sites[site]
	}
	p.Roles = map[tenants.ID]principal.Role{on: role}
	return p
}

// granted lets all operators into a site.
func (b *bench) granted(site string) uuid.UUID {
	b.t.Helper()
	owner := b.as("owner@"+site+".example", site, principal.Owner)
	ctx := b.On(b.Sites[site])
	if err := b.Access.Grant(ctx, owner, access.Wish{Reason: "Help", Hours: 5}); err != nil {
		b.t.Fatal(err)
	}
	b.operator.Roles[b.Sites[site]] = principal.Support
	all, err := b.Access.OfSite(ctx, owner)
	if err != nil || len(all) != 1 {
		b.t.Fatalf("%d grants: %v", len(all), err)
	}
	return all[0].ID
}

func (b *bench) look(path string) {
	b.t.Helper()
	ctx := db.ByOperator(b.alfa, b.operator.Account, b.Clock.Now())
	if _, err := b.Access.Look(ctx, b.operator, b.grant, "GET", path); err != nil {
		b.t.Fatal(err)
	}
	b.Clock.Advance(time.Second)
}

func (b *bench) looks(n int) {
	b.t.Helper()
	for i := range n {
		b.look(fmt.Sprintf("/studio/alfa?page=%d", i+1))
	}
}

func (b *bench) verify() access.Report {
	b.t.Helper()
	r, err := b.Access.Verify(b.alfa, b.owner)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// tamper runs SQL as who owns the tables, with every trigger off.
func (b *bench) tamper(statements ...string) {
	b.t.Helper()
	driver, dsn := "sqlite", "file:"+b.Config.Database+"?_pragma=busy_timeout(10000)"
	off := []string{"DROP TRIGGER IF EXISTS looks_no_update", "DROP TRIGGER IF EXISTS looks_no_delete"}
	if b.DB.Dialect == db.Postgres {
		driver, dsn = "pgx", apptest.PostgresOwner(b.t, b.Config.Database)
		off = []string{"SET session_replication_role = replica"}
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		b.t.Fatal(err)
	}
	defer pool.Close()
	conn, err := pool.Conn(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	for _, statement := range append(off, statements...) {
		if _, err := conn.ExecContext(context.Background(), statement); err != nil {
			b.t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Whatever somebody with the database does to the log, its first broken line
// is named.
func TestEveryAlterationIsFound(t *testing.T) {
	t.Parallel()
	const other = "'0199d000-0000-7000-8000-000000000001'"
	type attack struct {
		do   []string
		flaw access.Flaw
		seq  int
	}
	attacks := map[string]attack{
		"another path":      {[]string{"UPDATE looks SET path = '/studio/alfa' WHERE seq = 3"}, access.Altered, 3},
		"another operator":  {[]string{"UPDATE looks SET operator_id = " + other + " WHERE seq = 3"}, access.Altered, 3},
		"another grant":     {[]string{"UPDATE looks SET grant_id = " + other + " WHERE seq = 3"}, access.Altered, 3},
		"another method":    {[]string{"UPDATE looks SET method = 'HEAD' WHERE seq = 3"}, access.Altered, 3},
		"another time":      {[]string{"UPDATE looks SET at = (SELECT at FROM looks WHERE seq = 4) WHERE seq = 3"}, access.Altered, 3},
		"another id":        {[]string{"UPDATE looks SET id = " + other + " WHERE seq = 3"}, access.Altered, 3},
		"another key":       {[]string{"UPDATE looks SET key_id = 'deadbeef' WHERE seq = 3"}, access.Altered, 3},
		"another link":      {[]string{"UPDATE looks SET previous = 'x' WHERE seq = 3"}, access.Altered, 3},
		"another hash":      {[]string{"UPDATE looks SET hash = 'x' WHERE seq = 3"}, access.Altered, 3},
		"another signature": {[]string{"UPDATE looks SET signature = (SELECT signature FROM looks WHERE seq = 4) WHERE seq = 3"}, access.Forged, 3},
		"no signature":      {[]string{"UPDATE looks SET signature = '' WHERE seq = 6"}, access.Forged, 6},
		"the first gone":    {[]string{"DELETE FROM looks WHERE seq = 1"}, access.Missing, 1},
		"one gone":          {[]string{"DELETE FROM looks WHERE seq = 3"}, access.Missing, 3},
		"one gone, renumbered": {[]string{"DELETE FROM looks WHERE seq = 3", "UPDATE looks SET seq = -seq WHERE seq > 3",
			"UPDATE looks SET seq = -seq - 1 WHERE seq < 0"}, access.Altered, 3},
		"two in another order": {[]string{"UPDATE looks SET seq = 99 WHERE seq = 3", "UPDATE looks SET seq = 3 WHERE seq = 4",
			"UPDATE looks SET seq = 4 WHERE seq = 99"}, access.Altered, 3},
		"a copy before the first": {[]string{"INSERT INTO looks SELECT tenant_id, " + other + ", 0, at, operator_id, grant_id, method, path, previous, hash, key_id, signature FROM looks WHERE seq = 2"}, access.Forged, 1},
		"a copy after the last":   {[]string{"INSERT INTO looks SELECT tenant_id, " + other + ", 7, at, operator_id, grant_id, method, path, previous, hash, key_id, signature FROM looks WHERE seq = 6"}, access.Altered, 7},
	}
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		b.looks(6)
		if r := b.verify(); !r.Unbroken() || r.Lines != 6 {
			t.Fatalf("an untouched log: %+v", r)
		}
		b.tamper("CREATE TABLE kept AS SELECT * FROM looks")
		for name, a := range attacks {
			b.tamper(a.do...)
			if r := b.verify(); r.Flaw != a.flaw || r.Seq != a.seq {
				t.Errorf("%s: %+v, want line %d %s", name, r, a.seq, a.flaw)
			}
			if _, err := b.Access.Checkpoint(b.alfa, b.owner); !errs.HasKey(err, "access.error.broken") {
				t.Errorf("%s: a checkpoint of a broken log: %v", name, err)
			}
			b.tamper("DELETE FROM looks", "INSERT INTO looks SELECT * FROM kept")
		}
		if r := b.verify(); !r.Unbroken() {
			t.Errorf("put back, the log is %+v", r)
		}
	})
}

// Who has the database and knows how lines are hashed can write one that fits,
// but not sign it; nor does another site's log fit here.
func TestAForgedLineIsFound(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		b.looks(2)
		lines := downloaded(t, b)
		last, key := lines[len(lines)-1], w.Config.Keys
		for name, signer := range map[string]string{"with a key of their own": "", "with our key's name": keyID(t, key)} {
			private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
			id, seq, at := uuid.Must(uuid.NewV7()), last.Seq+1, apptest.Start
			if signer == "" {
				signer = "deadbeef"
			}
			l := logLine{Seq: seq, ID: id.String(), At: at.Format("2006-01-02T15:04:05.000000Z"), Operator: last.Operator, Grant: last.Grant,
				Method: "GET", Path: "/forged", Key: signer, Previous: last.Hash}
			hash := l.sum(b.Sites["alfa"].String())
			signature := base64.StdEncoding.EncodeToString(ed25519.Sign(private, []byte(hash)))
			b.tamper(fmt.Sprintf("INSERT INTO looks SELECT tenant_id, '%s', %d, '%s', operator_id, grant_id, 'GET', '/forged', hash, '%s', '%s', '%s' FROM looks WHERE seq = %d",
				id, seq, at.Format("2006-01-02 15:04:05+00:00"), hash, signer, signature, last.Seq))
			want := access.Forged
			if signer == "deadbeef" {
				want = access.Unproven
			}
			if r := b.verify(); r.Flaw != want || r.Seq != seq {
				t.Errorf("%s: %+v", name, r)
			}
			b.tamper(fmt.Sprintf("DELETE FROM looks WHERE seq = %d", seq))
		}
		b.tamper(fmt.Sprintf("UPDATE looks SET tenant_id = '%s'", b.Sites["beta"]))
		beta := b.as("owner@beta.example", "beta", principal.Owner)
		if r, err := b.Access.Verify(b.On(b.Sites["beta"]), beta); err != nil || r.Flaw != access.Altered {
			t.Errorf("alfa's log passes as beta's: %+v, %v", r, err)
		}
	})
}

// What is gone at the log's end leaves the rest unbroken: a checkpoint that
// was kept tells.
func TestACheckpointTellsOfALostEnd(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		empty := b.checkpoint()
		b.looks(4)
		kept := b.checkpoint()
		b.looks(2)
		for _, text := range []string{empty, kept, strings.ReplaceAll(kept, "\n", "\r\n"), "\n" + kept + "\n\n"} {
			if k, err := b.Access.Check(b.alfa, b.owner, text); err != nil || !k.Holds() {
				t.Errorf("an untouched log is told %+v, %v", k, err)
			}
		}
		if k, _ := b.Access.Check(b.alfa, b.owner, kept); k.Lines != 4 || k.NewLines != 2 {
			t.Errorf("since the checkpoint: %+v", k)
		}
		for name, text := range map[string]string{
			"none": "", "words": "pactdesk access log", "unsigned": kept[:strings.LastIndex(kept, "\n— ")],
			"other lines": strings.Replace(kept, "\n4\n", "\n3\n", 1),
			"other site":  strings.ReplaceAll(kept, b.Sites["alfa"].String(), b.Sites["beta"].String()),
		} {
			if _, err := b.Access.Check(b.alfa, b.owner, text); !errs.HasKey(err, "access.error.checkpoint") {
				t.Errorf("%s: %v", name, err)
			}
		}
		beta := b.as("owner@beta.example", "beta", principal.Owner)
		if _, err := b.Access.Check(b.On(b.Sites["beta"]), beta, kept); !errs.HasKey(err, "access.error.checkpoint") {
			t.Errorf("another site's checkpoint: %v", err)
		}

		b.tamper("CREATE TABLE kept AS SELECT * FROM looks", "DELETE FROM looks WHERE seq > 3")
		if r := b.verify(); !r.Unbroken() || r.Lines != 3 {
			t.Errorf("a log without its end: %+v", r)
		}
		if k, err := b.Access.Check(b.alfa, b.owner, kept); err != nil || !k.Gone {
			t.Errorf("a lost end: %+v, %v", k, err)
		}
		b.looks(3) // written by the program itself: only the checkpoint tells
		if r := b.verify(); !r.Unbroken() {
			t.Errorf("a log that went on: %+v", r)
		}
		if k, err := b.Access.Check(b.alfa, b.owner, kept); err != nil || k.Gone || !k.Changed {
			t.Errorf("an end that was written anew: %+v, %v", k, err)
		}
		// A line that we did sign, after another one than this.
		b.tamper("DELETE FROM looks WHERE seq = 5", "INSERT INTO looks SELECT * FROM kept WHERE seq = 5")
		if r := b.verify(); r.Flaw != access.Altered || r.Seq != 5 {
			t.Errorf("a line from before: %+v", r)
		}
		b.tamper("DELETE FROM looks")
		if k, err := b.Access.Check(b.alfa, b.owner, kept); err != nil || !k.Gone {
			t.Errorf("a lost log: %+v, %v", k, err)
		}
	})
}

func (b *bench) checkpoint() string {
	b.t.Helper()
	text, err := b.Access.Checkpoint(b.alfa, b.owner)
	if err != nil {
		b.t.Fatal(err)
	}
	return text
}

// Looks at the same moment are numbered one by one, by several processes too.
func TestLooksAtTheSameMoment(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		second := access.New(second(t, w), w.Clock, loadKeys(t, w.Config.Keys))
		var all sync.WaitGroup
		for i := range 24 {
			s := []*access.Service{b.Access, second}[i%2]
			all.Go(func() {
				ctx := db.ByOperator(b.alfa, b.operator.Account, b.Clock.Now())
				if _, err := s.Look(ctx, b.operator, b.grant, "GET", fmt.Sprint("/", i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if r := b.verify(); !r.Unbroken() || r.Lines != 24 {
			t.Errorf("after 24 looks: %+v", r)
		}
	})
}

func second(t *testing.T, w *apptest.World) *db.DB {
	t.Helper()
	d, err := db.Open(w.Config.Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// A key that was taken out of use still proves its lines; without it, what a
// newer line vouches for is proven by that.
func TestKeysAreRotated(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		b.looks(2)
		old, err := os.ReadFile(w.Config.Keys)
		if err != nil {
			t.Fatal(err)
		}
		fresh := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)) + "\n"
		with := func(content string) *access.Service {
			path := t.TempDir() + "/keys"
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			return access.New(w.DB, w.Clock, loadKeys(t, path))
		}
		both, lost := with(fresh+string(old)), with(fresh)
		if r, err := both.Verify(b.alfa, b.owner); err != nil || !r.Unbroken() {
			t.Errorf("with the old key kept: %+v, %v", r, err)
		}
		if r, err := lost.Verify(b.alfa, b.owner); err != nil || r.Flaw != access.Unproven || r.Seq != 1 {
			t.Errorf("with the old key lost: %+v, %v", r, err)
		}
		b.Access = both
		b.looks(1)
		if r, err := lost.Verify(b.alfa, b.owner); err != nil || !r.Unbroken() {
			t.Errorf("with a newer line: %+v, %v", r, err)
		}
	})
}

func loadKeys(t *testing.T, path string) *keys.Keys {
	t.Helper()
	k, err := keys.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func keyID(t *testing.T, path string) string {
	t.Helper()
	return loadKeys(t, path).Current()
}

// logLine is a line of the download as somebody reads it who has only that.
type logLine struct {
	Seq                                                                           int
	ID, At, Operator, Grant, Method, Path, Key, Previous, Hash, Signature, Format string
	Site                                                                          string
	Keys                                                                          map[string]string
}

// sum does what the download's first line tells.
func (l logLine) sum(site string) string {
	text := strings.Join([]string{site, l.ID, fmt.Sprint(l.Seq), l.At, l.Operator, l.Grant, l.Method, l.Path, l.Key, l.Previous}, "\n") + "\n"
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func downloaded(t *testing.T, b *bench) (lines []logLine) {
	t.Helper()
	var out bytes.Buffer
	if err := b.Access.Write(b.alfa, b.owner, &out); err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(&out); s.Scan(); {
		var l logLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// The download can be checked by anybody, with nothing of ours.
func TestTheDownloadProvesItself(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		b.look("/studio/alfa/å ä\"<script>\n" + strings.Repeat("x", 2000))
		b.looks(510) // more than are read at a time
		lines := downloaded(t, b)
		head, previous := lines[0], ""
		if head.Format != "pactdesk-access-log/1" || head.Site != w.Sites["alfa"].String() || len(lines) != 512 {
			t.Fatalf("%d lines, of which the first is %+v", len(lines), head)
		}
		for i, l := range lines[1:] {
			public, err := base64.StdEncoding.DecodeString(head.Keys[l.Key])
			if err != nil {
				t.Fatal(err)
			}
			signature, err := base64.StdEncoding.DecodeString(l.Signature)
			if err != nil || l.Seq != i+1 || l.Previous != previous || l.sum(head.Site) != l.Hash || !ed25519.Verify(public, []byte(l.Hash), signature) {
				t.Fatalf("line %d does not prove itself: %+v", i+1, l)
			}
			previous = l.Hash
		}
		if path := lines[1].Path; !strings.HasPrefix(path, "/studio/alfa/%C3%A5%20%C3%A4\"<script>%0Axxx") || len(path) > 1010 {
			t.Errorf("the path is written %q", path)
		}
	})
}

// Nobody looks without a grant that is theirs, and holds, and is for the site.
func TestALookNeedsItsGrant(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		b := newBench(t, w)
		beta := b.granted("beta")
		look := func(site string, p principal.Principal, grant uuid.UUID) error {
			_, err := b.Access.Look(b.On(b.Sites[site]), p, grant, "GET", "/")
			return err
		}
		for name, err := range map[string]error{
			"another site's grant": look("alfa", b.operator, beta),
			"no grant":             look("alfa", b.operator, uuid.Must(uuid.NewV7())),
			"a stranger":           look("alfa", b.as("owner@beta.example", "beta", principal.Owner), b.grant),
			"nobody":               look("alfa", principal.Principal{}, b.grant),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.Clock.Advance(5*time.Hour - time.Microsecond)
		if err := look("alfa", b.operator, b.grant); err != nil {
			t.Error(err)
		}
		w.Clock.Advance(time.Microsecond)
		if err := look("alfa", b.operator, b.grant); !errs.Is(err, errs.NotFound) {
			t.Errorf("at the grant's end: %v", err)
		}
		if r := b.verify(); r.Lines != 1 {
			t.Errorf("%d lines", r.Lines)
		}
	})
}
