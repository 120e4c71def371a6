package doc

import (
	"math/rand"
	"slices"
	"testing"
)

func TestTextAt(t *testing.T) {
	e := native(t)
	ann, ben := create(t, e, DefaultLimits(), testID(1)), create(t, e, DefaultLimits(), testID(1))
	type moment struct {
		heads []Hash
		text  string
	}
	var past []moment
	var owed []sent // what Ben has not heard yet
	r := rand.New(rand.NewSource(1))
	note := func(d *Doc) { past = append(past, moment{d.Heads(), text(t, d)}) }
	note(ann)
	for i := range 9 {
		a := write(t, ann, person(1), text(t, ann), scribble(r, text(t, ann))+"a")
		note(ann)
		owed = append(owed, a...)
		b := write(t, ben, person(2), text(t, ben), scribble(r, text(t, ben))+"b")
		note(ben)
		receive(t, ann, b...)
		note(ann)
		if len(ann.Heads()) != 2 {
			t.Fatalf("%d heads", len(ann.Heads()))
		}
		if i%3 < 2 || i == 8 {
			receive(t, ben, owed...)
			owed = nil
		}
	}
	write(t, ann, person(1), text(t, ann), "all new")
	for _, m := range past {
		if got, err := ann.TextAt(m.heads); err != nil || got != m.text {
			t.Errorf("at %v: %q, %v; want %q", m.heads, got, err, m.text)
		}
	}
	if got, err := ann.TextAt(nil); got != "" || err != nil {
		t.Error(got, err)
	}
	if _, err := ann.TextAt([]Hash{{1}}); err == nil {
		t.Error("text at an unknown change")
	}
}

func TestHistory(t *testing.T) {
	e := native(t)
	d := create(t, e, DefaultLimits(), testID(1))
	write(t, d, person(1), "", "one")
	write(t, d, person(2), "one", "one two")
	got, err := d.History()
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	if got[0].By != (Signer{}) || got[1].By != person(1).device || got[2].By != person(2).device {
		t.Fatalf("%v", got)
	}
	if got[2].Deps[0] != got[1].Hash || !got[2].Time.Equal(testTime) || got[2].Ops != 4 || got[2].Hash != d.Heads()[0] {
		t.Fatalf("%+v", got[2])
	}
	for _, v := range got {
		raw, err := d.Change(v.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if _, h, err := chunkBody(raw); err != nil || h != v.Hash {
			t.Fatal(h, err)
		}
	}
	if _, err := d.Change(Hash{1}); err == nil {
		t.Fatal("a change that is not here")
	}
}

// TestRecord: the texts of a record are those its document had at these changes, and two devices put the same changes in
// the same order.
func TestRecord(t *testing.T) {
	e := native(t)
	ann, ben := create(t, e, DefaultLimits(), testID(1)), create(t, e, DefaultLimits(), testID(1))
	r := rand.New(rand.NewSource(1))
	for range 12 {
		a := write(t, ann, person(1), text(t, ann), scribble(r, text(t, ann))+"a")
		b := write(t, ben, person(2), text(t, ben), scribble(r, text(t, ben))+"b")
		receive(t, ann, b...)
		receive(t, ben, a...)
	}
	orders := [2][]Version{}
	for i, d := range []*Doc{ann, ben} {
		rec, err := d.Record()
		if err != nil {
			t.Fatal(err)
		}
		if orders[i], err = rec.Versions(); err != nil {
			t.Fatal(err)
		}
		if err := rec.Sort(orders[i]); err != nil {
			t.Fatal(err)
		}
		ends := []int{0, 1, 5, 5, 14, len(orders[i])}
		texts, err := rec.Texts(ends)
		if err != nil {
			t.Fatal(err)
		}
		for j, end := range ends {
			if want, err := d.TextAt(tips(orders[i][:end])); err != nil || texts[j] != want {
				t.Errorf("after %d: %q, %v; want %q", end, texts[j], err, want)
			}
		}
		if texts[5] != text(t, d) {
			t.Errorf("the last is %q", texts[5])
		}
		if _, err := rec.Texts([]int{3, 2}); err == nil {
			t.Error("ends that fall")
		}
		if _, err := rec.Texts([]int{len(orders[i]) + 1}); err == nil {
			t.Error("an end past the end")
		}
	}
	for i := range orders[0] {
		if orders[0][i].Hash != orders[1][i].Hash {
			t.Fatalf("the orders differ at %d", i)
		}
	}
}

// tips are the changes that no other of these builds on.
func tips(versions []Version) (out []Hash) {
	for _, v := range versions {
		out = slices.DeleteFunc(out, func(h Hash) bool { return slices.Contains(v.Deps, h) })
		out = append(out, v.Hash)
	}
	return out
}
