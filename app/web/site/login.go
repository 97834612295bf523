package site

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// LoginPage is where somebody signs in.
type LoginPage struct {
	kernel.Chrome
	kernel.Form
	Return   string
	Register bool
	Notice   string
}

var loginPage = kernel.Declare[LoginPage]("site/login.html", "site")

// LoginForm shows the sign-in.
func (s *Surface) LoginForm(r *kernel.Request) error {
	if r.Session != nil {
		return r.SeeOther(s.landing(r))
	}
	notice := ""
	switch {
	case r.QueryParam("password") == "set":
		notice = r.Loc.T("login.password_set")
	case r.QueryParam("deleted") == "1":
		notice = r.Loc.T("login.deleted")
	}
	return s.showLogin(r, http.StatusOK, kernel.Form{Values: map[string]string{}}, notice)
}

// landing is where a sign-in leads: where one was going, or on the platform
// to the studio.
func (s *Surface) landing(r *kernel.Request) string {
	asked := r.QueryParam("return")
	if r.Request().Method == http.MethodPost {
		asked = r.FormValue("return")
	}
	if asked == "" && r.IsPlatform() {
		return "/studio"
	}
	return r.ReturnTo()
}

func (s *Surface) showLogin(r *kernel.Request, status int, form kernel.Form, notice string) error {
	back := r.QueryParam("return")
	if r.Request().Method == http.MethodPost {
		back = r.FormValue("return")
	}
	if back != "" {
		back = r.ReturnTo()
	}
	return loginPage.Render(r, status, LoginPage{Chrome: r.Chrome(r.Loc.T("login.title")), Form: form, Return: back,
		Register: !r.IsPlatform(), Notice: notice})
}

// Login signs somebody in.
func (s *Surface) Login(r *kernel.Request) error {
	token, err := s.tryLogin(r)
	form, status, err := r.Formed(err, "email")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showLogin(r, status, form, "")
	}
	if old := r.SessionToken(); old != "" { // a second person in the same browser
		if err := s.Accounts.SignOut(r.Ctx(), old); err != nil {
			return err
		}
	}
	s.signIn(r, token)
	return r.SeeOther(s.landing(r))
}

func (s *Surface) tryLogin(r *kernel.Request) (string, error) {
	email := r.FormValue("email")
	if err := r.AllowAddress(kernel.LimitSignInAddress); err != nil {
		return "", err
	}
	if err := r.Allow(kernel.LimitSignInAccount, email); err != nil {
		return "", err
	}
	return s.Accounts.SignIn(r.Ctx(), email, r.FormValue("password"))
}

// Logout signs out.
func (s *Surface) Logout(r *kernel.Request) error {
	if token := r.SessionToken(); token != "" {
		if err := s.Accounts.SignOut(r.Ctx(), token); err != nil {
			return err
		}
	}
	s.forgetSession(r)
	return r.SeeOther("/")
}

// PasswordPage is where a one-time link leads.
type PasswordPage struct {
	kernel.Chrome
	kernel.Form
	Email string
}

var passwordPage = kernel.Declare[PasswordPage]("site/password.html", "site")

// PasswordForm shows what a one-time link is for.
func (s *Surface) PasswordForm(r *kernel.Request) error {
	return s.showPassword(r, http.StatusOK, kernel.Form{Values: map[string]string{}})
}

func (s *Surface) showPassword(r *kernel.Request, status int, form kernel.Form) error {
	r.Response().Header().Set("Referrer-Policy", "no-referrer") // the address is a secret
	a, err := s.Accounts.LinkAccount(r.Ctx(), r.Param("token"))
	if err != nil {
		return err
	}
	return passwordPage.Render(r, status, PasswordPage{Chrome: r.Chrome(r.Loc.T("password.title")), Form: form, Email: a.Email})
}

// SetPassword uses a one-time link up.
func (s *Surface) SetPassword(r *kernel.Request) error {
	err := r.AllowAddress(kernel.LimitSignInAddress)
	if err == nil && r.FormValue("password") != r.FormValue("again") {
		err = errs.InvalidField("again", "password.error.differ", nil)
	}
	if err == nil {
		err = s.Accounts.SetPassword(r.Ctx(), r.Param("token"), r.FormValue("password"))
	}
	form, status, err := r.Formed(err)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return s.showPassword(r, status, form)
	}
	return r.SeeOther("/login?password=set")
}
