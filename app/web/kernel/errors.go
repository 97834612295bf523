package kernel

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/errs"
)

// Request ids are this process' random name and a count: unique, and cheap
// enough for every request.
var (
	processName  = strings.ToLower(rand.Text()[:10])
	requestCount atomic.Uint64
)

func newRequestID() string { return processName + "-" + strconv.FormatUint(requestCount.Add(1), 36) }

func (k *Kernel) recover(w http.ResponseWriter, req *http.Request, id string) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler { //nolint:errorlint // a sentinel that is panicked with
		panic(cause)
	}
	slog.Error("panic", "request", id, "method", req.Method, "cause", fmt.Sprint(cause), "stack", string(debug.Stack()))
	http.Error(w, k.Bundle.Localizer("en").T("error.internal", "ID", id), http.StatusInternalServerError)
}

var statuses = map[errs.Kind]int{
	errs.Invalid:     http.StatusUnprocessableEntity,
	errs.NotFound:    http.StatusNotFound,
	errs.Forbidden:   http.StatusForbidden,
	errs.Conflict:    http.StatusConflict,
	errs.TooMany:     http.StatusTooManyRequests,
	errs.Unavailable: http.StatusServiceUnavailable,
}

// ErrorPage says what went wrong, that nothing was lost, and what to do.
type ErrorPage struct {
	Chrome
	Message string
	Advice  string
	ID      string // for the operator; empty where there is nothing to look up
}

var errorPage = Declare[ErrorPage]("error.html", "site")

// Fail answers with an error: a page, or a problem document for a machine.
// The cause goes to the log, never to the reader.
func (r *Request) Fail(err error) error {
	status, key, params := http.StatusInternalServerError, "error.internal", errs.Params{"ID": r.ID}
	if all := errs.All(err); len(all) > 0 {
		status, key, params = statuses[all[0].Kind], all[0].Key, all[0].Params
	} else if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		status, key, params = he.Code, routeKeys[he.Code], nil
		if key == "" {
			key = "error.bad_request"
		}
	}
	if status >= http.StatusInternalServerError {
		slog.Error("request failed", "request", r.ID, "method", r.Request().Method, "route", r.Path(),
			"tenant", r.Site.Tenant.ID, "status", status, "err", err)
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	message := r.Loc.Message(key, params)
	if r.IsMachine() {
		return r.problem(status, key, message, nil)
	}
	page := ErrorPage{Chrome: r.Chrome(r.Loc.T("error.title")), Message: message, Advice: r.advice(status)}
	if status >= http.StatusInternalServerError {
		page.ID = r.ID
	}
	return errorPage.Render(r, status, page)
}

var routeKeys = map[int]string{
	http.StatusNotFound:              "error.not_found",
	http.StatusMethodNotAllowed:      "error.method",
	http.StatusRequestEntityTooLarge: "error.too_large",
}

func (r *Request) advice(status int) string {
	switch status {
	case http.StatusServiceUnavailable:
		return r.Loc.T("error.advice.unavailable")
	case http.StatusNotFound:
		return r.Loc.T("error.advice.not_found")
	case http.StatusTooManyRequests:
		return r.Loc.T("error.advice.too_many")
	}
	return r.Loc.T("error.advice.back")
}

// problem writes a problem document (RFC 9457); code is stable.
func (r *Request) problem(status int, code, title string, more map[string]any) error {
	doc := map[string]any{"type": "about:blank", "status": status, "code": code, "title": title}
	maps.Copy(doc, more)
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	return r.Blob(status, "application/problem+json", body)
}

// problemOwed tells a machine what is owed and where a person can act on it.
func (r *Request) problemOwed(owed []acceptance.Owed) error {
	type item struct {
		Document string `json:"document"`
		Version  int    `json:"version"`
		Act      string `json:"act"`
		URL      string `json:"url"`
	}
	var pending []item
	for _, o := range owed {
		pending = append(pending, item{Document: o.Document.Slug, Version: o.Required.Seq, Act: string(o.Required.Act),
			URL: r.Origin() + DocumentPath(o.Document.Slug)})
	}
	err := r.problem(http.StatusForbidden, "acceptance_required", r.Loc.T("gate.problem"), map[string]any{
		"pending": pending, "accept_url": r.Origin() + r.AcceptPath(r.comeBack())})
	if err != nil {
		return err
	}
	return errAnswered
}

// DocumentPath is a document's public address on its site.
func DocumentPath(slug string) string { return "/cldoc/" + slug + ".htm" }

func (r *Request) suspended() error {
	r.Response().Header().Set("Cache-Control", "no-store")
	if r.IsMachine() {
		if err := r.problem(http.StatusServiceUnavailable, "suspended", r.Loc.T("suspended.message"), nil); err != nil {
			return err
		}
		return errAnswered
	}
	page := ErrorPage{Chrome: r.Chrome(r.Loc.T("suspended.title")), Message: r.Loc.T("suspended.message"), Advice: r.Loc.T("suspended.advice")}
	if err := errorPage.Render(r, http.StatusServiceUnavailable, page); err != nil {
		return err
	}
	return errAnswered
}

// routeError answers what no route took.
func (k *Kernel) routeError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	came, ok := c.Request().Context().Value(arrivedKey{}).(arrived)
	if !ok {
		http.Error(c.Response(), http.StatusText(http.StatusNotFound), http.StatusNotFound)
		return
	}
	r := &Request{Context: c, Kernel: k, ID: came.id, Site: came.site}
	r.chooseLanguage()
	if err := r.Fail(err); err != nil {
		slog.Error("answering with an error", "request", r.ID, "err", err)
	}
}
