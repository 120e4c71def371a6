package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"moot/app/photo"
	"moot/store"
	"moot/store/forum"
)

type fileCmd struct {
	Add   fileAddCmd   `cmd:"" help:"Put a photo or a file with a proposal, a meeting or an item of its agenda, a notice, a page, a task, a fund or a gauge."`
	List  fileListCmd  `cmd:"" help:"List the photos and files of a thing, or of a whole group."`
	Fetch fileFetchCmd `cmd:"" help:"Fetch a file from whoever has it."`
	Save  fileSaveCmd  `cmd:"" help:"Save a file that is here."`
	Drop  fileDropCmd  `cmd:"" help:"Take a file away for good."`
}

// fileFacts is what the record says of a file.
type fileFacts struct {
	File    forum.ID     `json:"file"`
	On      forum.ID     `json:"on"`    // the thing, or the item of an agenda, that it was put with
	Title   string       `json:"title"` // of that
	Name    string       `json:"name"`
	Media   string       `json:"media"`
	Size    int64        `json:"size"` // bytes
	Caption string       `json:"caption"`
	Author  string       `json:"author"`
	Person  forum.Person `json:"person"`
	Made    string       `json:"made"`
	Chunks  int          `json:"chunks"`
}

// fileView is a file with how much of it is on this device.
type fileView struct {
	fileFacts
	Here    int          `json:"here"`    // chunks that are on this device
	Whole   bool         `json:"whole"`   // all of it is
	Wanted  bool         `json:"wanted"`  // it is being fetched, or will be when somebody who has it is met
	Holders []holderView `json:"holders"` // who has said that they have some of it; empty when it is whole here
	Who     string       `json:"who"`     // who has it, in a sentence; empty when it is whole here
}

type holderView struct {
	Name   string       `json:"name"`
	Person forum.Person `json:"person"`
	Device string       `json:"device"`
	Chunks int          `json:"chunks"`
	At     string       `json:"at"` // when they said so
}

func factsOf(f *store.FileRow) fileFacts {
	return fileFacts{File: f.ID, On: f.On, Title: f.Where.Title, Name: f.Name, Media: f.Media, Size: f.Size, Caption: f.Caption, Author: f.By, Person: f.Author,
		Made: stamp(f.Made), Chunks: len(f.Chunks)}
}

func viewFile(f *store.FileRow, now time.Time) fileView {
	v := fileView{fileFacts: factsOf(f), Here: f.Here, Whole: f.Whole(), Wanted: f.Wanted, Holders: []holderView{}}
	for _, h := range f.Holders {
		v.Holders = append(v.Holders, holderView{h.Name, h.Person, h.Device.String(), h.Chunks, stamp(h.At)})
	}
	if !v.Whole {
		v.Who = whoHas(f, now)
	}
	return v
}

// whoHas says who has a file that is missing here.
func whoHas(f *store.FileRow, now time.Time) string {
	if len(f.Holders) == 0 {
		return fmt.Sprintf("%s put it here, and nobody met since has said that they have it.", f.By)
	}
	var parts []string
	for _, h := range f.Holders[:min(3, len(f.Holders))] {
		what := "had it"
		if h.Chunks < len(f.Chunks) {
			what = "had a part of it"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", h.Name, what, agoWords(now.Sub(time.UnixMilli(h.At)))))
	}
	return strings.Join(parts, "; ") + "."
}

func agoWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return count(int(d.Minutes()), "minute", "minutes") + " ago"
	case d < 48*time.Hour:
		return count(int(d.Hours()), "hour", "hours") + " ago"
	}
	return count(int(d.Hours()/24), "day", "days") + " ago"
}

// state says in a few words how much of it is here.
func (v fileView) state() string {
	switch {
	case v.Whole:
		return "here"
	case v.Wanted:
		return fmt.Sprintf("coming, %d of %d parts", v.Here, v.Chunks)
	case v.Here > 0:
		return fmt.Sprintf("%d of %d parts", v.Here, v.Chunks)
	}
	return "not here"
}

func (v fileView) text() string {
	text := fmt.Sprintf("%s  (%s)\n%s, %s, added by %s to %s: %s\n", v.Name, short(v.File), v.Media, sizeWords(v.Size), v.Author, v.Title, v.state())
	if v.Caption != "" {
		text += v.Caption + "\n"
	}
	if v.Who != "" {
		text += v.Who + "\n"
	}
	return text
}

func sizeWords(n int64) string {
	switch {
	case n >= 1_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
	case n >= 1_000:
		return fmt.Sprintf("%d kB", (n+500)/1_000)
	}
	return count(int(n), "byte", "bytes")
}

type fileAddCmd struct {
	On      string `arg:"" help:"The proposal, meeting, agenda item, notice, page, task, fund or gauge."`
	File    string `arg:"" help:"The file to add."`
	Caption string `help:"What it shows, for people who cannot see it well."`
	Name    string `help:"What to call it, if not by its name on this disk."`
	AsIs    bool   `name:"as-is" help:"Change nothing in a photo: whatever the camera wrote into it, such as the place, stays in it."`
}

func (f fileAddCmd) run(c *call) (err error) {
	g, on, err := c.filed(f.On)
	if err != nil {
		return err
	}
	in, err := openFile(c.env.abs(f.File))
	if err != nil {
		return refuse("file", "%s could not be read: %s", f.File, plainFileError(err))
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	p, err := photo.Prepare(in, cmp.Or(f.Name, f.File), f.AsIs)
	if err != nil {
		return preparing(f.File, err)
	}
	id, err := c.session.store.AddFile(c.ctx, g, on, store.NewFile{Name: p.Name, Media: p.Media, Caption: f.Caption, Thumb: p.Thumb}, p.Body)
	if err != nil {
		return err
	}
	v, err := c.file(g, id)
	notes := make([]string, len(p.Notes))
	for i, n := range p.Notes {
		notes[i] = n.String()
	}
	return c.answerWith(err, struct {
		fileView
		Notes []string `json:"notes"` // what was done to it before it was added
	}{v, notes}, "Added: "+v.text()+strings.Join(notes, "\n"))
}

// answerWith replies, unless something went wrong before.
func (c *call) answerWith(err error, value any, text string) error {
	if err != nil {
		return err
	}
	return c.reply(value, text)
}

// preparing gives what is wrong with a file to be added its stable code.
func preparing(name string, err error) error {
	var disk *os.PathError
	if errors.As(err, &disk) {
		return refuse("file", "%s could not be read: %s", name, plainFileError(err))
	}
	return refuse("bad_input", "%s: %s", name, err)
}

// filed finds what files are put with: anything with a title, or an item of an agenda by its id.
func (c *call) filed(ref string) (g, id forum.ID, err error) {
	if g, id, err = c.session.store.FindSubject(c.ctx, forum.ID{}, forum.KindItem, ref); err == nil {
		return g, id, nil
	}
	return c.subject("", ref)
}

func (c *call) file(g, id forum.ID) (fileView, error) {
	row, err := c.session.store.File(c.ctx, g, id)
	if err != nil {
		return fileView{}, err
	}
	return viewFile(&row, time.Now()), nil
}

type fileListCmd struct {
	On string `arg:"" help:"A group, or a thing or an agenda item of one."`
}

func (f fileListCmd) run(c *call) error {
	on := forum.ID{}
	g, err := c.session.store.FindGroup(c.ctx, f.On)
	if err != nil {
		if g, on, err = c.filed(f.On); err != nil {
			return err
		}
	}
	files, err := c.session.store.Files(c.ctx, g, on)
	if err != nil {
		return err
	}
	views, rows := []fileView{}, [][]string{}
	for i := range files {
		v := viewFile(&files[i], time.Now())
		views = append(views, v)
		rows = append(rows, []string{short(v.File), sizeWords(v.Size), v.state(), v.Author, v.Title, v.Name})
	}
	return c.reply(views, table(rows))
}

type fileFetchCmd struct {
	File string        `arg:"" help:"The file: its id, or the first six digits of it or more."`
	Wait time.Duration `help:"How long to wait for it; 0 to go on in the background, where Moot is running." default:"60s"`
	Stop bool          `help:"Stop fetching it. What has come stays."`
}

func (f fileFetchCmd) run(c *call) error {
	g, id, err := c.subject(forum.KindFile, f.File)
	if err != nil {
		return err
	}
	if f.Stop {
		err = c.session.store.UnwantFile(c.ctx, g, id)
	} else {
		err = c.session.store.WantFile(c.ctx, g, id)
	}
	if err == nil && !f.Stop && f.Wait > 0 {
		err = c.await(g, id, f.Wait)
	}
	if err != nil {
		return err
	}
	v, err := c.file(g, id)
	if err == nil && !v.Whole && !f.Stop && f.Wait > 0 {
		err = refuse("missing", "%s is not all here yet (%d of %d parts). %s It comes when somebody who has it is met.", v.Name, v.Here, v.Chunks, v.Who)
	}
	return c.answerWith(err, v, v.text())
}

// await waits until a file is whole here, on the network for that long if this process is not.
func (c *call) await(g, id forum.ID, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(c.ctx, wait)
	defer cancel()
	hints, stop := c.session.store.Watch()
	defer stop()
	_, done, err := c.network(nil, true)
	if err != nil {
		return err
	}
	for {
		row, err := c.session.store.File(c.ctx, g, id)
		if err != nil || row.Whole() {
			return errors.Join(err, done())
		}
		select {
		case <-hints:
		case <-ctx.Done():
			return errors.Join(c.ctx.Err(), done())
		}
	}
}

// fileNamed finds a file by its id or the start of it.
func (c *call) fileNamed(ref string) (g, id forum.ID, v fileView, err error) {
	if g, id, err = c.subject(forum.KindFile, ref); err == nil {
		v, err = c.file(g, id)
	}
	return g, id, v, err
}

type fileSaveCmd struct {
	File  string `arg:"" help:"The file: its id, or the first six digits of it or more."`
	Out   string `help:"Where to save it: a folder, or a new file." default:"." placeholder:"PATH"`
	Force bool   `help:"Write over a file that is there already."`
}

func (f fileSaveCmd) run(c *call) error {
	g, id, v, err := c.fileNamed(f.File)
	if err != nil {
		return err
	}
	if !v.Whole {
		return refuse("missing", "%s is not all here (%d of %d parts): moot file fetch %s. %s", v.Name, v.Here, v.Chunks, short(id), v.Who)
	}
	path := c.env.abs(f.Out)
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, v.Name)
	}
	if _, err := os.Lstat(path); err == nil && !f.Force {
		return refuse("file", "there is a file %s already: give another name with --out, or --force to write over it", path)
	}
	err = WriteWhole(path, func(out *os.File) error {
		return c.session.store.CopyFile(c.ctx, g, id, out)
	})
	return c.answerWith(err, struct {
		fileView
		Saved string `json:"saved"`
	}{v, path}, "Saved: "+path)
}

type fileDropCmd struct {
	File string `arg:"" help:"The file: its id, or the first six digits of it or more."`
	Why  string `help:"Why."`
}

func (f fileDropCmd) run(c *call) error {
	g, id, v, err := c.fileNamed(f.File)
	if err != nil {
		return err
	}
	if err := c.session.store.DropFile(c.ctx, g, id, f.Why); err != nil {
		return err
	}
	return c.reply(struct {
		File forum.ID `json:"file"`
		Name string   `json:"name"`
	}{id, v.Name}, "Taken away: "+v.Name)
}

func notHere(files int) string {
	if files == 0 {
		return ""
	}
	return count(files, "file", "files") + " not here"
}

// missingFiles counts the files of a group that are not whole on this device.
func (c *call) missingFiles(g forum.ID) (int, error) {
	files, err := c.session.store.Files(c.ctx, g, forum.ID{})
	files = slices.DeleteFunc(files, func(f store.FileRow) bool { return f.Whole() })
	return len(files), err
}
