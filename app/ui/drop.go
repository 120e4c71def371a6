package ui

import (
	"context"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"moot/app/paper"
	"moot/store/forum"
)

// taker is a screen about a thing that photos and files can be put with. Take asks about them.
type taker interface{ Take(paths []string) }

// Take asks about files dropped on the thing.
func (s *thing[V]) Take(paths []string) {
	if s.photos == nil {
		s.app.tell(errors.New(t("drop.open_first")))
		return
	}
	s.photos.Take(paths)
}

// Take asks about files dropped on the proposal.
func (s *proposalScreen) Take(paths []string) { s.photos.Take(paths) }

// Take asks about files dropped on the meeting.
func (s *meetingScreen) Take(paths []string) { s.photos.Take(paths) }

// sort is what a file that comes from outside may be.
type sort int

const (
	sortFile    sort = iota // to be put with a thing
	sortPicture             // the same, or the picture of an invite
	sortBundle              // what a stick carries
	sortLink                // the text of an invite
	sortBallots             // of a vote held elsewhere
	sortWords               // Markdown
)

// The most that is read of a file of each sort; photos and files are bounded by what the store takes.
const (
	mostWords = 256 << 10
	mostLink  = 16 << 10
)

// incoming is a file that comes from outside, looked at.
type incoming struct {
	path, name  string
	sort        sort
	title, text string // of words; text is also an invite
	format      string // of ballots
	wrong       string // why it cannot be taken in
}

// lookAt says what a file is. Off the UI thread. Nothing is read of one that is too large for what it is.
func lookAt(path string) (in incoming) {
	in = incoming{path: path, name: printable(forum.FileNameOf(path))}
	fail := func(err error) incoming {
		in.wrong = t("photos.not_added", "Name", in.name, "Reason", sentence(errorWords(err)))
		return in
	}
	f, err := openOrdinary(path, 1<<50)
	if err != nil {
		return fail(err)
	}
	info, err := f.Stat()
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fail(err)
	}
	most := int64(forum.MaxFile)
	switch strings.ToLower(filepath.Ext(path)) {
	case ".moot":
		in.sort = sortBundle
		return in
	case ".blt":
		in.sort, in.format, most = sortBallots, forum.FormatBLT, forum.MaxBallotFile
	case ".pb":
		in.sort, in.format, most = sortBallots, forum.FormatPB, forum.MaxBallotFile
	case ".md", ".markdown":
		in.sort, most = sortWords, mostWords
	case ".txt", ".moot-link", "":
		if info.Size() <= mostLink {
			in.readLink()
		}
	default:
		if isPicture(path) {
			in.sort = sortPicture
		}
	}
	if info.Size() > most {
		return fail(errors.New(t("drop.too_large", "Size", sizeText(info.Size()), "Most", sizeText(most))))
	}
	if in.sort == sortWords {
		b, err := readOrdinary(path, mostWords)
		if err != nil {
			return fail(err)
		}
		var ok bool
		if in.title, in.text, ok = paper.Words(b); !ok {
			in.sort = sortFile
		}
	}
	return in
}

func (in *incoming) readLink() {
	b, err := readOrdinary(in.path, mostLink)
	if words := strings.TrimSpace(string(b)); err == nil && strings.HasPrefix(words, forum.TicketPrefix) {
		in.sort, in.text = sortLink, words
	}
}

// readOrdinary reads all of a file that is no larger than most bytes.
func readOrdinary(path string, most int64) ([]byte, error) {
	f, err := openOrdinary(path, most)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, most+1)) // it may grow while it is read
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil && int64(len(b)) > most {
		err = errors.New(t("drop.too_large", "Size", sizeText(int64(len(b))), "Most", sizeText(most)))
	}
	return b, err
}

// dropped takes files dropped anywhere on the window.
func (u *UI) dropped(_ fyne.Position, files []fyne.URI) {
	var paths []string
	for _, f := range files {
		if f.Scheme() == "file" {
			paths = append(paths, f.Path())
		}
	}
	u.take(paths)
}

// take takes in files from outside, one after the other: what needs no choice at once, then what goes with the thing that is
// open; for the rest a page offers what can be done with each.
func (u *UI) take(paths []string) {
	if u.shell == nil || len(paths) == 0 {
		u.opening = append(u.opening, paths...)
		return
	}
	all := make([]incoming, len(paths))
	u.app.slow(t("drop.looking"), func(ctx context.Context) error {
		for i, path := range paths {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			all[i] = lookAt(path)
		}
		return nil
	}, func(err error) {
		if err != nil {
			u.app.tell(err)
			return
		}
		u.sortOut(all)
	})
}

// sortOut does with each file what is to be done with its sort.
func (u *UI) sortOut(all []incoming) {
	var said []string
	var plain []string    // to be put with what is open
	var choose []incoming // there is a choice
	var bundles []incoming
	for _, in := range all {
		switch {
		case in.wrong != "":
			said = append(said, in.wrong)
		case in.sort == sortBundle:
			bundles = append(bundles, in)
		case in.sort == sortLink:
			u.join(in.text)
			return // one invite at a time, and nothing else beside it
		case in.sort == sortBallots || in.sort == sortWords:
			choose = append(choose, in)
		default:
			plain = append(plain, in.path)
		}
	}
	u.takeBundles(bundles, said, func(said []string) { u.place(all, plain, choose, said) })
}

// takeBundles reads bundles one after the other, and then goes on with what is to be said.
func (u *UI) takeBundles(left []incoming, said []string, then func(said []string)) {
	if len(left) == 0 {
		then(said)
		return
	}
	next := func(words string) { u.takeBundles(left[1:], append(said, words), then) }
	readBundle(u.app, left[0].path, next, func(err error) {
		next(t("photos.not_added", "Name", left[0].name, "Reason", sentence(errorWords(err))))
	})
}

// place puts files with the thing that is open, offers what there is a choice about, and says what was done.
func (u *UI) place(all []incoming, plain []string, choose []incoming, said []string) {
	open, _ := u.shell.detail.(taker)
	switch {
	case len(choose) > 0:
		u.shell.open(newDropPage(u, choose, plain, open, said))
		return
	case len(plain) > 0 && open != nil:
		open.Take(plain)
	case len(plain) == 1 && len(all) == 1 && all[0].sort == sortPicture:
		u.invited(plain[0])
	case len(plain) > 0:
		said = append(said, t("drop.open_first"))
	}
	if len(said) > 0 {
		u.banner.done(strings.Join(said, " "))
	}
}

// invited looks for an invite in a picture that was dropped where no files go.
func (u *UI) invited(path string) {
	var ticket string
	u.app.work(func(context.Context) (err error) {
		ticket, err = ticketInPicture(path)
		return err
	}, func(err error) {
		if err != nil {
			u.app.tell(errors.New(t("drop.open_first")))
			return
		}
		u.join(ticket)
	})
}

// pasted takes what is on the clipboard where no words are being typed: an invite, or files. The toolkit's clipboard has text
// only, so a picture on it cannot be had.
func (u *UI) pasted(words string) {
	words = strings.TrimSpace(words)
	switch {
	case strings.HasPrefix(words, forum.TicketPrefix):
		u.join(words)
	case !u.pastedList(words):
		u.banner.done(t("drop.not_pasted"))
	}
}

// pastedList takes in the files of a list such as file managers copy them; false: it is none.
func (u *UI) pastedList(words string) bool {
	paths := pastedFiles(words)
	if len(paths) > 0 {
		u.take(paths)
	}
	return len(paths) > 0
}

// mostPasted is how many files are taken from the clipboard at a time.
const mostPasted = 200

// pastedFiles gives the files that a list of file: addresses names; none when anything else is in it. Some file managers put
// what is to be done with them ("copy") on the first line.
func pastedFiles(words string) (paths []string) {
	if len(words) > mostPasted*1000 {
		return nil
	}
	for i, line := range strings.Fields(words) {
		if i == 0 && (line == "copy" || line == "cut" || line == "x-special/nautilus-clipboard") || i == 1 && line == "copy" {
			continue
		}
		u, err := url.Parse(line)
		if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || u.Path == "" || len(paths) == mostPasted {
			return nil
		}
		paths = append(paths, u.Path)
	}
	return paths
}
