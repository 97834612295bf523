package web_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/browser"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

const lookPage = "/studio/alfa/settings/appearance/look"

func anyLook() url.Values {
	return url.Values{"accent": {"#7a3b69"}, "paper": {"#fbf5e8"}, "ink": {"#2c2119"}, "button": {"outline"}, "type": {"old_style"}, "size": {"large"},
		"corner": {"pill"}, "scheme": {"follow"}, "header": {"both"}, "do": {"save"}}
}

// square is a picture of one colour, as a file.
func square(side int, c color.Color) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		m.Set(i%side, i/side, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

type sentFile struct {
	field, name, contentType string
	content                  []byte
}

// sendFiles posts a form with files, as the page's form does.
func sendFiles(c *apptest.Client, path string, form url.Values, files ...sentFile) *apptest.Page {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		for _, v := range values {
			_ = w.WriteField(name, v)
		}
	}
	for _, f := range files {
		part, _ := w.CreatePart(textproto.MIMEHeader{"Content-Type": {f.contentType},
			"Content-Disposition": {fmt.Sprintf("form-data; name=%q; filename=%q", f.field, f.name)}})
		_, _ = part.Write(f.content)
	}
	_ = w.Close()
	return c.Do(http.MethodPost, path, &b, http.Header{"Content-Type": {w.FormDataContentType()}, "Origin": {c.Origin()}, "Sec-Fetch-Site": {"same-origin"}})
}

var (
	themeLink = regexp.MustCompile(`href="(/assets/theme\.[^"]+)"`)
	logoLink  = regexp.MustCompile(`src="(/assets/logo\.[^"]+)"`)
	triedHash = regexp.MustCompile(`name="logo_is" value="([^"]+)"`)
)

func found(t *testing.T, p *apptest.Page, link *regexp.Regexp) string {
	t.Helper()
	m := link.FindStringSubmatch(p.Body)
	if m == nil {
		t.Fatalf("%s has no %s:\n%.1500s", p.Path, link, p.Body)
	}
	return m[1]
}

// lookRows are the rows that a look is, and the history. Jobs write others.
func lookRows(w *apptest.World) []apptest.Row {
	return slices.DeleteFunc(w.Rows(), func(r apptest.Row) bool {
		return !slices.Contains([]string{"themes", "images", "profiles", "history"}, r.Table)
	})
}

func pictures(w *apptest.World) int {
	return len(slices.DeleteFunc(lookRows(w), func(r apptest.Row) bool { return r.Table != "images" }))
}

// An owner makes the site theirs: the pages of the site, also one that was
// cached, have it at once; the studio has not; another site neither.
func TestOwnersMakeASiteTheirs(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		visitor, owner := w.Browser("alfa"), w.Browser("platform").SignIn("owner@alfa.example")
		before := visitor.Get(documentPath).Want(http.StatusOK).Has(`content="light dark"`, "site-name")
		studio := found(t, owner.Get(lookPage).Want(http.StatusOK), themeLink)

		form := anyLook()
		form.Set("footer_en_text", "Alfa, Street 1\nOpen on weekdays")
		form.Set("footer_en_label_2", "Portfolio")
		form.Set("footer_en_href_2", "https://alfa.example/p?a=b&c=d")
		form.Set("footer_xx_text", "a language that the site does not have")
		sendFiles(owner, lookPage, form,
			sentFile{"logo", "logo.png", "image/png", square(60, color.NRGBA{20, 20, 20, 255})},
			sentFile{"icon", "icon.png", "image/png", square(90, color.NRGBA{20, 90, 20, 255})}).To(lookPage + "?saved=1")
		w.Follow()

		after := visitor.Get(documentPath).Want(http.StatusOK)
		after.Has(`alt=""`, `<span>Site alfa</span>`, "site-logo plate", `type="image/png" href="/assets/icon.`, `rel="apple-touch-icon"`, "Alfa, Street 1<br>Open on weekdays",
			`href="https://alfa.example/p?a=b&amp;c=d" rel="noopener">Portfolio<`, `media="(prefers-color-scheme: light)" content="#fbf5e8"`)
		if found(t, before, themeLink) == found(t, after, themeLink) {
			t.Error("the cached page has its old look")
		}
		visitor.Get(found(t, after, themeLink)).Want(http.StatusOK).Has("--accent:#7a3b69", "--paper:#fbf5e8", "--round:100vmax", "prefers-color-scheme:dark")
		if now := found(t, owner.Get(lookPage), themeLink); now != studio {
			t.Error("the studio has the site's look")
		}
		logo := found(t, after, logoLink)
		p := visitor.Get(logo).Want(http.StatusOK)
		if p.Header.Get("Content-Type") != "image/png" || p.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(p.Body, "\x89PNG") {
			t.Errorf("the logo is %v", p.Header)
		}
		w.Second().Browser("alfa").Get(logo).Want(http.StatusOK)

		// Another site's is not there, whoever knows its name.
		w.Browser("beta").Get(logo).Want(http.StatusNotFound)
		w.Browser("platform").Get(logo).Want(http.StatusNotFound)
		w.Browser("beta").Get("/").Want(http.StatusOK).Lacks("logo.", "Open on weekdays", "#fbf5e8")
		stranger := w.Browser("platform").SignIn("owner@beta.example")
		stranger.Get("/studio/beta/settings/appearance/look/pictures/" + strings.TrimSuffix(strings.TrimPrefix(logo, "/assets/logo."), ".png")).Want(http.StatusNotFound)
		stolen := anyLook()
		stolen.Set("logo_is", strings.TrimSuffix(strings.TrimPrefix(logo, "/assets/logo."), ".png"))
		stranger.Post("/studio/beta/settings/appearance/look", stolen).Want(http.StatusUnprocessableEntity).Has("no longer here")
		stranger.Post(lookPage, anyLook()).Want(http.StatusNotFound)

		owner.Get("/studio/alfa/history").Has("changed how the site looks")
		owner.Get(lookPage).Has(`value="#7a3b69"`, "Portfolio").Lacks("a language that")

		// The pictures themselves are not held with what every request needs.
		look, err := w.Appearance.Open(w.On(w.Sites["alfa"]), apptest.Shell)
		if image, ok := look.Picture(appearance.Logo); err != nil || !ok || image.Width != 60 || len(image.Content) > 0 {
			t.Errorf("the look has the logo %d × %d with %d bytes, %v", image.Width, image.Height, len(image.Content), err)
		}

		// Without its logo the name stands there; the picture waits a day and goes.
		form.Set("logo_none", "yes")
		owner.Post(lookPage, form).To(lookPage + "?saved=1")
		w.Follow()
		visitor.Get("/").Want(http.StatusOK).Has("Site alfa").Lacks("site-logo")
	})
}

// What could not be read is not saved: the form comes back as it was typed,
// says what is hard to see, and offers the nearest colour that will do.
func TestUnreadableLooksAreNotSaved(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		owner.Header.Set("Accept-Language", "sv")
		before := lookRows(w)
		form := anyLook()
		form.Set("accent", "#e8c14a")
		form.Set("footer_sv_text", "Kvar")
		p := owner.Post(lookPage, form).Want(http.StatusUnprocessableEntity).Has("Länkar skulle bli svåra att läsa: kontrasten är 1,", "4,5 till 1", `value="#e8c14a"`, "Kvar", `value="outline" checked`)
		take := regexp.MustCompile(`name="do" value="(take:accent:#[0-9a-f]{6})"`).FindStringSubmatch(p.Body)
		if take == nil {
			t.Fatal("no colour is offered")
		}
		if changed := apptest.Differences(before, lookRows(w)); len(changed) > 0 {
			t.Errorf("it was refused, and yet %v", changed)
		}
		for field, wrong := range map[string]string{"ink": "#aaaaaa", "paper": "#203040", "accent": "red", "type": "comic", "corner": "7px", "scheme": "", "header": "none", "button": "neon"} {
			bad := anyLook()
			bad.Set(field, wrong)
			owner.Post(lookPage, bad).Want(http.StatusUnprocessableEntity)
		}
		bad := anyLook()
		bad.Set("footer_sv_label_1", "Hit")
		bad.Set("footer_sv_href_1", "javascript:alert(1)")
		owner.Post(lookPage, bad).Want(http.StatusUnprocessableEntity).Has("footer_sv_href_1-mistake", "javascript:alert(1)")
		if changed := apptest.Differences(before, lookRows(w)); len(changed) > 0 {
			t.Errorf("all were refused, and yet %v", changed)
		}
		form.Set("do", take[1])
		owner.Post(lookPage, form).To(lookPage + "?saved=1")
		owner.Get(lookPage).Has(`value="` + strings.TrimPrefix(take[1], "take:accent:") + `"`)

		w.Member(w.Sites["alfa"], principal.Auditor, "auditor@alfa.example")
		auditor := w.Browser("platform").SignIn("auditor@alfa.example")
		auditor.Get(lookPage).Want(http.StatusOK).Lacks(`value="save"`, `type="file"`)
		auditor.Get(lookPage + "/preview/home").Want(http.StatusOK)
		auditor.Post(lookPage, anyLook()).Want(http.StatusForbidden)
	})
}

// A file that is not what it should be is refused in words, and nothing of it
// is stored; what was typed beside it is there again.
func TestHostileUploads(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		good := square(40, color.NRGBA{90, 20, 20, 255})
		for name, c := range map[string]struct {
			file sentFile
			says string
		}{
			"svg":           {sentFile{"logo", "a.svg", "image/svg+xml", []byte("<svg/>")}, "something else"},
			"html as a png": {sentFile{"logo", "a.png", "image/png", []byte("<script>alert(1)</script>")}, "something else"},
			"png as html":   {sentFile{"logo", "a.html", "text/html", good}, "another kind of picture"},
			"a polyglot":    {sentFile{"icon", "a.png", "image/png", append(append([]byte{}, good...), "PK\x03\x04"...)}, "something more is hidden"},
			"cut off":       {sentFile{"logo_dark", "a.png", "image/png", good[:60]}, "cut off"},
			"ten megabytes": {sentFile{"logo", "a.png", "image/png", append(append([]byte{}, good...), make([]byte, 10<<20)...)}, "at most 5 MB"},
		} {
			form := anyLook()
			form.Set("footer_en_text", "Typed before "+name)
			sendFiles(owner, lookPage, form, c.file).Want(http.StatusUnprocessableEntity).Has(c.says, "Typed before "+name, "Nothing was stored")
		}
		sendFiles(owner, lookPage, anyLook(), sentFile{"logo", "a.png", "image/png", make([]byte, 21<<20)}).Want(http.StatusRequestEntityTooLarge)
		// Only there: elsewhere a post is no larger than it was, nor does it hold files.
		sendFiles(owner, "/studio/alfa/settings/site", url.Values{"name": {"A"}}, sentFile{"logo", "a.png", "image/png", make([]byte, 9<<20)}).Want(http.StatusRequestEntityTooLarge)
		if n := pictures(w); n != 0 {
			t.Errorf("%d pictures are stored", n)
		}

		// A good one stays when something else is wrong, and is shown in the preview.
		form := anyLook()
		form.Set("accent", "#ffff00")
		p := sendFiles(owner, lookPage, form, sentFile{"logo", "a.png", "image/png", good}).Want(http.StatusUnprocessableEntity)
		hash := found(t, p, triedHash)
		owner.Get(lookPage + "/pictures/" + hash).Want(http.StatusOK)
		w.Browser("beta").Get("/assets/logo." + hash + ".png").Want(http.StatusNotFound)
		form = anyLook()
		form.Set("logo_is", hash)
		owner.Get(lookPage+"/preview/home?"+form.Encode()).Want(http.StatusOK).Has("pictures/"+hash, "<body class=\"site\" inert>")
		owner.Post(lookPage, form).To(lookPage + "?saved=1")

		// Nobody fills the shelves with what nothing names.
		for i := range 15 {
			form.Set("do", "try")
			sendFiles(owner, lookPage, form, sentFile{"icon", "i.png", "image/png", square(20+i, color.NRGBA{9, 9, 9, 255})}).Want(http.StatusOK)
		}
		if n := pictures(w); n > 13 {
			t.Errorf("%d pictures are stored", n)
		}
		for _, hash := range []string{"x", strings.Repeat("A", 24), "../../site", "%2e%2e"} {
			owner.Get(lookPage + "/pictures/" + hash).Want(http.StatusNotFound)
			w.Browser("alfa").Get("/assets/logo." + hash + ".png").Want(http.StatusNotFound)
		}
	})
}

// The preview is the site's real pages with a look that is not saved, in a
// frame of our own where nothing can be done.
func TestLookPreview(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, second)
		owner := w.Browser("platform").SignIn("owner@alfa.example")
		if csp := owner.Get(lookPage).Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("the look page has %s", csp)
		}
		before := lookRows(w)
		q := anyLook()
		q.Set("as", "dark")
		q.Set("in", "sv")
		for page, text := range map[string]string{"document": "tio år", "gate": `value="decline"`, "register": "Skapa konto", "home": "Site alfa", "login": "Logga in"} {
			if page == "document" {
				text = "sju år"
			}
			p := owner.Get(lookPage+"/preview/"+page+"?"+q.Encode()).Want(http.StatusOK).Has(text, " inert>", "/preview/theme.css?").Lacks("<script", "owner@alfa.example")
			csp := p.Header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "frame-ancestors 'self'") || !strings.Contains(csp, "form-action 'none'") || strings.Contains(csp, "script-src") {
				t.Errorf("%s has %s", page, csp)
			}
		}
		owner.Get(lookPage+"/preview/theme.css?"+q.Encode()).Want(http.StatusOK).Has("color-scheme:dark", "--paper:#1c1813").Lacks("prefers-color-scheme")
		q.Set("accent", "#ffff00")
		owner.Get(lookPage+"/preview/check?"+q.Encode()).Want(http.StatusOK).Has(`"accent"`, `"nearest":"#`)
		q.Set("accent", "url(x)}*{")
		owner.Get(lookPage+"/preview/theme.css?"+q.Encode()).Want(http.StatusOK).Lacks("url(", "#fbf5e8")
		owner.Get(lookPage + "/preview/nothing").Want(http.StatusNotFound)
		if changed := apptest.Differences(before, lookRows(w)); len(changed) > 0 {
			t.Errorf("looking changed %v", changed)
		}
		w.Browser("platform").SignIn("owner@beta.example").Get(lookPage + "/preview/document").Want(http.StatusNotFound)
		w.Browser("alfa").Get(lookPage + "/preview/document").Want(http.StatusNotFound)
		owner.Get("/studio/beta/settings/appearance/look/preview/home").Want(http.StatusNotFound)
	})
}

// The gate's two buttons look alike in every look, by day and by night, at a
// desk and on a telephone.
func TestEqualButtonsInABrowser(t *testing.T) {
	t.Parallel()
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
	origin := w.Config.Origin("alfa.localhost")
	styles := []appearance.Style{
		{Accent: "#a8481f", Paper: "#fbf5e8", Ink: "#2c2119", Button: appearance.Filled, Type: appearance.OldStyle, Size: appearance.Normal, Corner: appearance.Slight, Scheme: appearance.Follow},
		{Accent: "#1f5f8b", Paper: "#f3f6f9", Ink: "#15213a", Button: appearance.Outline, Type: appearance.Geometric, Size: appearance.Small, Corner: appearance.Square, Scheme: appearance.Light},
		{Accent: "#8fc58a", Paper: "#f2f6f1", Ink: "#14271f", Button: appearance.Filled, Type: appearance.Slab, Size: appearance.Large, Corner: appearance.Pill, Scheme: appearance.Dark},
		{Accent: "#000000", Paper: "#ffffff", Ink: "#000000", Button: appearance.Outline, Type: appearance.Humanist, Size: appearance.Large, Corner: appearance.Rounded, Scheme: appearance.Follow},
	}
	for _, opts := range []browser.Options{{Width: 360, Height: 760, Language: "sv"}, {Width: 1280, Language: "sv", Dark: true}} {
		b := browser.New(t, opts)
		b.Open(origin + "/register")
		b.Fill("input[name=name]", "Kim Ek")
		b.Fill("input[name=email]", fmt.Sprintf("kim%d@example.com", opts.Width))
		b.Fill("input[name=password]", apptest.Password)
		b.Click("input[name^=act_]")
		b.Submit("form[action='/register'] button:not([type])")
		b.WaitURL("/account")
		w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, second)
		for i, style := range styles {
			if err := w.Appearance.Set(w.On(w.Sites["alfa"]), apptest.Shell, appearance.Theme{Style: style, Header: appearance.NameOnly}); err != nil {
				t.Fatal(err)
			}
			b.Open(origin + "/accept")
			sameButtons(t, b)
			fits(t, b)
			b.Screenshot(fmt.Sprintf("look-gate-%d-%d", opts.Width, i))
			// What Go reckoned is what the browser paints: the greys and washes too.
			var painted []string
			b.Eval(`["--tint", "--edge", "--muted", "--accent-wash", "--accent"].map(n => { const e = document.createElement("i"), c = document.createElement("canvas").getContext("2d");
				e.style.color = "var(" + n + ")"; document.body.append(e); c.fillStyle = getComputedStyle(e).color; c.fillRect(0, 0, 1, 1); e.remove();
				return "#" + [...c.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v.toString(16).padStart(2, "0")).join("") })`, &painted)
			tokens := style.Day()
			if style.Scheme == appearance.Dark || style.Scheme == appearance.Follow && opts.Dark {
				tokens = style.Night()
			}
			want := fmt.Sprint([]string{tokens.Tint.Hex(), tokens.Edge.Hex(), tokens.Muted.Hex(), tokens.AccentWash.Hex(), tokens.Accent.Hex()})
			if got := fmt.Sprint(painted); got != want {
				t.Errorf("look %d, %d px: the browser paints %s, not %s", i, opts.Width, got, want)
			}
		}
		clean(t, b, strings.TrimPrefix(origin, "http://"), "session")
	}
}

// With a script the preview follows what one chooses, says what cannot be
// read, and takes the nearest colour that can.
func TestLookInABrowser(t *testing.T) {
	t.Parallel()
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	w.Publish(w.Sites["alfa"], privacy, documents.NewVersion, first)
	b := browser.New(t, browser.Options{Language: "sv"})
	studio := w.Config.Origin("platform.localhost")
	b.Open(studio + "/login")
	b.Fill("input[name=email]", "owner@alfa.example")
	b.Fill("input[name=password]", apptest.Password)
	b.Submit("form[action='/login'] button")
	b.Open(studio + lookPage)
	// shown resolves when the page in the frame has a colour of paper.
	shown := func(rgb string) {
		t.Helper()
		b.Eval(`new Promise((yes, no) => { const late = Date.now() + 15000; (function look() {
			const d = document.querySelector("iframe").contentDocument, now = d?.body && getComputedStyle(d.documentElement).backgroundColor;
			if (now === "`+rgb+`") yes(); else if (Date.now() > late) no(Error("the paper is " + now)); else setTimeout(look, 50); })() })`, nil)
	}
	shown("rgb(251, 250, 248)")
	b.Click("input[name=paper][value='#fbf5e8']")
	shown("rgb(251, 245, 232)")
	b.Click("input[name=as][value=dark]")
	shown("rgb(28, 24, 19)")
	b.Fill("[data-colour=accent] .hex input[type=text]", "#ffe000")
	b.WaitVisible("[data-colour=accent] button.nearest")
	if said := b.Text("#accent-mistake"); !strings.Contains(said, "Länkar skulle bli svåra att läsa") {
		t.Errorf("it says %q", said)
	}
	b.Click("[data-colour=accent] button.nearest")
	b.Eval(`new Promise((yes, no) => { const late = Date.now() + 15000; (function look() {
		if (document.querySelector("#accent-mistake").hidden) yes(); else if (Date.now() > late) no(Error("it still cannot be read")); else setTimeout(look, 50); })() })`, nil)
	b.Screenshot("look-tried")
	fits(t, b)
	b.Submit("button[name=do][value=save]")
	b.WaitURL("saved=1")
	clean(t, b, strings.TrimPrefix(studio, "http://"), "session")
	w.Follow()
	look, err := w.Appearance.Open(w.On(w.Sites["alfa"]), apptest.Shell)
	if err != nil || look.Style.Paper != "#fbf5e8" || look.Style.Accent == "#ffe000" || len(look.Style.Check()) > 0 {
		t.Errorf("saved is %+v %v", look.Style, err)
	}
}
