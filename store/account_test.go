package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"moot/store/forum"
)

// account does one random thing to a task, page, notice, fund or gauge, or makes one.
func (v *village) account(d *Store, words string) {
	kind := pick1(v.r, []forum.Kind{forum.KindTask, forum.KindPage, forum.KindNotice, forum.KindFund, forum.KindGauge})
	me, _ := d.Me()
	there := v.accounts[kind]
	if len(v.proposals) == 0 {
		return
	}
	if len(there) < 2 || v.r.Intn(6) == 0 {
		v.accounts[kind] = append(there, v.begin(d, kind, words)...)
		return
	}
	id := pick1(v.r, there)
	switch kind {
	case forum.KindTask:
		d.UpdateTask(ctx, v.g, id, forum.TaskUpdate{State: pick1(v.r, forum.TaskStates), For: forum.Whom{Person: me.Person}, Note: words})
	case forum.KindPage:
		if p, err := d.StandingPage(ctx, v.g, id); err == nil && v.r.Intn(2) == 0 {
			d.SignPage(ctx, v.g, id, pick1(v.r, []string{"A", "B"}), p.Words)
			return
		}
		v.edit(d, id, words)
	case forum.KindNotice:
		d.WithdrawNotice(ctx, v.g, id, words)
	case forum.KindFund:
		line, err := d.AddLine(ctx, v.g, id, forum.NewLine{What: forum.LineGrant, Amount: 1 + int64(v.r.Intn(9999))})
		if err == nil && v.r.Intn(2) == 0 {
			d.CorrectLine(ctx, v.g, id, line, int64(v.r.Intn(99)), words)
		}
	case forum.KindGauge:
		d.ReadGauge(ctx, v.g, id, forum.NewReading{Value: forum.Decimal{N: int64(v.r.Intn(99)), Scale: 1}})
	}
}

func (v *village) begin(d *Store, kind forum.Kind, words string) []forum.ID {
	var id forum.ID
	var err error
	switch kind {
	case forum.KindTask:
		id, err = d.NewTask(ctx, v.g, forum.NewTask{Title: "Do " + words, From: pick1(v.r, v.proposals)})
	case forum.KindPage:
		a, _ := v.devices[0].Me()
		b, _ := v.devices[len(v.devices)-1].Me()
		id, err = d.NewPage(ctx, v.g, forum.NewPage{Title: "Page", Parties: []forum.Party{{Name: "A", Person: a.Person}, {Name: "B", Person: b.Person}}}, words)
	case forum.KindNotice:
		id, err = d.PostNotice(ctx, v.g, forum.NewNotice{Sort: "need", Title: "Need " + words})
	case forum.KindFund:
		id, err = v.devices[0].NewFund(ctx, v.g, forum.NewFund{Title: "Fund"})
	case forum.KindGauge:
		id, err = d.NewGauge(ctx, v.g, forum.NewGauge{Title: "Gauge", Decision: pick1(v.r, v.proposals)})
	}
	if err != nil {
		return nil
	}
	return []forum.ID{id}
}

// wantRefusal checks that a deed is refused with a sentence that has these words in it.
func wantRefusal(t *testing.T, err error, words string) {
	t.Helper()
	var no *RefusedError
	if !errors.As(err, &no) || !strings.Contains(err.Error(), words) {
		t.Errorf("%v; want a refusal with %q", err, words)
	}
}

// TestHeldToAccount is a decision of three neighbours seen through, two of them offline for a while: the action, the money, the
// rule it changed and what came of it. All end showing the same.
func TestHeldToAccount(t *testing.T) {
	ann, bob, cat := device(t, "Ann"), device(t, "Bob"), device(t, "Cat")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, ann, bob, g)
	join(t, ann, cat, g)
	give(t, ann, bob, g)
	meBob, _ := bob.Me()
	meCat, _ := cat.Me()
	everyone := []*Store{ann, bob, cat}
	meet := func() {
		t.Helper()
		for range 2 {
			for _, a := range everyone {
				for _, b := range everyone {
					if a != b {
						give(t, a, b, g)
					}
				}
			}
		}
		same(t, g, everyone...)
	}

	prop := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Mend the gate", Cost: 4000}, "New hinges."))
	meet()
	page := must[forum.ID](t)(bob.NewPage(ctx, g, forum.NewPage{Title: "Rules", Parties: []forum.Party{
		{Name: "Tenants", Person: meBob.Person}, {Name: "Traders", Person: meCat.Person},
	}}, "Shut the gate."))
	fund := must[forum.ID](t)(ann.NewFund(ctx, g, forum.NewFund{Title: "Gate", Purpose: "hinges"}))
	gauge := must[forum.ID](t)(bob.NewGauge(ctx, g, forum.NewGauge{Title: "Gate found open", Baseline: forum.Decimal{N: 9}, Target: forum.Decimal{N: 1}, Decision: prop}))
	meet()

	// Ann and Bob apart, Cat apart from both.
	_, err := ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineContribution, Amount: 5000, Who: forum.Whom{Person: meBob.Person}})
	ok(t, err)
	task := must[forum.ID](t)(ann.NewTask(ctx, g, forum.NewTask{Title: "Fit hinges", From: prop}))
	ok(t, ann.UpdateTask(ctx, g, task, forum.TaskUpdate{For: forum.Whom{Person: meCat.Person}, Due: 1}))
	_, err = ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineSpending, Amount: 4000, Decision: prop})
	wantRefusal(t, err, `nothing has been decided by "Mend the gate" yet`)
	ok(t, ann.Set(ctx, g, prop, forum.FieldState, "doing", 0))
	spent := must[forum.ID](t)(ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineSpending, Amount: 4000, Decision: prop}))
	_, err = ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineSpending, Amount: 1001, Decision: prop})
	wantRefusal(t, err, "not enough in this fund")
	_, err = bob.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineGrant, Amount: 1})
	wantRefusal(t, err, "may not do that")
	for _, signer := range []*Store{bob, cat} {
		ok(t, signer.SignPage(ctx, g, page, "", must[StandingPage](t)(signer.StandingPage(ctx, g, page)).Words))
	}
	wantRefusal(t, ann.SignPage(ctx, g, page, "", must[StandingPage](t)(ann.StandingPage(ctx, g, page)).Words), "you are not named")
	// Ann has not seen the signatures yet: her edit stands, and shows as one made since.
	must[string](t)(ann.EditText(ctx, g, page, "Shut the gate.", "Shut the gate. Always."))
	meet()

	p := must[StandingPage](t)(cat.StandingPage(ctx, g, page))
	if p.State != forum.PageChanged || p.Signed != "Shut the gate." || p.Body != "Shut the gate. Always." || p.Allowed() {
		t.Errorf("the page: %+v", p)
	}
	wantRefusal(t, errOf(bob.EditText(ctx, g, page, p.Body, "No.")), "only by a decision")
	wantRefusal(t, errOf(bob.EditPage(ctx, g, page, p.Body, "No.", forum.ID{})), "only by a decision")
	wantRefusal(t, errOf(cat.EditPage(ctx, g, page, p.Body, "No.", prop)), "Only whoever made it, or an officer")
	must[string](t)(bob.EditPage(ctx, g, page, p.Body, "Shut the gate behind you.", prop))
	wantRefusal(t, cat.UpdateTask(ctx, g, gauge, forum.TaskUpdate{State: forum.TaskDone}), "only a task")
	ok(t, cat.UpdateTask(ctx, g, task, forum.TaskUpdate{State: forum.TaskDone, Note: "photo in the hall"}))
	wantRefusal(t, bob.UpdateTask(ctx, g, task, forum.TaskUpdate{State: forum.TaskDropped}), "Only the person a task is on")
	must[forum.ID](t)(cat.ReadGauge(ctx, g, gauge, forum.NewReading{Value: forum.Decimal{N: 2}, At: 5}))
	must[forum.ID](t)(ann.CorrectLine(ctx, g, fund, spent, 3900, "receipt says so"))
	must[forum.ID](t)(ann.ShareSurplus(ctx, g, fund, forum.NewLine{Amount: 100, Rule: forum.ShareEqual}, nil))
	meet()

	p = must[StandingPage](t)(ann.StandingPage(ctx, g, page))
	if p.State != forum.PageChanged || len(p.Why) != 1 || p.Why[0].Title != "Mend the gate" || !p.Allowed() {
		t.Errorf("the page: %+v", p)
	}
	for _, signer := range []*Store{bob, cat} {
		ok(t, signer.SignPage(ctx, g, page, "", must[StandingPage](t)(signer.StandingPage(ctx, g, page)).Words))
	}
	meet()
	f := must[FundPage](t)(bob.Fund(ctx, g, fund))
	if f.Balance != 1000 || f.Spent(prop) != 3900 || len(f.Decisions) != 1 || len(f.Lines[2].Shares) != 3 {
		t.Errorf("the fund: %+v", f)
	}
	if slices.ContainsFunc(f.Lines[2].Shares, func(s forum.Share) bool { return s.Amount != 33 && s.Amount != 34 }) {
		t.Errorf("shares: %+v", f.Lines[2].Shares)
	}
	if x := must[TaskPage](t)(bob.Task(ctx, g, task)); x.State != forum.TaskDone || x.From.Title != "Mend the gate" || x.Updates[1].By != meCat.Person {
		t.Errorf("the task: %+v", x)
	}
	if x := must[GaugePage](t)(ann.Gauge(ctx, g, gauge)); x.Trend != forum.TrendNearer || x.Decided.Title != "Mend the gate" {
		t.Errorf("the gauge: %+v", x)
	}
	if card := must[[]PageCard](t)(ann.Pages(ctx, g))[0]; card.State != forum.PageSigned || card.Signed != 2 {
		t.Errorf("the page's card: %+v", card)
	}
	g1, _ := cat.group(g)
	before := must[forum.ID](t)(cat.Digest(ctx, g))
	ok(t, cat.rebuild(g1))
	if after := must[forum.ID](t)(cat.Digest(ctx, g)); after != before {
		t.Error("made again from the entries, it shows something else")
	}
}

func errOf[T any](_ T, err error) error { return err }

// TestNeeds: what waits for somebody is theirs alone, and goes when it is done. Who joined after a vote opened is not
// asked to vote in it.
func TestNeeds(t *testing.T) {
	ann, bob, late := device(t, "Ann"), device(t, "Bob"), device(t, "Lou")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	join(t, ann, bob, g)
	meBob, _ := bob.Me()
	prop := must[forum.ID](t)(ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bench"}, "Oak."))
	must[forum.ID](t)(ann.OpenVote(ctx, g, prop, time.Time{}, 0))
	task := must[forum.ID](t)(ann.NewTask(ctx, g, forum.NewTask{Title: "Buy oak", For: forum.Whom{Person: meBob.Person}, Due: 1}))
	page := must[forum.ID](t)(ann.NewPage(ctx, g, forum.NewPage{Title: "Rules", Parties: []forum.Party{{Name: "B", Person: meBob.Person}}}, "Be kind."))
	join(t, ann, late, g)
	give(t, ann, bob, g)
	needs := func(s *Store) (what []string) {
		t.Helper()
		for _, n := range must[[]forum.Need](t)(s.Needs(ctx, g)) {
			what = append(what, n.What)
		}
		slices.Sort(what)
		return what
	}
	if got := needs(bob); !slices.Equal(got, []string{"sign", "task", "vote"}) {
		t.Errorf("Bob needs to %v", got)
	}
	if got := needs(ann); !slices.Equal(got, []string{"vote"}) {
		t.Errorf("Ann needs to %v", got)
	}
	if got := needs(late); len(got) != 0 {
		t.Errorf("Lou needs to %v", got)
	}
	must[forum.ID](t)(bob.Cast(ctx, g, prop, forum.Yes, ""))
	ok(t, bob.UpdateTask(ctx, g, task, forum.TaskUpdate{State: forum.TaskDone}))
	words := must[StandingPage](t)(bob.StandingPage(ctx, g, page)).Words
	wantRefusal(t, bob.SignPage(ctx, g, page, "", []forum.ID{{9}}), "changed since you read them")
	ok(t, bob.SignPage(ctx, g, page, "B", words))
	if got := needs(bob); len(got) != 0 {
		t.Errorf("Bob still needs to %v", got)
	}
}

// TestForgedSignature: words that nobody has can be signed by a party's device; the page still reads.
func TestForgedSignature(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	me, _ := ann.Me()
	page := must[forum.ID](t)(ann.NewPage(ctx, g, forum.NewPage{Title: "Rules", Parties: []forum.Party{{Name: "A", Person: me.Person}}}, "Be kind."))
	must[forum.ID](t)(ann.act(ctx, g, page, forum.KindPageSign, forum.PageSign{Party: "A", Words: []forum.ID{{9}}}))
	p := must[StandingPage](t)(ann.StandingPage(ctx, g, page))
	if p.State != forum.PageChanged || p.Signed != "" || p.Body != "Be kind." {
		t.Errorf("%+v", p)
	}
}

// TestDigestCoversAccounts: every deed changes what is shown, and so the digest.
func TestDigestCoversAccounts(t *testing.T) {
	ann := device(t, "Ann")
	g := must[forum.ID](t)(ann.CreateGroup(ctx, forum.Charter{Name: "Elm Row"}))
	me, _ := ann.Me()
	var task, page, notice, fund, line, gauge, reading, prop forum.ID
	before := must[forum.ID](t)(ann.Digest(ctx, g))
	for i, deed := range []func() (forum.ID, error){
		func() (id forum.ID, err error) {
			prop, err = ann.NewProposal(ctx, g, forum.NewProposal{Title: "Bench"}, "")
			return prop, errors.Join(err, ann.Set(ctx, g, prop, forum.FieldState, "doing", 0))
		},
		func() (id forum.ID, err error) {
			task, err = ann.NewTask(ctx, g, forum.NewTask{Title: "Buy oak"})
			return task, err
		},
		func() (forum.ID, error) { return task, ann.UpdateTask(ctx, g, task, forum.TaskUpdate{Note: "bought"}) },
		func() (forum.ID, error) { return ann.Comment(ctx, g, task, "Well done", forum.ID{}) },
		func() (id forum.ID, err error) {
			page, err = ann.NewPage(ctx, g, forum.NewPage{Title: "Rules", Parties: []forum.Party{{Name: "A", Person: me.Person}}}, "Be kind.")
			return page, err
		},
		func() (forum.ID, error) {
			_, err := ann.EditPage(ctx, g, page, "Be kind.", "Be kinder.", forum.ID{})
			return page, err
		},
		func() (forum.ID, error) {
			p, err := ann.StandingPage(ctx, g, page)
			return page, errors.Join(err, ann.SignPage(ctx, g, page, "A", p.Words))
		},
		func() (forum.ID, error) {
			return page, ann.NameParties(ctx, g, page, []forum.Party{{Name: "B", Person: me.Person}}, prop)
		},
		func() (id forum.ID, err error) {
			notice, err = ann.PostNotice(ctx, g, forum.NewNotice{Sort: "news", Title: "Fair"})
			return notice, err
		},
		func() (forum.ID, error) { return notice, ann.WithdrawNotice(ctx, g, notice, "rain") },
		func() (id forum.ID, err error) {
			fund, err = ann.NewFund(ctx, g, forum.NewFund{Title: "Garden"})
			return fund, err
		},
		func() (id forum.ID, err error) {
			line, err = ann.AddLine(ctx, g, fund, forum.NewLine{What: forum.LineGrant, Amount: 5})
			return line, err
		},
		func() (forum.ID, error) { return ann.CorrectLine(ctx, g, fund, line, 4, "miscounted") },
		func() (id forum.ID, err error) {
			gauge, err = ann.NewGauge(ctx, g, forum.NewGauge{Title: "Trees"})
			return gauge, err
		},
		func() (id forum.ID, err error) {
			reading, err = ann.ReadGauge(ctx, g, gauge, forum.NewReading{At: 5})
			return reading, err
		},
		func() (forum.ID, error) {
			return ann.ReadGauge(ctx, g, gauge, forum.NewReading{At: 5, Instead: reading})
		},
		func() (forum.ID, error) { return gauge, ann.ReviewGauge(ctx, g, gauge, time.UnixMilli(9)) },
	} {
		must[forum.ID](t)(deed())
		after := must[forum.ID](t)(ann.Digest(ctx, g))
		if after == before {
			t.Errorf("deed %d changed nothing of the digest", i)
		}
		before = after
	}
	same(t, g, ann)
}
