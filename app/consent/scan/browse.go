package scan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

const (
	pageTime  = 15 * time.Second       // for a page to load
	quietTime = 200 * time.Millisecond // without a request: the page has done what it does
	idleTime  = 3 * time.Second        // after which it is left although it goes on
)

// browser is a Chromium with a profile of its own.
type browser struct {
	visit  Visit
	host   string
	ctx    context.Context // of its tab
	end    []func()        // what closes it, the last first
	mu     sync.Mutex
	sights []sight
	asked  map[network.RequestID]request
	open   map[network.RequestID]bool
}

type request struct{ address, by string }

func start(ctx context.Context, path string, v Visit, origin *url.URL) (b *browser, err error) {
	b = &browser{visit: v, host: origin.Hostname(), asked: map[network.RequestID]request{}, open: map[network.RequestID]bool{}}
	dir, err := os.MkdirTemp("", "scan-")
	if err != nil {
		return nil, err
	}
	b.end = append(b.end, func() { _ = os.RemoveAll(dir) })
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.Env("TMPDIR="+dir),
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("no-pings", true))
	if os.Geteuid() == 0 { // its sandbox does not run as root
		flags = append(flags, chromedp.NoSandbox)
	}
	if v.Via != "" {
		flags = append(flags, chromedp.Flag("host-resolver-rules", "MAP "+b.host+" "+v.Via))
	}
	allocator, stop := chromedp.NewExecAllocator(ctx, flags...)
	b.end = append(b.end, stop)
	tab, closeTab := chromedp.NewContext(allocator)
	b.ctx, b.end = tab, append(b.end, func() { _ = chromedp.Cancel(tab); closeTab() })
	chromedp.ListenTarget(tab, b.on)
	if err = chromedp.Run(tab, network.Enable(), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(writes).Do(ctx)
		return err
	})); err != nil {
		b.close()
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return b, nil
}

func (b *browser) close() {
	for _, v := range slices.Backward(b.end) {
		v()
	}
}

// writes notes which script writes a cookie or into storage: the page's own
// words do not tell afterwards. What is written otherwise is found all the
// same, without the script.
const writes = `(() => {
	const noted = [], by = () => (new Error().stack || "").split("\n").map(l => (l.match(/https?:\/\/[^\s)]+?(?=:\d+:\d+)/) || [""])[0]).find(Boolean) || "";
	Object.defineProperty(window, "__noted", {value: noted});
	const d = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
	Object.defineProperty(Document.prototype, "cookie", {...d, set(v) { noted.push(["cookie", String(v).split("=")[0].trim(), by()]); d.set.call(this, v); }});
	const set = Storage.prototype.setItem;
	Storage.prototype.setItem = function (k, v) { noted.push(["storage", String(k), by()]); return set.call(this, k, v); };
	const open = IDBFactory.prototype.open;
	IDBFactory.prototype.open = function (name, ...rest) { noted.push(["storage", String(name), by()]); return open.call(this, name, ...rest); };
})()`

// kept is what the page has noted, and what stands in storage.
const kept = `(async () => {
	const all = [...(window.__noted || [])];
	try { for (const s of [localStorage, sessionStorage]) all.push(...Object.keys(s).map(k => ["storage", k, ""])); } catch {}
	try { all.push(...(await indexedDB.databases()).map(d => ["storage", d.name, ""])); } catch {}
	try { all.push(...(await caches.keys()).map(k => ["storage", k, ""])); } catch {}
	return all;
})()`

// on takes one event. It must not wait.
func (b *browser) on(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		r := request{address: e.Request.URL}
		if e.Initiator != nil {
			r.by = e.Initiator.URL
			if s := e.Initiator.Stack; s != nil && len(s.CallFrames) > 0 {
				r.by = cmp.Or(s.CallFrames[0].URL, r.by)
			}
		}
		b.asked[e.RequestID], b.open[e.RequestID] = r, true
		if host := hostOf(r.address); host != "" && host != b.host {
			b.sights = append(b.sights, sight{kind: Host, name: host, cause: r.address})
		}
	case *network.EventResponseReceivedExtraInfo:
		for name, value := range e.Headers {
			if strings.EqualFold(name, "Set-Cookie") {
				b.setCookies(b.asked[e.RequestID].address, fmt.Sprint(value))
			}
		}
	case *network.EventLoadingFinished:
		delete(b.open, e.RequestID)
	case *network.EventLoadingFailed:
		delete(b.open, e.RequestID)
	}
}

// setCookies takes the lines of an answer's Set-Cookie, a line each.
func (b *browser) setCookies(address, lines string) {
	for line := range strings.SplitSeq(lines, "\n") {
		if c, err := http.ParseSetCookie(line); err == nil && c.MaxAge >= 0 {
			b.sights = append(b.sights, sight{kind: Cookie, name: c.Name, domain: cmp.Or(c.Domain, hostOf(address)), cause: address})
		}
	}
}

// reach brings the browser to where a stage begins.
func (b *browser) reach(stage Stage) error {
	switch stage {
	case Refused, Allowed:
		return chromedp.Run(b.ctx, network.SetCookie(b.visit.ConsentCookie, b.visit.choice(stage)).WithURL(b.visit.Origin+"/").WithPath("/").
			WithHTTPOnly(true).WithSecure(strings.HasPrefix(b.visit.Origin, "https:")).WithSameSite(network.CookieSameSiteLax))
	case TakenBack:
		if err := b.load("/cookies"); err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(b.ctx, pageTime)
		defer cancel()
		if _, err := chromedp.RunResponse(ctx, chromedp.Click(`#settings button[value="necessary"]`, chromedp.ByQuery)); err != nil {
			return fmt.Errorf("taking back: %w", err)
		}
		b.settle()
		b.take() // what was allowed until then
	}
	return nil
}

// goThrough visits every page.
func (b *browser) goThrough(stage Stage, j *judge) error {
	for _, path := range b.visit.Pages {
		if err := b.load(path); err != nil {
			return err
		}
		sights := b.take()
		more, err := b.kept()
		if err != nil {
			return err
		}
		j.result.Visited++
		for _, s := range append(sights, more...) {
			j.judge(stage, path, s)
		}
	}
	return nil
}

func (b *browser) load(path string) error {
	ctx, cancel := context.WithTimeout(b.ctx, pageTime)
	defer cancel()
	b.mu.Lock()
	clear(b.open)
	b.mu.Unlock()
	if err := chromedp.Run(ctx, chromedp.Navigate(b.visit.Origin+path)); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("it has not loaded after %v", pageTime)
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	b.settle()
	return nil
}

// settle waits until the page asks for nothing more.
func (b *browser) settle() {
	const step = 25 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	for quiet, all := time.Duration(0), time.Duration(0); quiet < quietTime && all < idleTime; all += step {
		select {
		case <-tick.C:
		case <-b.ctx.Done():
			return
		}
		b.mu.Lock()
		if quiet += step; len(b.open) > 0 {
			quiet = 0
		}
		b.mu.Unlock()
	}
}

func (b *browser) take() []sight {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.sights
	b.sights = nil
	return all
}

// kept is what stands in the browser now: the jar, with others' hosts, and the
// page's storage.
func (b *browser) kept() (all []sight, err error) {
	var noted [][3]string
	var cookies []*network.Cookie
	err = chromedp.Run(b.ctx, chromedp.Evaluate(kept, &noted, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
		chromedp.ActionFunc(func(ctx context.Context) (err error) {
			cookies, err = storage.GetCookies().Do(ctx)
			return err
		}))
	if err != nil {
		return nil, err
	}
	by := map[string]string{}
	for _, n := range noted {
		if n[0] == string(Storage) {
			all = append(all, sight{kind: Storage, name: n[1], cause: n[2]})
			continue
		}
		by[n[1]] = n[2]
	}
	for _, c := range cookies {
		domain := c.Domain
		if host, _, err := net.SplitHostPort(domain); err == nil {
			domain = host
		}
		all = append(all, sight{kind: Cookie, name: c.Name, domain: domain, cause: by[c.Name]})
	}
	return all, nil
}
