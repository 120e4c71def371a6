package doc

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// honest is a good next change by person 1 to the document of TestRefusals, as a draft to be spoiled.
func honest(t tester, d *Doc) *draft {
	t.Helper()
	actor := person(1).Actor(d.id)
	g := genesisActor(d.id)
	return &draft{
		deps: d.Heads(), actor: actor[:], seq: 3, start: uint64(d.adm.top(d.adm.heads)) + 1,
		ops: []draftOp{{obj: ref{1, string(g[:])}, elem: ref{2, string(actor[:])}, insert: true, action: actSet, valType: valString, val: []byte("é")}},
	}
}

// typeOn goes on after the draft's last operation.
func (d *draft) typeOn(each ...string) {
	for _, s := range each {
		o := d.ops[len(d.ops)-1]
		o.elem, o.val = ref{d.start + uint64(len(d.ops)) - 1, string(d.actor)}, []byte(s)
		d.ops = append(d.ops, o)
	}
}

// Every rule, broken one at a time, by a change that is right in all else; and the sentence it is refused with.
func TestRefusals(t *testing.T) {
	e := native(t)
	me, other := person(1), person(2)
	ownActor, otherActor := me.Actor(testID(1)), other.Actor(testID(1))
	genesis := genesisActor(testID(1))
	fresh := Session{device: me.device, nonce: [16]byte{7}}
	for _, c := range []struct {
		name  string
		spoil func(d *draft)
		by    Session
		want  string // "" for admitted
	}{
		{"nothing wrong", func(d *draft) {}, me, ""},
		{"signed by another", func(d *draft) {}, other, "its actor belongs to another device"},
		{"signed by nobody", func(d *draft) {}, Session{}, "its actor belongs to another device"},
		{"the genesis actor", func(d *draft) { d.actor, d.seq = genesis[:], 2 }, me, "its actor belongs to another device"},
		{"another's actor", func(d *draft) { d.actor, d.seq = otherActor[:], 2 }, me, "its actor belongs to another device"},
		{"a made-up actor", func(d *draft) { d.actor, d.seq, d.message = bytes.Repeat([]byte{9}, 16), 1, me.message() }, me, "its actor is not its signer's"},
		{"a fresh session", func(d *draft) {
			a := fresh.Actor(testID(1))
			d.actor, d.seq, d.message = a[:], 1, fresh.message()
		}, me, ""},
		{"a fresh session, signed by another", func(d *draft) {
			a := fresh.Actor(testID(1))
			d.actor, d.seq, d.message = a[:], 1, fresh.message()
		}, other, "its actor is not its signer's"},
		{"a fresh session without its nonce", func(d *draft) {
			a := fresh.Actor(testID(1))
			d.actor, d.seq = a[:], 1
		}, me, "its actor is not its signer's"},
		{"a nonce in capitals", func(d *draft) {
			s := Session{device: me.device, nonce: [16]byte{0xab}}
			a := s.Actor(testID(1))
			d.actor, d.seq, d.message = a[:], 1, strings.ToUpper(s.message())
		}, me, "its actor is not its signer's"},
		{"an actor of another document", func(d *draft) {
			a := fresh.Actor(testID(2))
			d.actor, d.seq, d.message = a[:], 1, fresh.message()
		}, me, "its actor is not its signer's"},
		{"a later message", func(d *draft) { d.message = "hello" }, me, "only an actor's first change carries a message"},
		{"seq repeated", func(d *draft) { d.seq = 2 }, me, "its sequence number is 2, and its actor's next is 3"},
		{"seq gap", func(d *draft) { d.seq = 4 }, me, "its sequence number is 4, and its actor's next is 3"},
		{"startOp low", func(d *draft) { d.start-- }, me, "its first operation number is"},
		{"startOp high", func(d *draft) { d.start++ }, me, "its first operation number is"},
		{"no deps", func(d *draft) { d.deps = nil }, me, "it does not build on all that its signer wrote here before"},
		{"unknown dep", func(d *draft) { d.deps = append(d.deps, Hash{1}) }, me, "this change builds on 1 that have not arrived yet"},
		{"deps repeated", func(d *draft) { d.deps, d.keepDepsOrder = append(d.deps, d.deps[0]), true }, me, "the changes it builds on are repeated"},
		{"65 deps", func(d *draft) {
			for i := range 64 {
				d.deps = append(d.deps, Hash{byte(i), 1})
			}
		}, me, "it builds on more than 64 changes"},
		{"on the root", func(d *draft) {
			d.ops[0] = draftOp{key: "body", action: actSet, valType: valString, val: []byte("x"), preds: []ref{{1, string(genesis[:])}}}
		}, me, "an operation acts on something else than the document's text"},
		{"on no object", func(d *draft) { d.ops[0].obj = ref{2, string(genesis[:])} }, me, "an operation acts on an object that is not in its past"},
		{"on a character", func(d *draft) { d.ops[0].obj = ref{2, string(ownActor[:])} }, me, "an operation acts on something that is no object"},
		{"behind no character", func(d *draft) { d.ops[0].elem = ref{900, string(ownActor[:])} }, me, "an operation's place is not an element in its past"},
		{"behind itself", func(d *draft) { d.ops[0].elem = ref{d.start, string(ownActor[:])} }, me, "an operation's place is not an element in its past"},
		{"two characters at once", func(d *draft) { d.ops[0].val = []byte("ab") }, me, "a text is typed one character an operation"},
		{"typing on", func(d *draft) { d.typeOn("b", "c", "d") }, me, ""},
		{"two characters at once, further on", func(d *draft) { d.typeOn("b", "c", "de") }, me, "a text is typed one character an operation"},
		{"no character, further on", func(d *draft) { d.typeOn("b", "c", "") }, me, "a text is typed one character an operation"},
		{"behind no character, further on", func(d *draft) {
			d.typeOn("b", "c", "d")
			d.ops[3].elem.ctr++
		}, me, "an operation's place is not an element in its past"},
		{"a number, further on", func(d *draft) {
			d.typeOn("b", "c")
			d.ops[2].valType, d.ops[2].val = valUint, []byte{1}
		}, me, "a text holds characters only"},
		{"no character", func(d *draft) { d.ops[0].val = nil }, me, "a text is typed one character an operation"},
		{"a number", func(d *draft) { d.ops[0].valType, d.ops[0].val = valUint, []byte{1} }, me, "a text holds characters only"},
		{"not UTF-8", func(d *draft) { d.ops[0].val = []byte{0xff} }, me, "an operation's value is malformed"},
		{"an object in the text", func(d *draft) { d.ops[0].action, d.ops[0].valType, d.ops[0].val = actMakeMap, 0, nil }, me, "a text holds characters only"},
		{"overwriting", func(d *draft) { d.ops[0].insert, d.ops[0].preds = false, []ref{d.ops[0].elem} }, me, "a text is typed one character an operation"},
		{"deleting", func(d *draft) {
			at := d.ops[0].elem
			d.ops[0] = draftOp{obj: d.ops[0].obj, elem: at, action: actDelete, preds: []ref{at}}
		}, me, ""},
		{"deleting another than named", func(d *draft) {
			at := d.ops[0].elem
			d.ops[0] = draftOp{obj: d.ops[0].obj, elem: at, action: actDelete, preds: []ref{{3, string(ownActor[:])}}}
		}, me, "a character is deleted by naming it alone"},
		{"deleting nothing", func(d *draft) {
			d.ops[0] = draftOp{obj: d.ops[0].obj, elem: d.ops[0].elem, action: actDelete}
		}, me, "the operations that an operation replaces are malformed"},
		{"no operations", func(d *draft) { d.ops = nil }, me, "it has no operations, or more than 2000"},
		{"2,001 operations", func(d *draft) {
			for range 2000 {
				d.ops = append(d.ops, d.ops[0])
			}
		}, me, "it has no operations, or more than 2000"},
		{"an actor without need", func(d *draft) { d.extraActors = [][]byte{{0: 1, 15: 1}} }, me, "it names an actor it does not use"},
		{"before 1970", func(d *draft) { d.ms = -1 }, me, "its time is out of range"},
		{"a mark column", func(d *draft) { d.patchCols = func(c map[uint64][]byte) { c[0x94] = []byte{1} } }, me, "column 0x94 is unknown"},
		{"a compressed column", func(d *draft) { d.patchCols = func(c map[uint64][]byte) { c[0x4a] = []byte{1} } }, me, "column 0x4a is unknown"},
		{"a split run", func(d *draft) {
			d.ops = append(d.ops, d.ops[0])
			d.patchCols = func(c map[uint64][]byte) { c[colAction] = []byte{0x7f, 1, 0x7f, 1} }
		}, me, "an operation has no action"},
		{"equal neighbours in a literal", func(d *draft) {
			d.ops = append(d.ops, d.ops[0])
			d.patchCols = func(c map[uint64][]byte) { c[colAction] = []byte{0x7e, 1, 1} }
		}, me, "or is not in its one form"},
		{"a bomb", func(d *draft) {
			d.patchCols = func(c map[uint64][]byte) { c[colAction] = append(appendInt(nil, 1<<54), 1) }
		}, me, "it has no operations, or more than 2000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := create(t, e, DefaultLimits(), testID(1))
			write(t, d, me, "", "hello")
			write(t, d, other, "hello", "hello you")
			write(t, d, me, "hello you", "hello, you")
			before, ops := text(t, d), d.Ops()
			dr := honest(t, d)
			c.spoil(dr)
			_, err := d.Admit(dr.encode(), c.by.device)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := d.Apply(); err != nil {
					t.Fatal(err)
				}
				savesAndLoads(t, e, d)
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v, want %q", err, c.want)
			}
			if err := d.Apply(); err != nil {
				t.Fatal(err)
			}
			wantText(t, d, before)
			if d.Ops() != ops {
				t.Fatalf("%d operations after a refusal, %d before", d.Ops(), ops)
			}
			receive(t, d, sent{honest(t, d).encode(), me.device}) // nothing of it stayed behind
			savesAndLoads(t, e, d)
		})
	}
}

// One person's loose end of a change, refused because a hostile past stays out: what builds on it keeps waiting.
func TestWhatBuildsOnARefusedChangeWaits(t *testing.T) {
	e := native(t)
	d := create(t, e, DefaultLimits(), testID(1))
	write(t, d, person(1), "", "hello")
	write(t, d, person(1), "hello", "hello.")
	bad := honest(t, d)
	bad.ops[0].val = []byte("ab")
	next := honest(t, d)
	next.deps, next.seq, next.start = []Hash{bad.hash()}, 4, bad.start+1
	var missing *MissingError
	for range 2 {
		if _, err := d.Admit(next.encode(), person(1).device); !errors.As(err, &missing) || missing.Deps[0] != bad.hash() {
			t.Fatal(err)
		}
		if _, err := d.Admit(bad.encode(), person(1).device); err == nil {
			t.Fatal("admitted")
		}
	}
}

func TestDocumentIsFull(t *testing.T) {
	e := native(t)
	lim := DefaultLimits()
	lim.DocOps, lim.Ops = 100, 50
	d := create(t, e, lim, testID(1))
	write(t, d, person(1), "", strings.Repeat("x", 90))
	was := text(t, d)
	if _, err := d.Edit(person(2), was, was+"0123456789", testTime); !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	write(t, d, person(2), was, was+"012345678") // with the genesis operation that is 100
	if _, err := d.Edit(person(2), text(t, d), "", testTime); !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	dr := honest(t, d)
	if _, err := d.Admit(dr.encode(), person(1).device); err == nil || !strings.Contains(err.Error(), "the document would pass 100 operations") {
		t.Fatal(err)
	}
	// Beside each other, several people may pass it: the verdict on none may hang on who was heard first.
	side := create(t, e, lim, testID(1))
	for i := range 3 {
		from := create(t, e, lim, testID(1))
		receive(t, side, write(t, from, person(byte(4+i)), "", strings.Repeat("y", 60))...)
	}
	if n := side.Ops(); n != 181 {
		t.Fatalf("%d operations", n)
	}
}

// More loose ends than one change may tie together: an edit ties them in several, and does exactly what was asked.
func TestManyLooseEnds(t *testing.T) {
	e := native(t)
	lim := DefaultLimits()
	lim.Deps = 4
	for _, ends := range []int{2, 3, 4, 5, 9} {
		d := create(t, e, lim, testID(1))
		mine := write(t, d, person(1), "", "Present: ")
		for i := range ends {
			from := create(t, e, lim, testID(1))
			receive(t, from, mine...)
			receive(t, d, write(t, from, person(byte(10+i)), "Present: ", "Present: X")...)
		}
		if len(d.Heads()) != ends {
			t.Fatalf("%d heads", len(d.Heads()))
		}
		other := create(t, e, lim, testID(1))
		all, err := d.Changes()
		if err != nil {
			t.Fatal(err)
		}
		made := write(t, d, person(1), text(t, d), "Nobody.")
		wantText(t, d, "Nobody.")
		if len(d.Heads()) != 1 {
			t.Fatalf("%d heads left", len(d.Heads()))
		}
		again(t, e, d)
		for _, raw := range all[1:] {
			c, err := Parse(raw, lim)
			if err != nil {
				t.Fatal(err)
			}
			receive(t, other, sent{raw, d.adm.signers[d.adm.changes[d.adm.byHash[c.Hash]].signer].key})
		}
		receive(t, other, made...)
		wantText(t, other, "Nobody.")
	}
}

// A text written in by more actors than one change may name can still be emptied.
func TestManyActors(t *testing.T) {
	e := native(t)
	lim := DefaultLimits()
	lim.Actors = 8
	d := create(t, e, lim, testID(1))
	for i := range 30 {
		s := person(1)
		s.nonce[5] = byte(i)
		was := text(t, d)
		write(t, d, s, was, was+string(rune('a'+i%26)))
	}
	if n := len(write(t, d, person(2), text(t, d), "")); n < 4 {
		t.Fatalf("%d changes", n)
	}
	wantText(t, d, "")
}

func TestEditRefuses(t *testing.T) {
	e := native(t)
	d := create(t, e, DefaultLimits(), testID(1))
	if _, err := d.Edit(person(1), "", "\xff", testTime); err == nil || utf8.ValidString("\xff") {
		t.Fatal("bytes that are not UTF-8 were taken")
	}
	raw, err := d.Edit(person(1), "", "a", testTime)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Edit(person(1), "a", "ab", testTime); err == nil {
		t.Fatal("edited again before the first was admitted")
	}
	if _, err := d.Admit(raw[0], person(1).device); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Snapshot(); err == nil {
		t.Fatal("a snapshot while something is staged")
	}
	if err := d.Apply(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Admit(raw[0], person(1).device); !errors.Is(err, ErrKnown) {
		t.Fatal(err)
	}
	if raw, err := d.Edit(person(1), "a", "a", testTime); len(raw) != 0 || err != nil {
		t.Fatal(raw, err)
	}
	d.Discard()
	wantText(t, d, "a")
	if raw, err = d.Edit(person(1), "a", "", testTime); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Admit(raw[0], person(1).device); err != nil {
		t.Fatal(err)
	}
	d.Discard()
	if _, err := d.Text(); !errors.Is(err, ErrUnusable) || !errors.Is(d.Usable(), ErrUnusable) {
		t.Fatal(err)
	}
}
