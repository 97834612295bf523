package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/facts"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

func (d *desk) customersPath() string { return d.base() + "/customers" }

// CustomersPage lists the site's customers with what they stand on.
type CustomersPage struct {
	kernel.Chrome
	Count     int
	Shows     []Choice
	Purposes  []Choice // that customers are marked with; empty: the site has none
	Search    string
	Filtered  bool
	Customers []CustomerLine
	Next      string
	MayMark   bool
	Base      string
}

// CustomerLine is one of them.
type CustomerLine struct {
	Name, Email, Href string
	Stands            []StandLine
	Marks             string
}

// StandLine is how somebody stands with a document.
type StandLine struct {
	Document string
	On       string // the version that they accepted last, and when; empty: none
	Owes     string // what they owe, and how far they have come; empty: nothing
	State    acceptance.State
}

var customersPage = kernel.Declare[CustomersPage]("studio/watch_customers.html", "studio")

// markings are a site's facts, and the codes of the purposes in them that
// customers are marked with.
type markings struct {
	set    facts.Set
	marked []string
}

func (s *Surface) markings(d *desk) (m markings, err error) {
	m.set, err = s.Facts.Current(d.ctx)
	for _, p := range m.set.Purposes {
		if p.Reach == facts.Marked {
			m.marked = append(m.marked, p.Code)
		}
	}
	return m, err
}

func (m markings) choices(d *desk, chosen ...string) (all []Choice) {
	for _, code := range m.marked {
		all = append(all, Choice{Value: code, Name: d.purposeName(m.set, code), Chosen: slices.Contains(chosen, code)})
	}
	return all
}

// Customers lists them.
func (s *Surface) Customers(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadCustomers); err != nil {
		return err
	}
	m, err := s.markings(d)
	if err != nil {
		return err
	}
	show := r.QueryParam("show")
	f := acceptance.CustomerFilter{Search: plainSearch(r.QueryParam("q")), Owes: show == "owes", Stuck: show == "stuck"}
	if code := r.QueryParam("purpose"); slices.Contains(m.marked, code) {
		f.Purpose = code
	}
	after, _ := uuid.Parse(r.QueryParam("after"))
	page := CustomersPage{Chrome: d.chrome(r.Loc.T("watch.customers.title"), "customers"), Search: f.Search, Filtered: f != acceptance.CustomerFilter{},
		Purposes: m.choices(d, f.Purpose), MayMark: d.may(principal.MarkCustomers), Base: d.customersPath()}
	for _, choice := range []string{"owes", "stuck"} {
		page.Shows = append(page.Shows, Choice{Value: choice, Name: r.Loc.T("watch.customers.show." + choice), Chosen: choice == show})
	}
	if page.Count, err = s.Acceptance.CountCustomers(d.ctx, d.p, d.site.Documents, f); err != nil {
		return err
	}
	all, err := s.Acceptance.Customers(d.ctx, d.p, d.site.Documents, f, after, listLength+1)
	if err != nil {
		return err
	}
	if len(all) > listLength {
		all = all[:listLength]
		q := url.Values{"after": {all[listLength-1].ID.String()}}
		for name, value := range map[string]string{"q": f.Search, "show": show, "purpose": f.Purpose} {
			if value != "" {
				q.Set(name, value)
			}
		}
		page.Next = page.Base + question(q)
	}
	for _, c := range all {
		page.Customers = append(page.Customers, CustomerLine{Name: c.Name, Email: c.Email, Href: page.Base + "/" + c.ID.String(),
			Stands: d.stands(c), Marks: d.purposeNames(m.set, c.Purposes)})
	}
	return customersPage.Render(r, http.StatusOK, page)
}

func (d *desk) stands(c acceptance.Customer) (lines []StandLine) {
	for _, st := range c.Stands {
		line := StandLine{Document: d.DocumentName(st.Document.Slug), State: acceptance.Acted}
		if st.Latest != nil {
			line.On = d.Loc.T("watch.stands_on", "Version", st.Latest.Seq, "Date", d.Loc.Date(st.Act.At.In(d.zone())))
		}
		if st.Owes != nil {
			line.State = st.State
			line.Owes = d.Loc.T("watch.owes", "Version", st.Owes.Seq, "State", d.landingState(st.State, st.Owes.Act))
		}
		lines = append(lines, line)
	}
	return lines
}

// CustomerPage is one customer: what they stand on, the purposes that touch
// their data, and the evidence of what they answered.
type CustomerPage struct {
	kernel.Chrome
	Name, Email, Since, ID string
	Stands                 []StandLine
	Marks                  []Choice // ticked: chosen
	Others                 string   // marks with purposes that customers are not marked with any more
	MayMark, Saved         bool
	Acts                   []ActLine
	Base                   string
}

// ActLine is one act, as the evidence has it.
type ActLine struct {
	Document          string
	Version           int
	Outcome           string
	Accepted          bool
	When              string
	Code, Language    string
	Method, Hash      string
	Wording, Href, ID string
}

var customerPage = kernel.Declare[CustomerPage]("studio/watch_customer.html", "studio")

// Customer shows one.
func (s *Surface) Customer(r *kernel.Request) error {
	d, c, err := s.customer(r)
	if err != nil {
		return err
	}
	m, err := s.markings(d)
	if err != nil {
		return err
	}
	page := CustomerPage{Chrome: d.chrome(c.Name, "customers"), Name: c.Name, Email: c.Email, Since: r.Loc.Date(c.Since.In(d.zone())), ID: c.ID.String(),
		Stands: d.stands(c), MayMark: d.may(principal.MarkCustomers), Saved: r.QueryParam("saved") == "1", Base: d.customersPath()}
	page.Marks = m.choices(d, c.Purposes...)
	others := slices.DeleteFunc(slices.Clone(c.Purposes), func(code string) bool { return slices.Contains(m.marked, code) })
	page.Others = d.purposeNames(m.set, others)
	for _, a := range c.Acts {
		page.Acts = append(page.Acts, d.actLine(a))
	}
	return customerPage.Render(r, http.StatusOK, page)
}

// customer is the one of the address.
func (s *Surface) customer(r *kernel.Request) (*desk, acceptance.Customer, error) {
	d, err := s.open(r)
	if err != nil {
		return nil, acceptance.Customer{}, err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.ReadCustomers); err != nil {
		return nil, acceptance.Customer{}, err
	}
	id, err := uuid.Parse(r.Param("account"))
	if err != nil {
		return nil, acceptance.Customer{}, notFound()
	}
	c, err := s.Acceptance.Customer(d.ctx, d.p, d.site.Documents, id)
	return d, c, err
}

func (d *desk) actLine(a acceptance.Acceptance) ActLine {
	line := ActLine{When: d.at(a.At), Code: a.Language, Language: d.Loc.LanguageName(a.Language), Hash: a.TextHash, Wording: a.Wording, ID: a.ID.String(),
		Accepted: a.Outcome == acceptance.Accepted, Method: d.Loc.T("watch.method." + string(a.Method))}
	state := acceptance.No
	if line.Accepted {
		state = acceptance.Acted
	}
	line.Outcome = d.landingState(state, a.Act)
	for i := range d.site.Documents {
		doc := &d.site.Documents[i]
		if v := doc.VersionByID(a.VersionID); v != nil {
			line.Document, line.Version = d.DocumentName(doc.Slug), v.Seq
			line.Href = d.Config.Origin(d.site.Primary()) + "/cldoc/" + doc.Slug + "/" + itoa(v.Seq) + ".htm?lang=" + a.Language
		}
	}
	return line
}

// MarkCustomer saves which purposes touch a customer's data: those ticked, of
// those that the page had.
func (s *Surface) MarkCustomer(r *kernel.Request) error {
	d, c, err := s.customer(r)
	if err != nil {
		return err
	}
	m, err := s.markings(d)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.MarkCustomers); err != nil {
		return err
	}
	ticked := r.Request().PostForm["purpose"]
	for _, code := range r.Request().PostForm["shown"] {
		has := slices.Contains(c.Purposes, code)
		switch wanted := slices.Contains(ticked, code); {
		case wanted && !has && slices.Contains(m.marked, code):
			err = s.Acceptance.Mark(d.ctx, d.p, c.ID, code)
		case !wanted && has:
			err = s.Acceptance.Unmark(d.ctx, d.p, c.ID, code)
		}
		if err != nil {
			return err
		}
	}
	return r.SeeOther(d.customersPath() + "/" + c.ID.String() + "?saved=1")
}

// MarkPage marks many customers at once.
type MarkPage struct {
	kernel.Chrome
	kernel.Form
	Purposes []Choice
	Off      bool
	Done     string // what has been done, in a sentence
	Missing  []string
	Base     string
	Facts    string // where purposes are told of
}

var markPage = kernel.Declare[MarkPage]("studio/watch_mark.html", "studio")

// MarkForm shows the form.
func (s *Surface) MarkForm(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	return s.showMark(d, http.StatusOK, kernel.Form{Values: map[string]string{"purpose": r.QueryParam("purpose")}}, acceptance.Marking{})
}

func (s *Surface) showMark(d *desk, status int, form kernel.Form, done acceptance.Marking) error {
	if err := d.p.Require(d.site.Tenant.ID, principal.MarkCustomers); err != nil {
		return err
	}
	m, err := s.markings(d)
	if err != nil {
		return err
	}
	page := MarkPage{Chrome: d.chrome(d.Loc.T("watch.mark.title"), "customers"), Form: form, Purposes: m.choices(d, form.Value("purpose")),
		Off: form.Value("do") == "unmark", Missing: done.Missing, Base: d.customersPath(), Facts: d.documentsPath()}
	if len(form.Errors) == 0 && done.Found+len(done.Missing) > 0 {
		key := "watch.mark.done"
		if page.Off {
			key = "watch.mark.undone"
		}
		page.Done = d.Loc.T(key, "Count", done.Found, "Changed", d.Loc.Number(done.Changed), "Purpose", d.purposeName(m.set, form.Value("purpose")))
	}
	return markPage.Render(d.Request, status, page)
}

// Mark marks those whose addresses were sent. The page that answers has those
// that nobody has, still in the field.
func (s *Surface) Mark(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	m, err := s.markings(d)
	if err != nil {
		return err
	}
	code := r.FormValue("purpose")
	var done acceptance.Marking
	if off := r.FormValue("do") == "unmark"; !off && !slices.Contains(m.marked, code) && d.may(principal.MarkCustomers) {
		err = errs.InvalidField("purpose", "mark.error.purpose", nil)
	} else {
		done, err = s.Acceptance.MarkAll(d.ctx, d.p, code, addresses(r.FormValue("addresses")), off)
	}
	form, status, err := r.Formed(err, "purpose", "addresses", "do")
	if err != nil {
		return err
	}
	if len(form.Errors) == 0 {
		form.Values["addresses"] = strings.Join(done.Missing, "\n")
	}
	return s.showMark(d, status, form, done)
}

// addresses are what was pasted: one a line, or with commas or semicolons
// between, as mail programs have them.
func addresses(pasted string) []string {
	return strings.FieldsFunc(pasted, func(c rune) bool { return strings.ContainsRune("\r\n,;\t ", c) })
}
