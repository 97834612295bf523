package studio

import (
	"net/http"
	"time"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/errs"
	"github.com/pactdesk/pactdesk/app/web/kernel"
)

// How long the script waits after the last letter before it saves. Each save of
// somebody who is let in to help stands in the access log, so theirs are fewer.
const (
	saveAfter        = 1200 * time.Millisecond
	supportSaveAfter = 15 * time.Second
)

// Kept is what the script is told of a save: the draft as it is now. After a
// conflict it is somebody else's, and Title and Source are theirs.
type Kept struct {
	Lock   int        `json:"lock"`
	Saved  *time.Time `json:"saved,omitempty"` // nil: there is no draft, this is the published text
	Title  string     `json:"title,omitempty"`
	Source string     `json:"source,omitempty"`
}

// Refusal tells the script why a text cannot be saved as it is.
type Refusal struct {
	Message string `json:"message"`
}

// answerScript tells how a save went that the script has made. Who is not
// signed in, or may not, is told so by Request.Fail.
func answerScript(r *kernel.Request, draft documents.Draft, err error) error {
	r.Response().Header().Set("Cache-Control", "no-store")
	if theirs, conflict := documents.AsConflict(err); conflict {
		kept := keptOf(theirs)
		kept.Title, kept.Source = theirs.Title, theirs.Source
		return r.JSON(http.StatusConflict, kept)
	}
	if all := errs.All(err); len(all) > 0 && all[0].Kind == errs.Invalid {
		return r.JSON(http.StatusUnprocessableEntity, Refusal{Message: r.Loc.Message(all[0].Key, all[0].Params)})
	}
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, keptOf(draft))
}

func keptOf(d documents.Draft) Kept {
	k := Kept{Lock: d.Lock}
	if d.Lock > 0 {
		k.Saved = &d.UpdatedAt
	}
	return k
}

// Keeping is what the script needs in order to lose nothing.
type Keeping struct {
	Key     string // under which the browser keeps what is not saved yet: the person's, of this text
	After   int    // milliseconds
	Zone    string // of the times it says
	Saved   string // when the draft was saved, for the script; empty: there is none
	Unsaved bool   // the field holds what is not saved
	Held    bool   // it is to be looked at before it is saved
}

func (d *desk) keeping(slug, language string, saved time.Time) Keeping {
	k := Keeping{Key: d.Session.Principal.Account.String() + "/" + d.site.Tenant.Key + "/" + slug + "/" + language,
		After: int(saveAfter.Milliseconds()), Zone: d.zone().String()}
	if d.Support != nil {
		k.After = int(supportSaveAfter.Milliseconds())
	}
	if !saved.IsZero() {
		k.Saved = saved.Format(time.RFC3339)
	}
	return k
}
