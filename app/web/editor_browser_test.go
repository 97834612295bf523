package web_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/apptest/browser"
	"github.com/pactdesk/pactdesk/app/config"
	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/principal"
)

// desk is somebody who writes, in a browser.
type desk struct {
	*browser.Browser
	t *testing.T
}

func atDesk(t *testing.T, w *apptest.World, email string) desk {
	t.Helper()
	d := desk{browser.New(t, browser.Options{Language: "en"}), t}
	d.signIn(w.Config.Origin("platform.localhost")+"/login", email)
	return d
}

func (d desk) signIn(at, email string) {
	d.t.Helper()
	d.Open(at)
	d.Fill("input[name=email]", email)
	d.Fill("input[name=password]", apptest.Password)
	d.Submit("form[action='/login'] button")
}

// opens a page whose script saves at once, or nearly.
func (d desk) opens(page string) {
	d.t.Helper()
	d.Open(page)
	d.Eval(`if (document.querySelector("[data-after]")) document.querySelector("[data-after]").dataset.after = 400`, nil)
}

// until waits for something to be so in the page, and looks at each change.
func (d desk) until(what string) {
	d.t.Helper()
	d.Eval(`new Promise((done) => {
		const look = () => { if (`+what+`) { watch.disconnect(); clearInterval(often); done(true); } };
		const watch = new MutationObserver(look), often = setInterval(look, 100); // what other windows show is no change here
		watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
		look();
	})`, nil)
}

// is waits until the bar says how the text stands.
func (d desk) is(state string) {
	d.t.Helper()
	d.until(`document.querySelector("[data-state]")?.dataset.is === "` + state + `"`)
}

func (d desk) writes(text string) {
	d.t.Helper()
	d.Fill("#source", text)
}

// has waits until the text in the editor is another.
func (d desk) has(text string) {
	d.t.Helper()
	d.until(`document.querySelector("#source")?.value === "` + text + `"`)
}

func (d desk) shows(selector, want string) {
	d.t.Helper()
	if got := value(d.Browser, selector); got != want {
		d.t.Errorf("%s holds %q, not %q", selector, got, want)
	}
}

// trouble stands before the server: it loses answers, and answers with errors.
type trouble struct{ lose, fail atomic.Bool }

func (x *trouble) before(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/text/sv"):
			h.ServeHTTP(w, r)
		case x.fail.Load():
			http.Error(w, "no", http.StatusBadGateway)
		case x.lose.Load(): // it is done, and nobody hears of it
			h.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// Two people at one text, three tabs, a connection that goes at the worst
// moment, a server that fails, a session that ends: no word is lost.
func TestNoWordIsLostInABrowser(t *testing.T) {
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	alfa := w.Sites["alfa"]
	w.Member(alfa, principal.Editor, "editor@alfa.example")
	x := &trouble{}
	w.Server.Config.Handler = x.before(w.Handler)
	page := w.Config.Origin("platform.localhost") + swedish
	kept := func(want string) {
		t.Helper()
		if d := w.Drafts(alfa); len(d) != 1 || d[0].Source != want {
			t.Errorf("the server has %+v, not %q", d, want)
		}
	}

	anna := atDesk(t, w, "owner@alfa.example")
	anna.opens(page)
	anna.writes("One.")
	anna.is("saved")
	kept("One.")

	// The server has it, but the answer is lost (a browser asks again by itself,
	// so it is lost again); meanwhile there is more.
	x.lose.Store(true)
	anna.writes("One, two.")
	anna.is("offline")
	kept("One, two.")
	x.lose.Store(false)
	anna.writes("One, two, three.")
	anna.Click("[data-again]")
	anna.is("saved")
	kept("One, two, three.")

	// No connection, and then one.
	anna.Offline(true)
	anna.writes("Written offline.")
	anna.is("offline")
	kept("One, two, three.")
	anna.Offline(false)
	anna.is("saved")
	kept("Written offline.")

	// A server that fails, and a reload in the middle of it.
	x.fail.Store(true)
	anna.writes("Written to nobody.")
	anna.is("failed")
	anna.opens(page)
	anna.has("Written to nobody.")
	anna.is("failed")
	x.fail.Store(false)
	anna.Click("[data-again]")
	anna.is("saved")
	kept("Written to nobody.")

	// A session that ends: signed in again in another tab, and on reloading.
	for _, c := range anna.Cookies() {
		if err := w.Accounts.SignOut(w.On(w.Platform), c.Value); err != nil {
			t.Fatal(err)
		}
	}
	anna.writes("Written without leave.")
	anna.is("signed_out")
	tab := desk{anna.Tab(), t}
	tab.signIn(w.Config.Origin("platform.localhost")+"/login", "owner@alfa.example")
	anna.Click("[data-again]")
	anna.is("saved")
	kept("Written without leave.")
	for _, c := range anna.Cookies() {
		if err := w.Accounts.SignOut(w.On(w.Platform), c.Value); err != nil {
			t.Fatal(err)
		}
	}
	anna.writes("And again.")
	anna.is("signed_out")
	anna.signIn(page, "owner@alfa.example") // leads to sign in, and back
	anna.WaitURL("/text/sv")
	anna.opens(page)
	anna.has("And again.")
	anna.is("saved")
	kept("And again.")
	tab.Close()

	// Two more tabs. What is written in one comes to the others.
	anna.Eval(`new Promise((done) => {
		window.tabs = [window, open(location.href), open(location.href)];
		window.write = (n, text) => {
			const field = tabs[n].document.querySelector("#source");
			field.value = text;
			field.dispatchEvent(new tabs[n].Event("input", {bubbles: true}));
		};
		window.all = (selector, test) => tabs.every((w) => { const e = w.document?.querySelector(selector); return e && test(e); });
		done();
	})`, nil)
	anna.until(`all("[data-ready]", () => true)`)
	anna.Eval(`write(1, "From the second tab.")`, nil)
	anna.until(`all("#source", (e) => e.value === "From the second tab.") && all("[data-state]", (e) => e.dataset.is === "saved")`)
	kept("From the second tab.")
	// At once in all three: each is shown another's, and none is sent.
	anna.Eval(`for (const w of tabs) w.document.querySelector("[data-after]").dataset.after = 9000; // until somebody has chosen
		for (const n of [0, 1, 2]) write(n, "At once in " + n + ".")`, nil)
	anna.until(`all("[data-conflict]", (e) => !e.hidden)`)
	kept("From the second tab.")
	anna.Click("[data-mine]") // over one of the others, and then over the next
	anna.until(`tabs[0].document.querySelector("[data-conflict]").hidden || tabs[0].document.querySelector("[data-aside]").dataset.kind === "tab"`)
	anna.Eval(`if (!document.querySelector("[data-conflict]").hidden) document.querySelector("[data-mine]").click()`, nil)
	anna.until(`all("#source", (e) => e.value === "At once in 0.") && all("[data-state]", (e) => e.dataset.is === "saved") && all("[data-conflict]", (e) => e.hidden)`)
	kept("At once in 0.")
	// A tab that is closed with words that were not sent leaves them to the next.
	x.fail.Store(true)
	anna.Eval(`for (const n of [0, 2]) write(n, "At the end in " + n + ".")`, nil)
	anna.until(`!document.querySelector("[data-conflict]").hidden`)
	anna.Eval(`tabs[1].close(); tabs[2].close()`, nil)
	x.fail.Store(false)
	anna.shows("#theirs", "At the end in 2.")
	anna.Click("[data-theirs]")
	anna.is("saved")
	kept("At the end in 2.")
	anna.shows("#theirs", "At the end in 0.") // to copy from
	anna.Click(`[data-for="mine"][data-close]`)
	anna.opens(page)

	// Two people. Who comes second sees both.
	erik := atDesk(t, w, "editor@alfa.example")
	erik.opens(page)
	erik.shows("#source", "At the end in 2.")
	for round, mine := range []bool{true, false} {
		theirs, ours := "Erik writes "+strconv.Itoa(round)+".", "Anna writes "+strconv.Itoa(round)+"."
		erik.writes(theirs)
		erik.is("saved")
		anna.writes(ours)
		anna.is("conflict")
		anna.shows("#source", ours)
		anna.shows("#theirs", theirs)
		kept(theirs)
		if anna.opens(page); round == 0 { // a reload in the middle of it
			anna.is("conflict")
			anna.shows("#source", ours)
			anna.shows("#theirs", theirs)
		}
		anna.Screenshot("editor-conflict")
		if mine {
			anna.Click("[data-mine]")
			anna.is("saved")
			kept(ours)
			erik.opens(page)
			erik.shows("#source", ours)
		} else {
			anna.Click("[data-theirs]")
			anna.is("saved")
			kept(theirs)
			anna.shows("#theirs", ours)
		}
	}
	// What is published meanwhile is not written over either.
	owner := w.Browser("platform").SignIn("owner@alfa.example")
	owner.Post(publishes, wished(owner.Get(publishes), nil, "sv")).Want(http.StatusSeeOther)
	anna.writes("After it was published.")
	anna.is("saved") // it was made from what was published
	kept("After it was published.")

	var left int
	anna.Eval("localStorage.length", &left)
	if left != 0 {
		t.Errorf("the browser still keeps %d texts that the server has", left)
	}
}

// The toolbar, the menu, pasting, and a translation, by mouse and keyboard.
func TestFormTheTextInABrowser(t *testing.T) {
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	alfa, studio := w.Sites["alfa"], w.Config.Origin("platform.localhost")
	w.Publish(alfa, privacy, documents.NewVersion, map[string]string{"sv": "## Vem\n\nVi sparar."})
	anna := atDesk(t, w, "owner@alfa.example")
	anna.opens(studio + swedish)
	anna.until(`document.querySelector("[data-ready]")`)
	holds := func(step, want string) {
		t.Helper()
		if got := value(anna.Browser, "#source"); got != want {
			t.Errorf("%s: the text is %q, not %q", step, got, want)
		}
	}
	selects := func(text string) {
		t.Helper()
		anna.Eval(`{ const f = document.querySelector("#source"), at = f.value.indexOf("`+text+`"); f.focus(); f.setSelectionRange(at, at + `+strconv.Itoa(len(text))+`) }`, nil)
	}
	anna.writes("Who and what.")
	selects("what")
	anna.Click("[data-tool=bold]")
	holds("bold", "Who and **what**.")
	anna.Click("[data-tool=bold]")
	holds("and off again", "Who and what.")
	anna.Eval(`document.execCommand("undo")`, nil)
	holds("undone", "Who and **what**.")
	anna.Eval(`document.execCommand("undo")`, nil)
	holds("undone twice", "Who and what.")
	anna.Click("[data-tool=heading]")
	holds("heading", "## Who and what.")
	anna.Eval(`{ const f = document.querySelector("#source"); f.setSelectionRange(f.value.length, f.value.length) }`, nil)
	anna.Click("[data-tool=table]")
	holds("table", "## Who and what.\n\n| Column 1 | Column 2 |\n| --- | --- |\n|  |  |\n")
	anna.writes("one\ntwo")
	selects("one\\ntwo")
	anna.Click("[data-tool=numbered]")
	holds("numbers", "1. one\n2. two")
	anna.Click("[data-tool=list]")
	holds("list", "- one\n- two")
	selects("two")
	anna.Click("[data-tool=link]")
	holds("link", "- one\n- [two](https://)")

	// One stop for Tab, and arrows.
	var stops int
	anna.Eval(`document.querySelector("[data-tool=heading]").focus(), document.querySelectorAll("[data-tools] [tabindex='0']").length`, &stops)
	if stops != 1 {
		t.Errorf("the toolbar has %d stops", stops)
	}
	anna.Eval(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}))`, nil)
	anna.until(`document.activeElement.dataset.tool === "bold"`)

	anna.writes("Start")
	anna.Click("[data-insert]")
	anna.Click(`#insert [data-name="who_answers"]`)
	holds("inserted", "Start\n\n{{who_answers}}\n")

	// From Word: at once as it was copied, then as Markdown; plain where it is plain.
	paste := func(html, plain string) {
		t.Helper()
		anna.Eval(`{ const data = new DataTransfer(); data.setData("text/plain", `+strconv.Quote(plain)+`); `+
			`if (`+strconv.Quote(html)+`) data.setData("text/html", `+strconv.Quote(html)+`); const f = document.querySelector("#source"); `+
			`f.setSelectionRange(f.value.length, f.value.length); f.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})) }`, nil)
	}
	anna.writes("Start.")
	paste(`<h2>Vilka</h2><p class=MsoNormal>Vi *och* <b>ni</b></p>`, "Vilka\r\nVi *och* ni")
	anna.until(`document.querySelector("#source").value === "Start.\n\n## Vilka\n\nVi \\*och\\* **ni**"`)
	anna.Offline(true)
	paste(`<p>Utan <b>nät</b></p>`, " Utan nät")
	anna.is("offline")
	holds("pasted offline", "Start.\n\n## Vilka\n\nVi \\*och\\* **ni** Utan nät")
	anna.Offline(false)
	anna.is("saved")

	// Beside its source: the paragraphs are saved as one text, and taken over.
	anna.opens(studio + papers + "/" + privacy + "/translate/en")
	anna.until(`document.querySelector("[data-ready]")`)
	anna.Fill("#more", "Said in English.")
	anna.is("saved")
	var english documents.Draft
	for _, d := range w.Drafts(alfa) {
		if d.Language == "en" {
			english = d
		}
	}
	if !strings.HasSuffix(english.Source, "\n\nSaid in English.") {
		t.Errorf("the draft is %q", english.Source)
	}
	other := desk{anna.Tab(), t}
	other.opens(studio + papers + "/" + privacy + "/text/en")
	other.until(`document.querySelector("[data-ready]")`)
	other.writes("Rewritten whole.")
	other.is("saved")
	anna.until(`[...document.querySelectorAll("textarea[name=block]")].some((f) => f.value === "Rewritten whole.")`)
	anna.Submit("button[value=same]")
	anna.WaitURL("saved=1")
	for _, d := range w.Drafts(alfa) {
		if d.Language == "en" && (d.Source != "Rewritten whole." || d.TranslatedFrom == "") {
			t.Errorf("kept was %+v", d)
		}
	}
}
