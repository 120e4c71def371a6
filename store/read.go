package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/fxamacker/cbor/v2"

	"moot/store/doc"
	"moot/store/forum"
)

// Filter picks proposals from the list.
type Filter struct {
	Search string              // words that must all occur in the title, the start of the wording or the author's name, in any case
	State  forum.ProposalState // empty: all
	Limit  int                 // 0: all
}

// ProposalCard is a row of the list.
type ProposalCard struct {
	ID       forum.ID
	Title    string
	State    forum.ProposalState
	Author   forum.Person
	Name     string // of the author
	Cost     int64  // pence
	Made     int64  // ms
	Updated  int64  // ms, claimed time of the latest entry about it
	Comments int
	Excerpt  string      // start of the wording, on one line
	Tally    forum.Tally // of the last vote
	Voting   bool
	MyChoice forum.Choice // in the last vote; "chosen" where it names options
	Shared   bool         // false while no other device is known to have my latest entry about it
}

// Proposals lists a group's proposals, newest activity first. It opens no document.
func (s *Store) Proposals(ctx context.Context, id forum.ID, f Filter) ([]ProposalCard, error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	st := g.state()
	words := strings.Fields(strings.ToLower(f.Search))
	var out []ProposalCard
	err = s.db.View(func(txn *badger.Txn) error {
		return g.cards(txn, cardProposal, func(id forum.ID, c *card) error {
			row := ProposalCard{ID: id, Title: c.Title, State: forum.ProposalState(c.State), Author: c.Author, Name: nameOf(st.roll, c.Author),
				Cost: c.Cost, Made: c.Made, Updated: c.Updated, Comments: c.Comments, Excerpt: c.Excerpt, Tally: c.Tally,
				Voting: c.Voting, MyChoice: c.MyChoice, Shared: c.MySeq <= st.meta.Shared[forum.ContentLane]}
			if (f.State == "" || f.State == row.State) && matches(words, row.Title, row.Excerpt, row.Name) {
				out = append(out, row)
			}
			return checkCtx(ctx)
		})
	})
	slices.SortFunc(out, func(a, b ProposalCard) int {
		return cmp.Or(cmp.Compare(b.Updated, a.Updated), slices.Compare(a.ID[:], b.ID[:]))
	})
	if f.Limit > 0 && len(out) > f.Limit {
		out = out[:f.Limit]
	}
	return out, err
}

// matches says whether every word occurs in one of the texts.
func matches(words []string, texts ...string) bool {
	if len(words) == 0 {
		return true
	}
	all := strings.ToLower(strings.Join(texts, "\n"))
	for _, w := range words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

func nameOf(r *forum.Roll, p forum.Person) string {
	if r != nil {
		if m, ok := r.Find(p); ok {
			return m.Name
		}
	}
	return p.String()[:8]
}

// MeetingCard is a row of the list of meetings.
type MeetingCard struct {
	ID      forum.ID
	Title   string
	At      int64 // ms
	Place   string
	State   string
	Stage   forum.MeetingStage // now
	Items   int
	Present int
	Updated int64 // ms
	Minutes forum.MinutesState
}

// Meetings lists a group's meetings, latest date first. It opens no document.
func (s *Store) Meetings(ctx context.Context, id forum.ID) ([]MeetingCard, error) {
	g, err := s.group(id)
	if err != nil {
		return nil, err
	}
	var out []MeetingCard
	now := s.clock()
	err = s.db.View(func(txn *badger.Txn) error {
		return g.cards(txn, cardMeeting, func(id forum.ID, c *card) error {
			out = append(out, MeetingCard{ID: id, Title: c.Title, At: c.At, Place: c.Place, State: c.State, Stage: forum.StageOf(c.State, c.At, now), Items: c.Items, Present: c.Present, Updated: c.Updated, Minutes: cmp.Or(forum.MinutesState(c.Minutes), forum.MinutesDraft)})
			return checkCtx(ctx)
		})
	})
	slices.SortFunc(out, func(a, b MeetingCard) int { return cmp.Or(cmp.Compare(b.At, a.At), slices.Compare(a.ID[:], b.ID[:])) })
	return out, err
}

// ProposalPage is everything shown about one proposal.
type ProposalPage struct {
	forum.Proposal
	Group       forum.ID
	Body        string // the wording now
	Voted       string // the wording the last vote froze; empty without a vote, and where this device does not hold it
	Names       map[forum.Person]string
	Updated     int64 // ms
	MyChoice    forum.Choice
	Can         ProposalCan
	Words       []forum.ID // the heads of the wording now
	Chosen      Chosen     // what was decided; zero until then
	WaitingHere int        // entries about it that wait for something missing

	// PapersBlind says that this person is to count papers of the last vote, and does not see what others found until they have.
	PapersBlind bool

	MySecret *forum.Ballot // this person's ballot in the last vote, if that is secret and they have voted
}

// Proposal reads one proposal. Errors: *RefusedError (not_found).
func (s *Store) Proposal(ctx context.Context, group, id forum.ID) (ProposalPage, error) {
	g, err := s.group(group)
	if err != nil {
		return ProposalPage{}, err
	}
	page := ProposalPage{Group: group, Names: names(g.state().roll)}
	var c card
	err = s.db.View(func(txn *badger.Txn) error {
		ok, err := get(txn, groupKey(prefixCard, g.num).byte(cardProposal).id(id), &c)
		if err != nil {
			return err
		}
		if !ok {
			return refuse(CodeNotFound, "there is no such proposal on this device")
		}
		records, err := g.readAbout(txn, id)
		if err != nil {
			return err
		}
		page.Proposal, _ = forum.FoldProposal(id, records, func(heads []forum.ID) forum.Electorate { return c.Electorates[headsKey(heads)] })
		page.MySecret = s.findMine(&page.Proposal, records)
		page.PapersBlind = s.blind(g, &page.Proposal)
		page.Words, err = g.docHeads(txn, id)
		return err
	})
	if err != nil {
		return ProposalPage{}, err
	}
	page.Updated, page.MyChoice = c.Updated, c.MyChoice
	page.Can = s.proposalCan(g, &page)
	about := []forum.ID{id}
	for i := range page.Votes {
		about = append(about, page.Votes[i].ID)
	}
	page.WaitingHere = s.waitingAbout(g, about...)
	if page.Body, err = s.text(g, id); err != nil {
		return ProposalPage{}, err
	}
	if n := len(page.Votes); n > 0 {
		if page.Voted, _, err = s.textIfHere(g, id, page.Votes[n-1].Wording); err == nil {
			page.Chosen, err = s.chosen(g, &page)
		}
	}
	return page, err
}

func names(r *forum.Roll) map[forum.Person]string {
	out := map[forum.Person]string{}
	if r != nil {
		for i := range r.Members {
			out[r.Members[i].Person] = r.Members[i].Name
		}
	}
	return out
}

// MeetingPage is everything shown about one meeting.
type MeetingPage struct {
	forum.Meeting
	Group forum.ID
	Texts map[forum.ID]string // minutes by item
	Names map[forum.Person]string
	Can   Can

	Words   forum.Words        // what the minutes say now
	Minutes forum.MinutesState // how far they have got
	Stage   forum.MeetingStage // where it is now
	// SignedTexts is the text of each item as it was signed; nil for a draft. One that has not all arrived here yet is left out.
	SignedTexts map[forum.ID]string
	Quorum      *forum.Quorate // nil where the charter asks for none
	// CalledAt (ms) and CalledPlace are when and where it was to be as it was first called.
	CalledAt    int64
	CalledPlace string
}

// Moved gives the last change of the meeting's time or place; ok is false where these are as it was first called.
func (p *MeetingPage) Moved() (last forum.Setting, ok bool) {
	if p.At == p.CalledAt && p.Place == p.CalledPlace {
		return last, false
	}
	for _, s := range p.Settings {
		if s.Field == forum.FieldAt || s.Field == forum.FieldPlace {
			last, ok = s, true
		}
	}
	return last, ok
}

// Meeting reads one meeting with its minutes. Errors: *RefusedError (not_found).
func (s *Store) Meeting(ctx context.Context, group, id forum.ID) (MeetingPage, error) {
	g, err := s.group(group)
	if err != nil {
		return MeetingPage{}, err
	}
	page := MeetingPage{Group: group, Texts: map[forum.ID]string{}, Names: names(g.state().roll)}
	err = s.db.View(func(txn *badger.Txn) error {
		records, err := g.readAbout(txn, id)
		if err != nil {
			return err
		}
		var ok bool
		if page.Meeting, ok = forum.FoldMeeting(id, records); !ok {
			return refuse(CodeNotFound, "there is no such meeting on this device")
		}
		for i := range records {
			if b, ok := records[i].Body.(*forum.NewMeeting); ok && records[i].ID == id {
				page.CalledAt, page.CalledPlace = b.At, b.Place
			}
		}
		var c card
		if _, err := get(txn, g.cardKey(cardMeeting, id), &c); err != nil {
			return err
		}
		if len(c.Row) > 0 && cbor.Unmarshal(c.Row, &page.Quorum) != nil {
			return errDamaged
		}
		return g.wordsNow(txn, &page)
	})
	if err != nil {
		return MeetingPage{}, err
	}
	for _, item := range page.Agenda {
		if page.Texts[item.ID], err = s.text(g, item.ID); err != nil {
			return MeetingPage{}, err
		}
	}
	page.Can = s.meetingCan(g, &page)
	page.Stage = forum.StageOf(page.State, page.At, s.clock())
	return page, s.signedWords(ctx, g, &page)
}

// Text reads a shared text: a proposal's wording or an item's minutes.
func (s *Store) Text(ctx context.Context, group, id forum.ID) (string, error) {
	g, err := s.group(group)
	if err != nil {
		return "", err
	}
	return s.text(g, id)
}

// text reads a document; one nobody has written in yet is empty and is not opened.
func (s *Store) text(g *group, id forum.ID) (text string, err error) {
	if written, err := s.written(g, id); err != nil || !written {
		return "", err
	}
	err = s.readDoc(g, id, func(d *doc.Doc) (err error) { text, err = d.Text(); return err })
	return text, err
}

func (s *Store) written(g *group, id forum.ID) (ok bool, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		var m docMeta
		ok, err = get(txn, groupKey(prefixDoc, g.num).id(id), &m)
		return err
	})
	return ok, err
}

// Version is one change of a shared text.
type Version struct {
	By    forum.Person
	Name  string
	Time  int64 // claimed, ms
	Heads []forum.ID
}

// TextHistory lists the changes of a shared text, oldest first.
func (s *Store) TextHistory(ctx context.Context, group, id forum.ID) (out []Version, err error) {
	g, err := s.group(group)
	if err != nil {
		return nil, err
	}
	if written, err := s.written(g, id); err != nil || !written {
		return nil, err
	}
	roll := g.state().roll
	err = s.readDoc(g, id, func(d *doc.Doc) error {
		versions, err := d.History()
		for _, v := range versions {
			m, _ := roll.ByDevice(forum.Device(v.By))
			out = append(out, Version{By: m.Person, Name: nameOf(roll, m.Person), Time: v.Time.UnixMilli(), Heads: []forum.ID{forum.ID(v.Hash)}})
		}
		return err
	})
	return out, err
}

// TextAt reads a shared text as it stood at some heads, such as those a vote froze.
func (s *Store) TextAt(ctx context.Context, group, id forum.ID, heads []forum.ID) (text string, err error) {
	g, err := s.group(group)
	if err != nil || len(heads) == 0 {
		return "", err
	}
	at := make([]doc.Hash, len(heads))
	for i, h := range heads {
		at[i] = doc.Hash(h)
	}
	err = s.readDoc(g, id, func(d *doc.Doc) (err error) { text, err = d.TextAt(at); return err })
	return text, err
}
