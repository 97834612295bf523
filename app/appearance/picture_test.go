package appearance

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/pactdesk/pactdesk/app/errs"
)

func sample(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.NRGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	return m
}

func asPNG(m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asJPEG(m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// chunk is one of a PNG's.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// within puts a chunk behind a PNG's first.
func within(file, c []byte) []byte {
	const head = 8 + 25
	return bytes.Join([][]byte{file[:head], c, file[head:]}, nil)
}

// huge says that it is enormous, in a few bytes.
func huge(w, h uint32) []byte {
	b := append([]byte{}, asPNG(sample(20, 20))...)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

func hostile() map[string]struct {
	up  Upload
	key string
} {
	good, photo := asPNG(sample(40, 40)), asJPEG(sample(40, 40))
	var moving bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 20, 20), color.Palette{color.Black, color.White})
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		panic(err)
	}
	webp := func(size uint32, rest string) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), size), "WEBP"+rest...)
	}
	type case_ = struct {
		up  Upload
		key string
	}
	return map[string]case_{
		"nothing":              {Upload{"image/png", nil, false}, "format"},
		"html":                 {Upload{"image/png", []byte("<html><script>alert(1)</script>"), false}, "format"},
		"svg":                  {Upload{"image/svg+xml", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), false}, "format"},
		"an animated gif":      {Upload{"image/gif", moving.Bytes(), false}, "format"},
		"a moving png":         {Upload{"image/png", within(good, chunk("acTL", make([]byte, 8))), false}, "moves"},
		"a moving webp":        {Upload{"image/webp", webp(26, "VP8X\x0a\x00\x00\x00\x02"+strings.Repeat("\x00", 9)), false}, "moves"},
		"a jpeg that says png": {Upload{"image/png", photo, false}, "other"},
		"a png that says html": {Upload{"text/html", good, false}, "other"},
		"a bomb":               {Upload{"image/png", huge(60000, 60000), false}, "pixels"},
		"a long bomb":          {Upload{"image/png", huge(1<<30, 16), false}, "pixels"},
		"many pixels":          {Upload{"image/png", huge(7000, 7000), false}, "pixels"},
		"no width":             {Upload{"image/png", huge(0, 20), false}, "broken"},
		"cut off":              {Upload{"image/png", good[:len(good)-20], false}, "broken"},
		"cut off and closed":   {Upload{"image/png", append(append([]byte{}, good[:60]...), good[len(good)-12:]...), false}, "broken"},
		"a jpeg cut off":       {Upload{"image/jpeg", photo[:len(photo)/2], false}, "broken"},
		"png and zip":          {Upload{"image/png", append(append([]byte{}, good...), "PK\x03\x04 and so on"...), false}, "broken"},
		"jpeg and script":      {Upload{"image/jpeg", append(append([]byte{}, photo...), "<script>alert(1)</script>"...), false}, "broken"},
		"webp that goes on":    {Upload{"image/webp", webp(8, "VP8 \x00\x00\x00\x00<script>"), false}, "broken"},
		"webp that lies": {Upload{"image/webp", webp(4+18+8+16, "VP8X\x0a\x00\x00\x00"+"\x00\x00\x00\x00\x1f\x00\x00\x1f\x00\x00"+
			"VP8L\x10\x00\x00\x00\x2f\xff\xff\xff\x0f"+strings.Repeat("\x00", 11)), false}, "broken"},
		"a jpeg that goes over and over": {Upload{"image/jpeg", bytes.Join([][]byte{photo[:len(photo)-2],
			bytes.Repeat([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0}, 200), {0xff, 0xd9}}, nil), false}, "broken"},
		"webp of nothing":        {Upload{"image/webp", webp(12, "VP8L\x00\x00\x00\x00"), false}, "broken"},
		"too small":              {Upload{"image/png", asPNG(sample(8, 40)), false}, "small"},
		"all transparent":        {Upload{"image/png", asPNG(image.NewNRGBA(image.Rect(0, 0, 40, 40))), false}, "empty"},
		"ten megabytes":          {Upload{"image/png", nil, true}, "large"},
		"ten megabytes at once":  {Upload{"image/png", append(append([]byte{}, good...), make([]byte, 10<<20)...), false}, "large"},
		"a chunk beyond the end": {Upload{"image/png", append(append([]byte{}, good[:33]...), 0xff, 0xff, 0xff, 0xff, 'I', 'D', 'A', 'T', 0, 0, 0, 0), false}, "broken"},
	}
}

func TestHostilePicturesAreRefused(t *testing.T) {
	for name, c := range hostile() {
		_, err := drawn(Logo, c.up)
		all := errs.All(err)
		if len(all) != 1 || all[0].Key != "look.error.image_"+c.key || all[0].Field != "logo" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is kept is our own drawing: scaled down, with none of the words or
// places that the file carried.
func TestPicturesAreDrawnAnew(t *testing.T) {
	secret := []byte("GPS 65.58 N 22.15 E")
	file := within(asPNG(sample(2400, 300)), chunk("tEXt", append([]byte("Comment\x00"), secret...)))
	photo := asJPEG(sample(300, 900))
	photo = bytes.Join([][]byte{photo[:2], {0xff, 0xe1, 0, byte(2 + len(secret))}, secret, photo[2:]}, nil)
	for _, c := range []struct {
		kind Kind
		up   Upload
		w, h int
	}{
		{Logo, Upload{Type: "image/png", Bytes: file}, 960, 120},
		{Icon, Upload{Type: "image/png", Bytes: file}, 192, 192},
		{Logo, Upload{Type: "image/jpeg", Bytes: photo}, 64, 192},
		{Icon, Upload{Type: "", Bytes: asPNG(sample(48, 48))}, 48, 48}, // nothing is made larger
	} {
		made, err := drawn(c.kind, c.up)
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.DecodeConfig(bytes.NewReader(made.Content))
		if err != nil || got.Width != c.w || got.Height != c.h || made.Width != c.w || made.Height != c.h {
			t.Errorf("%s is %+v %v", c.kind, got, err)
		}
		if bytes.Contains(made.Content, secret) || len(made.Content) > maxStored || made.Hash != hashOf(made.Content) || len(made.Hash) != 24 {
			t.Errorf("%s: %d bytes, %s", c.kind, len(made.Content), made.Hash)
		}
		again, err := drawn(c.kind, c.up)
		if err != nil || again.Hash != made.Hash {
			t.Error("drawn again, it is another")
		}
	}
}

func FuzzPictures(f *testing.F) {
	for _, c := range hostile() {
		if len(c.up.Bytes) < 1<<16 {
			f.Add(c.up.Bytes)
		}
	}
	f.Add(asPNG(sample(30, 30)))
	f.Add(asJPEG(sample(30, 30)))
	f.Fuzz(func(t *testing.T, b []byte) {
		made, err := drawn(Icon, Upload{Bytes: b})
		if err != nil {
			if all := errs.All(err); len(all) != 1 || all[0].Kind != errs.Invalid {
				t.Errorf("refused with %v", err)
			}
			return
		}
		if m, err := png.Decode(bytes.NewReader(made.Content)); err != nil || m.Bounds().Dx() > iconSide || m.Bounds().Dy() > iconSide {
			t.Errorf("made %v %v", m, err)
		}
	})
}
