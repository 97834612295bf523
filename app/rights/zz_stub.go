package rights

import (
	"context"
	"errors"
	"io"

	"github.com/pactdesk/pactdesk/app/principal"
)

// ExportSite is to come.
func (s *Service) ExportSite(context.Context, principal.Principal, io.Writer) error {
	return errors.New("not yet")
}
