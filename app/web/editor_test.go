package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/principal"
	"github.com/pactdesk/pactdesk/app/web/studio"
)

// autosave sends what the editor's script sends.
func autosave(c *apptest.Client, path string, form url.Values) *apptest.Page {
	c.Header = maps.Clone(c.Header)
	c.Header.Set("Accept", "application/json")
	defer c.Header.Set("Accept", "text/html")
	return c.Post(path, form)
}

func answerOf(t *testing.T, p *apptest.Page) (k studio.Kept) {
	t.Helper()
	if err := json.Unmarshal([]byte(p.Body), &k); err != nil {
		t.Fatalf("%v in %q", err, p.Body)
	}
	return k
}

// scripted is the page's form, by the script of who is signed in, with a text.
func scripted(p *apptest.Page, source string) url.Values {
	_, key, _ := strings.Cut(p.Body, ` data-key="`)
	who, _, _ := strings.Cut(key, "/")
	return with(p.Form("?"), url.Values{"source": {source}, "who": {who}, "do": {"autosave"}})
}

// The editor saves by itself: what is there already is no change, what somebody
// else saved is not written over, and nothing of it stands in the history.
func TestAutosave(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		owner, editor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
		history := owner.Get("/studio/alfa/history").Body

		mine := scripted(owner.Get(swedish).Want(http.StatusOK), "Min text.")
		if k := answerOf(t, autosave(owner, swedish, mine).Want(http.StatusOK)); k.Lock != 1 || k.Saved == nil || k.Source != "" {
			t.Errorf("the first save was answered with %+v", k)
		}
		for range 2 { // an answer was lost: the same text again, with the lock of before
			if k := answerOf(t, autosave(owner, swedish, mine).Want(http.StatusOK)); k.Lock != 1 {
				t.Errorf("what was there already was saved again: %+v", k)
			}
		}
		theirs := scripted(editor.Get(swedish), "Deras text & <mer>.")
		if k := answerOf(t, autosave(editor, swedish, theirs).Want(http.StatusOK)); k.Lock != 2 {
			t.Errorf("%+v", k)
		}
		late := autosave(owner, swedish, with(mine, url.Values{"source": {"Min text igen."}, "lock": {"1"}})).Want(http.StatusConflict)
		if k := answerOf(t, late); k.Lock != 2 || k.Source != "Deras text & <mer>." || k.Title != mine.Get("title") {
			t.Errorf("a conflict was answered with %+v", k)
		}
		refused := autosave(owner, swedish, with(mine, url.Values{"source": {"Vänd \u202e text"}, "lock": {"2"}})).Want(http.StatusUnprocessableEntity)
		if !strings.Contains(refused.Body, "message") {
			t.Errorf("a refusal says %s", refused.Body)
		}
		// After publishing it is the published text that stands in the way.
		owner.Post(publishes, wished(owner.Get(publishes), nil, "sv")).Want(http.StatusSeeOther)
		if k := answerOf(t, autosave(editor, swedish, with(theirs, url.Values{"source": {"Ännu mer."}, "lock": {"2"}})).Want(http.StatusConflict)); k.Lock != 0 || k.Saved != nil || k.Source != "Deras text & <mer>." {
			t.Errorf("after publishing: %+v", k)
		}
		if drafts := w.Drafts(alfa); len(drafts) != 0 {
			t.Errorf("%+v", drafts)
		}

		auditor, other := w.Browser("platform").SignIn("auditor@alfa.example"), w.Browser("platform").SignIn("owner@beta.example")
		auditor.Get(swedish).Want(http.StatusOK).Lacks("data-key")
		for name, c := range map[string]struct {
			by   *apptest.Client
			who  string
			want int
			code string
		}{
			"another person's page": {owner, theirs.Get("who"), http.StatusForbidden, "editor.error.somebody_else"},
			"signed out":            {w.Browser("platform"), mine.Get("who"), http.StatusForbidden, "error.sign_in"},
			"an auditor":            {auditor, w.Person(w.Platform, "auditor@alfa.example").ID.String(), http.StatusForbidden, ""},
			"another site's owner":  {other, w.Person(w.Platform, "owner@beta.example").ID.String(), http.StatusNotFound, "error.not_found"},
		} {
			if p := autosave(c.by, swedish, with(mine, url.Values{"who": {c.who}, "lock": {"0"}})).Want(c.want); !strings.Contains(p.Body, c.code) {
				t.Errorf("%s is told %s", name, p.Body)
			}
		}
		if now := owner.Get("/studio/alfa/history").Body; strings.Count(now, "<li>") > strings.Count(history, "<li>")+1 { // that it was published
			t.Errorf("saving stands in the history: %s", now)
		}
	})
}

// upload sends a file to be brought in.
func upload(t *testing.T, c *apptest.Client, path, name, content string) *apptest.Page {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err = errors.Join(err, w.WriteField("paste", ""), w.Close()); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, path, &body, http.Header{"Content-Type": {w.FormDataContentType()}, "Origin": {c.Origin()}, "Sec-Fetch-Site": {"same-origin"}})
}

// What is brought in is shown beside the text that is there, and replaces it
// when it is saved, unless somebody has saved meanwhile.
func TestBringInAText(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa := w.Sites["alfa"]
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		written(owner, swedish, "Den gamla texten.")
		imports := swedish + "/import"
		owner.Get(imports).Want(http.StatusOK)

		const page = "<html><meta charset=windows-1252><h1>Bilder \xe5 v\xe4gar</h1><h2>Vem</h2><p onclick=x>Vi, <b>Alfa</b>.<script>alert(1)</script><ul><li>{{namn}}</ul>"
		looked := upload(t, owner, imports, "policy.HTM", page).Want(http.StatusOK).Has("data-held")
		form := looked.Form(swedish)
		if form.Get("title") != "Bilder å vägar" || form.Get("source") != "## Vem\n\nVi, **Alfa**.\n\n- \\{\\{namn\\}\\}" {
			t.Errorf("the page became %q", form)
		}
		if got := area(t, looked, "theirs"); got != "Den gamla texten." {
			t.Errorf("beside it stands %q", got)
		}
		if d := w.Drafts(alfa); d[0].Source != "Den gamla texten." {
			t.Errorf("it was kept before anybody looked: %+v", d)
		}
		owner.Post(swedish, with(form, url.Values{"do": {"save"}})).To(swedish + "?saved=1")
		if d := w.Drafts(alfa); d[0].Title != "Bilder å vägar" || !strings.HasPrefix(d[0].Source, "## Vem") {
			t.Errorf("kept was %+v", d)
		}
		owner.Post(swedish, with(form, url.Values{"source": {"Än en gång."}, "do": {"save"}})).Want(http.StatusConflict) // with the lock of before

		for name, c := range map[string]struct{ content, title, source string }{
			"a.md":   {"\ufeff# Rubrik\r\n\r\n* punkt", "Rubrik", "* punkt"},
			"b.txt":  {"Bara ord \xe5.", "Bilder å vägar", "Bara ord å."},
			"c.html": {"<p>Ingen rubrik", "Bilder å vägar", "Ingen rubrik"},
		} {
			got := upload(t, owner, imports, name, c.content).Want(http.StatusOK).Form(swedish)
			if got.Get("title") != c.title || strings.ReplaceAll(got.Get("source"), "\r", "") != c.source {
				t.Errorf("%s became %q", name, got)
			}
		}
		pasted := owner.Post(imports, url.Values{"paste": {"<p>Från <em>en</em> sida</p>"}}).Want(http.StatusOK).Form(swedish)
		if got := pasted.Get("source"); got != "Från *en* sida" {
			t.Errorf("what was pasted became %q", got)
		}
		if got := owner.Post(imports, url.Values{"paste": {"Vanlig *text* med 1 < 2"}}).Want(http.StatusOK).Form(swedish).Get("source"); got != "Vanlig *text* med 1 < 2" {
			t.Errorf("what was pasted became %q", got)
		}
		for name, content := range map[string]string{"d.docx": "PK", "e.html": "<p> ", "f.txt": "", "g.html": strings.Repeat("<p>a", 300_000), "h": "text"} {
			upload(t, owner, imports, name, content).Want(http.StatusUnprocessableEntity)
		}
		owner.Post(imports, url.Values{"paste": {" \n"}}).Want(http.StatusUnprocessableEntity)

		// What is pasted in the editor, as its script sends it.
		made := owner.Post(swedish+"/convert", url.Values{"html": {page}}).Want(http.StatusOK)
		var answer studio.Converted
		if err := json.Unmarshal([]byte(made.Body), &answer); err != nil || !strings.HasPrefix(answer.Source, "## Vem") || answer.Title == "" {
			t.Errorf("%v: %s", err, made.Body)
		}
		owner.Get(papers + "/" + privacy + "/text/xx1/import").Want(http.StatusNotFound)
		other := w.Browser("platform").SignIn("owner@beta.example")
		upload(t, other, imports, "a.md", "Mitt").Want(http.StatusNotFound)
		other.Post(swedish+"/convert", url.Values{"html": {"<p>a"}}).Want(http.StatusNotFound)
	})
}

// A translation beside its source: what has changed there since is marked, until
// somebody says of what they have seen that it says the same.
func TestTranslate(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alfa, beside := w.Sites["alfa"], papers+"/"+privacy+"/translate/en"
		w.Member(alfa, principal.Editor, "editor@alfa.example")
		w.Member(alfa, principal.Auditor, "auditor@alfa.example")
		owner, editor := w.Browser("platform").SignIn("owner@alfa.example"), w.Browser("platform").SignIn("editor@alfa.example")
		owner.Get(beside).Want(http.StatusNotFound) // there is nothing to translate
		written(owner, swedish, "## Vem\n\nVi sparar i tio år.\n\nKvar.")
		written(owner, english, "## Who\n\n\nWe keep it ten years.\n\nStays.")
		owner.Get(papers).Want(http.StatusOK).Lacks("Compare and mend")
		page := owner.Get(beside).Want(http.StatusOK).Has("Nobody has said", "Vi sparar i tio år.", "We keep it ten years.").Lacks("Changed since then")
		if blocks := page.Form(beside)["block"]; len(blocks) != 3 || blocks[1] != "We keep it ten years." {
			t.Errorf("the fields hold %q", blocks)
		}
		owner.Post(beside, with(page.Form(beside), url.Values{"do": {"same"}})).To(beside + "?saved=1")
		for _, d := range w.Drafts(alfa) {
			if d.Language == "en" && (d.Source != "## Who\n\n\nWe keep it ten years.\n\nStays." || d.TranslatedFrom != "# Policy\n\n## Vem\n\nVi sparar i tio år.\n\nKvar.") {
				t.Errorf("kept was %+v", d)
			}
		}
		owner.Post(publishes, wished(owner.Get(publishes), nil, "sv", "en")).Want(http.StatusSeeOther)
		w.Follow()
		owner.Get(papers).Want(http.StatusOK).Lacks("Compare and mend")
		owner.Get(beside).Want(http.StatusOK).Has("This text says the same as the Swedish")

		// The Swedish draft changes: the English text, which is published, is older.
		written(owner, swedish, "## Vem\n\nVi sparar i sju år.\n\nNytt.\n\nKvar.")
		owner.Get(papers).Want(http.StatusOK).Has("v1, older than the Swedish draft", beside)
		owner.Get(english).Want(http.StatusOK).Has("This text is older", beside)
		page = owner.Get(beside).Want(http.StatusOK).Has("Changed since then", "New since then", "tio</del>", "sju</ins>")
		form := page.Form(beside)
		form["block"][1] = "We keep it seven years."
		owner.Post(beside, with(form, url.Values{"do": {"save"}})).To(beside + "?saved=1")
		page = owner.Get(beside).Want(http.StatusOK).Has("Changed since then", "We keep it seven years.") // nobody has said so
		owner.Get(papers).Want(http.StatusOK).Has("draft, older than the Swedish draft")

		// Somebody changes the Swedish text while it is said: it is kept, and not said.
		form = page.Form(beside)
		form["block"] = slices.Insert(form["block"], 2, "New, and:\r\n\r\n- a")
		written(editor, swedish, "## Vem\n\nVi sparar i sex år.\n\nNytt.\n\nKvar.")
		late := owner.Post(beside, with(form, url.Values{"do": {"same"}})).Want(http.StatusConflict).Has("sex</ins>", "New, and:")
		for _, d := range w.Drafts(alfa) {
			if d.Language == "en" && (!strings.Contains(d.Source, "seven years.\n\nNew, and:\n\n- a\n\nStays.") || !strings.Contains(d.TranslatedFrom, "tio år")) {
				t.Errorf("kept was %+v", d)
			}
		}
		form = late.Form(beside)
		form["block"][1] = "We keep it six years."
		owner.Post(beside, with(form, url.Values{"do": {"same"}})).To(beside + "?saved=1")
		owner.Get(papers).Want(http.StatusOK).Lacks("Compare and mend")

		// Two who translate: the second sees both texts.
		mine := owner.Get(beside).Form(beside)
		theirs := editor.Get(beside).Form(beside)
		theirs["block"][1], mine["block"][1] = "Theirs.", "Mine."
		editor.Post(beside, with(theirs, url.Values{"do": {"save"}})).To(beside + "?saved=1")
		both := owner.Post(beside, with(mine, url.Values{"do": {"same"}})).Want(http.StatusConflict).Has("Mine.")
		if got := area(t, both, "theirs"); !strings.Contains(got, "Theirs.") {
			t.Errorf("theirs is shown as %q", got)
		}
		// What was taken over from elsewhere is laid out anew, and not kept.
		shown := owner.Post(beside, url.Values{"title": {"T"}, "source": {"## X\n\nY"}, "lock": {"3"}, "do": {"show"}}).Want(http.StatusOK).Has("data-unsaved")
		if blocks := shown.Form(beside)["block"]; !slices.Contains(blocks, "Y") {
			t.Errorf("the fields hold %q", blocks)
		}

		// Published, the texts say what they follow; the source language's follows nothing.
		owner.Post(publishes, wished(owner.Get(publishes), url.Values{"weight": {"announcement"}}, "sv", "en")).Want(http.StatusSeeOther)
		v := version(t, w, alfa, 2)
		for language, want := range map[string]string{"sv": "", "en": "sex år"} {
			if text, err := w.Documents.Text(w.On(alfa), v.Text(language).ID); err != nil || (text.TranslatedFrom == "") != (want == "") || !strings.Contains(text.TranslatedFrom, want) {
				t.Errorf("%s follows %q, %v", language, text.TranslatedFrom, err)
			}
		}

		auditor := w.Browser("platform").SignIn("auditor@alfa.example")
		auditor.Get(beside).Want(http.StatusOK).Lacks("data-key", `value="same"`)
		auditor.Post(beside, with(form, url.Values{"do": {"show"}})).Want(http.StatusForbidden)
		other := w.Browser("platform").SignIn("owner@beta.example")
		other.Get(beside).Want(http.StatusNotFound)
		other.Post(beside, with(form, url.Values{"do": {"same"}})).Want(http.StatusNotFound)
		owner.Get(papers + "/" + privacy + "/translate/sv").Want(http.StatusNotFound) // follows nothing
		owner.Get(papers + "/" + privacy + "/translate/xx1").Want(http.StatusNotFound)
	})
}
