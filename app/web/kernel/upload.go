package kernel

import (
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/pactdesk/pactdesk/app/appearance"
)

// maxUploadBody is how much a post with files may hold, on the few routes that
// take any: enough that who sends one file that is too large gets their form
// back, with what was wrong.
const maxUploadBody = 20 << 20

// Upload adds a route for a POST that may carry files, to somebody signed in.
func (rt *Router) Upload(path string, h Handler) {
	rt.k.echo.POST(path, rt.wrapReading(Gated, h, (*Request).readUpload))
}

// readUpload reads a post that may carry files. Its fields are a form's like
// any other; its files are in r.Files, each cut off at what is taken of one. It
// is read as it comes: no more is ever held than that.
func (r *Request) readUpload(access Access) error {
	req := r.Request()
	kind, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return r.readForm(access)
	}
	if came, ok := req.Context().Value(arrivedKey{}).(arrived); ok {
		req.Body = http.MaxBytesReader(r.Response(), came.body, maxUploadBody)
	}
	form := url.Values{}
	r.Files = map[string]appearance.Upload{}
	parts := multipart.NewReader(req.Body, params["boundary"])
	for text, left := 0, maxParts; ; left-- {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && left == 0 {
			err = errTooMuch
		}
		if err == nil && part.FileName() == "" && !named(part) {
			text, err = r.readField(form, part, text)
		} else if err == nil {
			err = r.readFile(part)
		}
		if err != nil {
			return badBody(err)
		}
	}
	req.PostForm, req.Form = form, url.Values{}
	maps.Copy(req.Form, form)
	for name, values := range req.URL.Query() {
		req.Form[name] = append(req.Form[name], values...)
	}
	return nil
}

const maxParts = 200

var errTooMuch = errors.New("more than a form holds")

// named reports whether a part is a file's, also where none was chosen.
func named(part *multipart.Part) bool {
	return strings.Contains(part.Header.Get("Content-Disposition"), "filename")
}

func (r *Request) readField(form url.Values, part *multipart.Part, text int) (int, error) {
	b, err := io.ReadAll(io.LimitReader(part, maxForm+1))
	if text += len(b); err == nil && text > maxForm {
		err = errTooMuch
	}
	form.Add(part.FormName(), string(b))
	return text, err
}

// readFile keeps a part that is a file; the rest of one that is too large is
// read past, for what comes behind it.
func (r *Request) readFile(part *multipart.Part) error {
	b, err := io.ReadAll(io.LimitReader(part, appearance.MaxUpload+1))
	if err != nil || len(b) == 0 { // no file was chosen
		return err
	}
	up := appearance.Upload{Type: part.Header.Get("Content-Type"), Bytes: b}
	if len(b) > appearance.MaxUpload {
		up.TooLarge, up.Bytes = true, nil
		if _, err := io.Copy(io.Discard, part); err != nil {
			return err
		}
	}
	r.Files[part.FormName()] = up
	return nil
}

func badBody(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) || errors.Is(err, errTooMuch) {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge).SetInternal(err)
	}
	return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
}
