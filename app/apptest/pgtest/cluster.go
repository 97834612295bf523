package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

var errNotInstalled = errors.New("no Postgres here (initdb is neither in PATH nor in /usr/lib/postgresql/*/bin)")

// startTimeout is generous: a start takes half a second when a machine is idle.
const startTimeout = time.Minute

// guardian is the shell script that runs the server. It holds a pipe to the
// test process as its standard input; when that closes, because Main is done
// or because the process died in whatever way, the server is told to quit at
// once and its directory is removed. Ctrl-C reaches the guardian too, which
// must outlive it to clean up.
const guardian = `
	trap '' HUP INT TERM
	exec 3<&0
	dir=$1; shift
	"$@" </dev/null &
	server=$!
	{ read -r _ <&3; kill -QUIT "$server"; } >/dev/null 2>&1 &
	wait "$server"
	rm -rf "$dir"
`

// settings of a server whose data nobody will miss.
var settings = []string{
	"listen_addresses=", // the Unix socket alone: no port to collide on
	"fsync=off", "synchronous_commit=off", "full_page_writes=off",
	"wal_level=minimal", "max_wal_senders=0", "max_wal_size=128MB",
	"max_connections=200",
	"log_min_messages=log", // no line for each statement a test means to fail
	"lc_messages=C",
}

const readyLine = "database system is ready to accept connections"

// start makes a cluster and runs it under a guardian.
func start() (*Server, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	// Not t.TempDir(): a socket's path ends at 107 characters, and the parent
	// of that directory is closed to the unprivileged user.
	dir, err := os.MkdirTemp(place(), "pactdesk-pg-")
	if err != nil {
		return nil, err
	}
	stop, err := startIn(dir, bin)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &Server{
		host: dir, port: "5432", user: Superuser, sslmode: "disable",
		maintenanceName: "postgres", stop: stop,
	}, nil
}

func startIn(dir, bin string) (stop func(), err error) {
	attr, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.CommandContext(context.Background(), filepath.Join(bin, "initdb"),
		"--pgdata="+data, "--username="+Superuser, "--auth=trust",
		"--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.Dir, initdb.SysProcAttr = dir, attr
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}

	args := []string{"-c", guardian, "pgtest", dir,
		filepath.Join(bin, "postgres"), "-D", data, "-k", dir}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	server := exec.CommandContext(context.Background(), "/bin/sh", args...)
	server.Dir, server.SysProcAttr = dir, attr
	lifeline, err := server.StdinPipe()
	if err != nil {
		return nil, err
	}
	stderr, err := server.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	log := follow(stderr)
	stop = sync.OnceFunc(func() {
		lifeline.Close()
		<-log.ended
		_ = server.Wait() // it was told to quit: its exit code says nothing
	})
	select {
	case <-log.ready:
		return stop, nil
	case <-log.ended:
		err = errors.New("postgres did not start")
	case <-time.After(startTimeout):
		err = fmt.Errorf("postgres was not ready in %v", startTimeout)
	}
	stop()
	return nil, fmt.Errorf("%w:\n%s", err, strings.Join(log.head, "\n"))
}

// serverLog is what the server says until it is ready, and the two moments
// that matter.
type serverLog struct {
	ready, ended chan struct{}
	head         []string // complete once ended is closed
}

// follow reads the server's log to its end: a full pipe would stop the server.
func follow(r io.Reader) *serverLog {
	log := &serverLog{ready: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(log.ended)
		isReady := false
		lines := bufio.NewScanner(r)
		for lines.Scan() {
			if isReady {
				continue
			}
			log.head = append(log.head, lines.Text())
			if isReady = strings.Contains(lines.Text(), readyLine); isReady {
				close(log.ready)
			}
		}
		_, _ = io.Copy(io.Discard, r) // after a line too long to scan
	}()
	return log
}

// findBinaries is the directory that holds initdb and postgres: the one in
// PATH, or the newest that Debian's packages installed (which are not in PATH).
func findBinaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		// initdb looks for postgres beside itself, a link's target included.
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errNotInstalled
	}
	return filepath.Dir(slices.Max(found)), nil
}
