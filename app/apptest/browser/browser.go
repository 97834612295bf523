// Package browser drives a headless Chromium in tests, the way a person would:
// open, fill in, press, read. Each browser is a process with a profile of its
// own, gone when the test ends.
//
//	b := browser.New(t, browser.Options{Language: "sv"})
//	b.Open("http://acme.localhost:8080/login") // Chromium finds *.localhost itself
//	b.Fill("#email", "anna@example.com")
//	b.Submit("form button")
//	if got := b.Text("h1"); got != "Välkommen" { ... }
//
// Every method fails the test, saying where the browser stands, when what it
// waits for has not come within Timeout. It also keeps a record of what a page
// did: its requests, the cookies it was sent, what its console complained of.
//
// # Environment
//
//   - PACTDESK_REQUIRE_CHROMIUM=1 turns the skip, where no Chromium is
//     installed, into a failure.
//   - PACTDESK_SCREENSHOTS names the directory that Screenshot writes to;
//     without it there are no screenshots.
package browser

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

const (
	// Timeout is how long each step may take. It is for a loaded machine: on
	// an idle one a step takes milliseconds.
	Timeout = 20 * time.Second
	// startTimeout is how long Chromium may take to come up.
	startTimeout = time.Minute
	// phoneWidth is the widest screen that is treated as a phone's.
	phoneWidth = 600
)

// Options describe who is looking. The zero value is somebody at a desk with
// JavaScript, a light colour scheme and no wish about languages.
type Options struct {
	Width, Height int    // the viewport; 1280 by 900 unless given. Below 600 it is a phone's
	Language      string // Accept-Language, such as "sv" or "nb,en;q=0.5"
	NoScript      bool   // JavaScript is off
	Dark          bool   // prefers-color-scheme: dark
	ReducedMotion bool   // prefers-reduced-motion: reduce
	GPC           bool   // each request says Sec-GPC: 1
	// Resolve says where hosts are, as Chromium's --host-resolver-rules do: such as
	// "MAP *.example.com 127.0.0.1:4430", a server of the test's with whatever
	// certificate. A browser keeps what it began with.
	Resolve string
}

// Phone is the viewport of a small telephone.
func Phone() Options { return Options{Width: 360, Height: 740} }

// Browser is one tab of a Chromium process. Its methods are for the test's own
// goroutine; what it records comes from another and is locked.
type Browser struct {
	tb   testing.TB
	ctx  context.Context
	log  *record
	opts Options

	closeTab context.CancelFunc // nil: it is the browser's first
}

// New starts a browser that closes when the test ends. Without Chromium on the
// machine it skips the test, or fails it where PACTDESK_REQUIRE_CHROMIUM=1.
func New(tb testing.TB, opts Options) *Browser {
	tb.Helper()
	path := find()
	if path == "" {
		if os.Getenv("PACTDESK_REQUIRE_CHROMIUM") == "1" {
			tb.Fatal("browser: no Chromium here, and PACTDESK_REQUIRE_CHROMIUM=1")
		}
		tb.Skip("browser: no Chromium here")
	}
	// Not tb.TempDir(): Chromium makes sockets there, whose paths must be short.
	dir, err := os.MkdirTemp("", "browser-") //nolint:usetesting // see above
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	// Not tb.Context(), which ends before the cleanups that may still look.
	allocator, end := chromedp.NewExecAllocator(context.Background(), flags(path, dir, opts)...)
	tb.Cleanup(end)
	ctx, closeTab := chromedp.NewContext(allocator)
	tb.Cleanup(closeTab)

	b := &Browser{tb: tb, ctx: ctx, log: newRecord(), opts: opts}
	chromedp.ListenTarget(ctx, b.log.on)
	// The first Run starts the process and ties it to its context: so this
	// one must not have the deadline of a step.
	if err := chromedp.Run(ctx); err != nil {
		tb.Fatalf("browser: %s does not start: %v", path, err)
	}
	tb.Cleanup(b.close)
	b.do("set up", emulate(opts)...)
	return b
}

// Become gives the tab another reader's screen and wishes, from the next page
// on. Their Language stays what the browser began with.
func (b *Browser) Become(opts Options) {
	b.tb.Helper()
	b.opts = opts
	b.do("become another reader", emulate(opts)...)
}

// close asks Chromium to leave, so that it is done with its profile when that
// is removed; the cleanups that New has set up before end it if it does not.
func (b *Browser) close() {
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	if err := chromedp.Cancel(ctx); err != nil {
		b.tb.Log("browser: close: ", err)
	}
}

// find is Chromium's path, or empty.
func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// flags make Chromium headless, able to run as root and in a container, and
// silent: it asks the network for nothing but what the pages ask for. All that
// it writes is in dir.
func flags(path, dir string, opts Options) []chromedp.ExecAllocatorOption {
	f := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Env("TMPDIR="+dir),
		chromedp.WSURLReadTimeout(startTimeout),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-pings", true),
	)
	if opts.Language != "" {
		f = append(f, chromedp.Flag("accept-lang", opts.Language))
	}
	if opts.Resolve != "" {
		f = append(f, chromedp.IgnoreCertErrors, chromedp.Flag("host-resolver-rules", opts.Resolve))
	}
	return f
}

// emulate gives the tab its reader's screen and wishes.
func emulate(opts Options) []chromedp.Action {
	width, height := cmp.Or(opts.Width, 1280), cmp.Or(opts.Height, 900)
	var viewport []chromedp.EmulateViewportOption
	if width < phoneWidth {
		viewport = append(viewport, chromedp.EmulateMobile)
	}
	scheme, motion := "light", "no-preference"
	if opts.Dark {
		scheme = "dark"
	}
	if opts.ReducedMotion {
		motion = "reduce"
	}
	headers := network.Headers{}
	if opts.GPC {
		headers["Sec-GPC"] = "1"
	}
	return []chromedp.Action{
		network.SetExtraHTTPHeaders(headers),
		chromedp.EmulateViewport(int64(width), int64(height), viewport...),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: motion},
		}),
		emulation.SetScriptExecutionDisabled(opts.NoScript),
	}
}
