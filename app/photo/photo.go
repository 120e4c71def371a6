package photo

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"path"
	"strings"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"moot/store/forum"
)

// Limits. A picture takes four to eight bytes a pixel while it is opened.
const (
	ownPixels   = 64_000_000 // of a picture that this person adds: they chose it
	keptPixels  = 16_000_000 // of a picture as it is shared: larger ones are made smaller
	shownPixels = 24_000_000 // of a picture from anybody that is to be shown
	maxSide     = 30_000
	thumbSide   = 320
	quality     = 88
)

// Errors, each a whole message.
var (
	ErrTooLarge = errors.New("this picture has more points than Moot opens: make a smaller one of it, or save it and open it elsewhere")
	ErrBroken   = errors.New("this picture is damaged and cannot be opened")
	errPrivate  = errors.New("Moot cannot open this kind of picture, so it cannot take out what the camera wrote into it, such as the place: save it as a JPEG first, or add it as it is")
)

// Prepared is a file ready to be added.
type Prepared struct {
	Name  string // of the file, with the ending that fits what it is now
	Media string
	Thumb []byte    // a small JPEG; nil for what is no picture
	Body  io.Reader // the bytes to add
	Notes []Note    // what was done to it
}

// Note is one thing that was done to a file before it was added.
type Note int

// The notes there are.
const (
	Cleaned Note = iota + 1 // what the camera wrote into it was left out
	Shrunk                  // it was made smaller
	AsItIs                  // nothing was changed, at the person's wish
)

// String says it in English, in a whole sentence.
func (n Note) String() string {
	switch n {
	case Cleaned:
		return "What the camera wrote into it, such as when and where it was taken, is left out."
	case Shrunk:
		return "It was made smaller, to 16 million points."
	case AsItIs:
		return "It is added as it is, with whatever the camera wrote into it, such as when and where it was taken."
	}
	return fmt.Sprintf("photo.Note(%d)", int(n))
}

// format is one kind of picture.
type format struct {
	media  string
	end    string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// formats are the kinds of picture, by how their bytes begin.
var formats = []struct {
	begins string // ? is any byte
	format
}{
	{"\xFF\xD8\xFF", format{"image/jpeg", ".jpg", jpeg.DecodeConfig, jpeg.Decode}},
	{"\x89PNG\r\n\x1a\n", format{"image/png", ".png", png.DecodeConfig, png.Decode}},
	{"GIF8?a", format{"image/gif", ".gif", gif.DecodeConfig, gif.Decode}},
	{"RIFF????WEBPVP8", format{"image/webp", ".webp", webp.DecodeConfig, webp.Decode}},
}

// sniff says what kind of picture a file is by its bytes, whatever its name says. ok is false for what is none.
func sniff(r io.ReadSeeker) (f format, ok bool, err error) {
	var head [16]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return f, false, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return f, false, err
	}
	for _, known := range formats {
		if begins(head[:n], known.begins) {
			return known.format, true, nil
		}
	}
	return f, false, nil
}

func begins(b []byte, pattern string) bool {
	if len(b) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != b[i] {
			return false
		}
	}
	return true
}

// Decode opens a picture from anybody, upright. Errors: [ErrTooLarge], [ErrBroken] for what is no picture too, or what reading gave.
func Decode(r io.ReadSeeker) (image.Image, error) {
	f, ok, err := sniff(r)
	if err == nil && !ok {
		err = ErrBroken
	}
	if err != nil {
		return nil, err
	}
	return f.open(r, shownPixels)
}

// DecodeThumb opens the small picture of a record, which may be anything that its author put there.
func DecodeThumb(b []byte) (image.Image, error) {
	return format{config: jpeg.DecodeConfig, decode: jpeg.Decode}.open(bytes.NewReader(b), 2*thumbSide*thumbSide)
}

// open looks at the size first, and gives what a decoder cannot bear as an error.
func (f format) open(r io.ReadSeeker, most int) (picture image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			picture, err = nil, ErrBroken
		}
	}()
	size, err := f.config(r)
	switch {
	case err != nil || size.Width < 1 || size.Height < 1:
		return nil, ErrBroken
	case size.Width > maxSide || size.Height > maxSide || size.Width*size.Height > most:
		return nil, ErrTooLarge
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	turn := 1
	if f.media == "image/jpeg" || f.media == "" {
		turn = orientation(r)
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	if picture, err = f.decode(r); err != nil {
		return nil, ErrBroken
	}
	return upright(picture, turn), nil
}

// Prepare makes a file ready to be added; name is what it is called on this disk. With asIs nothing of it is changed, and the
// notes say what that means. Errors are whole messages, or what reading gave.
func Prepare(r io.ReadSeeker, name string, asIs bool) (*Prepared, error) {
	p := &Prepared{Name: forum.FileNameOf(name), Body: r}
	p.Media = mediaOf(p.Name)
	f, ok, err := sniff(r)
	if err != nil {
		return nil, err
	}
	if !ok {
		return p, p.other(asIs)
	}
	p.Media = f.media
	picture, err := f.open(r, ownPixels)
	if _, seekErr := r.Seek(0, io.SeekStart); seekErr != nil {
		return nil, seekErr
	}
	if err != nil && !asIs {
		return nil, err
	}
	if err == nil {
		if p.Thumb, err = thumb(picture); err != nil {
			return nil, err
		}
	}
	switch {
	case asIs:
		p.Notes = append(p.Notes, AsItIs)
		return p, nil
	case f.media == "image/gif": // it may move, and cameras write nothing into these
		return p, nil
	}
	return p, p.clean(f, picture)
}

// other is for what is no picture that can be opened here.
func (p *Prepared) other(asIs bool) error {
	switch strings.ToLower(path.Ext(p.Name)) {
	case ".heic", ".heif", ".avif", ".tif", ".tiff", ".dng", ".jpg", ".jpeg", ".png", ".webp":
		if !asIs {
			return errPrivate
		}
	}
	return nil
}

// clean writes the picture anew: what was beside it in the file is left behind.
func (p *Prepared) clean(f format, picture image.Image) error {
	p.Notes = append(p.Notes, Cleaned)
	if size := picture.Bounds(); size.Dx()*size.Dy() > keptPixels {
		ratio := math.Sqrt(float64(keptPixels) / float64(size.Dx()*size.Dy()))
		picture = scaled(picture, int(float64(size.Dx())*ratio), int(float64(size.Dy())*ratio))
		p.Notes = append(p.Notes, Shrunk)
	}
	var out bytes.Buffer
	var err error
	if f.media == "image/png" || f.media == "image/webp" && !opaque(picture) {
		p.Media, f.end = "image/png", ".png"
		err = png.Encode(&out, picture)
	} else {
		p.Media, f.end = "image/jpeg", ".jpg"
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality})
	}
	if err != nil {
		return fmt.Errorf("write the picture anew: %w", err)
	}
	if mediaOf(p.Name) != p.Media {
		p.Name = forum.FileNameOf(strings.TrimSuffix(p.Name, path.Ext(p.Name)) + f.end)
	}
	p.Body = &out
	return nil
}

func opaque(picture image.Image) bool {
	o, ok := picture.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// thumb makes the small picture that goes into the record, as good as there is room for.
func thumb(picture image.Image) ([]byte, error) {
	size := picture.Bounds()
	for side := thumbSide; side >= 40; side /= 2 {
		ratio := min(1, float64(side)/float64(max(size.Dx(), size.Dy())))
		small := scaled(picture, int(float64(size.Dx())*ratio), int(float64(size.Dy())*ratio))
		for _, q := range []int{80, 65, 50, 35} {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: q}); err != nil {
				return nil, fmt.Errorf("make a small picture: %w", err)
			}
			if out.Len() <= forum.MaxThumb {
				return out.Bytes(), nil
			}
		}
	}
	return nil, nil // no picture is that rich; then the record has none
}

// scaled draws a picture at another size, on white where it is clear when that is smaller than a point of paper would be.
func scaled(picture image.Image, width, height int) image.Image {
	to := image.NewRGBA(image.Rect(0, 0, max(1, width), max(1, height)))
	if opaque(picture) {
		draw.BiLinear.Scale(to, to.Bounds(), picture, picture.Bounds(), draw.Src, nil)
		return to
	}
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(to, to.Bounds(), picture, picture.Bounds(), draw.Over, nil)
	return to
}

// Fit makes a picture smaller, until no side is longer than this.
func Fit(m image.Image, side int) image.Image {
	size := m.Bounds()
	long := max(size.Dx(), size.Dy())
	if long <= side {
		return m
	}
	return scaled(m, size.Dx()*side/long, size.Dy()*side/long)
}

// medias are the kinds of file that have a name here; others are bytes.
var medias = map[string]string{
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
	".heic": "image/heic", ".heif": "image/heif", ".avif": "image/avif", ".tif": "image/tiff", ".tiff": "image/tiff",
	".pdf": "application/pdf", ".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv", ".svg": "image/svg+xml",
	".odt": "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".mp3":  "audio/mpeg", ".ogg": "audio/ogg", ".m4a": "audio/mp4", ".mp4": "video/mp4", ".mov": "video/quicktime", ".zip": "application/zip",
}

func mediaOf(name string) string {
	if m, ok := medias[strings.ToLower(path.Ext(name))]; ok {
		return m
	}
	return "application/octet-stream"
}

// Shown says whether a file of this media type is a picture that can be opened here.
func Shown(media string) bool {
	for _, f := range formats {
		if f.media == media {
			return true
		}
	}
	return false
}
