package browser

import (
	"context"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Tab opens another tab of the same browser: it has the same cookies, the same
// storage and the same reader. It closes when the test ends, or by Close.
func (b *Browser) Tab() *Browser {
	b.tb.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	t := &Browser{tb: b.tb, ctx: ctx, log: newRecord(), opts: b.opts, closeTab: closeTab}
	b.tb.Cleanup(closeTab)
	chromedp.ListenTarget(ctx, t.log.on)
	if err := chromedp.Run(ctx); err != nil { // opens it, and ties it to its context
		b.tb.Fatalf("browser: no other tab: %v", err)
	}
	t.do("set up", emulate(b.opts)...)
	return t
}

// Close closes a tab as its reader would: without asking its page.
func (b *Browser) Close() {
	b.tb.Helper()
	if b.closeTab == nil {
		b.tb.Fatal("browser: only what Tab has opened can be closed")
	}
	b.closeTab()
}

// Offline cuts the tab off from the network, or connects it again.
func (b *Browser) Offline(off bool) {
	b.tb.Helper()
	rules := []*network.Conditions{}
	if off {
		rules = append(rules, &network.Conditions{Offline: true})
	}
	b.do("cut the connection", chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := network.EmulateNetworkConditionsByRule(rules).Do(ctx)
		return err
	}), network.OverrideNetworkState(off, 0, -1, -1))
}
