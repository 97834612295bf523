package appearance

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"sync"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"github.com/pactdesk/pactdesk/app/appearance/colour"
	"github.com/pactdesk/pactdesk/app/errs"
)

// Upload is a file as somebody sent it: nothing about it is believed.
type Upload struct {
	Type     string // what it says that it is
	Bytes    []byte
	TooLarge bool // there was more of it than is taken
}

// Kind is what a picture is for.
type Kind string

// The kinds.
const (
	Logo     Kind = "logo"
	LogoDark Kind = "logo_dark" // the logo for dark pages; the same one, where there is none
	Icon     Kind = "icon"
)

// Kinds are all of them; a form's fields have their names.
var Kinds = []Kind{Logo, LogoDark, Icon}

// What is taken, and what is made of it. Pixels bound the memory that
// unpacking takes, whatever the file's size.
const (
	MaxUpload  = 5 << 20
	maxPixels  = 12_000_000
	maxSide    = 8000
	minSide    = 16
	logoWidth  = 960 // shown at a third of this on most pages, so that it is sharp on any screen
	logoHeight = 192
	iconSide   = 192
	maxStored  = 1 << 20
)

// unpacking is done one picture at a time: each may take a hundred megabytes.
var unpacking sync.Mutex

// drawn is our own picture made of somebody's: decoded within limits, scaled
// down, and encoded anew, so that nothing else that the file carried (where it
// was taken, with which camera, or what was hidden in it) is kept.
func drawn(kind Kind, up Upload) (made Image, err error) {
	fail := func(key string) (Image, error) {
		return Image{}, errs.InvalidField(string(kind), key, errs.Params{"Megabytes": MaxUpload >> 20, "Pixels": maxPixels / 1_000_000, "Least": minSide})
	}
	format, why := recognise(up)
	if why != "" {
		return fail(why)
	}
	unpacking.Lock()
	defer unpacking.Unlock()
	cfg, err := format.config(bytes.NewReader(up.Bytes))
	switch {
	case err != nil || !format.honest(up.Bytes, cfg):
		return fail("look.error.image_broken")
	case cfg.Width < minSide || cfg.Height < minSide:
		return fail("look.error.image_small")
	case cfg.Width > maxSide || cfg.Height > maxSide || cfg.Width*cfg.Height > maxPixels:
		return fail("look.error.image_pixels")
	}
	src, err := format.decode(bytes.NewReader(up.Bytes))
	if err != nil || src.Bounds().Empty() {
		return fail("look.error.image_broken")
	}
	own := scaled(kind, src)
	var buf bytes.Buffer
	if err := png.Encode(&buf, own); err != nil {
		return Image{}, err
	}
	light, seen := luminance(own)
	if !seen {
		return fail("look.error.image_empty")
	}
	if buf.Len() > maxStored {
		return fail("look.error.image_pixels")
	}
	b := own.Bounds()
	return Image{Hash: hashOf(buf.Bytes()), Width: b.Dx(), Height: b.Dy(), Luminance: light, Content: buf.Bytes()}, nil
}

// scaled fits a picture into the room of its kind; an icon stands in the
// middle of a square.
func scaled(kind Kind, src image.Image) *image.RGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	roomW, roomH := logoWidth, logoHeight
	if kind == Icon {
		roomW, roomH = iconSide, iconSide
	}
	scale := min(1, float64(roomW)/float64(w), float64(roomH)/float64(h))
	w, h = max(1, int(float64(w)*scale+0.5)), max(1, int(float64(h)*scale+0.5))
	canvas := image.Rect(0, 0, w, h)
	if kind == Icon {
		canvas = image.Rect(0, 0, max(w, h), max(w, h))
	}
	dst := image.NewRGBA(canvas)
	at := image.Pt((canvas.Dx()-w)/2, (canvas.Dy()-h)/2)
	xdraw.CatmullRom.Scale(dst, image.Rectangle{at, at.Add(image.Pt(w, h))}, src, src.Bounds(), draw.Over, nil)
	return dst
}

// luminance is how light what can be seen of a picture is, on average.
func luminance(m *image.RGBA) (light float64, seen bool) {
	var sum, weight float64
	for i := 0; i < len(m.Pix); i += 4 {
		a := float64(m.Pix[i+3])
		if a == 0 {
			continue
		}
		plain := func(v uint8) uint8 { return uint8(min(255, float64(v)*255/a+0.5)) }
		sum += a * colour.Colour{R: plain(m.Pix[i]), G: plain(m.Pix[i+1]), B: plain(m.Pix[i+2])}.Luminance()
		weight += a
	}
	if weight == 0 {
		return 0, false
	}
	return sum / weight, true
}

// format is a kind of file that is taken.
type format struct {
	types  []string // what it may say that it is
	config func(*bytes.Reader) (image.Config, error)
	decode func(*bytes.Reader) (image.Image, error)
	// whole reports whether a file ends where its picture does: one that goes on
	// is something else as well.
	whole func([]byte) bool
	// honest reports whether unpacking a file takes no more than its size says.
	honest func([]byte, image.Config) bool
}

var (
	pngFormat = format{[]string{"image/png"},
		func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }, pngWhole,
		func([]byte, image.Config) bool { return true }}
	jpegFormat = format{[]string{"image/jpeg", "image/jpg", "image/pjpeg"},
		func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) },
		func(b []byte) bool { return bytes.HasSuffix(bytes.TrimRight(b, "\x00"), []byte{0xff, 0xd9}) },
		func(b []byte, _ image.Config) bool { return bytes.Count(b, []byte{0xff, 0xda}) <= maxScans }}
	webpFormat = format{[]string{"image/webp"},
		func(r *bytes.Reader) (image.Config, error) { return webp.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) },
		func(b []byte) bool {
			size := 8 + int(binary.LittleEndian.Uint32(b[4:]))
			return len(b) == size || len(b) == size+1 && b[size] == 0
		}, webpHonest}
)

// maxScans is how often a JPEG may go over its picture: each time costs as
// much as the first, in a few bytes of the file.
const maxScans = 100

// webpHonest holds the pictures in a WebP to the size of the whole: each has
// one of its own, which is what is unpacked.
func webpHonest(b []byte, whole image.Config) bool {
	for b = b[12:]; len(b) >= 8; {
		name, n := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		if n > int64(len(b))-8 {
			return false
		}
		data, w, h := b[8:8+n], whole.Width, whole.Height
		switch {
		case name == "VP8 " && n >= 10:
			w, h = int(binary.LittleEndian.Uint16(data[6:])&0x3fff), int(binary.LittleEndian.Uint16(data[8:])&0x3fff)
		case name == "VP8L" && n >= 5:
			bits := binary.LittleEndian.Uint32(data[1:])
			w, h = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		case name == "VP8 " || name == "VP8L":
			return false
		}
		if w != whole.Width || h != whole.Height {
			return false
		}
		b = b[min(8+n+n%2, int64(len(b))):]
	}
	return true
}

// recognise tells what a file is by how it begins, and why it is not taken.
func recognise(up Upload) (f format, why string) {
	b := up.Bytes
	switch {
	case up.TooLarge || len(b) > MaxUpload:
		return f, "look.error.image_large"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		f = pngFormat
	case bytes.HasPrefix(b, []byte{0xff, 0xd8, 0xff}):
		f = jpegFormat
	case len(b) >= 16 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		f = webpFormat
	default:
		return f, "look.error.image_format"
	}
	if !f.says(up.Type) {
		return f, "look.error.image_other"
	}
	if moves(b) {
		return f, "look.error.image_moves"
	}
	if !f.whole(b) {
		return f, "look.error.image_broken"
	}
	return f, ""
}

// says reports whether a file says that it is what it is, or nothing.
func (f format) says(contentType string) bool {
	t, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	t = strings.TrimSpace(t)
	if t == "" || t == "application/octet-stream" {
		return true
	}
	return slices.Contains(f.types, t)
}

// moves reports whether a picture is several.
func moves(b []byte) bool {
	if string(b[:4]) == "RIFF" {
		return string(b[12:16]) == "VP8X" && len(b) > 20 && b[20]&0x02 != 0
	}
	found := false
	chunks(b, func(name string) { found = found || name == "acTL" })
	return found
}

// pngWhole reports whether the file ends with its last chunk.
func pngWhole(b []byte) bool {
	last := ""
	rest := chunks(b, func(name string) { last = name })
	return last == "IEND" && rest == 0
}

// chunks goes through a PNG's chunks up to the last, and returns how many bytes
// follow it; for what is no PNG, and one that is cut off, that is not 0.
func chunks(b []byte, each func(name string)) (rest int) {
	if len(b) < 8 || b[0] != 0x89 {
		return len(b) + 1
	}
	b = b[8:]
	for {
		if len(b) < 12 {
			return len(b) + 1
		}
		n := int64(binary.BigEndian.Uint32(b))
		if n > int64(len(b))-12 {
			return len(b) + 1
		}
		name := string(b[4:8])
		each(name)
		b = b[12+n:]
		if name == "IEND" {
			return len(b)
		}
	}
}
