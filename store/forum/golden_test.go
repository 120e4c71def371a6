package forum

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"moot/store/count"
)

// writeGolden makes the files of testdata/v1 that are missing. It never writes over one: the bytes of version 1 are
// what is stored on people's devices, and no later version may read them differently.
var writeGolden = flag.Bool("write-golden", false, "write missing files of testdata/v1")

// goldenRow is one body to seal.
type goldenRow = struct {
	kind    Kind
	subject ID
	body    any
}

// goldenBodies has one body of every kind of the first build, with every field set in one and the optional ones left out
// in another.
func goldenBodies() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	laptop := DeviceOf(testKey("Ann's laptop"))
	sig := bytes.Repeat([]byte{0x5A}, ed25519.SignatureSize)
	secret := []byte("sixteen secret b")
	s := testID("subject")
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: secret, Person: ann, Cert: CertifyDevice(testKey("Ann"), laptop), Called: "Ann", Aims: "Keep the *lane* green."}},
		{KindInvite, ID{}, Offer{Key: InviteKey(secret).Public().(ed25519.PublicKey), Role: RoleMember, Uses: 3, Expires: start + day, Approve: true, Section: "North"}},
		{KindInvite, ID{}, Offer{Key: InviteKey(secret).Public().(ed25519.PublicKey), Role: RoleReader, Uses: 1, Expires: start}},
		{KindRevoke, s, Revoke{}},
		{KindAdmit, ID{}, Admit{Ask{Invite: s, Person: zed, Device: laptop, Called: "Zed", Cert: sig, Proof: sig, Time: start, Own: sig}}},
		{KindApprove, ID{}, Approve{zed}},
		{KindRole, ID{}, Grant{Person: zed, Role: RoleOfficer, Section: "South"}},
		{KindRemove, ID{}, Remove{Person: zed, Why: "moved away", Pins: []Pin{{laptop, ContentLane, 12}, {laptop, RollLane, 1}}}},
		{KindRemove, ID{}, Remove{Person: zed}},
		{KindRename, ID{}, Rename{"Anna-Zoë Ødegård"}},
		{KindCharter, ID{}, Charter{Name: "Mill Lane Residents", Aims: "Keep it green."}},
		{KindProposal, ID{}, NewProposal{Title: "A bench by the pond", Cost: 45_000, Type: "budget"}},
		{KindProposal, ID{}, NewProposal{Title: "Quiet hours"}},
		{KindSet, s, Set{Field: FieldTitle, Text: "Two benches", After: []ID{testID("a"), testID("b")}}},
		{KindSet, s, Set{Field: FieldPos, Number: -1 << 20}},
		{KindComment, s, NewComment{Body: "Yes, **please**.\n\nBut not by the path.", ReplyTo: testID("comment")}},
		{KindComment, s, NewComment{Body: "মিল লেন"}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodYesNo, Wording: []ID{{1}, {2}}, Closes: start + 7*day, Grace: 3 * day}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodYesNo}},
		{KindBallot, s, NewBallot{Voter: ann, Choice: No, Wording: []ID{{1}, {2}}, Reason: "too dear", After: []ID{testID("c")}}},
		{KindBallot, s, NewBallot{Voter: ann, Choice: Abstain}},
		{KindMeeting, ID{}, NewMeeting{Title: "Spring meeting", At: start + 14*day, Place: "Library"}},
		{KindItem, s, NewItem{Title: "Apologies", Pos: 1 << 20}},
		{KindAttend, s, Attend{Person: zed, As: Apologies, After: []ID{testID("d")}}},
		{KindAttend, s, Attend{Name: "Mrs Patel", As: Present}},
	}
}

// goldenActs has the acts that came with the charter's sections and people's devices.
func goldenActs() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	laptop := DeviceOf(testKey("Ann's laptop"))
	sig := bytes.Repeat([]byte{0x5A}, ed25519.SignatureSize)
	s := testID("subject")
	rules := &Rules{Sections: []Section{
		{Name: "North", For: "Numbers 1 to 40", Removal: Guard{Kind: GuardConsent, Number: 2, Percent: 50}, Charter: Guard{Kind: GuardQuorum, Percent: 30}, Closing: Guard{Kind: GuardHearing, Days: 7}},
		{Name: "South"},
	}}
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), laptop), Called: "Ann", Rules: rules}},
		{KindCharter, ID{}, Charter{Rules: rules}},
		{KindCharter, ID{}, Charter{Rules: &Rules{}}},
		{KindDevice, ID{}, Link{Ask{Person: zed, Device: laptop, Called: "Zed", Cert: sig, Time: start, Own: sig}}},
		{KindRetire, ID{}, Retire{Device: laptop, Why: "left on the bus", Pins: []Pin{{laptop, ContentLane, 12}}}},
		{KindRetire, ID{}, Retire{Device: laptop}},
		{KindAnswer, s, Answer{Stance: StanceAgree}},
		{KindAnswer, s, Answer{Stance: StanceSpeak, Words: "It was not me."}},
		{KindUphold, s, Uphold{}},
		{KindAccept, ID{}, Accept{Person: zed, Pins: []Pin{{laptop, ContentLane, 40}}}},
		{KindReadmit, ID{}, Readmit{Person: ann, New: zed, Why: "her phone fell in the pond", Pins: []Pin{{laptop, RollLane, 3}}}},
		{KindReadmit, ID{}, Readmit{Person: ann, New: zed}},
		{KindRecover, ID{}, Recover{Officers: slices.SortedFunc(slices.Values([]Person{zed, ann}), comparePersons)}},
	}
}

// goldenVotes has what came with the ways of voting and the certificates.
func goldenVotes() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	s := testID("subject")
	tellers := slices.SortedFunc(slices.Values([]Person{zed, ann}), comparePersons)
	special := Majority{Need: Fraction{Num: 3, Den: 4}, AtLeast: true, Of: count.OfVotes}
	quorum := Quorum{Number: 3, Share: Fraction{Num: 1, Den: 3}}
	ids := slices.SortedFunc(slices.Values([]ID{testID("a"), testID("b"), testID("c")}), compareIDs)
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann",
			Rules: &Rules{Voting: &Voting{Special: special, Quorum: quorum, Casting: CastingOpener, Blocks: 1}}}},
		{KindCharter, ID{}, Charter{Rules: &Rules{Voting: &Voting{}}}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodYesNo, Terms: &Terms{Majority: special, Quorum: quorum, Casting: CastingOpener, Blocks: 1}, Tellers: tellers, Sign: 2, After: ids}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodConsent}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodSTV, Options: []Option{{Title: "Ann"}, {Title: "Bob"}, {Title: "Cat"}}, Seats: 2}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodScore, Options: []Option{{Title: "Oak"}, {Title: "Lime"}}, Most: 5}},
		{KindVote, s, OpenVote{Title: "A title", Method: MethodBudget, Options: []Option{{Title: "A bench", Cost: 45_000}}, Budget: 100_000}},
		{KindBallot, s, NewBallot{Voter: ann, Choice: Block, Reason: "the roots"}},
		{KindBallot, s, NewBallot{Voter: ann, Prefs: []int{2, 0}}},
		{KindBallot, s, NewBallot{Voter: ann, Prefs: []int{1, 0}, Points: []int64{5, 1}, After: ids}},
		{KindClose, s, Certificate{Ballots: ids, Outcome: StateDecided, Winners: []int{2, 0}, Result: testID("result"), Heard: ids[:1]}},
		{KindClose, s, Certificate{Outcome: StateNotPassed, Result: testID("result")}},
	}
}

// goldenMinutes has the records that a meeting's papers need.
func goldenMinutes() []goldenRow {
	ann, s := PersonOf(testKey("Ann")), testID("subject")
	motion := MotionWords{Motion: testID("m"), Text: "Buy a bench.", Mover: Who{ann, "Ann"}, Seconder: Who{Name: "Mrs Patel"},
		Outcome: Carried, For: 4, Against: 4, Abstain: 2, Casting: Yes}
	words := Words{Title: "AGM", At: start, Place: "Hall",
		Items:    []ItemWords{{Item: testID("i"), Title: "Money", Heads: []ID{{1}, {2}}, Motions: []MotionWords{motion}}, {Item: testID("j"), Title: "AOB"}},
		Attended: []Attended{{Who: Who{ann, "Ann"}, As: Present}, {Who: Who{Name: "Mr Ode"}, As: Apologies}}}
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann"}},
		{KindMeeting, ID{}, NewMeeting{Title: "Summer meeting", At: start, Follows: s}},
		{KindMotion, s, NewMotion{Text: "Buy a bench.", Mover: Who{Person: ann}, Seconder: Who{Name: "Mrs Patel"}}},
		{KindMotion, s, NewMotion{Text: "Sell it.", Mover: Who{Name: "Mr Ode"}}},
		{KindHands, s, Hands{Outcome: Carried, For: 4, Against: 4, Abstain: 2, Casting: Yes, After: []ID{testID("a")}}},
		{KindHands, s, Hands{Outcome: Withdrawn}},
		{KindSign, s, Sign{Words: words, After: []ID{testID("a")}}},
		{KindSign, s, Sign{Words: Words{Title: "AGM", Items: []ItemWords{{Item: testID("i"), Title: "Money"}}}}},
		{KindCalled, s, Called{At: start, Place: "Hall"}},
		{KindCalled, s, Called{At: start}},
	}
}

// goldenSigned has signatures over who came and went.
func goldenSigned() []goldenRow {
	ann, s := PersonOf(testKey("Ann")), testID("subject")
	words := Words{Title: "AGM", At: start, Items: []ItemWords{{Item: testID("i"), Title: "Money", Votes: 2}, {Item: testID("j"), Title: "AOB"}}, Quorum: 2,
		Attended: []Attended{{Who: Who{ann, "Ann"}, As: Present, To: testID("i")}, {Who: Who{Name: "Mr Ode"}, As: Present, From: testID("i"), To: testID("i")}}}
	return []goldenRow{
		{KindFound, ID{}, Found{Name: "Mill Lane", Secret: []byte("sixteen secret b"), Person: ann, Cert: CertifyDevice(testKey("Ann"), DeviceOf(testKey("Ann's laptop"))), Called: "Ann"}},
		{KindSign, s, Sign{Words: words, Name: "Ann", After: []ID{testID("a")}}},
	}
}

// goldenFiles are where the entries are, one a line: kind, id, and the encoded entry in hex.
var goldenFiles = map[string]func() []goldenRow{
	filepath.Join("testdata", "v1", "entries.txt"):   goldenBodies,
	filepath.Join("testdata", "v1", "acts.txt"):      goldenActs,
	filepath.Join("testdata", "v1", "minutes.txt"):   goldenMinutes,
	filepath.Join("testdata", "v1", "signed.txt"):    goldenSigned,
	filepath.Join("testdata", "v1", "account.txt"):   goldenAccount,
	filepath.Join("testdata", "v1", "votes.txt"):     goldenVotes,
	filepath.Join("testdata", "v1", "secret.txt"):    goldenSecret,
	filepath.Join("testdata", "v1", "files.txt"):     goldenFilesAdded,
	filepath.Join("testdata", "v1", "elsewhere.txt"): goldenElsewhere,
	filepath.Join("testdata", "v1", "elections.txt"): goldenElections,
}

// goldenEntries seals bodies, in two chains of one device, and with them a change and an entry of a kind yet to come.
func goldenEntries(t testing.TB, bodies []goldenRow) []Entry {
	t.Helper()
	key := testKey("Ann's laptop")
	var out []Entry
	var group ID
	heads := map[Lane]Height{}
	seal := func(k Kind, lane Lane, subject, hash ID, payload []byte) {
		t.Helper()
		h := heads[lane]
		e, err := Seal(Header{
			Group: group, Device: DeviceOf(key), Lane: lane, Seq: h.Seq + 1, Prev: h.Head, Roll: rollOf(group),
			Time: start + int64(len(out))*1000, Subject: subject, Kind: k, Hash: hash,
		}, payload, key)
		if err != nil {
			t.Fatalf("%s: %v", k, err)
		}
		if group.Zero() {
			group = e.ID
		}
		heads[lane] = Height{Seq: e.Seq, Head: e.ID}
		out = append(out, e)
	}
	for _, g := range bodies {
		payload, err := Encode(g.kind, g.body)
		if err != nil {
			t.Fatalf("%s: %v", g.kind, err)
		}
		lane := RollLane
		if _, content := contentPowers[g.kind]; content {
			lane = ContentLane
		}
		seal(g.kind, lane, g.subject, ID{}, payload)
	}
	seal(KindChange, ContentLane, testID("subject"), testID("change hash"), []byte("an Automerge change would be here"))
	seal("song", ContentLane, testID("subject"), ID{}, []byte("a kind of a later version"))
	return out
}

func rollOf(group ID) []ID {
	if group.Zero() {
		return nil
	}
	return []ID{group}
}

func TestGoldenEntries(t *testing.T) {
	for file, bodies := range goldenFiles {
		t.Run(filepath.Base(file), func(t *testing.T) { goldenFile(t, file, goldenEntries(t, bodies())) })
	}
}

func goldenFile(t *testing.T, goldenFile string, entries []Entry) {
	var b strings.Builder
	for _, e := range entries {
		enc, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s %s\n", e.Kind, e.ID, hex.EncodeToString(enc))
	}
	if *writeGolden {
		writeNew(t, goldenFile, b.String())
	}
	want, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the same entries are sealed as other bytes than in %s: the format has changed", goldenFile)
	}
	for line := range strings.Lines(string(want)) {
		f := strings.Fields(line)
		raw, err := hex.DecodeString(f[2])
		if err != nil {
			t.Fatal(err)
		}
		checkGolden(t, Kind(f[0]), f[1], raw)
	}
}

// checkGolden reads one entry of the file and writes it again.
func checkGolden(t *testing.T, k Kind, id string, raw []byte) {
	t.Helper()
	e, err := DecodeEntry(raw)
	if err != nil {
		t.Errorf("%s: %v", k, err)
		return
	}
	again, err := e.Encode()
	if err != nil || !bytes.Equal(again, raw) {
		t.Errorf("%s: written again it is other bytes (%v)", k, err)
	}
	if e.Kind != k || e.ID.String() != id || sha256.Sum256(e.Raw) != e.ID {
		t.Errorf("%s: its id is %s and was %s", k, e.ID, id)
	}
	if err := e.Verify(); err != nil {
		t.Errorf("%s: %v", k, err)
	}
	r, err := RecordOf(&e, Person{})
	if err != nil {
		t.Errorf("%s: %v", k, err)
	}
	if r.Body == nil {
		return
	}
	payload, err := Encode(k, r.Body)
	if err != nil || !bytes.Equal(payload, e.Payload) {
		t.Errorf("%s: its payload written again is other bytes (%v)", k, err)
	}
}

// TestGoldenKeys holds what is derived from keys and secrets to fixed values.
func TestGoldenKeys(t *testing.T) {
	seed := []byte("sixteen secret b")
	tk := Ticket{Group: testID("group"), Secret: seed, Invite: testID("invite"), Seed: seed, Name: "Mill Lane",
		Addrs: []string{"/ip4/192.0.2.1/tcp/4001"}, Expires: start}
	text, err := tk.Encode()
	if err != nil {
		t.Fatal(err)
	}
	a, err := NewAsk(tk, testKey("Zed"), testKey("Zed's laptop"), "Zed", start)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("prove %x\nbundle %x\ninvite %x\ncert %x\nstatement %x\nproof %x\nticket %s\n",
		ProofKey(seed), BundleKey(seed), InviteKey(seed).Public(), a.Cert, a.Statement(tk.Group), a.Proof, text)
	file := filepath.Join("testdata", "v1", "keys.txt")
	if *writeGolden {
		writeNew(t, file, got)
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("keys are derived, or signed over, differently than in %s:\n%s", file, got)
	}
}

// writeNew writes a file that is not there yet.
func writeNew(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if os.IsExist(err) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
