package acceptance

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

// Customer is somebody with an account on the site, as who works on it sees
// them.
type Customer struct {
	ID       uuid.UUID
	Name     string
	Email    string
	Since    time.Time
	Purposes []string     // that touch their data
	Stands   []Stand      // a document each
	Acts     []Acceptance // newest first
}

// Owes reports whether they owe an answer to anything.
func (c Customer) Owes() bool {
	for _, s := range c.Stands {
		if s.Owes != nil {
			return true
		}
	}
	return false
}

// Stand is how somebody stands with a document that asks people for something.
type Stand struct {
	Document *documents.Document
	Latest   *documents.Version // that they accepted; nil: none
	Act      *Acceptance        // of that
	Owes     *documents.Version // nil: nothing
	State    State              // of what they owe
	Times    int                // that they met the gate over it
}

// CustomerFilter is whom a list of customers shows. Empty is everybody.
type CustomerFilter struct {
	Search  string
	Owes    bool
	Stuck   bool
	Purpose string
}

// CountCustomers counts those of a filter, for whoever may read the site's
// documents.
func (s *Service) CountCustomers(ctx context.Context, p principal.Principal, docs []documents.Document, f CustomerFilter) (n int, err error) {
	if err := requireHere(ctx, p, principal.ReadDocuments); err != nil {
		return 0, err
	}
	if f.Search != "" || f.Purpose != "" { // who they are can be found out by asking
		if err := requireHere(ctx, p, principal.ReadCustomers); err != nil {
			return 0, err
		}
	}
	params, err := owing(ctx, docs, f, s.clock.Now())
	if err != nil {
		return 0, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		n, err = countCustomers(ctx, params)
		return err
	})
	return n, err
}

// Customers lists up to limit customers, newest first, after one of them
// (zero: from the first), with how each stands.
func (s *Service) Customers(ctx context.Context, p principal.Principal, docs []documents.Document, f CustomerFilter,
	after uuid.UUID, limit int) (all []Customer, err error) {
	if err := requireHere(ctx, p, principal.ReadCustomers); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	params, err := owing(ctx, docs, f, now)
	if err != nil {
		return nil, err
	}
	if after == (uuid.UUID{}) {
		after = last
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		people, err := listCustomers(ctx, params, after, limit)
		if err != nil {
			return err
		}
		all, err = withStands(ctx, docs, people, now)
		return err
	})
	return all, err
}

// Customer is one of them.
func (s *Service) Customer(ctx context.Context, p principal.Principal, docs []documents.Document, account uuid.UUID) (c Customer, err error) {
	if err := requireHere(ctx, p, principal.ReadCustomers); err != nil {
		return c, err
	}
	err = s.db.View(ctx, func(ctx context.Context) error {
		who, err := s.accounts.Get(ctx, account)
		if err != nil {
			return err
		}
		all, err := withStands(ctx, docs, []accounts.Account{who}, s.clock.Now())
		if err == nil {
			c = all[0]
		}
		return err
	})
	return c, err
}

// withStands adds to people what they did and owe, in three statements.
func withStands(ctx context.Context, docs []documents.Document, people []accounts.Account, now time.Time) ([]Customer, error) {
	ids, all, at := make([]uuid.UUID, len(people)), make([]Customer, len(people)), map[uuid.UUID]int{}
	for i, a := range people {
		ids[i], at[a.ID] = a.ID, i
		all[i] = Customer{ID: a.ID, Name: a.Name, Email: a.Email, Since: a.CreatedAt}
	}
	acts, err := acceptancesBy(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		c := &all[at[a.AccountID]]
		c.Acts = append(c.Acts, a)
	}
	marks, err := marksBy(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range marks {
		c := &all[at[m.AccountID]]
		c.Purposes = append(c.Purposes, m.Purpose)
	}
	met, err := meetingsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	times := map[[2]uuid.UUID]int{}
	for _, m := range met {
		times[[2]uuid.UUID{m.AccountID, m.VersionID}] = m.Times
	}
	for i := range all {
		all[i].stand(docs, now, func(version uuid.UUID) int { return times[[2]uuid.UUID{all[i].ID, version}] })
	}
	return all, nil
}

// stand works out how somebody stands with each document. What they owe is
// Pending's to say.
func (c *Customer) stand(docs []documents.Document, now time.Time, times func(version uuid.UUID) int) {
	subject := personal(c.ID, c.Acts, c.Purposes)
	owes := map[uuid.UUID]*documents.Version{}
	for _, o := range Pending(docs, subject, now) {
		owes[o.Document.ID] = o.Required
	}
	for i := range docs {
		d := &docs[i]
		if d.Binds == documents.BindsOrganisation || d.Latest() == nil {
			continue
		}
		st := Stand{Document: d, Owes: owes[d.ID]}
		standing := d.Standing(now)
		settled, declined := 0, 0 // the latest version, by number
		for j := range c.Acts {
			a := &c.Acts[j]
			v := d.VersionByID(a.VersionID)
			if v == nil {
				continue
			}
			counts := slices.Contains(standing, v.ID)
			switch {
			case a.Outcome == Declined && counts:
				declined = max(declined, v.Seq)
			case a.Outcome == Accepted:
				if st.Latest == nil || v.Seq > st.Latest.Seq {
					st.Latest, st.Act = v, a
				}
				if counts {
					settled = max(settled, v.Seq)
				}
			}
		}
		if st.Owes != nil {
			for _, v := range d.AskingOf(subject.Whom(d), now) {
				if v.Seq > max(settled, declined) {
					st.Times = max(st.Times, times(v.ID))
				}
			}
			st.State = stateOf(false, declined >= st.Owes.Seq, st.Times)
		}
		if st.Latest != nil || st.Owes != nil {
			c.Stands = append(c.Stands, st)
		}
	}
}

// personal is the subject of somebody's own acts.
func personal(account uuid.UUID, acts []Acceptance, purposes []string) Subject {
	sub := Subject{Account: account, Accepted: map[uuid.UUID]bool{}, Texts: map[uuid.UUID]string{}, Purposes: purposes}
	for _, a := range acts {
		if a.Outcome == Accepted {
			sub.Accepted[a.VersionID], sub.Texts[a.VersionID] = true, a.TextHash
		}
	}
	return sub
}
