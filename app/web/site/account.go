package site

import (
	"encoding/json"
	"html/template"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/rights"
	"github.com/pactdesk/pactdesk/app/sites"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// AccountPage is a person's profile.
type AccountPage struct {
	kernel.Chrome
	kernel.Form
	Email string
	Since time.Time
	Saved bool
	News  []News
	Zone  *time.Location
}

// News is a change that customers are told of without having to act.
type News struct {
	Title, Summary, Href string
	At                   time.Time
	Ahead                bool // it takes effect later, and can be acted on now
}

var accountPage = kernel.Declare[AccountPage]("site/account.html", "site")

// Account shows the profile.
func (s *Surface) Account(r *kernel.Request) error {
	return s.showAccount(r, http.StatusOK, kernel.Form{Values: map[string]string{"name": r.Session.Name}})
}

func (s *Surface) showAccount(r *kernel.Request, status int, form kernel.Form) error {
	return accountPage.Render(r, status, AccountPage{Chrome: r.Chrome(r.Loc.T("account.title")), Form: form, Email: r.Session.Email,
		Since: r.Session.Since, Saved: r.QueryParam("saved") == "1", News: s.news(r), Zone: zone(r)})
}

// newsFor is how long an announcement is shown to who was a customer before.
const newsFor = 30 * 24 * time.Hour

func (s *Surface) news(r *kernel.Request) (news []News) {
	now := r.Clock.Now()
	for i := range r.Site.Documents {
		d := &r.Site.Documents[i]
		if v := d.TellsOnly(r.Subject().Whom(d), now); v != nil && now.Sub(v.EnforcedAt) < newsFor && r.Session.Since.Before(v.EnforcedAt) {
			t := v.Best(r.Languages...)
			news = append(news, News{Title: t.Title, Summary: t.Summary, Href: kernel.DocumentPath(d.Slug), At: v.EnforcedAt})
		}
	}
	ahead := acceptance.Pending(r.Site.Documents, r.Subject(), acceptance.Ahead(r.Site.Documents, now))
	for _, o := range ahead {
		t := o.Shown.Best(r.Languages...)
		news = append(news, News{Title: t.Title, Summary: t.Summary, Href: "/accept?ahead=1", At: o.Required.EnforcedAt, Ahead: true})
	}
	return news
}

// Rename changes the person's name.
func (s *Surface) Rename(r *kernel.Request) error {
	err := s.Accounts.Rename(r.Ctx(), r.Session.Principal, r.FormValue("name"))
	form, status, err := r.Formed(err, "name")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showAccount(r, status, form)
	}
	return r.SeeOther("/account?saved=1")
}

// PrivacyPage is "My privacy": every document as this person answered it, and
// what they can do with what is held about them.
type PrivacyPage struct {
	kernel.Chrome
	Acts  []ActLine
	Owes  bool
	Ahead []News
	Zone  *time.Location
}

// ActLine is one answer to one document.
type ActLine struct {
	acceptance.Acceptance
	Title    string
	Seq      int
	Language string
	Href     string
}

var privacyPage = kernel.Declare[PrivacyPage]("site/privacy.html", "site")

// Privacy is "My privacy".
func (s *Surface) Privacy(r *kernel.Request) error {
	acts, err := s.Acceptance.Mine(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	page := PrivacyPage{Chrome: r.Chrome(r.Loc.T("privacy.title")), Zone: zone(r),
		Owes: len(acceptance.Pending(r.Site.Documents, r.Subject(), r.Clock.Now())) > 0}
	for _, n := range s.news(r) {
		if n.Ahead && !page.Owes {
			page.Ahead = append(page.Ahead, n)
		}
	}
	for _, a := range acts {
		line := ActLine{Acceptance: a, Language: r.Loc.LanguageName(a.Language), Href: "/account/privacy/" + a.ID.String()}
		if v := findVersion(r.Site.Documents, a.VersionID); v != nil {
			line.Seq = v.Seq
			if t := v.Text(a.Language); t != nil {
				line.Title = t.Title
			}
		}
		page.Acts = append(page.Acts, line)
	}
	return privacyPage.Render(r, http.StatusOK, page)
}

func findVersion(docs []documents.Document, id uuid.UUID) *documents.Version {
	for i := range docs {
		if v := docs[i].VersionByID(id); v != nil {
			return v
		}
	}
	return nil
}

// EvidencePage shows one answer with the text as it was shown.
type EvidencePage struct {
	kernel.Chrome
	Act  acceptance.Acceptance
	Text documents.Text
	HTML template.HTML
	Dir  string
	Seq  int
	Then sites.Roles // who was responsible when the text was published
	Zone *time.Location
}

var evidencePage = kernel.Declare[EvidencePage]("site/evidence.html", "site")

// Evidence shows one answer with its text.
func (s *Surface) Evidence(r *kernel.Request) error {
	acts, err := s.Acceptance.Mine(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	for _, a := range acts {
		if a.ID.String() != r.Param("id") {
			continue
		}
		text, err := s.Documents.Text(r.Ctx(), a.TextID)
		if err != nil {
			return err
		}
		page := EvidencePage{Chrome: r.Chrome(text.Title), Act: a, Text: text, HTML: kernel.HTML(text.HTML), Dir: i18n.Dir(text.Language), Zone: zone(r)}
		if v := findVersion(r.Site.Documents, a.VersionID); v != nil {
			page.Seq = v.Seq
			if page.Then, err = s.Documents.Responsible(r.Ctx(), v); err != nil {
				return err
			}
		}
		return evidencePage.Render(r, http.StatusOK, page)
	}
	return echo.ErrNotFound
}

// Export gives a person all that is held about them.
func (s *Surface) Export(r *kernel.Request) error {
	if err := r.Allow(kernel.LimitExport, r.Session.Principal.Account.String()); err != nil {
		return err
	}
	export, err := s.Rights.Export(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(export, "", "  ")
	if err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", `attachment; filename="`+r.Site.Tenant.Key+`-`+export.ExportedAt.Format(time.DateOnly)+`.json"`)
	return r.Blob(http.StatusOK, "application/json", body)
}

// DeletePage asks whether to delete the account, and says what stays.
type DeletePage struct {
	kernel.Chrome
	kernel.Form
	Email   string
	Acts    int
	Signed  int // of them, for an organisation
	EraseOn time.Time
	Blocked bool // an owner or operator hands over first: rights.Delete refuses
	Zone    *time.Location
}

var deletePage = kernel.Declare[DeletePage]("site/delete.html", "site")

// DeleteForm asks whether to delete the account.
func (s *Surface) DeleteForm(r *kernel.Request) error {
	return s.showDelete(r, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showDelete(r *kernel.Request, status int, form kernel.Form) error {
	acts, err := s.Acceptance.Mine(r.Ctx(), r.Session.Principal)
	if err != nil {
		return err
	}
	signed := 0
	for _, a := range acts {
		if a.Represents != nil {
			signed++
		}
	}
	return deletePage.Render(r, status, DeletePage{Chrome: r.Chrome(r.Loc.T("delete.title")), Form: form, Email: r.Session.Email,
		Acts: len(acts), Signed: signed, EraseOn: r.Clock.Now().Add(acceptance.SealedFor), Blocked: rights.HandsOver(r.Session.Principal), Zone: zone(r)})
}

// Delete deletes the account.
func (s *Surface) Delete(r *kernel.Request) error {
	err := r.Allow(kernel.LimitPassword, r.Session.Principal.Account.String())
	if err == nil {
		err = s.Rights.Delete(r.Ctx(), r.Session.Principal, r.FormValue("password"))
	}
	form, status, err := r.Formed(err)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showDelete(r, status, form)
	}
	s.forgetSession(r)
	return r.SeeOther("/login?deleted=1")
}
