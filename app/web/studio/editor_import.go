package studio

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/convert"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// Converted is HTML that was pasted, as Markdown.
type Converted struct {
	Title  string `json:"title,omitempty"`
	Source string `json:"source"`
}

// Convert makes Markdown of the HTML on somebody's clipboard. It keeps nothing.
func (s *Surface) Convert(r *kernel.Request) error {
	d, err := s.open(r)
	if err != nil {
		return err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.EditDocuments); err != nil {
		return err
	}
	var out Converted
	if out.Title, out.Source, err = convert.HTML(r.FormValue("html")); err != nil {
		return err
	}
	return r.JSON(http.StatusOK, out)
}

// ImportPage takes a text that was written elsewhere.
type ImportPage struct {
	kernel.Chrome
	kernel.Form
	Name       string
	LanguageIn string
	Language   string
	Dir        string
	Back       string
}

var importPage = kernel.Declare[ImportPage]("studio/editor_import.html", "studio")

// ImportForm asks for it.
func (s *Surface) ImportForm(r *kernel.Request) error {
	d, err := s.mayEdit(r)
	if err != nil {
		return err
	}
	return d.showImport(http.StatusOK, kernel.Form{})
}

func (d *desk) showImport(status int, form kernel.Form) error {
	slug, language := d.Param("slug"), d.Param("lang")
	page := ImportPage{Chrome: d.chrome(d.Loc.T("editor.import.title"), "documents"), Form: form, Name: d.DocumentName(slug), Language: language,
		LanguageIn: d.Loc.LanguageHere(language), Dir: i18n.Dir(language), Back: d.textPath(slug, language)}
	return importPage.Render(d.Request, status, page)
}

// mayEdit opens a text's page for who may write on it.
func (s *Surface) mayEdit(r *kernel.Request) (*desk, error) {
	d, err := s.open(r)
	if err != nil {
		return nil, err
	}
	if err := d.p.Require(d.site.Tenant.ID, principal.EditDocuments); err != nil {
		return nil, err
	}
	if code, ok := i18n.Valid(r.Param("lang")); !ok || code != r.Param("lang") {
		return nil, notFound()
	}
	if _, _, err = s.Documents.Open(d.ctx, d.p, r.Param("slug"), r.Param("lang")); err != nil {
		return nil, err
	}
	return d, nil
}

// Import shows what was brought in the editor, beside the text as it is. It
// becomes the draft when somebody has looked at it and saves.
func (s *Surface) Import(r *kernel.Request) error {
	d, err := s.mayEdit(r)
	if err != nil {
		return err
	}
	title, source, err := brought(r)
	form, status, err := r.Formed(err, "paste")
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return d.showImport(status, form)
	}
	_, now, err := s.Documents.Open(d.ctx, d.p, r.Param("slug"), r.Param("lang"))
	if err != nil {
		return err
	}
	if title == "" {
		title = now.Title
	}
	form = kernel.Form{Values: map[string]string{"title": title, "source": source}}
	return s.showEdit(d, http.StatusOK, editing{Form: form, lock: now.Lock, beside: &now})
}

// brought is the text that a form brings: of a file, or pasted.
func brought(r *kernel.Request) (title, source string, err error) {
	name, text := "paste.txt", r.FormValue("paste")
	if looksLikeHTML.MatchString(text) {
		name = "paste.html"
	}
	if form := r.Request().MultipartForm; form != nil && len(form.File["file"]) > 0 && form.File["file"][0].Filename != "" {
		if name, text, err = readFile(form.File["file"][0]); err != nil {
			return "", "", err
		}
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		title, source, err = convert.HTML(text)
	case ".md", ".markdown", ".txt":
		title, source = documents.SplitTitle(text)
	default:
		return "", "", errs.InvalidField("file", "editor.import.kind", nil)
	}
	if err == nil && strings.TrimSpace(source) == "" {
		err = errs.InvalidField("paste", "editor.import.nothing", nil)
	}
	return title, source, err
}

// looksLikeHTML: it begins as a page does, or has what begins a paragraph.
var looksLikeHTML = regexp.MustCompile(`(?i)^\s*<(?:!doctype|html|head|body|meta|!--)|<(?:p|div|h[1-6]|ul|ol|table|br|span)(?:\s[^<>]*)?/?>`)

// readFile reads a file in whatever encoding it says that it is in.
func readFile(header *multipart.FileHeader) (name, text string, err error) {
	if header.Size > convert.MaxPage {
		return "", "", errs.InvalidField("file", "editor.import.too_large", nil)
	}
	f, err := header.Open()
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return "", "", err
	}
	kind := "text/plain"
	if ext := strings.ToLower(path.Ext(header.Filename)); strings.HasPrefix(ext, ".htm") || ext == ".xhtml" {
		kind = "text/html"
	}
	decoded, err := charset.NewReader(bytes.NewReader(b), kind)
	if err != nil { // nothing in it
		return header.Filename, "", nil
	}
	b, err = io.ReadAll(decoded)
	return header.Filename, string(b), err
}
