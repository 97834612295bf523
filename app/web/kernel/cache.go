package kernel

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"

	"github.com/pactdesk/pactdesk/app/consent"
)

// Body is a response that is served from memory: compressed once, with an
// ETag for each encoding.
type Body struct {
	contentType []string
	encodings   [3]encoded // identity, gzip, br
	packed      bool       // it is compressed in itself: there is only identity
}

// encoded is the body in one encoding, with its headers ready to be shared by
// all responses.
type encoded struct {
	bytes  []byte
	etag   []string
	length []string
	name   []string
}

var encodingNames = [3]string{"", "gzip", "br"}

// NewBody compresses a response.
func NewBody(contentType string, plain []byte) *Body {
	sum := sha256.Sum256(plain)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	var gz, br bytes.Buffer
	zw, _ := gzip.NewWriterLevel(&gz, gzip.BestCompression) // fails for an unknown level only
	_, _ = zw.Write(plain)                                  // a buffer takes everything
	_ = zw.Close()
	bw := brotli.NewWriterLevel(&br, 9)
	_, _ = bw.Write(plain)
	_ = bw.Close()
	b := &Body{contentType: []string{contentType}}
	for i, content := range [][]byte{plain, gz.Bytes(), br.Bytes()} {
		etag := `"` + tag + `"`
		if i > 0 {
			etag = `"` + tag + "-" + encodingNames[i] + `"`
		}
		b.encodings[i] = encoded{bytes: content, etag: []string{etag}, length: []string{strconv.Itoa(len(content))}, name: []string{encodingNames[i]}}
	}
	return b
}

// newPlainBody keeps a response that compressing would not make smaller.
func newPlainBody(contentType string, content []byte) *Body {
	sum := sha256.Sum256(content)
	b := &Body{contentType: []string{contentType}, packed: true}
	b.encodings[0] = encoded{bytes: content, etag: []string{`"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}, length: []string{strconv.Itoa(len(content))}}
	return b
}

func (b *Body) size() int {
	n := 0
	for _, e := range b.encodings {
		n += len(e.bytes)
	}
	return n
}

// pick chooses the smallest encoding that is named and not forbidden. Of
// weights it reads only whether they are 0.
func pick(accept string) (best int) {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if q, ok := strings.CutPrefix(strings.Trim(weight, " \t"), "q="); ok && strings.Trim(q, "0.") == "" {
			continue
		}
		switch name = strings.Trim(name, " \t"); {
		case strings.EqualFold(name, "br"):
			return 2
		case strings.EqualFold(name, "gzip"):
			best = 1
		}
	}
	return best
}

// Policy is how a body may be kept by others, as headers ready to be shared.
type Policy struct{ cacheControl, vary []string }

// NewPolicy makes one.
func NewPolicy(cacheControl, vary string) Policy {
	return Policy{[]string{cacheControl}, []string{vary}}
}

// Serve writes the body, or 304 to who has it.
func (b *Body) Serve(w http.ResponseWriter, req *http.Request, p Policy) {
	i := 0
	if !b.packed {
		i = pick(req.Header.Get("Accept-Encoding"))
	}
	e := &b.encodings[i]
	h := w.Header()
	h["Cache-Control"], h["Vary"], h["Etag"] = p.cacheControl, p.vary, e.etag
	if match := req.Header.Get("If-None-Match"); match != "" && strings.Contains(match, e.etag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Type"], h["Content-Length"] = b.contentType, e.length
	if i > 0 {
		h["Content-Encoding"] = e.name
	}
	w.WriteHeader(http.StatusOK)
	if req.Method != http.MethodHead {
		_, _ = w.Write(e.bytes)
	}
}

// cacheBytes bounds the page cache of a process.
const cacheBytes = 64 << 20

// Cache keeps the most recently used bodies, up to a number of bytes.
type Cache struct {
	mu    sync.Mutex
	max   int
	size  int
	items map[CacheKey]*list.Element
	order *list.List
}

// CacheKey says everything that a cached page depends on.
type CacheKey struct {
	Tenant   [16]byte
	Revision int64
	Until    int64  // the next instant at which a version takes effect, in microseconds
	Page     string // document and version
	Language string // of the text
	Frame    string // language of the frame around it
	Consent  consent.Class
	Notice   string // the version of the notice that it asks with
}

type cached struct {
	key  CacheKey
	body *Body
}

func newCache(maxBytes int) *Cache {
	return &Cache{max: maxBytes, items: map[CacheKey]*list.Element{}, order: list.New()}
}

// Get returns a cached body, or nil.
func (c *Cache) Get(key CacheKey) *Body {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.items[key]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).body
}

// Put adds a body and forgets the least recently used ones past the bound.
func (c *Cache) Put(key CacheKey, body *Body) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.items[key] != nil || body.size() > c.max {
		return
	}
	c.items[key] = c.order.PushFront(&cached{key, body})
	c.size += body.size()
	for c.size > c.max {
		last := c.order.Back()
		old := c.order.Remove(last).(*cached)
		delete(c.items, old.key)
		c.size -= old.body.size()
	}
}
