// Package config is the program's configuration: one struct, filled from
// flags and the environment, checked all at once. A secret is given in a
// variable or, better, in a file that `NAME_FILE` points to; it is never a
// flag, which other users of the machine could read.
package config

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Config is what the program is told from outside.
type Config struct {
	Addr           string // where to listen: host:port
	Data           string // folder of the embedded database and its keys
	Database       string // secret: where Postgres is, for the app's role; empty: the file in Data
	OwnerDatabase  string // secret: the same database for the role that owns the tables; `migrate` only
	Keys           string // file of presentation keys; empty: in Data
	Scheme         string // how the public reaches us: https, or http for tries on loopback
	Port           int    // the port the public sees; 0: the scheme's own
	CheckVia       string // where to reach the public addresses from here: host:port; empty: where their names lead
	TrustedProxies []netip.Prefix
	NoRateLimit    bool
	trustedProxies string
}

// Flags registers the configuration's flags on a command's flag set. The
// environment gives the defaults: PACTDESK_ADDR, PACTDESK_DATA and so on.
func (c *Config) Flags(fs *flag.FlagSet, getenv func(string) string) {
	env := func(name, fallback string) string {
		if v := getenv("PACTDESK_" + name); v != "" {
			return v
		}
		return fallback
	}
	port, _ := strconv.Atoi(env("PORT", "0"))
	fs.StringVar(&c.Addr, "addr", env("ADDR", "127.0.0.1:8080"), "address to listen on")
	fs.StringVar(&c.Data, "data", env("DATA", ""), "folder of the embedded database and its keys")
	fs.StringVar(&c.Database, "database", "", "Postgres URL without a password, or the path of an SQLite file (with a password: PACTDESK_DATABASE or PACTDESK_DATABASE_FILE)")
	fs.StringVar(&c.Keys, "keys", env("KEYS", ""), "file of presentation keys (default: in the data folder)")
	fs.StringVar(&c.Scheme, "scheme", env("SCHEME", "https"), "scheme the public reaches the sites with: https or http")
	fs.IntVar(&c.Port, "public-port", port, "port the public reaches the sites on, where it is not the scheme's own")
	fs.StringVar(&c.trustedProxies, "trusted-proxies", env("TRUSTED_PROXIES", ""), "networks whose X-Forwarded-Host and X-Forwarded-For are believed, comma-separated")
	fs.StringVar(&c.CheckVia, "check-via", env("CHECK_VIA", ""), "host:port through which this machine reaches the sites' public addresses, where their names do not lead there")
	fs.BoolVar(&c.NoRateLimit, "no-rate-limit", false, "for load tests, on loopback only")
}

// Finish reads the secrets, fills in what was left open and reports everything
// that is wrong.
func (c *Config) Finish(getenv func(string) string) error {
	var errs []error
	secret := func(name string) string {
		v, err := readSecret(getenv, "PACTDESK_"+name)
		errs = append(errs, err)
		return v
	}
	if fromEnv := secret("DATABASE"); c.Database == "" {
		c.Database = fromEnv
	}
	c.OwnerDatabase = secret("OWNER_DATABASE")
	if c.Database == "" && c.Data != "" {
		c.Database = filepath.Join(c.Data, "pactdesk.db")
	}
	if c.Database == "" {
		errs = append(errs, errors.New("no database: give --data or --database"))
	}
	if c.Keys == "" && c.Data != "" {
		c.Keys = filepath.Join(c.Data, "presentation.keys")
	}
	if c.Scheme != "http" && c.Scheme != "https" {
		errs = append(errs, fmt.Errorf("--scheme is http or https, not %q", c.Scheme))
	}
	if c.Port < 0 || c.Port > 65535 {
		errs = append(errs, fmt.Errorf("--public-port %d is no port", c.Port))
	}
	if _, _, err := net.SplitHostPort(c.CheckVia); c.CheckVia != "" && err != nil {
		errs = append(errs, fmt.Errorf("--check-via %q is no host:port", c.CheckVia))
	}
	for _, p := range strings.FieldsFunc(c.trustedProxies, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			errs = append(errs, fmt.Errorf("--trusted-proxies: %q is no network", p))
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix)
	}
	if c.NoRateLimit && !loopback(c.Addr) {
		errs = append(errs, errors.New("--no-rate-limit is for load tests: --addr must be a loopback address"))
	}
	return errors.Join(errs...)
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func readSecret(getenv func(string) string, name string) (string, error) {
	if v := getenv(name); v != "" {
		return v, nil
	}
	path := getenv(name + "_FILE")
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(b)), nil
}

// PublicHost is a hostname with the port that the public sees, if any.
func (c Config) PublicHost(name string) string {
	if c.Port == 0 || c.Scheme == "https" && c.Port == 443 || c.Scheme == "http" && c.Port == 80 {
		return name
	}
	return net.JoinHostPort(name, strconv.Itoa(c.Port))
}

// Origin is where the public reaches a hostname: scheme, name and port.
func (c Config) Origin(name string) string { return c.Scheme + "://" + c.PublicHost(name) }

// String shows the configuration without its secrets.
func (c Config) String() string {
	database := c.Database
	if strings.Contains(database, "://") || strings.Contains(database, "=") {
		database = "postgres (address not shown)"
	}
	return fmt.Sprintf("addr=%s scheme=%s port=%d database=%s keys=%s trusted-proxies=%v rate-limit=%t",
		c.Addr, c.Scheme, c.Port, database, c.Keys, c.TrustedProxies, !c.NoRateLimit)
}
