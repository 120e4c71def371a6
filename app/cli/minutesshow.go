package cli

import (
	"fmt"
	"os"
	"strings"
	"time"

	"moot/app/paper"
	"moot/store"
	"moot/store/forum"
)

type minutesShowCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	Format  string `help:"md, html, pdf or json." enum:"md,html,pdf,json" default:"md"`
	Signed  bool   `help:"The words as they were signed, and not as they stand."`
	Whole   bool   `name:"confidential" help:"With the confidential part in its place, on an officer's device."`
	Out     string `help:"A file to write them to." placeholder:"FILE"`
	languageFlag
}

// signatureView is one signing of minutes, for programs.
type signatureView struct {
	Signature forum.ID     `json:"signature"`
	By        string       `json:"by"`
	Person    forum.Person `json:"person"`
	At        string       `json:"at"`
	Digest    forum.ID     `json:"digest"` // of the words that were signed
}

func viewSignatures(page *store.MeetingPage) []signatureView {
	out := make([]signatureView, len(page.Signatures))
	for i := range page.Signatures {
		s := &page.Signatures[i]
		out[i] = signatureView{s.ID, page.Names[s.By], s.By, stamp(s.Time), s.Words.Digest()}
	}
	return out
}

// paper gives the minutes that a command asks for.
func (m minutesShowCmd) paper(c *call, page *store.MeetingPage) (paper.Minutes, error) {
	in, err := m.tongue(m.Format)
	if err != nil {
		return paper.Minutes{}, err
	}
	if m.Whole {
		return c.whole(page, in)
	}
	name, err := c.groupName(page.Group)
	if err != nil {
		return paper.Minutes{}, err
	}
	if !m.Signed {
		p := paper.Of(name, page, in)
		arising, err := c.session.store.Arising(c.ctx, page)
		p.Arise(arising)
		return p, err
	}
	p, ok := paper.Signed(name, page, in)
	if !ok {
		return p, refuse("refused", "the minutes of %s have not been signed", page.Title)
	}
	return p, nil
}

func (c *call) groupName(id forum.ID) (string, error) {
	g, err := c.session.store.Group(c.ctx, id)
	return g.Name, err
}

func (m minutesShowCmd) run(c *call) error {
	if m.Whole && m.Signed {
		return usage("--confidential shows the words as they stand: leave --signed out")
	}
	if m.Out == "" && c.json && (m.Format == "html" || m.Format == "pdf") {
		return usage("--json and --format %s need --out FILE as well", m.Format)
	}
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	p, err := m.paper(c, &page)
	if err != nil {
		return err
	}
	if m.Out != "" || m.Format == "html" || m.Format == "pdf" {
		return m.write(c, &page, &p)
	}
	c.json = c.json || m.Format == "json"
	v, text := c.viewMeeting(page), p.Markdown()
	changes := minutesChanges(&page)
	if changes != "" && !m.Signed && !m.Whole {
		text += "\nCorrected since signed (- as signed, + as it stands):\n\n" + changes
	}
	return c.reply(struct {
		meetingView
		Items    []itemView `json:"items"`
		Markdown string     `json:"markdown"`
		Digest   forum.ID   `json:"digest"`  // of the words as they stand: what a signature is of
		Changes  string     `json:"changes"` // since the last signature, line by line
	}{v, v.Agenda, p.Markdown(), page.Words.Digest(), changes}, text)
}

// minutesChanges gives what has changed since minutes were signed.
func minutesChanges(page *store.MeetingPage) string {
	was, ok := paper.Signed("", page, paper.English(time.Local))
	if !ok {
		return ""
	}
	return paper.Changes(was, paper.Of("", page, paper.English(time.Local)))
}

// printMinutes gives a paper in a format: md, html or pdf.
func printMinutes(p *paper.Minutes, format string) ([]byte, error) {
	switch format {
	case "html":
		return p.HTML()
	case "pdf":
		return p.PDF()
	}
	return []byte(p.Markdown()), nil
}

func (m minutesShowCmd) write(c *call, page *store.MeetingPage, p *paper.Minutes) error {
	if m.Format == "json" {
		return usage("--out takes --format md, html or pdf")
	}
	b, err := printMinutes(p, m.Format)
	if err != nil {
		return err
	}
	if m.Out == "" {
		if _, err := c.env.Stdout.Write(b); err != nil {
			return fmt.Errorf("could not print the answer: %w", err)
		}
		return nil
	}
	err = WriteWhole(c.env.abs(m.Out), func(f *os.File) error { _, err := f.Write(b); return err })
	if err != nil {
		return err
	}
	return c.reply(struct {
		Meeting forum.ID           `json:"meeting"`
		File    string             `json:"file"`
		Bytes   int                `json:"bytes"`
		Minutes forum.MinutesState `json:"minutes_state"`
	}{page.ID, c.env.abs(m.Out), len(b), page.Minutes}, "Written to "+m.Out)
}

type minutesSignCmd struct {
	Meeting string `arg:"" help:"The meeting."`
	Digest  string `help:"Sign only if this is still the digest of the words (moot minutes show MEETING --json)." placeholder:"DIGEST"`
}

// Help adds to the command's own help.
func (minutesSignCmd) Help() string {
	return "The minutes are a draft until they are signed. Whoever presides at the meeting, or at the next suitable one, signs. " +
		"When the words are corrected later, they are a draft again until they are signed again; what was signed stays (moot minutes show MEETING --signed)."
}

func (m minutesSignCmd) run(c *call) error {
	page, err := c.meeting(m.Meeting)
	if err != nil {
		return err
	}
	shown := page.Words.Digest()
	if m.Digest != "" && (len(m.Digest) < 8 || !strings.HasPrefix(shown.String(), strings.ToLower(m.Digest))) {
		return refuse("refused", "the minutes have changed: their digest is %s; read them again, then sign", short(shown))
	}
	id, err := c.session.store.SignMinutes(c.ctx, page.Group, page.ID, shown)
	if err != nil {
		return err
	}
	return c.reply(struct {
		Meeting   forum.ID           `json:"meeting"`
		Signature forum.ID           `json:"signature"`
		Digest    forum.ID           `json:"digest"`
		Minutes   forum.MinutesState `json:"minutes_state"`
	}{page.ID, id, shown, forum.MinutesSigned}, fmt.Sprintf("Signed as a true record: %s  (check value %s)", page.Title, shown.String()[:16]))
}
