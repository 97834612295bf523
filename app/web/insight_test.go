package web_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app"
	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/db"
	"github.com/pactdesk/pactdesk/app/documents"
)

// crowded is a site with many customers who did all sorts of things.
type crowded struct {
	*apptest.World
	people   []accounts.Account
	acts     map[uuid.UUID][]acceptance.Acceptance // by account, in order of time
	meetings map[[2]uuid.UUID]int                  // by account and version
	marks    map[uuid.UUID][]string
}

// crowding puts n customers on alfa, whose document has asked everybody, only the
// customers of school photography, only who was shown one text, and again
// everybody, besides a correction, an announcement and a version taken back.
func crowding(t *testing.T, w *apptest.World, n int) *crowded {
	t.Helper()
	alfa := w.Sites["alfa"]
	w.Publish(alfa, privacy, documents.NewVersion, first)
	w.Publish(alfa, privacy, documents.Correction, second)
	w.Publish(alfa, privacy, documents.NewVersion, third)
	w.Publish(alfa, privacy, documents.NewVersion, first)
	w.Withdraw(alfa, privacy, 4)
	doc := w.Document(alfa, privacy)
	c := &crowded{World: w, acts: map[uuid.UUID][]acceptance.Acceptance{}, meetings: map[[2]uuid.UUID]int{}, marks: map[uuid.UUID][]string{}}
	rows := []any{}
	add := func(seq int, concerns documents.Concerns) {
		v := doc.Versions[2]
		v.ID, v.Seq, v.Concerns, v.MustCheck = uuid.Must(uuid.NewV7()), seq, concerns, false
		rows = append(rows, &v)
		for _, text := range doc.Versions[2].Texts {
			text.ID, text.VersionID, text.Hash = uuid.Must(uuid.NewV7()), v.ID, fmt.Sprintf("%s of %d", text.Language, seq)
			rows = append(rows, &text)
		}
	}
	add(5, documents.Concerns{Purposes: []string{"school"}})
	add(6, documents.Concerns{Texts: []string{doc.Versions[2].Text("sv").Hash}})
	add(7, documents.Concerns{Purposes: []string{"school", "weddings"}, Texts: []string{"en of 5", "sv of 6"}})
	if err := w.DB.Tx(w.On(alfa), func(ctx context.Context) error {
		for _, row := range rows {
			if err := db.Conn(ctx).Create(row).Error; err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	w.Publish(alfa, privacy, documents.Announcement, second)
	c.populate(t, n)
	return c
}

func (c *crowded) populate(t *testing.T, n int) {
	t.Helper()
	alfa, now := c.Sites["alfa"], c.Clock.Now()
	doc, random := c.Document(alfa, privacy), rand.New(rand.NewPCG(1, 2))
	var acts []acceptance.Acceptance
	var met []acceptance.Meeting
	var marks []acceptance.Mark
	for i := range n {
		email := fmt.Sprintf("kund%d@example.com", i)
		who := accounts.Account{ID: uuid.Must(uuid.NewV7()), Email: email, EmailKey: email, Name: fmt.Sprintf("Åsa %d", i), CreatedAt: now}
		c.people = append(c.people, who)
		for _, purpose := range []string{"school", "weddings"} {
			if random.IntN(3) == 0 {
				marks = append(marks, acceptance.Mark{ID: uuid.Must(uuid.NewV7()), AccountID: who.ID, Purpose: purpose, CreatedAt: now})
				c.marks[who.ID] = append(c.marks[who.ID], purpose)
			}
		}
		for j := range doc.Versions {
			v := &doc.Versions[j]
			text := v.Texts[random.IntN(len(v.Texts))]
			if k := random.IntN(6) - 1; k > 0 {
				c.meetings[[2]uuid.UUID{who.ID, v.ID}] = k
				met = append(met, acceptance.Meeting{ID: uuid.Must(uuid.NewV7()), AccountID: who.ID, VersionID: v.ID, Language: text.Language, Times: k, FirstAt: now, LastAt: now})
			}
			for _, outcome := range [][]acceptance.Outcome{{}, {}, {acceptance.Declined}, {acceptance.Accepted}, {acceptance.Declined, acceptance.Accepted}}[random.IntN(5)] {
				a := acceptance.Acceptance{ID: uuid.Must(uuid.NewV7()), AccountID: who.ID, DocumentID: doc.ID, VersionID: v.ID, TextID: text.ID, Language: text.Language,
					TextHash: text.Hash, Act: documents.Acknowledge, Outcome: outcome, Method: acceptance.Gate, PresentationID: uuid.Must(uuid.NewV7()),
					PresentedAt: now, At: now.Add(time.Duration(len(c.acts[who.ID])) * 7 * time.Hour)}
				c.acts[who.ID] = append(c.acts[who.ID], a)
				acts = append(acts, a)
			}
		}
	}
	if err := c.DB.Tx(c.On(alfa), func(ctx context.Context) error {
		for _, rows := range []any{&c.people, &acts, &met, &marks} {
			if err := db.Conn(ctx).CreateInBatches(rows, 300).Error; err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// expected is what the rules say of somebody and a version, told plainly.
// Empty: it has nothing to do with them.
func (c *crowded) expected(doc *documents.Document, v *documents.Version, account uuid.UUID) (state acceptance.State, language string) {
	now := c.Clock.Now()
	settling, standing := doc.Settling(v, now), doc.Standing(now)
	stands, on, accepted, declined, shown := 0, "", false, false, ""
	for _, a := range c.acts[account] {
		u := doc.VersionByID(a.VersionID)
		if a.Outcome == acceptance.Accepted && slices.Contains(standing, u.ID) && u.Seq > stands {
			stands, on = u.Seq, a.TextHash
		}
		if !slices.Contains(settling, u.ID) {
			continue
		}
		if a.Outcome == acceptance.Accepted {
			accepted, shown = true, a.Language
		} else if declined = true; !accepted {
			shown = a.Language
		}
	}
	marked := slices.ContainsFunc(c.marks[account], func(p string) bool { return slices.Contains(v.Concerns.Purposes, p) })
	concerned := (len(v.Concerns.Purposes) == 0 || marked) && (len(v.Concerns.Texts) == 0 || slices.Contains(v.Concerns.Texts, on))
	times := c.meetings[[2]uuid.UUID{account, v.ID}]
	switch {
	case accepted:
		return acceptance.Acted, shown
	case declined:
		return acceptance.No, shown
	case !doc.WillAsk(v, now) || !concerned:
		return "", ""
	case times >= 3:
		return acceptance.Stuck, "?"
	case times > 0:
		return acceptance.Seen, "?"
	}
	return acceptance.Unseen, ""
}

// The lists and the numbers say of everybody what the rules do, in as many
// statements for 2,000 customers as for one.
func TestEverybodyIsCounted(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, stockholm := w.On(w.Sites["alfa"]), time.FixedZone("CET", 3600)
		c := crowding(t, w, 2000)
		doc := w.Document(w.Sites["alfa"], privacy)
		if seqs := numbers(doc.Asking(w.Clock.Now())); seqs != "7 6 5 3" {
			t.Errorf("asking are %s", seqs)
		}
		quiet, err := app.New(context.Background(), w.Config, w.Clock) // nothing runs beside in it
		if err != nil {
			t.Fatal(err)
		}
		defer quiet.DB.Close()
		statements := 0
		quiet.DB.Trace(func(sql string) {
			if !strings.HasPrefix(sql, "SET LOCAL") {
				statements++
			}
		})
		for i := range doc.Versions {
			v := &doc.Versions[i]
			want, languages := map[acceptance.State]int{}, map[string]int{}
			states := map[uuid.UUID]acceptance.State{}
			for _, who := range c.people {
				if state, language := c.expected(doc, v, who.ID); state != "" {
					states[who.ID] = state
					want[state]++
					languages[language]++
				}
			}
			statements = 0
			landing, err := quiet.Acceptance.Landing(ctx, apptest.Shell, doc, v, stockholm)
			if err != nil {
				t.Fatal(err)
			}
			if statements != 2 {
				t.Errorf("a version was counted in %d statements", statements)
			}
			if got := fmt.Sprint(landing.Counts); got != fmt.Sprint(want) || landing.Asked != len(states) {
				t.Errorf("version %d: %s of %d, not %v of %d", v.Seq, got, landing.Asked, want, len(states))
			}
			days := 0
			for _, d := range landing.Days {
				days += d.Acted + d.Declined
				if d.Day.In(stockholm).Format("15:04:05") != "00:00:00" {
					t.Errorf("a day begins at %s", d.Day)
				}
			}
			if days != want[acceptance.Acted]+want[acceptance.No] {
				t.Errorf("version %d: the days have %d answers", v.Seq, days)
			}
			seen, after := 0, uuid.UUID{}
			for {
				statements = 0
				page, err := quiet.Acceptance.Recipients(ctx, apptest.Shell, doc, v, acceptance.Filter{}, after, 700)
				if err != nil {
					t.Fatal(err)
				}
				if statements != 1 {
					t.Errorf("a page was listed in %d statements", statements)
				}
				for _, r := range page {
					state, language := c.expected(doc, v, r.ID)
					if r.State != state || language != "?" && r.Language != language || (r.At == nil) != (state != acceptance.Acted && state != acceptance.No) {
						t.Fatalf("version %d: %+v should be %s in %q", v.Seq, r, state, language)
					}
					if after != (uuid.UUID{}) && r.ID.String() >= after.String() {
						t.Fatal("the list is not the newest first")
					}
					after = r.ID
				}
				if seen += len(page); len(page) < 700 {
					break
				}
			}
			if seen != len(states) {
				t.Errorf("version %d: %d are listed, not %d", v.Seq, seen, len(states))
			}
		}
		statements = 0
		c.owing(t, quiet, []documents.Document{*doc}, func(want int) {
			t.Helper()
			if statements != want {
				t.Errorf("customers were listed in %d statements, not %d", statements, want)
			}
			statements = 0
		})
	})
}

// owing holds the list of customers, and what it can be sifted by, to Pending.
func (c *crowded) owing(t *testing.T, quiet *app.App, docs []documents.Document, made func(int)) {
	t.Helper()
	ctx := c.On(c.Sites["alfa"])
	count := func(f acceptance.CustomerFilter) map[uuid.UUID]acceptance.State {
		t.Helper()
		made(0)
		n, err := quiet.Acceptance.CountCustomers(ctx, apptest.Shell, docs, f)
		made(1)
		all, err2 := quiet.Acceptance.Customers(ctx, apptest.Shell, docs, f, uuid.UUID{}, len(c.people)+1)
		made(4)
		if err != nil || err2 != nil || n != len(all) {
			t.Fatalf("%d are counted and %d listed: %v, %v", n, len(all), err, err2)
		}
		by := map[uuid.UUID]acceptance.State{}
		for _, who := range all {
			by[who.ID] = acceptance.Acted
			for _, st := range who.Stands {
				if st.Owes != nil {
					by[who.ID] = st.State
				}
			}
		}
		return by
	}
	all := count(acceptance.CustomerFilter{})
	owes, stuck := map[uuid.UUID]acceptance.State{}, map[uuid.UUID]acceptance.State{}
	for _, who := range c.people {
		subject := acceptance.Subject{Account: who.ID, Accepted: map[uuid.UUID]bool{}, Texts: map[uuid.UUID]string{}, Purposes: c.marks[who.ID]}
		for _, a := range c.acts[who.ID] {
			if a.Outcome == acceptance.Accepted {
				subject.Accepted[a.VersionID], subject.Texts[a.VersionID] = true, a.TextHash
			}
		}
		if len(acceptance.Pending(docs, subject, c.Clock.Now())) > 0 {
			owes[who.ID] = all[who.ID]
		}
		if all[who.ID] == acceptance.Stuck {
			stuck[who.ID] = acceptance.Stuck
		}
	}
	if got := count(acceptance.CustomerFilter{Owes: true}); !maps.Equal(got, owes) || len(all) != len(c.people) || len(owes) < 100 {
		t.Errorf("%d of %d owe something, not %d", len(got), len(all), len(owes))
	}
	if got := count(acceptance.CustomerFilter{Stuck: true}); !maps.Equal(got, stuck) || len(stuck) < 20 {
		t.Errorf("%d are stuck, not %d", len(got), len(stuck))
	}
	marked := 0
	for _, purposes := range c.marks {
		if slices.Contains(purposes, "weddings") {
			marked++
		}
	}
	if got := count(acceptance.CustomerFilter{Purpose: "weddings"}); len(got) != marked {
		t.Errorf("%d are marked, not %d", len(got), marked)
	}
}

func numbers(versions []*documents.Version) string {
	var seqs []string
	for _, v := range versions {
		seqs = append(seqs, fmt.Sprint(v.Seq))
	}
	return strings.Join(seqs, " ")
}
