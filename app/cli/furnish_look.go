package cli

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/vector"

	"github.com/pactdesk/pactdesk/app/appearance"
	"github.com/pactdesk/pactdesk/app/appearance/colour"
)

// demoLook is how a sample site has made itself its own; the others look as
// every site does that has chosen nothing.
type demoLook struct {
	key    string
	theme  appearance.Theme
	mark   mark
	footer map[string]appearance.Footer
}

var demoLooks = []demoLook{
	{
		key: "nordljus", mark: northernLight,
		theme: appearance.Theme{Header: appearance.Both, Style: appearance.Style{Accent: "#a8481f", Paper: "#fbf5e8", Ink: "#2c2119",
			Button: appearance.Filled, Type: appearance.OldStyle, Size: appearance.Normal, Corner: appearance.Slight, Scheme: appearance.Follow}},
		footer: map[string]appearance.Footer{
			"sv": {Text: "Nordljus Foto, Norra Hamngatan 4 i Luleå\nBröllop, porträtt och skolor i hela Norrbotten",
				Links: []appearance.FooterLink{{Label: "Bilder", Href: "https://nordljus.example/bilder"}, {Label: "Boka en tid", Href: "https://nordljus.example/boka"}}},
			"en": {Text: "Nordljus Foto, Norra Hamngatan 4, Luleå\nWeddings, portraits and schools all over Norrbotten",
				Links: []appearance.FooterLink{{Label: "Pictures", Href: "https://nordljus.example/en/pictures"}, {Label: "Book a time", Href: "https://nordljus.example/en/book"}}},
		},
	},
	{
		key: "fjord", mark: fjord,
		theme: appearance.Theme{Header: appearance.Both, Style: appearance.Style{Accent: "#1f5f8b", Paper: "#f3f6f9", Ink: "#15213a",
			Button: appearance.Outline, Type: appearance.Geometric, Size: appearance.Small, Corner: appearance.Square, Scheme: appearance.Follow}},
		footer: map[string]appearance.Footer{
			"nb": {Text: "Fjord Mediearkiv, Strandgaten 12, Bergen", Links: []appearance.FooterLink{{Label: "Lisenser og priser", Href: "https://fjord.example/priser"}}},
			"en": {Text: "Fjord Mediearkiv, Strandgaten 12, Bergen", Links: []appearance.FooterLink{{Label: "Licences and prices", Href: "https://fjord.example/en/prices"}}},
		},
	},
	{
		key: "museet", mark: spruce,
		theme: appearance.Theme{Header: appearance.Both, Style: appearance.Style{Accent: "#3f6b3a", Paper: "#f2f6f1", Ink: "#14271f",
			Button: appearance.Filled, Type: appearance.Humanist, Size: appearance.Large, Corner: appearance.Pill, Scheme: appearance.Follow}},
		footer: map[string]appearance.Footer{
			"sv": {Text: "Skogsmuseet i Lycksele. Bildarkivet är öppet för alla.", Links: []appearance.FooterLink{{Label: "Besök museet", Href: "https://skogsmuseet.example"}}},
		},
	},
}

// makeLooks chooses them as the owners would: by the same service, which
// judges colours and draws pictures anew.
func (f *furnisher) makeLooks(ctx context.Context) error {
	for _, l := range demoLooks {
		err := f.onSite(ctx, l.key, func(ctx context.Context) error {
			t := l.theme
			t.Footer = l.footer
			for kind, picture := range l.mark.pictures(colour.Must(t.Style.Accent)) {
				image, err := f.Appearance.AddImage(ctx, shell, kind, picture)
				if err != nil {
					return err
				}
				*t.Picture(kind) = image.Hash
			}
			return f.Appearance.Set(ctx, shell, t)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mark draws a sample logo in a square of 100, with pens of one colour: strong
// and faint.
type mark func(strong, faint pen)

// pen fills a shape: points in turn, each a line's end, or two for a curve.
type pen func(points ...[2]float32)

const markSide = 192

// pictures are the mark in a colour, the same lighter for dark pages, and as
// an icon on that colour.
func (m mark) pictures(c colour.Colour) map[appearance.Kind]appearance.Upload {
	p := c.LCH()
	p.L = 0.78
	plain := func(c colour.Colour) color.NRGBA { return color.NRGBA{c.R, c.G, c.B, 255} }
	return map[appearance.Kind]appearance.Upload{
		appearance.Logo:     m.draw(plain(c), color.NRGBA{}, 1),
		appearance.LogoDark: m.draw(plain(p.Colour()), color.NRGBA{}, 1),
		appearance.Icon:     m.draw(color.NRGBA{255, 255, 255, 255}, plain(c), 0.72),
	}
}

func (m mark) draw(ink, ground color.NRGBA, size float32) appearance.Upload {
	img := image.NewNRGBA(image.Rect(0, 0, markSide, markSide))
	draw.Draw(img, img.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	with := func(alpha uint8) pen {
		c := ink
		c.A = alpha
		return func(points ...[2]float32) {
			z := vector.NewRasterizer(markSide, markSide)
			at := func(p [2]float32) (x, y float32) {
				k := size * markSide / 100
				return (p[0]-50)*k + markSide/2, (p[1]-50)*k + markSide/2
			}
			x, y := at(points[0])
			z.MoveTo(x, y)
			for i := 1; i+1 < len(points); i += 2 { // curves: a pull and an end
				px, py := at(points[i])
				ex, ey := at(points[i+1])
				z.QuadTo(px, py, ex, ey)
			}
			z.ClosePath()
			z.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{})
		}
	}
	m(with(255), with(115))
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return appearance.Upload{Type: "image/png", Bytes: b.Bytes()}
}

// northernLight: two curtains of light over a low horizon.
func northernLight(strong, faint pen) {
	strong([2]float32{8, 70}, [2]float32{20, 20}, [2]float32{46, 28}, [2]float32{72, 34}, [2]float32{92, 8},
		[2]float32{84, 52}, [2]float32{52, 50}, [2]float32{24, 50}, [2]float32{8, 70})
	faint([2]float32{24, 76}, [2]float32{40, 50}, [2]float32{60, 58}, [2]float32{82, 62}, [2]float32{92, 36},
		[2]float32{92, 76}, [2]float32{62, 74}, [2]float32{42, 70}, [2]float32{24, 76})
	strong([2]float32{6, 86}, [2]float32{50, 78}, [2]float32{94, 86}, [2]float32{50, 92}, [2]float32{6, 86})
}

// fjord: two mountains and what the water makes of them.
func fjord(strong, faint pen) {
	line := func(p pen, a, b, c [2]float32) {
		half := func(a, b [2]float32) [2]float32 { return [2]float32{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2} }
		p(a, half(a, b), b, half(b, c), c)
	}
	line(strong, [2]float32{4, 56}, [2]float32{36, 12}, [2]float32{66, 56})
	line(strong, [2]float32{58, 43}, [2]float32{70, 28}, [2]float32{96, 56})
	line(strong, [2]float32{58, 43}, [2]float32{96, 56}, [2]float32{67, 56})
	line(faint, [2]float32{4, 62}, [2]float32{36, 90}, [2]float32{66, 62})
	line(faint, [2]float32{60, 68}, [2]float32{70, 78}, [2]float32{96, 62})
}

// spruce: a tree of three boughs.
func spruce(strong, faint pen) {
	for i, bough := range [][3]float32{{6, 40, 20}, {24, 64, 29}, {44, 86, 38}} {
		top, foot, wide := bough[0], bough[1], bough[2]
		p := strong
		if i == 1 {
			p = faint
		}
		p([2]float32{50, top}, [2]float32{50 + wide*0.35, foot - 12}, [2]float32{50 + wide, foot},
			[2]float32{50, foot - 10}, [2]float32{50 - wide, foot}, [2]float32{50 - wide*0.35, foot - 12}, [2]float32{50, top})
	}
	strong([2]float32{46, 78}, [2]float32{46, 88}, [2]float32{46, 98}, [2]float32{50, 98}, [2]float32{54, 98}, [2]float32{54, 88}, [2]float32{54, 78})
}
