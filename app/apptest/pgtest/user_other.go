//go:build !unix

package pgtest

import (
	"errors"
	"syscall"
)

// unprivileged refuses: the guardian is a shell script and the socket a file.
func unprivileged(string) (*syscall.SysProcAttr, error) {
	return nil, errors.New("a cluster of our own needs a Unix system; name a server in PACTDESK_TEST_POSTGRES")
}
