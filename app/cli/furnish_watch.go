package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/accounts"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

// What the demo shows of how a version lands: some dozens of customers of
// Nordljus, most of whom have read the second version within a week. They have
// no password, which takes long to make: nobody signs in as one of them.

// demoPeople are who they are. What each does follows from its place.
var demoPeople = strings.Split("Elsa Nyström,Olof Berglund,Maja Sandström,Birgitta Åkerlund,Henrik Öhman,Sofia Lindqvist,James Carter,Per-Erik Häggström,"+
	"Amira Haddad,Nils Johansson,Karin Wikström,Lars Norberg,Emily Watson,Gunilla Forsberg,Johan Bäckström,Ellen Mattsson,Sven Hedlund,Ida Karlsson,"+
	"Tove Engman,Mikael Rönnqvist,Anna-Lena Stenman,David O’Brien,Linnea Fors,Göran Isaksson,Hanna Nordin,Viktor Lundgren,Ulla Boström,Priya Nair,"+
	"Erik Hjalmarsson,Astrid Sundin,Mats Öberg,Klara Degerman,Thomas Müller,Inger Bergqvist,Oskar Wallin,Siv Marklund,Rebecka Holm,Peter Lindgren,"+
	"Saga Eriksson,Åke Björklund,Frida Näslund,Daniel Kowalski,Märta Grahn,Bo Sjöberg,Vera Hedman,Stig Åström,Lovisa Edlund,Grace Thompson,"+
	"Ahmed Yusuf,Kerstin Ahlm,Alva Danielsson,Rune Vikström,Nora Lindahl,Christer Palm,Ebba Strand,Leif Sandberg,Wilma Öst,Hugo Brännström", ",")

func (i demoPerson) language() string {
	if i%7 == 6 {
		return "en"
	}
	return "sv"
}

// demoPerson is a place among demoPeople.
type demoPerson int

func (i demoPerson) email() string {
	plain := strings.NewReplacer(" ", ".", "å", "a", "ä", "a", "ö", "o", "Å", "a", "Ä", "a", "Ö", "o", "ü", "u", "’", "").Replace(demoPeople[i])
	return strings.ToLower(plain) + "@example.com"
}

// moreCustomers opens their accounts over some months, each with the first
// version read.
func (f *furnisher) moreCustomers(ctx context.Context) error {
	began := f.Clock.Now()
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		for i, name := range demoPeople {
			person := demoPerson(i)
			f.Clock.Set(began.AddDate(0, 0, 3*i).Add(time.Duration(i*37%600) * time.Minute))
			a, err := f.Accounts.Create(ctx, accounts.NewAccount{Name: name, Email: person.email()}, "")
			if err != nil {
				return err
			}
			f.people = append(f.people, a.ID)
			if err := f.say(ctx, docs, a.ID, acceptance.Registration, person.language(), acceptance.Accepted); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return nil
	})
}

// say answers everything that a customer of Nordljus owes.
func (f *furnisher) say(ctx context.Context, docs []documents.Document, account uuid.UUID, method acceptance.Method, language string, outcome acceptance.Outcome) error {
	id := f.keys["nordljus"]
	answer, err := f.answer(id, docs, acceptance.Subject{Account: account}, method, language)
	if err != nil {
		return err
	}
	answer.Outcome = outcome
	return f.Acceptance.Act(ctx, principal.Principal{Kind: principal.Person, Tenant: id, Account: account}, answer)
}

// theyAnswer: the second version came into force nine days ago, and most meet
// it when they next look at their pictures.
func (f *furnisher) theyAnswer(ctx context.Context) error {
	now := f.Clock.Now()
	return f.onSite(ctx, "nordljus", func(ctx context.Context) error {
		docs, err := documents.Catalogue(ctx)
		if err != nil {
			return err
		}
		for i := range demoPeople {
			person := demoPerson(i)
			who := f.people[i]
			// The most on the first days, in the evenings.
			day := []int{0, 0, 1, 0, 2, 0, 1, 3, 0, 1, 6, 2, 0, 4, 1, 0, 5, 2, 7, 3}[i%20]
			at := now.AddDate(0, 0, day-9).Add(time.Duration(9*60+i*53%240) * time.Minute)
			if at.After(now) {
				at = now
			}
			f.Clock.Set(at)
			switch {
			case i%12 == 7: // has not been there
			case i%29 == 11: // comes again and again
				err = f.meet(ctx, docs, who, person.language(), now, 4)
			case i%19 == 5: // once, and has not decided
				err = f.meet(ctx, docs, who, person.language(), now, 1)
			case i%14 == 9:
				err = f.say(ctx, docs, who, acceptance.Gate, person.language(), acceptance.Declined)
			default:
				err = f.say(ctx, docs, who, acceptance.Gate, person.language(), acceptance.Accepted)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", demoPeople[i], err)
			}
		}
		f.Clock.Set(now)
		return f.markSchools(ctx)
	})
}

// meet shows somebody the gate, once a day.
func (f *furnisher) meet(ctx context.Context, docs []documents.Document, account uuid.UUID, language string, until time.Time, times int) error {
	id := f.keys["nordljus"]
	subject := acceptance.Subject{Account: account}
	for ; times > 0 && f.Clock.Now().Before(until); times-- {
		offer, err := f.Acceptance.Present(id, acceptance.Pending(docs, subject, f.Clock.Now()), subject, acceptance.Gate, f.Bundle.Localizer(language), language)
		if err != nil {
			return err
		}
		if err := f.Acceptance.Met(ctx, principal.Principal{Kind: principal.Person, Tenant: id, Account: account}, offer); err != nil {
			return err
		}
		f.Clock.Set(f.Clock.Now().Add(23 * time.Hour))
	}
	return nil
}

// markSchools: every fifth has had their children photographed at school.
func (f *furnisher) markSchools(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@nordljus.example")
	if err != nil {
		return err
	}
	const school = "school"
	if err := f.Facts.Adopt(ctx, owner, school); err != nil {
		return err
	}
	var emails []string
	for i := 0; i < len(demoPeople); i += 5 {
		emails = append(emails, demoPerson(i).email())
	}
	_, err = f.Acceptance.MarkAll(ctx, owner, school, emails, false)
	return err
}
