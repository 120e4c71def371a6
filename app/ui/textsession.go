package ui

import "time"

// The pauses of the shared-text editor.
const (
	savePause  = 400 * time.Millisecond // without typing, after which what was typed is saved
	saveAtMost = 3 * time.Second        // of typing without a pause, after which it is saved all the same
)

// textSession keeps one shared text in step with the store while it is being edited, and goes on until everything
// typed is saved, also when the screen that showed it has been left. It belongs to the UI thread; only save runs off it.
type textSession struct {
	doc  *sharedText
	save func(was, now string) (merged string, err error) // off the UI thread; durable when it returns
	run  func(work, done func())                          // work off the UI thread, then done on it
	// later calls f on the UI thread after a pause, unless stopped first.
	later func(pause time.Duration, f func()) (stop func())

	view   textView // nil once the screen has been left
	state  func()   // what is saved changed; nil for nobody to tell
	reread func()   // the store's text must be read again; nil for nobody to ask
	idle   func()   // nothing is left to save

	stopPause, stopAtMost func()
	turn                  int     // counts sends and answers: a reading from before one of them is out of date
	answer                *string // of the save under way, kept while the view cannot take it
	offered               *string // a text of the store, kept while the view cannot take it
	missed                bool    // a reading came while a save was under way
	again                 bool    // more is to be saved once the save under way is done
	err                   error   // of the last save
}

// textView is where a session's text is shown.
type textView interface {
	Busy() bool                      // it cannot take another text now; it calls Release when it can
	Caret() int                      // in characters from the start
	ShowText(text string, caret int) // a text that was not typed here
}

func newTextSession(text string, save func(was, now string) (string, error), run func(work, done func()),
	later func(time.Duration, func()) func()) *textSession {
	return &textSession{doc: newSharedText(text), save: save, run: run, later: later}
}

// Typed takes what a keystroke made of the text, and sees to it that it is saved soon.
func (s *textSession) Typed(text string, caret int) {
	s.doc.Type(text, caret)
	s.touched()
}

// touched arms the pauses after the text changed here.
func (s *textSession) touched() {
	if s.stopPause != nil {
		s.stopPause()
	}
	s.stopPause = s.later(savePause, s.Flush)
	if s.stopAtMost == nil {
		s.stopAtMost = s.later(saveAtMost, s.Flush)
	}
	s.tell()
}

// Flush saves what is not saved yet, without waiting for a pause. It returns at once; while a save is under way, the
// rest follows when that is done.
func (s *textSession) Flush() {
	s.disarm()
	if s.doc.sent {
		s.again = true
		return
	}
	if !s.doc.Dirty() {
		if s.idle != nil {
			s.idle()
		}
		return
	}
	if s.offered != nil {
		s.offered, s.missed = nil, true
	}
	s.turn++
	was, now := s.doc.Send()
	var merged string
	var err error
	s.run(func() { merged, err = s.save(was, now) }, func() { s.answered(merged, err) })
	s.tell()
}

func (s *textSession) disarm() {
	for _, stop := range []*func(){&s.stopPause, &s.stopAtMost} {
		if *stop != nil {
			(*stop)()
			*stop = nil
		}
	}
}

func (s *textSession) answered(merged string, err error) {
	s.turn++
	s.err = err
	if err != nil {
		s.doc.NotSaved()
		s.again = false // the next keystroke, leaving the text, or Try again saves again
		s.settle()
		return
	}
	s.answer = &merged
	s.Release()
}

// Release takes what had to wait until the view could take it. The view calls it when a selection ends.
func (s *textSession) Release() {
	if s.view != nil && s.view.Busy() {
		return
	}
	if s.answer != nil {
		merged := *s.answer
		s.answer = nil
		s.replace(func() { s.doc.Saved(merged) })
		s.settle()
		if s.again {
			s.again = false
			s.Flush()
		}
	}
	if s.offered != nil && !s.doc.sent {
		text := *s.offered
		s.offered = nil
		s.replace(func() { s.doc.Take(text) })
	}
}

// replace changes the text under the view, which keeps its caret on its character.
func (s *textSession) replace(change func()) {
	if s.view == nil {
		change()
		return
	}
	mark, before := s.doc.Mark(s.view.Caret()), s.doc.Text()
	change()
	if after := s.doc.Text(); after != before {
		s.view.ShowText(after, s.doc.Caret(mark))
	}
}

// settle is what follows a save, well or badly ended.
func (s *textSession) settle() {
	s.tell()
	if s.missed && s.reread != nil {
		s.missed = false
		s.reread()
	}
	if s.idle != nil && !s.doc.Dirty() {
		s.idle()
	}
}

func (s *textSession) tell() {
	if s.state != nil {
		s.state()
	}
}

// Reading says what to hand to Offer with a text whose reading from the store begins now.
func (s *textSession) Reading() int { return s.turn }

// Offer takes a text read from the store. One whose reading a save overtook is passed over and read again.
func (s *textSession) Offer(text string, reading int) {
	if s.doc.sent || reading != s.turn {
		s.missed = true
		if !s.doc.sent && s.reread != nil {
			s.missed = false
			s.reread()
		}
		return
	}
	s.offered = &text
	s.Release()
}

// Unsaved says whether words exist only in this window.
func (s *textSession) Unsaved() bool { return s.doc.sent || s.doc.Dirty() }

// Undo takes back this person's last step; nobody else's words change.
func (s *textSession) Undo() { s.turned(s.doc.Undo) }

// Redo gives back what Undo took.
func (s *textSession) Redo() { s.turned(s.doc.Redo) }

func (s *textSession) turned(f func() (int, bool)) {
	caret, ok := f()
	if !ok {
		return
	}
	if s.view != nil {
		s.view.ShowText(s.doc.Text(), caret)
	}
	s.touched()
}

// Detach ends the view and saves what is left.
func (s *textSession) Detach() {
	s.view, s.state, s.reread = nil, nil, nil
	s.Release()
	s.Flush()
}
