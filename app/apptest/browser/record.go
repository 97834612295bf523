package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// record is what the tab has told: where it stands, and what its pages did.
type record struct {
	mu      sync.Mutex
	changed chan struct{} // closed, and replaced, at each change

	url     string
	loads   int  // pages that finished loading
	loading bool // the page at url has not

	requests   []string
	setCookies []string
	console    []string

	documents map[network.RequestID]bool // requests for a page itself
	extra     map[network.RequestID]int  // answers whose raw headers are yet to come
	cached    map[network.RequestID]bool // answers from the browser's memory
}

func newRecord() *record {
	return &record{
		changed:   make(chan struct{}),
		documents: map[network.RequestID]bool{},
		extra:     map[network.RequestID]int{},
		cached:    map[network.RequestID]bool{},
	}
}

// on takes one event. It must not wait: the next event waits for it.
func (r *record) on(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		if e.Frame.ParentID == "" {
			r.url, r.loading = e.Frame.URL+e.Frame.URLFragment, true
		}
	case *page.EventNavigatedWithinDocument:
		r.url = e.URL
	case *page.EventLoadEventFired:
		r.loads, r.loading = r.loads+1, false

	case *network.EventRequestWillBeSent:
		r.requests = append(r.requests, e.Request.URL)
		r.documents[e.RequestID] = e.Type == network.ResourceTypeDocument
		if e.RedirectResponse != nil && e.RedirectHasExtraInfo {
			r.extra[e.RequestID]++
		}
	case *network.EventResponseReceived:
		// What comes from the browser's own cache has no raw headers, whatever
		// it says.
		if e.HasExtraInfo && !e.Response.FromDiskCache && !r.cached[e.RequestID] {
			r.extra[e.RequestID]++
		}
	case *network.EventRequestServedFromCache:
		r.cached[e.RequestID] = true
	case *network.EventResponseReceivedExtraInfo:
		r.extra[e.RequestID]--
		r.setCookies = append(r.setCookies, setCookies(e.Headers)...)

	case *log.EventEntryAdded:
		// That a page itself was answered with a 4xx is what a test may be
		// about; a missing picture or script never is.
		if e.Entry.Level == log.LevelError && !r.documents[e.Entry.NetworkRequestID] {
			r.console = append(r.console, strings.TrimSpace(e.Entry.Text+" "+e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
			r.console = append(r.console, arguments(e.Args))
		}
	case *runtime.EventExceptionThrown:
		r.console = append(r.console, e.ExceptionDetails.Error())
	default:
		return
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

// wait returns once the record is as asked, or with the context's error.
func (r *record) wait(ctx context.Context, asked func(*record) bool) error {
	for {
		r.mu.Lock()
		ok, changed := asked(r), r.changed
		r.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// headersComplete tells whether each answer's raw headers have come: they take
// another way than the answer does and can be late.
func (r *record) headersComplete() bool {
	for _, missing := range r.extra {
		if missing > 0 {
			return false
		}
	}
	return true
}

// copyOf is a list as it stands now.
func (r *record) copyOf(list *[]string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(*list)
}

func setCookies(headers network.Headers) (lines []string) {
	for name, value := range headers {
		if strings.EqualFold(name, "Set-Cookie") {
			// Several headers come as one, a line each.
			lines = append(lines, strings.Split(fmt.Sprint(value), "\n")...)
		}
	}
	return lines
}

func arguments(args []*runtime.RemoteObject) string {
	texts := make([]string, len(args))
	for i, a := range args {
		texts[i] = a.Description
		if len(a.Value) > 0 {
			texts[i] = strings.Trim(string(a.Value), `"`)
		}
	}
	return strings.Join(texts, " ")
}
