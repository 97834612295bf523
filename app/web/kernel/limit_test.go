package kernel

import (
	"testing"
	"time"

	"github.com/pactdesk/pactdesk/app/clock"
)

// What limits count by is gone within the hour that the data map and the
// privacy texts promise, also where nobody comes any more.
func TestTriesAreForgotten(t *testing.T) {
	for _, limit := range []Limit{LimitSignInAccount, LimitSignInAddress, LimitRegister, LimitRegisterAccount, LimitAnswer,
		LimitAnswerAddress, LimitExport, LimitPassword} {
		if limit.quiet()+sweepEvery > time.Hour {
			t.Errorf("%s is kept for more than an hour", limit.name)
		}
	}
	for _, e := range Elsewhere {
		if e.Name == "network_address" && e.Retention.Period != "PT1H" {
			t.Errorf("the data map says %s", e.Retention.Period)
		}
	}
	c := clock.Fixed(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	l := newLimits(c, false)
	l.allow(LimitRegister, "192.0.2.1")
	if l.sweep(); len(l.tries) != 1 || !l.sweeping {
		t.Errorf("%d tries are kept, and a sweep is due: %t", len(l.tries), l.sweeping)
	}
	c.Advance(LimitRegister.quiet() + time.Second)
	if l.sweep(); len(l.tries) != 0 {
		t.Errorf("%d tries are kept", len(l.tries))
	}
}
