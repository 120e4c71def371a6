package forum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// goldenAccount has the records by which a group holds itself to account: tasks, pages, notices, funds and gauges.
func goldenAccount() []goldenRow {
	ann, zed := PersonOf(testKey("Ann")), PersonOf(testKey("Zed"))
	s, d := testID("subject"), testID("decision")
	shares, err := ShareOut(100, []Share{{Who: Whom{Person: ann}, Weight: 500}, {Who: Whom{Name: "Mr Ode"}, Weight: 1200}})
	if err != nil {
		panic(err)
	}
	return []goldenRow{
		goldenBodies()[0], // a chain begins with the founding act
		{KindTask, ID{}, NewTask{Title: "Mend the gate", For: Whom{Person: zed}, Due: start + 7*day, From: s}},
		{KindTask, ID{}, NewTask{Title: "Ask the council"}},
		{KindTaskUpdate, s, TaskUpdate{State: TaskDone, For: Whom{Name: "Mr Ode"}, Due: NoDue, Note: "new hinges", On: testID("on"), After: []ID{{1}, {2}}}},
		{KindTaskUpdate, s, TaskUpdate{Note: "halfway"}},
		{KindPage, ID{}, NewPage{Title: "Rules", Parties: []Party{{"Residents", ann}, {"Police", zed}}}},
		{KindPage, ID{}, NewPage{Title: "Opening hours"}},
		{KindPageSign, s, PageSign{Party: "Police", Words: []ID{{1}, {2}}, By: testID("by"), After: []ID{{3}}}},
		{KindPageSign, s, PageSign{Party: "Police", Words: []ID{{1}}}},
		{KindPageChange, s, PageChange{Decision: d, Words: []ID{{1}}, Parties: []Party{{"Residents", ann}}, After: []ID{{3}}}},
		{KindPageChange, s, PageChange{Decision: d}},
		{KindNotice, ID{}, NewNotice{Sort: "offer", Title: "A ladder", Body: "Ask at *number 4*.", Until: start + day}},
		{KindNotice, ID{}, NewNotice{Sort: "news", Title: "Fair"}},
		{KindNoticeEnd, s, EndNotice{Why: "lent"}},
		{KindNoticeEnd, s, EndNotice{}},
		{KindFund, ID{}, NewFund{Title: "Garden", Purpose: "Beds", Below: 500}},
		{KindFund, ID{}, NewFund{Title: "Tea"}},
		{KindFundLine, s, NewLine{What: LineContribution, Amount: 1000, Who: Whom{Person: ann}, Note: "in cash"}},
		{KindFundLine, s, NewLine{What: LineSpending, Amount: 1, Who: Whom{Name: "A shop"}, Decision: d}},
		{KindFundLine, s, NewLine{What: LineSharing, Amount: 100, Decision: d, Rule: ShareProportion, Shares: shares}},
		{KindFundCorrect, s, CorrectLine{Line: testID("line"), Amount: 1200, Note: "miscounted", After: []ID{{1}}}},
		{KindFundCorrect, s, CorrectLine{Line: testID("line"), Note: "entered twice"}},
		{KindGauge, ID{}, NewGauge{Title: "Days to mend", Unit: "days", Baseline: Decimal{125, 1}, Target: Decimal{4, 0}, Due: start + day, Review: start, Decision: d}},
		{KindGauge, ID{}, NewGauge{Title: "Trees", Target: Decimal{10, 0}}},
		{KindReading, s, NewReading{Value: Decimal{-1175, 2}, At: start, Note: "the log", Instead: testID("wrong")}},
		{KindReading, s, NewReading{Value: Decimal{3, 0}, At: start}},
		{KindSet, s, Set{Field: FieldReview, Number: start + day}},
	}
}

func TestAccountCheck(t *testing.T) {
	w := newTown(t)
	ann, bob, cat := w.founder, w.join("Bob", RoleMember), w.join("Cat", RoleMember)
	rita, eve := w.join("Rita", RoleReader), newNeighbour("Eve")
	h := newHall(w)
	on := func(n *neighbour) Whom { return Whom{Person: n.id()} }
	prop := h.must(bob, KindProposal, ID{}, NewProposal{Title: "A bench"}).ID
	meet := h.must(bob, KindMeeting, ID{}, NewMeeting{Title: "Spring", At: start}).ID
	com := h.must(cat, KindComment, prop, NewComment{Body: "Yes"}).ID
	task := h.must(bob, KindTask, ID{}, NewTask{Title: "Mend", For: on(bob), From: meet}).ID
	other := h.must(bob, KindTask, ID{}, NewTask{Title: "Paint"}).ID
	given := h.must(bob, KindTaskUpdate, task, TaskUpdate{For: on(cat)}).ID
	page := h.must(bob, KindPage, ID{}, NewPage{Title: "Rules", Parties: []Party{{"R", bob.id()}, {"P", cat.id()}}}).ID
	page2 := h.must(bob, KindPage, ID{}, NewPage{Title: "Hours"}).ID
	change := h.must(bob, KindPageChange, page, PageChange{Decision: prop, Parties: []Party{{"P", ann.id()}}}).ID
	notice := h.must(bob, KindNotice, ID{}, NewNotice{Sort: "need", Title: "A sofa"}).ID
	fund := h.must(ann, KindFund, ID{}, NewFund{Title: "Garden"}).ID
	fund2 := h.must(ann, KindFund, ID{}, NewFund{Title: "Tea"}).ID
	in := NewLine{What: LineContribution, Amount: 5}
	line := h.must(ann, KindFundLine, fund, in).ID
	equal := []Share{{Whom{Name: "A"}, 1, 1}}
	shared := h.must(ann, KindFundLine, fund, NewLine{What: LineSharing, Amount: 1, Rule: ShareEqual, Shares: equal}).ID
	gauge := h.must(bob, KindGauge, ID{}, NewGauge{Title: "Days"}).ID
	gauge2 := h.must(bob, KindGauge, ID{}, NewGauge{Title: "Trees"}).ID
	read := h.must(bob, KindReading, gauge, NewReading{}).ID
	words := []ID{{1}}

	for name, c := range map[string]struct {
		by      *neighbour
		kind    Kind
		subject ID
		body    any
		words   string // in the refusal; empty when it stands; "wait" when it must wait
	}{
		"a task by a reader":                      {rita, KindTask, ID{}, NewTask{Title: "x"}, "readers only read"},
		"a task on a stranger":                    {bob, KindTask, ID{}, NewTask{Title: "x", For: on(eve)}, "not in the group"},
		"a task from a comment":                   {bob, KindTask, ID{}, NewTask{Title: "x", From: com}, "cannot be about that"},
		"a task from what is not here":            {bob, KindTask, ID{}, NewTask{Title: "x", From: testID("missing")}, "wait"},
		"an update by its maker":                  {bob, KindTaskUpdate, task, TaskUpdate{State: TaskDone}, ""},
		"an update by an officer":                 {ann, KindTaskUpdate, task, TaskUpdate{State: TaskDone}, ""},
		"an update by whom it was given to":       {cat, KindTaskUpdate, task, TaskUpdate{State: TaskDone, On: given}, ""},
		"an update by another":                    {cat, KindTaskUpdate, task, TaskUpdate{State: TaskDone}, "only the person a task is on"},
		"an update of another task":               {cat, KindTaskUpdate, other, TaskUpdate{State: TaskDone, On: given}, "an update of another task"},
		"an update by a reader":                   {rita, KindTaskUpdate, task, TaskUpdate{State: TaskDone}, "readers only read"},
		"a task put on a stranger":                {bob, KindTaskUpdate, task, TaskUpdate{For: on(eve)}, "not in the group"},
		"an update of a proposal":                 {bob, KindTaskUpdate, prop, TaskUpdate{Note: "x"}, "cannot be about that"},
		"a comment on a task":                     {cat, KindComment, task, NewComment{Body: "x"}, ""},
		"a page by a reader":                      {rita, KindPage, ID{}, NewPage{Title: "x"}, "readers only read"},
		"a page for a stranger to sign":           {bob, KindPage, ID{}, NewPage{Title: "x", Parties: []Party{{"S", eve.id()}}}, "not in the group"},
		"words of a page":                         {cat, KindChange, page, nil, ""},
		"words of a page by a reader":             {rita, KindChange, page, nil, "readers only read"},
		"words of a task":                         {bob, KindChange, task, nil, "cannot be about that"},
		"a signature":                             {cat, KindPageSign, page, PageSign{Party: "P", Words: words}, ""},
		"a signature for another":                 {bob, KindPageSign, page, PageSign{Party: "P", Words: words}, `only the person named for "P"`},
		"a signature for no party":                {bob, KindPageSign, page, PageSign{Party: "Q", Words: words}, `only the person named for "Q"`},
		"a signature by a later list":             {ann, KindPageSign, page, PageSign{Party: "P", Words: words, By: change}, ""},
		"a signature by another page's list":      {ann, KindPageSign, page2, PageSign{Party: "P", Words: words, By: change}, "the parties of another page"},
		"a signature by an officer":               {ann, KindPageSign, page, PageSign{Party: "P", Words: words}, "only the person named"},
		"a change of a page by another":           {cat, KindPageChange, page, PageChange{Decision: prop}, "only whoever made it, or an officer"},
		"a change of a page by no proposal":       {bob, KindPageChange, page, PageChange{Decision: meet}, "cannot be about that"},
		"a change of a page, decision not here":   {bob, KindPageChange, page, PageChange{Decision: testID("missing")}, "wait"},
		"a notice by a reader":                    {rita, KindNotice, ID{}, NewNotice{Sort: "news", Title: "x"}, "readers only read"},
		"a notice withdrawn by another":           {cat, KindNoticeEnd, notice, EndNotice{}, "only whoever made it, or an officer"},
		"a notice withdrawn by an officer":        {ann, KindNoticeEnd, notice, EndNotice{}, ""},
		"a proposal withdrawn as a notice":        {bob, KindNoticeEnd, prop, EndNotice{}, "cannot be about that"},
		"a fund by a member":                      {bob, KindFund, ID{}, NewFund{Title: "x"}, "may not do that"},
		"a line by a member":                      {bob, KindFundLine, fund, in, "may not do that"},
		"a line in no fund":                       {ann, KindFundLine, task, in, "cannot be about that"},
		"a line for a stranger":                   {ann, KindFundLine, fund, NewLine{What: LineGrant, Amount: 1, Who: on(eve)}, "not in the group"},
		"spending against a meeting":              {ann, KindFundLine, fund, NewLine{What: LineSpending, Amount: 1, Decision: meet}, "cannot be about that"},
		"spending":                                {ann, KindFundLine, fund, NewLine{What: LineSpending, Amount: 1, Decision: prop}, ""},
		"a share for a stranger":                  {ann, KindFundLine, fund, NewLine{What: LineSharing, Amount: 1, Rule: ShareEqual, Shares: []Share{{on(eve), 1, 1}}}, "not in the group"},
		"a correction":                            {ann, KindFundCorrect, fund, CorrectLine{Line: line, Amount: 4, Note: "x"}, ""},
		"a correction by a member":                {bob, KindFundCorrect, fund, CorrectLine{Line: line, Amount: 4, Note: "x"}, "may not do that"},
		"a correction in another fund":            {ann, KindFundCorrect, fund2, CorrectLine{Line: line, Amount: 4, Note: "x"}, "a line of another fund"},
		"a correction of a comment":               {ann, KindFundCorrect, fund, CorrectLine{Line: com, Amount: 4, Note: "x"}, "cannot be about that"},
		"a correction of a sharing":               {ann, KindFundCorrect, fund, CorrectLine{Line: shared, Amount: 4, Note: "x"}, "share again"},
		"a sharing struck out":                    {ann, KindFundCorrect, fund, CorrectLine{Line: shared, Note: "x"}, ""},
		"a gauge of a meeting":                    {bob, KindGauge, ID{}, NewGauge{Title: "x", Decision: meet}, "cannot be about that"},
		"a reading by a reader":                   {rita, KindReading, gauge, NewReading{}, "readers only read"},
		"a reading of a task":                     {bob, KindReading, task, NewReading{}, "cannot be about that"},
		"a reading replaced by another":           {cat, KindReading, gauge, NewReading{Instead: read}, "only whoever made it, or an officer"},
		"a reading replaced by its maker":         {bob, KindReading, gauge, NewReading{Instead: read}, ""},
		"a reading replaced from elsewhere":       {bob, KindReading, gauge2, NewReading{Instead: read}, "a reading of another gauge"},
		"a review by its maker":                   {bob, KindSet, gauge, Set{Field: FieldReview, Number: 1}, ""},
		"a review by another":                     {cat, KindSet, gauge, Set{Field: FieldReview, Number: 1}, "only whoever made it"},
		"a review of a proposal":                  {bob, KindSet, prop, Set{Field: FieldReview, Number: 1}, "has no review"},
		"a comment on a reading, which has none":  {cat, KindComment, read, NewComment{Body: "x"}, "cannot be about that"},
		"a comment by a reader on a notice":       {rita, KindComment, notice, NewComment{Body: "x"}, "readers only read"},
		"a task by somebody who is not in":        {eve, KindTask, ID{}, NewTask{Title: "x"}, "not a member of this group"},
		"a signature by somebody who is not in":   {eve, KindPageSign, page, PageSign{Party: "P", Words: words}, "not a member of this group"},
		"a signature on a page that is not here":  {cat, KindPageSign, testID("missing"), PageSign{Party: "P", Words: words}, "wait"},
		"a reading of a gauge that is not here":   {bob, KindReading, testID("missing"), NewReading{}, "wait"},
		"a line in a fund that is not here":       {ann, KindFundLine, testID("missing"), in, "wait"},
		"an update of a task that is not here":    {bob, KindTaskUpdate, testID("missing"), TaskUpdate{Note: "x"}, "wait"},
		"a withdrawal of a notice not here":       {bob, KindNoticeEnd, testID("missing"), EndNotice{}, "wait"},
		"an update leaning on what is not here":   {cat, KindTaskUpdate, task, TaskUpdate{Note: "x", On: testID("missing")}, "wait"},
		"a correction of a line that is not here": {ann, KindFundCorrect, fund, CorrectLine{Line: testID("missing"), Note: "x"}, "wait"},
	} {
		_, err := h.say(c.by, c.kind, c.subject, c.body)
		wantVerdict(t, name, err, c.words, testID("missing"))
	}
}

// TestAccountLimits: what is outside the limits is refused by every device alike, before anything else is asked.
func TestAccountLimits(t *testing.T) {
	bob := Person{2}
	many := make([]ID, MaxIDs+1)
	for i := range many {
		many[i] = ID{byte(i), byte(i >> 8), 1}
	}
	share := func(shares ...Share) NewLine {
		return NewLine{What: LineSharing, Amount: 11, Rule: ShareEqual, Shares: shares}
	}
	a, b := Whom{Name: "A"}, Whom{Name: "B"}
	for name, c := range map[string]struct {
		kind  Kind
		body  any
		words string
	}{
		"a task without a title":      {KindTask, NewTask{}, "a title is empty"},
		"a task on two":               {KindTask, NewTask{Title: "x", For: Whom{bob, "Bob"}}, "one person"},
		"a day before 1970":           {KindTask, NewTask{Title: "x", Due: -1}, "out of range"},
		"an update of nothing":        {KindTaskUpdate, TaskUpdate{}, "says nothing"},
		"an unknown state":            {KindTaskUpdate, TaskUpdate{State: "late"}, `no state of a task called "late"`},
		"a long note":                 {KindTaskUpdate, TaskUpdate{Note: strings.Repeat("x", MaxReason+1)}, "a note is"},
		"too many replaced":           {KindTaskUpdate, TaskUpdate{Note: "x", After: many}, "replaces 65 records"},
		"a party twice":               {KindPage, NewPage{Title: "x", Parties: []Party{{"P", bob}, {"P", bob}}}, "twice"},
		"a party of nobody":           {KindPage, NewPage{Title: "x", Parties: []Party{{"P", Person{}}}}, "names nobody"},
		"too many parties":            {KindPage, NewPage{Title: "x", Parties: make([]Party, 33)}, "the most is 32"},
		"a signature on nothing":      {KindPageSign, PageSign{Party: "P"}, "signs no words"},
		"heads out of order":          {KindPageSign, PageSign{Party: "P", Words: []ID{{2}, {1}}}, "not sorted"},
		"a change by no decision":     {KindPageChange, PageChange{Words: []ID{{1}}}, "names no decision"},
		"an unknown sort of notice":   {KindNotice, NewNotice{Sort: "advert", Title: "x"}, "no sort of notice"},
		"nothing paid in":             {KindFundLine, NewLine{What: LineGrant}, "an amount is out of range"},
		"less than nothing paid in":   {KindFundLine, NewLine{What: LineGrant, Amount: -5}, "an amount is out of range"},
		"too much paid in":            {KindFundLine, NewLine{What: LineGrant, Amount: maxPence + 1}, "an amount is out of range"},
		"spending without a decision": {KindFundLine, NewLine{What: LineSpending, Amount: 1}, "only against a decision"},
		"shares of a grant":           {KindFundLine, NewLine{What: LineGrant, Amount: 1, Shares: []Share{{a, 1, 1}}}, "only a surplus"},
		"a surplus for nobody":        {KindFundLine, share(), "must be 1 to 1000"},
		"the wrong penny":             {KindFundLine, share(Share{a, 1, 5}, Share{b, 1, 6}), "not what the rule gives"},
		"a penny short":               {KindFundLine, share(Share{a, 1, 5}, Share{b, 1, 5}), "not what the rule gives"},
		"shares out of order":         {KindFundLine, share(Share{b, 1, 6}, Share{a, 1, 5}), "not in order"},
		"two shares of one":           {KindFundLine, share(Share{a, 1, 6}, Share{a, 1, 5}), "somebody has two"},
		"equal shares with weights":   {KindFundLine, share(Share{a, 2, 11}), "a share's weight"},
		"a correction without a word": {KindFundCorrect, CorrectLine{Line: ID{1}}, "is empty"},
		"a number too fine":           {KindReading, NewReading{Value: Decimal{1, 7}}, "more than 6 digits"},
		"a number too large":          {KindReading, NewReading{Value: Decimal{maxDecimal + 1, 0}}, "out of range"},
	} {
		if _, err := Encode(c.kind, c.body); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v; want a refusal with %q", name, err, c.words)
		}
	}
	if _, err := Encode(KindFundLine, share(Share{a, 1, 6}, Share{b, 1, 5})); err != nil {
		t.Errorf("a fair sharing: %v", err)
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]Decimal{
		"12": {12, 0}, "-0.5": {-5, 1}, "0.05": {5, 2}, "1250.75": {125075, 2}, "-12": {-12, 0}, "2.50": {250, 2}, "0": {},
	} {
		got, err := ParseDecimal(in)
		if err != nil || got != want || got.String() != in {
			t.Errorf("%s: %+v as %s, %v", in, got, got, err)
		}
	}
	for _, in := range []string{"", ".", "1.", ".5", "-", "--1", "1e3", "+1", "1.0000001", "9999999999999", "1,5", "١", "-.5", "0x1", "1_0"} {
		if got, err := ParseDecimal(in); err == nil {
			t.Errorf("%q was read as %s", in, got)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		d := Decimal{rapid.Int64Range(-maxDecimal, maxDecimal).Draw(rt, "n"), uint8(rapid.IntRange(0, maxScale).Draw(rt, "scale"))}
		if back, err := ParseDecimal(d.String()); err != nil || back.Compare(d) != 0 || back.String() != d.String() {
			rt.Fatalf("%+v is written %s and read %+v, %v", d, d, back, err)
		}
	})
}

// TestAccountFoldsForgetOrder: any order and any repeats of the same records give equal views.
func TestAccountFoldsForgetOrder(t *testing.T) {
	folds := map[Kind]func(ID, []Record) (any, bool){
		KindTask:   func(id ID, rs []Record) (any, bool) { v, ok := FoldTask(id, rs); return v, ok },
		KindPage:   func(id ID, rs []Record) (any, bool) { v, ok := FoldPage(id, rs, []ID{{2}, {1}}); return v, ok },
		KindNotice: func(id ID, rs []Record) (any, bool) { v, ok := FoldNotice(id, rs); return v, ok },
		KindFund:   func(id ID, rs []Record) (any, bool) { v, ok := FoldFund(id, rs); return v, ok },
		KindGauge:  func(id ID, rs []Record) (any, bool) { v, ok := FoldGauge(id, rs); return v, ok },
	}
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom([]Kind{KindTask, KindPage, KindNotice, KindFund, KindGauge}).Draw(rt, "noun")
		id, rs := randomAccount(rt, kind)
		view, ok := folds[kind](id, rs)
		if !ok {
			rt.Fatal("nothing was folded")
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "order"), 1))
		for range 4 {
			other := append(slices.Clone(rs), rs[:r.IntN(len(rs))]...)
			r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
			again, _ := folds[kind](id, other)
			if ViewDigest(again) != ViewDigest(view) || fmt.Sprint(again) != fmt.Sprint(view) {
				rt.Fatalf("another order gave another view:\n%+v\n%+v", view, again)
			}
		}
		for other, fold := range folds {
			if _, ok := fold(id, rs); ok != (other == kind) {
				rt.Fatalf("a %s was folded as a %s", kind, other)
			}
		}
	})
}

// randomAccount makes records about one thing, with some about another among them.
func randomAccount(t *rapid.T, kind Kind) (ID, []Record) {
	people := []Person{{1}, {2}, {3}}
	parties := []Party{{"A", people[0]}, {"B", people[1]}}
	first := map[Kind]any{
		KindTask: &NewTask{Title: "T"}, KindPage: &NewPage{Title: "P", Parties: parties}, KindNotice: &NewNotice{Sort: "news", Title: "N"},
		KindFund: &NewFund{Title: "F"}, KindGauge: &NewGauge{Title: "G", Target: Decimal{5, 0}},
	}
	rs := []Record{rec(0, kind, ID{}, people[0], 1, first[kind])}
	id := rs[0].ID
	for n := 1; n < rapid.IntRange(1, 30).Draw(t, "records"); n++ {
		by, time := rapid.SampledFrom(people).Draw(t, "by"), rapid.Int64Range(1, 5).Draw(t, "time")
		var after []ID
		for range rapid.IntRange(0, 2).Draw(t, "after") {
			after = append(after, rapid.SampledFrom(rs).Draw(t, "replaced").ID)
		}
		subject := rapid.SampledFrom([]ID{id, id, id, testID("another")}).Draw(t, "subject")
		words := []ID{{byte(rapid.IntRange(1, 2).Draw(t, "words"))}}
		before := rapid.SampledFrom(rs).Draw(t, "before").ID
		some := map[Kind][]Record{
			KindTask: {rec(n, KindTaskUpdate, subject, by, time, &TaskUpdate{State: rapid.SampledFrom(append(TaskStates, "")).Draw(t, "state"),
				For: Whom{Person: by}, Due: rapid.Int64Range(-1, 2).Draw(t, "due"), After: after})},
			KindPage: {
				rec(n, KindPageSign, subject, by, time, &PageSign{Party: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "party"), Words: words, After: after}),
				rec(n, KindPageChange, subject, by, time, &PageChange{Decision: before, Words: words, Parties: parties[:n%3%2], After: after})},
			KindNotice: {rec(n, KindNoticeEnd, subject, by, time, &EndNotice{Why: fmt.Sprint(n)})},
			KindFund: {
				rec(n, KindFundLine, subject, by, time, &NewLine{What: rapid.SampledFrom([]string{LineGrant, LineContribution, LineSpending}).Draw(t, "what"), Amount: int64(n), Who: Whom{Person: by}}),
				rec(n, KindFundCorrect, subject, by, time, &CorrectLine{Line: before, Amount: int64(n % 4), After: after})},
			KindGauge: {
				rec(n, KindReading, subject, by, time, &NewReading{Value: Decimal{int64(n), 0}, At: time, Instead: before}),
				rec(n, KindReading, subject, by, time, &NewReading{Value: Decimal{int64(n), 1}, At: time}),
				rec(n, KindSet, subject, by, time, &Set{Field: FieldReview, Number: int64(n), After: after})},
		}
		one := append(some[kind], rec(n, KindComment, subject, by, time, &NewComment{Body: "x"}))
		rs = append(rs, rapid.SampledFrom(one).Draw(t, "record"))
	}
	return id, rs
}
