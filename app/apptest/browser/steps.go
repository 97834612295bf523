package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// do runs one step and fails the test if it does not work out in time.
func (b *Browser) do(step string, actions ...chromedp.Action) {
	b.tb.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, Timeout)
	defer cancel()
	err := chromedp.Run(ctx, actions...)
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("not within %v", Timeout)
	}
	if err != nil {
		b.tb.Fatalf("browser: %s: %v\n\tat %s\n\tconsole: %q", step, err, b.URL(), b.log.copyOf(&b.log.console))
	}
}

// until is a step that waits for the record to be as asked.
func (b *Browser) until(asked func(*record) bool) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error { return b.log.wait(ctx, asked) })
}

// throughLoad does something that leads to a page, and waits until that page
// has loaded.
func (b *Browser) throughLoad(step string, action chromedp.Action) {
	b.tb.Helper()
	b.log.mu.Lock()
	before := b.log.loads
	b.log.mu.Unlock()
	b.do(step, action, b.until(func(r *record) bool { return r.loads > before && !r.loading }))
}

// Open goes to a URL and waits until the page has loaded, whatever its status.
func (b *Browser) Open(url string) {
	b.tb.Helper()
	b.throughLoad("open "+url, chromedp.ActionFunc(func(ctx context.Context) error {
		_, _, failure, _, err := page.Navigate(url).Do(ctx)
		if err == nil && failure != "" {
			err = errors.New(failure)
		}
		return err
	}))
}

// Click presses an element that leads to no other page, once it is visible.
func (b *Browser) Click(selector string) {
	b.tb.Helper()
	b.do("click "+selector, click(selector))
}

// Submit presses a form's button, or a link, and waits for the page that it
// leads to.
func (b *Browser) Submit(selector string) {
	b.tb.Helper()
	b.throughLoad("submit "+selector, click(selector))
}

func click(selector string) chromedp.Action {
	return chromedp.Click(selector, chromedp.ByQuery, chromedp.NodeVisible)
}

// prepareField selects what is in a text field and tells that the new value is
// to be typed; any other control (a list, a date) it sets.
const prepareField = `function (value) {
	if (this.disabled || this.readOnly) throw new Error("the field cannot be changed");
	this.focus();
	if (this instanceof HTMLTextAreaElement ||
		["text", "search", "email", "password", "url", "tel", "number"].includes(this.type)) {
		this.select();
		return true;
	}
	this.value = value;
	if (this.value !== value) throw new Error("the field does not take " + JSON.stringify(value));
	this.dispatchEvent(new Event("input", {bubbles: true}));
	this.dispatchEvent(new Event("change", {bubbles: true}));
	return false;
}`

// Fill replaces what is in a text field by typing, or chooses a value of a
// list or a date.
func (b *Browser) Fill(selector, value string) {
	b.tb.Helper()
	b.do(fmt.Sprintf("fill %s with %q", selector, value), chromedp.QueryAfter(selector,
		func(ctx context.Context, _ runtime.ExecutionContextID, nodes ...*cdp.Node) error {
			field, err := dom.ResolveNode().WithNodeID(nodes[0].NodeID).Do(ctx)
			if err != nil {
				return err
			}
			onField := func(p *runtime.CallFunctionOnParams) *runtime.CallFunctionOnParams {
				return p.WithObjectID(field.ObjectID)
			}
			var typed bool
			err = chromedp.CallFunctionOn(prepareField, &typed, onField, value).Do(ctx)
			if err != nil || !typed {
				return err
			}
			if value == "" {
				return chromedp.KeyEvent(kb.Delete).Do(ctx)
			}
			return input.InsertText(value).Do(ctx)
		}, chromedp.ByQuery, chromedp.NodeVisible))
}

// Text is the text of an element as a reader sees it, once it is visible.
func (b *Browser) Text(selector string) string {
	b.tb.Helper()
	var text string
	b.do("read "+selector, chromedp.Text(selector, &text, chromedp.ByQuery, chromedp.NodeVisible))
	return strings.TrimSpace(text)
}

// URL is where the browser stands.
func (b *Browser) URL() string {
	b.log.mu.Lock()
	defer b.log.mu.Unlock()
	return b.log.url
}

// WaitURL waits until the URL contains a text and the page there has loaded.
func (b *Browser) WaitURL(part string) {
	b.tb.Helper()
	b.do("wait for a URL with "+part, b.until(func(r *record) bool {
		return strings.Contains(r.url, part) && !r.loading
	}))
}

// WaitVisible waits until an element can be seen.
func (b *Browser) WaitVisible(selector string) {
	b.tb.Helper()
	b.do("wait to see "+selector, chromedp.WaitVisible(selector, chromedp.ByQuery))
}

// Eval runs JavaScript in the page, awaits a promise, and stores the result in
// out as JSON would; nil drops it.
func (b *Browser) Eval(js string, out any) {
	b.tb.Helper()
	b.do("evaluate "+js, chromedp.Evaluate(js, out, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
}

// Does runs JavaScript that leads to another page, and waits for that.
func (b *Browser) Does(step, js string) {
	b.tb.Helper()
	b.throughLoad(step, chromedp.Evaluate("(() => {"+js+"})()", nil))
}

// Screenshot writes the whole page to NAME.png in $PACTDESK_SCREENSHOTS; where
// that is not set it does nothing.
func (b *Browser) Screenshot(name string) {
	b.tb.Helper()
	dir := os.Getenv("PACTDESK_SCREENSHOTS")
	if dir == "" {
		return
	}
	var png []byte
	b.do("take screenshot "+name, chromedp.FullScreenshot(&png, 100))
	path := filepath.Join(dir, name+".png")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, png, 0o644)); err != nil {
		b.tb.Fatalf("browser: screenshot %s: %v", name, err)
	}
}

// Requests are the URLs of all requests so far, redirects included.
func (b *Browser) Requests() []string { return b.log.copyOf(&b.log.requests) }

// SetCookies are the values of all Set-Cookie headers so far, those that the
// browser refused included.
func (b *Browser) SetCookies() []string {
	b.tb.Helper()
	b.do("wait for the answers' headers", b.until((*record).headersComplete))
	return b.log.copyOf(&b.log.setCookies)
}

// Cookies are the cookies the browser keeps, of every host.
func (b *Browser) Cookies() []*network.Cookie {
	b.tb.Helper()
	var cookies []*network.Cookie
	b.do("read cookies", chromedp.ActionFunc(func(ctx context.Context) (err error) {
		cookies, err = storage.GetCookies().Do(ctx)
		return err
	}))
	return cookies
}

// SetCookie gives the browser a cookie for a URL's host.
func (b *Browser) SetCookie(url, name, value string) {
	b.tb.Helper()
	b.do("set the cookie "+name, network.SetCookie(name, value).WithURL(url))
}

// ClearCookies makes it forget all cookies.
func (b *Browser) ClearCookies() {
	b.tb.Helper()
	b.do("forget all cookies", storage.ClearCookies())
}

// PressTab presses the Tab key a number of times.
func (b *Browser) PressTab(times int) {
	b.tb.Helper()
	press := make([]chromedp.Action, times)
	for i := range press {
		press[i] = chromedp.KeyEvent(kb.Tab)
	}
	b.do("press Tab", press...)
}

// PressEscape presses the Escape key.
func (b *Browser) PressEscape() {
	b.tb.Helper()
	b.do("press Escape", chromedp.KeyEvent(kb.Escape))
}

// ConsoleErrors are the errors that pages logged, threw or caused so far:
// violations of the content security policy and assets that failed to load
// included, the status of a page itself not.
func (b *Browser) ConsoleErrors() []string {
	b.tb.Helper()
	b.Eval("0", nil) // its answer comes after whatever was said before
	return b.log.copyOf(&b.log.console)
}
