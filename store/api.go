package store

// CONTRACT SKELETON: replaced by the real files of this package; helpers compile against it.

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"time"

	"moot/store/forum"
)

// Options configure Open. The zero value is right for a member's device.
type Options struct {
	Log *slog.Logger     // nil: slog.Default
	Now func() time.Time // nil: time.Now
}

// Store is everything one device holds. All methods may be called from any goroutine except the UI thread (they touch the disk).
type Store struct{}

// ErrInUse: another Moot has this home open.
var ErrInUse = errors.New("another Moot is using this folder")

// ErrNoMe: CreateMe has not been called in this home yet.
var ErrNoMe = errors.New("nobody has been set up on this device yet")

// RefusedError is an action or a reading that cannot be done, in words for a person. Code is stable, for programs:
// "not_found", "ambiguous", "refused", "bad_input", "not_member", "no_me".
type RefusedError struct{ Code, Reason string }

func (e *RefusedError) Error() string { return e.Reason }

func Open(home string, o Options) (*Store, error) { return nil, errors.New("skeleton") }
func (s *Store) Close() error                     { return nil }

// ---- me
type Me struct {
	Person forum.Person
	Device forum.Device
	Name   string
}

func (s *Store) Me() (Me, bool)                                        { return Me{}, false }
func (s *Store) CreateMe(ctx context.Context, name string) (Me, error) { return Me{}, nil }
func (s *Store) Rename(ctx context.Context, name string) error         { return nil } // here and in every group
// NetworkKey is the libp2p identity: apart from the author key, made with the home.
func (s *Store) NetworkKey() ed25519.PrivateKey { return nil }

// SignProof signs statement with the device key under a domain tag of its own ("moot/peer/1"); CheckProof checks one.
func (s *Store) SignProof(statement []byte) ([]byte, error) { return nil, nil }

// ---- groups
type GroupCard struct {
	ID       forum.ID
	Name     string
	Members  int            // active
	Standing forum.Standing // mine: member, waiting, removed; none while joining
	Entries  int            // kept
	Waiting  int            // kept or held, but not shown yet because something they build on is missing
	Refused  int            // kept in their chains but not shown
	Digest   forum.ID
}

func (s *Store) CreateGroup(ctx context.Context, name, aims string) (forum.ID, error) {
	return forum.ID{}, nil
}
func (s *Store) Groups(ctx context.Context) ([]GroupCard, error)           { return nil, nil }
func (s *Store) Group(ctx context.Context, g forum.ID) (GroupCard, error)  { return GroupCard{}, nil }
func (s *Store) Roll(ctx context.Context, g forum.ID) (*forum.Roll, error) { return nil, nil }

// Trouble is one entry that is not shown, and why.
type Trouble struct {
	Entry  forum.ID
	Author string // name if known, else a short key
	Kind   forum.Kind
	State  string // "waiting" or "refused"
	Reason string // one plain sentence
}

func (s *Store) Troubles(ctx context.Context, g forum.ID) ([]Trouble, error) { return nil, nil }

// ---- joining and members
type InviteTerms struct {
	Role    forum.Role    // zero: member
	Uses    int           // zero: 1
	Expires time.Duration // from now; zero: 7 days
	Approve bool
	Section string
}

// Invite makes an invite; addrs are this device's multiaddrs with peer id (may be empty). text begins with moot:join/
func (s *Store) Invite(ctx context.Context, g forum.ID, t InviteTerms, addrs []string) (text string, err error) {
	return "", nil
}

// BeginJoin remembers a group being joined, so that its roll can be received. Idempotent; refuses an expired ticket or a group one is in.
func (s *Store) BeginJoin(ctx context.Context, t forum.Ticket) error { return nil }

// Ask makes this device's request to be let in under the ticket.
func (s *Store) Ask(ctx context.Context, t forum.Ticket) (forum.Ask, error) { return forum.Ask{}, nil }

// Joining lists tickets whose group is not reached or not yet joined.
func (s *Store) Joining(ctx context.Context) ([]forum.Ticket, error) { return nil, nil }
func (s *Store) CancelJoin(ctx context.Context, g forum.ID) error    { return nil }

// Admit honours an ask as a member (writes the admit act): gives how the asker now stands.
func (s *Store) Admit(ctx context.Context, g forum.ID, a forum.Ask) (forum.Standing, error) {
	return "", nil
}
func (s *Store) Approve(ctx context.Context, g forum.ID, p forum.Person) error            { return nil }
func (s *Store) Remove(ctx context.Context, g forum.ID, p forum.Person, why string) error { return nil }
func (s *Store) SetRole(ctx context.Context, g forum.ID, p forum.Person, r forum.Role, section string) error {
	return nil
}
func (s *Store) SetCharter(ctx context.Context, g forum.ID, c forum.Charter) error { return nil }

// ---- deeds: each is one or more signed entries through the gate, durable when the call returns
func (s *Store) NewProposal(ctx context.Context, g forum.ID, p forum.NewProposal, body string) (forum.ID, error) {
	return forum.ID{}, nil
}

// EditText changes a shared text (a proposal's wording, an item's minutes) from what the editor was shown to what it is now; other
// people's edits made meanwhile are kept. It returns the merged text. Refused while a vote on the wording is open.
func (s *Store) EditText(ctx context.Context, g, doc forum.ID, was, now string) (merged string, err error) {
	return "", nil
}

// Set sets one short field (title, cost, state, at, place, pos).
func (s *Store) Set(ctx context.Context, g, subject forum.ID, f forum.Field, text string, number int64) error {
	return nil
}
func (s *Store) Comment(ctx context.Context, g, on forum.ID, body string, replyTo forum.ID) (forum.ID, error) {
	return forum.ID{}, nil
}
func (s *Store) OpenVote(ctx context.Context, g, proposal forum.ID, closes time.Time, grace time.Duration) (forum.ID, error) {
	return forum.ID{}, nil
}
func (s *Store) Cast(ctx context.Context, g, proposal forum.ID, c forum.Choice, reason string) (forum.ID, error) {
	return forum.ID{}, nil
}
func (s *Store) NewMeeting(ctx context.Context, g forum.ID, m forum.NewMeeting, agenda []string) (forum.ID, error) {
	return forum.ID{}, nil
}
func (s *Store) AddItem(ctx context.Context, g, meeting forum.ID, title string) (forum.ID, error) {
	return forum.ID{}, nil
}
func (s *Store) Attend(ctx context.Context, g, meeting forum.ID, p forum.Person, name string, as forum.Attendance) error {
	return nil
}

// ---- reading
type Filter struct {
	Search string              // words; all must occur in title or wording excerpt or author, any case
	State  forum.ProposalState // empty: all
	Limit  int                 // 0: all
}

// ProposalCard is a row of the list: reading it opens no document.
type ProposalCard struct {
	ID       forum.ID
	Title    string
	State    forum.ProposalState
	Author   forum.Person
	Name     string // of the author
	Cost     int64
	Made     int64 // ms
	Updated  int64 // ms, claimed time of the latest entry about it
	Comments int
	Excerpt  string      // start of the wording, one line
	Tally    forum.Tally // of the last vote
	Voting   bool
	MyChoice forum.Choice // in the last vote
	Shared   bool         // false while nobody else is known to have my latest entry about it
}

func (s *Store) Proposals(ctx context.Context, g forum.ID, f Filter) ([]ProposalCard, error) {
	return nil, nil
} // newest activity first

type ProposalPage struct {
	forum.Proposal
	Group       forum.ID
	Body        string // the wording now
	Voted       string // the wording the last vote froze; "" without a vote
	Names       map[forum.Person]string
	Updated     int64
	MyChoice    forum.Choice
	Can         Can
	WaitingHere int // entries about it that wait for something missing
}

// Can says what this person may do here, so that screens and commands need know no rules.
type Can struct{ Edit, SetTitle, SetState, Comment, OpenVote, Vote, Minute, Attend, Invite, Approve, Remove bool }

func (s *Store) Proposal(ctx context.Context, g, id forum.ID) (ProposalPage, error) {
	return ProposalPage{}, nil
}

type MeetingCard struct {
	ID      forum.ID
	Title   string
	At      int64
	Place   string
	State   string
	Items   int
	Present int
	Updated int64
}

func (s *Store) Meetings(ctx context.Context, g forum.ID) ([]MeetingCard, error) { return nil, nil } // latest date first

type MeetingPage struct {
	forum.Meeting
	Group forum.ID
	Texts map[forum.ID]string // minutes by item
	Names map[forum.Person]string
	Can   Can
}

func (s *Store) Meeting(ctx context.Context, g, id forum.ID) (MeetingPage, error) {
	return MeetingPage{}, nil
}
func (s *Store) Text(ctx context.Context, g, doc forum.ID) (string, error) { return "", nil }

// Version is one change of a shared text, for its history.
type Version struct {
	By    forum.Person
	Name  string
	Time  int64
	Heads []forum.ID
}

func (s *Store) TextHistory(ctx context.Context, g, doc forum.ID) ([]Version, error) { return nil, nil }
func (s *Store) TextAt(ctx context.Context, g, doc forum.ID, heads []forum.ID) (string, error) {
	return "", nil
}

// FindGroup takes a full id, an unambiguous id prefix (6+ digits) or a unique name; FindSubject the same for things of one kind, over all groups
// when g is zero; it gives the group too. Errors are *RefusedError: not_found, ambiguous.
func (s *Store) FindGroup(ctx context.Context, ref string) (forum.ID, error) { return forum.ID{}, nil }
func (s *Store) FindSubject(ctx context.Context, g forum.ID, k forum.Kind, ref string) (group, id forum.ID, err error) {
	return
}
func (s *Store) FindPerson(ctx context.Context, g forum.ID, ref string) (forum.Person, error) {
	return forum.Person{}, nil
}

// ---- the log: the position is the truth, hints may be lost
func (s *Store) Position() uint64 { return 0 }

// Watch gives a channel that holds at most one hint that the log has moved; cancel releases it.
func (s *Store) Watch() (hints <-chan struct{}, cancel func()) { return nil, func() {} }

func (s *Store) GroupRefs() []forum.GroupRef                     { return nil }
func (s *Store) Heights(g forum.ID) map[forum.Chain]forum.Height { return nil }

// Tail gives, in an order that needs no waiting (roll first, then as this device took them in), every entry above have and after log position
// after, in runs that VerifyRun accepts, until yield returns an error. It returns the log position it reached. Payload of folded changes is restored.
func (s *Store) Tail(ctx context.Context, g forum.ID, have map[forum.Chain]uint64, after uint64, yield func(run []forum.Entry) error) (uint64, error) {
	return 0, nil
}

// Apply is the gate. from names the source for quotas and blame ("peer:<id>", "bundle"). Entries of one chain that belong together must be in order; the last of each run signed.
func (s *Store) Apply(ctx context.Context, g forum.ID, from string, entries []forum.Entry) (forum.Report, error) {
	return forum.Report{}, nil
}

// Flush makes what Apply took in durable (fsync); call before acknowledging and after a catch-up.
func (s *Store) Flush() error { return nil }

// MarkShared notes that a peer's person is known to hold the group up to these heights.
func (s *Store) MarkShared(g forum.ID, by forum.Device, heights map[forum.Chain]uint64) {}

// Unshared counts my own entries that no other device is known to have.
func (s *Store) Unshared(g forum.ID) int { return 0 }

func (s *Store) Peers(ctx context.Context) ([]forum.Peer, error)  { return nil, nil }
func (s *Store) SavePeer(ctx context.Context, p forum.Peer) error { return nil }
func (s *Store) ForgetPeer(ctx context.Context, id string) error  { return nil }

// ---- checks
type VerifyReport struct {
	OK           bool
	Entries      int
	Chains       int
	Certificates int
	Problems     []string
}

func (s *Store) Verify(ctx context.Context, g forum.ID) (VerifyReport, error) {
	return VerifyReport{}, nil
}
func (s *Store) Digest(ctx context.Context, g forum.ID) (forum.ID, error) { return forum.ID{}, nil }
