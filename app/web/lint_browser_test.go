package web_test

import (
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/apptest"
	"github.com/pactdesk/pactdesk/app/config"
)

// In the browser a remark leads to its line, mends the text where one sees it
// as one's own typing does, and is left with what it risks before one's eyes.
func TestTheCheckInTheBrowser(t *testing.T) {
	t.Parallel()
	w := apptest.NewWorld(t, apptest.SQLite(t), func(*config.Config) {})
	w.Strict()
	withFacts(t, w, "newsletter")
	d := atDesk(t, w, "owner@alfa.example")
	d.opens(w.Config.Origin("platform.localhost") + english)
	d.writes(complete["en"] + "\n\n## Contact\n\nWrite to us at “”, or on [the page](/contakt).")
	d.until(`document.querySelector(".remarks-list.error summary")?.textContent.startsWith("2 ")`)

	d.Click(`.remarks .remark-what [data-line="11"]`)
	var line string
	d.Eval(`(() => { const s = document.querySelector("#source"); return s.value.slice(s.selectionStart, s.selectionEnd); })()`, &line)
	if !strings.HasPrefix(line, "Write to us at") {
		t.Errorf("it leads to %q", line)
	}
	d.Click(`.remarks button[data-put]`)
	d.until(`document.querySelector("#source").value.includes("at {{controller.email}}, or") && document.querySelector(".remarks-list.error summary")?.textContent.startsWith("1 ")`)
	d.is("saved")

	d.Click(".remarks .leave summary")
	if risk := d.Text(".remarks .leave p"); !strings.Contains(risk, "find nothing") {
		t.Errorf("it risks %q", risk)
	}
	d.writes(complete["en"] + "\n\n## Contact\n\nWrite to us, or on [the page](/contakt). Lorem ipsum.") // what is open stays open
	d.until(`document.querySelector(".remarks-list.error summary")?.textContent.startsWith("2 ")`)
	d.writes(complete["en"] + "\n\n## Contact\n\nWrite to us, or on [the page](/contakt).")
	d.until(`document.querySelector(".remarks-list.error summary")?.textContent.startsWith("1 ")`)
	d.is("saved")
	d.Click(".remarks .leave summary")
	d.Submit(`.remarks button[value^="leave:"]`)
	d.until(`document.querySelector(".remarks .sound") && document.querySelector(".remarks-list.left")`)
	if wrong := d.ConsoleErrors(); len(wrong) > 0 {
		t.Error(wrong)
	}
}
