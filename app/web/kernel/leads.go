package kernel

import (
	"net/http"
	"strings"
)

// Leads reports whether a path is one of the program's pages: whether a link
// to it leads anywhere. A parameter may be anything.
func (k *Kernel) Leads(path string) bool {
	for _, r := range k.echo.Routes() {
		if r.Method == http.MethodGet && fits(r.Path, path) {
			return true
		}
	}
	return false
}

func fits(route, path string) bool {
	want, have := strings.Split(route, "/"), strings.Split(path, "/")
	for i, w := range want {
		switch {
		case w == "*":
			return i < len(have)
		case i >= len(have), !strings.HasPrefix(w, ":") && w != have[i], strings.HasPrefix(w, ":") && have[i] == "":
			return false
		}
	}
	return len(want) == len(have)
}
