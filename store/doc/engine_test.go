package doc

import (
	"strings"
	"testing"
	"time"
)

// What every engine has to do; the wasm engine is to be added to the list.
func TestEngines(t *testing.T) {
	for _, e := range []Engine{native(t)} {
		t.Run(e.Name(), func(t *testing.T) { conforms(t, e) })
	}
}

func conforms(t *testing.T, e Engine) {
	d, err := e.New()
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Apply(Genesis(testID(1))); err != nil {
		t.Fatal(err)
	}
	want := ""
	commit := func(message string, splices ...Splice) []byte {
		t.Helper()
		for _, s := range splices {
			if err := d.Splice(s.Pos, s.Del, s.Ins); err != nil {
				t.Fatal(err)
			}
			r := []rune(want)
			want = string(r[:s.Pos]) + s.Ins + string(r[s.Pos+s.Del:])
		}
		raw, err := d.Commit(person(1).Actor(testID(1)), message, testTime)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.Text(); err != nil || got != want {
			t.Fatalf("%q, %v; want %q", got, err, want)
		}
		return raw
	}
	// Positions are code points: beyond the basic plane, combining marks and joined emoji count one by one.
	first := commit("note", Splice{Ins: "a😀e\u0301👩\u200d👧z"})
	commit("", Splice{Pos: 2, Del: 1, Ins: "E"}, Splice{Pos: 1, Del: 1}, Splice{Pos: 0, Ins: "𝄞"})
	commit("", Splice{Pos: 2, Del: 1})
	commit("", Splice{Pos: runeCount(want), Ins: "end\x00\n"})
	c, err := Parse(first, DefaultLimits())
	if err != nil || c.Message != "note" || !c.Time.Equal(testTime) || c.Actor != person(1).Actor(testID(1)) || c.Ops != 8 {
		t.Fatalf("%+v, %v", c, err)
	}

	all, err := d.Changes()
	if err != nil || len(all) != 5 {
		t.Fatal(len(all), err)
	}
	again, err := e.New()
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if err := again.Apply(all...); err != nil {
		t.Fatal(err)
	}
	if err := again.Apply(all[3]); err != nil {
		t.Fatalf("a change that is here already: %v", err)
	}
	saved, err := again.Save()
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := e.Load(saved)
	if err != nil {
		t.Fatal(err)
	}
	defer loaded.Close()
	if got, err := loaded.Text(); err != nil || got != want {
		t.Fatalf("%q, %v", got, err)
	}
	if raw, err := loaded.Change(c.Hash); err != nil || string(raw) != string(first) {
		t.Fatalf("a change's bytes did not survive the save: %v", err)
	}
	h1, _ := d.Heads()
	h2, err := loaded.Heads()
	if err != nil || len(h1) != 1 || len(h2) != 1 || h1[0] != h2[0] {
		t.Fatal(h1, h2, err)
	}

	if _, err := loaded.Change(Hash{1}); err == nil {
		t.Error("an unknown change was found")
	}
	if err := loaded.Splice(-1, 0, "x"); err == nil {
		t.Error("a splice before the start was taken")
	}
	if _, err := loaded.Commit(Actor{1}, "", time.Time{}); err == nil {
		t.Error("an empty commit was taken")
	}
	if err := loaded.Splice(runeCount(want), 1, ""); err == nil {
		_, err = loaded.Commit(Actor{1}, "", time.Time{})
		if err == nil {
			t.Error("a splice past the end was taken")
		}
	}
	if _, err := e.Load([]byte("nothing of the kind")); err == nil {
		t.Error("garbage was loaded")
	}
}

// An engine that does not take what it is given is found out, and the document says so from then on.
func TestApplyThatFails(t *testing.T) {
	e := native(t)
	d, err := Create(deafEngine{e}, DefaultLimits(), testID(1))
	if err != nil {
		t.Fatal(err)
	}
	from := create(t, e, DefaultLimits(), testID(1))
	first := write(t, from, person(1), "", "hello")
	receive(t, d, first...)
	text(t, d) // the engine opens it
	d.in.(*deafDocument).deaf = true
	next := write(t, from, person(1), "hello", "hello.")
	if _, err := d.Admit(next[0].raw, next[0].by); err != nil {
		t.Fatal(err)
	}
	if err := d.Apply(); err == nil || !strings.Contains(err.Error(), "did not take every change") {
		t.Fatal(err)
	}
	if _, err := d.Admit(next[0].raw, next[0].by); err == nil {
		t.Fatal("an unusable document admitted a change")
	}
	if d.Usable() == nil || d.Apply() == nil {
		t.Fatal("an unusable document does not say so")
	}
}

// deafEngine makes documents that can be told to ignore what they are given, as the library does with garbage.
type deafEngine struct{ Engine }

type deafDocument struct {
	Document
	deaf bool
}

func (e deafEngine) New() (Document, error) {
	d, err := e.Engine.New()
	return &deafDocument{Document: d}, err
}

func (d *deafDocument) Apply(raw ...[]byte) error {
	if d.deaf {
		return nil
	}
	return d.Document.Apply(raw...)
}
